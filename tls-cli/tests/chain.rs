//! `tls-cli chain`: exit codes, the tree, the report and JSON.
#![allow(clippy::unwrap_used, reason = "clippy takes only functions with #[test] for tests")]

mod support;

use serde_json::Value;
use std::path::PathBuf;
use support::{Server, pki, program};

/// Runs `chain` with these words, `@NAME` for a file of the PKI: exit code, standard output, standard error.
fn chain(words: &str) -> (i32, String, String) {
    let words = words.split_whitespace();
    let words = words.map(|word| word.strip_prefix('@').map_or_else(|| word.to_owned(), pki));
    let output = program().arg("chain").args(words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The output as one line, as it would be without line breaks.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json(words: &str) -> (i32, Value) {
    let (code, out, _) = chain(&format!("{words} --json"));
    assert_eq!(out.lines().count(), 1, "{out}");
    (code, serde_json::from_str(&out).unwrap())
}

/// A file of its own directory.
fn file(directory: &tempfile::TempDir, name: &str, content: &[u8]) -> String {
    let path: PathBuf = directory.path().join(name);
    std::fs::write(&path, content).unwrap();
    path.display().to_string()
}

fn first_block(name: &str) -> String {
    let text = std::fs::read_to_string(pki(name)).unwrap();
    let end = "-----END CERTIFICATE-----\n";
    text[..text.find(end).unwrap() + end.len()].to_owned()
}

#[test]
fn a_good_chain_is_a_tree_and_a_verdict() {
    let (code, out, err) = chain("@server-p256.pem --ca @root.pem --name localhost");
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let marks: Vec<_> = out.lines().filter(|line| line.contains("CN=") && !line.contains(':')).collect();
    assert!(marks[0].starts_with("● CN=tls-pki test root") && marks[0].contains("trust anchor"), "{out}");
    assert!(marks[1].starts_with("╰─✔ CN=tls-pki test intermediate"), "{out}");
    assert!(marks[2].starts_with("  ╰─✔ CN=server-p256  certificate 1, the peer's, EC P-256"), "{out}");
    assert!(out.contains("\ntrusted: CN=server-p256 as the server localhost, by CN=tls-pki test root"), "{out}");
    assert!(
        out.contains("names  localhost, server.example") && out.contains("sha256 ") && !out.contains("note"),
        "{out}"
    );
    assert!(!out.contains('\u{1b}'), "colour is for terminals");
}

#[test]
fn without_a_name_that_is_said() {
    let (code, out, _) = chain("@wrong-name.pem --ca @root.pem");
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("the name was not checked"), "{out}");
    let (_, object) = json("@wrong-name.pem --ca @root.pem");
    assert_eq!((&object["name_checked"], &object["name"]), (&Value::Bool(false), &Value::Null));
}

#[test]
fn refusals_say_why_and_end_with_1() {
    for (words, expected) in [
        ("@expired.pem --ca @root.pem --name localhost", "refused: CN=expired expired 1 day ago: notAfter"),
        ("@wrong-name.pem --ca @root.pem --name a.example", "other.invalid; you asked for a.example"),
        ("@wrong-purpose.pem --ca @root.pem --name localhost", "serverAuth is missing"),
        ("@client-p256.pem --ca @root.pem", "serverAuth is missing"),
        ("@server-p256.pem --ca @root.pem --purpose client", "clientAuth is missing"),
        ("@server-p256.pem --ca @root.pem --max-depth 0", "between the leaf and the anchor, or more; at most 0"),
        ("@server-p256.pem --ca @root.pem --time 2001-02-03T04:05:06Z", "clock 2001-02-03 04:05:06Z"),
    ] {
        let (code, out, _) = chain(words);
        let refusal = unwrapped(out.split_once("refused: ").map_or("", |(_, refusal)| refusal));
        assert_eq!(code, 1, "{words}: {out}");
        assert!(format!("refused: {refusal}").contains(expected), "{words}: {out}");
    }
    assert_eq!(chain("@client-p256.pem --ca @root.pem --purpose client").0, 0);
    assert_eq!(chain("@server-p256.pem --ca @root.pem --max-depth 1 --name 127.0.0.1").0, 0);
}

#[test]
fn files_are_put_together_in_any_order() {
    let directory = tempfile::tempdir().unwrap();
    let leaf = file(&directory, "leaf.pem", first_block("server-p256.pem").as_bytes());
    let (code, out, _) = chain(&format!("{leaf} --ca @root.pem --name localhost"));
    assert_eq!(code, 1, "{out}");
    assert!(unwrapped(&out).contains("the server sent only its leaf; issuer CN=tls-pki test intermediate"), "{out}");
    let (code, out, _) = chain(&format!("{leaf} @root.pem @intermediate.pem --ca @root.pem --name localhost"));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("is a trust anchor; it need not be sent"), "{out}");
}

