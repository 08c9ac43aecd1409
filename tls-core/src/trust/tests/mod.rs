//! Chains that are refused, and those that are not.

mod chains;
mod crls;
mod names;
mod odd;
mod pins;
mod report;
mod strict;

use super::report::{CandidatePath, PathReport};
use super::test_pki::{NOW, at};
use super::verify::{NO_DEMANDS, Terms, decide};
use super::{KeyUse, Ocsp, PeerCheck, Purpose, TrustFailure, TrustReason, TrustStore};
use crate::pki_types::{CertificateDer, ServerName, SignatureVerificationAlgorithm};
use crate::registry::AlertDescription;
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

/// Terms with these algorithms for certificates and for the leaf's key.
fn terms(
    algorithms: &[&'static dyn SignatureVerificationAlgorithm],
    leaf_algorithms: &[&'static dyn SignatureVerificationAlgorithm],
) -> Terms<'static> {
    Terms {
        algorithms: algorithms.to_vec(),
        leaf_algorithms: leaf_algorithms.to_vec(),
        minimum_rsa_bits: 2048,
        intermediates: 0..=usize::MAX,
        demands: &NO_DEMANDS,
        provider: Box::leak(Box::new(crate::crypto::ring::provider())),
    }
}

/// A question with what most tests have in common.
struct Ask<'a> {
    store: TrustStore,
    chain: Vec<CertificateDer<'a>>,
    name: Option<&'static str>,
    key_use: KeyUse,
    now: i64,
}

/// Anchors, and what the peer sends.
fn ask<'a>(anchors: &[&CertificateDer<'_>], chain: &[&CertificateDer<'a>]) -> Ask<'a> {
    let mut store = TrustStore::new();
    for anchor in anchors {
        store.add_certificate(anchor).unwrap();
    }
    let chain = chain.iter().copied().cloned().collect();
    Ask { store, chain, name: Some("a.example"), key_use: KeyUse::Sign, now: NOW }
}

/// The report says of the chain what was decided, of one path at least that it is good if and only if the chain is
/// trusted, and of every other path which rule it breaks, one of them for the reason for which the chain is refused.
#[track_caller]
fn agrees(report: &PathReport, answer: &Result<(), TrustFailure>) {
    assert_eq!(&report.verdict, answer);
    assert_eq!(report.paths.iter().any(CandidatePath::is_good), answer.is_ok(), "{report:#?}");
    for path in report.paths.iter() {
        let faults = path.edges.iter().filter(|edge| edge.fault.is_some()).count();
        assert_eq!(path.is_good(), faults == 0, "{path:#?}");
        assert_eq!(path.is_good(), path.fault().is_none(), "the rule is not told: {path:#?}");
        assert_eq!(path.edges.len(), path.certificates.len());
    }
    let Err(failure) = answer else { return };
    let whole = [TrustReason::NoCertificate, TrustReason::TooComplex].contains(failure.reason());
    let unreadable = report.certificates.iter().any(|certificate| certificate.defect.is_some());
    assert!(report.fault().is_some() || whole || unreadable, "{failure}: {report:#?}");
    let told = report.paths.iter().flat_map(|path| &path.edges).filter_map(|edge| edge.fault.as_ref());
    for text in told.flat_map(|fault| [Some(&fault.text), fault.fix.as_ref()]).flatten() {
        assert!(text.len() <= 2 * TrustFailure::MAX_TEXT && !text.contains(char::is_control), "{text:?}");
    }
}

impl Ask<'_> {
    fn name(self, name: &'static str) -> Self {
        Self { name: Some(name), ..self }
    }

    fn client(self) -> Self {
        Self { name: None, ..self }
    }

    fn at(self, now: i64) -> Self {
        Self { now, ..self }
    }

    fn to(self, key_use: KeyUse) -> Self {
        Self { key_use, ..self }
    }

    fn answer(&self) -> Result<(), TrustFailure> {
        let name = self.name.map(|name| ServerName::try_from(name).unwrap());
        let purpose = name.as_ref().map_or(Purpose::Client, Purpose::Server);
        let check = PeerCheck {
            chain: &self.chain,
            purpose,
            key_use: self.key_use,
            now: at(self.now),
            ocsp: Ocsp::NotRequested,
        };
        let terms = terms(webpki::ALL_VERIFICATION_ALGS, webpki::ALL_VERIFICATION_ALGS);
        let answer = decide(&self.store, &check, &terms).map(drop);
        let report = self.store.report_within(&check, &crate::crypto::ring::provider(), &terms);
        agrees(&report, &answer);
        answer
    }

    fn report(&self) -> PathReport {
        let name = self.name.map(|name| ServerName::try_from(name).unwrap());
        let purpose = name.as_ref().map_or(Purpose::Client, Purpose::Server);
        let check = PeerCheck {
            chain: &self.chain,
            purpose,
            key_use: self.key_use,
            now: at(self.now),
            ocsp: Ocsp::NotRequested,
        };
        self.store.report(&check, &crate::crypto::ring::provider(), None)
    }

    #[track_caller]
    fn is_trusted(&self) {
        self.answer().unwrap();
    }

    /// Refused for this reason, with this alert, in a text that has all these words.
    #[track_caller]
    fn is_refused(&self, reason: TrustReason, alert: AlertDescription, words: &[&str]) {
        let failure = self.answer().unwrap_err();
        let text = failure.to_string();
        assert_eq!((*failure.reason(), failure.alert()), (reason, alert), "{text}");
        for word in words {
            assert!(text.contains(word), "no {word:?} in {text:?}");
        }
        assert!(text.len() <= TrustFailure::MAX_TEXT && !text.contains(char::is_control), "{text:?}");
    }
}
