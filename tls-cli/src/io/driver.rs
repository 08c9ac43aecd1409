//! Moves bytes between a transport, a session and an application.
//!
//! One loop: let the session work on what came, let the application give what is to be sent, then wait for the first of
//! socket, application and deadline. What waits is bounded. The transport is read however much output waits, as long as
//! the application has room: two peers that both wait for the other to read first would wait for ever.

use super::closing::close;
use super::{Application, HIGH_WATER, Happened, Queue, Session, Stopwatch, Untrusted, unix_time};
use crate::problem::Problem;
use core::time::Duration;
use std::io;
use tls_core::conn::Facts;
use tls_core::error::{Cause, Failure};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Room for each read, in bytes: more than the longest record, 5 + 16,384 + 256 (RFC 9846 §5.2).
const READ_SIZE: usize = 20 * 1024;
/// Output beyond [`HIGH_WATER`] can only be the session's own answers, of which it limits the number; at this many bytes
/// nothing is read any more all the same.
const HARD_LIMIT: usize = 4 * HIGH_WATER;

/// How a connection ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// What the handshake settled, if it was done.
    pub(crate) facts: Option<Facts>,
    /// How long the handshake took, if it was done.
    pub(crate) handshake: Option<Duration>,
    /// What went wrong.
    pub(crate) problem: Option<Problem>,
    /// The peer, if its certificates were refused.
    pub(crate) untrusted: Option<Untrusted>,
}

/// One connection under way.
pub(crate) struct Driver<S, A, R, W> {
    session: S,
    app: A,
    reader: R,
    writer: W,
    watch: Stopwatch,
    deadline: Duration,
    incoming: Queue,
    handshake: Option<Duration>,
    needs_input: bool,
    peer_closed: bool,
    close_sent: bool,
    /// Up to here, the session's output holds application data.
    data_in_output: usize,
    write_error: Option<WriteError>,
}

/// A send that failed. Reading goes on: the peer may have said why.
struct WriteError {
    error: io::Error,
    data_lost: bool,
}

impl<S: Session, A: Application, R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Driver<S, A, R, W> {
    /// `deadline` is for the handshake, counted from now.
    pub(crate) fn new(session: S, app: A, (reader, writer): (R, W), deadline: Duration) -> Self {
        Self {
            session,
            app,
            reader,
            writer,
            watch: Stopwatch::start(),
            deadline,
            incoming: Queue::default(),
            handshake: None,
            needs_input: false,
            peer_closed: false,
            close_sent: false,
            data_in_output: 0,
            write_error: None,
        }
    }

    /// Runs the connection to its end, the closing of the transport included.
    pub(crate) async fn run(mut self) -> Ended {
        let problem = self.exchange().await.err();
        self.app.finish().await;
        // To a transport that failed nothing can be said.
        if !matches!(problem, Some(Problem::Transport { .. })) {
            let unsent = if self.write_error.is_some() { &[] } else { self.session.output() };
            close(&mut self.reader, &mut self.writer, unsent).await;
        }
        let (facts, untrusted) = (self.session.facts().cloned(), self.session.untrusted());
        Ended { facts, handshake: self.handshake, problem, untrusted }
    }

    async fn exchange(&mut self) -> Result<(), Problem> {
        loop {
            self.step()?;
            self.give();
            if self.finished()? {
                return Ok(());
            }
            self.wait().await?;
        }
    }

