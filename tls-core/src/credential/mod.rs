//! Our own certificates and keys, and which of them fits a peer.

use crate::crypto::{CryptoProvider, SigningKey};
use crate::pki_types::CertificateDer;
use crate::registry::{ProtocolVersion, SignatureScheme, SuiteAuthentication};
use crate::trust::leaf::KeyKind;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

/// A certificate chain with its private key.
#[derive(Debug)]
pub struct Credential {
    chain: Vec<CertificateDer<'static>>,
    key: Arc<dyn SigningKey>,
}

/// Certificates and a key that cannot be used together, or not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialError {
    /// No certificate, or a damaged one: the text says which block and line.
    Certificate(String),
    /// No private key, or a damaged or encrypted one: the text says which block and line.
    Key(String),
    /// The key is not the certificate's; the text says what each of them is.
    Mismatch(String),
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(what) | Self::Key(what) | Self::Mismatch(what) => f.write_str(what),
        }
    }
}

impl core::error::Error for CredentialError {}

impl Credential {
    /// Puts a chain (leaf first) and its key together.
    ///
    /// # Errors
    ///
    /// If the chain is empty, its leaf cannot be read, or the key is another one.
    pub fn new(chain: Vec<CertificateDer<'static>>, key: Arc<dyn SigningKey>) -> Result<Arc<Self>, CredentialError> {
        Ok(Arc::new(Self { chain, key }))
    }

    /// Reads a chain (PEM, leaf first, or one certificate in DER) and a private key (PKCS#8, PKCS#1 or SEC1, in PEM or
    /// DER).
    ///
    /// # Errors
    ///
    /// If one of them cannot be read, or they do not belong together.
    pub fn load(_provider: &CryptoProvider, _chain: &[u8], _key: &[u8]) -> Result<Arc<Self>, CredentialError> {
        Err(CredentialError::Certificate(String::new()))
    }

    /// The certificates, leaf first.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// The private key.
    #[must_use]
    pub fn key(&self) -> &Arc<dyn SigningKey> {
        &self.key
    }

    /// The kind of key.
    #[must_use]
    pub fn key_kind(&self) -> KeyKind {
        KeyKind::Other
    }

    /// Whether the leaf is good for this DNS name (RFC 9525 §6.3, wildcards included).
    #[must_use]
    pub fn serves(&self, _name: &str) -> bool {
        false
    }

    /// The first scheme of ours that the peer accepts and the version allows.
    #[must_use]
    pub fn scheme(&self, _version: ProtocolVersion, _accepted: &[SignatureScheme]) -> Option<SignatureScheme> {
        None
    }
}

/// What a credential must be for a peer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Wanted<'a> {
    /// The negotiated version.
    pub version: ProtocolVersion,
    /// The name that the client asked for, in lower case.
    pub server_name: Option<&'a str>,
    /// The signature schemes that both the peer and our configuration accept, in the peer's order.
    pub schemes: &'a [SignatureScheme],
    /// TLS 1.2 server: the kinds of authentication that a common ECDHE suite has; empty in TLS 1.3 and for clients.
    pub authentications: &'a [SuiteAuthentication],
    /// TLS 1.2 server: whether a common suite uses RSA key exchange, for which an RSA key need not sign.
    pub rsa_key_exchange: bool,
    /// Names of authorities that the peer accepts (X.501 `Name`s in DER); empty for any.
    pub authorities: &'a [&'a [u8]],
}

impl<'a> Wanted<'a> {
    /// Any credential that can sign with one of these schemes in this version.
    #[must_use]
    pub const fn new(version: ProtocolVersion, schemes: &'a [SignatureScheme]) -> Self {
        Self { version, server_name: None, schemes, authentications: &[], rsa_key_exchange: false, authorities: &[] }
    }
}

/// Chooses the credential for a peer: one that can be used at all, among those the first that serves the name, else the
/// first.
#[must_use]
pub fn choose<'c>(_credentials: &'c [Arc<Credential>], _wanted: &Wanted<'_>) -> Option<&'c Arc<Credential>> {
    None
}
