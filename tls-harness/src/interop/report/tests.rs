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
        Verdict::NotRun { reason: "no time".to_owned(), impossible: false },
        Verdict::NotRun { reason: "no flag".to_owned(), impossible: true },
    ];
    let cases = matrix(0).into_iter().zip(verdicts).map(|(scenario, verdict)| Case {
        scenario,
        verdict,
        connections: 2,
        own_word_only: BTreeMap::from([(Fact::ServerTrusted, 2)]),
        elapsed: Duration::from_millis(12),
    });
    let elapsed = Duration::from_millis(1_500);
    let peers = vec!["OpenSSL 3".to_owned(), "no gnutls".to_owned()];
    Results { ours: "tls-cli 1".to_owned(), peers, seed: 7, cases: cases.collect(), elapsed }
}

#[test]
fn counts_and_tables() {
    let results = results();
    assert_eq!(Counts::of(&results.cases).line(), "interop: 1 passed, 1 failed, 2 skipped");
    assert_eq!(
        summary(&results),
        "passed/failed/not run, where we are client or server of the peer:\n\
        \x20                        openssl          gnutls          rustls\n\
        TLS  scenario            client   server  client  server  client  server\n\
        1.3  handshake and data  1/1/2\n\
        all                      1/1/2\n"
    );
    assert!(rows(&results).lines().nth(2).unwrap().ends_with("failed   12 ms"), "{}", rows(&results));
    assert_eq!(
        footer(&results),
        "tls-cli 1 with OpenSSL 3, no gnutls: 8 connections in 1.5 s, seed 7\n\
         not cross-checked in 8 of 8 connections: server trusted (our word alone)\n"
    );
}

#[test]
fn failures_and_reasons_are_told() {
    let results = results();
    let text = troubles(&results);
    assert!(text.starts_with(&format!("FAILED {}\n  0 bytes: suite: lies\n", results.cases[1].scenario)), "{text}");
    assert!(text.contains("    client: cmd\n"));
    assert!(text.ends_with("NOT RUN, 1: all: no time\nnot run, 1: openssl/our-client: no flag\n"), "{text}");
    assert!(is_incomplete(&results));
}

#[test]
fn json_has_it_all() {
    let json = json(&results());
    assert_eq!((&json["passed"], &json["failed"], &json["not_run"]), (&json!(1), &json!(1), &json!(2)));
    assert_eq!(json["cases"][1]["objections"], json!(["0 bytes: suite: lies"]));
    assert_eq!(json["cases"][2]["reason"], "no time");
    assert_eq!(json["cases"][0]["client_certificate"], Value::Null);
    assert_eq!(json["own_word_only"], json!({ "server trusted": 8 }));
}
