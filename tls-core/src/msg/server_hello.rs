//! ServerHello (RFC 9846 §4.2.3) and HelloRetryRequest (§4.2.4), which differ in one value of `random`.

use super::client_hello::Random;
use super::ext::{Extensions, InHelloRetryRequest, InServerHello};
use crate::codec::{Opaque, wire_struct};
use crate::registry::{CipherSuite, CompressionMethod, ProtocolVersion};

/// `ServerHello.random` of a HelloRetryRequest: the SHA-256 of "HelloRetryRequest" (RFC 9846 §4.2.3).
pub const HELLO_RETRY_REQUEST_RANDOM: Random = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2, 0x11,
    0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
];

/// The last eight bytes of the random of a TLS 1.3 server that negotiates TLS 1.2 (RFC 9846 §4.2.3): "DOWNGRD" 01.
pub const DOWNGRADE_TO_TLS12: [u8; 8] = [0x44, 0x4F, 0x57, 0x4E, 0x47, 0x52, 0x44, 0x01];

/// The same for TLS 1.1 and below: "DOWNGRD" 00.
pub const DOWNGRADE_TO_TLS11: [u8; 8] = [0x44, 0x4F, 0x57, 0x4E, 0x47, 0x52, 0x44, 0x00];

wire_struct! {
    /// What the server chose.
    "RFC 9846 §4.2.3"
    pub struct ServerHello<'a> {
        /// 0x0303 in TLS 1.3; before, the chosen version.
        legacy_version: ProtocolVersion,
        /// The server's random.
        random: Random,
        /// TLS 1.3: what the client sent. TLS 1.2: the session's name, or nothing.
        legacy_session_id_echo: Opaque<'a, 1, 0, 32>,
        /// One of the client's.
        cipher_suite: CipherSuite,
        /// Always null.
        legacy_compression_method: CompressionMethod,
        /// The answers that the key schedule needs (TLS 1.3), or all of them (TLS 1.2).
        extensions: Extensions<'a, InServerHello>,
    }
}

wire_struct! {
    /// The server wants another ClientHello.
    "RFC 9846 §4.2.4"
    pub struct HelloRetryRequest<'a> {
        /// 0x0303.
        legacy_version: ProtocolVersion,
        /// [`HELLO_RETRY_REQUEST_RANDOM`].
        random: Random,
        /// What the client sent.
        legacy_session_id_echo: Opaque<'a, 1, 0, 32>,
        /// One of the client's; the ServerHello must repeat it.
        cipher_suite: CipherSuite,
        /// Always null.
        legacy_compression_method: CompressionMethod,
        /// What must change.
        extensions: Extensions<'a, InHelloRetryRequest>,
    }
}

/// Whether the body of a server_hello message is a HelloRetryRequest.
#[must_use]
pub fn is_hello_retry_request(body: &[u8]) -> bool {
    body.get(2..34) == Some(HELLO_RETRY_REQUEST_RANDOM.as_slice())
}
