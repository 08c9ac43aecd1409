//! The question about a chain.

use crate::pki_types::{CertificateDer, ServerName, UnixTime};

/// What the peer's certificate is to be good for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose<'a> {
    /// A server with this name.
    Server(&'a ServerName<'a>),
    /// A server of whatever name: for looking at chains. Whoever connects to a server wants [`Server`](Self::Server).
    AnyServer,
    /// A client; its name is the caller's business.
    Client,
}

/// What the leaf's key does in the handshake (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyUse {
    /// It signs: `KeyUsage`, if present, must have digitalSignature.
    Sign,
    /// It decrypts the premaster secret of RSA key exchange: `KeyUsage`, if present, must have keyEncipherment.
    Encipher,
}

/// A chain and what is asked of it.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a question that anybody may put")]
pub struct PeerCheck<'a> {
    /// Leaf first, then what came along with it, in any order.
    pub chain: &'a [CertificateDer<'a>],
    /// As what it presents itself.
    pub purpose: Purpose<'a>,
    /// What its key does.
    pub key_use: KeyUse,
    /// The time at which it must be valid.
    pub now: UnixTime,
    /// What came of the request for an OCSP response.
    pub ocsp: Ocsp<'a>,
}

/// What came of the request for an OCSP response with a certificate (RFC 6066 §8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ocsp<'a> {
    /// It was not asked for.
    #[default]
    NotRequested,
    /// It was asked for and did not come.
    Absent,
    /// It came: an `OCSPResponse` in DER (RFC 6960 §4.2.1).
    Response(&'a [u8]),
}

impl<'a> PeerCheck<'a> {
    /// A chain that is checked by itself: its key signs, and no OCSP response was asked for.
    #[must_use]
    pub const fn new(chain: &'a [CertificateDer<'a>], purpose: Purpose<'a>, now: UnixTime) -> Self {
        Self { chain, purpose, key_use: KeyUse::Sign, now, ocsp: Ocsp::NotRequested }
    }
}