#[test]
fn json_has_every_path_and_the_first_rule_that_failed() {
    let (code, object) = json("@expired.pem --ca @root.pem --name localhost --time 2100-01-01T00:00:00Z");
    assert_eq!((code, &object["verdict"], &object["profile"]), (1, &"refused".into(), &"default".into()));
    assert_eq!(object["error"]["reason"], "expired");
    assert_eq!(object["time"], "2100-01-01T00:00:00Z");
    let path = &object["paths"][0];
    assert_eq!((&path["trusted"], &path["failed"]["section"]), (&Value::Bool(false), &"RFC 5280 §4.1.2.5".into()));
    assert_eq!(path["certificates"].as_array().unwrap().len(), 2);
    assert_eq!(path["certificates"][0]["sha256"], object["certificates"][0]["sha256"]);
    assert_eq!(path["certificates"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(path["anchor"]["anchor"], true);
    let (code, object) = json("@server-p256.pem --ca @root.pem --name localhost");
    assert_eq!((code, &object["verdict"], &object["error"]), (0, &"trusted".into(), &Value::Null));
    assert_eq!((&object["paths"][0]["trusted"], &object["paths"][0]["failed"]), (&Value::Bool(true), &Value::Null));
}

#[test]
fn damaged_blocks_are_refused_with_their_defect() {
    let directory = tempfile::tempdir().unwrap();
    let junk = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    let path = file(&directory, "junk.pem", junk.as_bytes());
    let (code, out, _) = chain(&format!("{path} --ca @root.pem"));
    assert_eq!(code, 1, "{out}");
    assert!(unwrapped(&out).contains("junk.pem, line 1): a certificate is damaged"), "{out}");
    let damaged = file(&directory, "damaged.pem", first_block("server-p256.pem").replacen("MII", "M*I", 1).as_bytes());
    let (code, out, _) = chain(&format!("{damaged} --ca @root.pem"));
    assert_eq!(code, 1, "{out}");
    assert!(unwrapped(&out).contains("base64 is damaged"), "{out}");
    // One that was only sent along does not harm a chain that does without it.
    let (code, out, _) = chain(&format!("@server-p256.pem {path} --ca @root.pem"));
    assert_eq!(code, 0, "{out}");
    assert!(unwrapped(&out).contains("certificate 3 (unreadable) cannot be used"), "{out}");
}

#[test]
fn anchors_that_cannot_be_read_are_skipped_and_named() {
    let directory = tempfile::tempdir().unwrap();
    let junk = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    let path = file(&directory, "junk.pem", junk.as_bytes());
    let (code, _, err) = chain(&format!("@server-p256.pem --ca {path} --ca @root.pem"));
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("warning: --ca: ") && err.contains("junk.pem, line 1 was left out: "), "{err}");
    assert_eq!(chain(&format!("@server-p256.pem --ca {path}")).0, 1);
    let (_, object) = json(&format!("@server-p256.pem --ca {path} --ca @root.pem"));
    assert_eq!((&object["anchors"]["taken"], object["anchors"]["skipped"].as_array().unwrap().len()), (&1.into(), 1));
}

#[test]
fn bad_arguments_and_files_without_a_certificate_end_with_2() {
    for words in [
        "",
        "/nowhere/leaf.pem --ca @root.pem",
        "@server-p256.key --ca @root.pem",
        "@server-p256.pem --ca @server-p256.key",
        "@server-p256.pem --ca @root.pem --name not_a..name",
        "@server-p256.pem --ca @root.pem --time yesterday",
        "@server-p256.pem --ca @root.pem --purpose code",
        "@client-p256.pem --ca @root.pem --purpose client --name localhost",
    ] {
        let (code, out, err) = chain(words);
        assert_eq!((code, out.as_str()), (2, ""), "{words}: {err}");
        assert!(err.starts_with("error: "), "{words}: {err}");
    }
}

#[test]
fn a_server_is_asked_for_its_certificates() {
    let server = Server::start("server-p256", "");
    let (code, object) = json(&format!("localhost:{} --ca @root.pem", server.port));
    assert_eq!((code, &object["verdict"], &object["name"]), (0, &"trusted".into(), &"localhost".into()));
    assert_eq!(object["certificates"].as_array().unwrap().len(), 2);
    let (code, object) = json(&format!("127.0.0.1:{} --ca @root.pem --name a.example", server.port));
    assert_eq!((code, &object["error"]["reason"]), (1, &"wrong_name".into()));
}

#[test]
fn anchors_come_from_directories_too() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::copy(pki("root.pem"), directory.path().join("root.pem")).unwrap();
    let words = format!("@server-p256.pem --ca {}", directory.path().display());
    assert_eq!(chain(&words).0, 0);
    let junk = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    file(&directory, "junk.pem", junk.as_bytes());
    let (code, _, err) = chain(&words);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("junk.pem was left out: block 1 (line 1)"), "{err}");
    let (_, object) = json(&words);
    assert_eq!(object["paths"][0]["anchor"]["sha256"].as_str().map(str::len), Some(64));
}

