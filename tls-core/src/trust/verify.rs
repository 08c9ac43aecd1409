//! The decision about a chain.

use super::check::{PeerCheck, Purpose};
use super::keys::{authority_key, leaf_key, leaf_key_usage};
use super::parts::Parts;
use super::pin::Pins;
use super::policy::{Demands, Profile, ValidPath};
use super::strict::{self, StrictPath};
use super::witness::{staple, timestamps};
use super::{Revocation, TrustFailure, TrustReason, TrustStore, budget, crl, describe, explain, order};
use crate::crypto::{CryptoProvider, SignatureVerification};
use crate::pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use crate::registry::SignatureScheme;
use crate::switches::{Check, enforced};
use alloc::vec::Vec;
use core::cell::RefCell;
use core::ops::RangeInclusive;
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, RevocationOptions, VerifiedPath};

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

impl TrustStore {
    /// Decides whether a chain is to be trusted. [`Trust`](super::Trust) can ask for more than a path to an anchor.
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn verify(&self, check: &PeerCheck<'_>, provider: &CryptoProvider) -> Result<(), TrustFailure> {
        decide(self, check, &Terms::new(provider, &ChainRules::DEFAULT, &NO_DEMANDS)).map(drop)
    }
}

/// Nothing but a path to an anchor.
pub(super) static NO_DEMANDS: Demands = Demands::NONE;

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

/// What [`ChainRules`] mean with a provider, and what is asked besides.
#[derive(Clone)]
pub(super) struct Terms<'t> {
    /// For the signatures of certificates.
    pub(super) algorithms: Algorithms,
    /// For the leaf's key, which signs the handshake.
    pub(super) leaf_algorithms: Algorithms,
    pub(super) minimum_rsa_bits: usize,
    /// How many CAs there may be between the leaf and the anchor.
    pub(super) intermediates: RangeInclusive<usize>,
    pub(super) demands: &'t Demands,
    pub(super) provider: &'t CryptoProvider,
}

impl<'t> Terms<'t> {
    pub(super) fn new(provider: &'t CryptoProvider, rules: &ChainRules<'_>, demands: &'t Demands) -> Self {
        let known = algorithms(provider.verification.iter());
        let allowed = rules
            .schemes
            .map(|schemes| algorithms(provider.verification.iter().filter(|entry| schemes.contains(&entry.scheme))));
        Self {
            algorithms: allowed.unwrap_or_else(|| known.clone()),
            leaf_algorithms: known,
            minimum_rsa_bits: rules.minimum_rsa_bits,
            intermediates: 0..=rules.most_intermediates.unwrap_or(usize::MAX),
            demands,
            provider,
        }
    }
}

/// "If the server supplies an empty Certificate message" and the like have been refused before; here nobody shows anything.
fn no_certificate() -> TrustFailure {
    TrustFailure::new(TrustReason::NoCertificate, "the peer sent no certificate; give it one with its key".into())
}

