//! Responses that do, and those that do not.

use super::*;
use crate::crypto::ring::provider;
use crate::registry::AlertDescription;
use crate::trust::test_pki::{Authority, Leaf, Made, NOW, at, leaf, valid};
use crate::trust::words::date;
use crate::trust::{Ocsp, PeerCheck, Purpose, Trust, TrustFailure, TrustReason, TrustStore};
use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use rcgen::{CustomExtension, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SigningKey};

const DAY: i64 = 86_400;
/// ecdsa-with-SHA256.
const ECDSA_SHA256: &[u8] = &[0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
const SHA1: &[u8] = &[0x30, 9, 6, 5, 0x2B, 0x0E, 3, 2, 0x1A, 5, 0];
const SHA256: &[u8] = &[0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const GOOD: &[u8] = &[0x80, 0];
const UNKNOWN: &[u8] = &[0x82, 0];
/// A critical extension of an OID that nobody knows.
const CRITICAL: &[u8] = &[0xA1, 14, 0x30, 12, 0x30, 10, 6, 3, 0x2A, 3, 4, 1, 1, 0xFF, 4, 0];

fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = super::super::der::sequence(contents);
    out[0] = tag;
    out
}

fn time(seconds: i64) -> Vec<u8> {
    let digits: alloc::string::String = date(seconds, 'T').chars().filter(char::is_ascii_digit).collect();
    tlv(0x18, format!("{digits}Z").as_bytes())
}

fn revoked() -> Vec<u8> {
    tlv(0xA1, &time(NOW - 3 * DAY))
}

/// A response to be made.
#[derive(Clone)]
struct Answer {
    status: Vec<u8>,
    hash: &'static [u8],
    serial: Vec<u8>,
    issuer: CertificateDer<'static>,
    from: i64,
    next: Option<i64>,
    responder: Vec<u8>,
    single_extensions: Vec<u8>,
    extensions: Vec<u8>,
    certificates: Vec<CertificateDer<'static>>,
    algorithm: &'static [u8],
    more: Vec<u8>,
}

struct World {
    root: Authority,
    leaf: Made,
}

fn world() -> World {
    let root = Authority::new("Root");
    let leaf = leaf("a.example").by(&root);
    World { root, leaf }
}

fn hash(which: &[u8], bytes: &[u8]) -> Vec<u8> {
    let index = usize::from(which != SHA1);
    provider().certificate_id_hashes[index].hash(bytes).as_ref().to_vec()
}

fn by_name(certificate: &CertificateDer<'_>) -> Vec<u8> {
    tlv(0xA1, Parts::read(certificate).unwrap().subject)
}

fn by_key(certificate: &CertificateDer<'_>) -> Vec<u8> {
    let key = PublicKey::read(Parts::read(certificate).unwrap().public_key).unwrap().key;
    tlv(0xA2, &tlv(4, &hash(SHA1, key)))
}

impl Answer {
    fn good(world: &World) -> Self {
        Self {
            status: GOOD.to_vec(),
            hash: SHA1,
            serial: Parts::read(&world.leaf.der).unwrap().serial.to_vec(),
            issuer: world.root.der.clone(),
            from: NOW - DAY,
            next: Some(NOW + DAY),
            responder: by_name(&world.root.der),
            single_extensions: Vec::new(),
            extensions: Vec::new(),
            certificates: Vec::new(),
            algorithm: ECDSA_SHA256,
            more: Vec::new(),
        }
    }

    fn single(&self) -> Vec<u8> {
        let issuer = Parts::read(&self.issuer).unwrap();
        let key = PublicKey::read(issuer.public_key).unwrap().key;
        let name_hash = tlv(4, &hash(self.hash, issuer.subject));
        let key_hash = tlv(4, &hash(self.hash, key));
        let id = tlv(0x30, &[self.hash, &name_hash, &key_hash, &tlv(2, &self.serial)].concat());
        let next = self.next.map(|next| tlv(0xA0, &time(next))).unwrap_or_default();
        tlv(0x30, &[id, self.status.clone(), time(self.from), next, self.single_extensions.clone()].concat())
    }

    fn data(&self) -> Vec<u8> {
        let singles = tlv(0x30, &[self.single(), self.more.clone()].concat());
        tlv(0x30, &[self.responder.clone(), time(NOW - DAY), singles, self.extensions.clone()].concat())
    }

    fn by(&self, key: &KeyPair) -> Vec<u8> {
        let data = self.data();
        let signature = tlv(3, &[vec![0], key.sign(&data).unwrap()].concat());
        let certificates: Vec<u8> = self.certificates.iter().flat_map(|one| one.to_vec()).collect();
        let certificates = match certificates.is_empty() {
            true => Vec::new(),
            false => tlv(0xA0, &tlv(0x30, &certificates)),
        };
        let basic = tlv(0x30, &[data, self.algorithm.to_vec(), signature, certificates].concat());
        let bytes = [tlv(6, &[0x2B, 6, 1, 5, 5, 7, 0x30, 1, 1]), tlv(4, &basic)].concat();
        tlv(0x30, &[tlv(0x0A, &[0]), tlv(0xA0, &tlv(0x30, &bytes))].concat())
    }
}

impl World {
    fn trust(&self) -> Trust {
        let mut store = TrustStore::new();
        store.add_certificate(&self.root.der).unwrap();
        Trust::new(store)
    }

    fn judge(&self, ocsp: Ocsp<'_>) -> Result<(), TrustFailure> {
        let chain = [self.leaf.der.clone()];
        let check = PeerCheck { ocsp, ..PeerCheck::new(&chain, Purpose::AnyServer, at(NOW)) };
        let verdict = self.trust().verify(&check, &provider()).map(drop);
        let report = self.trust().report(&check, &provider(), None);
        assert_eq!(report.verdict, verdict);
        assert_eq!(report.fault().map(|fault| fault.reason), verdict.as_ref().err().map(|failure| *failure.reason()));
        verdict
    }

    fn of(&self, response: &[u8]) -> Result<(), StapleFault> {
        let parts = Parts::read(&self.root.der).unwrap();
        let (issuer_subject, issuer_key) = (parts.subject, parts.public_key);
        let question = StapleCheck { response, leaf: &self.leaf.der, issuer_subject, issuer_key, now: at(NOW) };
        let verdict = check(&question, &provider(), webpki::ALL_VERIFICATION_ALGS);
        let whole = self.judge(Ocsp::Response(response));
        assert_eq!(whole, verdict.map_err(TrustFailure::from));
        verdict
    }
}

#[test]
fn good_ones_do() {
    let world = world();
    let key = world.root.issuer.key();
    let good = Answer::good(&world);
    assert_eq!(world.of(&good.by(key)), Ok(()));
    assert_eq!(world.of(&Answer { hash: SHA256, ..good.clone() }.by(key)), Ok(()));
    assert_eq!(world.of(&Answer { responder: by_key(&world.root.der), ..good.clone() }.by(key)), Ok(()));
    // Other certificates may be spoken for too, and extensions that are not critical say what they like.
    let other = Answer { serial: vec![1, 2, 3], status: revoked(), ..good.clone() }.single();
    assert_eq!(world.of(&Answer { more: other, ..good.clone() }.by(key)), Ok(()));
    let extension = [&[0xA1, 11, 0x30, 9, 0x30, 7][..], &[6, 3, 0x2A, 3, 4, 4, 0]].concat();
    let more = Answer { single_extensions: extension.clone(), extensions: extension, ..good };
    assert_eq!(world.of(&more.by(key)), Ok(()));
}

#[test]
fn what_is_not_good_is_refused() {
    let world = world();
    let key = world.root.issuer.key();
    let good = Answer::good(&world);
    let at_revocation = at(NOW - 3 * DAY);
    assert_eq!(
        world.of(&Answer { status: revoked(), ..good.clone() }.by(key)),
        Err(StapleFault::Revoked { at: at_revocation })
    );
    assert_eq!(world.of(&Answer { status: UNKNOWN.to_vec(), ..good.clone() }.by(key)), Err(StapleFault::Unknown));
    let failure = world.judge(Ocsp::Response(&Answer { status: revoked(), ..good.clone() }.by(key))).unwrap_err();
    assert_eq!(
        (*failure.reason(), failure.alert()),
        (TrustReason::StapleRevoked, AlertDescription::bad_certificate_status_response)
    );
    assert!(failure.to_string().contains("was revoked on 2026-11-22 10:00:00Z"), "{failure}");
    // Of two the worse counts, whichever is newer.
    let also = Answer { status: revoked(), ..good.clone() };
    for (first, second) in [(&good, &also), (&also, &good)] {
        let both = Answer { more: second.single(), ..first.clone() };
        assert_eq!(world.of(&both.by(key)), Err(StapleFault::Revoked { at: at_revocation }));
        let newer = Answer { from: NOW - 10, ..second.clone() };
        let both = Answer { more: newer.single(), ..first.clone() };
        assert_eq!(world.of(&both.by(key)), Err(StapleFault::Revoked { at: at_revocation }));
    }
    for (status, name) in [(1, "malformedRequest"), (3, "tryLater"), (6, "unauthorized")] {
        let response = tlv(0x30, &tlv(0x0A, &[status]));
        assert_eq!(world.of(&response), Err(StapleFault::NotSuccessful(status)));
        assert!(StapleFault::NotSuccessful(status).to_string().contains(name));
    }
}

#[test]
fn it_has_its_time_to_the_second() {
    let world = world();
    let key = world.root.issuer.key();
    let good = Answer::good(&world);
    for (from, next, fault) in [
        (NOW, Some(NOW + 1), None),
        (NOW + 1, Some(NOW + DAY), Some(StapleFault::Future { this_update: at(NOW + 1), now: at(NOW) })),
        (NOW - DAY, Some(NOW), Some(StapleFault::Stale { next_update: at(NOW), now: at(NOW) })),
        (NOW - 7 * DAY, None, None),
        (NOW - 7 * DAY - 1, None, Some(StapleFault::TooOld { this_update: at(NOW - 7 * DAY - 1), now: at(NOW) })),
    ] {
        let verdict = world.of(&Answer { from, next, ..good.clone() }.by(key));
        assert_eq!(verdict.err(), fault);
    }
}

#[test]
fn it_must_be_about_the_certificate() {
    let world = world();
    let key = world.root.issuer.key();
    let good = Answer::good(&world);
    let namesake = Authority::new("Root");
    for other in [
        Answer { serial: vec![9], ..good.clone() },
        Answer { issuer: namesake.der.clone(), ..good.clone() },
        Answer { issuer: Authority::new("Other").der, ..good },
    ] {
        assert_eq!(world.of(&other.by(key)), Err(StapleFault::OtherCertificate));
    }
}

fn responder(authority: &Authority, change: impl FnOnce(Leaf) -> Leaf) -> Made {
    let made = leaf("responder.example").with(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
        params.distinguished_name.push(rcgen::DnType::CommonName, "Responder");
    });
    change(made).by(authority)
}

