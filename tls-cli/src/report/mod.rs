//! What was found out, as text and as JSON.

pub(crate) mod chain;
pub(crate) mod explain;
mod json;
mod subject;
mod text;

pub(crate) use json::object;
pub(crate) use text::{error, line, note, table, warning};

use crate::problem::{Exit, Problem};
use core::net::SocketAddr;
use core::time::Duration;
use tls_core::conn::Facts;

/// Everything about one connection.
#[derive(Debug, Default)]
pub(crate) struct Report<'a> {
    /// The client's address, in a server's reports.
    pub(crate) peer: Option<SocketAddr>,
    pub(crate) facts: Option<&'a Facts>,
    pub(crate) timing: Timing,
    pub(crate) problem: Option<&'a Problem>,
    /// The peer, if its certificates were refused.
    pub(crate) untrusted: Option<&'a chain::Stranger<'a>>,
}

/// How long things took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Timing {
    /// Resolving the name and connecting; servers do neither.
    pub(crate) connect: Option<Duration>,
    pub(crate) handshake: Option<Duration>,
}

impl Report<'_> {
    fn exit(&self) -> Exit {
        self.problem.map_or(Exit::Clean, Problem::exit)
    }
}

/// A value in words, by the key that JSON has for it.
fn values(facts: &Facts) -> [(&'static str, Option<String>); 7] {
    [
        ("version", facts.version.map(|version| version.to_string())),
        ("suite", facts.suite.map(|suite| suite.to_string())),
        ("group", facts.group.map(|group| group.to_string())),
        ("signature_scheme", facts.signature_scheme.map(|scheme| scheme.to_string())),
        ("alpn", facts.alpn.as_deref().map(printable)),
        ("peer_subject", facts.peer_certificates.first().map(|leaf| subject::of(leaf))),
        ("client_certificate", Some(client_certificate(facts).to_owned())),
    ]
}

/// Version, suite, group and protocol in one line.
pub(crate) fn summary(facts: &Facts) -> String {
    values(facts).into_iter().take(5).filter_map(|(_, value)| value).collect::<Vec<_>>().join(" ")
}

fn client_certificate(facts: &Facts) -> &'static str {
    match (facts.client_authenticated, facts.client_certificate_requested) {
        (true, _) => "sent",
        (false, true) => "not_sent",
        (false, false) => "not_requested",
    }
}

/// The peer's bytes, without anything that a terminal would obey.
fn printable(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

fn milliseconds(duration: Duration) -> f64 {
    // Whole microseconds: more digits say nothing.
    let micros = u32::try_from(duration.as_micros()).unwrap_or(u32::MAX);
    f64::from(micros) / 1000.0
}

#[cfg(test)]
mod tests;
