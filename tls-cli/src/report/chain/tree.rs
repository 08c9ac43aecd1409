//! A path as a tree: the anchor on top, under each certificate the one that it signed.

use super::super::text::{BAD, CAREFUL, GOOD, LABEL};
use super::Shown;
use super::text::wrapped;
use anstyle::Style;
use core::fmt::Write as _;
use std::collections::BTreeSet;
use tls_core::trust::Description;
use tls_core::trust::report::{CandidatePath, CertificateFacts};
use tls_core::trust::sct::SctVerdict;

const FAINT: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
/// Cells of a validity bar.
const CELLS: u64 = 20;
/// Names of a certificate that are shown.
const NAMES: usize = 8;

/// What was drawn in full already; anchors by their fingerprints.
#[derive(Default)]
pub(super) struct Drawn(BTreeSet<String>);

/// Draws one path.
pub(super) fn draw(shown: &Shown<'_>, path: &CandidatePath, drawn: &mut Drawn) -> String {
    let mut tree = String::new();
    match &path.anchor {
        Some(anchor) => {
            head(&mut tree, "", (GOOD, "●"), anchor, "trust anchor");
            details(&mut tree, &format!("{FAINT}│{FAINT:#} "), shown, anchor, drawn);
        }
        None => {
            let issuer = path.edges.last().map(|edge| edge.issuer.as_str()).unwrap_or_default();
            let _ = writeln!(tree, "{BAD}?{BAD:#} {BOLD}{issuer}{BOLD:#}  {FAINT}no trust anchor{FAINT:#}");
        }
    }
    let steps: Vec<_> = path.certificates.iter().zip(&path.edges).rev().collect();
    for (depth, &(&index, edge)) in steps.iter().enumerate() {
        let Some(facts) = shown.report.certificates.get(index) else { continue };
        let indent = "  ".repeat(depth);
        let mark = if edge.fault.is_some() { (BAD, "✘") } else { (GOOD, "✔") };
        let role = match (index, facts.description.as_ref().is_some_and(|about| about.is_ca)) {
            (0, _) => "certificate 1, the peer's".to_owned(),
            (_, true) => format!("certificate {}, CA", index + 1),
            (_, false) => format!("certificate {}", index + 1),
        };
        head(&mut tree, &format!("{indent}{FAINT}╰─{FAINT:#}"), mark, facts, &role);
        let rail = if depth + 1 < steps.len() { "│" } else { " " };
        let rail = format!("{indent}  {FAINT}{rail}{FAINT:#} ");
        // The only path's own fault is the verdict, which follows below.
        let alone = shown.report.paths.len() == 1;
        if let Some(fault) = edge.fault.as_ref().filter(|fault| !alone || shown.report.fault() != Some(*fault)) {
            let room = shown.width.saturating_sub(indent.len() + 8);
            for line in wrapped(&format!("{} ({})", fault.text, fault.section), room) {
                let _ = writeln!(tree, "{rail}  {BAD}{line}{BAD:#}");
            }
        }
        details(&mut tree, &rail, shown, facts, drawn);
    }
    tree
}

fn head(tree: &mut String, indent: &str, (style, mark): (Style, &str), facts: &CertificateFacts, role: &str) {
    let comma = if facts.key.is_empty() { "" } else { ", " };
    let _ = writeln!(
        tree,
        "{indent}{style}{mark}{style:#} {BOLD}{}{BOLD:#}  {FAINT}{role}{comma}{}{FAINT:#}",
        facts.subject, facts.key
    );
}

/// Validity, names, timestamps of logs and fingerprint, the first time that a certificate is drawn.
fn details(tree: &mut String, rail: &str, shown: &Shown<'_>, facts: &CertificateFacts, drawn: &mut Drawn) {
    let Some(fingerprint) = &facts.fingerprint else { return };
    if !drawn.0.insert(fingerprint.clone()) {
        return;
    }
    if let Some(about) = &facts.description {
        let _ = writeln!(tree, "{rail}  {LABEL}valid {LABEL:#} {}", bar(about, shown.now.as_secs()));
        if !about.names.is_empty() {
            let names = about.names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
            let more = about.names.len().saturating_sub(NAMES);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let room = shown.width.saturating_sub(20);
            let mut label = "names ";
            for line in wrapped(&format!("{names}{more}"), room) {
                let _ = writeln!(tree, "{rail}  {LABEL}{label}{LABEL:#} {line}");
                label = "      ";
            }
        }
        for (sct, verdict) in shown.scts(facts) {
            let (time, log) = (sct.time_text.replace('T', " "), sct.short_log_id());
            let _ = write!(tree, "{rail}  {LABEL}SCT   {LABEL:#} {time} log {log}…");
            let _ = match verdict {
                Some(verdict @ SctVerdict::Verified { .. }) => writeln!(tree, "  {GOOD}{verdict}{GOOD:#}"),
                Some(verdict) => writeln!(tree, "  {CAREFUL}{verdict}{CAREFUL:#}"),
                None => writeln!(tree),
            };
        }
    }
    let _ = writeln!(tree, "{rail}  {LABEL}sha256{LABEL:#} {FAINT}{fingerprint}{FAINT:#}");
}

/// `2026-11-22 ━━━━╌╌╌╌ 2027-02-20  87 days left`, filled up to the clock.
fn bar(about: &Description, now: u64) -> String {
    let (from, to) = (about.not_before.as_secs(), about.not_after.as_secs());
    let day = |text: &str| text.split('T').next().unwrap_or_default().to_owned();
    let whole = u128::from(to.saturating_sub(from)).max(1);
    let past = u128::from(now.saturating_sub(from)) * u128::from(CELLS) / whole;
    let filled = usize::try_from(past.min(u128::from(CELLS))).unwrap_or_default();
    let empty = usize::try_from(CELLS).unwrap_or_default().saturating_sub(filled);
    let (style, words) = match () {
        () if now > to => (BAD, format!("expired {} ago", days(now - to))),
        () if now < from => (BAD, format!("begins in {}", days(from - now))),
        // A tenth of its time is left: high time to renew it.
        () if u128::from(to - now) * 10 < whole => (CAREFUL, format!("{} left", days(to - now))),
        () => (GOOD, format!("{} left", days(to - now))),
    };
    format!(
        "{} {style}{}{style:#}{FAINT}{}{FAINT:#} {}  {style}{words}{style:#}",
        day(&about.not_before_text),
        "━".repeat(filled),
        "╌".repeat(empty),
        day(&about.not_after_text)
    )
}

fn days(seconds: u64) -> String {
    let (count, unit) = match seconds {
        63_072_000.. => (seconds / 31_536_000, "year"),
        86_400.. => (seconds / 86_400, "day"),
        3600.. => (seconds / 3600, "hour"),
        60.. => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
