//! The driver that both roles share: bytes in, one step at a time, bytes out.

use super::Seams;
use super::effects::{Effect, Effects, Fact};
use super::env::Env;
use super::event::{Direction, Observation};
use super::facts::Facts;
use super::progress::{Closed, Progress, Step};
use super::question::Question;
use super::recv::Recv;
use super::send::Send;
use super::side::{Input, Side, States};
use crate::error::{ApiMisuse, Cause, Failure};
use crate::msg::{self, Context, Received};
use crate::pki_types::UnixTime;
use crate::record::Protection;
use crate::registry::{AlertDescription, AlertLevel, HandshakeType};
use crate::switches::{Check, enforced};
use alloc::boxed::Box;
use core::ops::Range;

/// What one call to [`Core::step`] came to, before anything is borrowed for the caller.
pub(super) enum Outcome {
    NeedInput(usize),
    Continue,
    Done,
    Plaintext(Range<usize>),
    Closed,
}

/// One side of one connection.
pub(crate) struct Core<S: Side> {
    pub(super) side: S,
    /// `None` only while a step runs, and after one has failed.
    state: Option<S::State>,
    state_name: &'static str,
    pub(super) context: Context,
    pub(super) recv: Recv,
    pub(super) send: Send,
    pub(super) seams: Seams,
    effects: Effects,
    question: Option<Question>,
    facts: Box<Facts>,
    /// The handshake is done.
    pub(super) done: bool,
    /// The caller has not been told yet that it is.
    tell_done: bool,
    failure: Option<Failure>,
}

impl<S: Side> core::fmt::Debug for Core<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Connection")
            .field("role", &S::ROLE)
            .field("state", &self.state_name)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

impl<S: Side> Core<S> {
    pub(crate) fn new(side: S, state: Option<S::State>, seams: Seams) -> Self {
        let state_name = state.as_ref().map_or("START", States::name);
        Self {
            side,
            state,
            state_name,
            context: Context::default(),
            recv: Recv::default(),
            send: Send::new(S::ROLE),
            seams,
            effects: Effects::default(),
            question: None,
            facts: Box::default(),
            done: false,
            tell_done: false,
            failure: None,
        }
    }

    pub(crate) fn facts(&self) -> Option<&Facts> {
        self.done.then_some(&*self.facts)
    }

