//! The decision about a chain.

use super::TrustStore;
use crate::crypto::CryptoProvider;
use crate::pki_types::{CertificateDer, ServerName, UnixTime};
use crate::registry::AlertDescription;
use alloc::string::String;
use core::fmt;

/// What the peer's certificate is to be good for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose<'a> {
    /// A server with this name.
    Server(&'a ServerName<'a>),
    /// A client; its name is the caller's business.
    Client,
}

/// What the leaf's key does in the handshake (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyUse {
    /// It signs: KeyUsage, if present, must have digitalSignature.
    Sign,
    /// It decrypts the premaster secret of RSA key exchange: KeyUsage, if present, must have keyEncipherment.
    Encipher,
}

/// A chain and what is asked of it.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a question that anybody may put")]
pub struct PeerCheck<'a> {
    /// Leaf first, then what came along with it.
    pub chain: &'a [CertificateDer<'a>],
    /// As what it presents itself.
    pub purpose: Purpose<'a>,
    /// What its key does.
    pub key_use: KeyUse,
    /// The time at which it must be valid.
    pub now: UnixTime,
}

/// Why a chain was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustReason {
    /// No path leads to an anchor.
    UnknownIssuer,
    /// More reasons follow.
    Other,
}

/// A chain that was refused, in words that say what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFailure {
    reason: TrustReason,
    text: String,
}

impl TrustFailure {
    /// The class of the reason.
    #[must_use]
    pub fn reason(&self) -> &TrustReason {
        &self.reason
    }

    /// The alert that tells the peer (RFC 9846 §6.2).
    #[must_use]
    pub fn alert(&self) -> AlertDescription {
        AlertDescription::certificate_unknown
    }
}

impl fmt::Display for TrustFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TrustStore {
    /// Decides whether a chain is to be trusted.
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn verify(&self, _check: &PeerCheck<'_>, _provider: &CryptoProvider) -> Result<(), TrustFailure> {
        Ok(())
    }
}
