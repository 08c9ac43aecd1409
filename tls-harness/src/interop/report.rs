//! How it went: tables for people, JSON for programs.

use super::fact::Fact;
use super::run::{Case, Results, Verdict};
use super::scenario::{Implementation, Role, Version};
use core::fmt::Write as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Passed, failed, not run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tried, and everything was as it should be.
    pub passed: usize,
    /// Tried, and something was not.
    pub failed: usize,
    /// Not tried.
    pub not_run: usize,
}

impl Counts {
    /// Counts them.
    pub fn of<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Self {
        let mut counts = Self::default();
        for case in cases {
            let count = match case.verdict {
                Verdict::Passed => &mut counts.passed,
                Verdict::Failed { .. } => &mut counts.failed,
                Verdict::NotRun { .. } => &mut counts.not_run,
            };
            *count = count.saturating_add(1);
        }
        counts
    }

    fn cell(self) -> String {
        let Self { passed, failed, not_run } = self;
        if passed + failed + not_run == 0 { String::new() } else { format!("{passed}/{failed}/{not_run}") }
    }

    /// The last line of every report.
    #[must_use]
    pub fn line(self) -> String {
        format!("interop: {} passed, {} failed, {} skipped", self.passed, self.failed, self.not_run)
    }
}

/// One row for each version and family, one column for each peer and our role.
#[must_use]
pub fn summary(results: &Results) -> String {
    let roles = Role::ALL.iter().copied();
    let sides: Vec<_> = Implementation::ALL.iter().flat_map(|peer| roles.clone().map(|ours| (*peer, ours))).collect();
    let mut families: Vec<(Version, &str)> = Vec::new();
    for case in &results.cases {
        let family = (case.scenario.version(), case.scenario.trial.family());
        if !families.contains(&family) {
            families.push(family);
        }
    }
    families.sort_by_key(|(version, _)| core::cmp::Reverse(*version));
    let (mut peers, mut columns) = (vec![String::new(); 2], vec!["TLS".to_owned(), "scenario".to_owned()]);
    for (peer, ours) in &sides {
        peers.push(if *ours == Role::Client { peer.to_string() } else { String::new() });
        columns.push(ours.to_string());
    }
    let mut rows = vec![peers, columns];
    let cells = |belongs: &dyn Fn(&Case) -> bool| {
        let of_side = sides.iter().map(|(peer, ours)| {
            let is_of = |case: &&Case| belongs(case) && case.scenario.peer == *peer && case.scenario.ours == *ours;
            Counts::of(results.cases.iter().filter(is_of)).cell()
        });
        of_side.collect::<Vec<_>>()
    };
    for (version, family) in families {
        let is_of = |case: &Case| (case.scenario.version(), case.scenario.trial.family()) == (version, family);
        rows.push([vec![version.to_string(), family.to_owned()], cells(&is_of)].concat());
    }
    rows.push([vec!["all".to_owned(), String::new()], cells(&|_| true)].concat());
    format!("passed/failed/not run, where we are client or server of the peer:\n{}", aligned(&rows))
}

/// One row for each case.
#[must_use]
pub fn rows(results: &Results) -> String {
    let mut rows = vec![["case", "result", "time"].map(str::to_owned).to_vec()];
    rows.extend(results.cases.iter().map(|case| {
        let time = format!("{} ms", case.elapsed.as_millis());
        vec![case.scenario.to_string(), word(&case.verdict).to_owned(), time]
    }));
    aligned(&rows)
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed { .. } => "failed",
        Verdict::NotRun { .. } => "not run",
    }
}

fn aligned(rows: &[Vec<String>]) -> String {
    let mut widths = vec![0; rows.iter().map(Vec::len).max().unwrap_or_default()];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.len().max(*width);
        }
    }
    let mut table = String::new();
    for row in rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            let _ = write!(line, "{cell:width$}  ");
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

