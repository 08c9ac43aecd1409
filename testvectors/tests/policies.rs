//! Released policies are frozen: each says what its file in `testvectors/policies` says, and no file is without its policy.
#![cfg(test)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use tls_core::config::Policy;

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies")
}

/// For a new policy, add its file; for an old one, take the change back and release another with a new date.
#[test]
fn released_policies_do_not_change() {
    for policy in Policy::all() {
        let path = directory().join(policy.name()).with_extension("txt");
        let frozen =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}\n{policy}", path.display()));
        assert_eq!(policy.to_string(), frozen, "{} is released and must not change", policy.name());
    }
}

#[test]
fn released_policies_do_not_go_away() {
    let files = std::fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().path());
    let frozen: BTreeSet<_> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let known: BTreeSet<_> = Policy::all().iter().map(|policy| policy.name().to_owned()).collect();
    assert_eq!(frozen, known);
}
