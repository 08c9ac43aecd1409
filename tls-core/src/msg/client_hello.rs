//! ClientHello (RFC 9846 §4.2.2).

use super::ext::{Extensions, InClientHello};
use crate::codec::{List, Opaque, wire_struct};
use crate::registry::{CipherSuite, CompressionMethod, ProtocolVersion};

/// 32 unpredictable bytes; the last 8 of a server's may be a downgrade sentinel (RFC 9846 §4.2.3).
pub type Random = [u8; 32];

wire_struct! {
    /// What the client offers.
    "RFC 9846 §4.2.2"
    pub struct ClientHello<'a> {
        /// 0x0303 where supported_versions stands; before TLS 1.3 the highest version that the client speaks.
        legacy_version: ProtocolVersion,
        /// The client's random.
        random: Random,
        /// A session to resume, or random bytes for middleboxes (RFC 9846 §E.4).
        legacy_session_id: Opaque<'a, 1, 0, 32>,
        /// In order of preference.
        cipher_suites: List<'a, CipherSuite, 2, 2, 0xFFFE>,
        /// Exactly null in TLS 1.3.
        legacy_compression_methods: List<'a, CompressionMethod, 1, 1, 0xFF>,
        /// Everything else. TLS 1.2 allows the block to be absent.
        extensions: Extensions<'a, InClientHello>,
    }
}

/// A session id of at most 32 bytes, inline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SessionId {
    bytes: [u8; 32],
    length: usize,
}

impl SessionId {
    /// A copy; nothing beyond 32 bytes, which no decoded one has.
    pub(crate) fn new(from: &[u8]) -> Self {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(from) {
            *to = *from;
        }
        Self { bytes, length: from.len().min(32) }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.length == 0
    }
}
