//! What went wrong: which rule, in which state, at which byte, whose fault, and what to do.

mod causes;
mod failure;

pub use causes::{Blame, Cause};
pub use failure::{Detail, Failure, Position};

use core::fmt;

/// The caller used the API in a way that cannot work. Never caused by the peer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiMisuse {
    /// The connection has failed or was closed; it takes no more input.
    ConnectionOver,
    /// Application data can be sent only after the handshake.
    HandshakeNotDone,
    /// Data cannot be sent after close_notify.
    AlreadyClosed,
    /// The buffer for the output is smaller than one record needs; the number is what it needs, in bytes.
    BufferTooSmall(usize),
    /// An answer came to a question that was not asked.
    NoSuchQuestion,
    /// The question that is open is of another kind than the answer.
    WrongAnswer,
    /// TLS 1.2 has no KeyUpdate.
    NoKeyUpdate,
    /// The peer has been asked for a KeyUpdate and has not sent it yet (RFC 9846 §4.7.3).
    UpdateAlreadyRequested,
    /// More of an output was reported as sent than there was.
    SentTooMuch,
}

impl fmt::Display for ApiMisuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConnectionOver => f.write_str("the connection is over: it takes no more input; open a new one"),
            Self::HandshakeNotDone => f.write_str("the handshake is not done: step until Done before sending data"),
            Self::AlreadyClosed => f.write_str("close_notify has been sent: no data may follow it"),
            Self::BufferTooSmall(needed) => write!(f, "the output buffer is too small: give at least {needed} bytes"),
            Self::NoSuchQuestion => f.write_str("no such question is open: answer only what was asked, once"),
            Self::WrongAnswer => f.write_str("another kind of question is open: look at Step::Ask and answer that"),
            Self::NoKeyUpdate => f.write_str("TLS 1.2 has no KeyUpdate: open a new connection for new keys"),
            Self::UpdateAlreadyRequested => {
                f.write_str("the peer has been asked for a KeyUpdate already: go on receiving until it comes")
            }
            Self::SentTooMuch => f.write_str("more bytes were reported as sent than were waiting"),
        }
    }
}

impl core::error::Error for ApiMisuse {}
