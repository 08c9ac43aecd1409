//! One side of the pair: a connection, and what its application would hold.

use super::{Connection, Report};
use core::fmt;
use tls_core::conn::{Answer, Closed, Facts, Question};
use tls_core::error::{ApiMisuse, Failure};
use tls_core::pki_types::UnixTime;

/// Steps that one delivery may take besides one for each byte; more means that the connection does not move.
const SPARE_STEPS: usize = 64;

/// A connection that breaks its own contract. Never caused by the peer, always a fault of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PumpError {
    /// `consumed` is more than there was.
    ConsumedTooMuch,
    /// It asks for no more input than it has.
    NeedsWhatItHas {
        /// What it asks for, in bytes.
        at_least: usize,
        /// What it has, in bytes.
        has: usize,
    },
    /// It takes steps without end.
    NoProgress,
    /// It reports something that this pump does not know.
    UnknownStep,
    /// It does not take back its own output.
    Misuse(ApiMisuse),
    /// The two sides send without end.
    Endless,
}

impl fmt::Display for PumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConsumedTooMuch => f.write_str("step consumed more than it was given"),
            Self::NeedsWhatItHas { at_least, has } => write!(f, "step needs {at_least} bytes and has {has}"),
            Self::NoProgress => f.write_str("step goes on for ever without consuming anything"),
            Self::UnknownStep => f.write_str("step reported something new: teach it to this pump"),
            Self::Misuse(misuse) => write!(f, "the pump misused the connection: {misuse}"),
            Self::Endless => f.write_str("both sides send for ever"),
        }
    }
}

impl core::error::Error for PumpError {}

/// One side.
#[derive(Debug)]
pub struct Endpoint<C> {
    /// The connection itself.
    pub connection: C,
    incoming: Vec<u8>,
    received: Vec<u8>,
    done: Option<Facts>,
    closed: Option<Closed>,
    over: bool,
    answers: Answers,
    asked: Option<Question>,
}

type Answering = dyn FnMut(&Question) -> Option<Answer>;

/// Answers questions, or leaves them open.
struct Answers(Box<Answering>);

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers")
    }
}

impl<C: Connection> Endpoint<C> {
    /// Puts a connection into it.
    pub fn new(connection: C) -> Self {
        Self {
            connection,
            incoming: Vec::new(),
            received: Vec::new(),
            done: None,
            closed: None,
            over: false,
            answers: Answers(Box::new(|_| None)),
            asked: None,
        }
    }

    /// Who answers the questions that the connection asks its caller. `None` leaves a question open: then
    /// [`asked`](Self::asked) holds it.
    pub fn answer_with(&mut self, answers: impl FnMut(&Question) -> Option<Answer> + 'static) {
        self.answers = Answers(Box::new(answers));
    }

    /// The question that waits for an answer.
    #[must_use]
    pub const fn asked(&self) -> Option<&Question> {
        self.asked.as_ref()
    }

    /// Answers it at last.
    ///
    /// # Errors
    ///
    /// If nothing was asked, or the connection breaks its contract.
    pub fn answer(&mut self, answer: Answer, now: UnixTime) -> Result<(), PumpError> {
        self.connection.answer(answer, now).map_err(PumpError::Misuse)?;
        self.asked = None;
        self.deliver(&[], now)
    }

    /// Gives it bytes from the peer and lets it work until it needs more.
    ///
    /// # Errors
    ///
    /// If the connection breaks its contract. A handshake that fails is no error here: see
    /// [`failure`](Self::failure).
    pub fn deliver(&mut self, bytes: &[u8], now: UnixTime) -> Result<(), PumpError> {
        self.incoming.extend_from_slice(bytes);
        let most = self.incoming.len().saturating_add(SPARE_STEPS);
        for _ in 0..most {
            if self.over || self.step(now)? == Next::Wait {
                return Ok(());
            }
        }
        Err(PumpError::NoProgress)
    }

    fn step(&mut self, now: UnixTime) -> Result<Next, PumpError> {
        let has = self.incoming.len();
        let (consumed, report) = self.connection.step(&mut self.incoming, now);
        let left = has.checked_sub(consumed).ok_or(PumpError::ConsumedTooMuch)?;
        let mut next = Next::Again;
        match report {
            Report::NeedInput { at_least } if at_least <= left => {
                return Err(PumpError::NeedsWhatItHas { at_least, has: left });
            }
            Report::NeedInput { .. } => next = Next::Wait,
            Report::Continue => {}
            Report::Ask(question) => {
                let question = question.clone();
                match (self.answers.0)(&question) {
                    Some(answer) => self.connection.answer(answer, now).map_err(PumpError::Misuse)?,
                    None => {
                        self.asked = Some(question);
                        next = Next::Wait;
                    }
                }
            }
            Report::Done(facts) => self.done = Some(facts.clone()),
            Report::Plaintext(data) => self.received.extend_from_slice(data),
            Report::Closed(how) => {
                self.closed = Some(how);
                next = Next::Wait;
            }
            Report::Failed(_) => {
                self.over = true;
                next = Next::Wait;
            }
            Report::Unknown => return Err(PumpError::UnknownStep),
        }
        self.incoming.drain(..consumed);
        Ok(next)
    }

    /// Application data for the peer: waits here until the next flight.
    ///
    /// # Errors
    ///
    /// If the connection is not at a point where data can be sent.
    pub fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
        self.connection.send(data)
    }

    /// Says that this side will send no more.
    pub fn close(&mut self) {
        self.connection.close();
    }

    /// Takes what waits to be sent.
    ///
    /// # Errors
    ///
    /// If the connection does not let it go.
    pub fn take_output(&mut self) -> Result<Vec<u8>, PumpError> {
        let output = self.connection.output().to_vec();
        self.connection.output_sent(output.len()).map_err(PumpError::Misuse)?;
        Ok(output)
    }

    /// Application data that came, since it was last asked.
    #[must_use]
    pub fn take_received(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.received)
    }

    /// What the handshake settled, as `Done` told it.
    #[must_use]
    pub const fn done(&self) -> Option<&Facts> {
        self.done.as_ref()
    }

    /// How the peer closed, if it did.
    #[must_use]
    pub const fn closed(&self) -> Option<Closed> {
        self.closed
    }

    /// Why the connection failed, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.connection.failure()
    }
}

#[derive(PartialEq, Eq)]
enum Next {
    Again,
    Wait,
}
