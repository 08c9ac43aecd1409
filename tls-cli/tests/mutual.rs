//! Client certificates that servers refuse: the right alert, and the client is told what it is about. In TLS 1.3 that comes
//! after its handshake is done.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy takes only functions with #[test] for tests"
)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use support::{Ended, Server, client, pki};

const CA: &str = "--ca @root.pem";

/// What a client shows, and the alerts of our server and of OpenSSL's.
const CASES: &[(&str, &str, &str)] = &[
    // It has two faults; OpenSSL looks at the purpose first.
    ("expired", "certificate_expired", "unsupported_certificate"),
    ("server-p256", "unsupported_certificate", "unsupported_certificate"),
    ("wrong-name", "unsupported_certificate", "unsupported_certificate"),
];

/// The client hears the alert, knows that it is about itself, and in TLS 1.3 that it comes late.
#[track_caller]
fn told(ended: &Ended, version: &str, alert: &str) {
    let error = &ended.facts["error"];
    assert_eq!((ended.code, &error["code"]), (Some(1), &"TLS-ALERT-OWN-CERTIFICATE".into()), "{}", ended.messages);
    assert_eq!((&error["alert"], &error["direction"]), (&alert.into(), &"received".into()), "{version}");
    let late = error["sentence"].as_str().unwrap().contains("as always in TLS 1.3");
    assert_eq!(late, version == "1.3", "{error}");
}

fn identity(name: &str) -> String {
    match name {
        "" => String::new(),
        name => format!("--cert @{name}.pem --key @{name}.key"),
    }
}

#[test]
fn our_server_refuses_and_says_why() {
    let mut server = Server::start("server-p256", "--client-ca @root.pem --client-auth required");
    for version in ["1.2", "1.3"] {
        for (name, alert, _) in CASES {
            let ended = client(server.port, &format!("{CA} --tls {version} {}", identity(name)), b"hello");
            told(&ended, version, alert);
            let seen = server.next_facts();
            assert_eq!((&seen["error"]["alert"], &seen["error"]["direction"]), (&(*alert).into(), &"sent".into()));
            assert_eq!(seen["trust"]["verdict"], "refused", "the report is there: {seen:#}");
        }
    }
}

#[test]
fn our_server_looks_at_revocation_lists() {
    let mut server = Server::start("server-p256", "--client-ca @root.pem --crl @intermediate.crl");
    for version in ["1.2", "1.3"] {
        let good = client(server.port, &format!("{CA} --tls {version} {}", identity("client-p256")), b"hello");
        assert_eq!(good.code, Some(0), "{}", good.messages);
        assert_eq!(server.next_facts()["outcome"], "clean");
    }
}

/// An `openssl s_server` that demands a certificate, on a port that it says; `None` without OpenSSL.
fn openssl() -> Option<(std::process::Child, u16)> {
    let mut child = Command::new("openssl")
        .args([
            "s_server",
            "-accept",
            "127.0.0.1:0",
            "-Verify",
            "5",
            "-verify_return_error",
            "-CAfile",
            &pki("root.pem"),
        ])
        .args(["-cert", &pki("server-p256.pem"), "-cert_chain", &pki("intermediate.pem")])
        .args(["-key", &pki("server-p256.key")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = loop {
        let line = lines.next()?.ok()?;
        if let Some(address) = line.strip_prefix("ACCEPT ") {
            break address.rsplit(':').next().unwrap().trim().parse().unwrap();
        }
    };
    // Whoever does not read lets it wait.
    std::thread::spawn(move || lines.for_each(drop));
    Some((child, port))
}

#[test]
fn openssl_refuses_and_the_client_understands() {
    let (mut server, port) = openssl().unwrap_or_else(|| panic!("install the program openssl: this test talks to it"));
    for (version, none) in [("1.2", "handshake_failure"), ("1.3", "certificate_required")] {
        for (name, alert) in CASES.iter().map(|(name, _, alert)| (*name, *alert)).chain([("", none)]) {
            let ended = client(port, &format!("{CA} --tls {version} --no-ocsp {}", identity(name)), b"");
            told(&ended, version, alert);
        }
    }
    server.kill().unwrap();
    server.wait().unwrap();
}