fn delegated(world: &World, responder: &Made) -> Vec<u8> {
    let good = Answer::good(world);
    let by = by_name(&responder.der);
    Answer { responder: by, certificates: vec![responder.der.clone()], ..good }.by(&responder.key)
}

#[test]
fn who_signed_must_be_allowed_to() {
    let world = world();
    let root = &world.root;
    let good = Answer::good(&world);
    let may = responder(root, |leaf| leaf);
    assert_eq!(world.of(&delegated(&world, &may)), Ok(()));
    let by = by_key(&may.der);
    let by_key = Answer { responder: by, certificates: vec![root.der.clone(), may.der.clone()], ..good.clone() };
    assert_eq!(world.of(&by_key.by(&may.key)), Ok(()));
    let middle = Authority::made("Middle", Some(root), &PKCS_ECDSA_P256_SHA256, |_| {});
    for not in [
        responder(root, |leaf| leaf.with(|params| params.extended_key_usages.clear())),
        responder(root, |leaf| {
            leaf.with(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth])
        }),
        responder(root, |leaf| leaf.with(|params| valid(params, NOW - 9, NOW - 1))),
        responder(root, |leaf| leaf.with(|params| valid(params, NOW + 1, NOW + 9))),
        responder(root, |leaf| leaf.with(|params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment])),
        // Of a namesake, and not directly of the issuer.
        responder(&Authority::new("Root"), |leaf| leaf),
        responder(&middle, |leaf| leaf),
    ] {
        assert_eq!(world.of(&delegated(&world, &not)), Err(StapleFault::UntrustedResponder));
    }
    // A name alone is nothing, nor is the certificate that it is about.
    assert_eq!(world.of(&good.by(&may.key)), Err(StapleFault::BadSignature));
    assert_eq!(world.of(&delegated(&world, &world.leaf)), Err(StapleFault::UntrustedResponder));
    let without = Answer { responder: by_name(&may.der), ..good.clone() };
    assert_eq!(world.of(&without.by(&may.key)), Err(StapleFault::UntrustedResponder));
    // The right certificate, and a signature of another key.
    let mixed = Answer { responder: by_name(&may.der), certificates: vec![may.der.clone()], ..good.clone() };
    assert_eq!(world.of(&mixed.by(&world.leaf.key)), Err(StapleFault::BadSignature));
    const ECDSA_SHA1: &[u8] = &[0x30, 9, 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1];
    let sha1 = Answer { algorithm: ECDSA_SHA1, ..good };
    assert_eq!(world.of(&sha1.by(root.issuer.key())), Err(StapleFault::UnsupportedAlgorithm));
}

