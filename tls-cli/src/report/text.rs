//! Facts and errors for people.

use super::{Report, milliseconds, values};
use anstyle::{AnsiColor, Style};
use core::fmt::Write as _;
use std::io::Write;

pub(super) const LABEL: Style = AnsiColor::Cyan.on_default();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const CAREFUL: Style = AnsiColor::Yellow.on_default().bold();

/// A handshake's facts, one to a line, aligned.
pub(crate) fn table(report: &Report<'_>) -> String {
    let mut rows: Vec<(&str, String)> = Vec::new();
    if let Some(facts) = report.facts {
        rows.extend(values(facts).into_iter().filter_map(|(key, value)| Some((label(key), words(value?)))));
    }
    let response = report.facts.and_then(|facts| facts.peer_ocsp_response.as_ref());
    rows.extend(response.map(|response| ("ocsp", format!("a response of {} bytes", response.len()))));
    let timing = [("connect", report.timing.connect), ("handshake", report.timing.handshake)];
    rows.extend(timing.into_iter().filter_map(|(what, time)| Some((what, format!("{:.1} ms", milliseconds(time?))))));
    let width = rows.iter().map(|(label, _)| label.len()).max().unwrap_or_default();
    let mut table = String::new();
    for (label, value) in rows {
        let _ = writeln!(table, "{LABEL}{label:width$}{LABEL:#}  {value}");
    }
    table
}

fn label(key: &'static str) -> &'static str {
    match key {
        "signature_scheme" => "signature",
        "peer_subject" => "peer",
        "client_certificate" => "client cert",
        other => other,
    }
}

fn words(value: String) -> String {
    match value.as_str() {
        "not_sent" => "asked for, not sent".to_owned(),
        "not_requested" => "not asked for".to_owned(),
        _ => value,
    }
}

/// A connection in one line.
pub(crate) fn line(report: &Report<'_>) -> String {
    let mut line = report.peer.map(|peer| format!("{peer} ")).unwrap_or_default();
    let outcome = report.exit().outcome();
    let style = if report.problem.is_some() { BAD } else { GOOD };
    let _ = write!(line, "{style}{outcome}{style:#}");
    for (_, value) in report.facts.map(values).into_iter().flatten() {
        if let Some(value) = value.filter(|value| !["sent", "not_sent", "not_requested"].contains(&value.as_str())) {
            let _ = write!(line, " {value}");
        }
    }
    if let Some(time) = report.timing.handshake {
        let _ = write!(line, " {:.1} ms", milliseconds(time));
    }
    if let Some(problem) = report.problem {
        let _ = write!(line, ": {problem}");
    }
    line
}

/// Says on standard error what went wrong. `{:#}` of a problem has the advice too.
pub(crate) fn error(sentence: &str) {
    note(&format!("{BAD}error:{BAD:#} {sentence}"));
}

/// Says on standard error what to be careful about.
pub(crate) fn warning(sentence: &str) {
    note(&format!("{CAREFUL}warning:{CAREFUL:#} {sentence}"));
}

/// Writes a line to standard error; colour only if that is a terminal. If nobody reads it, nobody needs it.
pub(crate) fn note(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}
