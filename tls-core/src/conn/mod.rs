//! The driver: carries the step function's effects out, and is what callers hold.

pub(crate) mod effects;
pub(crate) mod env;
mod event;
mod facts;
mod progress;
mod puppet;
mod question;
pub(crate) mod side;

pub use effects::Effects;
pub use event::{Direction, Epoch, Observation, Sink};
pub use facts::Facts;
pub use progress::{Closed, Progress, Step};
pub use puppet::Puppet;
pub use question::{Answer, ChooseCredential, DecryptPremaster, Question, Sign, VerifyPeer};

use crate::config::{ClientConfig, ServerConfig};
use crate::error::{ApiMisuse, Failure};
use crate::pki_types::{ServerName, UnixTime};
use alloc::boxed::Box;
use alloc::sync::Arc;

/// What looks into a connection, or makes it lie.
#[derive(Default)]
#[non_exhaustive]
pub struct Seams {
    /// Hears what happens.
    pub sink: Option<Box<dyn Sink>>,
    /// Changes what is sent.
    #[cfg(feature = "puppet")]
    pub puppet: Option<Box<dyn Puppet>>,
}

impl Seams {
    /// Only a listener.
    #[must_use]
    pub fn sink(sink: Box<dyn Sink>) -> Self {
        Self { sink: Some(sink), ..Self::default() }
    }
}

/// A client's side of one connection.
#[derive(Debug)]
pub struct ClientConnection {}

/// A server's side of one connection.
#[derive(Debug)]
pub struct ServerConnection {}

impl ClientConnection {
    /// Starts: the ClientHello waits in [`output`](Self::output) at once.
    ///
    /// # Errors
    ///
    /// If there is no randomness, or something configured is too long for its field.
    pub fn new(_config: Arc<ClientConfig>, _name: ServerName<'static>, _seams: Seams) -> Result<Self, Failure> {
        unimplemented!()
    }
}

impl ServerConnection {
    /// Starts: waits for a ClientHello.
    #[must_use]
    pub fn new(_config: Arc<ServerConfig>, _seams: Seams) -> Self {
        unimplemented!()
    }
}

macro_rules! both {
    ($side:ty) => {
        impl $side {
            /// Works on the bytes that came, in place, and says what happened. Call again with the rest (after
            /// `consumed` bytes) until it needs input.
            pub fn step<'b>(&'b mut self, _incoming: &'b mut [u8], _now: UnixTime) -> Progress<'b> {
                unimplemented!()
            }
            /// Bytes that wait to be sent to the peer.
            #[must_use]
            pub fn output(&self) -> &[u8] {
                unimplemented!()
            }
            /// The first `count` bytes of [`output`](Self::output) have been sent.
            ///
            /// # Errors
            ///
            /// If there were fewer.
            pub fn output_sent(&mut self, _count: usize) -> Result<(), ApiMisuse> {
                unimplemented!()
            }
            /// Protects application data and appends it to [`output`](Self::output).
            ///
            /// # Errors
            ///
            /// Before the handshake is done, after [`close`](Self::close), after a failure.
            pub fn send(&mut self, _data: &[u8]) -> Result<(), ApiMisuse> {
                unimplemented!()
            }
            /// Puts close_notify into [`output`](Self::output). Data can still be received.
            pub fn close(&mut self) {
                unimplemented!()
            }
            /// The transport ended: a clean end only if the peer's close_notify came before.
            ///
            /// # Errors
            ///
            /// `Truncated`, or `ClosedInHandshake`.
            pub fn transport_ended(&mut self) -> Result<(), Failure> {
                unimplemented!()
            }
            /// What the handshake settled; `None` until it is done.
            #[must_use]
            pub fn facts(&self) -> Option<&Facts> {
                unimplemented!()
            }
            /// Why the connection failed, if it did.
            #[must_use]
            pub fn failure(&self) -> Option<&Failure> {
                unimplemented!()
            }
            /// The name of the state, as in RFC 9846 Appendix A.
            #[must_use]
            pub fn state(&self) -> &'static str {
                unimplemented!()
            }
        }
    };
}
both!(ClientConnection);
both!(ServerConnection);
