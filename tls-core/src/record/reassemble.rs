//! Handshake messages out of records: several in one, or one in several.

use crate::config::Limits;
use crate::error::{Cause, Failure};
use crate::msg::HEADER_LEN;
use crate::registry::HandshakeType;
use crate::switches::{Check, enforced};
use alloc::format;
use alloc::vec::Vec;

/// Handshake bytes that have come and are not yet a message, or wait for their turn.
#[derive(Debug, Default)]
pub(crate) struct Reassembly {
    bytes: Vec<u8>,
    start: usize,
}

/// Where a message ends in the bytes at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Front {
    /// It is not complete.
    Incomplete,
    /// It is this long, header included.
    Complete(HandshakeType, usize),
}

impl Reassembly {
    /// The bytes that wait.
    pub(crate) fn waiting(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting().is_empty()
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The first `count` waiting bytes are done with. The memory is given back when nothing waits.
    pub(crate) fn consume(&mut self, count: usize) {
        self.start = self.start.saturating_add(count);
        if self.start >= self.bytes.len() {
            self.bytes = Vec::new();
            self.start = 0;
        }
    }

    /// Gives the buffer away so that a message in it can be lent out; [`put_back`](Self::put_back) returns it.
    pub(crate) fn take(&mut self) -> (Vec<u8>, usize) {
        (core::mem::take(&mut self.bytes), core::mem::take(&mut self.start))
    }

    /// Returns what [`take`](Self::take) gave; bytes pushed meanwhile would be lost, and nothing pushes then.
    pub(crate) fn put_back(&mut self, (bytes, start): (Vec<u8>, usize)) {
        self.bytes = bytes;
        self.start = start;
    }
}

/// Looks at the message at the front of `bytes`; too long a one is refused from its header, before it is buffered.
pub(crate) fn front(bytes: &[u8], limits: &Limits) -> Result<Front, Failure> {
    let Some([kind, high, middle, low]) = bytes.first_chunk::<HEADER_LEN>() else {
        return Ok(Front::Incomplete);
    };
    let kind = HandshakeType(*kind);
    let length = u32::from_be_bytes([0, *high, *middle, *low]);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let most = limits.message(kind);
    if enforced(Check::MessageLength) && length > most {
        return Err(Failure::new(Cause::MessageTooLong)
            .expected(format!("{kind} of at most {most} bytes"))
            .got(format!("{length} bytes")));
    }
    let whole = HEADER_LEN.saturating_add(length);
    Ok(if bytes.len() >= whole { Front::Complete(kind, whole) } else { Front::Incomplete })
}