    /// Lets the session work on what came until it needs more, or the application has no room.
    ///
    /// "Any data received after a closure alert has been received MUST be ignored." (RFC 9846 §6.1)
    fn step(&mut self) -> Result<(), Problem> {
        self.needs_input = false;
        while !self.peer_closed && self.app.has_room() && self.session.output().len() < HARD_LIMIT {
            let (consumed, happened) = self.session.step(self.incoming.front_mut(), unix_time());
            match happened {
                Happened::NeedInput => self.needs_input = true,
                Happened::Continue => {}
                Happened::Done(facts) => {
                    self.handshake = Some(self.watch.elapsed());
                    self.app.done(facts);
                }
                Happened::Plaintext(data) => self.app.take(data),
                // "This alert notifies the recipient that the sender will not send any more messages on this
                // connection." (RFC 9846 §6.1) So the handshake will never be done.
                Happened::Closed if self.handshake.is_none() => {
                    return Err(Failure::new(Cause::ClosedInHandshake).into());
                }
                Happened::Closed => {
                    self.peer_closed = true;
                    self.app.peer_closed();
                }
                Happened::Failed(failure) => return Err(failure.clone().into()),
            }
            self.incoming.drop_front(consumed);
            if self.needs_input {
                break;
            }
        }
        Ok(())
    }

    fn may_give(&self) -> bool {
        self.handshake.is_some()
            && !self.close_sent
            && self.write_error.is_none()
            && self.session.output().len() < HIGH_WATER
    }

    /// Lets the application give as much as may wait, and `close_notify` when it has no more.
    fn give(&mut self) {
        while self.may_give() {
            let piece = self.app.give();
            if piece.is_empty() {
                if self.app.ended() {
                    self.session.close();
                    self.close_sent = true;
                }
                break;
            }
            if self.session.send(&piece).is_err() {
                // Only after the end of the connection, which the next step reports.
                break;
            }
            self.data_in_output = self.session.output().len();
        }
        if self.write_error.is_some() {
            self.drop_output();
        }
    }

    fn drop_output(&mut self) {
        let count = self.session.output().len();
        let _ = self.session.output_sent(count);
    }

    /// Whether nothing is left to do.
    fn finished(&self) -> Result<bool, Problem> {
        let nothing_to_read = self.peer_closed || (self.close_sent && self.app.abandoned());
        if !nothing_to_read {
            return Ok(false);
        }
        match &self.write_error {
            Some(WriteError { error, data_lost: true }) => Err(broken("NET-WRITE", "sending", error)),
            Some(_) => Ok(true),
            None => Ok(self.close_sent && self.session.output().is_empty()),
        }
    }

    /// Waits for whatever comes first.
    async fn wait(&mut self) -> Result<(), Problem> {
        let may_give = self.may_give();
        let may_read = self.needs_input;
        let may_write = !self.session.output().is_empty() && self.write_error.is_none();
        let in_handshake = self.handshake.is_none();
        let left = self.watch.left_of(self.deadline);
        tokio::select! {
            result = self.reader.read_buf(self.incoming.tail(READ_SIZE)), if may_read => {
                match result {
                    Ok(0) => self.session.transport_ended()?,
                    Ok(_) => {}
                    Err(error) => return Err(broken("NET-READ", "reading", &error)),
                }
            }
            result = self.writer.write(self.session.output()), if may_write => self.written(result),
            () = self.app.changed(may_give) => {}
            () = tokio::time::sleep(left), if in_handshake => return Err(self.late()),
        }
        Ok(())
    }

    fn written(&mut self, result: io::Result<usize>) {
        match result.and_then(|count| if count == 0 { Err(io::ErrorKind::WriteZero.into()) } else { Ok(count) }) {
            Ok(count) => {
                let _ = self.session.output_sent(count);
                self.data_in_output = self.data_in_output.saturating_sub(count);
            }
            Err(error) => {
                self.write_error = Some(WriteError { error, data_lost: self.data_in_output > 0 });
                self.drop_output();
            }
        }
    }

    fn late(&self) -> Problem {
        Problem::transport(
            "NET-TIMEOUT",
            format!(
                "the handshake was not done after {} s; check that the peer speaks TLS on this port, or allow more \
                 with --timeout",
                self.deadline.as_secs_f64()
            ),
        )
    }
}

fn broken(code: &'static str, doing: &str, error: &io::Error) -> Problem {
    Problem::transport(
        code,
        format!("the connection broke while {doing}: {error}; look at the peer's log for its reason"),
    )
}

#[cfg(test)]
#[path = "driver_tests.rs"]
mod tests;
