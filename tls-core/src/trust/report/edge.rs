//! A certificate and its issuer, and what is wrong between them.
//!
//! Whether the path is trusted has been decided; the rules are gone through again one by one, in order to name the first
//! that failed on every edge and not only on the one at which the decision ended.

use super::facts::short_id;
use super::fault::Fault;
use super::search::Candidate;
use super::{names, signature};
use crate::pki_types::CertificateDer;
use crate::trust::check::{PeerCheck, Purpose};
use crate::trust::crl;
use crate::trust::describe::issuer_text;
use crate::trust::explain::{day, unreadable};
use crate::trust::keys::{authority_key, leaf_key, leaf_key_usage};
use crate::trust::parts::Parts;
use crate::trust::verify::Terms;
use crate::trust::words::span;
use crate::trust::{Description, TrustFailure, TrustReason as Reason, TrustStore, describe, subject_text};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The most CAs that `webpki` follows between a leaf and an anchor.
const MOST_INTERMEDIATES: usize = 6;

/// A certificate and its issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edge {
    /// The name of the issuer, as the certificate gives it.
    pub issuer: String,
    /// The first rule that failed: of the certificate itself, of its issuer's right to sign it, or of the signature.
    pub fault: Option<Fault>,
}

/// A path while it is looked at.
pub(super) struct Walk<'w, 'c> {
    pub(super) store: &'w TrustStore,
    pub(super) check: &'w PeerCheck<'c>,
    pub(super) terms: &'w Terms<'w>,
    pub(super) candidate: &'w Candidate,
    /// The path's certificates, the leaf first.
    pub(super) chain: Vec<&'w CertificateDer<'c>>,
}

/// The edges of a path that was judged.
pub(super) fn edges(
    (store, check, terms): (&TrustStore, &PeerCheck<'_>, &Terms<'_>),
    candidate: &Candidate,
    failure: Option<&TrustFailure>,
) -> Vec<Edge> {
    let chain: Vec<_> = candidate.certificates.iter().filter_map(|&index| check.chain.get(index)).collect();
    let walk = Walk { store, check, terms, candidate, chain };
    let mut decisive = failure.map(TrustFailure::reason);
    let mut edges = Vec::new();
    for (index, certificate) in walk.chain.iter().enumerate() {
        let mut faults = if failure.is_some() { walk.faults(index, certificate) } else { Vec::new() };
        let at = faults.iter().position(|fault| Some(&fault.reason) == decisive);
        decisive = decisive.filter(|_| at.is_none());
        let first = if faults.is_empty() { None } else { Some(faults.swap_remove(at.unwrap_or(0))) };
        edges.push(Edge { issuer: issuer_text(certificate), fault: first });
    }
    // A refusal without a finer explanation is told at the leaf in the words of the decision.
    if let (Some(_), Some(failure), Some(edge)) = (decisive, failure, edges.first_mut()) {
        edge.fault = Some(Fault::from(failure));
    }
    edges
}

impl Walk<'_, '_> {
    /// All that is wrong with the certificate at `index` and what its issuer did.
    fn faults(&self, index: usize, certificate: &CertificateDer<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Some(failure) = unreadable(certificate) {
            faults.push(self.cannot_be_used(certificate, &failure));
        }
        let Ok(description) = describe(certificate) else { return faults };
        let subject = subject_text(certificate);
        faults.extend(self.validity(&subject, &description));
        if index == 0 && description.is_ca {
            let text = format!("{subject} is the certificate of a CA (basicConstraints CA:TRUE), not that of a peer");
            faults.push(Fault::new(Reason::CaAsLeaf, text, "send a leaf certificate first, issued by that CA"));
        }
        faults.extend(self.purpose(&subject, &description));
        match self.chain.get(index + 1) {
            Some(issuer) => faults.extend(self.authority(index, issuer)),
            None if self.candidate.anchor.is_none() => faults.push(self.missing(&subject, &description, certificate)),
            None => {}
        }
        faults.extend(self.depth(index));
        faults.extend(signature::fault(self, index, certificate));
        faults.extend(names::constraints(self, index, &description));
        if let Some(revocation) = &self.terms.demands.revocation {
            faults.extend(crl::fault(revocation, certificate, self.check.now, index == 0));
        }
        if index == 0 {
            faults.extend(self.leaf(certificate));
        }
        faults
    }

    fn cannot_be_used(&self, certificate: &CertificateDer<'_>, failure: &TrustFailure) -> Fault {
        let critical = names::unknown_critical(certificate);
        if *failure.reason() == Reason::UnsupportedCertificate && !critical.is_empty() {
            let text = format!(
                "{} has a critical extension that is not understood here: {critical}",
                subject_text(certificate)
            );
            return Fault::new(*failure.reason(), text, "have it issued without that, or not critical");
        }
        Fault::from(failure)
    }

