//! Chains of certificates with the verdict and the reason that they must get, judged by `verify`, by `report` and by
//! OpenSSL.
#![cfg(test)]

mod bombs;
mod case;
mod cases;
mod flips;
mod make;
mod openssl;

use case::Case;
use std::collections::BTreeSet;

/// All cases; every module of `cases` adds its own.
fn all() -> Vec<Case> {
    let cases = cases::all();
    let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len(), "a name occurs twice");
    cases
}

#[test]
fn every_chain_gets_its_verdict_and_its_reason() {
    let cases = all();
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    let wrong: Vec<_> = cases.iter().filter_map(|case| case.judge().err()).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
