//! Whom to trust, and how carefully.

use super::check::PeerCheck;
use super::pin::Pins;
use super::report::PathReport;
use super::sct::SctPolicy;
use super::verify::{ChainRules, Terms, decide, decide_by_pins};
use super::{Anchors, Revocation, TrustFailure, TrustStore};
use crate::crypto::CryptoProvider;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

/// Which rules certificates must keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// What protects a connection: RFC 5280 §6 and what the signatures of the handshake need.
    #[default]
    Default,
    /// The rules of RFC 5280 and of the CA/Browser Forum's Baseline Requirements too that a search for a path leaves out: see
    /// [`StrictRule`](super::StrictRule).
    Strict,
}

/// A verifier of the caller's own, which answers at once. One that must wait answers
/// [`Question::VerifyPeer`](crate::conn::Question::VerifyPeer) instead.
///
/// It decides alone: whoever wants the usual checks too, asks a [`Trust`] of their own first.
///
/// ```
/// use tls_core::crypto::CryptoProvider;
/// use tls_core::trust::{PeerCheck, PeerVerifier, Trust, TrustFailure};
///
/// /// The usual checks, and only small chains.
/// #[derive(Debug)]
/// struct Careful(Trust);
///
/// impl PeerVerifier for Careful {
///     fn verify(&self, check: &PeerCheck<'_>, provider: &CryptoProvider) -> Result<(), TrustFailure> {
///         self.0.verify(check, provider)?;
///         if check.chain.len() > 3 {
///             return Err(TrustFailure::refused("more than three certificates; send only those that are needed"));
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait PeerVerifier: fmt::Debug + Send + Sync {
    /// Decides about a peer. It is asked in the middle of handshakes and should not wait for files or networks.
    ///
    /// # Errors
    ///
    /// Why the peer is refused: a failure of another [`Trust`], or [`TrustFailure::refused`].
    fn verify(&self, check: &PeerCheck<'_>, provider: &CryptoProvider) -> Result<(), TrustFailure>;
}

/// Whom to trust, and how carefully: trust anchors, pins, or a verifier of the caller's own.
#[derive(Clone, Debug)]
pub struct Trust {
    decider: Decider,
    demands: Demands,
}

#[derive(Clone, Debug)]
enum Decider {
    Anchors(Anchors),
    Pins(Pins),
    Verifier(Arc<dyn PeerVerifier>),
}

/// What is asked of a chain besides a path to an anchor.
#[derive(Clone, Debug)]
pub(super) struct Demands {
    pub(super) profile: Profile,
    /// One of which a certificate of the path must match.
    pub(super) pins: Option<Pins>,
    /// By which revocation lists.
    pub(super) revocation: Option<Revocation>,
    /// Whether a server must send an OCSP response.
    pub(super) require_ocsp: bool,
    /// How many logs must vouch for the leaf.
    pub(super) scts: Option<SctPolicy>,
}

impl Demands {
    /// Nothing more.
    pub(super) const NONE: Self =
        Self { profile: Profile::Default, pins: None, revocation: None, require_ocsp: false, scts: None };
}

/// The path by which a chain is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValidPath {
    /// Indices into the chain that was presented: the leaf first, then its issuer, and so on.
    pub certificates: Vec<usize>,
    /// The place among [`TrustStore::anchors`] of the anchor at its end; `None` where pins or the caller decided.
    pub anchor: Option<usize>,
}

impl ValidPath {
    /// Nothing but the leaf, which is trusted by itself.
    pub(crate) fn leaf_alone() -> Self {
        Self { certificates: Vec::from([0]), anchor: None }
    }
}

impl Trust {
    /// Trusts the chains that end at an anchor: a [`TrustStore`], or something that says which one holds now, such as
    /// `ReloadableStore` of the feature `std`; in an `Arc`.
    pub fn new(anchors: impl Into<Anchors>) -> Self {
        Self { decider: Decider::Anchors(anchors.into()), demands: Demands::NONE }
    }

    /// Trusts those who have a pinned certificate or key, whoever issued it, and nobody else.
    ///
    /// The first certificate must match a pin, be valid now (unless
    /// [`even_out_of_date`](Pins::even_out_of_date)), and its key must be strong enough and allowed to do what it does in
    /// the handshake. Its names, purposes and issuers are not looked at: the pin says more than they do. No OCSP response is
    /// asked for: it would be the issuer's word. What else can be asked of a [`Trust`] is asked of paths, so it does not
    /// count here.
    pub fn pinned(pins: impl Into<Pins>) -> Self {
        Self { decider: Decider::Pins(pins.into()), demands: Demands::NONE }
    }

    /// Lets the caller's own verifier decide.
    pub fn verifier(verifier: Arc<dyn PeerVerifier>) -> Self {
        Self { decider: Decider::Verifier(verifier), demands: Demands::NONE }
    }

    /// Which rules the certificates must keep. Default: [`Profile::Default`].
    #[must_use]
    pub const fn profile(mut self, profile: Profile) -> Self {
        self.demands.profile = profile;
        self
    }

