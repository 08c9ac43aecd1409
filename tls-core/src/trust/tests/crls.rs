//! Revocation lists.

use super::super::{Coverage, CrlStore, ExpiredCrl, Revocation, Trust};
use super::*;
use crate::crypto::ring::provider;
use crate::trust::test_pki::{Authority, leaf, valid};
use alloc::format;
use rcgen::{
    CertificateRevocationListParams, CrlDistributionPoint, CrlIssuingDistributionPoint, CrlScope, KeyIdMethod,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, RevocationReason, RevokedCertParams, SerialNumber,
};

const DAY: i64 = 86_400;

fn date(seconds: i64) -> rcgen::CertificateParams {
    let mut params = rcgen::CertificateParams::default();
    valid(&mut params, seconds, seconds);
    params
}

/// A list from `this_update` for two days, which revokes these serial numbers.
fn crl(this_update: i64, serials: &[u8]) -> CertificateRevocationListParams {
    let revoked = serials.iter().map(|&serial| RevokedCertParams {
        serial_number: SerialNumber::from_slice(&[serial]),
        revocation_time: date(NOW - 5 * DAY).not_before,
        reason_code: Some(RevocationReason::KeyCompromise),
        invalidity_date: None,
    });
    CertificateRevocationListParams {
        this_update: date(this_update).not_before,
        next_update: date(this_update + 2 * DAY).not_before,
        crl_number: SerialNumber::from_slice(&[1]),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    }
}

fn signed(params: &CertificateRevocationListParams, issuer: &Authority) -> Vec<u8> {
    params.signed_by(&issuer.issuer).unwrap().der().to_vec()
}

struct World {
    root: Authority,
    middle: Authority,
    chain: Vec<CertificateDer<'static>>,
}

/// Root, intermediate with serial number 7, leaf with serial number 9.
fn world() -> World {
    let root = Authority::new("Root");
    let middle = Authority::made("Middle", Some(&root), &PKCS_ECDSA_P256_SHA256, |params| {
        params.serial_number = Some(SerialNumber::from_slice(&[7]));
    });
    let leaf = leaf("a.example").with(|params| {
        params.serial_number = Some(SerialNumber::from_slice(&[9]));
        let uris = Vec::from(["http://crl.example/middle.crl".into()]);
        params.crl_distribution_points = Vec::from([CrlDistributionPoint { uris }]);
    });
    let leaf = leaf.by(&middle);
    let chain = Vec::from([leaf.der.clone(), middle.der.clone()]);
    World { root, middle, chain }
}

fn store(lists: &[&[u8]]) -> CrlStore {
    let mut store = CrlStore::new();
    for list in lists {
        store.add_der(list).unwrap();
    }
    store
}

impl World {
    fn judge(&self, revocation: Revocation) -> Result<(), TrustFailure> {
        let mut anchors = TrustStore::new();
        anchors.add_certificate(&self.root.der).unwrap();
        let trust = Trust::new(anchors).revocation(revocation);
        let check = PeerCheck::new(&self.chain, Purpose::AnyServer, at(NOW));
        let verdict = trust.verify(&check, &provider()).map(drop);
        agrees(&trust.report(&check, &provider(), None), &verdict);
        verdict
    }

    #[track_caller]
    fn is_refused(&self, revocation: Revocation, reason: TrustReason, words: &[&str]) {
        let failure = self.judge(revocation).unwrap_err();
        let text = failure.to_string();
        let alert = match reason {
            TrustReason::Revoked => AlertDescription::certificate_revoked,
            _ => AlertDescription::certificate_unknown,
        };
        assert_eq!((*failure.reason(), failure.alert()), (reason, alert), "{text}");
        for word in words {
            assert!(text.contains(word), "no {word:?} in {text:?}");
        }
    }
}

#[test]
fn what_is_revoked_is_refused_with_date_reason_and_list() {
    let world = world();
    let good = signed(&crl(NOW - DAY, &[8, 10]), &world.middle);
    assert_eq!(world.judge(Revocation::new(store(&[&good]))), Ok(()));
    let bad = signed(&crl(NOW - DAY, &[8, 9]), &world.middle);
    let words = ["CN=leaf (serial 09) was revoked on 2026-11-20", "(KeyCompromise)", "by the CRL of CN=Middle"];
    for coverage in [Coverage::Leaf, Coverage::Nothing] {
        let revocation = Revocation::new(store(&[&bad])).coverage(coverage);
        world.is_refused(revocation, TrustReason::Revoked, &words);
    }
    // A revoked intermediate counts too, whoever must be spoken for.
    let root = signed(&crl(NOW - DAY, &[7]), &world.root);
    for coverage in [Coverage::Leaf, Coverage::Nothing, Coverage::WholePath] {
        let revocation = Revocation::new(store(&[&good, &root])).coverage(coverage);
        world.is_refused(revocation, TrustReason::Revoked, &["CN=Middle (serial 07) was revoked"]);
    }
}

