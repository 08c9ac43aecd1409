//! Damage, and chains made to take long.

use super::*;
use crate::trust::describe;
use crate::trust::test_pki::{Authority, leaf, valid};
use alloc::format;
use rcgen::{CustomExtension, GeneralSubtree, NameConstraints, PKCS_ECDSA_P256_SHA256, SanType};

#[test]
fn no_truncation_and_no_flipped_byte_is_trusted() {
    let root = Authority::new("Root");
    let middle = Authority::made("Middle", Some(&root), &PKCS_ECDSA_P256_SHA256, |_| {});
    let made = leaf("a.example").by(&middle);
    for index in 0..made.der.len() {
        let cut = CertificateDer::from(&made.der[..index]);
        ask(&[&root.der], &[&cut, &middle.der]).is_refused(
            TrustReason::Malformed,
            AlertDescription::bad_certificate,
            &["replace it"],
        );
        let mut flipped = made.der.to_vec();
        flipped[index] ^= 1 << (index % 8);
        let flipped = CertificateDer::from(flipped);
        // Whether it can be described does not matter, but the attempt must come to an end.
        let described = describe(&flipped).map(|description| description.subject.len());
        assert!(described.unwrap_or(0) <= 1024 && describe(&cut).is_err(), "byte {index}");
        let failure = ask(&[&root.der], &[&flipped, &middle.der]).answer().unwrap_err();
        assert!(failure.to_string().len() <= TrustFailure::MAX_TEXT);
    }
}

#[test]
fn a_critical_extension_that_is_not_understood_is_refused() {
    let root = Authority::new("Root");
    let made = leaf("a.example").with(|params| {
        let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], Vec::from([5, 0]));
        extension.set_criticality(true);
        params.custom_extensions.push(extension);
    });
    ask(&[&root.der], &[&made.by(&root).der]).is_refused(
        TrustReason::UnsupportedCertificate,
        AlertDescription::unsupported_certificate,
        &["critical extension"],
    );
}

#[test]
fn a_damaged_key_usage_is_refused() {
    let root = Authority::new("Root");
    let made = leaf("a.example").with(|params| {
        params.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 15], Vec::from([4, 1, 0x80])));
    });
    let question = ask(&[&root.der], &[&made.by(&root).der]);
    question.is_refused(TrustReason::Malformed, AlertDescription::bad_certificate, &["KeyUsage"]);
}

#[test]
fn many_intermediates_with_one_name_are_worked_through() {
    let root = Authority::new("Root");
    let middles: Vec<_> =
        (0..30).map(|_| Authority::made("Middle", Some(&root), &PKCS_ECDSA_P256_SHA256, |_| {})).collect();
    let made = leaf("a.example").by(&middles[29]);
    let mut chain = Vec::from([&made.der]);
    chain.extend(middles.iter().map(|middle| &middle.der));
    ask(&[&root.der], &chain).is_trusted();
    ask(&[&Authority::new("Other").der], &chain).is_refused(
        TrustReason::UnknownIssuer,
        AlertDescription::unknown_ca,
        &["CN=Middle was issued by CN=Root"],
    );
}

/// Certificates that all name each other give more paths than could ever be tried.
#[test]
fn circles_are_refused_before_they_cost_anything() {
    let circle: Vec<_> = (0..9).map(|_| Authority::new("Circle")).collect();
    let made = leaf("a.example").by(&circle[0]);
    let mut chain = Vec::from([&made.der]);
    chain.extend(circle.iter().map(|authority| &authority.der));
    ask(&[&Authority::new("Root").der], &chain).is_refused(
        TrustReason::TooComplex,
        AlertDescription::certificate_unknown,
        &["too many ways"],
    );
}

#[test]
fn a_long_chain_is_followed_to_its_end() {
    let mut authorities = Vec::from([Authority::new("0")]);
    for depth in 1..=6 {
        let next = Authority::made(&format!("{depth}"), authorities.last(), &PKCS_ECDSA_P256_SHA256, |_| {});
        authorities.push(next);
    }
    let made = leaf("a.example").by(&authorities[6]);
    let chain = |made| {
        let mut chain = Vec::from([made]);
        chain.extend(authorities.iter().skip(1).map(|authority| &authority.der));
        chain
    };
    ask(&[&authorities[0].der], &chain(&made.der)).is_trusted();
    let deeper = Authority::made("7", authorities.last(), &PKCS_ECDSA_P256_SHA256, |_| {});
    let made = leaf("a.example").by(&deeper);
    let mut deep = chain(&made.der);
    deep.push(&deeper.der);
    ask(&[&authorities[0].der], &deep).is_refused(
        TrustReason::TooComplex,
        AlertDescription::certificate_unknown,
        &["take too long"],
    );
}

