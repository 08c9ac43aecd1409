use super::*;
use crate::crypto::ring::random::SystemRandom;
use crate::crypto::ring::verify::VERIFICATION;
use crate::registry::SignatureScheme;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use rustls_pki_types::{PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer};

macro_rules! test_key {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/data/keys/", $name, ".der")).as_slice()
    };
}

const RSA_SCHEMES: &[SignatureScheme] = &[
    SignatureScheme::rsa_pss_rsae_sha256,
    SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,
    SignatureScheme::rsa_pkcs1_sha256,
    SignatureScheme::rsa_pkcs1_sha384,
    SignatureScheme::rsa_pkcs1_sha512,
];
const P256: &[SignatureScheme] = &[SignatureScheme::ecdsa_secp256r1_sha256];
const P384: &[SignatureScheme] = &[SignatureScheme::ecdsa_secp384r1_sha384];
const ED25519: &[SignatureScheme] = &[SignatureScheme::ed25519];

fn pkcs8(key: &[u8]) -> PrivateKeyDer<'_> {
    PrivatePkcs8KeyDer::from(key).into()
}

fn pkcs1(key: &[u8]) -> PrivateKeyDer<'_> {
    PrivatePkcs1KeyDer::from(key).into()
}

fn sec1(key: &[u8]) -> PrivateKeyDer<'_> {
    PrivateSec1KeyDer::from(key).into()
}

/// Every kind and encoding of key: its name, the key, its public key as OpenSSL writes it, its schemes.
fn keys() -> Vec<(&'static str, PrivateKeyDer<'static>, &'static [u8], &'static [SignatureScheme])> {
    Vec::from([
        ("RSA, PKCS#8", pkcs8(test_key!("rsa2048.pkcs8")), test_key!("rsa2048.spki"), RSA_SCHEMES),
        ("RSA, PKCS#1", pkcs1(test_key!("rsa2048.pkcs1")), test_key!("rsa2048.spki"), RSA_SCHEMES),
        ("P-256, PKCS#8", pkcs8(test_key!("p256.pkcs8")), test_key!("p256.spki"), P256),
        ("P-256, SEC1", sec1(test_key!("p256.sec1")), test_key!("p256.spki"), P256),
        ("P-384, PKCS#8", pkcs8(test_key!("p384.pkcs8")), test_key!("p384.spki"), P384),
        ("P-384, SEC1", sec1(test_key!("p384.sec1")), test_key!("p384.spki"), P384),
        ("Ed25519, PKCS#8", pkcs8(test_key!("ed25519.pkcs8")), test_key!("ed25519.spki"), ED25519),
    ])
}

/// The bit string at the end of a `SubjectPublicKeyInfo`, as verification takes it.
fn bare_public_key<'a>(spki: &'a [u8], name: &str) -> &'a [u8] {
    let length = match name.split(',').next() {
        Some("RSA") => 270,
        Some("P-256") => 65,
        Some("P-384") => 97,
        _ => 32,
    };
    &spki[spki.len() - length..]
}

#[test]
fn the_public_key_is_the_one_that_openssl_writes() {
    for (name, key, spki, schemes) in keys() {
        let key = Loader.load(&key).expect(name);
        assert_eq!(key.public_key(), Some(spki), "{name}");
        assert_eq!(key.schemes(), schemes, "{name}");
    }
}

#[test]
fn what_is_signed_verifies_with_every_scheme_and_only_with_it() {
    let message = b"a message, not its hash";
    for (name, key, spki, _) in keys() {
        let key = Loader.load(&key).expect(name);
        let public_key = bare_public_key(spki, name);
        for scheme in key.schemes().iter().copied() {
            let signature = key.sign(scheme, message, &SystemRandom).expect(name);
            for entry in VERIFICATION {
                let algorithm = entry.algorithms.first().unwrap();
                let verdict = algorithm.verify_signature(public_key, message, &signature);
                assert_eq!(verdict.is_ok(), entry.scheme == scheme, "{name}: {scheme} read as {}", entry.scheme);
                assert!(algorithm.verify_signature(public_key, b"another message", &signature).is_err());
            }
        }
    }
}

#[test]
fn a_scheme_of_another_key_is_refused() {
    for (name, key, _, schemes) in keys() {
        let key = Loader.load(&key).expect(name);
        for scheme in SignatureScheme::ALL.iter().copied().filter(|scheme| !schemes.contains(scheme)) {
            assert_eq!(key.sign(scheme, b"", &SystemRandom), Err(CryptoFailure::Unsupported), "{name}: {scheme}");
        }
    }
}

