//! The decision about a chain.

use super::leaf::KeyKind;
use super::parts::{KeyUsageBits, Parts, PublicKey};
use super::{TrustFailure, TrustReason, TrustStore, budget, explain, order};
use crate::crypto::{CryptoProvider, SignatureVerification};
use crate::pki_types::{CertificateDer, ServerName, SignatureVerificationAlgorithm, UnixTime};
use crate::registry::SignatureScheme;
use crate::switches::{Check, enforced};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::ops::RangeInclusive;
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, VerifiedPath};

/// The most bits of an RSA key in a leaf; those of CAs are bounded by the provider's algorithms.
const MOST_RSA_BITS: usize = 8192;

/// What a chain must be like besides being trusted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChainRules<'a> {
    /// With what certificates may be signed; `None` for all that the provider verifies.
    pub(crate) schemes: Option<&'a [SignatureScheme]>,
    /// The least bits of an RSA key, in the leaf and in the CAs below the anchor.
    pub(crate) minimum_rsa_bits: usize,
    /// The most CAs between the leaf and the anchor; `None` for as many as `webpki` follows.
    pub(crate) most_intermediates: Option<usize>,
}

impl ChainRules<'static> {
    /// What holds where nobody says otherwise.
    pub(crate) const DEFAULT: Self = Self { schemes: None, minimum_rsa_bits: 2048, most_intermediates: None };
}

/// What the peer's certificate is to be good for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose<'a> {
    /// A server with this name.
    Server(&'a ServerName<'a>),
    /// A server of whatever name: for looking at chains. Whoever connects to a server wants [`Server`](Self::Server).
    AnyServer,
    /// A client; its name is the caller's business.
    Client,
}

/// What the leaf's key does in the handshake (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyUse {
    /// It signs: `KeyUsage`, if present, must have digitalSignature.
    Sign,
    /// It decrypts the premaster secret of RSA key exchange: `KeyUsage`, if present, must have keyEncipherment.
    Encipher,
}

/// A chain and what is asked of it.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a question that anybody may put")]
pub struct PeerCheck<'a> {
    /// Leaf first, then what came along with it, in any order.
    pub chain: &'a [CertificateDer<'a>],
    /// As what it presents itself.
    pub purpose: Purpose<'a>,
    /// What its key does.
    pub key_use: KeyUse,
    /// The time at which it must be valid.
    pub now: UnixTime,
}

impl TrustStore {
    /// Decides whether a chain is to be trusted.
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn verify(&self, check: &PeerCheck<'_>, provider: &CryptoProvider) -> Result<(), TrustFailure> {
        self.verify_within(check, provider, &ChainRules::DEFAULT)
    }

    /// The same, with rules for the chain.
    pub(crate) fn verify_within(
        &self,
        check: &PeerCheck<'_>,
        provider: &CryptoProvider,
        rules: &ChainRules<'_>,
    ) -> Result<(), TrustFailure> {
        decide(self, check, &Terms::new(provider, rules))
    }
}

/// The algorithms of schemes, each once. A dozen pointers are gathered faster than a shared cache is looked at, and the
/// signatures that follow cost a thousand times as much.
fn algorithms<'a>(
    verification: impl Iterator<Item = &'a SignatureVerification>,
) -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    let mut algorithms: Vec<&'static dyn SignatureVerificationAlgorithm> = Vec::with_capacity(16);
    for algorithm in verification.flat_map(|entry| entry.algorithms) {
        if !algorithms.iter().any(|known| core::ptr::addr_eq(*known, *algorithm)) {
            algorithms.push(*algorithm);
        }
    }
    algorithms
}

type Algorithms = Vec<&'static dyn SignatureVerificationAlgorithm>;

/// What [`ChainRules`] mean with a provider.
#[derive(Clone)]
pub(super) struct Terms {
    /// For the signatures of certificates.
    pub(super) algorithms: Algorithms,
    /// For the leaf's key, which signs the handshake.
    pub(super) leaf_algorithms: Algorithms,
    pub(super) minimum_rsa_bits: usize,
    /// How many CAs there may be between the leaf and the anchor.
    pub(super) intermediates: RangeInclusive<usize>,
}

impl Terms {
    pub(super) fn new(provider: &CryptoProvider, rules: &ChainRules<'_>) -> Self {
        let known = algorithms(provider.verification.iter());
        let allowed = rules
            .schemes
            .map(|schemes| algorithms(provider.verification.iter().filter(|entry| schemes.contains(&entry.scheme))));
        Self {
            algorithms: allowed.unwrap_or_else(|| known.clone()),
            leaf_algorithms: known,
            minimum_rsa_bits: rules.minimum_rsa_bits,
            intermediates: 0..=rules.most_intermediates.unwrap_or(usize::MAX),
        }
    }
}