#[test]
fn critical_extensions_and_damage_are_refused() {
    let world = world();
    let key = world.root.issuer.key();
    let good = Answer::good(&world);
    for critical in [
        Answer { extensions: CRITICAL.to_vec(), ..good.clone() },
        Answer { single_extensions: CRITICAL.to_vec(), ..good },
    ] {
        assert_eq!(world.of(&critical.by(key)), Err(StapleFault::Malformed));
    }
    for bytes in [&b""[..], b"\x30\x00", b"not DER", &world.leaf.der] {
        assert_eq!(world.of(bytes), Err(StapleFault::Malformed));
    }
}

/// No byte of a response can be changed, and none left out or added. What is not signed are the response's wrappings,
/// which must be exactly what they are, and the responder's certificate, which must still be the one that signed.
#[test]
fn no_change_is_accepted() {
    let world = world();
    let may = responder(&world.root, |leaf| leaf);
    let own = Answer::good(&world).by(world.root.issuer.key());
    for response in [own, delegated(&world, &may)] {
        assert_eq!(world.of(&response), Ok(()));
        let parts = Parts::read(&world.root.der).unwrap();
        let judge = |response: &[u8]| {
            let (issuer_subject, issuer_key) = (parts.subject, parts.public_key);
            let question = StapleCheck { response, leaf: &world.leaf.der, issuer_subject, issuer_key, now: at(NOW) };
            check(&question, &provider(), webpki::ALL_VERIFICATION_ALGS)
        };
        for place in 0..response.len() {
            for mask in [0x01, 0x02, 0x10, 0x80, 0xFF] {
                let mut changed = response.clone();
                changed[place] ^= mask;
                assert!(judge(&changed).is_err(), "byte {place} ^ {mask:02x}");
            }
            assert!(judge(&response[..place]).is_err(), "{place} bytes");
        }
        assert!(judge(&[&response[..], &[0]].concat()).is_err());
    }
}

