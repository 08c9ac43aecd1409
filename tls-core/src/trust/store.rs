//! Trust anchors.

use super::anchor::Anchor;
use super::der;
use super::describe::describe;
use super::loaded::{Loaded, Skipped, SkippedKind};
use crate::pem::{self, Content, Entry};
use crate::pki_types::{CertificateDer, TrustAnchor};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Trust anchors: the certificates at which every accepted chain must end.
#[derive(Debug, Default)]
pub struct TrustStore {
    pub(super) anchors: Vec<TrustAnchor<'static>>,
    /// What more is known of each of them, in the same order.
    details: Vec<Details>,
    /// Where the anchors with a subject are.
    by_subject: BTreeMap<Vec<u8>, Vec<usize>>,
}

#[derive(Debug)]
struct Details {
    /// The subject with the outer SEQUENCE, which an anchor is without.
    subject: Vec<u8>,
    /// What it came in, if that was a certificate.
    certificate: Option<CertificateDer<'static>>,
}

/// A trust anchor or a bundle that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// Neither PEM with a usable certificate in it nor DER; the text says what there is, with the block and the line.
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

/// What became of an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Added {
    /// It is in the store now.
    Taken,
    /// One with its name, key and constraints was there already.
    Duplicate,
}

impl TrustStore {
    /// Nobody is trusted.
    #[must_use]
    pub const fn new() -> Self {
        Self { anchors: Vec::new(), details: Vec::new(), by_subject: BTreeMap::new() }
    }

