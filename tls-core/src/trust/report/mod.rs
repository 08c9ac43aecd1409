//! Every path that a chain could take to a trust anchor, and where each one breaks.
//!
//! The verdict is that of [`TrustStore::verify`]: the same function decides, and it decides about every single path too,
//! with nothing but that path's certificates. What stands beside a refusal, the rule and the values on both sides, is
//! found out afterwards and only explains.

mod bundle;
mod edge;
mod facts;
mod fault;
mod names;
mod search;
mod signature;

pub use bundle::{Block, certificates};
pub use edge::Edge;
pub use facts::CertificateFacts;
pub use fault::Fault;

use super::check::PeerCheck;
use super::verify::{ChainRules, NO_DEMANDS, Terms, decide};
use super::{TrustFailure, TrustStore, ValidPath};
use crate::crypto::CryptoProvider;
use alloc::vec::Vec;
use search::Candidate;

/// Paths that are told; those that come nearest to being trusted are.
const MOST_PATHS: usize = 16;

/// What there is to say about a chain.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathReport {
    /// What [`Trust::verify`](super::Trust::verify) says: `Err` is why the chain is refused.
    pub verdict: Result<(), TrustFailure>,
    /// The certificates that were presented, in that order.
    pub certificates: Vec<CertificateFacts>,
    /// Ways from the first certificate to an anchor, trusted ones first, then those that come nearest to it.
    pub paths: Vec<CandidatePath>,
    /// How many more paths there are at least.
    pub omitted: usize,
}

/// One way from the first certificate from issuer to issuer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CandidatePath {
    /// Indices into [`PathReport::certificates`], the leaf first.
    pub certificates: Vec<usize>,
    /// The anchor at its end; `None` if no anchor has the name of the last certificate's issuer.
    pub anchor: Option<CertificateFacts>,
    /// Each certificate and who signed it, in the order of `certificates`.
    pub edges: Vec<Edge>,
    /// Why this path is not trusted, if it is not.
    pub failure: Option<TrustFailure>,
}

impl CandidatePath {
    /// Whether the chain is trusted by this path.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        self.failure.is_none()
    }

    /// The rule for which the path is refused.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        let reason = self.failure.as_ref()?.reason();
        self.edges.iter().filter_map(|edge| edge.fault.as_ref()).find(|fault| fault.reason == *reason)
    }
}

impl PathReport {
    /// The rule for which the chain is refused: that of the path which comes nearest to being trusted, among those that
    /// are refused for the verdict's reason.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        let reason = self.verdict.as_ref().err()?.reason();
        self.paths.iter().filter_map(CandidatePath::fault).find(|fault| fault.reason == *reason)
    }

    /// What was decided otherwise than by paths.
    pub(super) fn without_paths(
        check: &PeerCheck<'_>,
        provider: &CryptoProvider,
        verdict: Result<ValidPath, TrustFailure>,
    ) -> Self {
        let certificates = check.chain.iter().map(|certificate| CertificateFacts::of(certificate, provider)).collect();
        Self { verdict: verdict.map(drop), certificates, paths: Vec::new(), omitted: 0 }
    }

    /// Presented certificates that are on no path.
    pub fn unused(&self) -> impl Iterator<Item = usize> + '_ {
        let used = |index: &usize| self.paths.iter().any(|path| path.certificates.contains(index));
        (0..self.certificates.len()).filter(move |index| !used(index))
    }
}

impl TrustStore {
    /// Decides about a chain as [`verify`](Self::verify) does, and says of every path why it is trusted or not.
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
        let rules = ChainRules { most_intermediates, ..ChainRules::DEFAULT };
        self.report_within(check, provider, &Terms::new(provider, &rules, &NO_DEMANDS))
    }

    pub(super) fn report_within(
        &self,
        check: &PeerCheck<'_>,
        provider: &CryptoProvider,
        terms: &Terms<'_>,
    ) -> PathReport {
        let verdict = decide(self, check, terms).map(drop);
        let mut certificates: Vec<_> =
            check.chain.iter().map(|certificate| CertificateFacts::of(certificate, provider)).collect();
        for (facts, certificate) in certificates.iter_mut().zip(check.chain) {
            facts.is_anchor = self.anchor_like(certificate).is_some();
        }
        let candidates = search::candidates(self, check.chain, &certificates);
        let mut judged: Vec<_> = Vec::new();
        for candidate in &candidates {
            // A path that would do alone does not if the search gave up before it came to that.
            let failure = search::judge(self, check, terms, candidate).and_then(|()| verdict.clone()).err();
            // Beyond these only a path that is trusted would be news, and there is one if the chain is.
            let enough = judged.len() >= MOST_PATHS * 4;
            let good = failure.is_none();
            judged.push((failure, candidate));
            if enough && (good || verdict.is_err()) {
                break;
            }
        }
        judged.sort_by_key(|(failure, candidate)| rank(failure.as_ref(), candidate));
        let omitted = candidates.len().saturating_sub(MOST_PATHS);
        let paths = judged.into_iter().take(MOST_PATHS);
        let paths = paths.map(|(failure, candidate)| self.path((check, terms), provider, failure, candidate)).collect();
        PathReport { verdict, certificates, paths, omitted }
    }

    fn path(
        &self,
        (check, terms): (&PeerCheck<'_>, &Terms<'_>),
        provider: &CryptoProvider,
        failure: Option<TrustFailure>,
        candidate: &Candidate,
    ) -> CandidatePath {
        let edges = edge::edges((self, check, terms), candidate, failure.as_ref());
        let anchor = candidate.anchor.map(|index| CertificateFacts::of_anchor(self, index, provider));
        CandidatePath { certificates: candidate.certificates.clone(), anchor, edges, failure }
    }
}

/// Trusted paths first, then those that reach an anchor by matching keys, then those that reach one at all.
fn rank(failure: Option<&TrustFailure>, candidate: &Candidate) -> (bool, bool, usize, usize) {
    (failure.is_some(), candidate.anchor.is_none(), candidate.mismatches, candidate.certificates.len())
}
