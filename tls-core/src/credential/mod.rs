//! Our own certificates and keys, and which of them fits a peer.

mod chain;
mod choose;

pub use choose::{Wanted, choose};

use crate::crypto::{CryptoProvider, SigningKey};
use crate::pem;
use crate::pki_types::CertificateDer;
use crate::registry::{ProtocolVersion, SignatureScheme};
use crate::trust::leaf::KeyKind;
use crate::trust::parts::{Parts, PublicKey};
use crate::trust::subject_text;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use webpki::EndEntityCert;
use zeroize::Zeroizing;

/// A certificate chain with its private key.
#[derive(Clone, Debug)]
pub struct Credential {
    chain: Vec<CertificateDer<'static>>,
    key: Arc<dyn SigningKey>,
    key_kind: KeyKind,
    /// The leaf's DNS names, in lower case.
    names: Vec<String>,
    signatures: chain::ChainSignatures,
    /// What the authority says of the leaf, to be sent with it.
    ocsp_response: Option<Vec<u8>>,
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
        let Some(leaf) = chain.first() else {
            return Err(CredentialError::Certificate("the chain is empty: give at least the leaf certificate".into()));
        };
        let parts = Parts::read(leaf).ok_or_else(|| {
            CredentialError::Certificate("the first certificate is no X.509 certificate: put the leaf first".into())
        })?;
        let public_key = PublicKey::read(parts.public_key).ok_or_else(|| {
            CredentialError::Certificate(
                "the first certificate's public key is damaged; replace the certificate".into(),
            )
        })?;
        if let Some(known) = key.public_key().filter(|known| *known != parts.public_key) {
            return Err(CredentialError::Mismatch(mismatch(&chain, leaf, &public_key, known)));
        }
        let (key_kind, names) = (public_key.kind(), dns_names(leaf));
        let signatures = chain::ChainSignatures::of(&chain);
        Ok(Arc::new(Self { chain, key, key_kind, names, signatures, ocsp_response: None }))
    }

    /// Reads a chain (PEM, leaf first, or one certificate in DER) and a private key (PKCS#8, PKCS#1 or SEC1, in PEM or
    /// DER).
    ///
    /// # Errors
    ///
    /// If one of them cannot be read, or they do not belong together.
    pub fn load(provider: &CryptoProvider, chain: &[u8], key: &[u8]) -> Result<Arc<Self>, CredentialError> {
        let located = pem::certificates(chain).map_err(CredentialError::Certificate)?;
        if let Some(bad) = located.iter().find(|located| Parts::read(&located.der).is_none()) {
            return Err(CredentialError::Certificate(format!(
                "{}: this is no X.509 certificate; replace it",
                bad.place()
            )));
        }
        let (der, place) = pem::private_key(key).map_err(CredentialError::Key)?;
        let key = provider.load_key.load(&Zeroizing::new(der)).map_err(|why| {
            CredentialError::Key(format!(
                "{place}: {why}; it must be an undamaged RSA (2048 bits or more), EC P-256, EC P-384 or Ed25519 key"
            ))
        })?;
        Self::new(located.into_iter().map(|located| located.der).collect(), key)
    }

    /// The same credential with an OCSP response for its leaf (an `OCSPResponse` in DER), which peers that ask for one get with
    /// the certificate (RFC 6066 §8, RFC 9846 §4.5.1.1). It is sent as it is: nothing looks into it, and nothing replaces it
    /// when it gets old. An empty one is none. TLS 1.3 has room for 65,527 bytes.
    #[must_use]
    pub fn with_ocsp_response(self: Arc<Self>, response: Vec<u8>) -> Arc<Self> {
        let ocsp_response = Some(response).filter(|response| !response.is_empty());
        Arc::new(Self { ocsp_response, ..Arc::unwrap_or_clone(self) })
    }

    /// The OCSP response that goes out with the leaf; `None` without one.
    #[must_use]
    pub fn ocsp_response(&self) -> Option<&[u8]> {
        self.ocsp_response.as_deref()
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
        self.key_kind
    }

    /// Whether the leaf is good for this DNS name (RFC 9525 §6.3, wildcards included).
    #[must_use]
    pub fn serves(&self, name: &str) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name);
        self.names.iter().any(|presented| match presented.strip_prefix("*.") {
            // A wildcard stands for exactly one label.
            Some(rest) => name
                .split_once('.')
                .is_some_and(|(label, parent)| !label.is_empty() && parent.eq_ignore_ascii_case(rest)),
            None => presented.eq_ignore_ascii_case(name),
        })
    }

    /// The first scheme that the peer accepts, in the peer's order, of those that the key has and the version allows.
    #[must_use]
    pub fn scheme(&self, version: ProtocolVersion, accepted: &[SignatureScheme]) -> Option<SignatureScheme> {
        let ours = self.key.schemes();
        accepted.iter().copied().find(|scheme| ours.contains(scheme) && self.allows(version, *scheme))
    }

    fn allows(&self, version: ProtocolVersion, scheme: SignatureScheme) -> bool {
        if version != ProtocolVersion::TLSv1_3 {
            return true;
        }
        // In TLS 1.3 a scheme names the curve too; in TLS 1.2 the same two bytes say ECDSA and a hash.
        let curve = match scheme {
            SignatureScheme::ecdsa_secp256r1_sha256 => KeyKind::EcdsaP256,
            SignatureScheme::ecdsa_secp384r1_sha384 => KeyKind::EcdsaP384,
            SignatureScheme::ecdsa_secp521r1_sha512 => KeyKind::Other,
            other => return other.usable_in_tls13_handshake(),
        };
        // Where our own parser knows no kind, the key's list of schemes must do.
        self.key_kind == curve || self.key_kind == KeyKind::Other
    }
}

fn dns_names(leaf: &CertificateDer<'_>) -> Vec<String> {
    match EndEntityCert::try_from(leaf) {
        Ok(leaf) => leaf.valid_dns_names().map(str::to_ascii_lowercase).collect(),
        Err(_) => Vec::new(),
    }
}

/// How key and certificate differ, and the likely reason.
fn mismatch(
    chain: &[CertificateDer<'_>],
    leaf: &CertificateDer<'_>,
    certified: &PublicKey<'_>,
    known: &[u8],
) -> String {
    let key = PublicKey::read(known).map_or_else(|| String::from("of an unknown kind"), |key| key.words());
    let belongs =
        |certificate: &CertificateDer<'_>| Parts::read(certificate).is_some_and(|parts| parts.public_key == known);
    let advice = match chain.iter().position(belongs) {
        Some(at) => format!("it is the one of certificate {} of the chain: put that one first", at.saturating_add(1)),
        None => String::from("give the key that was made with this certificate"),
    };
    format!(
        "the key ({key}) is not the one of the certificate ({}, {}): {advice}",
        certified.words(),
        subject_text(leaf)
    )
}

#[cfg(test)]
mod tests;
