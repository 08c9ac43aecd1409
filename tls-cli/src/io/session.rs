//! One side of a connection, as the driver sees it.

use tls_core::conn::{ClientConnection, Facts, ServerConnection, Step};
use tls_core::error::{ApiMisuse, Failure};
use tls_core::pki_types::UnixTime;
use tls_core::trust::TrustStore;
use tls_core::trust::report::PathReport;

/// What happened in a step.
#[derive(Debug)]
pub(crate) enum Happened<'b> {
    /// Nothing more can be done before more bytes are there.
    NeedInput,
    /// Something was processed.
    Continue,
    /// The handshake is done.
    Done(&'b Facts),
    /// Data came.
    Plaintext(&'b [u8]),
    /// The peer sent `close_notify`.
    Closed,
    /// The connection is over.
    Failed(&'b Failure),
}

/// A client's or a server's side of a connection.
pub(crate) trait Session: Send {
    /// Works on what came: how many bytes are done with, and what happened.
    fn step<'b>(&'b mut self, incoming: &'b mut [u8], now: UnixTime) -> (usize, Happened<'b>);
    fn output(&self) -> &[u8];
    fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse>;
    fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse>;
    fn close(&mut self);
    fn transport_ended(&mut self) -> Result<(), Failure>;
    fn facts(&self) -> Option<&Facts>;
    /// The peer, if its certificates were refused.
    fn untrusted(&self) -> Option<Untrusted> {
        None
    }
}

/// A peer whose certificates were refused, and why.
#[derive(Clone, Debug)]
pub(crate) struct Untrusted {
    pub(crate) report: PathReport,
    /// How many anchors there are.
    pub(crate) anchors: usize,
    /// When that was decided.
    pub(crate) now: UnixTime,
}

macro_rules! session {
    ($side:ty) => {
        impl Session for $side {
            fn step<'b>(&'b mut self, incoming: &'b mut [u8], now: UnixTime) -> (usize, Happened<'b>) {
                let progress = self.step(incoming, now);
                let happened = match progress.step {
                    Step::NeedInput { .. } => Happened::NeedInput,
                    Step::Done(facts) => Happened::Done(facts),
                    Step::Plaintext(data) => Happened::Plaintext(data),
                    Step::Closed(_) => Happened::Closed,
                    Step::Failed(failure) => Happened::Failed(failure),
                    _ => Happened::Continue,
                };
                (progress.consumed, happened)
            }
            fn output(&self) -> &[u8] {
                self.output()
            }
            fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse> {
                self.output_sent(count)
            }
            fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
                self.send(data)
            }
            fn close(&mut self) {
                self.close();
            }
            fn transport_ended(&mut self) -> Result<(), Failure> {
                self.transport_ended()
            }
            fn facts(&self) -> Option<&Facts> {
                self.facts()
            }
            fn untrusted(&self) -> Option<Untrusted> {
                let peer = self.peer_chain().filter(|peer| peer.failure().is_some())?;
                let (anchors, now) = (peer.anchors().map_or(0, TrustStore::len), peer.decided_at());
                Some(Untrusted { report: self.trust_report()?, anchors, now })
            }
        }
    };
}
session!(ClientConnection);
session!(ServerConnection);
