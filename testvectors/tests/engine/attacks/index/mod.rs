//! The index: each row of the catalogue and the tests that stand for it, or why there is none.

mod rows;

use rows::ROWS;
use std::collections::BTreeSet;
use std::process::Command;

/// One row of the catalogue.
struct Row {
    number: usize,
    title: &'static str,
    /// Tests of this binary.
    tests: &'static [&'static str],
    /// Tests of `tls-core`: the file below `tls-core/src`, and the function.
    unit: &'static [(&'static str, &'static str)],
    /// What of it is not run, and why; empty if all of it is.
    not_run: &'static str,
}

/// The tests of this binary, as it lists them itself.
fn tests() -> BTreeSet<String> {
    let own = std::env::current_exe().unwrap();
    let listed = Command::new(own).args(["--list", "--format=terse"]).output().unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let listed = String::from_utf8(listed.stdout).unwrap();
    listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

fn has_unit_test(file: &str, name: &str) -> bool {
    let path = [env!("CARGO_MANIFEST_DIR"), "/../tls-core/src/", file].concat();
    let source = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    source.contains(&["#[test]\n", "fn ", name, "()"].concat())
        || source.contains(&["#[test]\n    fn ", name, "()"].concat())
}

/// Every row is there once, names tests that exist, or says why it has none; and no test of this catalogue is without a row.
#[test]
#[expect(clippy::print_stderr, reason = "the counts are for whoever looks at them")]
fn every_row_has_tests_or_a_reason() {
    let numbers: Vec<_> = ROWS.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=75).collect::<Vec<_>>());
    let tests = tests();
    assert!(tests.len() > 300, "{}", tests.len());
    for row in ROWS {
        let (number, title) = (row.number, row.title);
        assert!(!(row.tests.is_empty() && row.unit.is_empty() && row.not_run.is_empty()), "{number}: {title}");
        for test in row.tests {
            assert!(tests.contains(*test), "{number}: {title}: there is no test {test}");
        }
        for (file, name) in row.unit {
            assert!(has_unit_test(file, name), "{number}: {title}: there is no test {name} in {file}");
        }
    }
    let named: BTreeSet<_> = ROWS.iter().flat_map(|row| row.tests).copied().collect();
    let mine = tests.iter().filter(|test| test.starts_with("attacks::") && !test.starts_with("attacks::index::"));
    let without: Vec<_> = mine.filter(|test| !named.contains(test.as_str())).collect();
    assert!(without.is_empty(), "in no row: {without:?}");

    let whole = ROWS.iter().filter(|row| row.not_run.is_empty()).count();
    let none = ROWS.iter().filter(|row| row.tests.is_empty() && row.unit.is_empty()).count();
    eprintln!("{whole} of {} rows run, {} in part, {none} not:", ROWS.len(), ROWS.len() - whole - none);
    for row in ROWS.iter().filter(|row| !row.not_run.is_empty()) {
        eprintln!("  {:>2} {}: {}", row.number, row.title, row.not_run);
    }
}
