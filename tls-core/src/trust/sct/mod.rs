//! Timestamps of Certificate Transparency logs that are embedded in certificates (RFC 6962).
//!
//! [`embedded`] reads them, [`check`] holds them against a [`LogList`] that the caller gives. They are read with the
//! codec of the handshake and not with `x509-parser`, which reads them too: the codec says which byte means what, keeps
//! versions that it does not know, and one timestamp that is damaged does not take the others with it.
//!
//! A list in JSON is read by whoever wants one, into [`LogList::add`]: the engine has no JSON.

mod check;
mod fault;
mod log;
mod tbs;
pub mod wire;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use check::{SctFailure, SctPolicy, SctVerdict, check};
pub use fault::SctFault;
pub use log::{Log, LogFault, LogList, LogState};

use crate::codec::{DecodeError, decode_exact};
use crate::pki_types::{CertificateDer, UnixTime};
use crate::registry::SignatureScheme;
use alloc::vec::Vec;
use core::time::Duration;

/// The most timestamps of one certificate that are looked at. Policies ask for two or three; each costs a signature.
const MOST: usize = 32;

/// A signed certificate timestamp.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sct {
    /// One of version 1.
    V1(SctV1),
    /// One of a version that is not known.
    Other {
        /// The version's number.
        version: u8,
        /// All of it, the version included.
        bytes: Vec<u8>,
    },
    /// One of version 1 that cannot be read.
    Malformed(DecodeError),
}

/// A signed certificate timestamp of version 1 (RFC 6962 §3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SctV1 {
    /// The log: SHA-256 of its key.
    pub log_id: [u8; 32],
    /// When the log saw the certificate, in milliseconds since 1970.
    pub timestamp: u64,
    /// Extensions; none are defined.
    pub extensions: Vec<u8>,
    /// How it is signed: `HashAlgorithm` and `SignatureAlgorithm` of TLS 1.2 are the same two bytes.
    pub algorithm: SignatureScheme,
    /// The log's signature.
    pub signature: Vec<u8>,
}

impl SctV1 {
    /// The timestamp, rounded down to the second.
    #[must_use]
    pub fn time(&self) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_millis(self.timestamp))
    }
}

impl Sct {
    fn read(bytes: &[u8]) -> Self {
        match bytes.first() {
            Some(&version) if version != wire::V1 => Self::Other { version, bytes: bytes.to_vec() },
            _ => match decode_exact::<wire::SignedCertificateTimestamp<'_>>(bytes) {
                Ok(sct) => Self::V1(SctV1 {
                    log_id: sct.id,
                    timestamp: sct.timestamp,
                    extensions: sct.extensions.0.to_vec(),
                    algorithm: sct.algorithm,
                    signature: sct.signature.0.to_vec(),
                }),
                Err(error) => Self::Malformed(error),
            },
        }
    }
}

/// The key of a certificate as [`check`] wants its issuer's: `SubjectPublicKeyInfo` with its outer SEQUENCE; `None` if it
/// is no X.509 certificate.
#[must_use]
pub fn issuer_key<'a>(issuer: &'a CertificateDer<'_>) -> Option<&'a [u8]> {
    Some(super::parts::Parts::read(issuer)?.public_key)
}

/// The timestamps that are embedded in a certificate (RFC 6962 §3.3), in order; none if it has no such extension.
///
/// # Errors
///
/// If it is no X.509 certificate, if it has the extension twice, if the list cannot be read, or if it is longer than
/// anybody needs.
pub fn embedded(certificate: &CertificateDer<'_>) -> Result<Vec<Sct>, SctFault> {
    let split = tbs::Split::read(certificate)?;
    let Some(list) = split.list else { return Ok(Vec::new()) };
    let list = decode_exact::<wire::SignedCertificateTimestampList<'_>>(list).map_err(SctFault::List)?;
    if list.sct_list.iter().nth(MOST).is_some() {
        return Err(SctFault::TooMany);
    }
    Ok(list.sct_list.iter().map(|sct| Sct::read(sct.0)).collect())
}
