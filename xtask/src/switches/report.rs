//! The table: check, section, how many tests are red, and the first of them.

use super::Missed;
use crate::say;
use serde_json::{Value, json};

/// Tests that are named in a line of the table.
const NAMED: usize = 3;

/// Checks that the engine will have once it resumes sessions.
const NOT_YET: [&str; 6] = [
    "PSK binder",
    "ticket tag",
    "extended_master_secret of a session",
    "early data limit",
    "ticket lifetime",
    "name of a session",
];
/// What no switch can show.
const WITHOUT_SWITCH: &str = "that secrets are compared in constant time: another comparison gives the same results, later or \
                              sooner, so only a measurement can tell";

/// Prints the result as a table; `short`: only of what no test misses.
pub(super) fn table(missed: &[Missed], short: bool) {
    if !short {
        say::line(&format!("{:<32} {:<22} {:>4}  {}", "check", "section", "red", "tests"));
        missed.iter().for_each(|one| say::line(&row(one)));
    }
    let unmissed: Vec<_> =
        missed.iter().filter(|missed| missed.red.is_empty()).map(|missed| missed.check.name()).collect();
    say::line(&format!("{} checks, {} that no test misses", missed.len(), unmissed.len()));
    if !short {
        say::line(&format!("{} checks come with the resumption of sessions: {}", NOT_YET.len(), NOT_YET.join(", ")));
        say::line(&format!("Without a switch: {WITHOUT_SWITCH}"));
    }
    if !unmissed.is_empty() {
        say::line(&format!("Write a test that goes red without it for: {}", unmissed.join(", ")));
    }
}

/// Prints the result as one line of JSON.
pub(super) fn json(missed: &[Missed]) {
    say::line(&Value::Array(missed.iter().map(object).collect()).to_string());
}

fn row(missed: &Missed) -> String {
    let check = missed.check;
    let mut names: Vec<_> = missed.red.iter().take(NAMED).map(ToString::to_string).collect();
    if missed.red.len() > NAMED {
        names.push("...".into());
    }
    format!("{:<32} {:<22} {:>4}  {}", check.name(), check.section(), missed.red.len(), names.join(", "))
}

fn object(missed: &Missed) -> Value {
    json!({
        "check": missed.check.name(),
        "section": missed.check.section(),
        "guards": missed.check.guards(),
        "red": missed.red.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
