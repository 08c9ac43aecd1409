//! What the report says of each kind of refusal. That it agrees with the verdict is seen to in [`agrees`], on every chain
//! of the other tests too.

use super::*;
use crate::trust::report;
use crate::trust::test_pki::{Authority, leaf, pem, valid};
use alloc::format;
use alloc::string::String;
use rcgen::{
    BasicConstraints, CustomExtension, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyUsagePurpose, NameConstraints,
    PKCS_ECDSA_P256_SHA256, PKCS_ED25519,
};

/// The rule for which the chain is refused has these words and this section.
#[track_caller]
fn says(question: &Ask<'_>, section: &str, words: &[&str]) {
    question.answer().unwrap_err();
    let report = question.report();
    let fault = report.fault().unwrap();
    let text = format!("{} => {}", fault.text, fault.fix.clone().unwrap_or_default());
    assert_eq!(fault.section, section, "{text}");
    for word in words {
        assert!(text.contains(word), "no {word:?} in {text:?}");
    }
}

fn authority(name: &str, parent: &Authority, change: impl FnOnce(&mut rcgen::CertificateParams)) -> Authority {
    Authority::made(name, Some(parent), &PKCS_ECDSA_P256_SHA256, change)
}

#[test]
fn validity_is_told_with_both_times() {
    let root = Authority::new("Root");
    let middle = authority("Middle", &root, |_| {});
    let old = leaf("a.example").with(|params| valid(params, 0, NOW - 259_200)).by(&middle);
    says(
        &ask(&[&root.der], &[&old.der, &middle.der]),
        "RFC 5280 §4.1.2.5",
        &["CN=leaf expired 3 days ago: notAfter 2026-11-22 10:00:00Z, clock 2026-11-25 10:00:00Z => renew it"],
    );
    let early = leaf("a.example").with(|params| valid(params, NOW + 60, NOW + 99)).by(&root);
    says(&ask(&[&root.der], &[&early.der]), "RFC 5280 §4.1.2.5", &["only in 1 minute: notBefore 2026-11-25 10:01:00Z"]);
}

#[test]
fn what_is_missing_is_told_with_where_to_get_it() {
    let root = Authority::new("Root");
    let middle = authority("Middle", &root, |_| {});
    let url = b"http://ca.example/middle.der";
    let mut place = Vec::from(*b"\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86");
    place.push(u8::try_from(url.len()).unwrap());
    place.extend_from_slice(url);
    let access = crate::trust::der::sequence(&crate::trust::der::sequence(&place));
    let made = leaf("a.example").with(|params| {
        params.use_authority_key_identifier_extension = true;
        params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access));
    });
    let made = made.by(&middle);
    let words = [
        "the server sent only its leaf; issuer CN=Middle (key id ",
        "send CN=Middle, which AIA says is at http://ca.example/middle.der",
    ];
    says(&ask(&[&root.der], &[&made.der]), "RFC 5280 §6.1", &words);
    says(&ask(&[&root.der], &[&made.der]).client(), "RFC 5280 §6.1", &["the client sent only its leaf"]);
    let other = Authority::new("Other");
    says(&ask(&[&other.der], &[&made.der, &middle.der]), "RFC 5280 §6.1", &["CN=Middle was issued by CN=Root"]);
    let alone = leaf("a.example").self_signed();
    says(&ask(&[&root.der], &[&alone.der]), "RFC 5280 §6.1", &["CN=leaf is self-signed and no trust anchor here"]);
}

#[test]
fn an_anchor_with_another_key_is_told_with_both_key_ids() {
    let (root, namesake) = (Authority::new("Root"), Authority::new("Root"));
    let made = leaf("a.example").with(|params| params.use_authority_key_identifier_extension = true).by(&root);
    let words = ["an anchor is named CN=Root but has another key (EC P-256): CN=leaf wants key id ", ", found "];
    says(&ask(&[&namesake.der], &[&made.der]), "RFC 5280 §6.1.3", &words);
    let other = Authority::made("Root", None, &PKCS_ED25519, |_| {});
    says(&ask(&[&other.der], &[&made.der]), "RFC 5280 §6.1", &["another key (Ed25519)"]);
    let both = ask(&[&namesake.der, &root.der], &[&made.der]).report();
    assert_eq!(both.paths.iter().map(CandidatePath::is_good).collect::<Vec<_>>(), [true, false]);
    assert!(both.paths[1].fault().unwrap().text.contains("another key"));
}

#[test]
fn a_changed_certificate_is_told_from_another_key() {
    let root = Authority::new("Root");
    let made = leaf("a.example").with(|params| params.use_authority_key_identifier_extension = true).by(&root);
    let mut bytes = made.der.to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let changed = CertificateDer::from(bytes);
    says(&ask(&[&root.der], &[&changed]), "RFC 5280 §6.1.3", &["though the key ids agree", "was changed"]);
}