    /// Adds the certificates of a PEM bundle, or the one certificate of a DER file. What cannot be taken is left out
    /// and listed: certificates that are damaged or no X.509, and blocks that are something else.
    ///
    /// # Errors
    ///
    /// If there is no certificate in it that could be taken; then nothing is added.
    pub fn add(&mut self, pem_or_der: &[u8]) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        let mut first_reason = None;
        for Entry { number, line, content } in pem::entries(pem_or_der).map_err(StoreError::NotACertificate)? {
            let (kind, why) = match content {
                Content::Certificate(certificate) => match self.add_certificate(&certificate) {
                    Ok(added) => {
                        loaded.count(added);
                        continue;
                    }
                    Err(StoreError::NotACertificate(why)) => (SkippedKind::Certificate, why),
                },
                Content::Damaged(why) => (SkippedKind::Certificate, why),
                Content::Foreign(name) => (SkippedKind::Block, format!("a {name} block is no trust anchor")),
            };
            if kind == SkippedKind::Certificate {
                first_reason.get_or_insert_with(|| match number {
                    0 => why.clone(),
                    _ => format!("block {number} (line {line}): {why}"),
                });
            }
            loaded.skipped.push(Skipped { file: None, line: (line > 0).then_some(line), kind, reason: why });
        }
        match first_reason {
            Some(why) if loaded.found() == 0 => Err(StoreError::NotACertificate(why)),
            _ => Ok(loaded),
        }
    }

    /// Adds one certificate as an anchor.
    ///
    /// # Errors
    ///
    /// If it is no X.509 certificate.
    pub fn add_certificate(&mut self, certificate: &CertificateDer<'_>) -> Result<Added, StoreError> {
        let anchor = webpki::anchor_from_trusted_cert(certificate).map_err(|error| {
            StoreError::NotACertificate(match describe(certificate) {
                Ok(description) => {
                    format!("the certificate {} cannot be used ({error:?}); leave it out", description.subject)
                }
                Err(_) => String::from("this is no X.509 certificate; leave it out or get it again from its source"),
            })
        })?;
        Ok(self.put(anchor, Some(certificate)))
    }

    /// Adds an anchor that is only a name, a key and perhaps constraints.
    pub fn add_anchor(&mut self, anchor: TrustAnchor<'_>) -> Added {
        self.put(anchor, None)
    }

    /// Adds the anchors that Mozilla trusts for servers, as of the `webpki-roots` that is compiled in: they are as old
    /// as the program, and come without their certificates.
    #[cfg(feature = "mozilla-roots")]
    pub fn add_mozilla(&mut self) -> Loaded {
        let mut loaded = Loaded::default();
        for anchor in webpki_roots::TLS_SERVER_ROOTS {
            loaded.count(self.put(anchor.clone(), None));
        }
        loaded
    }

    fn put(&mut self, anchor: TrustAnchor<'_>, certificate: Option<&CertificateDer<'_>>) -> Added {
        let certificate = certificate.map(|certificate| certificate.clone().into_owned());
        let same_name = self.by_subject.entry(anchor.subject.to_vec()).or_default();
        for &index in same_name.iter() {
            if self.anchors.get(index) != Some(&anchor) {
                continue;
            }
            if let Some(details) = self.details.get_mut(index).filter(|details| details.certificate.is_none()) {
                details.certificate = certificate;
            }
            return Added::Duplicate;
        }
        same_name.push(self.anchors.len());
        self.details.push(Details { subject: der::sequence(&anchor.subject), certificate });
        self.anchors.push(anchor.to_owned());
        Added::Taken
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

    /// The anchors, in the order in which they came.
    pub fn anchors(&self) -> impl Iterator<Item = Anchor<'_>> {
        self.anchors.iter().zip(&self.details).map(|(anchor, details)| Anchor {
            anchor,
            subject: &details.subject,
            certificate: details.certificate.as_ref(),
        })
    }

    /// The anchors' subjects, each an X.501 `Name` in DER with its outer SEQUENCE, as `certificate_authorities` wants
    /// them.
    pub fn subjects(&self) -> impl Iterator<Item = &[u8]> {
        self.details.iter().map(|details| details.subject.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::parts::Parts;
    use crate::trust::test_pki::{Authority, pem};
    use alloc::borrow::ToOwned;
    use alloc::string::ToString;

    #[test]
    fn a_bundle_is_taken_and_what_is_no_certificate_is_named() {
        let (one, two) = (Authority::new("One"), Authority::new("Two"));
        let bundle = pem(&one.der) + &pem(&[0x30, 0x03, 2, 1, 1]) + &pem(&two.der) + &pem(&one.der);
        let mut store = TrustStore::new();
        let loaded = store.add(bundle.as_bytes()).unwrap();
        assert_eq!((loaded.taken, loaded.duplicates, loaded.skipped.len(), store.len()), (2, 1, 1, 2));
        let Skipped { line: Some(line), kind: SkippedKind::Certificate, reason, .. } = &loaded.skipped[0] else {
            panic!("{:?}", loaded.skipped)
        };
        assert_eq!(bundle.lines().nth(line - 1), Some("-----BEGIN CERTIFICATE-----"));
        assert_eq!(bundle.lines().nth(*line), Some("MAMCAQE="));
        assert!(reason.contains("no X.509 certificate"), "{reason}");
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
    fn damage_costs_one_block_and_is_named() {
        let (one, two) = (pem(&Authority::new("One").der), pem(&Authority::new("Two").der));
        let bundle = one.clone() + &one.replacen("M", "*", 1) + &two + "-----BEGIN X509 CRL-----\nMAA=\n" + &one[..90];
        let mut store = TrustStore::new();
        let loaded = store.add(bundle.as_bytes()).unwrap();
        assert_eq!((loaded.taken, loaded.duplicates, store.len()), (2, 0, 2));
        let skipped: Vec<_> = loaded.skipped.iter().map(ToString::to_string).collect();
        let line = |block| {
            bundle.lines().enumerate().filter(|(_, line)| line.starts_with("-----BEGIN")).nth(block).unwrap().0 + 1
        };
        assert_eq!(
            skipped,
            [
                format!("line {}: base64 is damaged; copy the file again from its source", line(1)),
                format!("line {}: a X509 CRL block is no trust anchor", line(3)),
                format!(
                    "line {}: the END line is missing or has another label; copy the file again from its source",
                    line(4)
                ),
            ]
        );
    }

    #[test]
    fn nothing_but_damage_is_an_error() {
        let damaged = pem(&Authority::new("One").der).replacen("M", "*", 1);
        let mut store = TrustStore::new();
        let error = store.add(("# a comment\n".to_owned() + &damaged).as_bytes()).unwrap_err().to_string();
        assert_eq!(error, "block 1 (line 2): base64 is damaged; copy the file again from its source");
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

    #[test]
    fn a_certificate_completes_an_anchor_that_came_without() {
        let root = Authority::new("Root");
        let mut store = TrustStore::new();
        assert_eq!(store.add_anchor(webpki::anchor_from_trusted_cert(&root.der).unwrap()), Added::Taken);
        assert_eq!(store.anchors().next().unwrap().certificate(), None);
        assert_eq!(store.add_certificate(&root.der).unwrap(), Added::Duplicate);
        assert_eq!(store.anchors().next().unwrap().certificate(), Some(&root.der));
        assert_eq!((store.len(), store.subjects().count()), (1, 1));
    }

    #[test]
    fn the_same_name_with_another_key_is_another_anchor() {
        let mut store = TrustStore::new();
        for _ in 0..2 {
            assert_eq!(store.add_certificate(&Authority::new("Root").der).unwrap(), Added::Taken);
        }
        assert_eq!(store.len(), 2);
    }
}
