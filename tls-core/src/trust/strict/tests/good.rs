//! What looks odd and is allowed, and how much work there can be.

use super::make::{Draft, list, rdns, rsa, tlv};
use super::{StrictPath, breach, path};
use crate::trust::Purpose;
use crate::trust::strict::StrictRule;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

#[test]
fn what_is_allowed_passes() {
    let allowed: &[fn(&mut [Draft; 3])] = &[
        |drafts| drafts[0].subject = rdns(&["127.0.0.1"]),
        |drafts| drafts[0].name(0x82, b"*.example.com"),
        |drafts| drafts[0].name(0x82, b"*.github.io"),
        |drafts| drafts[0].name(0x82, b"9to5.xn--bcher-kva.example"),
        |drafts| drafts[0].key = rsa(3072, &[3]),
        |drafts| {
            drafts[0].subject.clear();
            drafts[0].set(17, true, list(&[&tlv(0x82, b"a.example")]));
        },
        // An exception of the Baseline Requirements.
        |drafts| drafts[1].set(30, false, list(&[&tlv(0xA0, &list(&[&tlv(0x82, b"")]))])),
        |drafts| drafts[1].set(30, true, list(&[&tlv(0xA1, &list(&[&tlv(0x87, &[10, 0, 0, 0, 255, 240, 0, 0])]))])),
        // Old roots are like this.
        |drafts| drafts[2].without(35),
        |drafts| {
            drafts[2].issuer = rdns(&["Cross"]);
            drafts[2].without(35);
        },
        |drafts| drafts[2].without(15),
        |drafts| drafts[2].serial = vec![0],
        |drafts| drafts[2].not_before = tlv(0x18, b"20260101000000Z"),
    ];
    for (count, change) in allowed.iter().enumerate() {
        assert_eq!(path(true, change), None, "{count}");
    }
}

#[test]
fn the_baseline_requirements_say_nothing_about_clients() {
    let change = |drafts: &mut [Draft; 3]| {
        drafts[0].without(37);
        drafts[0].without(17);
        drafts[0].subject = rdns(&["Alice"]);
    };
    assert_eq!(path(false, change), None);
    assert_eq!(path(true, change).unwrap().rule, StrictRule::LeafPurposes);
}

#[test]
fn the_first_breach_of_the_path_is_told() {
    let breach = path(true, |drafts| {
        drafts[2].version = None;
        drafts[1].without(15);
    });
    assert_eq!(breach.map(|breach| (breach.rule, breach.index)), Some((StrictRule::CaKeyUsage, 1)));
}

#[test]
fn an_anchor_of_name_and_key_has_nothing_to_judge() {
    let (leaf, purpose) = (Draft::leaf("Root", 1).der(), Purpose::AnyServer);
    assert_eq!(
        breach(&StrictPath {
            leaf: &leaf,
            intermediates: &[],
            anchor: None,
            purpose: &purpose,
            now: crate::trust::test_pki::at(crate::trust::test_pki::NOW)
        }),
        None
    );
}

#[test]
fn a_leaf_that_is_its_own_anchor_is_one_certificate() {
    let mut draft = Draft::leaf("a.example", 1);
    draft.without(35);
    let (leaf, purpose) = (draft.der(), Purpose::AnyServer);
    assert_eq!(
        breach(&StrictPath {
            leaf: &leaf,
            intermediates: &[],
            anchor: Some(&leaf),
            purpose: &purpose,
            now: crate::trust::test_pki::at(crate::trust::test_pki::NOW)
        }),
        None
    );
}

#[test]
fn many_names_and_extensions_are_little_work() {
    let names: Vec<_> = (0..2048).flat_map(|count| tlv(0x82, format!("n{count}.example").as_bytes())).collect();
    let names = list(&[&tlv(0x82, b"a.example"), &names]);
    for _ in 0..20 {
        assert_eq!(path(true, |drafts| drafts[0].set(17, false, names.clone())), None);
    }
    let breach = path(true, |drafts| {
        let one = super::make::extension(99, false, Vec::new());
        drafts[0].extensions.extend((0..10_000).map(|_| one.clone()));
    });
    assert_eq!(breach.unwrap().rule, StrictRule::Encoding);
}

#[test]
fn no_truncation_passes() {
    let (whole, purpose) = (Draft::leaf("Root", 1).der(), Purpose::AnyServer);
    for length in 0..whole.len() {
        let leaf = crate::pki_types::CertificateDer::from(&whole[..length]);
        let path = StrictPath {
            leaf: &leaf,
            intermediates: &[],
            anchor: None,
            purpose: &purpose,
            now: crate::trust::test_pki::at(crate::trust::test_pki::NOW),
        };
        assert_eq!(breach(&path).unwrap().rule, StrictRule::Encoding, "{length} bytes");
    }
}

#[test]
fn names_of_rules_are_their_own() {
    let names: BTreeSet<_> = StrictRule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), StrictRule::ALL.len());
    for rule in StrictRule::ALL {
        assert!(rule.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        assert!(rule.section().starts_with("RFC 5280 §") || rule.section().starts_with("BR §"), "{rule:?}");
        assert!(!rule.sentence().ends_with('.'), "{rule:?}");
    }
}
