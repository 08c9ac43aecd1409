//! Pins, alone and with a chain, and verifiers of the caller's own.

use super::super::{PeerVerifier, Pin, Pins, Trust, ValidPath};
use super::*;
use crate::crypto::CryptoProvider;
use crate::crypto::ring::provider;
use crate::trust::parts::Parts;
use crate::trust::test_pki::{Authority, leaf, rsa_key, valid};
use alloc::sync::Arc;
use rcgen::KeyUsagePurpose;

fn check<'a>(chain: &'a [CertificateDer<'a>], now: i64) -> PeerCheck<'a> {
    PeerCheck::new(chain, Purpose::AnyServer, at(now))
}

#[track_caller]
fn refused(verdict: Result<ValidPath, TrustFailure>) -> TrustReason {
    *verdict.unwrap_err().reason()
}

fn key_of(certificate: &CertificateDer<'_>) -> Vec<u8> {
    Parts::read(certificate).unwrap().public_key.to_vec()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    super::super::fingerprint::sha256(bytes, &provider()).unwrap()
}

#[test]
fn a_pinned_leaf_needs_no_issuer_and_no_name() {
    let root = Authority::new("Root");
    let (made, other) = (leaf("a.example").by(&root).der, leaf("a.example").by(&root).der);
    let name = ServerName::try_from("b.example").unwrap();
    let pins = [
        Pin::Certificate(made.clone()),
        Pin::CertificateSha256(sha256(&made)),
        Pin::PublicKey(key_of(&made)),
        Pin::PublicKeySha256(sha256(&key_of(&made))),
    ];
    for pin in pins {
        let trust = Trust::pinned(Pins::new().and(Pin::PublicKeySha256([7; 32])).and(pin));
        let chain = [made.clone()];
        let named = PeerCheck::new(&chain, Purpose::Server(&name), at(NOW));
        assert_eq!(trust.verify(&named, &provider()).unwrap().certificates, [0]);
        let failure = trust.verify(&check(core::slice::from_ref(&other), NOW), &provider()).unwrap_err();
        assert_eq!(
            (*failure.reason(), failure.alert()),
            (TrustReason::NotPinned, AlertDescription::certificate_unknown)
        );
        let text = failure.to_string();
        assert!(text.contains("CN=leaf is not pinned (sha256//BwcHBw") && text.contains("pin one of those"), "{text}");
        // What would have to be pinned is said in the form in which a pin is read.
        let ours = text.split("its key's ").nth(1).unwrap().split(':').next().unwrap();
        assert_eq!(ours.parse::<Pin>().unwrap(), Pin::PublicKeySha256(sha256(&key_of(&other))));
        // A pinned leaf counts as the peer's own certificate only, not as something that came along.
        assert_eq!(
            refused(trust.verify(&check(&[other.clone(), made.clone()], NOW), &provider())),
            TrustReason::NotPinned
        );
    }
    assert_eq!(refused(Trust::pinned(Pins::new()).verify(&check(&[made], NOW), &provider())), TrustReason::NotPinned);
    assert_eq!(refused(Trust::pinned(Pins::new()).verify(&check(&[], NOW), &provider())), TrustReason::NoCertificate);
}

#[test]
fn a_pin_does_not_make_everything_else_good() {
    let root = Authority::new("Root");
    let dated = leaf("a.example").with(|params| valid(params, NOW - 10, NOW + 10)).by(&root).der;
    let pinned = |certificate: &CertificateDer<'_>| Pins::new().and_certificate(certificate);
    for (now, reason) in [
        (NOW - 11, Some(TrustReason::NotYetValid)),
        (NOW - 10, None),
        (NOW + 10, None),
        (NOW + 11, Some(TrustReason::Expired)),
    ] {
        let verdict = |pins| Trust::pinned(pins).verify(&check(core::slice::from_ref(&dated), now), &provider());
        assert_eq!(verdict(pinned(&dated)).err().map(|failure| *failure.reason()), reason);
        assert!(verdict(pinned(&dated).even_out_of_date(true)).is_ok());
    }
    let signs = leaf("a.example").with(|params| params.key_usages = Vec::from([KeyUsagePurpose::KeyEncipherment]));
    let signs = signs.by(&root).der;
    assert_eq!(
        refused(Trust::pinned(pinned(&signs)).verify(&check(&[signs], NOW), &provider())),
        TrustReason::KeyUsage
    );
    let weak = leaf("a.example").certifying(&rsa_key(1024), &root);
    assert_eq!(refused(Trust::pinned(pinned(&weak)).verify(&check(&[weak], NOW), &provider())), TrustReason::WeakKey);
    let damaged = CertificateDer::from(&b"\x30\x00"[..]);
    let trust = Trust::pinned(pinned(&damaged));
    assert_eq!(
        refused(trust.verify(&check(core::slice::from_ref(&damaged), NOW), &provider())),
        TrustReason::Malformed
    );
}

#[test]
fn a_pin_besides_a_chain_may_be_on_any_certificate_of_the_path() {
    let root = Authority::new("Root");
    let middle = Authority::made("Middle", Some(&root), &rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    let made = leaf("a.example").by(&middle).der;
    let chain = [made.clone(), middle.der.clone()];
    let store = || {
        let mut store = TrustStore::new();
        store.add_certificate(&root.der).unwrap();
        store
    };
    for pinned in [&made, &middle.der, &root.der] {
        for pin in [Pin::Certificate(pinned.clone()), Pin::PublicKeySha256(sha256(&key_of(pinned)))] {
            let path = Trust::new(store()).pins(pin).verify(&check(&chain, NOW), &provider()).unwrap();
            assert_eq!((path.certificates, path.anchor), (Vec::from([0, 1]), Some(0)));
        }
    }
    let trust = Trust::new(store()).pins(Pin::PublicKeySha256([7; 32]));
    assert_eq!(refused(trust.verify(&check(&chain, NOW), &provider())), TrustReason::NotPinned);
    let report = trust.report(&check(&chain, NOW), &provider(), None);
    agrees(&report, &trust.verify(&check(&chain, NOW), &provider()).map(drop));
    assert!(report.fault().unwrap().text.contains("no certificate of the path of CN=leaf is pinned"), "{report:#?}");
    // The pin is no anchor.
    let alone = Trust::new(TrustStore::new()).pins(Pin::Certificate(made));
    assert_eq!(refused(alone.verify(&check(&chain, NOW), &provider())), TrustReason::UnknownIssuer);
}

#[test]
fn pins_are_read_as_they_are_written() {
    let key = Pin::PublicKeySha256([0xA5; 32]);
    assert_eq!(key.to_string().parse(), Ok(key.clone()));
    assert_eq!(key.to_string().replacen("//", "/", 1).parse(), Ok(key));
    let whole = Pin::CertificateSha256([0xA5; 32]);
    assert_eq!(whole.to_string().parse(), Ok(whole.clone()));
    let colons = Vec::from([["A5"; 32].join(":")]).concat();
    assert_eq!(colons.parse(), Ok(whole));
    for wrong in ["", "sha256//", "sha256//AAAA", "sha1//AAAA", "a5", &"g5".repeat(32), &"a5".repeat(33)] {
        assert!(wrong.parse::<Pin>().unwrap_err().to_string().contains("64 hexadecimal digits"), "{wrong}");
    }
}

#[derive(Debug)]
struct Never;

impl PeerVerifier for Never {
    fn verify(&self, check: &PeerCheck<'_>, _: &CryptoProvider) -> Result<(), TrustFailure> {
        Err(TrustFailure::refused(alloc::format!("{} certificates are too many", check.chain.len())))
    }
}

#[test]
fn a_verifier_of_the_callers_own_decides_alone() {
    let made = leaf("a.example").by(&Authority::new("Root")).der;
    let (chain, trust) = ([made], Trust::verifier(Arc::new(Never)));
    let failure = trust.verify(&check(&chain, NOW), &provider()).unwrap_err();
    assert_eq!(
        (*failure.reason(), failure.to_string().as_str()),
        (TrustReason::Refused, "1 certificates are too many")
    );
    let report = trust.report(&check(&chain, NOW), &provider(), None);
    assert_eq!((report.verdict, report.paths.len(), report.certificates.len()), (Err(failure), 0, 1));
}
