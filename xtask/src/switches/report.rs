//! The table: check, section, how many tests are red, and the first of them.

use super::Missed;
use crate::say;
use serde_json::{Value, json};

/// Tests that are named in a line of the table.
const NAMED: usize = 3;

/// Prints the result.
pub(super) fn print(missed: &[Missed], as_json: bool) {
    if as_json {
        say::line(&Value::Array(missed.iter().map(object).collect()).to_string());
        return;
    }
    say::line(&format!("{:<32} {:<22} {:>4}  {}", "check", "section", "red", "tests"));
    for one in missed {
        say::line(&row(one));
    }
    let unmissed: Vec<_> =
        missed.iter().filter(|missed| missed.red.is_empty()).map(|missed| missed.check.name()).collect();
    say::line(&format!("{} checks, {} that no test misses", missed.len(), unmissed.len()));
    if !unmissed.is_empty() {
        say::line(&format!("Write a test that goes red without it for: {}", unmissed.join(", ")));
    }
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