#[test]
fn a_certificate_that_promises_one_must_come_with_it() {
    let world = world();
    let promises = |value: &[u8]| {
        let extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 24], value.to_vec());
        let leaf = leaf("a.example").with(|params| params.custom_extensions.push(extension)).by(&world.root);
        World { root: Authority { der: world.root.der.clone(), issuer: copy(&world.root) }, leaf }
    };
    let reason = |verdict: Result<(), TrustFailure>| verdict.err().map(|failure| *failure.reason());
    assert_eq!(world.judge(Ocsp::Absent), Ok(()));
    let must = promises(&[0x30, 3, 2, 1, 5]);
    let failure = must.judge(Ocsp::Absent).unwrap_err();
    assert_eq!(
        (*failure.reason(), failure.alert()),
        (TrustReason::StapleMissing, AlertDescription::bad_certificate_status_response)
    );
    assert!(failure.to_string().contains("the certificate promises one"), "{failure}");
    assert_eq!(must.judge(Ocsp::NotRequested), Ok(()), "nobody asked");
    assert_eq!(must.of(&Answer::good(&must).by(must.root.issuer.key())), Ok(()));
    assert_eq!(reason(promises(&[0x30, 3, 2, 1, 17]).judge(Ocsp::Absent)), None, "another feature");
    assert_eq!(reason(promises(&[0x30, 6, 2, 1, 17, 2, 1, 5]).judge(Ocsp::Absent)), Some(TrustReason::StapleMissing));
    assert_eq!(reason(promises(&[0x30, 3, 4, 1, 5]).judge(Ocsp::Absent)), Some(TrustReason::Malformed));
    // Whoever wants one in any case says so.
    let chain = [world.leaf.der.clone()];
    for ocsp in [Ocsp::Absent, Ocsp::NotRequested] {
        let check = PeerCheck { ocsp, ..PeerCheck::new(&chain, Purpose::AnyServer, at(NOW)) };
        let verdict = world.trust().require_ocsp(true).verify(&check, &provider());
        assert_eq!(reason(verdict.map(drop)), Some(TrustReason::StapleMissing));
    }
}

