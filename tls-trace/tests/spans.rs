//! Every byte of every message has one meaning.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may fail the test")]

use core::time::Duration;
use std::sync::Arc;
use tls_core::config::{ClientAuth, ClientConfig, ServerConfig};
use tls_core::conn::{ClientConnection, Seams, ServerConnection};
use tls_core::credential::Credential;
use tls_core::crypto::ring::provider;
use tls_core::pki_types::{ServerName, UnixTime};
use tls_core::registry::{CipherSuite, NamedGroup, ProtocolVersion};
use tls_core::trust::TrustStore;
use tls_pki::{Leaf, TestPki};
use tls_trace::{Recorder, Trace, What, facts, ladder};

const NOW: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000));

struct Case {
    name: &'static str,
    version: ProtocolVersion,
    suites: Option<CipherSuite>,
    retry: bool,
    mutual: bool,
    stapled: bool,
}

const fn case(name: &'static str, version: ProtocolVersion) -> Case {
    Case { name, version, suites: None, retry: false, mutual: false, stapled: false }
}

const CASES: [Case; 8] = [
    case("TLS 1.3", ProtocolVersion::TLSv1_3),
    Case { mutual: true, ..case("TLS 1.3, mutual", ProtocolVersion::TLSv1_3) },
    Case { retry: true, ..case("TLS 1.3, HelloRetryRequest", ProtocolVersion::TLSv1_3) },
    case("TLS 1.2", ProtocolVersion::TLSv1_2),
    Case { mutual: true, ..case("TLS 1.2, mutual", ProtocolVersion::TLSv1_2) },
    Case {
        suites: Some(CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256),
        ..case("TLS 1.2, RSA key exchange", ProtocolVersion::TLSv1_2)
    },
    Case { stapled: true, ..case("TLS 1.3, OCSP response", ProtocolVersion::TLSv1_3) },
    Case { stapled: true, ..case("TLS 1.2, OCSP response", ProtocolVersion::TLSv1_2) },
];

fn trace(pki: &TestPki, case: &Case) -> Trace {
    let provider = provider();
    let mut store = TrustStore::new();
    store.add_certificate(pki.root.certificate()).unwrap();
    let store = Arc::new(store);
    let credential =
        |leaf: &Leaf| Credential::new(leaf.chain().to_vec(), provider.load_key.load(&leaf.key()).unwrap()).unwrap();
    let rsa = case.suites.is_some();
    let leaf = if rsa { &pki.server_rsa2048 } else { &pki.server_p256 };
    let mut own = credential(leaf);
    if case.stapled {
        own = own.with_ocsp_response(pki.ocsp_response(leaf, NOW).unwrap());
    }
    let mut client =
        ClientConfig::builder(provider.clone()).versions(&[case.version]).alpn(&[b"h2"]).trust(store.clone());
    let mut server = ServerConfig::builder(provider.clone()).versions(&[case.version]).alpn(&[b"h2"]).credential(own);
    if let Some(suite) = case.suites {
        client = client.suites(&[suite]).rsa_key_exchange(true);
        server = server.suites(&[suite]).rsa_key_exchange(true);
    }
    if case.retry {
        server = server.groups(&[NamedGroup::secp384r1]);
    }
    if case.mutual {
        client = client.credential(credential(&pki.client_ed25519));
        server = server.client_auth(ClientAuth::required(store));
    }
    let recorder = Recorder::new();
    let name = ServerName::try_from("server.example").unwrap();
    let mut client = ClientConnection::new(client.build().unwrap(), name, Seams::sink(recorder.sink())).unwrap();
    let mut server = ServerConnection::new(server.build().unwrap(), Seams::sink(recorder.sink()));
    tls_trace::in_process::exchange(&mut client, &mut server, NOW);
    assert!(client.facts().is_some() && server.facts().is_some(), "{}: {:?} {:?}", case.name, client, server);
    recorder.trace()
}

#[test]
fn every_byte_of_every_message_lies_in_one_leaf() {
    let pki = TestPki::generate(NOW).unwrap();
    for case in &CASES {
        let trace = trace(&pki, case);
        let messages = trace.steps.iter().filter_map(|step| step.what.as_ref());
        let mut count = 0;
        for what in messages {
            let What::Message { bytes, .. } = what else { continue };
            count += 1;
            let tree = what.spans();
            let mut at = 0;
            for (index, span) in tree.spans().iter().enumerate().filter(|(_, span)| span.leaf) {
                if span.bytes.is_empty() {
                    continue;
                }
                let path = tree.path(index);
                assert_eq!(span.bytes.start, at, "{}: {path} leaves a gap or overlaps", case.name);
                assert!(!span.section.is_empty() && !span.value.is_empty(), "{}: {path}", case.name);
                at = span.bytes.end;
            }
            assert_eq!(at, bytes.len(), "{}: {} has bytes without a meaning", case.name, what.name());
            assert!(facts::round_trips(what), "{}: {}", case.name, what.name());
        }
        assert!(count >= 7, "{}: {count} messages", case.name);
    }
}

