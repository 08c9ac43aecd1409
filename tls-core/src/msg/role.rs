//! Client or server.

/// Which side of the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The side that sends ClientHello.
    Client,
    /// The side that answers it.
    Server,
}
