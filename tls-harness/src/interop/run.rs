//! The whole matrix, in parallel.

use super::connection::{Pair, connect};
use super::fact::Fact;
use super::payload;
use super::peer::{Peer, Pki, Setup};
use super::progress::Progress;
use super::scenario::{Implementation, Role, Scenario, Trial, matrix};
use crate::clock::{Deadline, Stopwatch};
use core::num::NonZero;
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Only cases whose names have all of these words.
    pub filter: String,
    /// For the record sizes that are drawn.
    pub seed: u64,
    /// For each connection; where much data goes there and back, four times as long.
    pub case_limit: Duration,
    /// For everything; what is not begun by then is not run.
    pub limit: Duration,
    /// Cases at once.
    pub parallel: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            filter: String::new(),
            seed: 1,
            case_limit: Duration::from_secs(10),
            limit: Duration::from_secs(8 * 60),
            parallel: processors.saturating_mul(2),
        }
    }
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All witnesses of all its connections tell the expected story, and all data came back.
    Passed,
    /// They do not.
    Failed {
        /// Sentences, each with the size of the payload.
        objections: Vec<String>,
        /// Command lines and both sides' reports.
        account: String,
    },
    /// It was not tried.
    NotRun {
        /// Why not.
        reason: String,
        /// Whether that is nobody's fault here: one of the programs cannot do it.
        impossible: bool,
    },
}

/// A case and what came of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// What was tried.
    pub scenario: Scenario,
    /// What came of it.
    pub verdict: Verdict,
    /// Connections that were made.
    pub connections: usize,
    /// For how many connections only our own word stands, by fact.
    pub own_word_only: BTreeMap<Fact, usize>,
    /// How long it took.
    pub elapsed: Duration,
}

impl Case {
    fn not_run(scenario: Scenario, reason: String, impossible: bool) -> Self {
        let verdict = Verdict::NotRun { reason, impossible };
        Self { scenario, verdict, connections: 0, own_word_only: BTreeMap::new(), elapsed: Duration::ZERO }
    }
}

/// Everything that came out.
#[derive(Debug)]
pub struct Results {
    /// Our program and its version.
    pub ours: String,
    /// The peers and their versions, or why they are missing.
    pub peers: Vec<String>,
    /// For the record sizes that were drawn.
    pub seed: u64,
    /// In the matrix's order.
    pub cases: Vec<Case>,
    /// The whole run.
    pub elapsed: Duration,
}

/// The peers, each there or missing for a reason.
#[derive(Debug)]
pub struct Peers {
    /// The programs of OpenSSL.
    pub openssl: Result<Box<dyn Peer>, String>,
    /// The programs of GnuTLS.
    pub gnutls: Result<Box<dyn Peer>, String>,
    /// The program with rustls.
    pub rustls: Result<Box<dyn Peer>, String>,
}

impl Peers {
    fn get(&self, implementation: Implementation) -> Result<&dyn Peer, &str> {
        let peer = match implementation {
            Implementation::OpenSsl => &self.openssl,
            Implementation::GnuTls => &self.gnutls,
            Implementation::Rustls => &self.rustls,
        };
        peer.as_deref().map_err(String::as_str)
    }
}

/// Runs what the filter selects. The programs' files are in `directory`, which must exist.
///
/// # Errors
///
/// One sentence, if the test PKI cannot be made there.
pub fn run(ours: &dyn Peer, peers: &Peers, settings: &Settings, directory: &Path) -> Result<Results, String> {
    let watch = Stopwatch::start();
    let pki = Pki::make(&directory.join("pki")).map_err(|error| format!("the test PKI cannot be made: {error}"))?;
    let selected = matrix(settings.seed).into_iter().filter(|scenario| scenario.matches(&settings.filter));
    let mut waiting: VecDeque<_> = selected.enumerate().collect();
    // The longest first: at the end nothing shall be waited for alone.
    waiting.make_contiguous().sort_by_key(|(_, scenario)| scenario.trial != Trial::Duplex);
    let progress = Progress::start(waiting.len());
    let queue = Mutex::new(waiting);
    let done = Mutex::new(BTreeMap::new());
    let limit = Deadline::after(settings.limit);
    let work = || {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some((index, scenario)) = next else { break };
            let place = Place { pki: &pki, scratch: &directory.join(format!("case-{index}")), limit };
            let case = match partner(ours, peers, &scenario) {
                Err((reason, impossible)) => Case::not_run(scenario, reason, impossible),
                Ok(_) if limit.is_over() => {
                    Case::not_run(scenario, "the time for the whole run was over".into(), false)
                }
                Ok(pair) => case(pair, scenario, settings.case_limit, place),
            };
            progress.done(matches!(case.verdict, Verdict::Failed { .. }));
            done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, case);
        }
    };
    thread::scope(|scope| {
        for _ in 0..settings.parallel.max(1) {
            scope.spawn(work);
        }
    });
    progress.finish();
    let cases = done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect();
    let versions = Implementation::ALL.iter().map(|peer| match peers.get(*peer) {
        Ok(program) => program.version().to_owned(),
        Err(_) => format!("no {peer}"),
    });
    let (ours, peers) = (ours.version().to_owned(), versions.collect());
    Ok(Results { ours, peers, seed: settings.seed, cases, elapsed: watch.elapsed() })
}

/// The programs of a case, or why it cannot be run and whether that is because one of them cannot.
fn partner<'a>(ours: &'a dyn Peer, peers: &'a Peers, scenario: &Scenario) -> Result<Pair<'a>, (String, bool)> {
    let peer = peers.get(scenario.peer).map_err(|reason| (reason.to_owned(), false))?;
    let pair = Pair { ours, peer };
    let reason = Role::ALL.iter().find_map(|role| pair.of(*role, scenario.ours).cannot(*role, scenario));
    reason.map_or(Ok(pair), |reason| Err((reason, true)))
}

#[derive(Clone, Copy)]
struct Place<'a> {
    pki: &'a Pki,
    scratch: &'a Path,
    limit: Deadline,
}

/// All connections of a case; after a failure there is nothing to learn from larger payloads.
fn case(pair: Pair<'_>, scenario: Scenario, limit: Duration, place: Place<'_>) -> Case {
    let watch = Stopwatch::start();
    let mut case = Case {
        scenario,
        verdict: Verdict::Passed,
        connections: 0,
        own_word_only: BTreeMap::new(),
        elapsed: Duration::ZERO,
    };
    let trial = case.scenario.trial;
    let limit = if trial == Trial::Duplex { limit.saturating_mul(4) } else { limit };
    for size in payload::sizes(trial, pair.peer.bulk()) {
        let scratch = place.scratch.join(size.to_string());
        if let Err(error) = std::fs::create_dir_all(&scratch) {
            let reason = format!("{} cannot be made: {error}", scratch.display());
            case.verdict = Verdict::NotRun { reason, impossible: false };
            break;
        }
        let setup = Setup { scenario: &case.scenario, pki: place.pki, scratch: &scratch };
        let outcome = connect(pair, &setup, size, Deadline::after(limit).or(place.limit));
        case.connections = case.connections.saturating_add(1);
        for fact in outcome.own_word_only {
            let count = case.own_word_only.entry(fact).or_default();
            *count = count.saturating_add(1);
        }
        if !outcome.objections.is_empty() {
            let objections = outcome.objections.iter().map(|what| format!("{size} bytes: {what}")).collect();
            case.verdict = Verdict::Failed { objections, account: outcome.account };
            break;
        }
    }
    case.elapsed = watch.elapsed();
    case
}
