//! A trace as a ladder: the client on the left, the server on the right, one rung for every message.

use crate::trace::{Note, Step, Trace, What};
use crate::{explain, facts};
use anstyle::{AnsiColor, Style};
use core::fmt::Write as _;
use tls_core::conn::{Direction, Epoch};
use tls_core::msg::Role;

/// How to show it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a set of switches that anybody may set")]
pub struct Options {
    /// Columns to fill; facts are wrapped to them.
    pub width: usize,
    /// Every field of every message, with its bytes.
    pub bytes: bool,
    /// Secrets, where the trace has them.
    pub secrets: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { width: 100, bytes: false, secrets: false }
    }
}

/// Columns for the labels of facts.
const LABEL: usize = 22;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const CLIENT: Style = AnsiColor::Cyan.on_default();
const SERVER: Style = AnsiColor::Magenta.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const SECRET: Style = AnsiColor::Yellow.on_default();

/// The ladder, with colours as ANSI escapes; write it through a stream that strips them where there is no terminal.
#[must_use]
pub fn render(trace: &Trace, options: &Options) -> String {
    let mut out = String::new();
    let mut number = 0;
    for step in &trace.steps {
        if let Some(what) = &step.what {
            number += 1;
            rung(&mut out, number, step, what, options);
        }
        notes(&mut out, step, options);
        out.push('\n');
    }
    summary(&mut out, trace, options);
    out
}

/// What the signs mean.
#[must_use]
pub fn legend() -> String {
    format!(
        "{DIM}  ──▶ in clear: anybody on the path can read it     ══▶ encrypted{DIM:#}\n  {GOOD}✓{GOOD:#}{DIM}   a check that was \
         made, and its rule                ⚿   keys change{DIM:#}"
    )
}

fn name(role: Role) -> (&'static str, Style) {
    if role == Role::Client { ("client", CLIENT) } else { ("server", SERVER) }
}

fn rung(out: &mut String, number: usize, step: &Step, what: &What, options: &Options) {
    let line = if step.encrypted { "═" } else { "─" };
    let arrow = match (step.sender, step.arrived) {
        (Role::Client, true) => format!("client {}▶ server", line.repeat(6)),
        (Role::Client, false) => format!("client {}▶", line.repeat(6)),
        (_, true) => format!("client ◀{} server", line.repeat(6)),
        (_, false) => format!("       ◀{} server", line.repeat(6)),
    };
    let (_, style) = name(step.sender);
    let secrecy = if step.encrypted { "encrypted" } else { "in clear" };
    let size = what.size();
    let bytes = if size == 1 { "byte" } else { "bytes" };
    let title = what.name();
    let _ = writeln!(
        out,
        "{DIM}{number:>3}{DIM:#}  {style}{arrow:<22}{style:#}  {BOLD}{title}{BOLD:#}  {DIM}{size} {bytes}, {secrecy}{DIM:#}"
    );
    let explanation = explain::message(what.name());
    if !explanation.is_empty() {
        wrapped(out, "", explanation, DIM, options);
    }
    for (label, value) in facts::of(what) {
        wrapped(out, &label, &value, Style::new(), options);
    }
    if options.bytes {
        for (extension, sentence) in facts::explained_extensions(what) {
            wrapped(out, "", &format!("{extension}: {sentence}"), DIM, options);
        }
        fields(out, what);
    }
}

/// Every leaf of the span tree: path, bytes, value, section.
fn fields(out: &mut String, what: &What) {
    let What::Message { bytes, .. } = what else {
        return;
    };
    let tree = what.spans();
    for (index, span) in tree.spans().iter().enumerate().filter(|(_, span)| span.leaf) {
        let content = bytes.get(span.bytes.clone()).unwrap_or_default();
        let shown: String = content.iter().take(16).map(|byte| format!("{byte:02x} ")).collect();
        let more = if content.len() > 16 { "… " } else { "" };
        let (path, start, value, section) = (tree.path(index), span.bytes.start, &span.value, span.section);
        let _ = writeln!(out, "       {DIM}{start:>5}{DIM:#}  {shown}{more}");
        let _ = writeln!(out, "              {DIM}{path}{DIM:#} = {value}  {DIM}{section}{DIM:#}");
    }
}

