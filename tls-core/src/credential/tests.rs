use super::*;
use crate::crypto::{CryptoFailure, LoadKey, RsaDecryptionKey, Secret, SecureRandom};
use crate::pki_types::PrivateKeyDer;
use crate::registry::SuiteAuthentication;
use crate::trust::test_pki::{Authority, Made, block, leaf, leaf_of, pem, rsa_key};
use rcgen::{KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PublicKeyData as _};

type Scheme = SignatureScheme;
const TLS12: ProtocolVersion = ProtocolVersion::TLSv1_2;
const TLS13: ProtocolVersion = ProtocolVersion::TLSv1_3;
const ECDSA: [Scheme; 2] = [Scheme::ecdsa_secp256r1_sha256, Scheme::ecdsa_secp384r1_sha384];
const RSA: [Scheme; 3] = [Scheme::rsa_pkcs1_sha256, Scheme::rsa_pss_rsae_sha256, Scheme::rsa_pss_rsae_sha384];

/// A key that only says what it is.
#[derive(Debug)]
struct Stub {
    schemes: &'static [Scheme],
    public_key: Vec<u8>,
    deciphers: bool,
}

impl SigningKey for Stub {
    fn schemes(&self) -> &[Scheme] {
        self.schemes
    }

    fn public_key(&self) -> Option<&[u8]> {
        Some(&self.public_key)
    }