#[test]
fn the_ladder_names_every_message_in_order() {
    let pki = TestPki::generate(NOW).unwrap();
    let names = |case: &Case| -> Vec<&str> {
        trace(&pki, case).steps.iter().filter_map(|step| step.what.as_ref()).map(What::name).collect()
    };
    let [tls13, _, retry, tls12, ..] = &CASES;
    assert_eq!(
        names(tls13),
        [
            "ClientHello",
            "ServerHello",
            "change_cipher_spec",
            "EncryptedExtensions",
            "Certificate",
            "CertificateVerify",
            "Finished",
            "change_cipher_spec",
            "Finished"
        ]
    );
    assert_eq!(
        names(retry),
        [
            "ClientHello",
            "HelloRetryRequest",
            "change_cipher_spec",
            "change_cipher_spec",
            "ClientHello",
            "ServerHello",
            "EncryptedExtensions",
            "Certificate",
            "CertificateVerify",
            "Finished",
            "Finished"
        ]
    );
    assert_eq!(
        names(tls12),
        [
            "ClientHello",
            "ServerHello",
            "Certificate (TLS 1.2)",
            "ServerKeyExchange",
            "ServerHelloDone",
            "ClientKeyExchange",
            "change_cipher_spec",
            "Finished",
            "change_cipher_spec",
            "Finished"
        ]
    );
    let text = ladder::render(&trace(&pki, tls13), &ladder::Options::default());
    for name in names(tls13) {
        assert!(text.contains(name), "{name}");
    }
}

#[test]
fn secrets_show_only_when_they_were_recorded_and_asked_for() {
    let show = |shows: Vec<tls_trace::in_process::Show>, secrets| {
        ladder::render(&shows[0].trace, &ladder::Options { secrets, ..ladder::Options::default() })
    };
    let with = || tls_trace::in_process::handshakes_with_secrets(NOW).unwrap();
    let without = || tls_trace::in_process::handshakes(NOW).unwrap();
    assert!(show(with(), true).contains("CLIENT_TRAFFIC_SECRET_0"));
    for text in [show(with(), false), show(without(), true), show(without(), false)] {
        assert!(!text.contains("derived"), "{text}");
    }
}

/// Values that stand for nothing are called what they are, application protocols included.
#[test]
fn grease_is_named() {
    let pki = TestPki::generate(NOW).unwrap();
    let trace = trace(&pki, &CASES[0]);
    let hello = trace.steps.iter().find_map(|step| step.what.as_ref()).unwrap();
    let facts = facts::of(hello);
    for label in ["versions", "cipher suites", "groups", "key shares", "signatures", "protocols"] {
        let (_, values) = facts.iter().find(|(known, _)| known == label).unwrap();
        assert!(values.starts_with("GREASE(0x"), "{label}: {values}");
    }
    let explained = facts::explained_extensions(hello);
    let grease: Vec<_> = explained.iter().filter(|(name, _)| name.starts_with("GREASE(0x")).collect();
    assert!(matches!(grease[..], [(_, words), _] if words.contains("ignoring")), "{explained:?}");
}

/// The response stands where each version has it, with its words.
#[test]
fn an_ocsp_response_is_shown() {
    let pki = TestPki::generate(NOW).unwrap();
    for (case, message, path) in [
        (&CASES[6], "Certificate", "Certificate.certificate_list[0].extensions[status_request].response"),
        (&CASES[7], "CertificateStatus", "CertificateStatus.response"),
    ] {
        let trace = trace(&pki, case);
        let mut messages = trace.steps.iter().filter_map(|step| step.what.as_ref());
        let what = messages.find(|what| what.name() == message).unwrap();
        let What::Message { bytes, .. } = what else { panic!("{message} is a message") };
        let tree = what.spans();
        let span = &tree.spans()[tree.find(path).unwrap()];
        let response = &bytes[span.bytes.clone()];
        // Its length is written in three bytes before it; signatures are made anew, the signed part is the same.
        let same = pki.ocsp_response(&pki.server_p256, NOW).unwrap();
        assert_eq!(response.get(3..5), same.get(..2), "{}", case.name);
        assert_eq!(span.section, "RFC 6066 §8");
    }
}
