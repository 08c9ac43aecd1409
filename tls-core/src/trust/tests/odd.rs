//! Damage, and chains made to take long.

use super::*;
use crate::trust::describe;
use crate::trust::test_pki::{Authority, leaf};
use alloc::format;
use rcgen::{CustomExtension, PKCS_ECDSA_P256_SHA256};

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