pub(super) fn decide(store: &TrustStore, check: &PeerCheck<'_>, terms: &Terms<'_>) -> Result<ValidPath, TrustFailure> {
    let (leaf, others) = check.chain.split_first().ok_or_else(no_certificate)?;
    if enforced(Check::ChainBudget) && !budget::affordable(leaf, others) {
        let text = "the certificates that came along, or their names and nameConstraints, can be combined in too many \
                    ways; send only the chain that is needed";
        return Err(TrustFailure::new(TrustReason::TooComplex, text.into()));
    }
    let refuse = |error: Error| explain::refusal(store, check, &error);
    let end_entity = EndEntityCert::try_from(leaf).map_err(refuse)?;
    let usage = match check.purpose {
        Purpose::Server(_) | Purpose::AnyServer => webpki::KeyUsage::server_auth(),
        Purpose::Client => webpki::KeyUsage::client_auth(),
    };
    let ordered = order::likely_first(leaf, others);
    let refused = RefCell::new(None);
    let revocation = terms.demands.revocation.as_ref();
    let crls = revocation.map(Revocation::store);
    let lists = crls.as_ref().map(|crls| crls.at(check.now, check.chain)).unwrap_or_default();
    let options = |leaf_alone| revocation.and_then(|revocation| revocation.options(&lists, leaf_alone));
    let search = Search {
        end_entity: &end_entity,
        terms,
        store,
        now: check.now,
        purpose: &check.purpose,
        usage,
        refused: &refused,
    };
    let path = search.path(&ordered, options(false)).map(|path| valid(&path, store, others));
    let path = path.and_then(|path| {
        let anchor = path.anchor.and_then(|place| store.anchors().nth(place));
        let lists = anchor.zip(crls.as_ref());
        lists.map_or(Ok(()), |(anchor, crls)| crl::anchor_may_sign(crls, &anchor)).map(|()| path)
    });
    let path = path.and_then(|path| match revocation {
        // "At the current time, the certificate is not revoked." (RFC 5280 §6.1.3 (a) (3))
        Some(revocation) if revocation.asks() && lists.is_empty() => Err(Error::UnknownRevocationStatus),
        Some(revocation) if revocation.asks_of_leaf() => {
            let certificates = path.certificates.iter().skip(1);
            let only: Vec<_> = certificates.filter_map(|&place| check.chain.get(place).cloned()).collect();
            search.path(&only, options(true)).map(|_| path)
        }
        _ => Ok(path),
    });
    let path = path.or_else(let_pass).map_err(|error| match (error, refused.take()) {
        // Nothing else was wrong with a path that was refused for more than `webpki` asks.
        (Error::UnknownIssuer, Some(failure)) => failure,
        (error, _) => {
            let revoked = revocation.and_then(|revocation| crl::refusal(revocation, check, &error));
            revoked.unwrap_or_else(|| refuse(error))
        }
    })?;
    if let Purpose::Server(name) = check.purpose
        && enforced(Check::LeafName)
    {
        end_entity.verify_is_valid_for_subject_name(name).map_err(refuse)?;
    }
    let parts = Parts::read(leaf).ok_or(Error::BadDer).map_err(refuse)?;
    leaf_key(parts.public_key, terms)?;
    leaf_key_usage(parts.key_usage(), check.key_use)?;
    staple(store, check, terms, &path)?;
    timestamps(store, check, terms, &path)?;
    Ok(path)
}

/// Decides about the leaf alone.
pub(super) fn decide_by_pins(pins: &Pins, check: &PeerCheck<'_>, terms: &Terms<'_>) -> Result<ValidPath, TrustFailure> {
    let leaf = check.chain.first().ok_or_else(no_certificate)?;
    if let Some(failure) = explain::unreadable(leaf) {
        return Err(failure);
    }
    if enforced(Check::LeafPinned) && !pins.match_certificate(leaf, terms.provider) {
        return Err(TrustFailure::new(TrustReason::NotPinned, pins.none_matches(leaf, false, terms.provider)));
    }
    let damaged = || explain::refusal(&TrustStore::new(), check, &Error::BadDer);
    let description = describe(leaf).map_err(|_| damaged())?;
    let (time, not_before, not_after) = (check.now, description.not_before, description.not_after);
    if !pins.even_out_of_date && enforced(Check::PinnedValidity) {
        // "The certificate validity period includes the current time." (RFC 5280 §6.1.3 (a) (2))
        let error = match time {
            time if time < not_before => Some(Error::CertNotValidYet { time, not_before }),
            time if time > not_after => Some(Error::CertExpired { time, not_after }),
            _ => None,
        };
        error.map_or(Ok(()), |error| Err(explain::refusal(&TrustStore::new(), check, &error)))?;
    }
    let parts = Parts::read(leaf).ok_or_else(damaged)?;
    leaf_key(parts.public_key, terms)?;
    leaf_key_usage(parts.key_usage(), check.key_use)?;
    Ok(ValidPath::leaf_alone())
}

/// Where the certificates of a path are.
fn valid(path: &VerifiedPath<'_>, store: &TrustStore, others: &[CertificateDer<'_>]) -> ValidPath {
    let place = |der: &CertificateDer<'_>| others.iter().position(|other| other == der);
    let intermediates = path.intermediate_certificates().filter_map(|certificate| place(&certificate.der()));
    let certificates = core::iter::once(0).chain(intermediates.map(|index| index.saturating_add(1))).collect();
    let anchor = store.anchors.iter().position(|anchor| core::ptr::eq(anchor, path.anchor()));
    ValidPath { certificates, anchor }
}

