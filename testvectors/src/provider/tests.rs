//! What is replaced, and what is left.

use super::*;
use tls_core::crypto::{CryptoFailure, LoadKey, SignatureVerification, SigningKey};
use tls_core::pki_types::{PrivateKeyDer, SignatureVerificationAlgorithm};
use tls_core::registry::NamedGroup;

#[derive(Debug)]
struct NoKeys;

impl LoadKey for NoKeys {
    fn load(&self, _key: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
        Err(CryptoFailure::BadKey)
    }
}

static NOTHING: &[&dyn SignatureVerificationAlgorithm] = &[];

fn base() -> CryptoProvider {
    let schemes = [SignatureScheme::ed25519, SignatureScheme::rsa_pss_rsae_sha256];
    CryptoProvider {
        name: "base",
        suites: Vec::new(),
        groups: Vec::new(),
        verification: schemes.map(|scheme| SignatureVerification { scheme, algorithms: NOTHING }).to_vec(),
        certificate_id_hashes: Vec::new(),
        load_key: &NoKeys,
        rsa_key_exchange: None,
        random: Arc::new(ZeroRandom),
    }
}

fn fill(provider: &CryptoProvider) -> Result<[u8; 8], CryptoFailure> {
    let mut out = [0; 8];
    provider.random.fill(&mut out)?;
    Ok(out)
}

#[test]
fn scripts_come_first_then_the_seed() {
    let script = || Deterministic::new(4).random(&[1, 2]).random(&[3]).x25519_key(&[7; 32]).p256_key(&[8; 32]);
    let [one, two] = [(); 2].map(|()| script().over(&base()));
    let first = fill(&one).unwrap();
    assert_eq!(first[..3], [1, 2, 3]);
    assert_eq!(fill(&two).unwrap(), first);
    for name in [NamedGroup::x25519, NamedGroup::secp256r1] {
        let share = |provider: &CryptoProvider| {
            provider.group(name).unwrap().start(&*provider.random).unwrap().share().to_vec()
        };
        assert_eq!(share(&one), share(&two), "the scripted key of {name}");
        let drawn = share(&one);
        assert_eq!(drawn, share(&two), "the drawn key of {name}");
        let next = share(&one);
        assert_ne!(drawn, next);
        assert_eq!(next, share(&two));
    }
    assert_eq!(one.groups.len(), 2);
    assert_ne!(fill(&Deterministic::new(5).over(&base())), fill(&Deterministic::new(6).over(&base())));
}

#[test]
fn private_keys_are_not_printed() {
    let script = Deterministic::new(4).x25519_key(&[0xAB; 32]).p256_key(&[0xAB; 32]).random(&[0xAB; 32]);
    assert!(!format!("{script:?}{:?}", script.clone().over(&base())).contains("171"));
}

#[test]
fn a_source_replaces_the_seed() {
    let provider = Deterministic::new(1).random_source(Arc::new(FailingRandom::after(1))).over(&base());
    assert!(fill(&provider).is_ok());
    assert_eq!(fill(&provider), Err(CryptoFailure::Random));
}

#[test]
fn only_the_one_scheme_is_replaced() {
    let algorithms = |provider: &CryptoProvider, scheme| provider.verification(scheme).unwrap().algorithms.len();
    let left = Deterministic::new(1).over(&base());
    assert_eq!(algorithms(&left, SignatureScheme::rsa_pss_rsae_sha256), 0);
    let replaced = Deterministic::new(1).accept_rsa_1024().over(&base());
    assert_eq!(algorithms(&replaced, SignatureScheme::rsa_pss_rsae_sha256), 1);
    assert_eq!(algorithms(&replaced, SignatureScheme::ed25519), 0);
}