pub(super) fn decide(store: &TrustStore, check: &PeerCheck<'_>, terms: &Terms) -> Result<(), TrustFailure> {
    let Some((leaf, others)) = check.chain.split_first() else {
        let text = "the peer sent no certificate; give it one with its key";
        return Err(TrustFailure::new(TrustReason::NoCertificate, text.into()));
    };
    if enforced(Check::ChainBudget) && !budget::affordable(leaf, others) {
        let text = "the certificates that came along, or their names and nameConstraints, can be combined in too many ways; send \
             only the chain that is needed";
        return Err(TrustFailure::new(TrustReason::TooComplex, text.into()));
    }
    let refuse = |error: Error| explain::refusal(store, check, &error);
    let end_entity = EndEntityCert::try_from(leaf).map_err(refuse)?;
    let usage = match check.purpose {
        Purpose::Server(_) | Purpose::AnyServer => webpki::KeyUsage::server_auth(),
        Purpose::Client => webpki::KeyUsage::client_auth(),
    };
    let others = &*order::likely_first(leaf, others);
    let weak = RefCell::new(None);
    let path = find_path(&end_entity, terms, store, others, check.now, (usage, &weak));
    path.map(drop).or_else(let_pass).map_err(|error| match (error, weak.take()) {
        // Nothing else was wrong with a path that had a weak key.
        (Error::UnknownIssuer, Some(failure)) => failure,
        (error, _) => refuse(error),
    })?;
    if let Purpose::Server(name) = check.purpose
        && enforced(Check::LeafName)
    {
        end_entity.verify_is_valid_for_subject_name(name).map_err(refuse)?;
    }
    let parts = Parts::read(leaf).ok_or(Error::BadDer).map_err(refuse)?;
    leaf_key(parts.public_key, terms)?;
    leaf_key_usage(parts.key_usage(), check.key_use)
}

/// What the search for a path refused passes all the same if the check for it is switched off.
fn let_pass(error: Error) -> Result<(), Error> {
    let check = match &error {
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => Check::ChainValidity,
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => Check::ChainPurpose,
        Error::UnknownIssuer => Check::ChainIssuer,
        Error::InvalidSignatureForPublicKey => Check::ChainSignature,
        Error::EndEntityUsedAsCa => Check::ChainAuthority,
        Error::UnsupportedSignatureAlgorithmContext(_) => Check::ChainScheme,
        Error::CaUsedAsEndEntity => Check::ChainLeaf,
        Error::PathLenConstraintViolated => Check::ChainPathLength,
        Error::NameConstraintViolation => Check::ChainNameConstraints,
        _ => return Err(error),
    };
    if enforced(check) { Err(error) } else { Ok(()) }
}

fn find_path<'p>(
    end_entity: &'p EndEntityCert<'p>,
    terms: &Terms,
    store: &'p TrustStore,
    others: &'p [CertificateDer<'p>],
    now: UnixTime,
    (usage, weak): (impl ExtendedKeyUsageValidator, &RefCell<Option<TrustFailure>>),
) -> Result<VerifiedPath<'p>, Error> {
    let acceptable = |path: &VerifiedPath<'_>| {
        fits(path, terms)?;
        may_sign(path)?;
        let mut intermediates = path.intermediate_certificates();
        intermediates.try_for_each(|intermediate| authority_key(&intermediate.der(), terms.minimum_rsa_bits)).map_err(
            |failure| {
                weak.replace(Some(failure));
                // Of all errors the one that gives way to every other.
                Error::UnknownIssuer
            },
        )
    };
    end_entity.verify_for_usage(&terms.algorithms, &store.anchors, others, now, usage, None, Some(&acceptable))
}

/// Whether the path has as many CAs as it may have.
fn fits(path: &VerifiedPath<'_>, terms: &Terms) -> Result<(), Error> {
    match path.intermediate_certificates().count() {
        count if terms.intermediates.contains(&count) => Ok(()),
        count if count < *terms.intermediates.start() => Err(Error::UnknownIssuer),
        _ => Err(Error::MaximumPathDepthExceeded),
    }
}

