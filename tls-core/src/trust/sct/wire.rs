//! The wire structures of timestamps.

use crate::codec::{List, Opaque, wire_struct};
use crate::registry::SignatureScheme;

/// `v1` of `Version` (RFC 6962 §3.2).
pub const V1: u8 = 0;
/// `certificate_timestamp` of `SignatureType` (RFC 6962 §3.2).
pub const CERTIFICATE_TIMESTAMP: u8 = 0;
/// `precert_entry` of `LogEntryType` (RFC 6962 §3.1).
pub const PRECERT_ENTRY: u16 = 1;

wire_struct! {
    /// The contents of the extension, below two OCTET STRINGs. Every item is a timestamp in bytes, so that those of
    /// unknown versions can be passed over.
    "RFC 6962 §3.3"
    pub struct SignedCertificateTimestampList<'a> {
        /// The timestamps.
        sct_list: List<'a, Opaque<'a, 2, 1, 0xFFFF>, 2, 1, 0xFFFF>,
    }
}

wire_struct! {
    /// A timestamp of version 1.
    "RFC 6962 §3.2"
    pub struct SignedCertificateTimestamp<'a> {
        /// The version: [`V1`].
        sct_version: u8,
        /// The log: SHA-256 of its key.
        id: [u8; 32],
        /// Milliseconds since 1970.
        timestamp: u64,
        /// None are defined.
        extensions: Opaque<'a, 2, 0, 0xFFFF>,
        /// How it is signed.
        algorithm: SignatureScheme,
        /// The signature.
        signature: Opaque<'a, 2, 0, 0xFFFF>,
    }
}

wire_struct! {
    /// The certificate that a log saw: without timestamps, and before its CA signed it.
    "RFC 6962 §3.2"
    pub struct PreCert<'a> {
        /// SHA-256 of the issuer's `SubjectPublicKeyInfo`.
        issuer_key_hash: [u8; 32],
        /// The `TBSCertificate` without the timestamps.
        tbs_certificate: Opaque<'a, 3, 1, 0xFF_FFFF>,
    }
}

wire_struct! {
    /// What a log signs for a timestamp that is embedded.
    "RFC 6962 §3.2"
    pub struct SignedTimestamp<'a> {
        /// The version: [`V1`].
        sct_version: u8,
        /// What is signed: [`CERTIFICATE_TIMESTAMP`].
        signature_type: u8,
        /// Milliseconds since 1970.
        timestamp: u64,
        /// What kind of certificate: [`PRECERT_ENTRY`].
        entry_type: u16,
        /// The certificate.
        signed_entry: PreCert<'a>,
        /// Those of the timestamp.
        extensions: Opaque<'a, 2, 0, 0xFFFF>,
    }
}
