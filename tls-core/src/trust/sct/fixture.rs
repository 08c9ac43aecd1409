//! Logs and certificates that they saw, for the tests.

use super::{Log, LogList, LogState, SctFailure, SctPolicy, SctVerdict, check};
use crate::crypto::ring::provider;
use crate::pki_types::{CertificateDer, UnixTime};
use crate::trust::der::{Der, tag, wrapped};
use crate::trust::parts::Parts;
use crate::trust::test_pki::{Authority, NOW, at, leaf};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use rcgen::{
    CertificateParams, CustomExtension, KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData, SerialNumber, SigningKey as _,
};

/// The current second in milliseconds.
pub(super) const NOW_MS: u64 = NOW.unsigned_abs() * 1000;

/// A log with its key.
pub(super) struct TestLog {
    key: KeyPair,
    pub(super) id: [u8; 32],
}

impl TestLog {
    pub(super) fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let id = super::log::sha256(&key.subject_public_key_info(), &provider()).unwrap();
        Self { key, id }
    }

    pub(super) fn log(&self, name: &str) -> Log {
        Log {
            name: String::from(name),
            key: self.key.subject_public_key_info(),
            state: LogState::Usable,
            interval: None,
        }
    }

    /// A timestamp, written by hand: nothing here is code under test.
    pub(super) fn sign(&self, ms: u64, issuer: &CertificateDer<'_>, tbs: &[u8]) -> Vec<u8> {
        let spki = Parts::read(issuer).unwrap().public_key;
        let hash = super::log::sha256(spki, &provider()).unwrap();
        let length = u32::try_from(tbs.len()).unwrap().to_be_bytes();
        let signed = [&[0, 0][..], &ms.to_be_bytes(), &[0, 1], &hash, &length[1..], tbs, &[0, 0]].concat();
        let signature = self.key.sign(&signed).unwrap();
        let length = u16::try_from(signature.len()).unwrap().to_be_bytes();
        [&[0][..], &self.id, &ms.to_be_bytes(), &[0, 0, 4, 3], &length, &signature].concat()
    }
}

/// A vector with a length of two bytes.
pub(super) fn vector(contents: &[u8]) -> Vec<u8> {
    [&u16::try_from(contents.len()).unwrap().to_be_bytes()[..], contents].concat()
}

/// The list in the presentation language.
pub(super) fn list(scts: &[Vec<u8>]) -> Vec<u8> {
    vector(&scts.iter().map(|sct| vector(sct)).collect::<Vec<_>>().concat())
}

/// An extension with this list.
pub(super) fn extension(list: &[u8]) -> CustomExtension {
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 11129, 2, 4, 2], wrapped(tag::OCTET_STRING, list))
}

/// Some other extension with so many bytes.
pub(super) fn other(number: u64, length: usize) -> CustomExtension {
    CustomExtension::from_oid_content(
        &[1, 3, 6, 1, 4, 1, 55555, number],
        wrapped(tag::OCTET_STRING, &alloc::vec![7; length]),
    )
}

/// Who issues the certificates, for a key that stays.
pub(super) struct Issuance {
    pub(super) root: Authority,
    key: KeyPair,
}

impl Issuance {
    pub(super) fn new() -> Self {
        Self { root: Authority::new("Root"), key: KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap() }
    }

    /// A certificate with nothing but these extensions, in this order.
    pub(super) fn with(&self, extensions: Vec<CustomExtension>) -> CertificateDer<'static> {
        let change = |params: &mut CertificateParams| {
            params.subject_alt_names.clear();
            params.serial_number = Some(SerialNumber::from_slice(&[1, 2, 3]));
            params.custom_extensions = extensions;
        };
        leaf("a.example").with(change).certifying(&self.key, &self.root)
    }

    /// What the logs see of a certificate with these extensions.
    pub(super) fn tbs(&self, extensions: Vec<CustomExtension>) -> Vec<u8> {
        let certificate = self.with(extensions);
        let contents = Der::only(&certificate, tag::SEQUENCE).unwrap();
        Der::new(contents).expect(tag::SEQUENCE).unwrap().whole.to_vec()
    }

    /// A certificate with one other extension and timestamps that logs signed for it.
    pub(super) fn stamped(&self, stamps: &[(&TestLog, u64)]) -> CertificateDer<'static> {
        let tbs = self.tbs(alloc::vec![other(1, 9)]);
        let scts: Vec<_> = stamps.iter().map(|(log, ms)| log.sign(*ms, &self.root.der, &tbs)).collect();
        self.with(alloc::vec![other(1, 9), extension(&list(&scts))])
    }

    /// What the timestamps are worth, with these logs, at least so many of which are asked for.
    pub(super) fn check(
        &self,
        certificate: &CertificateDer<'_>,
        logs: &[Log],
        at_least: usize,
    ) -> Result<Vec<SctVerdict>, SctFailure> {
        check_with(certificate, &self.root.der, at(NOW), logs, at_least)
    }
}

pub(super) fn check_with(
    certificate: &CertificateDer<'_>,
    issuer: &CertificateDer<'_>,
    now: UnixTime,
    logs: &[Log],
    at_least: usize,
) -> Result<Vec<SctVerdict>, SctFailure> {
    let mut known = LogList::new();
    for log in logs {
        known.add(log.clone(), &provider()).unwrap();
    }
    let spki = Parts::read(issuer).unwrap().public_key;
    check(certificate, spki, now, &SctPolicy { logs: Arc::new(known), at_least }, &provider())
}