    /// Asks for a pin besides a path to an anchor: a certificate of the path, the anchor included, must match one. Several
    /// calls: the last one counts. Without an anchor it is [`pinned`](Self::pinned) that counts.
    #[must_use]
    pub fn pins(mut self, pins: impl Into<Pins>) -> Self {
        self.demands.pins = Some(pins.into());
        self
    }

    /// Looks at revocation lists. Default: at none. Several calls: the last one counts.
    #[must_use]
    pub fn revocation(mut self, revocation: Revocation) -> Self {
        self.demands.revocation = Some(revocation);
        self
    }

    /// Whether a server must send an OCSP response that says that its certificate is good. Default: no; one that is sent
    /// must be good all the same, and a certificate that promises one (RFC 7633) must come with it. The client must ask for
    /// it.
    #[must_use]
    pub const fn require_ocsp(mut self, require: bool) -> Self {
        self.demands.require_ocsp = require;
        self
    }

    /// Asks for signed certificate timestamps in the peer's certificate (RFC 6962), by logs of the caller's list. Default: none
    /// is asked for.
    #[must_use]
    pub fn scts(mut self, policy: SctPolicy) -> Self {
        self.demands.scts = Some(policy);
        self
    }

    /// The anchors that hold now; `None` where pins or a verifier decide.
    #[must_use]
    pub fn anchors(&self) -> Option<Arc<TrustStore>> {
        match &self.decider {
            Decider::Anchors(anchors) => Some(anchors.store()),
            Decider::Pins(_) | Decider::Verifier(_) => None,
        }
    }

    /// Whether pins are all there is: then no issuer is known who could say that a certificate is revoked.
    pub(crate) const fn is_pinned(&self) -> bool {
        matches!(self.decider, Decider::Pins(_))
    }

    /// Whether nobody can be trusted.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.decider {
            Decider::Anchors(anchors) => anchors.store().is_empty(),
            Decider::Pins(pins) => pins.is_empty(),
            Decider::Verifier(_) => false,
        }
    }

    /// The same with these anchors, so that it can be asked again.
    pub(crate) fn with_anchors(&self, store: Option<&Arc<TrustStore>>) -> Self {
        let decider = match (&self.decider, store) {
            (Decider::Anchors(_), Some(store)) => Decider::Anchors(Anchors::Fixed(Arc::clone(store))),
            (other, _) => other.clone(),
        };
        Self { decider, demands: self.demands.clone() }
    }

    /// Decides whether a chain is to be trusted.
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn verify(&self, check: &PeerCheck<'_>, provider: &CryptoProvider) -> Result<ValidPath, TrustFailure> {
        self.verify_at(self.anchors().as_deref(), check, provider, &ChainRules::DEFAULT)
    }

    /// The same, with rules for the chain, and with the anchors that hold now.
    pub(crate) fn verify_at(
        &self,
        store: Option<&TrustStore>,
        check: &PeerCheck<'_>,
        provider: &CryptoProvider,
        rules: &ChainRules<'_>,
    ) -> Result<ValidPath, TrustFailure> {
        let terms = Terms::new(provider, rules, &self.demands);
        match (&self.decider, store) {
            (Decider::Anchors(_), Some(store)) => decide(store, check, &terms),
            (Decider::Anchors(anchors), None) => decide(&anchors.store(), check, &terms),
            (Decider::Pins(pins), _) => decide_by_pins(pins, check, &terms),
            (Decider::Verifier(verifier), _) => verifier.verify(check, provider).map(|()| ValidPath::leaf_alone()),
        }
    }

    /// Decides as [`verify`](Self::verify) does, and says of every path why it is trusted or not.
    ///
    /// `most_intermediates` bounds the CAs between the leaf and the anchor; `None` leaves it to the verifier.
    ///
    /// The work is bounded: some hundreds of paths at most are looked at, each with as many signatures as it has
    /// certificates.
    #[must_use]
    pub fn report(
        &self,
        check: &PeerCheck<'_>,
        provider: &CryptoProvider,
        most_intermediates: Option<usize>,
    ) -> PathReport {
        self.report_within(check, provider, &ChainRules { most_intermediates, ..ChainRules::DEFAULT })
    }

    /// The same, with rules for the chain.
    pub(crate) fn report_within(
        &self,
        check: &PeerCheck<'_>,
        provider: &CryptoProvider,
        rules: &ChainRules<'_>,
    ) -> PathReport {
        let terms = Terms::new(provider, rules, &self.demands);
        match &self.decider {
            Decider::Anchors(anchors) => anchors.store().report_within(check, provider, &terms),
            Decider::Pins(pins) => PathReport::without_paths(check, provider, decide_by_pins(pins, check, &terms)),
            Decider::Verifier(verifier) => {
                let verdict = verifier.verify(check, provider).map(|()| ValidPath::leaf_alone());
                PathReport::without_paths(check, provider, verdict)
            }
        }
    }
}

impl<A: Into<Anchors>> From<A> for Trust {
    fn from(anchors: A) -> Self {
        Self::new(anchors)
    }
}
