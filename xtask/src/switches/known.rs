//! For each check a test that misses it: `xtask/switches.txt`.

use super::{Missed, Red, binaries};
use std::fs;
use std::path::PathBuf;

const HEAD: &str = "\
# A test for each check of the engine that goes red when the check is switched off: check, test program, test.
# Written by `cargo run -p xtask -- switches --write`.
";

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) check: String,
    pub(super) binary: String,
    pub(super) test: String,
}

fn path() -> PathBuf {
    binaries::workspace().join("xtask/switches.txt")
}

/// Reads the file.
pub(super) fn read() -> Result<Vec<Known>, String> {
    let path = path();
    let text = fs::read_to_string(&path).map_err(|error| {
        format!("{} cannot be read ({error}); make it with `cargo run -p xtask -- switches --write`", path.display())
    })?;
    Ok(text.lines().filter_map(line).collect())
}

fn line(line: &str) -> Option<Known> {
    if line.starts_with('#') {
        return None;
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    Some(Known { check: words.next()?, binary: words.next()?, test: words.next()? })
}

/// Writes the file anew for these checks; lines of other checks stay, in the order of the names.
pub(super) fn write(missed: &[Missed]) -> Result<(), String> {
    let before = read().unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    for known in &before {
        if !missed.iter().any(|missed| missed.check.name() == known.check) && is_check(&known.check) {
            lines.push(format!("{} {} {}", known.check, known.binary, known.test));
        }
    }
    for missed in missed {
        let name = missed.check.name();
        if let Some((binary, test)) = best(&missed.red, before.iter().find(|known| known.check == name)) {
            lines.push(format!("{name} {binary} {test}"));
        }
    }
    lines.sort();
    let text = format!("{HEAD}{}\n", lines.join("\n"));
    fs::write(path(), text).map_err(|error| format!("{} cannot be written: {error}", path().display()))
}

fn is_check(name: &str) -> bool {
    tls_core::switches::Check::ALL.iter().any(|check| check.name() == name)
}

/// The one that is in the file, if it still is red; else one that tries one thing, not everything.
fn best<'a>(red: &'a [Red], before: Option<&Known>) -> Option<(&'a str, &'a str)> {
    let named = || red.iter().filter_map(|red| Some((red.binary.as_str(), red.test.as_deref()?)));
    let same =
        |(binary, test): &(&str, &str)| before.is_some_and(|known| known.binary == *binary && known.test == *test);
    let small = |(binary, test): &(&str, &str)| *binary != "tls_core" && !test.contains("every_");
    named().find(same).or_else(|| named().find(small)).or_else(|| named().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tls_core::switches::Check;

    /// A new check comes with a test that misses it.
    #[test]
    fn every_check_has_a_test() {
        let known = read().unwrap();
        for check in Check::ALL {
            assert!(known.iter().any(|known| known.check == check.name()), "{}", check.name());
        }
        for known in known {
            assert!(is_check(&known.check), "{} is no check any more", known.check);
        }
    }
}
