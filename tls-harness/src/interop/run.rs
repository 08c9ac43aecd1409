//! The whole matrix, in parallel.

use super::connection::{Pair, connect};
use super::fact::Fact;
use super::payload;
use super::peer::{Peer, Pki, Setup};
use super::progress::Progress;
use super::scenario::{Scenario, matrix};
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
    /// For each connection.
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
    fn not_run(scenario: Scenario, reason: &str) -> Self {
        let verdict = Verdict::NotRun { reason: reason.to_owned() };
        Self { scenario, verdict, connections: 0, own_word_only: BTreeMap::new(), elapsed: Duration::ZERO }
    }
}

/// Everything that came out.
#[derive(Debug)]
pub struct Results {
    /// Our program and its version.
    pub ours: String,
    /// The peer and its version.
    pub peer: String,
    /// In the matrix's order.
    pub cases: Vec<Case>,
    /// The whole run.
    pub elapsed: Duration,
}

impl Results {
    /// All cases of the filter, none of them run, with the reason.
    #[must_use]
    pub fn not_run(ours: &str, peer: &str, filter: &str, reason: &str) -> Self {
        let cases = selected(filter).into_iter().map(|scenario| Case::not_run(scenario, reason)).collect();
        Self { ours: ours.to_owned(), peer: peer.to_owned(), cases, elapsed: Duration::ZERO }
    }
}

fn selected(filter: &str) -> Vec<Scenario> {
    matrix().into_iter().filter(|scenario| scenario.matches(filter)).collect()
}

/// Runs what the filter selects. The programs' files are in `directory`, which must exist.
///
/// # Errors
///
/// One sentence, if the test PKI cannot be made there.
pub fn run(ours: &dyn Peer, peer: &dyn Peer, settings: &Settings, directory: &Path) -> Result<Results, String> {
    let watch = Stopwatch::start();
    let pki = Pki::make(&directory.join("pki")).map_err(|error| format!("the test PKI cannot be made: {error}"))?;
    let waiting: VecDeque<_> = selected(&settings.filter).into_iter().enumerate().collect();
    let progress = Progress::start(waiting.len());
    let queue = Mutex::new(waiting);
    let done = Mutex::new(BTreeMap::new());
    let limit = Deadline::after(settings.limit);
    let work = || {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some((index, scenario)) = next else { break };
            let case = if limit.is_over() {
                Case::not_run(scenario, "the time for the whole run was over")
            } else {
                let place = Place { pki: &pki, scratch: &directory.join(format!("case-{index}")), limit };
                case(Pair { ours, peer }, scenario, settings.case_limit, place)
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
    let (ours, peer) = (ours.version().to_owned(), peer.version().to_owned());
    Ok(Results { ours, peer, cases, elapsed: watch.elapsed() })
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
    for size in payload::SMALL.into_iter().chain([payload::BIG]) {
        let scratch = place.scratch.join(size.to_string());
        if let Err(error) = std::fs::create_dir_all(&scratch) {
            let reason = format!("{} cannot be made: {error}", scratch.display());
            case.verdict = Verdict::NotRun { reason };
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