#[test]
fn ed25519_loads_with_its_public_key_and_refuses_a_wrong_one() {
    let document = ring::signature::Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new()).unwrap();
    let version_2 = document.as_ref();
    assert_eq!(Loader.load(&pkcs8(version_2)).unwrap().schemes(), ED25519);

    let mut damaged = version_2.to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(Loader.load(&pkcs8(&damaged)).err(), Some(CryptoFailure::BadKey));
}

/// RFC 5915 §3 lets both optional fields stay away; the curve's name is not needed, the public key is.
#[test]
fn sec1_needs_its_public_key_but_not_the_name_of_its_curve() {
    let named = test_key!("p256.sec1");
    let (version_and_key, rest) = (&named[2..39], &named[39..]);
    let public_key = &rest[12..];
    let unnamed = crate::crypto::ring::der::element(0x30, &[version_and_key, public_key]);
    let key = Loader.load(&sec1(&unnamed)).unwrap();
    assert_eq!(key.public_key(), Some(test_key!("p256.spki")));

    let bare = crate::crypto::ring::der::element(0x30, &[version_and_key]);
    assert_eq!(Loader.load(&sec1(&bare)).err(), Some(CryptoFailure::BadKey));

    let mut other_curve = named.to_vec();
    other_curve[50] ^= 1; // the last byte of the curve's name
    assert_eq!(Loader.load(&sec1(&other_curve)).err(), Some(CryptoFailure::BadKey));
}

#[test]
fn damaged_keys_and_wrong_labels_are_refused() {
    let (rsa, p256) = (test_key!("rsa2048.pkcs8"), test_key!("p256.sec1"));
    let longer = [rsa, &[0]].concat();
    for key in [
        pkcs8(b""),
        pkcs8(&rsa[..rsa.len() - 1]),
        pkcs8(&longer),
        pkcs8(p256),
        pkcs8(test_key!("rsa2048.pkcs1")),
        pkcs8(test_key!("rsa2048.spki")),
        pkcs1(rsa),
        pkcs1(p256),
        sec1(b""),
        sec1(test_key!("p256.pkcs8")),
        sec1(&p256[..p256.len() - 1]),
    ] {
        assert_eq!(Loader.load(&key).err(), Some(CryptoFailure::BadKey));
    }
}

#[test]
fn an_ecdsa_key_that_does_not_belong_to_its_public_key_is_refused() {
    for (key, position) in [(test_key!("p256.sec1"), 7), (test_key!("p384.sec1"), 8)] {
        let mut key = key.to_vec();
        assert!(Loader.load(&sec1(&key)).is_ok());
        key[position + 8] ^= 1; // inside the private key
        assert_eq!(Loader.load(&sec1(&key)).err(), Some(CryptoFailure::BadKey));
    }
}

#[test]
fn a_short_rsa_key_is_refused() {
    assert_eq!(Loader.load(&pkcs8(test_key!("rsa1024.pkcs8"))).err(), Some(CryptoFailure::BadKey));
}

#[test]
fn printing_shows_no_private_key() {
    // Each with the place of eight bytes of the private value: of a prime, of the scalar, of the seed.
    for (key, at) in [
        (pkcs1(test_key!("rsa2048.pkcs1")), 700),
        (sec1(test_key!("p256.sec1")), 10),
        (sec1(test_key!("p384.sec1")), 10),
        (pkcs8(test_key!("ed25519.pkcs8")), 20),
    ] {
        let printed = format!("{:?}", Loader.load(&key).unwrap());
        let private = &key.secret_der()[at..at + 8];
        let list = format!("{private:?}");
        let digits: String = private.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!printed.contains(list.trim_matches(['[', ']'])), "{printed}");
        assert!(!printed.to_lowercase().contains(&digits), "{printed}");
    }
}

#[test]
fn rsa_decryption_comes_with_its_feature_and_only_for_rsa() {
    for (name, key, _, schemes) in keys() {
        let key = Loader.load(&key).expect(name);
        let expected = cfg!(feature = "rsa-kex") && schemes == RSA_SCHEMES;
        assert_eq!(key.rsa_decryption().is_some(), expected, "{name}");
    }
}