#[test]
fn whoever_must_be_spoken_for_is_refused_otherwise() {
    let world = world();
    let middle = signed(&crl(NOW - DAY, &[]), &world.middle);
    let root = signed(&crl(NOW - DAY, &[]), &world.root);
    let with = |lists: &[&[u8]], coverage| Revocation::new(store(lists)).coverage(coverage);
    for (lists, leaf, whole) in [
        (&[][..], false, false),
        (&[&*root][..], false, false),
        (&[&*middle][..], true, false),
        (&[&*middle, &*root][..], true, true),
    ] {
        assert_eq!(world.judge(with(lists, Coverage::Nothing)), Ok(()));
        for (coverage, good) in [(Coverage::Leaf, leaf), (Coverage::WholePath, whole)] {
            if good {
                assert_eq!(world.judge(with(lists, coverage)), Ok(()));
            } else {
                world.is_refused(with(lists, coverage), TrustReason::RevocationUnknown, &["get the current CRL"]);
            }
        }
    }
    let words =
        ["no CRL speaks for CN=leaf", "none of CN=Middle, only of CN=Root", "from http://crl.example/middle.crl"];
    world.is_refused(with(&[&root], Coverage::Leaf), TrustReason::RevocationUnknown, &words);
}

#[test]
fn lists_have_their_time_to_the_second() {
    let world = world();
    let from = |this_update| Revocation::new(store(&[&signed(&crl(this_update, &[]), &world.middle)]));
    assert_eq!(world.judge(from(NOW)), Ok(()));
    let future = ["is from the future: thisUpdate 2026-11-25 10:00:01Z", "clock 2026-11-25 10:00:00Z"];
    world.is_refused(from(NOW + 1), TrustReason::RevocationUnknown, &future);
    assert_eq!(world.judge(from(NOW - 2 * DAY + 1)), Ok(()));
    let expired = ["the CRL of CN=Middle has expired: nextUpdate 2026-11-25 10:00:00Z"];
    world.is_refused(from(NOW - 2 * DAY), TrustReason::CrlExpired, &expired);
    assert_eq!(world.judge(from(NOW - 20 * DAY).expired(ExpiredCrl::Accept)), Ok(()));
    // An old list that revokes still does.
    let old = signed(&crl(NOW - 20 * DAY, &[9]), &world.middle);
    world.is_refused(Revocation::new(store(&[&old])).expired(ExpiredCrl::Accept), TrustReason::Revoked, &[]);
}

/// An older list cannot hide what a newer one revokes, in whatever order they come; nor one from the future.
#[test]
fn the_newest_list_counts() {
    let world = world();
    let old = signed(&crl(NOW - DAY, &[]), &world.middle);
    let new = signed(&crl(NOW - 1, &[9]), &world.middle);
    let future = signed(&crl(NOW + 1, &[]), &world.middle);
    for lists in [[&*old, &*new, &*future], [&*future, &*new, &*old], [&*new, &*old, &*future]] {
        world.is_refused(Revocation::new(store(&lists)), TrustReason::Revoked, &[]);
    }
    let store = store(&[&old, &future, &new]);
    let updates: Vec<_> = store.descriptions().map(|about| about.this_update).collect();
    assert_eq!(updates, [at(NOW + 1), at(NOW - 1), at(NOW - DAY)]);
}

/// Of two lists of one time the one with the higher number counts.
#[test]
fn of_one_time_the_number_counts() {
    let world = world();
    let numbered = |number: u64, serials: &[u8]| {
        let mut params = crl(NOW - DAY, serials);
        params.crl_number = SerialNumber::from(number);
        signed(&params, &world.middle)
    };
    let (low, high) = (numbered(255, &[]), numbered(256, &[9]));
    for lists in [[&*low, &*high], [&*high, &*low]] {
        world.is_refused(Revocation::new(store(&lists)), TrustReason::Revoked, &[]);
    }
    let (low, high) = (numbered(255, &[9]), numbered(256, &[]));
    assert_eq!(world.judge(Revocation::new(store(&[&low, &high]))), Ok(()), "no longer on hold");
}

