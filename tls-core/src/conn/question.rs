//! Decisions are states: what a step asks, and what it may be answered.

use crate::credential::Credential;
use crate::crypto::{CryptoFailure, Secret, SigningKey};
use crate::pki_types::CertificateDer;
use crate::registry::{ProtocolVersion, SignatureScheme, SuiteAuthentication};
use crate::trust::{KeyUse, TrustFailure};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What the handshake needs to know before it can go on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Question {
    /// Is this chain to be trusted? For a server's it includes the name that the client wants.
    VerifyPeer(VerifyPeer),
    /// Which of our credentials is to be used?
    ChooseCredential(ChooseCredential),
    /// Sign this.
    Sign(Sign),
    /// Decrypt the premaster secret of RSA key exchange.
    DecryptPremaster(DecryptPremaster),
}

/// Is this chain to be trusted?
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerifyPeer {
    /// What the peer presented, leaf first.
    pub chain: Arc<[CertificateDer<'static>]>,
    /// What its key does in this handshake.
    pub key_use: KeyUse,
}

/// Which of our credentials is to be used?
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ChooseCredential {
    /// The negotiated version.
    pub version: ProtocolVersion,
    /// Server: the name that the client asked for, in lower case.
    pub server_name: Option<String>,
    /// The signature schemes that the peer and our configuration accept, in the peer's order.
    pub schemes: Vec<SignatureScheme>,
    /// Server, TLS 1.2: the kinds of authentication that a common ECDHE suite has.
    pub authentications: Vec<SuiteAuthentication>,
    /// Server, TLS 1.2: whether a common suite uses RSA key exchange.
    pub rsa_key_exchange: bool,
    /// Names of authorities that the peer accepts, each an X.501 `Name` in DER; empty for any.
    pub authorities: Vec<Vec<u8>>,
}

/// Sign this.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sign {
    /// With this key.
    pub key: Arc<dyn SigningKey>,
    /// In this way.
    pub scheme: SignatureScheme,
    /// What is signed (not its hash).
    pub message: Vec<u8>,
}

/// Decrypt the premaster secret of RSA key exchange (RFC 5246 §7.4.7.1).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecryptPremaster {
    /// With this key.
    pub key: Arc<dyn SigningKey>,
    /// What the client sent.
    pub ciphertext: Vec<u8>,
    /// ClientHello.legacy_version, which the premaster secret begins with.
    pub client_version: [u8; 2],
}

/// The answer to a [`Question`] of the same kind.
#[derive(Debug)]
#[non_exhaustive]
pub enum Answer {
    /// To [`Question::VerifyPeer`].
    Verified(Result<(), TrustFailure>),
    /// To [`Question::ChooseCredential`]: `None` if there is none that fits.
    Credential(Option<Arc<Credential>>),
    /// To [`Question::Sign`].
    Signature(Result<Vec<u8>, CryptoFailure>),
    /// To [`Question::DecryptPremaster`].
    Premaster(Result<Secret, CryptoFailure>),
}
