//! The strict profile: what RFC 5280 and the CA/Browser Forum's Baseline Requirements ask of certificates, and a search
//! for a path leaves out.
//!
//! `webpki` asks whether a path leads to an anchor; this asks whether its certificates are what they ought to be. It
//! only ever refuses more. Every rule is a row of [`StrictRule`].
//!
//! # Where it is less strict than the letter
//!
//! * The Baseline Requirements are for servers: a client's path is held to RFC 5280 alone.
//! * An anchor is trusted on its own authority, "the trust anchor information" (RFC 5280 §6.1.1 (d)) being name and key.
//!   A rule is kept for it only if no root breaks it that operating systems and browsers trust; the tests count.
//! * nameConstraints of a server's CA need not be critical: BR §7.1.2.10.8 excepts them from RFC 5280 for the sake of old
//!   software.
//! * How long a certificate may be valid (BR §6.3.2) is not looked at, nor which types of names there are besides those
//!   of servers: neither makes a certificate ambiguous.

mod authority;
mod constraints;
mod extensions;
mod fields;
mod identifiers;
mod key;
mod leaf;
mod names;
mod policies;
mod read;
mod rules;
mod subject;
mod suffix;
#[cfg(test)]
mod tests;

pub use rules::StrictRule;

use super::{Purpose, describe, time_text};
use crate::pki_types::{CertificateDer, UnixTime};
use alloc::format;
use alloc::string::String;
use read::Certificate;
use subject::{Place, Subject};

/// A path that leads to an anchor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StrictPath<'a> {
    pub(crate) leaf: &'a CertificateDer<'a>,
    /// The leaf's issuer first.
    pub(crate) intermediates: &'a [CertificateDer<'a>],
    /// `None` if only name and key are known.
    pub(crate) anchor: Option<&'a CertificateDer<'a>>,
    pub(crate) purpose: &'a Purpose<'a>,
    pub(crate) now: UnixTime,
}

/// The rule that a path breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breach {
    pub(crate) rule: StrictRule,
    /// Which certificate, what is wrong with it, and what to do.
    pub(crate) text: String,
    /// Which certificate of the path: 0 is the leaf, the anchor comes last.
    pub(crate) index: usize,
}

/// The first breach on the way from the leaf to the anchor; `None` if there is none.
///
/// The work is linear in the size of the certificates.
pub(crate) fn breach(path: &StrictPath<'_>) -> Option<Breach> {
    let web = matches!(path.purpose, Purpose::Server(_) | Purpose::AnyServer);
    let leaf = core::iter::once((Place::Leaf, path.leaf));
    let intermediates = path.intermediates.iter().map(|certificate| (Place::Intermediate, certificate));
    // A leaf that is its own anchor is one certificate.
    let anchor = path.anchor.filter(|anchor| *anchor != path.leaf);
    let itself = path.anchor.is_some() && anchor.is_none();
    let mut certificates =
        leaf.chain(intermediates).chain(anchor.map(|anchor| (Place::Anchor, anchor))).enumerate().peekable();
    while let Some((index, (place, der))) = certificates.next() {
        let issuer = certificates.peek().and_then(|(_, (_, der))| Certificate::read(der));
        let subject = Subject { der, place, web, self_signed: itself && place == Place::Leaf };
        if let Err(fault) = subject.judge(issuer.as_ref()) {
            return Some(Breach { rule: fault.rule, text: fault.text, index });
        }
    }
    anchor_validity(path)
}

/// "The certificate validity period includes the current time." (RFC 5280 §6.1.3 (a) (2)) For an anchor that is not part
/// of the algorithm, so that only the strict profile asks for it.
fn anchor_validity(path: &StrictPath<'_>) -> Option<Breach> {
    let about = describe(path.anchor?).ok()?;
    if (about.not_before..=about.not_after).contains(&path.now) {
        return None;
    }
    let rule = StrictRule::AnchorValidity;
    let text = format!(
        "{} ({}, {}): the trust anchor {} is valid from {} to {}, and now it is {}; take its successor as the anchor",
        rule.sentence(),
        rule.name(),
        rule.section(),
        about.subject,
        about.not_before_text,
        about.not_after_text,
        time_text(path.now)
    );
    let index = path.intermediates.len().saturating_add(1);
    Some(Breach { rule, text, index })
}