/// Every failure with both sides' reports and the command lines, and every reason for not running.
#[must_use]
pub fn troubles(results: &Results) -> String {
    let mut text = String::new();
    let mut not_run: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for case in &results.cases {
        match &case.verdict {
            Verdict::Passed => {}
            Verdict::Failed { objections, account } => {
                let _ = writeln!(text, "FAILED {}", case.scenario);
                for objection in objections {
                    let _ = writeln!(text, "  {objection}");
                }
                let _ = writeln!(text, "  to repeat it by hand (the server takes another port each time):\n{account}");
            }
            Verdict::NotRun { reason, impossible } => {
                let scenario = &case.scenario;
                // Who lacks a program lacks it in both roles.
                let side = if *impossible { format!("{}/our-{}", scenario.peer, scenario.ours) } else { "all".into() };
                let count = not_run.entry((*impossible, format!("{side}: {reason}"))).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    for ((impossible, reason), count) in not_run {
        let why = if impossible { "not run" } else { "NOT RUN" };
        let _ = writeln!(text, "{why}, {count}: {reason}");
    }
    text
}

/// Whether cases were not run although they could be.
#[must_use]
pub fn is_incomplete(results: &Results) -> bool {
    results.cases.iter().any(|case| matches!(case.verdict, Verdict::NotRun { impossible: false, .. }))
}

/// What stands before the last line: who talked to whom, how long, and what is not cross-checked.
#[must_use]
pub fn footer(results: &Results) -> String {
    let connections: usize = results.cases.iter().map(|case| case.connections).sum();
    let seconds = results.elapsed.as_secs_f32();
    let (ours, peers, seed) = (&results.ours, results.peers.join(", "), results.seed);
    let mut text = format!("{ours} with {peers}: {connections} connections in {seconds:.1} s, seed {seed}\n");
    for (fact, count) in own_word_only(results) {
        let _ = writeln!(text, "not cross-checked in {count} of {connections} connections: {fact} (our word alone)");
    }
    text
}

fn own_word_only(results: &Results) -> BTreeMap<Fact, usize> {
    let mut facts: BTreeMap<Fact, usize> = BTreeMap::new();
    for (fact, count) in results.cases.iter().flat_map(|case| &case.own_word_only) {
        let sum = facts.entry(*fact).or_default();
        *sum = sum.saturating_add(*count);
    }
    facts
}

/// Everything, as one object.
#[must_use]
pub fn json(results: &Results) -> Value {
    let counts = Counts::of(&results.cases);
    let own: BTreeMap<_, _> = own_word_only(results).into_iter().map(|(fact, n)| (fact.to_string(), n)).collect();
    json!({
        "ours": results.ours,
        "peers": results.peers,
        "seed": results.seed,
        "seconds": results.elapsed.as_secs_f32(),
        "passed": counts.passed,
        "failed": counts.failed,
        "not_run": counts.not_run,
        "own_word_only": own,
        "cases": results.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

fn case(case: &Case) -> Value {
    let scenario = &case.scenario;
    let (objections, account, reason) = match &case.verdict {
        Verdict::Passed => (None, None, None),
        Verdict::Failed { objections, account } => (Some(objections), Some(account), None),
        Verdict::NotRun { reason, .. } => (None, None, Some(reason)),
    };
    json!({
        "name": scenario.to_string(),
        "peer": scenario.peer.name(),
        "we_are": scenario.ours.name(),
        "version": scenario.version().name(),
        "suite": scenario.suite.name,
        "group": scenario.group.map(super::scenario::Group::name),
        "server_certificate": scenario.server.name(),
        "client_certificate": scenario.client.map(super::scenario::Key::name),
        "family": scenario.trial.family(),
        "trial": scenario.trial.to_string().trim_start_matches('/'),
        "result": word(&case.verdict),
        "connections": case.connections,
        "milliseconds": u64::try_from(case.elapsed.as_millis()).unwrap_or(u64::MAX),
        "objections": objections,
        "account": account,
        "reason": reason,
    })
}

#[cfg(test)]
mod tests;
