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
        "client_certificate": "sent", "server_name": "server.example",
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
            Role::Client => ["client_certificate", "server_name"].as_slice(),
            Role::Server => &[],
        };
        for key in facts().as_object().unwrap().keys().filter(|key| !unused.contains(&key.as_str())) {
            let mut lie = facts();
            lie[key.as_str()] = "something else".into();
            assert_ne!(says(*role, &lie), honest, "{role}: {key}");
            lie.as_object_mut().unwrap().remove(key.as_str());
            assert!(says(*role, &lie).len() < honest.len(), "{role}: {key}: a silence");
        }
    }
}

#[test]
fn an_exit_code_alone_is_no_report() {
    let peer = TlsCli::new("tls-cli".into(), String::new());
    let mut silent = ended(Role::Client, &Value::Null);
    silent.exit = std::process::Command::new("true").status().ok();
    assert_eq!(peer.complaint(Role::Client, &silent).unwrap(), "tls-cli reports nothing");
}