    fn sign(&self, _: Scheme, _: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>, CryptoFailure> {
        Err(CryptoFailure::Unsupported)
    }

    fn rsa_decryption(&self) -> Option<&dyn RsaDecryptionKey> {
        self.deciphers.then_some(self)
    }
}

impl RsaDecryptionKey for Stub {
    fn decrypt_premaster(&self, _: &[u8], _: [u8; 2], _: &dyn SecureRandom) -> Result<Secret, CryptoFailure> {
        Err(CryptoFailure::Unsupported)
    }
}

#[derive(Debug)]
struct Load;

impl LoadKey for Load {
    fn load(&self, key: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
        let pair = KeyPair::try_from(key.secret_der()).map_err(|_| CryptoFailure::BadKey)?;
        Ok(Arc::new(Stub { schemes: &ECDSA, public_key: pair.subject_public_key_info(), deciphers: false }))
    }
}

#[derive(Debug)]
struct NoRandom;

impl SecureRandom for NoRandom {
    fn fill(&self, _: &mut [u8]) -> Result<(), CryptoFailure> {
        Err(CryptoFailure::Random)
    }
}

fn provider() -> CryptoProvider {
    CryptoProvider {
        name: "stub",
        suites: Vec::new(),
        groups: Vec::new(),
        verification: Vec::new(),
        certificate_id_hashes: Vec::new(),
        load_key: &Load,
        rsa_key_exchange: None,
        random: Arc::new(NoRandom),
    }
}

fn signing(made: &Made, schemes: &'static [Scheme]) -> Arc<Credential> {
    let key = Stub { schemes, public_key: made.key.subject_public_key_info(), deciphers: false };
    Credential::new(Vec::from([made.der.clone()]), Arc::new(key)).unwrap()
}

fn ecdsa(name: &str) -> Arc<Credential> {
    signing(&leaf(name).by(&Authority::new("Root")), &ECDSA)
}

fn rsa(name: &str, deciphers: bool) -> Arc<Credential> {
    let public = rsa_key(2048);
    let der = leaf(name).certifying(&public, &Authority::new("Root"));
    let key = Stub { schemes: &RSA, public_key: public.subject_public_key_info(), deciphers };
    Credential::new(Vec::from([der]), Arc::new(key)).unwrap()
}

fn load_error(chain: &str, key: &str) -> CredentialError {
    Credential::load(&provider(), chain.as_bytes(), key.as_bytes()).map(|_| ()).unwrap_err()
}

#[test]
fn pem_and_der_are_loaded() {
    let root = Authority::new("Root");
    let made = leaf("a.example").by(&root);
    let key = made.key.serialize_der();
    let chain = pem(&made.der) + &pem(&root.der);
    let loaded = Credential::load(&provider(), chain.as_bytes(), block("PRIVATE KEY", &key).as_bytes()).unwrap();
    assert_eq!(loaded.chain(), [made.der.clone(), root.der.clone()]);
    assert_eq!(loaded.key_kind(), KeyKind::EcdsaP256);
    assert_eq!(Credential::load(&provider(), &made.der, &key).unwrap().chain().len(), 1);
}

#[test]
fn what_cannot_be_loaded_is_named() {
    let made = leaf("a.example").by(&Authority::new("Root"));
    let (chain, key) = (pem(&made.der), block("PRIVATE KEY", &made.key.serialize_der()));
    let CredentialError::Certificate(why) = load_error(&key, &key) else { panic!("not about the certificate") };
    assert!(why.contains("holds a PRIVATE KEY (line 1): give the certificate file"), "{why}");
    let CredentialError::Key(why) = load_error(&chain, &chain) else { panic!("not about the key") };
    assert!(why.contains("holds a CERTIFICATE (line 1): give the private key file"), "{why}");
    let CredentialError::Key(why) = load_error(&chain, &block("ENCRYPTED PRIVATE KEY", &[0x30, 0])) else {
        panic!("not about the key")
    };
    assert!(why.starts_with("block 1 (line 1)") && why.contains("`openssl pkey"), "{why}");
    let CredentialError::Key(why) = load_error(&chain, &block("PRIVATE KEY", &[0x30, 0])) else {
        panic!("not about the key")
    };
    assert!(why.starts_with("block 1 (line 1): the key cannot be used"), "{why}");
    let bad = chain + &pem(&[0x30, 0]);
    let CredentialError::Certificate(why) = load_error(&bad, &key) else { panic!("not about the certificate") };
    assert!(why.starts_with("block 2 (line ") && why.contains("no X.509 certificate"), "{why}");
    let empty = Credential::new(Vec::new(), ecdsa("a.example").key().clone()).map(|_| ()).unwrap_err();
    assert!(matches!(empty, CredentialError::Certificate(why) if why.contains("empty")));
}

#[test]
fn a_key_of_another_certificate_is_a_mismatch() {
    let root = Authority::new("Root");
    let made = leaf("a.example").by(&root);
    let stranger = leaf_of(&PKCS_ECDSA_P384_SHA384, "a.example").by(&root);
    let stranger_key = block("PRIVATE KEY", &stranger.key.serialize_der());
    let CredentialError::Mismatch(why) = load_error(&pem(&made.der), &stranger_key) else { panic!("no mismatch") };
    assert!(why.starts_with("the key (EC P-384) is not the one of the certificate (EC P-256, CN=leaf): give"), "{why}");
    let CredentialError::Mismatch(why) = load_error(&(pem(&made.der) + &pem(&stranger.der)), &stranger_key) else {
        panic!("no mismatch")
    };
    assert!(why.contains("of certificate 2 of the chain: put that one first"), "{why}");
}

#[test]
fn names_are_served() {
    let plain = ecdsa("A.example");
    for name in ["a.example", "A.EXAMPLE", "a.example."] {
        assert!(plain.serves(name), "{name}");
    }
    for name in ["", ".", "b.example", "x.a.example", "example"] {
        assert!(!plain.serves(name), "{name}");
    }
    let wild = ecdsa("*.a.example");
    assert!(wild.serves("b.A.example"));
    for name in ["a.example", "c.b.a.example", ".a.example", "*", ""] {
        assert!(!wild.serves(name), "{name}");
    }
}

#[test]
fn the_peer_s_order_decides_on_the_scheme() {
    let rsa = rsa("a.example", false);
    let accepted = [Scheme::ed25519, Scheme::rsa_pss_rsae_sha384, Scheme::rsa_pss_rsae_sha256];
    assert_eq!(rsa.scheme(TLS13, &accepted), Some(Scheme::rsa_pss_rsae_sha384));
    assert_eq!(rsa.scheme(TLS13, &[Scheme::ed25519]), None);
    assert_eq!(rsa.scheme(TLS13, &[]), None);
}

#[test]
fn tls13_binds_ecdsa_to_its_curve_and_does_without_pkcs1() {
    let root = Authority::new("Root");
    let p256 = ecdsa("a.example");
    let p384 = signing(&leaf_of(&PKCS_ECDSA_P384_SHA384, "a.example").by(&root), &ECDSA);
    let backwards = [Scheme::ecdsa_secp384r1_sha384, Scheme::ecdsa_secp256r1_sha256];
    assert_eq!(p256.scheme(TLS13, &backwards), Some(Scheme::ecdsa_secp256r1_sha256));
    assert_eq!(p256.scheme(TLS12, &backwards), Some(Scheme::ecdsa_secp384r1_sha384));
    assert_eq!(p384.scheme(TLS13, &ECDSA), Some(Scheme::ecdsa_secp384r1_sha384));
    assert_eq!(p384.scheme(TLS12, &ECDSA), Some(Scheme::ecdsa_secp256r1_sha256));
    let rsa = rsa("a.example", false);
    assert_eq!(rsa.scheme(TLS13, &[Scheme::rsa_pkcs1_sha256]), None);
    assert_eq!(rsa.scheme(TLS12, &[Scheme::rsa_pkcs1_sha256]), Some(Scheme::rsa_pkcs1_sha256));
}

#[test]
fn the_first_that_serves_the_name_is_chosen() {
    let all = [ecdsa("a.example"), ecdsa("b.example"), rsa("b.example", false)];
    let chosen = |name, schemes: &[Scheme]| {
        let chosen = choose(&all, &Wanted { server_name: name, ..Wanted::new(TLS13, schemes) });
        chosen.and_then(|chosen| all.iter().position(|one| Arc::ptr_eq(one, chosen)))
    };
    assert_eq!(chosen(Some("b.example"), &ECDSA), Some(1));
    assert_eq!(chosen(Some("b.example"), &RSA), Some(2), "one that cannot sign is passed over");
    assert_eq!(chosen(Some("c.example"), &ECDSA), Some(0), "else the first");
    assert_eq!(chosen(None, &RSA), Some(2));
    assert_eq!(chosen(Some("a.example"), &[Scheme::ed25519]), None);
}

#[test]
fn a_tls12_server_needs_a_key_that_fits_its_suites() {
    use SuiteAuthentication::{Ecdsa, Rsa};
    let root = Authority::new("Root");
    let ed25519 = signing(&leaf_of(&PKCS_ED25519, "a.example").by(&root), &[Scheme::ed25519]);
    let all = [ecdsa("a.example"), rsa("a.example", false), ed25519];
    let accepted = [RSA.as_slice(), &[Scheme::ed25519], &ECDSA].concat();
    let chosen = |all: &[Arc<Credential>], authentications: &[SuiteAuthentication], rsa_key_exchange| {
        let wanted = Wanted { authentications, rsa_key_exchange, ..Wanted::new(TLS12, &accepted) };
        choose(all, &wanted).map(|chosen| chosen.key_kind())
    };
    assert_eq!(chosen(&all, &[Ecdsa], false), Some(KeyKind::EcdsaP256));
    assert_eq!(chosen(&all, &[Rsa], false), Some(KeyKind::Rsa));
    assert_eq!(chosen(&all[1..], &[Ecdsa], false), Some(KeyKind::Ed25519));
    assert_eq!(chosen(&all[..1], &[Rsa], false), None);
    assert_eq!(chosen(&all, &[], true), None, "no key deciphers");
    assert_eq!(chosen(&[ecdsa("a.example"), rsa("a.example", true)], &[], true), Some(KeyKind::Rsa));
}

#[test]
fn rsa_key_exchange_needs_no_scheme() {
    let all = [rsa("a.example", true)];
    assert!(choose(&all, &Wanted { rsa_key_exchange: true, ..Wanted::new(TLS12, &[]) }).is_some());
    assert!(choose(&all, &Wanted::new(TLS12, &[])).is_none());
}

#[test]
fn an_accepted_authority_must_have_issued_a_certificate_of_the_chain() {
    let (root, other) = (Authority::new("Root"), Authority::new("Other"));
    let middle = Authority::made("Middle", Some(&root), &rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    let made = leaf("a.example").by(&middle);
    let key = Stub { schemes: &ECDSA, public_key: made.key.subject_public_key_info(), deciphers: false };
    let all = [Credential::new(Vec::from([made.der.clone(), middle.der.clone()]), Arc::new(key)).unwrap()];
    let subject = |authority: &Authority| Parts::read(&authority.der).unwrap().subject.to_vec();
    let (root, middle, other) = (subject(&root), subject(&middle), subject(&other));
    let chosen = |authorities: &[&[u8]]| choose(&all, &Wanted { authorities, ..Wanted::new(TLS13, &ECDSA) }).is_some();
    assert!(chosen(&[]));
    assert!(chosen(&[&root]));
    assert!(chosen(&[&other, &middle]));
    assert!(!chosen(&[&other]));
}

/// A credential whose chain is signed with this scheme, or so it says.
fn signed_with(name: &str, scheme: &'static [Scheme]) -> Arc<Credential> {
    let mut credential = Arc::into_inner(ecdsa(name)).unwrap();
    credential.signatures = chain::ChainSignatures::made_up(Vec::from([scheme]));
    Arc::new(credential)
}

#[test]
fn a_chain_that_the_peer_can_verify_is_preferred() {
    let all = [
        signed_with("a.example", &[Scheme::rsa_pkcs1_sha256]),
        signed_with("a.example", &[Scheme::rsa_pss_rsae_sha256, Scheme::rsa_pss_pss_sha256]),
        signed_with("b.example", &[Scheme::ed25519]),
    ];
    let chosen = |name, certificate_schemes: &[Scheme]| {
        let wanted = Wanted { server_name: name, certificate_schemes, ..Wanted::new(TLS13, &ECDSA) };
        choose(&all, &wanted).and_then(|chosen| all.iter().position(|one| Arc::ptr_eq(one, chosen)))
    };
    assert_eq!(chosen(None, &[]), Some(0), "any will do");
    assert_eq!(chosen(None, &[Scheme::rsa_pss_pss_sha256, Scheme::rsa_pkcs1_sha256]), Some(0));
    assert_eq!(chosen(None, &[Scheme::rsa_pss_pss_sha256]), Some(1));
    assert_eq!(chosen(Some("a.example"), &[Scheme::rsa_pss_rsae_sha256]), Some(1));
    assert_eq!(chosen(Some("a.example"), &[Scheme::ed25519]), Some(0), "the name counts more");
    assert_eq!(chosen(Some("c.example"), &[Scheme::ed25519]), Some(2));
    assert_eq!(chosen(None, &[Scheme::ed448]), Some(0), "a chain of its choice where none fits");
}

#[test]
fn sha1_is_no_way_out() {
    let all = [signed_with("a.example", &[Scheme::rsa_pkcs1_sha1]), signed_with("a.example", &[Scheme::ed25519])];
    let chosen = |all: &[Arc<Credential>], version, certificate_schemes: &[Scheme]| {
        let wanted = Wanted { certificate_schemes, ..Wanted::new(version, &ECDSA) };
        choose(all, &wanted).and_then(|chosen| all.iter().position(|one| Arc::ptr_eq(one, chosen)))
    };
    assert_eq!(chosen(&all, TLS13, &[Scheme::ed448]), Some(1));
    assert_eq!(chosen(&all[..1], TLS13, &[Scheme::ed448]), None);
    assert_eq!(chosen(&all[..1], TLS13, &[Scheme::ed448, Scheme::rsa_pkcs1_sha1]), Some(0), "asked for by name");
    assert_eq!(chosen(&all[..1], TLS12, &[Scheme::ed448]), Some(0), "a rule of TLS 1.3");
}
