//! The report for people.

use super::super::text::{BAD, CAREFUL, GOOD, LABEL};
use super::Shown;
use super::tree::{Drawn, draw};
use core::fmt::Write as _;
use tls_core::pki_types::UnixTime;
use tls_core::trust::TrustReason;

/// Columns of the labels in the report.
const LABELS: usize = 7;

/// Every path as a tree, then the verdict and what to do.
pub(crate) fn text(shown: &Shown<'_>) -> String {
    let (mut text, mut drawn) = (String::new(), Drawn::default());
    let report = shown.report;
    for (number, path) in report.paths.iter().enumerate() {
        if report.paths.len() > 1 {
            let (style, word) = if path.is_good() { (GOOD, "trusted") } else { (BAD, "refused") };
            let _ = writeln!(
                text,
                "path {} of {}: {style}{word}{style:#}",
                number + 1,
                report.paths.len() + report.omitted
            );
        }
        let _ = writeln!(text, "{}", draw(shown, path, &mut drawn));
    }
    let mut rows = Vec::new();
    match shown.refusal() {
        Some(refusal) => {
            let _ = writeln!(text, "{BAD}refused{BAD:#}: {}", lines(&refusal.text, shown.width, "refused: ".len()));
            rows.extend(refusal.section.map(|section| ("rule", section.to_owned())));
            rows.push(("alert", refusal.alert));
            rows.extend(refusal.fix.map(|fix| ("do", fix)));
        }
        None => {
            let _ = writeln!(text, "{GOOD}trusted{GOOD:#}: {}", lines(&trusted(shown), shown.width, "trusted: ".len()));
        }
    }
    rows.push(("time", time(shown.now)));
    if shown.profile != "default" {
        rows.push(("rules", shown.profile.to_owned()));
    }
    if let Some((crls, _)) = shown.crls {
        rows.extend(crls.descriptions().map(|about| {
            let (from, next) = (time(about.this_update), time(about.next_update));
            let plural = if about.revoked == 1 { "" } else { "s" };
            (
                "crl",
                format!(
                    "{}, from {from}, the next at {next}: revokes {} certificate{plural}",
                    about.issuer, about.revoked
                ),
            )
        }));
    }
    for (label, value) in rows {
        let _ = writeln!(text, "  {LABEL}{label:5}{LABEL:#}  {}", lines(&value, shown.width, LABELS + 2));
    }
    for note in notes(shown) {
        let _ = writeln!(text, "  {CAREFUL}note {CAREFUL:#}  {}", lines(&note, shown.width, LABELS + 2));
    }
    text
}

fn trusted(shown: &Shown<'_>) -> String {
    let subject = shown.report.certificates.first().map(|facts| facts.subject.as_str()).unwrap_or_default();
    let anchor = shown.report.paths.first().and_then(|path| path.anchor.as_ref());
    let Some(anchor) = anchor.map(|anchor| anchor.subject.as_str()) else {
        return format!("{subject}, which is pinned; its name and its issuer do not count");
    };
    match (shown.client, shown.name) {
        (true, _) => format!("{subject} as a client, by {anchor}"),
        (false, Some(name)) => format!("{subject} as the server {name}, by {anchor}"),
        (false, None) => format!("{subject} as a server, by {anchor}"),
    }
}

/// What else there is to know.
fn notes(shown: &Shown<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if !shown.client && shown.name.is_none() {
        notes.push("the name was not checked: give the server's with --name NAME".to_owned());
    }
    for index in shown.report.unused() {
        let Some(facts) = shown.report.certificates.get(index) else { continue };
        let (number, subject) = (index + 1, &facts.subject);
        notes.push(match (shown.defect(index), facts.is_anchor) {
            (Some(defect), _) => format!("certificate {number} {subject} cannot be used: {defect}"),
            (None, true) => format!("certificate {number} {subject} is a trust anchor; it need not be sent"),
            (None, false) => format!("certificate {number} {subject} is on no path; it need not be sent"),
        });
    }
    if shown.report.omitted > 0 {
        notes.push(format!("{} more paths are not shown; send only the chain that is needed", shown.report.omitted));
    }
    if shown.refusal().is_some_and(|refusal| refusal.reason == TrustReason::UnknownIssuer) {
        let count = shown.anchors;
        let plural = if count == 1 { "" } else { "s" };
        notes.push(format!(
            "{count} trust anchor{plural} looked at: name a file with the right one with {} FILE",
            shown.anchor_flag
        ));
    }
    notes
}

/// A time as RFC 3339 writes it.
pub(super) fn time(time: UnixTime) -> String {
    tls_core::trust::time_text(time)
}

/// Text in lines of so many columns, all but the first indented.
fn lines(text: &str, width: usize, indent: usize) -> String {
    wrapped(text, width.saturating_sub(indent)).join(&format!("\n{}", " ".repeat(indent)))
}

/// Text in lines of so many columns; a longer word has one of its own.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
