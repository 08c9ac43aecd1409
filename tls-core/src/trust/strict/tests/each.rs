//! For each rule a path that breaks only this rule. Without the defect the same path is good.

use super::make::{Draft, extension, key, list, rdns, rsa, tlv};
use super::path;
use crate::trust::strict::StrictRule as Rule;
use alloc::vec;
use alloc::vec::Vec;

/// Which certificate of the path has the defect.
const LEAF: usize = 0;
const CA: usize = 1;
const ROOT: usize = 2;

const AIA: [u8; 8] = [0x2B, 6, 1, 5, 5, 7, 1, 1];

fn access(critical: bool, value: Vec<u8>) -> super::make::Extension {
    super::make::Extension { id: AIA.to_vec(), critical, value }
}

/// nameConstraints with one permitted subtree.
fn permitted(tag: u8, base: &[u8]) -> Vec<u8> {
    list(&[&tlv(0xA0, &list(&[&tlv(tag, base)]))])
}

type Defect = (Rule, usize, fn(&mut Draft));

const DEFECTS: &[Defect] = &[
    (Rule::Encoding, CA, |draft| draft.set(19, true, vec![0x30, 1])),
    (Rule::Encoding, LEAF, |draft| draft.not_before = vec![0x17]),
    (Rule::VersionThree, LEAF, |draft| draft.version = Some(1)),
    (Rule::VersionThree, ROOT, |draft| draft.version = None),
    (Rule::SerialPositive, LEAF, |draft| draft.serial = vec![0]),
    (Rule::SerialPositive, LEAF, |draft| draft.serial = vec![0x80]),
    (Rule::SerialLength, CA, |draft| draft.serial = vec![1; 21]),
    (Rule::AlgorithmsEqual, LEAF, |draft| draft.outer_algorithm = list(&[&tlv(0x06, &[0x2B, 0x65, 0x70])])),
    (Rule::IssuerName, LEAF, |draft| draft.issuer.clear()),
    (Rule::SubjectName, CA, |draft| draft.subject.clear()),
    (Rule::ValidityEncoding, LEAF, |draft| draft.not_before = tlv(0x18, b"20260101000000Z")),
    (Rule::ValidityEncoding, LEAF, |draft| draft.not_before = tlv(0x17, b"2601010000Z")),
    (Rule::ValidityEncoding, LEAF, |draft| draft.not_after = tlv(0x17, b"260101000000+0100")),
    (Rule::AnchorValidity, ROOT, |draft| draft.not_after = tlv(0x17, b"260201000000Z")),
    (Rule::AnchorValidity, ROOT, |draft| draft.not_before = tlv(0x17, b"490101000000Z")),
    (Rule::UniqueIdentifiers, CA, |draft| draft.unique_id = true),
    (Rule::KeyKind, LEAF, |draft| draft.key = key(&tlv(0x06, &[0x2B, 0x65, 0x71]), &[7; 57])),
    (Rule::RsaSize, LEAF, |draft| draft.key = rsa(2052, &[1, 0, 1])),
    (Rule::RsaSize, ROOT, |draft| draft.key = rsa(1024, &[1, 0, 1])),
    (Rule::RsaExponent, LEAF, |draft| draft.key = rsa(2048, &[1])),
    (Rule::RsaExponent, LEAF, |draft| draft.key = rsa(2048, &[1, 0, 0])),
    (Rule::ExtensionOnce, LEAF, |draft| draft.extensions.extend(draft.extensions.first().cloned())),
    (Rule::ExtensionKnown, ROOT, |draft| draft.extensions.push(extension(99, true, vec![5, 0]))),
    (Rule::AuthorityKeyIdCritical, ROOT, |draft| draft.set(35, true, list(&[&tlv(0x80, &[1; 4])]))),
    (Rule::AuthorityKeyIdPresent, LEAF, |draft| draft.without(35)),
    (Rule::AuthorityKeyIdPresent, CA, |draft| draft.set(35, false, list(&[]))),
    (Rule::KeyIdsMatch, LEAF, |draft| draft.set(35, false, list(&[&tlv(0x80, &[9; 4])]))),
    (Rule::SubjectKeyIdCritical, CA, |draft| draft.set(14, true, tlv(0x04, &[2; 4]))),
    (Rule::SubjectKeyIdPresent, CA, |draft| draft.without(14)),
    (Rule::KeyUsageBits, LEAF, |draft| draft.set(15, true, vec![3, 2, 7, 0])),
    (Rule::PolicyOnce, LEAF, |draft| {
        let policy = list(&[&tlv(0x06, &[0x2A, 3])]);
        draft.set(32, false, list(&[&policy, &policy]));
    }),
    (Rule::PolicyMappingAny, CA, |draft| {
        let pair = list(&[&tlv(0x06, &[0x2A, 3]), &tlv(0x06, &[0x55, 0x1D, 0x20, 0])]);
        draft.set(33, true, list(&[&pair]));
    }),
    (Rule::DirectoryAttributesCritical, LEAF, |draft| draft.set(9, true, list(&[]))),
    (Rule::PolicyConstraintsCritical, CA, |draft| draft.set(36, false, list(&[&tlv(0x80, &[0])]))),
    (Rule::PolicyConstraintsEmpty, CA, |draft| draft.set(36, true, list(&[]))),
    (Rule::InhibitAnyPolicyCritical, CA, |draft| draft.set(54, false, vec![2, 1, 0])),
    (Rule::FreshestCrlCritical, LEAF, |draft| draft.set(46, true, list(&[]))),
    (Rule::InformationAccessCritical, LEAF, |draft| {
        let description = list(&[&tlv(0x06, &AIA), &tlv(0x86, b"http://a.example")]);
        draft.extensions.push(access(true, list(&[&description])));
    }),
    (Rule::InformationAccessEmpty, LEAF, |draft| draft.extensions.push(access(false, list(&[])))),
    (Rule::CaBasicConstraints, ROOT, |draft| draft.without(19)),
    (Rule::CaBasicConstraints, CA, |draft| draft.set(19, true, list(&[]))),
    (Rule::CaBasicConstraintsCritical, CA, |draft| draft.set(19, false, list(&[&[1, 1, 0xFF]]))),
    (Rule::CaKeyUsage, CA, |draft| draft.without(15)),
    (Rule::CaKeyCertSign, ROOT, |draft| {
        draft.set(15, true, vec![3, 2, 1, 2]);
        draft.set(19, true, list(&[&[1, 1, 0xFF]]));
    }),
    (Rule::PathLength, CA, |draft| draft.set(15, true, vec![3, 2, 1, 2])),
    (Rule::PathLength, LEAF, |draft| draft.set(19, true, list(&[&[2, 1, 0]]))),
    (Rule::NameConstraintsPlace, LEAF, |draft| draft.set(30, true, permitted(0x82, b"example"))),
    (Rule::NameConstraintsEmpty, CA, |draft| draft.set(30, true, list(&[]))),
    (Rule::NameConstraintsEmpty, CA, |draft| draft.set(30, true, list(&[&tlv(0xA1, &[])]))),
    (Rule::NameConstraintsBounds, CA, |draft| {
        draft.set(30, true, list(&[&tlv(0xA0, &list(&[&tlv(0x82, b"example"), &tlv(0x80, &[1])]))]));
    }),
    (Rule::NameConstraintsName, CA, |draft| draft.set(30, true, permitted(0x82, b".example"))),
    (Rule::NameConstraintsName, CA, |draft| draft.set(30, true, permitted(0x82, b"*.example"))),
    (Rule::NameConstraintsName, CA, |draft| draft.set(30, true, permitted(0x81, b"a@b@example"))),
    (Rule::NameConstraintsName, CA, |draft| draft.set(30, true, permitted(0x86, b"https://example"))),
    (Rule::NameConstraintsAddress, CA, |draft| draft.set(30, true, permitted(0x87, &[127, 0, 0, 1]))),
    (Rule::NameConstraintsAddress, CA, |draft| draft.set(30, true, permitted(0x87, &[127, 0, 0, 0, 255, 0, 255, 0]))),
    (Rule::NameConstraintsAddress, CA, |draft| draft.set(30, true, permitted(0x87, &[127, 0, 0, 0, 255, 5, 0, 0]))),
    (Rule::RootPurposes, ROOT, |draft| draft.set(37, false, list(&[&tlv(0x06, &[0x2B, 6, 1, 5, 5, 7, 3, 1])]))),
    (Rule::RootKeyIds, ROOT, |draft| draft.set(35, false, list(&[&tlv(0x80, &[9; 4])]))),
    (Rule::LeafNoCa, LEAF, |draft| draft.set(19, true, list(&[&[1, 1, 0xFF]]))),
    (Rule::LeafKeyCertSign, LEAF, |draft| draft.set(15, true, vec![3, 2, 2, 0x84])),
    (Rule::LeafPurposes, LEAF, |draft| draft.without(37)),
    (Rule::LeafPurposesCritical, LEAF, |draft| {
        draft.set(37, true, list(&[&tlv(0x06, &[0x2B, 6, 1, 5, 5, 7, 3, 1])]));
    }),
    (Rule::LeafServerAuth, LEAF, |draft| draft.set(37, false, list(&[&tlv(0x06, &[0x2B, 6, 1, 5, 5, 7, 3, 2])]))),
    (Rule::LeafAnyPurpose, LEAF, |draft| draft.set(37, false, list(&[&tlv(0x06, &[0x55, 0x1D, 0x25, 0])]))),
    (Rule::AltName, LEAF, |draft| draft.without(17)),
    (Rule::AltNameEmpty, LEAF, |draft| draft.set(17, false, list(&[]))),
    (Rule::AltNameCritical, LEAF, |draft| draft.subject.clear()),
    (Rule::AltNameNotCritical, LEAF, |draft| draft.set(17, true, list(&[&tlv(0x82, b"a.example")]))),
    (Rule::DnsName, LEAF, |draft| draft.name(0x82, b" ")),
    (Rule::DnsName, LEAF, |draft| draft.name(0x82, b"")),
    (Rule::DnsName, LEAF, |draft| draft.name(0x82, b"a_b.example")),
    (Rule::DnsName, LEAF, |draft| draft.name(0x82, b"-a.example")),
    (Rule::DnsName, LEAF, |draft| draft.name(0x82, b"a.example.")),
    (Rule::DnsName, LEAF, |draft| draft.name(0x82, b"127.0.0.1")),
    (Rule::DnsName, LEAF, |draft| draft.name(0x82, "ä.example".as_bytes())),
    (Rule::AddressLength, LEAF, |draft| draft.name(0x87, &[127, 0, 0])),
    (Rule::Wildcard, LEAF, |draft| draft.name(0x82, b"a*.example.com")),
    (Rule::Wildcard, LEAF, |draft| draft.name(0x82, b"a.*.example.com")),
    (Rule::Wildcard, LEAF, |draft| draft.name(0x82, b"*")),
    (Rule::WildcardSuffix, LEAF, |draft| draft.name(0x82, b"*.com")),
    (Rule::WildcardSuffix, LEAF, |draft| draft.name(0x82, b"*.co.UK")),
    (Rule::CommonName, LEAF, |draft| draft.subject = rdns(&["b.example"])),
    (Rule::CommonName, LEAF, |draft| draft.subject = rdns(&["A.example"])),
    (Rule::CommonName, LEAF, |draft| draft.subject = rdns(&["127.0.0.01"])),
    (Rule::CommonName, LEAF, |draft| draft.subject = rdns(&["a.example", "a.example"])),
];

