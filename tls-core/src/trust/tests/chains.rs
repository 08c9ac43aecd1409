use super::*;
use crate::registry::SignatureScheme;
use crate::trust::ChainRules;
use crate::trust::keys::authority_key;
use crate::trust::test_pki::{Authority, damaged_rsa_key, leaf, leaf_of, rsa_key, valid};
use rcgen::{
    BasicConstraints, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyUsagePurpose, NameConstraints,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519,
};

fn intermediate(name: &str, parent: &Authority) -> Authority {
    Authority::made(name, Some(parent), &PKCS_ECDSA_P256_SHA256, |_| {})
}

#[test]
fn chains_of_all_kinds_of_keys_are_trusted() {
    for algorithm in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        let root = Authority::made("Root", None, algorithm, |_| {});
        let middle = Authority::made("Middle", Some(&root), algorithm, |_| {});
        let made = leaf_of(algorithm, "a.example").by(&middle);
        ask(&[&root.der], &[&made.der, &middle.der]).is_trusted();
        ask(&[&root.der], &[&made.der, &middle.der]).client().is_trusted();
        ask(&[&root.der], &[&made.der, &root.der, &middle.der]).is_trusted();
        ask(&[&middle.der], &[&made.der]).is_trusted();
    }
}

#[test]
fn a_peer_without_a_certificate_is_refused() {
    let root = Authority::new("Root");
    ask(&[&root.der], &[]).is_refused(
        TrustReason::NoCertificate,
        AlertDescription::certificate_unknown,
        &["no certificate"],
    );
}

#[test]
fn validity_is_inclusive_to_the_second() {
    let root = Authority::new("Root");
    let made = leaf("a.example").with(|params| valid(params, NOW - 259_200, NOW)).by(&root);
    let question = || ask(&[&root.der], &[&made.der]);
    question().at(NOW).is_trusted();
    question().at(NOW - 259_200).is_trusted();
    question().at(NOW + 1).is_refused(
        TrustReason::Expired,
        AlertDescription::certificate_expired,
        &["the certificate expired 1 second ago (on 2026-11-25 10:00:00Z); renew it"],
    );
    question().at(NOW + 259_200).is_refused(
        TrustReason::Expired,
        AlertDescription::certificate_expired,
        &["the certificate expired 3 days ago (on 2026-11-25 10:00:00Z); renew it"],
    );
    question().at(NOW - 259_201).is_refused(
        TrustReason::NotYetValid,
        AlertDescription::certificate_expired,
        &["valid only in 1 second", "2026-11-22 10:00:00Z", "check the clock"],
    );
}

#[test]
fn validity_goes_past_2050() {
    const NEW_YEAR_2050: i64 = 2_524_608_000;
    let authority = |from, to| Authority::made("Root", None, &PKCS_ECDSA_P256_SHA256, |params| valid(params, from, to));
    let root = authority(0, NEW_YEAR_2050);
    let made = leaf("a.example").with(|params| valid(params, NEW_YEAR_2050 - 1, NEW_YEAR_2050)).by(&root);
    ask(&[&root.der], &[&made.der]).at(NEW_YEAR_2050).is_trusted();
    let late = ask(&[&root.der], &[&made.der]).at(NEW_YEAR_2050 + 1);
    late.is_refused(TrustReason::Expired, AlertDescription::certificate_expired, &["2050-01-01 00:00:00Z"]);
}

#[test]
fn an_expired_intermediate_is_named() {
    let root = Authority::new("Root");
    let middle = Authority::made("Middle", Some(&root), &PKCS_ECDSA_P256_SHA256, |params| valid(params, 0, NOW - 7200));
    let made = leaf("a.example").by(&middle);
    ask(&[&root.der], &[&made.der, &middle.der]).is_refused(
        TrustReason::Expired,
        AlertDescription::certificate_expired,
        &["the intermediate certificate CN=Middle expired 2 hours ago"],
    );
}

#[test]
fn what_is_missing_is_named() {
    let (root, other) = (Authority::new("Root"), Authority::new("Other"));
    let middle = intermediate("Middle", &root);
    let made = leaf("a.example").by(&middle);
    let unknown = |question: Ask<'_>, words| {
        question.is_refused(TrustReason::UnknownIssuer, AlertDescription::unknown_ca, words);
    };
    unknown(ask(&[&root.der], &[&made.der]), &["issuer CN=Middle is missing: the server sent only its leaf"]);
    unknown(ask(&[&root.der], &[&made.der]).client(), &["the client sent only its leaf"]);
    unknown(ask(&[&other.der], &[&made.der, &middle.der]), &["CN=Middle was issued by CN=Root", "add the root"]);
    unknown(ask(&[&other.der], &[&made.der, &middle.der, &root.der]), &["CN=Middle was issued by CN=Root"]);
    unknown(ask(&[], &[&made.der]), &["no trust anchors"]);
    unknown(ask(&[&root.der], &[&leaf("a.example").self_signed().der]), &["CN=leaf is self-signed"]);
}

