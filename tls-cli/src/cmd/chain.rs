//! `chain FILE...`: decides about certificates as a handshake does, and shows why.

use super::{print, runtime};
use crate::args::{Address, ChainArgs, PeerPurpose, Presented};
use crate::io::{Driver, Stopwatch, Terminal, connect, unix_time};
use crate::problem::{Exit, Problem};
use crate::report::chain::{Shown, object, text, width};
use crate::report::warning;
use core::time::Duration;
use std::sync::Arc;
use tls_core::config::ClientConfig;
use tls_core::conn::{ClientConnection, Seams};
use tls_core::crypto::ring::provider;
use tls_core::pki_types::{CertificateDer, ServerName, UnixTime};
use tls_core::trust::report::{CertificateFacts, PathReport};
use tls_core::trust::sct::{LogList, SctPolicy, SctVerdict, check, issuer_key};
use tls_core::trust::{Anchor, KeyUse, Ocsp, PeerCheck, Purpose, TrustStore, describe};
use tokio::runtime::Builder;

/// For connecting and the handshake together.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) fn run(args: &ChainArgs) -> Result<Exit, Problem> {
    let name = args.server_name()?;
    let presented = match (args.target(), &name) {
        (Some(target), Some(name)) => live(&target, name.clone())?,
        _ => args.presented()?,
    };
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
    let asked = PeerCheck { chain: &chain, purpose, key_use: KeyUse::Sign, now, ocsp: Ocsp::NotRequested };
    let (crls, skipped_crls) = args.trust.crls()?;
    for list in &skipped_crls {
        warning(&format!("--crl: {} was left out: {}", list.place, list.reason));
    }
    let (anchors, lists) = (Arc::clone(&store), Arc::clone(&crls));
    let report = args.trust.trust(|| Ok(anchors), lists)?.report(&asked, &provider(), args.max_depth);
    let scts = args.logs()?.map(|(logs, skipped)| {
        for reason in skipped {
            warning(&format!("--ct-logs: {reason}"));
        }
        verdicts(&chain, &report, &store, now, logs)
    });
    let shown_name = name.as_ref().map(ServerName::to_str);
    let shown = Shown {
        report: &report,
        presented: &presented,
        skipped: &skipped,
        anchors: store.len(),
        crls: (!args.trust.crl.is_empty()).then_some((&*crls, &skipped_crls)),
        client: args.purpose == PeerPurpose::Client,
        name: shown_name.as_deref(),
        now,
        scts: scts.as_deref(),
        width: width(),
        anchor_flag: "--ca",
        profile: args.trust.profile.name(),
    };
    print(if args.json { object(&shown).to_string() } else { text(&shown) }.trim_end());
    Ok(if report.verdict.is_ok() { Exit::Clean } else { Exit::Refused })
}

/// What the timestamps in the peer's certificate are worth, by its issuer on the first path.
fn verdicts(
    chain: &[CertificateDer<'_>],
    report: &PathReport,
    store: &TrustStore,
    now: UnixTime,
    logs: LogList,
) -> Vec<SctVerdict> {
    let (Some(leaf), Some(path)) = (chain.first(), report.paths.first()) else { return Vec::new() };
    let sent = path.certificates.get(1).and_then(|&index| chain.get(index)).and_then(issuer_key);
    // Without a CA in between it is the anchor of that name and kind of key.
    let facts = path.anchor.as_ref();
    let is_it = |anchor: &Anchor<'_>| facts.is_some_and(|facts| is_anchor(facts, anchor));
    let anchor = || store.anchors().find(is_it).map(|anchor| anchor.key_der());
    let key = sent.map(<[u8]>::to_vec).or_else(anchor).unwrap_or_default();
    let policy = SctPolicy { logs: Arc::new(logs), at_least: 0 };
    check(leaf, &key, now, &policy, &provider()).unwrap_or_else(|failure| failure.verdicts)
}

fn is_anchor(facts: &CertificateFacts, anchor: &Anchor<'_>) -> bool {
    match (&facts.description, anchor.certificate()) {
        (Some(about), Some(certificate)) => describe(certificate).is_ok_and(|it| it == *about),
        (None, None) => facts.subject == anchor.subject() && facts.key == anchor.key(),
        _ => false,
    }
}

/// The certificates that a server sends, in its order; nothing is sent to it after the handshake.
fn live(target: &Address, name: ServerName<'static>) -> Result<Vec<Presented>, Problem> {
    // Whether they are to be trusted is found out afterwards.
    let config = ClientConfig::builder(provider()).dangerous_accept_any_certificate().build()?;
    let ended = runtime(Builder::new_current_thread())?.block_on(async {
        let watch = Stopwatch::start();
        let socket = connect(target, TIMEOUT).await?;
        let session = ClientConnection::new(config, name, Seams::default())?;
        let terminal = Terminal::new(tokio::io::empty(), tokio::io::sink(), |_: &_| {});
        Ok::<_, Problem>(Driver::new(session, terminal, socket.into_split(), watch.left_of(TIMEOUT)).run().await)
    })?;
    let sent = ended.facts.iter().flat_map(|facts| facts.peer_certificates.iter());
    let place =
        |der: &CertificateDer<'_>| Presented { place: target.to_string(), der: der.clone().into_owned(), defect: None };
    let sent: Vec<_> = sent.map(place).collect();
    match ended.problem {
        Some(problem) if sent.is_empty() => Err(problem),
        _ => Ok(sent),
    }
}
