//! Reports of runs that never were.

use super::super::scenario::matrix;
use super::*;
use core::time::Duration;

fn results() -> Results {
    let verdicts = [
        Verdict::Passed,
        Verdict::Failed {
            objections: vec!["0 bytes: suite: lies".to_owned()],
            account: "    client: cmd\n".to_owned(),
        },
        Verdict::NotRun { reason: "no time".to_owned() },
    ];
    let cases = matrix().into_iter().zip(verdicts).map(|(scenario, verdict)| Case {
        scenario,
        verdict,
        connections: 2,
        own_word_only: BTreeMap::from([(Fact::ServerTrusted, 2)]),
        elapsed: Duration::from_millis(12),
    });
    let elapsed = Duration::from_millis(1_500);
    Results { ours: "tls-cli 1".to_owned(), peer: "OpenSSL 3".to_owned(), cases: cases.collect(), elapsed }
}

#[test]
fn counts_and_tables() {
    let results = results();
    assert_eq!(Counts::of(&results.cases).line(), "interop: 1 passed, 1 failed, 1 skipped");
    assert_eq!(
        summary(&results),
        "we are  TLS  suite                   passed  failed  not run  connections\n\
         client  1.3  TLS_AES_128_GCM_SHA256  1       1       1        6\n"
    );
    assert!(rows(&results).lines().nth(2).unwrap().ends_with("failed   12 ms"), "{}", rows(&results));
    assert_eq!(
        footer(&results),
        "tls-cli 1 and OpenSSL 3: 6 connections in 1.5 s\n\
         not cross-checked in 6 of 6 connections: server trusted (our word alone)\n"
    );
}

#[test]
fn failures_and_reasons_are_told() {
    let results = results();
    let text = troubles(&results);
    assert!(text.starts_with(&format!("FAILED {}\n  0 bytes: suite: lies\n", results.cases[1].scenario)), "{text}");
    assert!(text.contains("    client: cmd\n"));
    assert!(text.ends_with(&format!("NOT RUN, 1 cases: no time\n  {}\n", results.cases[2].scenario)), "{text}");
}

#[test]
fn json_has_it_all() {
    let json = json(&results());
    assert_eq!((&json["passed"], &json["failed"], &json["not_run"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(json["cases"][1]["objections"], json!(["0 bytes: suite: lies"]));
    assert_eq!(json["cases"][2]["reason"], "no time");
    assert_eq!(json["cases"][0]["client_certificate"], Value::Null);
    assert_eq!(json["own_word_only"], json!({ "server trusted": 6 }));
}