/// A newer list of another scope hides nothing from a certificate that does not say where its list is.
#[test]
fn no_scope_hides_another() {
    let mut world = world();
    let made = leaf("a.example").with(|params| params.serial_number = Some(SerialNumber::from_slice(&[9])));
    world.chain[0] = made.by(&world.middle).der;
    let scoped = |this_update, serials: &[u8], uri: &str| {
        let mut params = crl(this_update, serials);
        let distribution_point = CrlDistributionPoint { uris: Vec::from([uri.into()]) };
        params.issuing_distribution_point = Some(CrlIssuingDistributionPoint { distribution_point, scope: None });
        signed(&params, &world.middle)
    };
    let (one, two) = (scoped(NOW - DAY, &[9], "http://crl.example/1"), scoped(NOW, &[], "http://crl.example/2"));
    for lists in [[&*one, &*two], [&*two, &*one]] {
        let verdict = world.judge_quietly(Revocation::new(store(&lists)));
        assert_eq!(*verdict.unwrap_err().reason(), TrustReason::Revoked);
    }
}

/// After a change of keys there are two lists of one name; that of the key which signed the certificate counts.
#[test]
fn lists_of_another_key_do_not_get_in_the_way() {
    let mut world = world();
    let made = leaf("a.example").with(|params| params.use_authority_key_identifier_extension = true);
    world.chain[0] = made.by(&world.middle).der;
    let namesake = Authority::new("Middle");
    let own = signed(&crl(NOW - DAY, &[]), &world.middle);
    for serials in [&[][..], &[9]] {
        let other = signed(&crl(NOW, serials), &namesake);
        assert_eq!(world.judge(Revocation::new(store(&[&other, &own]))), Ok(()));
    }
}

#[test]
fn lists_of_others_do_not_count() {
    let world = world();
    // One with the right name and another key.
    let impostor = Authority::new("Middle");
    let forged = signed(&crl(NOW - DAY, &[]), &impostor);
    let words = ["the signature of a CRL does not verify"];
    world.is_refused(Revocation::new(store(&[&forged])), TrustReason::CrlUnusable, &words);
    // One whose issuer may not issue any.
    let root = Authority::new("Root");
    let middle = Authority::made("Middle", Some(&root), &PKCS_ECDSA_P256_SHA256, |params| {
        params.key_usages = Vec::from([KeyUsagePurpose::KeyCertSign]);
    });
    let made = leaf("a.example").by(&middle);
    // The same key, with an issuer that rcgen lets sign.
    let key = rcgen::KeyPair::try_from(middle.issuer.key().serialize_der()).unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, "Middle");
    let may = Authority { der: middle.der.clone(), issuer: rcgen::Issuer::new(params, key) };
    let list = signed(&crl(NOW - DAY, &[]), &may);
    let other = World { chain: Vec::from([made.der.clone(), middle.der.clone()]), root, middle };
    world.is_refused(Revocation::new(store(&[&forged])), TrustReason::CrlUnusable, &words);
    other.is_refused(Revocation::new(store(&[&list])), TrustReason::CrlUnusable, &["KeyUsage lacks cRLSign"]);
}

