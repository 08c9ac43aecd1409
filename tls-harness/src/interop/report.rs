//! How it went: tables for people, JSON for programs.

use super::fact::Fact;
use super::run::{Case, Results, Verdict};
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

    /// The last line of every report.
    #[must_use]
    pub fn line(self) -> String {
        format!("interop: {} passed, {} failed, {} skipped", self.passed, self.failed, self.not_run)
    }
}

/// One row for each side, version and suite.
#[must_use]
pub fn summary(results: &Results) -> String {
    let mut groups: BTreeMap<(&str, &str, &str), Vec<&Case>> = BTreeMap::new();
    for case in &results.cases {
        let scenario = &case.scenario;
        let key = (scenario.ours.name(), scenario.version().name(), scenario.suite.name);
        groups.entry(key).or_default().push(case);
    }
    let mut rows = vec![["we are", "TLS", "suite", "passed", "failed", "not run", "connections"].map(str::to_owned)];
    for ((ours, version, suite), cases) in groups {
        let counts = Counts::of(cases.iter().copied());
        let connections: usize = cases.iter().map(|case| case.connections).sum();
        let numbers = [counts.passed, counts.failed, counts.not_run, connections].map(|count| count.to_string());
        let [passed, failed, not_run, connections] = numbers;
        rows.push([ours.to_owned(), version.to_owned(), suite.to_owned(), passed, failed, not_run, connections]);
    }
    aligned(&rows)
}

/// One row for each case.
#[must_use]
pub fn rows(results: &Results) -> String {
    let mut rows = vec![["case", "result", "time"].map(str::to_owned)];
    rows.extend(results.cases.iter().map(|case| {
        let time = format!("{} ms", case.elapsed.as_millis());
        [case.scenario.to_string(), word(&case.verdict).to_owned(), time]
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

fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
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
    let mut not_run: BTreeMap<&str, Vec<String>> = BTreeMap::new();
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
            Verdict::NotRun { reason } => not_run.entry(reason).or_default().push(case.scenario.to_string()),
        }
    }
    for (reason, names) in not_run {
        let _ = writeln!(text, "NOT RUN, {} cases: {reason}", names.len());
        // All of them for one reason need no list.
        if names.len() < results.cases.len() {
            names.iter().for_each(|name| text.push_str(&format!("  {name}\n")));
        }
    }
    text
}

/// What stands before the last line: who talked to whom, how long, and what is not cross-checked.
#[must_use]
pub fn footer(results: &Results) -> String {
    let connections: usize = results.cases.iter().map(|case| case.connections).sum();
    let seconds = results.elapsed.as_secs_f32();
    let mut text = format!("{} and {}: {connections} connections in {seconds:.1} s\n", results.ours, results.peer);
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
        "peer": results.peer,
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
        Verdict::NotRun { reason } => (None, None, Some(reason)),
    };
    json!({
        "name": scenario.to_string(),
        "we_are": scenario.ours.name(),
        "version": scenario.version().name(),
        "suite": scenario.suite.name,
        "group": scenario.group.map(super::scenario::Group::name),
        "server_certificate": scenario.server.name(),
        "client_certificate": scenario.client.map(super::scenario::Key::name),
        "hello_retry_request": scenario.retry,
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
