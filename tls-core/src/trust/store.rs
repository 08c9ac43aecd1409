//! Trust anchors.

use super::der;
use super::describe::describe;
use crate::pem;
use crate::pki_types::{CertificateDer, TrustAnchor};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Trust anchors: the certificates at which every accepted chain must end.
#[derive(Debug, Default)]
pub struct TrustStore {
    pub(super) anchors: Vec<TrustAnchor<'static>>,
    /// Their subjects with the outer SEQUENCE, which an anchor is without.
    subjects: Vec<Vec<u8>>,
    /// The certificates that anchors were taken from, with the anchor's index: only for descriptions.
    pub(super) certificates: Vec<(usize, CertificateDer<'static>)>,
}

/// What loading a bundle did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loaded {
    /// Anchors taken.
    pub taken: usize,
    /// Anchors left out: at which line their block begins, and why.
    pub skipped: Vec<(usize, String)>,
}

/// A trust anchor or a bundle that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// Neither PEM with a certificate in it nor DER; the text says what there is, with the block and the line.
    NotACertificate(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotACertificate(what) => f.write_str(what),
        }
    }
}

impl core::error::Error for StoreError {}

impl TrustStore {
    /// Nobody is trusted.
    #[must_use]
    pub const fn new() -> Self {
        Self { anchors: Vec::new(), subjects: Vec::new(), certificates: Vec::new() }
    }

    /// Adds the certificates of a PEM bundle, or the one certificate of a DER file. A certificate that is there
    /// already counts as taken, but is not kept twice.
    ///
    /// # Errors
    ///
    /// If there is no certificate in it, or a block is damaged; then nothing is added.
    pub fn add(&mut self, pem_or_der: &[u8]) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        let mut first_reason = None;
        for located in pem::certificates(pem_or_der).map_err(StoreError::NotACertificate)? {
            match self.add_certificate(&located.der) {
                Ok(()) => loaded.taken += 1,
                Err(StoreError::NotACertificate(why)) => {
                    first_reason.get_or_insert_with(|| format!("{}: {why}", located.place()));
                    loaded.skipped.push((located.line, why));
                }
            }
        }
        match first_reason {
            Some(why) if loaded.taken == 0 => Err(StoreError::NotACertificate(why)),
            _ => Ok(loaded),
        }
    }

    /// Adds one anchor.
    ///
    /// # Errors
    ///
    /// If it is no X.509 certificate.
    pub fn add_certificate(&mut self, certificate: &CertificateDer<'_>) -> Result<(), StoreError> {
        let anchor = webpki::anchor_from_trusted_cert(certificate).map_err(|error| {
            StoreError::NotACertificate(match describe(certificate) {
                Ok(description) => {
                    format!("the certificate {} cannot be used ({error:?}); leave it out", description.subject)
                }
                Err(_) => String::from("this is no X.509 certificate; leave it out or get it again from its source"),
            })
        })?;
        if !self.anchors.contains(&anchor) {
            self.subjects.push(der::sequence(&anchor.subject));
            self.certificates.push((self.anchors.len(), certificate.clone().into_owned()));
            self.anchors.push(anchor.to_owned());
        }
        Ok(())
    }

    /// How many anchors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// The anchors' subjects, each an X.501 `Name` in DER with its outer SEQUENCE, as `certificate_authorities` wants
    /// them.
    pub fn subjects(&self) -> impl Iterator<Item = &[u8]> {
        self.subjects.iter().map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::parts::Parts;
    use crate::trust::test_pki::{Authority, pem};
    use alloc::string::ToString;

    #[test]
    fn a_bundle_is_taken_and_what_is_no_certificate_is_named() {
        let (one, two) = (Authority::new("One"), Authority::new("Two"));
        let bundle = pem(&one.der) + &pem(&[0x30, 0x03, 2, 1, 1]) + &pem(&two.der) + &pem(&one.der);
        let mut store = TrustStore::new();
        let loaded = store.add(bundle.as_bytes()).unwrap();
        assert_eq!((loaded.taken, loaded.skipped.len(), store.len()), (3, 1, 2));
        let (line, why) = &loaded.skipped[0];
        assert_eq!(bundle.lines().nth(line - 1), Some("-----BEGIN CERTIFICATE-----"));
        assert_eq!(bundle.lines().nth(*line), Some("MAMCAQE="));
        assert!(why.contains("no X.509 certificate"), "{why}");
    }

    #[test]
    fn der_is_taken_too() {
        let mut store = TrustStore::new();
        assert_eq!(store.add(&Authority::new("One").der).unwrap().taken, 1);
        assert!(!store.is_empty());
    }

    #[test]
    fn a_file_without_a_usable_certificate_is_an_error() {
        let mut store = TrustStore::new();
        let error = store.add(pem(&[0x30, 0x03, 2, 1, 1]).as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("block 1 (line 1): this is no X.509 certificate"), "{error}");
        assert!(store.add(b"").unwrap_err().to_string().contains("empty"));
        let key = "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----\n";
        assert!(store.add(key.as_bytes()).unwrap_err().to_string().contains("a PRIVATE KEY (line 1)"));
        assert!(store.is_empty());
    }

    #[test]
    fn damage_adds_nothing() {
        let good = pem(&Authority::new("One").der);
        let mut store = TrustStore::new();
        let error = store.add((good.clone() + &good.replacen("M", "*", 1)).as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("block 2 (line "), "{error}");
        assert!(store.is_empty());
    }

    #[test]
    fn subjects_are_whole_names() {
        let root = Authority::new("Root");
        let mut store = TrustStore::new();
        store.add_certificate(&root.der).unwrap();
        let subjects: Vec<_> = store.subjects().collect();
        assert_eq!(subjects, [Parts::read(&root.der).unwrap().subject]);
    }
}
