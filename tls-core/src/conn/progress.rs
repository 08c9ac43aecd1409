//! What a call to `step` reports.

use super::{Facts, Question};
use crate::error::Failure;

/// The outcome of one call to `step`.
///
/// After every call, send what waits in `output` (also after a failure: it holds the alert), and drop the first
/// `consumed` bytes of what was passed in once [`step`](Self::step) is no longer used.
#[derive(Debug)]
#[non_exhaustive]
pub struct Progress<'b> {
    /// How many bytes of the incoming slice are done with.
    pub consumed: usize,
    /// What happened.
    pub step: Step<'b>,
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step<'b> {
    /// Nothing more can be done before the incoming slice holds at least this many bytes.
    NeedInput {
        /// Bytes that the slice must hold, counted after dropping the consumed ones.
        at_least: usize,
    },
    /// Something was processed; bytes may wait in `output`. Call again.
    Continue,
    /// The handshake waits for an answer of the caller's: see [`Question`]. Until it comes, nothing is read.
    Ask(&'b Question),
    /// The handshake is done: data can be sent, and these are its facts.
    Done(&'b Facts),
    /// Application data from the peer, deprotected in place.
    Plaintext(&'b [u8]),
    /// The peer sent close_notify: nothing more will come. This side can still send.
    Closed(Closed),
    /// The connection is over. The alert for the peer, if any, waits in `output`.
    Failed(&'b Failure),
}

/// How the peer ended its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Closed {
    /// With close_notify (RFC 9846 §6.1): all its data has come.
    Clean,
}