    fn validity(&self, subject: &str, description: &Description) -> Option<Fault> {
        let (now, from, to) = (self.check.now, description.not_before, description.not_after);
        let (seconds, clock) = (now.as_secs(), day(now));
        if from > to {
            let text = format!("the validity of {subject} ends ({}) before it begins ({})", day(to), day(from));
            return Some(Fault::new(Reason::Malformed, text, "replace it"));
        }
        if now > to {
            let ago = span(seconds.saturating_sub(to.as_secs()));
            let text = format!("{subject} expired {ago} ago: notAfter {}, clock {clock}", day(to));
            return Some(Fault::new(Reason::Expired, text, "renew it"));
        }
        (now < from).then(|| {
            let ahead = span(from.as_secs().saturating_sub(seconds));
            let text = format!("{subject} is valid only in {ahead}: notBefore {}, clock {clock}", day(from));
            Fault::new(Reason::NotYetValid, text, "check the clock, or wait")
        })
    }

    fn purpose(&self, subject: &str, description: &Description) -> Option<Fault> {
        let wanted = match self.check.purpose {
            Purpose::Server(_) | Purpose::AnyServer => "serverAuth",
            Purpose::Client => "clientAuth",
        };
        let has = &description.extended_key_usage;
        if has.is_empty() || has.iter().any(|purpose| purpose == wanted) {
            return None;
        }
        let text = format!("ExtendedKeyUsage of {subject} is {}; {wanted} is missing", names::list(has));
        Some(Fault::new(Reason::WrongPurpose, text, format!("have it issued with {wanted}")))
    }

    /// Whether an issuer may have signed the certificate at `index`.
    fn authority(&self, index: usize, issuer: &CertificateDer<'_>) -> Vec<Fault> {
        let Ok(description) = describe(issuer) else { return Vec::new() };
        let (subject, mut faults) = (subject_text(issuer), Vec::new());
        let fix = "let a CA issue the certificate";
        if !description.is_ca {
            let text = format!("{subject} signed a certificate but is no CA (basicConstraints lacks CA:TRUE)");
            faults.push(Fault::new(Reason::NotACa, text, fix));
        }
        if let Some(most) = description.path_length
            && u32::try_from(index).is_ok_and(|below| below > most)
        {
            let cas = if index == 1 { "is 1 CA".into() } else { format!("are {index} CAs") };
            let text = format!("pathLenConstraint of {subject} is {most}, but there {cas} below it");
            faults.push(Fault::new(Reason::PathLength, text, "let another CA issue the certificate"));
        }
        if description.key_usage.is_some_and(|usage| !usage.contains(&"keyCertSign")) {
            let text = format!("{subject} signed a certificate but its KeyUsage lacks keyCertSign");
            let fault = Fault::new(Reason::NotACa, text, fix);
            faults.push(Fault { section: "RFC 5280 §4.2.1.3", ..fault });
        }
        faults.extend(authority_key(issuer, self.terms.minimum_rsa_bits).err().as_ref().map(Fault::from));
        faults
    }

    /// Whether the issuer is one CA more than there may be.
    fn depth(&self, index: usize) -> Option<Fault> {
        let (count, most) = (self.chain.len().saturating_sub(1), *self.terms.intermediates.end());
        let most = most.min(MOST_INTERMEDIATES);
        (count > most && index == most).then(|| {
            let cas = if count == 1 { "is 1 CA".into() } else { format!("are {count} CAs") };
            let text = format!("there {cas} between the leaf and the anchor, or more; at most {most} may be");
            Fault::new(Reason::TooComplex, text, "use a shorter chain, or allow a longer one")
        })
    }

    /// No anchor has the name of the last issuer.
    fn missing(&self, subject: &str, description: &Description, certificate: &CertificateDer<'_>) -> Fault {
        let peer = match self.check.purpose {
            Purpose::Server(_) | Purpose::AnyServer => "server",
            Purpose::Client => "client",
        };
        let issuer = issuer_text(certificate);
        if Parts::read(certificate).is_some_and(|parts| parts.subject == parts.issuer) {
            let text = format!("{subject} is self-signed and no trust anchor here");
            return Fault::new(
                Reason::UnknownIssuer,
                text,
                format!("add it as a trust anchor if you trust this {peer}"),
            );
        }
        let id = description.authority_key_id.as_deref().map(short_id);
        let id = id.map(|id| format!(" (key id {id})")).unwrap_or_default();
        let text = match self.check.chain {
            [_] => format!("the {peer} sent only its leaf; issuer {issuer}{id} is missing and no trust anchor"),
            _ => format!("{subject} was issued by {issuer}{id}, which was neither sent nor is a trust anchor"),
        };
        let place = description.issuer_urls.first().map(|url| format!(", which AIA says is at {url}"));
        let place = place.unwrap_or_default();
        let fix = format!("make the {peer} send {issuer}{place}; or add that as a trust anchor if you trust it");
        Fault::new(Reason::UnknownIssuer, text, fix)
    }

    /// What is asked of the leaf alone, by the functions that decide about it.
    fn leaf(&self, certificate: &CertificateDer<'_>) -> Vec<Fault> {
        let mut faults: Vec<_> = names::leaf(self.check, certificate).into_iter().collect();
        if let Some(parts) = Parts::read(certificate) {
            let usage = leaf_key_usage(parts.key_usage(), self.check.key_use);
            let failures = [leaf_key(parts.public_key, self.terms), usage].into_iter().filter_map(Result::err);
            faults.extend(failures.map(|failure| Fault::from(&failure)));
        }
        faults
    }
}
