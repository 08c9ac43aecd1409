//! Which paths there are, by names and key identifiers.

use super::facts::CertificateFacts;
use crate::pki_types::CertificateDer;
use crate::trust::check::PeerCheck;
use crate::trust::parts::Parts;
use crate::trust::verify::{Terms, decide};
use crate::trust::{TrustFailure, TrustStore, der};
use alloc::vec::Vec;

/// Certificates that are put at the end of a path, over the whole search.
const MOST_STEPS: usize = 256;
/// Paths that are kept.
const MOST_CANDIDATES: usize = 512;
/// The most certificates of a path: what `webpki` follows, and one more to show what it does not.
const MOST_CERTIFICATES: usize = 8;

/// A path that names allow.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Indices into the chain, the leaf first.
    pub(super) certificates: Vec<usize>,
    /// Index into the store's anchors.
    pub(super) anchor: Option<usize>,
    /// How often an issuer's key is not the one that authorityKeyIdentifier names.
    pub(super) mismatches: usize,
}

struct Search<'a> {
    store: &'a TrustStore,
    facts: &'a [CertificateFacts],
    parts: Vec<Option<Parts<'a>>>,
    is_anchor: Vec<bool>,
    steps: usize,
    found: Vec<Candidate>,
}

/// All paths from the first certificate, as far as the bounds go; those whose key identifiers fit come first.
pub(super) fn candidates(
    store: &TrustStore,
    chain: &[CertificateDer<'_>],
    facts: &[CertificateFacts],
) -> Vec<Candidate> {
    let parts: Vec<_> = chain.iter().map(|certificate| Parts::read(certificate)).collect();
    let is_anchor = facts.iter().map(|facts| facts.is_anchor).collect();
    let mut search = Search { store, facts, parts, is_anchor, steps: 0, found: Vec::new() };
    if !chain.is_empty() {
        search.follow(&mut Vec::from([0]), 0);
    }
    search.found.sort_by_key(|candidate| (candidate.mismatches, candidate.anchor.is_none()));
    search.found
}

impl Search<'_> {
    fn follow(&mut self, path: &mut Vec<usize>, mismatches: usize) {
        let before = self.found.len();
        let Some(&head) = path.last() else { return };
        let Some(Some(parts)) = self.parts.get(head).copied() else {
            return self.keep(path, None, mismatches);
        };
        let issuer = der::Der::only(parts.issuer, der::tag::SEQUENCE);
        for index in 0..self.store.anchors.len() {
            if self.store.anchors.get(index).map(|anchor| anchor.subject.as_ref()) == issuer {
                let wrong = self
                    .store
                    .certificate(index)
                    .is_some_and(|anchor| self.differs(head, CertificateDer::as_ref(anchor)));
                self.keep(path, Some(index), mismatches + usize::from(wrong));
            }
        }
        for next in 1..self.parts.len() {
            // An anchor that was sent along ends a path; it is no intermediate of one.
            let Some(Some(candidate)) = self.parts.get(next).copied() else { continue };
            if candidate.subject != parts.issuer
                || self.is_anchor.get(next) == Some(&true)
                || self.circles(path, &candidate)
            {
                continue;
            }
            if path.len() >= MOST_CERTIFICATES || self.steps >= MOST_STEPS {
                continue;
            }
            self.steps += 1;
            path.push(next);
            let wrong = self.identifiers_differ(head, next);
            self.follow(path, mismatches + usize::from(wrong));
            path.pop();
        }
        if self.found.len() == before {
            self.keep(path, None, mismatches);
        }
    }

    /// The rule of RFC 4158 §5.2 by which no path goes in circles.
    fn circles(&self, path: &[usize], next: &Parts<'_>) -> bool {
        path.iter()
            .filter_map(|&index| self.parts.get(index)?.as_ref())
            .any(|past| past.subject == next.subject && past.public_key == next.public_key)
    }

    fn keep(&mut self, path: &[usize], anchor: Option<usize>, mismatches: usize) {
        if self.found.len() < MOST_CANDIDATES {
            self.found.push(Candidate { certificates: path.to_vec(), anchor, mismatches });
        }
    }

    fn identifiers_differ(&self, of: usize, issuer: usize) -> bool {
        let description = |index: usize| self.facts.get(index)?.description.as_ref();
        let wanted = description(of).and_then(|description| description.authority_key_id.as_ref());
        let found = description(issuer).and_then(|description| description.subject_key_id.as_ref());
        wanted.is_some() && found.is_some() && wanted != found
    }

    fn differs(&self, of: usize, anchor: &[u8]) -> bool {
        let wanted = self.facts.get(of).and_then(|facts| facts.description.as_ref()?.authority_key_id.as_ref());
        let anchor = crate::trust::describe(&CertificateDer::from(anchor)).ok();
        let found = anchor.as_ref().and_then(|anchor| anchor.subject_key_id.as_ref());
        wanted.is_some() && found.is_some() && wanted != found
    }
}

/// Decides about one path: the store has only its anchor, the peer sent only its certificates, and all must be used.
pub(super) fn judge(
    store: &TrustStore,
    check: &PeerCheck<'_>,
    terms: &Terms<'_>,
    candidate: &Candidate,
) -> Result<(), TrustFailure> {
    let (store, chain, terms) = only(store, check, terms, candidate);
    decide(&store, &PeerCheck { chain: &chain, ..check.clone() }, &terms).map(drop)
}

/// A question about nothing but one path.
pub(super) fn only<'a, 't>(
    store: &TrustStore,
    check: &PeerCheck<'a>,
    terms: &Terms<'t>,
    candidate: &Candidate,
) -> (TrustStore, Vec<CertificateDer<'a>>, Terms<'t>) {
    let mut alone = TrustStore::new();
    if let Some(anchor) = candidate.anchor.and_then(|index| store.anchors.get(index)) {
        alone.add_anchor(anchor.clone());
    }
    let chain = candidate.certificates.iter().filter_map(|&index| check.chain.get(index).cloned()).collect();
    let count = candidate.certificates.len().saturating_sub(1);
    let intermediates = count..=count.min(*terms.intermediates.end());
    (alone, chain, Terms { intermediates, ..terms.clone() })
}