/// What the search for a path refused passes all the same if the check for it is switched off.
fn let_pass(error: Error) -> Result<ValidPath, Error> {
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
        Error::CertRevoked => Check::ChainRevoked,
        Error::CrlExpired { .. } => Check::CrlExpired,
        Error::InvalidCrlSignatureForPublicKey | Error::IssuerNotCrlSigner => Check::CrlSigned,
        _ => return Err(error),
    };
    if enforced(check) { Err(error) } else { Ok(ValidPath::leaf_alone()) }
}

/// What paths are looked for with.
struct Search<'p, U> {
    end_entity: &'p EndEntityCert<'p>,
    terms: &'p Terms<'p>,
    store: &'p TrustStore,
    now: UnixTime,
    purpose: &'p Purpose<'p>,
    usage: U,
    /// What a path was refused for that had nothing else against it.
    refused: &'p RefCell<Option<TrustFailure>>,
}

impl<'p, U: ExtendedKeyUsageValidator + Copy> Search<'p, U> {
    fn path<'a>(
        &self,
        others: &'a [CertificateDer<'a>],
        revocation: Option<RevocationOptions<'_>>,
    ) -> Result<VerifiedPath<'a>, Error>
    where
        'p: 'a,
    {
        let Self { end_entity, terms, store, now, usage, refused, .. } = *self;
        let acceptable = |path: &VerifiedPath<'_>| {
            fits(path, terms)?;
            may_sign(path)?;
            more_than_webpki(path, self).map_err(|failure| {
                refused.replace(Some(failure));
                // Of all errors the one that gives way to every other.
                Error::UnknownIssuer
            })
        };
        end_entity.verify_for_usage(
            &terms.algorithms,
            &store.anchors,
            others,
            now,
            usage,
            revocation,
            Some(&acceptable),
        )
    }
}

/// What is asked of a path besides; where it fails, another path may do.
fn more_than_webpki<U>(path: &VerifiedPath<'_>, search: &Search<'_, U>) -> Result<(), TrustFailure> {
    let (terms, store) = (search.terms, search.store);
    for intermediate in path.intermediate_certificates() {
        authority_key(&intermediate.der(), terms.minimum_rsa_bits)?;
    }
    pinned(path, terms, store)?;
    strict(path, search)
}

/// What the strict profile asks, where it is asked for.
fn strict<U>(path: &VerifiedPath<'_>, search: &Search<'_, U>) -> Result<(), TrustFailure> {
    let (terms, store) = (search.terms, search.store);
    if terms.demands.profile != Profile::Strict || !enforced(Check::StrictProfile) {
        return Ok(());
    }
    let anchor = store.anchors().find(|anchor| core::ptr::eq(anchor.trust_anchor(), path.anchor()));
    let intermediates: Vec<_> = path.intermediate_certificates().map(webpki::Cert::der).collect();
    let breach = strict::breach(&StrictPath {
        leaf: &path.end_entity().der(),
        intermediates: &intermediates,
        anchor: anchor.and_then(|anchor| anchor.certificate()),
        purpose: search.purpose,
        now: search.now,
    });
    breach.map_or(Ok(()), |breach| Err(TrustFailure::new(TrustReason::Strict(breach.rule), breach.text)))
}

/// One certificate of the path must match, as where pins came with HTTP (RFC 7469 §2.6).
fn pinned(path: &VerifiedPath<'_>, terms: &Terms<'_>, store: &TrustStore) -> Result<(), TrustFailure> {
    let Some(pins) = &terms.demands.pins else { return Ok(()) };
    let matches = |der: &CertificateDer<'_>| pins.match_certificate(der, terms.provider);
    let leaf = path.end_entity().der();
    let anchor = store.anchors().find(|anchor| core::ptr::eq(anchor.trust_anchor(), path.anchor()));
    let anchored = anchor.is_some_and(|anchor| {
        anchor.certificate().is_some_and(matches) || pins.match_key(&anchor.key_der(), terms.provider)
    });
    let intermediates = path.intermediate_certificates();
    if !enforced(Check::PathPinned)
        || anchored
        || matches(&leaf)
        || intermediates.map(webpki::Cert::der).any(|der| matches(&der))
    {
        return Ok(());
    }
    Err(TrustFailure::new(TrustReason::NotPinned, pins.none_matches(&leaf, true, terms.provider)))
}

/// Whether the path has as many CAs as it may have.
fn fits(path: &VerifiedPath<'_>, terms: &Terms<'_>) -> Result<(), Error> {
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