#[test]
fn a_self_signed_leaf_is_trusted_if_it_is_an_anchor() {
    let made = leaf("a.example").self_signed();
    ask(&[&made.der], &[&made.der]).is_trusted();
}

#[test]
fn an_anchor_with_the_same_name_and_another_key_is_pointed_out() {
    let (root, namesake) = (Authority::new("Root"), Authority::new("Root"));
    let made = leaf("a.example").by(&root);
    let words = ["CN=leaf names CN=Root", "an anchor has that name but another key"];
    ask(&[&namesake.der], &[&made.der]).is_refused(
        TrustReason::BadSignature,
        AlertDescription::bad_certificate,
        &words,
    );
    ask(&[&namesake.der, &root.der], &[&made.der]).is_trusted();
    let other_kind = Authority::made("Root", None, &PKCS_ED25519, |_| {});
    ask(&[&other_kind.der], &[&made.der]).is_refused(
        TrustReason::UnknownIssuer,
        AlertDescription::unknown_ca,
        &[words[1], "(Ed25519)"],
    );
}

/// "If the extension is present, then the certificate MUST only be used for one of the purposes indicated."
/// (RFC 5280 §4.2.1.12)
#[test]
fn purposes_are_kept_apart() {
    let root = Authority::new("Root");
    let issue = |purposes: &[ExtendedKeyUsagePurpose]| {
        leaf("a.example").with(|params| params.extended_key_usages = purposes.to_vec()).by(&root).der
    };
    let server = issue(&[ExtendedKeyUsagePurpose::ServerAuth]);
    let client = issue(&[ExtendedKeyUsagePurpose::ClientAuth]);
    let both = issue(&[ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth]);
    for good in [ask(&[&root.der], &[&server]), ask(&[&root.der], &[&client]).client(), ask(&[&root.der], &[&both])] {
        good.is_trusted();
    }
    let (reason, alert) = (TrustReason::WrongPurpose, AlertDescription::unsupported_certificate);
    ask(&[&root.der], &[&client]).is_refused(reason, alert, &["is for clientAuth and not for serverAuth"]);
    ask(&[&root.der], &[&server]).client().is_refused(reason, alert, &["is for serverAuth and not for clientAuth"]);
}

#[test]
fn key_usage_must_allow_what_the_key_does() {
    let root = Authority::new("Root");
    let issue =
        |usages: &[KeyUsagePurpose]| leaf("a.example").with(|params| params.key_usages = usages.to_vec()).by(&root).der;
    let signs = issue(&[KeyUsagePurpose::DigitalSignature]);
    let deciphers = issue(&[KeyUsagePurpose::KeyEncipherment]);
    let agrees = issue(&[KeyUsagePurpose::KeyAgreement]);
    ask(&[&root.der], &[&signs]).is_trusted();
    ask(&[&root.der], &[&deciphers]).to(KeyUse::Encipher).is_trusted();
    ask(&[&root.der], &[&issue(&[])]).to(KeyUse::Encipher).is_trusted();
    let (reason, alert) = (TrustReason::KeyUsage, AlertDescription::bad_certificate);
    ask(&[&root.der], &[&deciphers]).is_refused(reason, alert, &["without digitalSignature"]);
    ask(&[&root.der], &[&agrees]).client().is_refused(reason, alert, &["without digitalSignature"]);
    let encipher = ask(&[&root.der], &[&signs]).to(KeyUse::Encipher);
    encipher.is_refused(reason, alert, &["without keyEncipherment", "use an ECDHE suite"]);
}

#[test]
fn only_certificates_of_cas_sign_certificates() {
    let root = Authority::new("Root");
    let bad = |change: fn(&mut rcgen::CertificateParams)| {
        Authority::made("Middle", Some(&root), &PKCS_ECDSA_P256_SHA256, change)
    };
    let middles = [
        bad(|params| params.is_ca = IsCa::ExplicitNoCa),
        bad(|params| params.is_ca = IsCa::NoCa),
        bad(|params| params.key_usages = Vec::from([KeyUsagePurpose::CrlSign])),
    ];
    for middle in middles {
        let made = leaf("a.example").by(&middle);
        ask(&[&root.der], &[&made.der, &middle.der]).is_refused(
            TrustReason::NotACa,
            AlertDescription::bad_certificate,
            &["CN=Middle signed a certificate but may not"],
        );
    }
    let good = bad(|params| params.key_usages = Vec::from([KeyUsagePurpose::KeyCertSign]));
    ask(&[&root.der], &[&leaf("a.example").by(&good).der, &good.der]).is_trusted();
}

#[test]
fn a_ca_is_no_leaf() {
    let root = Authority::new("Root");
    let middle = intermediate("Middle", &root);
    ask(&[&root.der], &[&middle.der]).is_refused(
        TrustReason::CaAsLeaf,
        AlertDescription::bad_certificate,
        &["CN=Middle", "CA:TRUE"],
    );
}