#[test]
fn what_authorities_may_not_do_is_told_with_the_values() {
    let root = Authority::new("Root");
    let under = |middle: &Authority| leaf("a.example").by(middle).der;
    let no_ca = authority("Middle", &root, |params| params.is_ca = IsCa::ExplicitNoCa);
    says(&ask(&[&root.der], &[&under(&no_ca), &no_ca.der]), "RFC 5280 §4.2.1.9", &["CN=Middle", "lacks CA:TRUE"]);
    let no_sign = authority("Middle", &root, |params| params.key_usages = Vec::from([KeyUsagePurpose::CrlSign]));
    says(&ask(&[&root.der], &[&under(&no_sign), &no_sign.der]), "RFC 5280 §4.2.1.3", &["KeyUsage lacks keyCertSign"]);
    let short = authority("Short", &root, |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let below = authority("Below", &short, |_| {});
    let words = ["pathLenConstraint of CN=Short is 0, but there is 1 CA below it"];
    says(&ask(&[&root.der], &[&under(&below), &below.der, &short.der]), "RFC 5280 §4.2.1.9", &words);
    let bound = authority("Bound", &root, |params| {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: Vec::from([GeneralSubtree::DnsName("b.example".into())]),
            excluded_subtrees: Vec::new(),
        });
    });
    let low = authority("Low", &bound, |_| {});
    let words = ["nameConstraints of CN=Bound permit b.example; the certificate has a.example"];
    let report = ask(&[&root.der], &[&under(&low), &low.der, &bound.der]);
    says(&report, "RFC 5280 §4.2.1.10", &words);
    let report = report.report();
    let at: Vec<_> = report.paths[0].edges.iter().map(|edge| edge.fault.is_some()).collect();
    assert_eq!(at, [false, true, false], "the edge to the CA whose constraints they are");
}

#[test]
fn leaves_are_told_with_the_values() {
    let root = Authority::new("Root");
    let made = leaf("a.example").with(|params| {
        params.extended_key_usages = Vec::from([ExtendedKeyUsagePurpose::ClientAuth]);
        params.key_usages = Vec::from([KeyUsagePurpose::KeyAgreement]);
    });
    let made = made.by(&root);
    let question = ask(&[&root.der], &[&made.der]);
    says(&question, "RFC 5280 §4.2.1.12", &["is clientAuth; serverAuth is missing"]);
    says(&question.client(), "RFC 5280 §4.2.1.3", &["without digitalSignature"]);
    let wild = leaf("*.b.example").by(&root);
    says(
        &ask(&[&root.der], &[&wild.der]),
        "RFC 9525 §6.3",
        &["CN=leaf is valid for *.b.example; you asked for a.example"],
    );
    let critical = leaf("a.example").with(|params| {
        let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], Vec::from([5, 0]));
        extension.set_criticality(true);
        params.custom_extensions.push(extension);
    });
    says(&ask(&[&root.der], &[&critical.by(&root).der]), "RFC 5280 §4.2", &["not understood here: 1.2.3.4"]);
}

/// Every edge has its own first fault, not only the one at which the decision ended.
#[test]
fn each_edge_is_told() {
    let (root, namesake) = (Authority::new("Root"), Authority::new("Root"));
    let middle = authority("Middle", &root, |params| valid(params, 0, NOW - 7200));
    let made = leaf("a.example").with(|params| valid(params, 0, NOW - 3600)).by(&middle);
    let report = ask(&[&namesake.der], &[&made.der, &middle.der]).report();
    let texts: Vec<_> = report.paths[0].edges.iter().map(|edge| edge.fault.clone().unwrap().text).collect();
    assert!(texts[0].starts_with("CN=leaf expired 1 hour ago"), "{texts:?}");
    assert!(texts[1].starts_with("CN=Middle expired 2 hours ago"), "{texts:?}");
}

/// A certificate of one CA by two others gives two paths, and one is enough.
#[test]
fn cross_signed_chains_have_a_path_for_each() {
    let (root, other) = (Authority::new("Root"), Authority::new("Other"));
    let middle = authority("Middle", &root, |_| {});
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, "Middle");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    valid(&mut params, NOW - 99, NOW + 99);
    let cross = params.signed_by(middle.issuer.key(), &other.issuer).unwrap().der().clone();
    let made = leaf("a.example").by(&middle);
    let question = ask(&[&root.der], &[&made.der, &cross, &middle.der]);
    question.is_trusted();
    let report = question.report();
    let paths: Vec<_> = report.paths.iter().map(|path| (path.certificates.clone(), path.is_good())).collect();
    assert_eq!(paths, [(Vec::from([0, 2]), true), (Vec::from([0, 1]), false)]);
    assert_eq!(report.unused().count(), 0);
}

