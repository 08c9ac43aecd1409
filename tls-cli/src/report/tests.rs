//! Reports of made-up connections.

use super::*;
use serde_json::json;
use tls_core::error::{Cause, Failure};
use tls_core::pki_types::UnixTime;
use tls_core::registry::{AlertDescription, CipherSuite, NamedGroup, ProtocolVersion, SignatureScheme};
use tls_pki::TestPki;

fn facts() -> Facts {
    let pki = TestPki::generate(UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000))).unwrap();
    let mut facts = Facts::default();
    facts.version = Some(ProtocolVersion::TLSv1_3);
    facts.suite = Some(CipherSuite::TLS_AES_128_GCM_SHA256);
    facts.group = Some(NamedGroup::x25519);
    facts.signature_scheme = Some(SignatureScheme::ed25519);
    facts.alpn = Some(b"h2".to_vec());
    facts.server_name = Some("server.example".to_owned());
    facts.peer_certificates = pki.server_ed25519.chain().to_vec().into();
    facts.peer_ocsp_response = Some(vec![0x30; 471]);
    facts.client_certificate_requested = true;
    facts.hello_retry = true;
    facts.extended_master_secret = true;
    facts
}

const TIMING: Timing =
    Timing { connect: Some(Duration::from_micros(1_500)), handshake: Some(Duration::from_micros(12_345)) };

fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn json_of_a_clean_connection() {
    let facts = facts();
    let report = Report { facts: Some(&facts), timing: TIMING, ..Report::default() };
    let expected = json!({
        "outcome": "clean",
        "version": "TLSv1.3",
        "suite": "TLS_AES_128_GCM_SHA256",
        "group": "x25519",
        "signature_scheme": "ed25519",
        "alpn": "h2",
        "peer_subject": "CN=server-ed25519",
        "client_certificate": "not_sent",
        "server_name": "server.example",
        "client_signature_scheme": null,
        "ocsp_response_bytes": 471,
        "hello_retry_request": "yes",
        "extended_master_secret": "yes",
        "timing": { "connect": 1.5, "handshake": 12.345 },
    });
    assert_eq!(object(&report).to_string(), expected.to_string(), "the order of keys included");
}

#[test]
fn json_of_a_refusal_by_the_peer() {
    let problem = Failure::peer_alert(AlertDescription::unknown_ca).into();
    let peer = Some("127.0.0.1:5000".parse().unwrap());
    let object = object(&Report { peer, problem: Some(&problem), ..Report::default() });
    assert_eq!(object["peer"], "127.0.0.1:5000");
    assert_eq!(object["outcome"], "refused");
    for key in [
        "version",
        "suite",
        "group",
        "signature_scheme",
        "alpn",
        "peer_subject",
        "client_certificate",
        "ocsp_response_bytes",
        "hello_retry_request",
        "extended_master_secret",
    ] {
        assert_eq!(object.get(key), Some(&json!(null)), "{key}");
    }
    assert_eq!(object["timing"], json!({ "connect": null, "handshake": null }));
    assert_eq!(object["error"]["code"], "TLS-ALERT-RECEIVED");
    assert_eq!(object["error"]["alert"], "unknown_ca");
    assert_eq!(object["error"]["direction"], "received");
    assert_eq!(object["error"]["sentence"], problem.to_string());
}

#[test]
fn json_tells_sent_alerts_from_none() {
    let of = |problem: Problem| object(&Report { problem: Some(&problem), ..Report::default() })["error"].clone();
    let sent = of(Failure::new(Cause::BadFinished).into());
    assert_eq!((&sent["alert"], &sent["direction"]), (&json!("decrypt_error"), &json!("sent")));
    let none = of(Failure::new(Cause::Truncated).into());
    assert_eq!((&none["alert"], &none["direction"]), (&json!(null), &json!(null)));
    let network = of(Problem::transport("NET-CONNECT", "nobody there"));
    assert_eq!((&network["code"], &network["sentence"]), (&json!("NET-CONNECT"), &json!("nobody there")));
}

#[test]
fn a_table_for_people() {
    let facts = facts();
    let report = Report { facts: Some(&facts), timing: TIMING, ..Report::default() };
    assert_eq!(
        plain(&table(&report)),
        "version      TLSv1.3\n\
         suite        TLS_AES_128_GCM_SHA256\n\
         group        x25519\n\
         signature    ed25519\n\
         alpn         h2\n\
         peer         CN=server-ed25519\n\
         client cert  asked for, not sent\n\
         ocsp         a response of 471 bytes\n\
         connect      1.5 ms\n\
         handshake    12.3 ms\n"
    );
}

#[test]
fn a_line_for_each_connection() {
    let facts = facts();
    let peer = Some("[::1]:5000".parse().unwrap());
    let clean = line(&Report { peer, facts: Some(&facts), timing: TIMING, ..Report::default() });
    assert_eq!(
        plain(&clean),
        "[::1]:5000 clean TLSv1.3 TLS_AES_128_GCM_SHA256 x25519 ed25519 h2 CN=server-ed25519 12.3 ms"
    );
    let problem = Problem::from(Failure::new(Cause::ClosedInHandshake));
    let failed = line(&Report { peer, problem: Some(&problem), ..Report::default() });
    assert_eq!(plain(&failed), format!("[::1]:5000 transport: {problem}"));
}

#[test]
fn the_peers_words_cannot_command_a_terminal() {
    assert_eq!(printable(b"h2\x1b[2J\xff"), "h2\\x1b[2J\\xff");
    assert_eq!(
        subject::of(&tls_core::pki_types::CertificateDer::from_slice(b"x")),
        "(a certificate that cannot be read)"
    );
}