fn notes(out: &mut String, step: &Step, options: &Options) {
    let receiver = if step.sender == Role::Client { Role::Server } else { Role::Client };
    for role in [step.sender, receiver] {
        let (side, style) = name(role);
        let mine = || step.notes.iter().filter(move |(by, _)| *by == role).map(|(_, note)| note);
        for note in mine() {
            match note {
                Note::Checked(what, section) => {
                    wrapped(out, "", &format!("✓ {side} checked: {what} ({section})"), GOOD, options);
                }
                Note::Keys(direction, epoch) => {
                    let direction = if *direction == Direction::Send { "sends" } else { "receives" };
                    let keys = match epoch {
                        Epoch::Handshake => "handshake keys",
                        Epoch::Application => "application keys",
                        _ => "no keys",
                    };
                    let _ = writeln!(out, "       {style}⚿ {side} {direction} under {keys} from here on{style:#}");
                }
                Note::TranscriptHash(through, hash) if options.bytes || options.secrets => {
                    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                    wrapped(out, "", &format!("transcript hash ({through}): {hash}"), DIM, options);
                }
                Note::Secret(name, secret) if options.secrets => {
                    let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
                    wrapped(out, "", &format!("{side} derived {name}: {secret}"), SECRET, options);
                }
                Note::Failed(failure) => {
                    let _ = writeln!(out, "     {BAD}✗ {side} gave up{BAD:#}");
                    for line in format!("{failure:#}").lines() {
                        wrapped(out, "", line.trim(), BAD, options);
                    }
                }
                _ => {}
            }
        }
        let states: Vec<_> = mine()
            .filter_map(|note| match note {
                Note::State(state) => Some(*state),
                _ => None,
            })
            .collect();
        if !states.is_empty() {
            let _ = writeln!(out, "       {style}{side}{style:#} {DIM}is now in{DIM:#} {}", states.join(" → "));
        }
    }
}

fn summary(out: &mut String, trace: &Trace, options: &Options) {
    let side = if trace.facts(Role::Client).is_empty() { Role::Server } else { Role::Client };
    if let Some((by, failure)) = trace.failure() {
        let (name, _) = name(by);
        let who = if failure.received_alert() { "was refused by its peer" } else { "refused" };
        let _ = writeln!(out, "  {BAD}No connection: the {name} {who}.{BAD:#}");
        return;
    }
    let _ = writeln!(out, "  {BOLD}What was agreed on{BOLD:#}");
    for (label, value) in trace.facts(side) {
        wrapped(out, &label.replace('_', " "), value, Style::new(), options);
    }
    let [client, server] = trace.wire_bytes;
    wrapped(out, "on the wire", &format!("client {client} bytes, server {server} bytes"), Style::new(), options);
    let [client, server] = trace.application_data;
    wrapped(out, "data inside", &format!("client {client} bytes, server {server} bytes"), Style::new(), options);
}

/// A label and a text that is broken between words; continuation lines are indented.
fn wrapped(out: &mut String, label: &str, text: &str, style: Style, options: &Options) {
    let indent = if label.is_empty() { 7 } else { 8 + LABEL };
    let room = options.width.max(indent + 20) - indent;
    let mut lines: Vec<String> = Vec::new();
    // Names come from the peer: nothing in them may move the cursor or turn the text around.
    let harmless = |c: char| {
        !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    let text: String = text.chars().map(|c| if harmless(c) { c } else { '\u{fffd}' }).collect();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    for (number, line) in lines.iter().enumerate() {
        if label.is_empty() {
            let _ = writeln!(out, "       {style}{line}{style:#}");
        } else if number == 0 {
            let _ = writeln!(out, "       {DIM}{label:<LABEL$}{DIM:#} {style}{line}{style:#}");
        } else {
            let _ = writeln!(out, "{:indent$}{style}{line}{style:#}", "");
        }
    }
}
