//! Switches off each check of the engine in turn and looks which tests miss it.

mod binaries;
mod known;
mod report;
mod suite;

use crate::say;
use binaries::Binary;
use known::Known;
use suite::{Passes, Red, Tests};
use tls_core::switches::Check;

/// Switch off each check of the engine in turn: which tests go red?
///
/// Exits with 1 if some check can go without any test that misses it, or if a test is red with all checks in place.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only these checks.
    names: Vec<String>,
    /// Run, for each check, only the one test in xtask/switches.txt that is known to miss it.
    #[arg(long)]
    quick: bool,
    /// Write for each check a test that misses it to xtask/switches.txt.
    #[arg(long, conflicts_with = "quick")]
    write: bool,
    /// Leave it at the quick tests, also for checks that none of them misses.
    #[arg(long, conflicts_with = "quick")]
    no_slow: bool,
    /// List the checks and run nothing.
    #[arg(long)]
    list: bool,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

/// A check and the tests that miss it.
#[derive(Debug)]
struct Missed {
    check: Check,
    red: Vec<Red>,
}

/// Whether all is as it should be.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let checks = chosen(&arguments.names)?;
    if arguments.list {
        for check in checks {
            say::line(&format!("{:<32} {:<22} {}", check.name(), check.section(), check.guards()));
        }
        return Ok(true);
    }
    let binaries = binaries::build()?;
    let mut tests = Tests::new(&binaries);
    let missed =
        if arguments.quick { quick(&mut tests, &checks)? } else { full(&mut tests, &checks, !arguments.no_slow)? };
    let Some(missed) = missed else { return Ok(false) };
    if arguments.write {
        known::write(&missed)?;
    }
    if arguments.json {
        report::json(&missed);
    } else {
        report::table(&missed, arguments.quick);
    }
    Ok(missed.iter().all(|missed| !missed.red.is_empty()))
}

fn chosen(names: &[String]) -> Result<Vec<Check>, String> {
    if names.is_empty() {
        return Ok(Check::ALL.to_vec());
    }
    let find = |name: &String| {
        let found = Check::ALL.iter().copied().find(|check| check.name() == name);
        found.ok_or_else(|| format!("{name} is no check; `switches --list` shows them all"))
    };
    names.iter().map(find).collect()
}

/// Quick tests first; the slow ones only for the checks that none of the quick ones misses. `None`: something is red
/// with all checks in place.
fn full(tests: &mut Tests<'_>, checks: &[Check], slow: bool) -> Result<Option<Vec<Missed>>, String> {
    if !is_green(&tests.honest(|tests| tests.run(None, Passes::Quick))?) {
        return Ok(None);
    }
    let mut all = Vec::new();
    for (index, check) in checks.iter().copied().enumerate() {
        let red = tests.run(Some(check), Passes::Quick)?;
        progress(index, checks.len(), check, red.len());
        all.push(Missed { check, red });
    }
    let mut rest: Vec<_> = all.iter_mut().filter(|missed| slow && missed.red.is_empty()).collect();
    if !rest.is_empty() && !is_green(&tests.honest(|tests| tests.run(None, Passes::Slow))?) {
        return Ok(None);
    }
    let of = rest.len();
    for (index, missed) in rest.iter_mut().enumerate() {
        missed.red = tests.run(Some(missed.check), Passes::Slow)?;
        progress(index, of, missed.check, missed.red.len());
    }
    Ok(Some(all))
}

/// One known test for each check.
fn quick(tests: &mut Tests<'_>, checks: &[Check]) -> Result<Option<Vec<Missed>>, String> {
    let known = known::read()?;
    if !is_green(&tests.honest(|tests| tests.run_known(None, &known))?) {
        return Ok(None);
    }
    let mut all = Vec::new();
    for check in checks.iter().copied() {
        let own: Vec<Known> = known.iter().filter(|known| known.check == check.name()).cloned().collect();
        if own.is_empty() {
            say::problem(&format!("{} has no test in xtask/switches.txt", check.name()));
        }
        let red = if own.is_empty() { Vec::new() } else { tests.run_known(Some(check), &own)? };
        all.push(Missed { check, red });
    }
    if all.iter().any(|missed| missed.red.is_empty()) {
        say::problem(
            "Look for other tests with `cargo run -p xtask -- switches --write`; if there are none, write one.",
        );
    }
    Ok(Some(all))
}

fn is_green(red: &[Red]) -> bool {
    for one in red {
        say::problem(&format!("red with all checks in place: {one}"));
    }
    red.is_empty()
}

fn progress(index: usize, of: usize, check: Check, red: usize) {
    say::problem(&format!("[{}/{of}] {}: {red} red", index.saturating_add(1), check.name()));
}
