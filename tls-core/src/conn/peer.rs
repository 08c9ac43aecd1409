//! What a peer presented of itself, and what was decided about it.

use super::core::Core;
use super::question::VerifyPeer;
use super::side::Side;
use crate::pki_types::{CertificateDer, UnixTime};
use crate::trust::report::PathReport;
use crate::trust::{Anchor, KeyUse, Ocsp, PeerCheck, TrustFailure, TrustStore, ValidPath};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What a peer presented of itself, and what was decided about it. It stays after a failure too.
#[derive(Clone, Debug)]
pub struct PeerChain {
    presented: Arc<[CertificateDer<'static>]>,
    key_use: KeyUse,
    ocsp_requested: bool,
    ocsp_response: Option<Vec<u8>>,
    now: UnixTime,
    /// The anchors that held when it was decided.
    store: Option<Arc<TrustStore>>,
    verdict: Result<ValidPath, TrustFailure>,
    /// Whether the caller, who was asked, decided.
    by_caller: bool,
}

impl PeerChain {
    /// Before there is a verdict.
    pub(super) fn new(question: &VerifyPeer, now: UnixTime, store: Option<Arc<TrustStore>>) -> Self {
        Self {
            presented: Arc::clone(&question.chain),
            key_use: question.key_use,
            ocsp_requested: question.ocsp_requested,
            ocsp_response: question.ocsp_response.clone(),
            now,
            store,
            verdict: Ok(ValidPath::leaf_alone()),
            by_caller: false,
        }
    }

    /// What was decided.
    pub(super) fn decided(self, verdict: Result<ValidPath, TrustFailure>) -> Self {
        Self { verdict, ..self }
    }

    /// The caller's decision.
    pub(super) fn by_caller(question: &VerifyPeer, now: UnixTime, verdict: &Result<(), TrustFailure>) -> Self {
        let decided = Self::new(question, now, None).decided(verdict.clone().map(|()| ValidPath::leaf_alone()));
        Self { by_caller: true, ..decided }
    }

    /// What came of the request for an OCSP response.
    fn ocsp(&self) -> Ocsp<'_> {
        match (&self.ocsp_response, self.ocsp_requested) {
            (Some(response), _) => Ocsp::Response(response),
            (None, true) => Ocsp::Absent,
            (None, false) => Ocsp::NotRequested,
        }
    }

    pub(super) fn store(&self) -> Option<&Arc<TrustStore>> {
        self.store.as_ref()
    }

    /// The certificates that the peer sent, in its order.
    #[must_use]
    pub fn presented(&self) -> &[CertificateDer<'static>] {
        &self.presented
    }

    /// The certificates of the path by which the peer is trusted, its own first, without the anchor; nothing if it is not
    /// trusted. Where pins or the caller decided it is the first certificate alone.
    pub fn validated(&self) -> impl Iterator<Item = &CertificateDer<'static>> {
        let path = self.verdict.as_ref().ok();
        let places = path.into_iter().flat_map(|path| &path.certificates);
        places.filter_map(|&place| self.presented.get(place))
    }

    /// The anchor at the end of that path.
    #[must_use]
    pub fn anchor(&self) -> Option<Anchor<'_>> {
        let place = self.verdict.as_ref().ok()?.anchor?;
        self.store.as_ref()?.anchors().nth(place)
    }

    /// Why the peer is not trusted, if it is not.
    #[must_use]
    pub fn failure(&self) -> Option<&TrustFailure> {
        self.verdict.as_ref().err()
    }

    /// The OCSP response that came with the first certificate: an `OCSPResponse` in DER (RFC 6960 §4.2.1).
    #[must_use]
    pub fn ocsp_response(&self) -> Option<&[u8]> {
        self.ocsp_response.as_deref()
    }

    /// When it was decided.
    #[must_use]
    pub const fn decided_at(&self) -> UnixTime {
        self.now
    }

    /// The anchors that it was decided with; `None` where pins or a verifier decided.
    #[must_use]
    pub fn anchors(&self) -> Option<&TrustStore> {
        self.store.as_deref()
    }

    /// Whether the caller, who was asked, decided.
    #[must_use]
    pub const fn was_by_caller(&self) -> bool {
        self.by_caller
    }
}

impl<S: Side> Core<S> {
    /// What the peer presented and what was decided about it, also after a failure.
    pub(crate) fn peer_chain(&self) -> Option<&PeerChain> {
        self.peer.as_deref()
    }

    /// Why the peer is trusted or not, path by path.
    pub(crate) fn trust_report(&self) -> Option<PathReport> {
        let peer = self.peer.as_deref().filter(|peer| !peer.by_caller)?;
        let trust = self.side.trust()?.with_anchors(peer.store());
        let check = self.side.check(&peer.presented, peer.key_use, peer.ocsp(), peer.now);
        Some(trust.report_within(&check, self.side.provider(), &self.side.common().chain_rules()))
    }
}

/// Decides about a peer from memory.
pub(super) fn judge<S: Side>(side: &S, question: &VerifyPeer, now: UnixTime) -> PeerChain {
    let trust = side.trust();
    let peer = PeerChain::new(question, now, trust.and_then(crate::trust::Trust::anchors));
    let Some(trust) = trust else { return peer };
    let check: PeerCheck<'_> = side.check(&question.chain, question.key_use, peer.ocsp(), now);
    let verdict =
        trust.verify_at(peer.store().map(|store| &**store), &check, side.provider(), &side.common().chain_rules());
    peer.decided(verdict)
}
