//! One anchor of a store, for people.

use super::der;
use super::describe::name_of;
use super::parts::PublicKey;
use crate::pki_types::{CertificateDer, TrustAnchor};
use alloc::string::String;
use alloc::vec::Vec;

/// One anchor of a [`TrustStore`](super::TrustStore).
#[derive(Clone, Copy, Debug)]
pub struct Anchor<'a> {
    pub(super) anchor: &'a TrustAnchor<'static>,
    pub(super) subject: &'a [u8],
    pub(super) certificate: Option<&'a CertificateDer<'static>>,
}

impl<'a> Anchor<'a> {
    /// What decides: name, key and constraints.
    #[must_use]
    pub const fn trust_anchor(&self) -> &'a TrustAnchor<'static> {
        self.anchor
    }

    /// The X.501 `Name` in DER, with its outer SEQUENCE.
    #[must_use]
    pub const fn subject_der(&self) -> &'a [u8] {
        self.subject
    }

    /// The certificate that it came in, for [`describe`](super::describe). Mozilla's list has none: of those anchors
    /// validity, serial number and fingerprint are not known, and for anchors they do not count.
    #[must_use]
    pub const fn certificate(&self) -> Option<&'a CertificateDer<'static>> {
        self.certificate
    }

    /// The name, fit to print: `C=DE, O=Example, CN=Example Root`.
    #[must_use]
    pub fn subject(&self) -> String {
        name_of(self.subject)
    }

    /// The key: `SubjectPublicKeyInfo` in DER, with its outer SEQUENCE.
    #[must_use]
    pub fn key_der(&self) -> Vec<u8> {
        der::sequence(&self.anchor.subject_public_key_info)
    }

    /// Kind and size of the key: `EC P-256`, `RSA 2048`.
    #[must_use]
    pub fn key(&self) -> String {
        PublicKey::read(&self.key_der()).map_or_else(|| String::from("damaged key"), |key| key.words())
    }
}

#[cfg(test)]
mod tests {
    use crate::trust::test_pki::Authority;
    use crate::trust::{TrustStore, describe};

    #[test]
    fn an_anchor_says_what_its_certificate_says() {
        let root = Authority::new("Root");
        let mut store = TrustStore::new();
        store.add_certificate(&root.der).unwrap();
        let anchor = store.anchors().next().unwrap();
        let description = describe(anchor.certificate().unwrap()).unwrap();
        assert_eq!(Some(&anchor.key_der()[..]), crate::trust::sct::issuer_key(&root.der));
        assert_eq!((anchor.subject(), anchor.key()), (description.subject, description.key));
    }

    #[cfg(feature = "mozilla-roots")]
    #[test]
    fn anchors_without_a_certificate_have_a_name_and_a_key() {
        let mut store = TrustStore::new();
        let loaded = store.add_mozilla();
        assert!(loaded.taken > 100 && loaded.taken == store.len() && loaded.skipped.is_empty(), "{loaded:?}");
        for anchor in store.anchors() {
            assert!(anchor.subject().contains('='), "{anchor:?}");
            assert!(anchor.key().starts_with("RSA ") || anchor.key().starts_with("EC P-"), "{}", anchor.key());
            assert_eq!(anchor.certificate(), None);
        }
        assert_eq!(store.add_mozilla().duplicates, store.len());
    }
}