/// An extension for name constraints with this content.
fn name_constraints(content: &[u8]) -> CustomExtension {
    CustomExtension::from_oid_content(&[2, 5, 29, 30], crate::trust::der::sequence(content))
}

/// Two thousand names against two thousand constraints are more comparisons than anybody makes: refused, and soon.
#[test]
fn thousands_of_names_and_constraints_are_refused() {
    let root = Authority::new("Root");
    let bound = |count: usize| {
        Authority::made("Bound", Some(&root), &PKCS_ECDSA_P256_SHA256, |params| {
            let subtree = |index| GeneralSubtree::DnsName(format!("{index}.x.example"));
            params.name_constraints = Some(NameConstraints {
                permitted_subtrees: Vec::new(),
                excluded_subtrees: (0..count).map(subtree).collect(),
            });
        })
    };
    let named = |count: usize, by: &Authority| {
        let name = |index| SanType::DnsName(format!("{index}.a.example").try_into().unwrap());
        leaf("a.example").with(|params| params.subject_alt_names.extend((1..count).map(name))).by(by)
    };
    let few = bound(20);
    ask(&[&root.der], &[&named(20, &few).der, &few.der]).is_trusted();
    let many = bound(2_048);
    ask(&[&root.der], &[&named(2_048, &many).der, &many.der]).is_refused(
        TrustReason::TooComplex,
        AlertDescription::certificate_unknown,
        &["too many ways"],
    );
}

/// Constraints for URIs, which nothing here could compare, and a wildcard that reaches beyond or into a constraint.
#[test]
fn constraints_that_cannot_be_kept_are_refused() {
    let root = Authority::new("Root");
    let (reason, alert) = (TrustReason::NameConstraints, AlertDescription::bad_certificate);
    let uri = [&[0xA0, 13, 0x30, 11, 0x86, 9][..], b"b.example"].concat();
    let for_uris = Authority::made("URIs", Some(&root), &PKCS_ECDSA_P256_SHA256, |params| {
        params.custom_extensions.push(name_constraints(&uri));
    });
    let made = leaf("a.example").with(|params| {
        params.subject_alt_names.push(SanType::URI("https://b.example/".try_into().unwrap()));
    });
    ask(&[&root.der], &[&made.by(&for_uris).der, &for_uris.der]).is_refused(reason, alert, &["nameConstraints"]);
    for excluded in [false, true] {
        let subtree = Vec::from([GeneralSubtree::DnsName("b.a.example".into())]);
        let bound = Authority::made("Bound", Some(&root), &PKCS_ECDSA_P256_SHA256, |params| {
            let (permitted_subtrees, excluded_subtrees) =
                if excluded { (Vec::new(), subtree) } else { (subtree, Vec::new()) };
            params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees });
        });
        let question = [&leaf("*.a.example").by(&bound).der, &bound.der].map(Clone::clone);
        ask(&[&root.der], &[&question[0], &question[1]]).name("b.a.example").is_refused(
            reason,
            alert,
            &["nameConstraints"],
        );
    }
}

/// A fraction of a minute, which a GeneralizedTime of a certificate may not have (RFC 5280 §4.1.2.5.2).
#[test]
fn a_time_with_a_fraction_is_refused() {
    let root = Authority::new("Root");
    let made = leaf("a.example").with(|params| valid(params, NOW - 1, 2_524_608_000)).by(&root);
    ask(&[&root.der], &[&made.der]).is_trusted();
    let (whole, fraction) = (b"20500101000000Z", b"205001010000.5Z");
    let mut der = made.der.to_vec();
    let place = der.windows(15).position(|window| window == whole).unwrap();
    der[place..place + 15].copy_from_slice(fraction);
    ask(&[&root.der], &[&CertificateDer::from(der)]).is_refused(
        TrustReason::Malformed,
        AlertDescription::bad_certificate,
        &["replace it"],
    );
}

/// A CA of version 1, which has no extensions to say that it is one.
#[test]
fn a_ca_of_version_1_is_refused() {
    let root = Authority::new("Root");
    let middle = Authority::made("Middle", Some(&root), &PKCS_ECDSA_P256_SHA256, |_| {});
    let made = leaf("a.example").by(&middle);
    ask(&[&root.der], &[&made.der, &middle.der]).is_trusted();
    let mut der = middle.der.to_vec();
    let place = der.windows(5).position(|window| window == [0xA0, 3, 2, 1, 2]).unwrap();
    der[place + 4] = 0;
    let failure = ask(&[&root.der], &[&made.der, &CertificateDer::from(der)]).answer().unwrap_err();
    assert_eq!(*failure.reason(), TrustReason::UnsupportedCertificate, "{failure}");
}