    pub(crate) const fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    pub(crate) const fn state_name(&self) -> &'static str {
        self.state_name
    }

    pub(super) fn expected(&self) -> &'static [HandshakeType] {
        self.state.as_ref().map_or(&[], States::expected)
    }

    /// Starts a side that speaks first.
    pub(crate) fn start(
        &mut self,
        begin: impl FnOnce(&S, &mut Env<'_>, &mut Effects) -> Result<S::State, Failure>,
    ) -> Result<(), Failure> {
        let mut effects = core::mem::take(&mut self.effects);
        let begun = begin(&self.side, &mut env(&self.side, &mut self.seams, self.context), &mut effects);
        let state = begun.map_err(|failure| failure.at("START", "ClientHello"))?;
        self.arrive(state);
        self.apply(effects)?;
        self.send.flush(&mut self.seams)
    }

    /// Works on what came; see [`Progress`].
    pub(crate) fn step<'b>(&'b mut self, incoming: &'b mut [u8], now: UnixTime) -> Progress<'b> {
        let length = incoming.len();
        let advanced =
            if self.failure.is_some() { Ok((length, Outcome::Continue)) } else { self.advance(incoming, now) };
        let (consumed, outcome) = advanced.unwrap_or_else(|failure| {
            self.fail(failure);
            (length, Outcome::Continue)
        });
        if let Some(failure) = &self.failure {
            return Progress { consumed: length, step: Step::Failed(failure) };
        }
        let step = match outcome {
            Outcome::NeedInput(at_least) => Step::NeedInput { at_least },
            Outcome::Continue => Step::Continue,
            Outcome::Done => Step::Done(&self.facts),
            Outcome::Plaintext(range) => Step::Plaintext(incoming.get(range).unwrap_or_default()),
            Outcome::Closed => Step::Closed(Closed::Clean),
        };
        Progress { consumed, step }
    }

    fn advance(&mut self, incoming: &mut [u8], now: UnixTime) -> Result<(usize, Outcome), Failure> {
        if core::mem::take(&mut self.tell_done) {
            return Ok((0, Outcome::Done));
        }
        self.read_record(incoming, now)
    }

    /// Feeds one input to the state machine and carries its effects out; questions that memory can answer are answered
    /// at once.
    pub(super) fn run(&mut self, input: Input<'_>, now: UnixTime) -> Result<(), Failure> {
        self.run_once(input)?;
        while let Some(question) = self.question.take() {
            let answer = self.side.answer(&question, now);
            self.run_once(Input::Answer(answer))?;
        }
        // Only now: messages of one flight under the same keys share records, also across a question.
        self.send.flush(&mut self.seams)
    }

    fn run_once(&mut self, input: Input<'_>) -> Result<(), Failure> {
        let state = self.state.take().ok_or(Cause::Internal)?;
        let message = match &input {
            Input::Message(message) => name_of(*message, self.context),
            Input::ChangeCipherSpec => "change_cipher_spec",
            Input::Answer(_) | Input::RenewSendKeys => "",
        };
        let mut effects = core::mem::take(&mut self.effects);
        let next = state.step(input, &mut env(&self.side, &mut self.seams, self.context), &mut effects);
        let next = next.map_err(|failure| failure.at(self.state_name, message))?;
        self.arrive(next);
        #[cfg(feature = "puppet")]
        if let Some(puppet) = &mut self.seams.puppet {
            puppet.effects(S::ROLE, self.state_name, &mut effects);
        }
        self.apply(effects)
    }

    fn arrive(&mut self, state: S::State) {
        let (from, to) = (self.state_name, state.name());
        self.state = Some(state);
        self.state_name = to;
        if from != to {
            self.observe(Observation::State { from, to });
        }
    }

    /// Carries effects out, in order.
    fn apply(&mut self, mut effects: Effects) -> Result<(), Failure> {
        for effect in effects.list.drain(..) {
            match effect {
                Effect::Send(range) => self.send.queue(effects.bytes.get(range).unwrap_or_default()),
                Effect::SendRecord(content_type, range) => {
                    let content = effects.bytes.get(range).unwrap_or_default();
                    self.send.any_record(content_type, content, &mut self.seams)?;
                }
                Effect::SendChangeCipherSpec => self.send.change_cipher_spec(&mut self.seams)?,
                Effect::SendWarning(description) => self.send_alert(AlertLevel::warning, description)?,
                Effect::SetRecvKeys(form, keys) => {
                    self.recv.check_aligned()?;
                    self.recv.protect(Protection::new(keys, form));
                }
                Effect::CheckAligned => self.recv.check_aligned()?,
                Effect::SetSendKeys(form, keys) => {
                    self.send.protect(Protection::new(keys, form), &mut self.seams)?;
                }
                Effect::Ask(question) => self.question = Some(question),
                Effect::Learn(fact) => self.learn(fact),
                Effect::OweKeyUpdate => self.send.owes_key_update = true,
                Effect::Done => {
                    self.done = true;
                    self.tell_done = true;
                }
            }
        }
        effects.bytes.clear();
        // The buffers serve every step of the handshake, and are given back when it is over.
        if !self.done {
            self.effects = effects;
        }
        Ok(())
    }

    fn learn(&mut self, fact: Fact) {
        match &fact {
            Fact::Version(version) => self.context.version = Some(*version),
            Fact::Suite(suite) => self.context.key_exchange = super::effects::key_exchange(*suite),
            _ => {}
        }
        self.facts.learn(fact);
    }

    pub(super) fn observe(&mut self, observation: Observation<'_>) {
        if let Some(sink) = &mut self.seams.sink {
            sink.observe(S::ROLE, observation);
        }
    }

    fn send_alert(&mut self, level: AlertLevel, description: AlertDescription) -> Result<(), Failure> {
        self.observe(Observation::Alert { direction: Direction::Send, level, description });
        self.send.alert(level, description, &mut self.seams)
    }

    /// Ends the connection: the peer is told with one alert, the caller with the failure.
    fn fail(&mut self, failure: Failure) {
        let failure = failure.at(self.state_name, "");
        self.observe(Observation::Failed(&failure));
        if let Some(description) = failure.alert_to_send()
            && !self.send.closed
        {
            // What could not be sent before the failure is not sent after it; and if even the alert cannot be sealed,
            // there is nothing left to say.
            self.send.drop_queued();
            let _ = self.send_alert(AlertLevel::fatal, description);
        }
        self.send.closed = true;
        self.state = None;
        self.failure = Some(failure);
    }

    /// Protects application data and appends it to the output.
    pub(crate) fn send_data(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
        if self.failure.is_some() {
            return Err(ApiMisuse::ConnectionOver);
        }
        if !self.done {
            return Err(ApiMisuse::HandshakeNotDone);
        }
        if self.send.closed {
            return Err(ApiMisuse::AlreadyClosed);
        }
        for fragment in data.chunks(self.send.max_fragment) {
            if let Err(failure) = self.send_fragment(fragment) {
                self.fail(failure);
                return Err(ApiMisuse::ConnectionOver);
            }
        }
        Ok(())
    }

    fn send_fragment(&mut self, fragment: &[u8]) -> Result<(), Failure> {
        if self.send.needs_new_keys() {
            self.send.owes_key_update = false;
            self.run_once(Input::RenewSendKeys)?;
        }
        self.send.application_data(fragment, &mut self.seams)
    }

    /// Puts close_notify into the output.
    pub(crate) fn close(&mut self) {
        if self.send.closed {
            return;
        }
        // "Each party MUST send a "close_notify" alert before closing its write side of the connection, unless it has
        // already sent some error alert." (RFC 9846 §6.1)
        if let Err(failure) = self.send_alert(AlertLevel::warning, AlertDescription::close_notify) {
            self.fail(failure);
        }
        self.send.closed = true;
    }

    /// The transport ended: was that the end of the peer's data?
    pub(crate) fn transport_ended(&mut self) -> Result<(), Failure> {
        if self.recv.closed || !enforced(Check::TransportEnd) {
            return Ok(());
        }
        if self.failure.is_none() {
            // "an attacker could [...] truncate the connection" is what close_notify is there against (RFC 9846 §6.1).
            let cause = if self.done { Cause::Truncated } else { Cause::ClosedInHandshake };
            self.fail(cause.into());
        }
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(()),
        }
    }
}

/// What a step may use.
fn env<'e, S: Side>(side: &'e S, seams: &'e mut Seams, context: Context) -> Env<'e> {
    Env {
        role: S::ROLE,
        random: &*side.provider().random,
        sink: match &mut seams.sink {
            Some(sink) => Some(&mut **sink),
            None => None,
        },
        #[cfg(feature = "puppet")]
        puppet: match &mut seams.puppet {
            Some(puppet) => Some(&mut **puppet),
            None => None,
        },
        context,
    }
}

/// The message's name in TABLE 1.
fn name_of(message: Received<'_>, context: Context) -> &'static str {
    msg::row(message.kind(), message.body(), context).map_or("handshake message", |row| row.name)
}
