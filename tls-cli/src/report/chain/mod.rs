//! The report about a chain of certificates: a tree and what to do about it, or JSON.

mod json;
#[cfg(test)]
mod tests;
mod text;
mod tree;

pub(crate) use json::object;
pub(crate) use text::text;

use crate::args::{Presented, Skipped, SkippedCrl};
use crate::io::Untrusted;
use tls_core::pki_types::UnixTime;
use tls_core::trust::report::{CertificateFacts, PathReport};
use tls_core::trust::sct::SctVerdict;
use tls_core::trust::{CrlStore, SctText, TrustReason};

/// A report and what was asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) report: &'a PathReport,
    /// Where the certificates of the report were found, in its order.
    pub(crate) presented: &'a [Presented],
    /// Anchors that were left out.
    pub(crate) skipped: &'a [Skipped],
    /// How many anchors there are.
    pub(crate) anchors: usize,
    /// The revocation lists that were looked at, and those that were left out.
    pub(crate) crls: Option<(&'a CrlStore, &'a [SkippedCrl])>,
    pub(crate) client: bool,
    /// The name that was asked for.
    pub(crate) name: Option<&'a str>,
    pub(crate) now: UnixTime,
    /// What the timestamps in the peer's certificate are worth, if they were verified.
    pub(crate) scts: Option<&'a [SctVerdict]>,
    /// Which rules the certificates had to keep.
    pub(crate) profile: &'static str,
    /// Columns.
    pub(crate) width: usize,
    /// The flag that names trust anchors.
    pub(crate) anchor_flag: &'static str,
}

/// A peer whose certificates were refused in a handshake.
#[derive(Debug)]
pub(crate) struct Stranger<'a> {
    untrusted: &'a Untrusted,
    presented: Vec<Presented>,
    /// The name that a server was to have.
    name: Option<&'a str>,
    anchor_flag: &'static str,
    profile: &'static str,
}

impl<'a> Stranger<'a> {
    pub(crate) fn server(untrusted: &'a Untrusted, target: &str, name: &'a str, profile: &'static str) -> Self {
        Self { name: Some(name), anchor_flag: "--ca", profile, ..Self::client(untrusted, target) }
    }

    pub(crate) fn client(untrusted: &'a Untrusted, address: &str) -> Self {
        let place = |_: &_| Presented { place: address.to_owned(), der: Vec::new().into(), defect: None };
        let presented = untrusted.report.certificates.iter().map(place).collect();
        Self { untrusted, presented, name: None, anchor_flag: "--client-ca", profile: "default" }
    }

    fn shown(&self) -> Shown<'_> {
        Shown {
            report: &self.untrusted.report,
            presented: &self.presented,
            skipped: &[],
            anchors: self.untrusted.anchors,
            crls: None,
            client: self.name.is_none(),
            name: self.name,
            now: self.untrusted.now,
            scts: None,
            width: width(),
            anchor_flag: self.anchor_flag,
            profile: self.profile,
        }
    }

    /// The report for people.
    pub(crate) fn text(&self) -> String {
        text(&self.shown())
    }

    /// The report for programs.
    pub(crate) fn object(&self) -> serde_json::Value {
        object(&self.shown())
    }
}

/// Columns for the report.
pub(crate) fn width() -> usize {
    /// Where nobody says how many there are.
    const WIDTH: usize = 100;
    terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0)).clamp(60, 120)
}

/// Why a chain is refused.
#[derive(Debug)]
struct Refusal {
    reason: TrustReason,
    text: String,
    section: Option<&'static str>,
    fix: Option<String>,
    alert: String,
}

impl Shown<'_> {
    /// The defect of a certificate, from its file or from what it says.
    fn defect(&self, index: usize) -> Option<&str> {
        let from_file = self.presented.get(index).and_then(|presented| presented.defect.as_deref());
        from_file.or_else(|| self.report.certificates.get(index)?.defect.as_deref())
    }

    /// The timestamps in a certificate that can be read, and what they are worth if that was asked for.
    fn scts<'s>(&'s self, facts: &'s CertificateFacts) -> impl Iterator<Item = (&'s SctText, Option<&'s SctVerdict>)> {
        let leaf = self.report.certificates.first().is_some_and(|leaf| core::ptr::eq(leaf, facts));
        let verdicts = self.scts.filter(|_| leaf).unwrap_or_default().iter();
        let mut verdicts =
            verdicts.filter(|one| !matches!(one, SctVerdict::Malformed | SctVerdict::UnsupportedVersion));
        let texts = facts.description.iter().flat_map(|about| &about.scts);
        texts.map(move |text| (text, verdicts.next()))
    }

    fn refusal(&self) -> Option<Refusal> {
        let failure = self.report.verdict.as_ref().err()?;
        let (reason, alert) = (*failure.reason(), failure.alert().to_string());
        let damaged = (0..self.report.certificates.len()).find_map(|index| Some((index, self.defect(index)?)));
        Some(match (reason, damaged, self.report.fault()) {
            (TrustReason::Malformed, Some((index, defect)), _) => {
                let place = self.presented.get(index).map(|presented| presented.place.as_str()).unwrap_or_default();
                let text = format!("certificate {} ({place}): {defect}", index + 1);
                Refusal { reason, text, section: Some("RFC 5280 §4.1"), fix: None, alert }
            }
            (_, _, Some(fault)) => {
                let (text, section, fix) = (fault.text.clone(), Some(fault.section), fault.fix.clone());
                Refusal { reason, text, section, fix, alert }
            }
            (_, _, None) => Refusal { reason, text: failure.to_string(), section: None, fix: None, alert },
        })
    }
}

/// A reason as JSON has it: `not_yet_valid`.
fn word(reason: TrustReason) -> String {
    if let TrustReason::Strict(rule) = reason {
        return format!("strict_{}", rule.name().replace('-', "_"));
    }
    let mut word = String::new();
    for letter in format!("{reason:?}").chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}