/// Where the Baseline Requirements make an exception, the rule is one for clients.
const DEFECTS_OF_CLIENTS: &[Defect] =
    &[(Rule::NameConstraintsCritical, CA, |draft| draft.set(30, false, permitted(0x82, b"example")))];

#[test]
fn a_path_without_a_defect_is_good() {
    assert_eq!(path(true, |_| {}), None);
    assert_eq!(path(false, |_| {}), None);
}

#[test]
fn every_defect_is_found_where_it_is() {
    for (web, defects) in [(true, DEFECTS), (false, DEFECTS_OF_CLIENTS)] {
        for (count, (rule, index, spoil)) in defects.iter().enumerate() {
            let breach = path(web, |drafts| spoil(&mut drafts[*index])).unwrap_or_else(|| panic!("{count}: {rule:?}"));
            assert_eq!((breach.rule, breach.index), (*rule, *index), "{count}: {}", breach.text);
            assert!(breach.text.contains(rule.name()) && breach.text.contains(rule.section()), "{}", breach.text);
        }
    }
}

#[test]
fn every_rule_is_provoked() {
    for rule in Rule::ALL {
        let provoked = DEFECTS.iter().chain(DEFECTS_OF_CLIENTS).any(|(one, _, _)| one == rule);
        assert!(provoked, "no defect for {}", rule.name());
    }
}