#[test]
fn path_length_and_name_constraints_hold() {
    let root = Authority::new("Root");
    let short = Authority::made("Short", Some(&root), &PKCS_ECDSA_P256_SHA256, |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let below = intermediate("Below", &short);
    ask(&[&root.der], &[&leaf("a.example").by(&short).der, &short.der]).is_trusted();
    ask(&[&root.der], &[&leaf("a.example").by(&below).der, &below.der, &short.der]).is_refused(
        TrustReason::PathLength,
        AlertDescription::bad_certificate,
        &["pathLenConstraint"],
    );
    let bound = Authority::made("Bound", Some(&root), &PKCS_ECDSA_P256_SHA256, |params| {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: Vec::from([GeneralSubtree::DnsName("b.example".into())]),
            excluded_subtrees: Vec::new(),
        });
    });
    ask(&[&root.der], &[&leaf("b.example").by(&bound).der, &bound.der]).name("b.example").is_trusted();
    for name in ["a.example", "*.a.example"] {
        ask(&[&root.der], &[&leaf(name).by(&bound).der, &bound.der]).is_refused(
            TrustReason::NameConstraints,
            AlertDescription::bad_certificate,
            &["nameConstraints"],
        );
    }
}

#[test]
fn rsa_keys_are_of_2048_to_8192_bits() {
    let root = Authority::new("Root");
    for bits in [2048, 4096, 8192] {
        ask(&[&root.der], &[&leaf("a.example").certifying(&rsa_key(bits), &root)]).is_trusted();
    }
    for bits in [512, 1024, 2040, 8200, 16_384] {
        ask(&[&root.der], &[&leaf("a.example").certifying(&rsa_key(bits), &root)]).is_refused(
            TrustReason::WeakKey,
            AlertDescription::unsupported_certificate,
            &[&alloc::format!("RSA key has {bits} bits; only 2048 to 8192")],
        );
    }
    ask(&[&root.der], &[&leaf("a.example").certifying(&damaged_rsa_key(), &root)]).is_refused(
        TrustReason::Malformed,
        AlertDescription::bad_certificate,
        &["public key is damaged"],
    );
}

#[test]
fn what_the_provider_cannot_verify_is_unsupported() {
    let root = Authority::new("Root");
    let made = leaf_of(&PKCS_ED25519, "a.example").by(&root);
    let question = ask(&[&root.der], &[&made.der]).client();
    let check = PeerCheck {
        chain: &question.chain,
        purpose: Purpose::Client,
        key_use: KeyUse::Sign,
        now: at(NOW),
        ocsp: Ocsp::NotRequested,
    };
    let refused = |algorithm: &'static dyn SignatureVerificationAlgorithm| {
        decide(&question.store, &check, &terms(&[algorithm], &[algorithm])).unwrap_err()
    };
    let leaf_refused = refused(webpki::ring::ECDSA_P256_SHA256);
    assert!(leaf_refused.to_string().contains("key (Ed25519) is of a kind that is not supported"), "{leaf_refused}");
    let chain_refused = refused(webpki::ring::ED25519);
    assert!(chain_refused.to_string().contains("an algorithm that is not accepted here"), "{chain_refused}");
    for failure in [leaf_refused, chain_refused] {
        assert_eq!(failure.reason(), &TrustReason::UnsupportedAlgorithm);
        assert_eq!(failure.alert(), AlertDescription::unsupported_certificate);
    }
}

/// The leaf's key may be of a kind that certificates may not be signed with.
#[test]
fn rules_for_signatures_are_for_certificates_only() {
    let root = Authority::new("Root");
    let made = leaf_of(&PKCS_ED25519, "a.example").by(&root);
    let question = ask(&[&root.der], &[&made.der]).client();
    let check = PeerCheck {
        chain: &question.chain,
        purpose: Purpose::Client,
        key_use: KeyUse::Sign,
        now: at(NOW),
        ocsp: Ocsp::NotRequested,
    };
    let provider = crate::crypto::ring::provider();
    let verdict = |schemes: &[SignatureScheme]| {
        let rules = ChainRules { schemes: Some(schemes), ..ChainRules::DEFAULT };
        decide(&question.store, &check, &Terms::new(&provider, &rules, &NO_DEMANDS))
            .map(drop)
            .map_err(|failure| *failure.reason())
    };
    assert_eq!(verdict(&[SignatureScheme::ecdsa_secp256r1_sha256]), Ok(()));
    assert_eq!(verdict(&[SignatureScheme::ed25519]), Err(TrustReason::UnsupportedAlgorithm));
    assert_eq!(question.store.verify(&check, &provider), Ok(()));
}

/// A signature with such a key cannot be made here, so the check stands alone.
#[test]
fn small_keys_of_authorities() {
    let root = Authority::new("Root");
    let middle = leaf("a.example").certifying(&rsa_key(2048), &root);
    assert_eq!(authority_key(&middle, 2048), Ok(()));
    let refused = authority_key(&middle, 3072).unwrap_err();
    assert_eq!(*refused.reason(), TrustReason::WeakKey);
    assert!(refused.to_string().contains("RSA key has 2048 bits; at least 3072 are asked for"), "{refused}");
    assert_eq!(authority_key(&root.der, 3072), Ok(()), "no RSA key");
}
