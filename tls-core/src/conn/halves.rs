//! A connection in two halves, for callers that send and receive in different places.

use super::core::Core;
use super::notice::Notice;
use super::send::{Send, SendError, Written};
use super::side::{Client, Server};
use super::{Facts, Progress, Seams};
use crate::error::{ApiMisuse, Failure};
use crate::pki_types::UnixTime;
use crate::record::{Out, Slice};
use crate::registry::KeyUpdateRequest;

/// The half of a connection that sends. It shares nothing with the other half; what that one must tell it comes as a
/// [`Notice`].
#[derive(Debug)]
pub struct SendHalf {
    send: Send,
    seams: Seams,
    failed: bool,
}

/// The half of a connection that receives.
#[derive(Debug)]
pub struct RecvHalf(Role);

#[derive(Debug)]
enum Role {
    Client(Core<Client>),
    Server(Core<Server>),
}

impl From<Core<Client>> for RecvHalf {
    fn from(core: Core<Client>) -> Self {
        Self(Role::Client(core))
    }
}

impl From<Core<Server>> for RecvHalf {
    fn from(core: Core<Server>) -> Self {
        Self(Role::Server(core))
    }
}

impl SendHalf {
    pub(super) const fn new(send: Send, seams: Seams) -> Self {
        Self { send, seams, failed: false }
    }

    /// Bytes that wait to be sent to the peer.
    #[must_use]
    pub fn output(&self) -> &[u8] {
        self.send.output()
    }

    /// The first `count` bytes of [`output`](Self::output) have been sent.
    ///
    /// # Errors
    ///
    /// If there were fewer.
    pub fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse> {
        self.send.output_sent(count)
    }

    /// Moves what waits to be sent into `out`, as far as there is room; returns how many bytes that was.
    pub fn take_output(&mut self, out: &mut [u8]) -> usize {
        let mut out = Slice::new(out);
        self.send.take_output(&mut out);
        out.len()
    }

    /// Protects application data and appends it to [`output`](Self::output).
    ///
    /// # Errors
    ///
    /// After [`close`](Self::close), after a failure.
    pub fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
        self.check()?;
        let sent = self.send.data(data, &mut self.seams);
        self.settle(sent)
    }

    /// Protects application data in `out`: see [`ClientConnection::send_into`](super::ClientConnection::send_into).
    ///
    /// # Errors
    ///
    /// After [`close`](Self::close), after a failure, or if `out` is too small for any record.
    pub fn send_into(&mut self, data: &[u8], out: &mut [u8]) -> Result<Written, ApiMisuse> {
        self.check()?;
        match self.send.data_into(data, &mut Slice::new(out), &mut self.seams) {
            Ok(written) => Ok(written),
            Err(SendError::Misuse(misuse)) => Err(misuse),
            Err(SendError::Failed(failure)) => {
                self.fail(&failure);
                Err(ApiMisuse::ConnectionOver)
            }
        }
    }

    /// Changes the keys of this direction: see [`ClientConnection::update_keys`](super::ClientConnection::update_keys).
    ///
    /// # Errors
    ///
    /// In TLS 1.2, after [`close`](Self::close) or a failure, or while an earlier request is unanswered.
    pub fn update_keys(&mut self, request: KeyUpdateRequest) -> Result<(), ApiMisuse> {
        self.check()?;
        self.send.may_update(request)?;
        let updated = self.send.update_keys(request, &mut self.seams);
        self.settle(updated)
    }

    /// Does what the receiving half wants done: an alert goes into [`output`](Self::output), a KeyUpdate before the next
    /// data.
    ///
    /// # Errors
    ///
    /// If the notice ended the connection: send what waits in [`output`](Self::output), and nothing more.
    pub fn heed(&mut self, notice: Notice) -> Result<(), ApiMisuse> {
        let was_open = !self.send.closed;
        let heeded = self.send.heed(notice, &mut self.seams);
        self.settle(heeded)?;
        if was_open && self.send.closed {
            self.failed = true;
            return Err(ApiMisuse::ConnectionOver);
        }
        Ok(())
    }

    /// Puts close_notify into [`output`](Self::output).
    pub fn close(&mut self) {
        if let Err(failure) = self.send.close(&mut self.seams) {
            self.fail(&failure);
        }
    }

    const fn check(&self) -> Result<(), ApiMisuse> {
        match (self.failed, self.send.closed) {
            (true, _) => Err(ApiMisuse::ConnectionOver),
            (false, true) => Err(ApiMisuse::AlreadyClosed),
            (false, false) => Ok(()),
        }
    }

    fn settle(&mut self, done: Result<(), Failure>) -> Result<(), ApiMisuse> {
        done.map_err(|failure| {
            self.fail(&failure);
            ApiMisuse::ConnectionOver
        })
    }

    fn fail(&mut self, failure: &Failure) {
        self.failed = true;
        if let Some(alert) = failure.alert_to_send() {
            // If even the alert cannot be sealed, there is nothing left to say.
            let _ = self.send.heed(Notice::alert(crate::registry::AlertLevel::fatal, alert), &mut self.seams);
        }
        self.send.closed = true;
    }
}

macro_rules! either {
    ($half:expr, $core:ident => $call:expr) => {
        match $half {
            Role::Client($core) => $call,
            Role::Server($core) => $call,
        }
    };
}

impl RecvHalf {
    /// Works on the bytes that came, as the whole connection's `step` does. Afterwards, ask for a
    /// [`notice`](Self::take_notice).
    pub fn step<'b>(&'b mut self, incoming: &'b mut [u8], now: UnixTime) -> Progress<'b> {
        either!(&mut self.0, core => core.step(incoming, now))
    }

    /// What the sending half must be told, once; give it to [`SendHalf::heed`] before more is sent.
    pub fn take_notice(&mut self) -> Option<Notice> {
        let notice = either!(&mut self.0, core => ::core::mem::take(&mut core.notice));
        (!notice.is_empty()).then_some(notice)
    }

    /// The transport ended: a clean end only if the peer's close_notify came before.
    ///
    /// # Errors
    ///
    /// `Truncated`.
    pub fn transport_ended(&mut self) -> Result<(), Failure> {
        either!(&mut self.0, core => core.transport_ended())
    }

    /// What the handshake settled.
    #[must_use]
    pub fn facts(&self) -> Option<&Facts> {
        either!(&self.0, core => core.facts())
    }

    /// Why the connection failed, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        either!(&self.0, core => core.failure())
    }
}
