//! The driver: carries the step function's effects out, and is what callers hold.
#![doc = include_str!("guide.md")]

mod answer;
mod ask;
mod core;
pub(crate) mod effects;
pub(crate) mod env;
mod event;
mod facts;
mod halves;
mod notice;
mod peer;
mod progress;
mod puppet;
mod question;
mod recv;
mod send;
pub(crate) mod side;

pub use effects::Effects;
pub use event::{Direction, Epoch, Observation, Sink};
pub use facts::Facts;
pub use halves::{RecvHalf, SendHalf};
pub use notice::Notice;
pub use peer::PeerChain;
pub use progress::{Closed, Progress, Step};
pub use puppet::Puppet;
pub use question::{
    Answer, ChooseConfig, ChooseCredential, DecryptPremaster, Question, QuestionKind, Sign, VerifyPeer,
};
pub use send::Written;

use self::core::Core;
use crate::config::{ClientConfig, ServerConfig};
use crate::error::{ApiMisuse, Failure};
use crate::pki_types::{ServerName, UnixTime};
use crate::record::{Out, Slice};
use crate::registry::KeyUpdateRequest;
use crate::server::WaitClientHello;
use crate::trust::report::PathReport;
use alloc::boxed::Box;
use alloc::sync::Arc;
use side::{Client, Server};

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

impl ::core::fmt::Debug for Seams {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("Seams").field("sink", &self.sink.is_some()).finish_non_exhaustive()
    }
}

/// A client's side of one connection.
#[derive(Debug)]
pub struct ClientConnection(Core<Client>);

/// A server's side of one connection.
#[derive(Debug)]
pub struct ServerConnection(Core<Server>);

impl ClientConnection {
    /// Starts: the ClientHello waits in [`output`](Self::output) at once. `name` is the server that is wanted: its
    /// certificate must be valid for it.
    ///
    /// # Errors
    ///
    /// If there is no randomness, or something configured is too long for its field.
    pub fn new(config: Arc<ClientConfig>, name: ServerName<'static>, seams: Seams) -> Result<Self, Failure> {
        let mut core = Core::new(Client { config, name }, None, seams);
        core.start(|side, env, effects| crate::client::start(&side.config, &side.name, env, effects))?;
        Ok(Self(core))
    }
}

impl ServerConnection {
    /// Starts: waits for a ClientHello.
    #[must_use]
    pub fn new(config: Arc<ServerConfig>, seams: Seams) -> Self {
        let state = WaitClientHello::new(config.clone()).into();
        Self(Core::new(Server { config }, Some(state), seams))
    }
}

macro_rules! both {
    ($side:ty) => {
        impl $side {
            /// Works on the bytes that came, in place, and says what happened. Call again with the rest (after
            /// `consumed` bytes) until it needs input.
            pub fn step<'b>(&'b mut self, incoming: &'b mut [u8], now: UnixTime) -> Progress<'b> {
                self.0.step(incoming, now)
            }

            /// Bytes that wait to be sent to the peer.
            #[must_use]
            pub fn output(&self) -> &[u8] {
                self.0.send.output()
            }

            /// The first `count` bytes of [`output`](Self::output) have been sent.
            ///
            /// # Errors
            ///
            /// If there were fewer.
            pub fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse> {
                self.0.send.output_sent(count)
            }

            /// Protects application data and appends it to [`output`](Self::output).
            ///
            /// # Errors
            ///
            /// Before the handshake is done, after [`close`](Self::close), after a failure.
            pub fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
                self.0.send_data(data)
            }

            /// Protects application data in `out`, the caller's memory: nothing is allocated, nothing copied twice. What
            /// waits in [`output`](Self::output) goes first. As many records are made as there is room for; call again
            /// with the rest of the data. A slice of 2^14 + 256 + 5 bytes holds any record.
            ///
            /// # Errors
            ///
            /// As for [`send`](Self::send), and [`ApiMisuse::BufferTooSmall`] if nothing at all fits.
            pub fn send_into(&mut self, data: &[u8], out: &mut [u8]) -> Result<Written, ApiMisuse> {
                self.0.send_into(data, out)
            }

            /// Moves what waits to be sent into `out`, as far as there is room; returns how many bytes that was.
            pub fn take_output(&mut self, out: &mut [u8]) -> usize {
                let mut out = Slice::new(out);
                self.0.send.take_output(&mut out);
                out.len()
            }

            /// Answers the question of [`Step::Ask`]; go on with [`step`](Self::step). An answer that the handshake
            /// cannot go on with shows there, as a failure.
            ///
            /// # Errors
            ///
            /// If nothing was asked, or something of another kind: the question stays open.
            pub fn answer(&mut self, answer: Answer, now: UnixTime) -> Result<(), ApiMisuse> {
                self.0.answer(answer, now)
            }

            /// Changes the keys of the sending direction with a KeyUpdate, and asks the peer for the same if `request` is
            /// `update_requested` (RFC 9846 §4.7.3).
            ///
            /// # Errors
            ///
            /// As for [`send`](Self::send); in TLS 1.2, which has no KeyUpdate; and while the peer's answer to an
            /// earlier request has not come.
            pub fn update_keys(&mut self, request: KeyUpdateRequest) -> Result<(), ApiMisuse> {
                self.0.update_keys(request)
            }

            /// Takes the connection apart, for callers that send and receive in different places. The receiving half
            /// keeps the [`Seams`]; the sending one gets `sending`.
            ///
            /// # Errors
            ///
            /// Gives the connection back if its handshake is not done, or it has failed.
            #[expect(clippy::result_large_err, reason = "a connection that cannot be split comes back as it was")]
            pub fn split(self, sending: Seams) -> Result<(SendHalf, RecvHalf), Self> {
                self.0.split(sending).map(|(send, core)| (send, core.into())).map_err(Self)
            }

            /// Puts close_notify into [`output`](Self::output). Data can still be received; but a handshake that is not done
            /// is given up: the peer is told so (user_canceled), and [`step`](Self::step) says so with a failure.
            pub fn close(&mut self) {
                self.0.close();
            }

            /// The transport ended: a clean end only if the peer's close_notify came before.
            ///
            /// # Errors
            ///
            /// `Truncated`, `ClosedInHandshake`, or what the first bytes show the peer to be, if it is not TLS.
            pub fn transport_ended(&mut self) -> Result<(), Failure> {
                self.0.transport_ended()
            }

            /// What the handshake settled; `None` until it is done.
            #[must_use]
            pub fn facts(&self) -> Option<&Facts> {
                self.0.facts()
            }

            /// Why the connection failed, if it did.
            #[must_use]
            pub fn failure(&self) -> Option<&Failure> {
                self.0.failure()
            }

            /// What the peer presented and what was decided about it, also after a failure; `None` before that. Until the
            /// handshake is done the peer has not shown that it has the certificate's key.
            #[must_use]
            pub fn peer_chain(&self) -> Option<&PeerChain> {
                self.0.peer_chain()
            }

            /// Why the peer is trusted or not, path by path, from what was decided about: the same certificates, anchors and
            /// time. It is found out now, which costs the work of the decision again and more; `None` before the decision,
            /// and where it was the caller's.
            #[must_use]
            pub fn trust_report(&self) -> Option<PathReport> {
                self.0.trust_report()
            }

            /// The name of the state, as in RFC 9846 Appendix A.
            #[must_use]
            pub fn state(&self) -> &'static str {
                self.0.state_name()
            }
        }
    };
}

both!(ClientConnection);
both!(ServerConnection);
