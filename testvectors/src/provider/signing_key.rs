//! A key that says what it was told to say.

use super::Script;
use std::sync::{Arc, Mutex, PoisonError};
use tls_core::crypto::{CryptoFailure, SecureRandom, SigningKey};
use tls_core::registry::SignatureScheme;

/// Gives listed signatures, whatever the message, and remembers what it was to sign.
///
/// When the list is used up it fails, as a signer does that cannot be reached.
#[derive(Debug)]
pub struct ScriptedKey {
    schemes: Vec<SignatureScheme>,
    public_key: Option<Vec<u8>>,
    signatures: Script,
    asked: Mutex<Vec<(SignatureScheme, Vec<u8>)>>,
}

impl ScriptedKey {
    /// A key for these schemes that gives these signatures, each once.
    #[must_use]
    pub fn new(schemes: &[SignatureScheme], signatures: &[&[u8]]) -> Arc<Self> {
        Self::with_public_key(schemes, signatures, None)
    }

    /// The same, with a `SubjectPublicKeyInfo` in DER to be compared with a certificate's.
    #[must_use]
    pub fn with_public_key(
        schemes: &[SignatureScheme],
        signatures: &[&[u8]],
        public_key: Option<Vec<u8>>,
    ) -> Arc<Self> {
        let signatures = signatures.iter().map(|signature| signature.to_vec()).collect();
        Arc::new(Self {
            schemes: schemes.to_vec(),
            public_key,
            signatures: Script::new(signatures),
            asked: Mutex::new(Vec::new()),
        })
    }

    /// What it was to sign so far, failures included: scheme and message.
    #[must_use]
    pub fn asked(&self) -> Vec<(SignatureScheme, Vec<u8>)> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl SigningKey for ScriptedKey {
    fn schemes(&self) -> &[SignatureScheme] {
        &self.schemes
    }

    fn public_key(&self) -> Option<&[u8]> {
        self.public_key.as_deref()
    }

    // It says what the trace says.
    fn checks_its_signatures(&self) -> bool {
        true
    }

    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[u8],
        _random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, CryptoFailure> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push((scheme, message.to_vec()));
        if !self.schemes.contains(&scheme) {
            return Err(CryptoFailure::Unsupported);
        }
        self.signatures.next().ok_or(CryptoFailure::Sign)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ZeroRandom;
    use super::*;

    #[test]
    fn signatures_in_order_then_failure() {
        let (pss, ed) = (SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::ed25519);
        let key = ScriptedKey::new(&[pss], &[b"one", b"two"]);
        assert_eq!(key.sign(pss, b"a", &ZeroRandom), Ok(b"one".to_vec()));
        assert_eq!(key.sign(ed, b"b", &ZeroRandom), Err(CryptoFailure::Unsupported));
        assert_eq!(key.sign(pss, b"c", &ZeroRandom), Ok(b"two".to_vec()));
        assert_eq!(key.sign(pss, b"d", &ZeroRandom), Err(CryptoFailure::Sign));
        let asked = [(pss, b"a".to_vec()), (ed, b"b".to_vec()), (pss, b"c".to_vec()), (pss, b"d".to_vec())];
        assert_eq!(key.asked(), asked);
    }
}
