//! What stands behind the connection: a terminal, or one of the server's modes.

mod http;
mod server;
mod terminal;

pub(crate) use server::ServerApp;
pub(crate) use terminal::Terminal;

use tls_core::conn::Facts;

/// The longest piece that is sent at once, in bytes: what fits into one record (RFC 9846 §5.1).
pub(crate) const PIECE: usize = 16_384;

/// Takes what the peer sends and gives what it is to be sent.
pub(crate) trait Application: Send {
    /// The handshake is done.
    fn done(&mut self, facts: &Facts);

    /// Whether there is room for another record's plaintext.
    fn has_room(&self) -> bool;

    /// Data came from the peer.
    fn take(&mut self, plaintext: &[u8]);

    /// The peer has sent all that it will.
    fn peer_closed(&mut self);

    /// Something to send, at most [`PIECE`] bytes; empty if there is nothing now. It counts as sent.
    fn give(&mut self) -> Vec<u8>;

    /// Whether nothing will ever be given again, so that `close_notify` can be sent.
    fn ended(&self) -> bool;

    /// Whether nobody reads any more what the peer sends.
    fn abandoned(&self) -> bool {
        false
    }

    /// Waits until one of the answers above may be another, while `may_give` says whether something given could be sent.
    /// Loses nothing when it is dropped before it is ready.
    fn changed(&mut self, may_give: bool) -> impl Future<Output = ()> + Send;

    /// Hands on what was taken, at the end.
    fn finish(&mut self) -> impl Future<Output = ()> + Send;
}