/// The pin that the report names is one that `--pin` takes.
#[test]
fn pins_alone_and_with_a_chain() {
    let wrong = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let (code, out, _) = chain(&format!("@server-p256.pem --ca @root.pem --pin {wrong}"));
    let out = unwrapped(&out);
    assert!(code == 1 && out.contains("no certificate of the path of CN=server-p256 is pinned"), "{out}");
    let pin = out.split("its key's ").nth(1).unwrap().split(':').next().unwrap();
    assert_eq!(chain(&format!("@server-p256.pem --ca @root.pem --pin {wrong} --pin {pin}")).0, 0);
    let (code, out, _) = chain(&format!("@server-p256.pem --pinned-only --pin {pin}"));
    assert!(code == 0 && unwrapped(&out).contains("trusted: CN=server-p256, which is pinned"), "{out}");
    let (code, object) = json(&format!("@client-p256.pem --pinned-only --pin {pin}"));
    assert_eq!((code, &object["error"]["reason"]), (1, &"not_pinned".into()), "{object:#}");
    for usage in ["--pin sha256//AA", "--pinned-only", &format!("--pinned-only --pin {pin} --ca @root.pem")] {
        assert_eq!(chain(&format!("@server-p256.pem {usage}")).0, 2, "{usage}");
    }
}

