//! CertificateVerify (RFC 9846 §4.5.2; for TLS 1.2 RFC 5246 §7.4.8).

use super::Role;
use crate::codec::{Opaque, wire_struct};
use crate::registry::SignatureScheme;
use alloc::vec::Vec;

wire_struct! {
    /// A signature over the handshake, by the key of the certificate. TLS 1.2 has the same layout
    /// (`DigitallySigned`, RFC 5246 §4.7).
    "RFC 9846 §4.5.2"
    pub struct CertificateVerify<'a> {
        /// How it was signed.
        algorithm: SignatureScheme,
        /// The signature.
        signature: Opaque<'a, 2, 0, 0xFFFF>,
    }
}

/// The bytes that a TLS 1.3 CertificateVerify signs.
///
/// "A string that consists of octet 32 (0x20) repeated 64 times", "the context string", "a single 0 byte which serves
/// as the separator", "the content to be signed" (RFC 9846 §4.5.2).
#[must_use]
pub fn signed_content(signer: Role, transcript_hash: &[u8]) -> Vec<u8> {
    let context: &[u8] = match signer {
        Role::Server => b"TLS 1.3, server CertificateVerify",
        Role::Client => b"TLS 1.3, client CertificateVerify",
    };
    let mut content = Vec::with_capacity(64 + 33 + 1 + 64);
    content.extend_from_slice(&[0x20; 64]);
    content.extend_from_slice(context);
    content.push(0);
    content.extend_from_slice(transcript_hash);
    content
}
