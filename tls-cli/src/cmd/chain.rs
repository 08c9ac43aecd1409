//! `chain FILE...`: decides about certificates as a handshake does, and shows why.

use super::print;
use crate::args::{ChainArgs, PeerPurpose};
use crate::io::unix_time;
use crate::problem::{Exit, Problem};
use crate::report::chain::{Shown, object, text};
use crate::report::warning;
use tls_core::crypto::ring::provider;
use tls_core::trust::{KeyUse, PeerCheck, Purpose};

/// Columns where nobody says how many there are.
const WIDTH: usize = 100;

pub(crate) fn run(args: &ChainArgs) -> Result<Exit, Problem> {
    let name = args.server_name()?;
    let presented = args.presented()?;
    let (store, skipped) = args.anchors()?;
    for anchor in &skipped {
        warning(&format!("--ca: {} was left out: {}", anchor.place, anchor.reason));
    }
    let chain: Vec<_> = presented.iter().map(|presented| presented.der.clone()).collect();
    let purpose = match (args.purpose, &name) {
        (PeerPurpose::Server, Some(name)) => Purpose::Server(name),
        (PeerPurpose::Server, None) => Purpose::AnyServer,
        (PeerPurpose::Client, _) => Purpose::Client,
    };
    let now = args.time.unwrap_or_else(unix_time);
    let check = PeerCheck { chain: &chain, purpose, key_use: KeyUse::Sign, now };
    let report = store.report(&check, &provider(), args.max_depth);
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0)).clamp(60, 120);
    let shown = Shown {
        report: &report,
        presented: &presented,
        skipped: &skipped,
        anchors: store.len(),
        client: args.purpose == PeerPurpose::Client,
        name: args.name.as_deref(),
        now,
        width,
    };
    print(if args.json { object(&shown).to_string() } else { text(&shown) }.trim_end());
    Ok(if report.verdict.is_ok() { Exit::Clean } else { Exit::Refused })
}
