//! The logs whose timestamps count.

use crate::crypto::{CryptoProvider, Hash};
use crate::pki_types::UnixTime;
use crate::registry::{HashAlgorithm, SignatureScheme};
use crate::trust::leaf::KeyKind;
use crate::trust::parts::PublicKey;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

/// Bits of an RSA key that a log has at least (RFC 6962 §2.1.4).
const LEAST_RSA_BITS: usize = 2048;

/// A log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a log that anybody may describe")]
pub struct Log {
    /// By what name it is reported.
    pub name: String,
    /// Its key: `SubjectPublicKeyInfo` in DER.
    pub key: Vec<u8>,
    /// Whether its timestamps count.
    pub state: LogState,
    /// When the certificates end that it takes: from the start, before the end. `None` for any.
    pub interval: Option<Range<UnixTime>>,
}

/// Whether a log's timestamps count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogState {
    /// They do.
    Usable,
    /// Only those from before it was retired.
    Retired {
        /// When it was.
        since: UnixTime,
    },
}

/// Why a log cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogFault {
    /// Its key is neither EC P-256 nor RSA of 2048 bits or more.
    Key,
    /// Another log of the list has the same key.
    Repeated,
    /// The provider has no SHA-256.
    NoHash,
}

impl fmt::Display for LogFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "the log's key is not one of EC P-256 or RSA with 2048 bits; copy it again from the log list",
            Self::Repeated => "the list has a log with this key already; leave one of the two out",
            Self::NoHash => "the provider has no SHA-256; use one with a suite that has it",
        })
    }
}

impl core::error::Error for LogFault {}

/// The logs whose timestamps count.
#[derive(Clone, Debug, Default)]
pub struct LogList(Vec<Entry>);

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: [u8; 32],
    /// What its key signs with.
    pub(super) scheme: SignatureScheme,
    pub(super) log: Log,
}

impl LogList {
    /// A list of no logs.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a log; gives back its id, the SHA-256 of its key (RFC 6962 §3.2), to be compared with one that a list names.
    ///
    /// # Errors
    ///
    /// If its key is of no kind that logs have, or is in the list already; or if the provider has no SHA-256.
    pub fn add(&mut self, log: Log, provider: &CryptoProvider) -> Result<[u8; 32], LogFault> {
        let key = PublicKey::read(&log.key).ok_or(LogFault::Key)?;
        let scheme = match (key.kind(), key.rsa_bits()) {
            (KeyKind::EcdsaP256, _) => SignatureScheme::ecdsa_secp256r1_sha256,
            (KeyKind::Rsa, Some(LEAST_RSA_BITS..)) => SignatureScheme::rsa_pkcs1_sha256,
            _ => return Err(LogFault::Key),
        };
        let id = sha256(&log.key, provider).ok_or(LogFault::NoHash)?;
        if self.0.iter().any(|entry| entry.id == id) {
            return Err(LogFault::Repeated);
        }
        self.0.push(Entry { id, scheme, log });
        Ok(id)
    }

    /// How many logs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }
}

/// SHA-256 by the provider.
pub(super) fn sha256(bytes: &[u8], provider: &CryptoProvider) -> Option<[u8; 32]> {
    let mut hashes = provider.suites.iter().map(|suite| suite.hash);
    let hash: &dyn Hash = hashes.find(|hash| hash.algorithm() == HashAlgorithm::sha256)?;
    hash.hash(bytes).as_ref().try_into().ok()
}
