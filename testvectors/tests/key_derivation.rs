//! The engine's key derivation against published vectors.
#![allow(clippy::expect_used, reason = "a helper of tests may fail the test")]

use testvectors::{rfc5869, tls12_prf};
use tls_core::crypto::Hmac;
use tls_core::key_schedule::{expand, extract, tls12};
use tls_core::registry::{CipherSuite, HashAlgorithm};

fn hmac(hash: HashAlgorithm) -> &'static dyn Hmac {
    let suite = if hash == HashAlgorithm::sha384 {
        CipherSuite::TLS_AES_256_GCM_SHA384
    } else {
        CipherSuite::TLS_AES_128_GCM_SHA256
    };
    tls_core::crypto::ring::provider().suite(suite).expect("ring has it").hmac
}

#[test]
fn hkdf_as_in_rfc_5869() {
    let hmac = hmac(HashAlgorithm::sha256);
    let cases = rfc5869::test_cases().expect("the data is there");
    assert_eq!(cases.len(), 3);
    for case in cases {
        let prk = extract(hmac, &case.salt, &case.ikm);
        assert_eq!(prk.expose(), case.prk, "{}", case.title);
        let mut okm = vec![0; case.okm.len()];
        hmac.with_key(prk.expose(), &mut |key| expand(key, &[&case.info, b"", b"", b"", b"", b""], &mut okm));
        assert_eq!(okm, case.okm, "{}", case.title);
    }
}

#[test]
fn the_prf_of_tls_1_2() {
    let vectors = tls12_prf::vectors().expect("the data is there");
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let mut output = vec![0; vector.output.len()];
        let (label, seed) = (vector.label.as_bytes(), [vector.seed.as_slice(), &[]]);
        tls12::prf(hmac(vector.hash), &vector.secret, label, seed, &mut output);
        assert_eq!(output, vector.output, "{}", vector.hash);
    }
}