#[test]
fn scopes_are_heeded_or_refused() {
    let world = world();
    let scoped = |scope, uri: &str| {
        let mut params = crl(NOW - DAY, &[9]);
        let distribution_point = CrlDistributionPoint { uris: Vec::from([uri.into()]) };
        params.issuing_distribution_point = Some(CrlIssuingDistributionPoint { distribution_point, scope });
        signed(&params, &world.middle)
    };
    let place = "http://crl.example/middle.crl";
    world.is_refused(Revocation::new(store(&[&scoped(None, place)])), TrustReason::Revoked, &[]);
    world.is_refused(
        Revocation::new(store(&[&scoped(Some(CrlScope::UserCertsOnly), place)])),
        TrustReason::Revoked,
        &[],
    );
    // For CAs only, or at a place that the certificate does not name: it does not speak for this one.
    for other in [scoped(Some(CrlScope::CaCertsOnly), place), scoped(None, "http://crl.example/other.crl")] {
        let failure = world.judge_quietly(Revocation::new(store(&[&other])));
        assert_eq!(*failure.unwrap_err().reason(), TrustReason::RevocationUnknown);
    }
    // Indirect and delta lists, in bytes that rcgen cannot be asked for: the flag in the extension is turned over.
    let mut store = CrlStore::new();
    let user_only = scoped(Some(CrlScope::UserCertsOnly), place);
    let flag = user_only.windows(3).rposition(|bytes| bytes == [0x81, 1, 0xFF]).unwrap();
    for (tag, words) in [(0x84, "an indirect CRL"), (0x85, "for attribute certificates")] {
        let mut list = user_only.clone();
        list[flag] = tag;
        let error = store.add_der(&list).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

impl World {
    fn judge_quietly(&self, revocation: Revocation) -> Result<(), TrustFailure> {
        let mut anchors = TrustStore::new();
        anchors.add_certificate(&self.root.der).unwrap();
        let check = PeerCheck::new(&self.chain, Purpose::AnyServer, at(NOW));
        Trust::new(anchors).revocation(revocation).verify(&check, &provider()).map(drop)
    }
}

#[test]
fn files_are_taken_as_far_as_they_go() {
    let world = world();
    let list = signed(&crl(NOW - DAY, &[9]), &world.middle);
    let other = signed(&crl(NOW - DAY, &[]), &world.root);
    let pem = |der: &[u8]| crate::trust::test_pki::pem(der).replace("CERTIFICATE", "X509 CRL");
    let mut store = CrlStore::new();
    let bundle = format!("{}{}{}{}", pem(&list), pem(&[0x30, 0]), pem(&other), pem(&list));
    let loaded = store.add(bundle.as_bytes()).unwrap();
    assert_eq!((loaded.taken, loaded.duplicates, loaded.skipped.len(), store.len()), (2, 1, 1, 2));
    let skipped = loaded.skipped[0].to_string();
    assert!(skipped.starts_with("line ") && skipped.contains("this is no CRL"), "{skipped}");
    for (file, words) in [
        (&b""[..], "neither PEM nor DER"),
        (crate::trust::test_pki::pem(&world.root.der).as_bytes(), "it holds"),
        (&[0x30, 0][..], "this is no CRL"),
        (pem(&[0x30, 0]).as_bytes(), "line 1: this is no CRL"),
    ] {
        let error = store.add(file).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("a.crl"), &list).unwrap();
    std::fs::write(directory.path().join("b.pem"), pem(&other)).unwrap();
    std::fs::write(directory.path().join("notes"), "Dear reader").unwrap();
    let mut store = CrlStore::new();
    let loaded = store.add_path(directory.path()).unwrap();
    assert_eq!((loaded.taken, loaded.skipped.len()), (2, 1));
    assert!(loaded.skipped[0].to_string().contains("notes: the file is neither"), "{:?}", loaded.skipped);
    assert!(store.add_path(&directory.path().join("none")).unwrap_err().to_string().contains("check the path"));
    let about: Vec<_> = store.descriptions().map(|about| (about.issuer.as_str(), about.revoked)).collect();
    assert_eq!(about, [("CN=Middle", 1), ("CN=Root", 0)]);
}

/// "CRL issuers conforming to this profile MUST include this extension in all CRLs and MUST mark this extension as
/// non-critical." (RFC 5280 §5.2.3) A list that is there but cannot be used is no mistake in a path name.
#[test]
fn a_list_without_a_number_is_left_out() {
    let world = world();
    let list = signed(&crl(NOW - DAY, &[]), &world.middle);
    // cRLNumber becomes an extension that nobody knows.
    let number = list.windows(5).position(|bytes| bytes == [6, 3, 0x55, 0x1D, 20]).unwrap();
    let mut without = list;
    without[number + 4] = 99;
    let mut store = CrlStore::new();
    let loaded = store.add(&without).unwrap();
    assert_eq!((loaded.taken, store.len(), loaded.skipped.len()), (0, 0, 1));
    assert!(loaded.skipped[0].to_string().contains("number is missing, critical"), "{:?}", loaded.skipped);
    assert!(!Revocation::new(store).store().is_of(b""));
}

/// What `webpki` is not told of an anchor counts too.
#[test]
fn an_anchor_that_may_not_issue_lists_issues_none() {
    let root = Authority::made("Root", None, &PKCS_ECDSA_P256_SHA256, |params| {
        params.key_usages = Vec::from([KeyUsagePurpose::KeyCertSign]);
    });
    let made = leaf("a.example").by(&root).der;
    let key = rcgen::KeyPair::try_from(root.issuer.key().serialize_der()).unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, "Root");
    let may = Authority { der: root.der.clone(), issuer: rcgen::Issuer::new(params, key) };
    let list = signed(&crl(NOW - DAY, &[]), &may);
    let world = World { chain: Vec::from([made]), middle: may, root };
    world.is_refused(Revocation::new(store(&[&list])), TrustReason::CrlUnusable, &["KeyUsage lacks cRLSign"]);
}

/// No byte of a list that revokes can be changed so that the certificate is accepted.
#[test]
fn no_change_of_a_list_unrevokes() {
    let world = world();
    let list = signed(&crl(NOW - DAY, &[9]), &world.middle);
    let mut counts = (0, 0);
    for place in 0..list.len() {
        for mask in [0x01, 0x80, 0xFF] {
            let mut changed = list.clone();
            changed[place] ^= mask;
            let mut store = CrlStore::new();
            if store.add_der(&changed).is_err() {
                counts.0 += 1;
                continue;
            }
            counts.1 += 1;
            assert!(world.judge_quietly(Revocation::new(store)).is_err(), "byte {place} ^ {mask:02x}");
        }
        let mut store = CrlStore::new();
        assert!(store.add_der(&list[..place]).is_err());
    }
    assert!(counts.0 > 100 && counts.1 > 100, "{counts:?}");
}