/// "If a key usage extension is present, verify that the keyCertSign bit is set." (RFC 5280 §6.1.4 (n))
fn may_sign(path: &VerifiedPath<'_>) -> Result<(), Error> {
    for intermediate in path.intermediate_certificates() {
        let der = intermediate.der();
        match Parts::read(&der).ok_or(()).and_then(|parts| parts.key_usage()) {
            Ok(None) => {}
            Ok(Some(bits)) if bits.key_cert_sign() || !enforced(Check::ChainKeyCertSign) => {}
            Ok(Some(_)) => return Err(Error::EndEntityUsedAsCa),
            Err(()) => return Err(Error::MalformedExtensions),
        }
    }
    Ok(())
}

/// "[...] the public key (with associated restrictions) MUST be compatible with some supported signature scheme."
/// (RFC 9846 §4.5.1.2)
pub(super) fn leaf_key(spki: &[u8], terms: &Terms) -> Result<(), TrustFailure> {
    let minimum_rsa_bits = terms.minimum_rsa_bits;
    let damaged = || {
        let text = "the certificate's public key is damaged; replace the certificate";
        TrustFailure::new(TrustReason::Malformed, text.into())
    };
    let key = PublicKey::read(spki).ok_or_else(damaged)?;
    if !terms.leaf_algorithms.iter().any(|algorithm| algorithm.public_key_alg_id().as_ref() == key.algorithm) {
        let text = format!(
            "the certificate's key ({}) is of a kind that is not supported here; use an EC P-256 or RSA 2048 key",
            key.words()
        );
        return Err(TrustFailure::new(TrustReason::UnsupportedAlgorithm, text));
    }
    if key.kind() != KeyKind::Rsa {
        return Ok(());
    }
    let bits = key.rsa_bits().ok_or_else(damaged)?;
    if (minimum_rsa_bits..=MOST_RSA_BITS).contains(&bits) || !enforced(Check::LeafKeyStrength) {
        return Ok(());
    }
    let text = format!(
        "the certificate's RSA key has {bits} bits; only {minimum_rsa_bits} to {MOST_RSA_BITS} are accepted: make a new key \
         and certificate"
    );
    Err(TrustFailure::new(TrustReason::WeakKey, text))
}

/// The key of a CA between the leaf and the anchor.
pub(super) fn authority_key(certificate: &[u8], minimum_rsa_bits: usize) -> Result<(), TrustFailure> {
    let key = Parts::read(certificate).and_then(|parts| PublicKey::read(parts.public_key));
    let Some(bits) = key.filter(|key| key.kind() == KeyKind::Rsa).and_then(|key| key.rsa_bits()) else {
        return Ok(());
    };
    if bits >= minimum_rsa_bits || !enforced(Check::AuthorityKeyStrength) {
        return Ok(());
    }
    let text = format!(
        "an intermediate certificate's RSA key has {bits} bits; at least {minimum_rsa_bits} are asked for: have the \
         certificate issued by another CA"
    );
    Err(TrustFailure::new(TrustReason::WeakKey, text))
}

pub(super) fn leaf_key_usage(usage: Result<Option<KeyUsageBits>, ()>, key_use: KeyUse) -> Result<(), TrustFailure> {
    let Ok(usage) = usage else {
        let text = "the certificate's KeyUsage extension is damaged; replace the certificate";
        return Err(TrustFailure::new(TrustReason::Malformed, text.into()));
    };
    let Some(bits) = usage else { return Ok(()) };
    let (allowed, wanted, action) = match key_use {
        // "The digitalSignature bit is asserted when the subject public key is used for verifying digital signatures,
        // other than signatures on certificates (bit 5) and CRLs (bit 6), such as those used in an entity
        // authentication service" (RFC 5280 §4.2.1.3); "That is, the digitalSignature bit MUST be set if the Key Usage
        // extension is present" (RFC 9846 §4.5.1.2).
        KeyUse::Sign => {
            (bits.digital_signature() || !enforced(Check::LeafSigns), "digitalSignature", "sign the handshake")
        }
        // "The keyEncipherment bit is asserted when the subject public key is used for enciphering private or secret
        // keys, i.e., for key transport." (RFC 5280 §4.2.1.3); "the keyEncipherment bit MUST be set if the key usage
        // extension is present" (RFC 5246 §7.4.2).
        KeyUse::Encipher => (
            bits.key_encipherment() || !enforced(Check::LeafEnciphers),
            "keyEncipherment",
            "decrypt in RSA key exchange",
        ),
    };
    if allowed {
        return Ok(());
    }
    let advice = match key_use {
        KeyUse::Sign => String::new(),
        KeyUse::Encipher => String::from(", or use an ECDHE suite"),
    };
    let text = format!(
        "the certificate's KeyUsage is without {wanted}, so its key may not {action}; have it issued with \
         {wanted}{advice}"
    );
    Err(TrustFailure::new(TrustReason::KeyUsage, text))
}