#[test]
fn revocation_lists_are_looked_at() {
    let good = "@server-p256.pem --ca @root.pem --crl @intermediate.crl";
    let (code, out, _) = chain(good);
    assert!(code == 0 && unwrapped(&out).contains("crl CN=tls-pki test intermediate"), "{out}");
    assert!(unwrapped(&out).contains("revokes 1 certificate note"), "{out}");
    let (code, object) = json("@revoked.pem --ca @root.pem --crl @intermediate.crl");
    let error = &object["error"];
    assert_eq!((code, &error["reason"], &error["alert"]), (1, &"revoked".into(), &"certificate_revoked".into()));
    assert_eq!(object["crls"]["taken"][0]["revoked"], 1, "{object:#}");
    assert_eq!(json("@revoked.pem --ca @root.pem").0, 0, "nobody looked");
    // The list of the intermediate does not speak for the intermediate itself.
    let (code, out, _) = chain(&format!("{good} --crl-coverage path"));
    assert!(code == 1 && unwrapped(&out).contains("no CRL speaks for CN=tls-pki test intermediate"), "{out}");
    let late = "--time 2126-01-01T00:00:00Z";
    let (code, object) = json(&format!("{good} {late}"));
    assert_eq!((code, &object["error"]["reason"]), (1, &"expired".into()));
    for (usage, words) in [
        ("--crl /nowhere", "--crl: there is no /nowhere"),
        ("--crl @root.pem", "the file has no X509 CRL block; it holds a CERTIFICATE"),
        ("--crl-expired", "--crl"),
    ] {
        let (code, _, err) = chain(&format!("@server-p256.pem --ca @root.pem {usage}"));
        assert!(code == 2 && err.contains(words), "{err}");
    }
}

#[test]
fn timestamps_of_logs_are_shown() {
    let words = concat!(env!("CARGO_MANIFEST_DIR"), "/../tls-core/src/trust/sct/real.pem --ca @root.pem");
    let (_, out, _) = chain(words);
    assert!(out.contains("SCT    2018-09-26 20:56:33Z log 293c519654c83965…"), "{out}");
    assert!(out.contains("SCT    2018-09-26 20:56:33Z log 6f5376ac31f03119…"), "{out}");
    let (_, object) = json(words);
    let scts = &object["certificates"][0]["scts"];
    assert_eq!(scts[0]["time"], "2018-09-26T20:56:33Z", "{scts}");
    assert_eq!(scts[1]["log_id"], "6f5376ac31f03119d89900a45115ff77151c11d902c10029068db2089a37d913");
    let (_, object) = json("@server-p256.pem --ca @root.pem");
    assert_eq!(object["certificates"][0]["scts"], Value::Array(Vec::new()));
}

#[test]
fn timestamps_are_verified_with_a_log_list() {
    let key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETtK8v7MICve56qTHHDhhBOuV4IlUaESxZryCfk9QbG9co/CqPvTsgPDbCpp6oFtyAHwlDhnvr7JijXRD9Cb2FA==";
    let list = format!(
        r#"{{"operators":[{{"logs":[{{"description":"Icarus","key":"{key}","state":{{"usable":{{}}}}}},
        {{"description":"odd","key":"","state":{{"usable":{{}}}}}}]}}]}}"#
    );
    let directory = tempfile::tempdir().unwrap();
    let list = file(&directory, "logs.json", list.as_bytes());
    let real = concat!(env!("CARGO_MANIFEST_DIR"), "/../tls-core/src/trust/sct/real.pem");
    let words = format!("{real} --ca @root.pem --ct-logs {list}");
    let (_, out, err) = chain(&words);
    assert!(out.contains("log 293c519654c83965…  verified: Icarus\n"), "{out}");
    assert!(out.contains("log 6f5376ac31f03119…  unknown log\n"), "{out}");
    assert!(err.contains("--ct-logs: odd: "), "{err}");
    let (_, object) = json(&words);
    assert_eq!(object["certificates"][0]["scts"][0]["verdict"], "verified: Icarus");
    let (code, _, err) = chain(&format!("{real} --ca @root.pem --ct-logs {real}"));
    assert!(code == 2 && err.contains("this is no JSON"), "{code} {err}");
}

#[test]
fn the_strict_profile_names_its_rule() {
    let (code, object) = json("@server-p256.pem --ca @root.pem --name localhost --profile strict");
    assert_eq!((&object["profile"], &object["paths"][0]["trusted"]), (&"strict".into(), &(code == 0).into()));
    // The common name of the test PKI's certificates is no name of a server.
    assert_eq!((code, &object["error"]["reason"]), (1, &"strict_common_name".into()), "{:#}", object["error"]);
    let (code, out, _) = chain("@client-p256.pem --ca @root.pem --purpose client --profile strict");
    assert!(code == 0 && unwrapped(&out).contains("rules strict"), "{out}");
}