#[test]
fn a_root_that_was_sent_along_is_no_certificate_of_a_path() {
    let root = Authority::new("Root");
    let middle = authority("Middle", &root, |_| {});
    let made = leaf("a.example").by(&middle);
    let report = ask(&[&root.der], &[&made.der, &root.der, &middle.der]).report();
    assert_eq!(report.paths.len(), 1);
    assert_eq!(report.paths[0].certificates, [0, 2]);
    assert_eq!(report.unused().collect::<Vec<_>>(), [1]);
    assert!(report.certificates[1].is_anchor);
    assert_eq!(report.paths[0].anchor.clone().unwrap().fingerprint, report.certificates[1].fingerprint);
}

#[test]
fn paths_are_bounded_and_the_good_one_is_told() {
    let root = Authority::new("Root");
    let middles: Vec<_> = (0..100).map(|_| authority("Middle", &root, |_| {})).collect();
    let made = leaf("a.example").by(&middles[45]);
    let mut chain = Vec::from([&made.der]);
    chain.extend(middles.iter().map(|middle| &middle.der));
    let question = ask(&[&root.der], &chain);
    question.is_trusted();
    let report = question.report();
    assert_eq!((report.paths.len(), report.omitted), (16, 84));
    assert_eq!(report.paths[0].certificates, [0, 46]);
    // The verifier gives up before it comes to the last one, and then that path is not called good.
    let made = leaf("a.example").by(&middles[99]);
    chain[0] = &made.der;
    let late = ask(&[&root.der], &chain);
    late.is_refused(TrustReason::TooComplex, AlertDescription::certificate_unknown, &["take too long"]);
}

#[test]
fn the_length_of_paths_can_be_bounded() {
    let root = Authority::new("Root");
    let upper = authority("Upper", &root, |_| {});
    let lower = authority("Lower", &upper, |_| {});
    let made = leaf("a.example").by(&lower);
    let question = ask(&[&root.der], &[&made.der, &lower.der, &upper.der]);
    let name = ServerName::try_from("a.example").unwrap();
    let check = PeerCheck {
        chain: &question.chain,
        purpose: Purpose::Server(&name),
        key_use: KeyUse::Sign,
        now: at(NOW),
        ocsp: Ocsp::NotRequested,
    };
    let report = |most| question.store.report(&check, &crate::crypto::ring::provider(), Some(most));
    assert_eq!(report(2).verdict, Ok(()));
    let refused = report(1);
    agrees(&refused, &refused.verdict);
    assert_eq!(*refused.verdict.as_ref().unwrap_err().reason(), TrustReason::TooComplex);
    assert!(refused.fault().unwrap().text.starts_with("there are 2 CAs between"), "{refused:?}");
}

#[test]
fn a_server_of_whatever_name_is_still_a_server() {
    let root = Authority::new("Root");
    let made =
        leaf("a.example").with(|params| params.extended_key_usages = Vec::from([ExtendedKeyUsagePurpose::ServerAuth]));
    let chain = [made.by(&root).der];
    let store = ask(&[&root.der], &[]).store;
    let check =
        |purpose| PeerCheck { chain: &chain, purpose, key_use: KeyUse::Sign, now: at(NOW), ocsp: Ocsp::NotRequested };
    let provider = crate::crypto::ring::provider();
    assert_eq!(store.verify(&check(Purpose::AnyServer), &provider), Ok(()));
    let client = store.verify(&check(Purpose::Client), &provider).unwrap_err();
    assert_eq!(*client.reason(), TrustReason::WrongPurpose);
}

#[test]
fn files_are_read_block_by_block() {
    let root = Authority::new("Root");
    let damaged = pem(&root.der).replacen("MII", "M*I", 1);
    let file = pem(&root.der) + &damaged + &pem(b"\x30\x03\x02\x01\x01");
    let blocks = report::certificates(file.as_bytes()).unwrap();
    let defects: Vec<_> = blocks.iter().map(|block| block.defect.is_some()).collect();
    assert_eq!((defects.as_slice(), blocks.len()), ([false, true, false].as_slice(), 3));
    assert!(blocks[1].defect.clone().unwrap().contains("base64 is damaged"));
    assert!(blocks[1].line > 1 && blocks[1].der.is_empty());
    assert_eq!(report::certificates(&root.der).unwrap().len(), 1);
    assert!(report::certificates(b"hello").is_err());
}

#[test]
fn a_certificate_that_cannot_be_read_has_a_defect() {
    let root = Authority::new("Root");
    let junk = CertificateDer::from(&b"\x30\x03\x02\x01\x01"[..]);
    let question = ask(&[&root.der], &[&junk]);
    question.is_refused(TrustReason::Malformed, AlertDescription::bad_certificate, &[]);
    let report = question.report();
    assert!(report.certificates[0].defect.clone().unwrap().contains("damaged"));
    assert_eq!(report.certificates[0].subject, String::from("(unreadable)"));
}