fn copy(authority: &Authority) -> rcgen::Issuer<'static, KeyPair> {
    let key = KeyPair::try_from(authority.issuer.key().serialize_der()).unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, "Root");
    rcgen::Issuer::new(params, key)
}

/// Responses that OpenSSL made (`data/make.sh`), with SHA-1 for the certificate's id; at a time within their hundred years.
#[test]
fn responses_of_openssl_are_understood() {
    let issuer = CertificateDer::from(&include_bytes!("data/issuer.der")[..]);
    let leaf = CertificateDer::from(&include_bytes!("data/leaf.der")[..]);
    let parts = Parts::read(&issuer).unwrap();
    let now = at(NOW + 30 * DAY);
    let judge = |response: &[u8]| {
        let (issuer_subject, issuer_key) = (parts.subject, parts.public_key);
        let question = StapleCheck { response, leaf: &leaf, issuer_subject, issuer_key, now };
        check(&question, &provider(), webpki::ALL_VERIFICATION_ALGS)
    };
    for good in [
        &include_bytes!("data/good.der")[..],
        include_bytes!("data/good-by-key.der"),
        include_bytes!("data/good-delegated.der"),
        include_bytes!("data/good-without-certificate.der"),
    ] {
        assert_eq!(judge(good), Ok(()));
    }
    // 2026-01-01.
    let revoked = StapleFault::Revoked { at: at(1_767_225_600) };
    assert_eq!(judge(include_bytes!("data/revoked.der")), Err(revoked));
    assert_eq!(judge(include_bytes!("data/unknown.der")), Err(StapleFault::Unknown));
}
