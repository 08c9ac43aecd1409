//! Reports that our program could print.

use super::*;
use crate::interop::process::Output;
use serde_json::json;

fn ended(role: Role, facts: &Value) -> Ended {
    let mut output = Output::default();
    let line = format!("listening on 127.0.0.1:1\n{facts}\n").into_bytes();
    match role {
        Role::Client => output.stderr = line,
        Role::Server => output.stdout = line,
    }
    Ended { command: CommandLine { program: "tls-cli".into(), arguments: Vec::new() }, output, exit: None }
}

fn facts() -> Value {
    json!({
        "outcome": "clean", "version": "TLSv1.3", "suite": "TLS_AES_128_GCM_SHA256", "group": "x25519",
        "signature_scheme": "ed25519", "alpn": "interop/1", "peer_subject": "CN=client-p256",
        "client_certificate": "sent", "server_name": "server.example", "hello_retry_request": "no",
        "client_signature_scheme": "ecdsa_secp256r1_sha256", "extended_master_secret": "yes",
    })
}

fn says(role: Role, facts: &Value) -> Vec<(Fact, String)> {
    witness_of(role, &ended(role, facts)).says.into_iter().collect()
}

#[test]
fn a_server_tells_about_the_client() {
    let says = says(Role::Server, &facts());
    assert!(says.contains(&(Fact::ClientCertificate, "client-p256".to_owned())));
    assert!(says.contains(&(Fact::ClientTrusted, "yes".to_owned())));
    assert!(says.contains(&(Fact::Version, "1.3".to_owned())));
}

#[test]
fn every_changed_value_changes_what_is_said() {
    for role in Role::ALL {
        let honest = says(*role, &facts());
        let unused = match role {
            Role::Client => ["server_name"].as_slice(),
            Role::Server => &[],
        };
        for key in facts().as_object().unwrap().keys().filter(|key| !unused.contains(&key.as_str())) {
            let mut lie = facts();
            lie[key.as_str()] = if key == "client_certificate" { "not_requested" } else { "something else" }.into();
            assert_ne!(says(*role, &lie), honest, "{role}: {key}");
            lie.as_object_mut().unwrap().remove(key.as_str());
            assert!(says(*role, &lie).len() < honest.len(), "{role}: {key}: a silence");
        }
    }
}

#[test]
fn a_refusal_is_one_only_for_its_reason() {
    let mut facts = facts();
    let refusal = |facts: &Value| witness_of(Role::Client, &ended(Role::Client, facts)).says.remove(&Fact::Refusal);
    assert_eq!(refusal(&facts), None);
    facts["error"] = json!({ "code": NO_EMS, "alert": "handshake_failure", "direction": "sent" });
    assert_eq!(refusal(&facts).unwrap(), "client sends handshake_failure");
    for (key, lie, told) in [
        ("direction", "received", Some("server sends handshake_failure")),
        ("alert", "illegal_parameter", Some("client sends illegal_parameter")),
        ("code", "TLS-NEG-NO-SUITE", Some("TLS-NEG-NO-SUITE")),
    ] {
        let mut lying = facts.clone();
        lying["error"][key] = lie.into();
        assert_eq!(refusal(&lying).as_deref(), told);
        lying["error"].as_object_mut().unwrap().remove(key);
        assert_eq!(refusal(&lying), None, "{key}: a silence");
    }
}

/// The setup of a case that ends so.
fn with_setup(trial: Trial, test: impl FnOnce(&Setup<'_>)) {
    let directory = tempfile::tempdir().unwrap();
    let pki = crate::interop::peer::Pki::make(directory.path()).unwrap();
    let scenario = Scenario { trial, ..crate::interop::scenario::matrix(0)[0].clone() };
    test(&Setup { scenario: &scenario, pki: &pki, scratch: directory.path() });
}

#[test]
fn an_exit_code_alone_is_no_report() {
    let peer = TlsCli::new("tls-cli".into(), String::new());
    let mut silent = ended(Role::Client, &Value::Null);
    silent.exit = std::process::Command::new("true").status().ok();
    with_setup(Trial::Plain, |setup| {
        assert_eq!(peer.complaint(Role::Client, setup, &silent).unwrap(), "tls-cli reports nothing");
    });
}

#[test]
fn a_cut_must_be_told_and_the_exit_code_tell_it_too() {
    let peer = TlsCli::new("tls-cli".into(), String::new());
    let mut facts = facts();
    facts["outcome"] = "transport".into();
    facts["error"] = json!({ "code": TRUNCATED, "sentence": "cut" });
    let cut = |code: &str| {
        let mut ended = ended(Role::Client, &facts);
        ended.exit = std::process::Command::new("sh").args(["-c", &format!("exit {code}")]).status().ok();
        ended
    };
    assert!(says(Role::Client, &facts).contains(&(Fact::End, "no".to_owned())));
    with_setup(Trial::Closing(End::Cut), |setup| {
        assert_eq!(peer.complaint(Role::Client, setup, &cut("3")), None);
        let wrong = peer.complaint(Role::Client, setup, &cut("0")).unwrap();
        assert_eq!(wrong, "tls-cli ends with Some(0), not 3");
    });
    with_setup(Trial::Plain, |setup| {
        assert_eq!(peer.complaint(Role::Client, setup, &cut("3")).unwrap(), "tls-cli reports no: cut");
    });
    facts["error"] = json!({ "code": "NET-READ", "sentence": "reset" });
    assert!(says(Role::Client, &facts).contains(&(Fact::End, "transport".to_owned())));
}

#[test]
fn a_server_that_closes_first_tells_whether_it_was_answered() {
    let peer = TlsCli::new("tls-cli".into(), String::new());
    with_setup(Trial::Closing(End::ServerFirst), |setup| {
        let scenario = Scenario { ours: Role::Server, ..setup.scenario.clone() };
        let setup = Setup { scenario: &scenario, ..*setup };
        let says = |facts: &Value| peer.witnesses(Role::Server, &setup, &ended(Role::Server, facts)).remove(0).says;
        let mut facts = facts();
        assert_eq!((says(&facts)[&Fact::ClientEnd].as_str(), says(&facts).get(&Fact::End)), ("yes", None));
        facts["outcome"] = "transport".into();
        facts["error"] = json!({ "code": TRUNCATED, "sentence": "cut" });
        assert_eq!(says(&facts)[&Fact::ClientEnd], "no");
        assert!(peer.complaint(Role::Server, &setup, &ended(Role::Server, &facts)).is_some(), "openssl answers");
    });
}
