//! A rule that failed.

use crate::trust::{TrustFailure, TrustReason};
use alloc::string::{String, ToString};

/// A rule that failed, with the values on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The class of reason.
    pub reason: TrustReason,
    /// Where the rule stands: `RFC 5280 §4.1.2.5`.
    pub section: &'static str,
    /// What is wrong: `CN=a.example expired 3 days ago: notAfter 2026-11-22 .., clock 2026-11-25 ..`.
    pub text: String,
    /// What would mend it, where the text does not say that already.
    pub fix: Option<String>,
}

impl Fault {
    pub(in crate::trust) fn new(reason: TrustReason, text: String, fix: impl Into<String>) -> Self {
        Self { reason, section: section(reason), text, fix: Some(fix.into()) }
    }
}

impl From<&TrustFailure> for Fault {
    fn from(failure: &TrustFailure) -> Self {
        Self { reason: *failure.reason(), section: section(*failure.reason()), text: failure.to_string(), fix: None }
    }
}

/// Where the rules of a class stand.
const fn section(reason: TrustReason) -> &'static str {
    match reason {
        TrustReason::NoCertificate => "RFC 9846 §4.5.1",
        TrustReason::Malformed => "RFC 5280 §4.1",
        TrustReason::UnknownIssuer | TrustReason::TooComplex | TrustReason::Refused => "RFC 5280 §6.1",
        TrustReason::Revoked | TrustReason::RevocationUnknown => "RFC 5280 §6.1.3",
        TrustReason::StapleRevoked | TrustReason::StapleUnusable => "RFC 6960 §3.2",
        TrustReason::StapleMissing => "RFC 7633 §4",
        TrustReason::CrlExpired => "RFC 5280 §5.1.2.5",
        TrustReason::CrlUnusable => "RFC 5280 §6.3.3",
        TrustReason::TooFewScts => "RFC 6962 §3.3",
        TrustReason::Strict(rule) => rule.section(),
        TrustReason::NotPinned => "RFC 7469 §2.6",
        TrustReason::Expired | TrustReason::NotYetValid => "RFC 5280 §4.1.2.5",
        TrustReason::WrongName => "RFC 9525 §6.3",
        TrustReason::WrongPurpose => "RFC 5280 §4.2.1.12",
        TrustReason::KeyUsage => "RFC 5280 §4.2.1.3",
        TrustReason::CaAsLeaf | TrustReason::NotACa | TrustReason::PathLength => "RFC 5280 §4.2.1.9",
        TrustReason::NameConstraints => "RFC 5280 §4.2.1.10",
        TrustReason::WeakKey | TrustReason::UnsupportedAlgorithm => "RFC 9846 §4.5.1.2",
        TrustReason::BrokenHash => "RFC 9846 §4.5.1.3",
        TrustReason::UnsupportedCertificate => "RFC 5280 §4.2",
        TrustReason::BadSignature => "RFC 5280 §6.1.3",
    }
}
