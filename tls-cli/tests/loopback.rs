//! Client and server of the program against each other, over sockets of this machine.

#![allow(clippy::unwrap_used, reason = "clippy takes only functions with #[test] for tests")]

mod support;

use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use support::{Ended, Server, client, lines, pki};

const CA: &str = "--ca @root.pem";

fn error(ended: &Ended) -> [&Value; 3] {
    ["code", "alert", "direction"].map(|key| ended.facts.pointer(&format!("/error/{key}")).unwrap_or(&Value::Null))
}

/// A peer that is no TLS server: it does with its first connection what it is told.
fn peer(act: impl FnOnce(std::net::TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || act(listener.accept().unwrap().0));
    port
}

#[test]
fn every_certificate_in_every_version() {
    for identity in ["server-p256", "server-p384", "server-rsa2048", "server-ed25519"] {
        let mut server = Server::start(identity, "--count 2");
        for version in ["1.2", "1.3"] {
            let ended = client(server.port, &format!("{CA} --tls {version}"), b"hello");
            assert_eq!((ended.code, ended.output.as_slice()), (Some(0), b"hello".as_slice()), "{ended:?}");
            assert_eq!(ended.facts["outcome"], "clean");
            assert_eq!(ended.facts["version"], format!("TLSv{version}"));
            assert_eq!(ended.facts["peer_subject"], format!("CN={identity}"));
            let seen = server.next_facts();
            for key in ["outcome", "version", "suite", "group", "signature_scheme"] {
                assert_eq!(seen[key], ended.facts[key], "{key}");
            }
            assert_eq!(seen["server_name"], "localhost");
        }
        assert_eq!(server.exit_code(), Some(0), "--count");
    }
}

#[test]
fn rsa_key_exchange_where_both_allow_it() {
    let server = Server::start("server-rsa2048", "--rsa-key-exchange");
    let flags = format!("{CA} --rsa-key-exchange --suites TLS_RSA_WITH_AES_128_GCM_SHA256");
    let ended = client(server.port, &flags, b"hello");
    assert_eq!((ended.code, ended.output.as_slice()), (Some(0), b"hello".as_slice()), "{ended:?}");
    assert_eq!((&ended.facts["group"], &ended.facts["signature_scheme"]), (&Value::Null, &Value::Null));
}

#[test]
fn policies_and_what_overrides_them() {
    let mut server = Server::start("server-rsa2048", "--policy legacy");
    for (flags, version, suite) in [
        ("--policy modern", "TLSv1.3", "TLS_AES_128_GCM_SHA256"),
        ("--policy intermediate --tls 1.2", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("--policy legacy --suites TLS_RSA_WITH_AES_256_GCM_SHA384", "TLSv1.2", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
        // A client without instructions for AES.
        ("--suites TLS_CHACHA20_POLY1305_SHA256,TLS_AES_128_GCM_SHA256", "TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"),
    ] {
        let ended = client(server.port, &format!("{CA} {flags}"), b"hello");
        assert_eq!((ended.code, ended.output.as_slice()), (Some(0), b"hello".as_slice()), "{flags}: {ended:?}");
        assert_eq!((&ended.facts["version"], &ended.facts["suite"]), (&version.into(), &suite.into()), "{flags}");
        assert_eq!(server.next_facts()["suite"], suite, "{flags}");
    }
    let modern = Server::start("server-rsa2048", "--policy modern");
    let ended = client(modern.port, &format!("{CA} --tls 1.2"), b"hello");
    assert_eq!(error(&ended), ["TLS-ALERT-RECEIVED", "protocol_version", "received"]);
}

#[test]
fn key_shares_tiers_and_hello_retry_request() {
    let mut server = Server::start("server-p256", "--groups P-384/x25519,P-256");
    for (flags, group, retry) in [
        ("--key-shares none", "secp384r1", "yes"),
        ("--key-shares x25519,P-384", "secp384r1", "no"),
        ("--key-shares x25519", "secp384r1", "yes"),
        ("--groups x25519,P-256 --key-shares P-256", "secp256r1", "no"),
    ] {
        let ended = client(server.port, &format!("{CA} --tls 1.3 {flags}"), b"");
        assert_eq!(ended.code, Some(0), "{flags}: {ended:?}");
        for facts in [&ended.facts, &server.next_facts()] {
            assert_eq!((&facts["group"], &facts["hello_retry_request"]), (&group.into(), &retry.into()), "{flags}");
        }
    }
}

#[test]
fn an_ocsp_response_for_those_who_ask() {
    let length = std::fs::metadata(pki("server-p256.ocsp")).unwrap().len();
    let server = Server::start("server-p256", "--ocsp @server-p256.ocsp");
    for version in ["1.2", "1.3"] {
        for (flag, length) in [("", Value::from(length)), ("--no-ocsp", Value::Null)] {
            let ended = client(server.port, &format!("{CA} --tls {version} {flag}"), b"hello");
            assert_eq!((ended.code, &ended.facts["ocsp_response_bytes"]), (Some(0), &length), "{version} {flag}");
        }
    }
}

#[test]
fn an_ocsp_response_that_does_not_do_is_refused() {
    for (identity, response, reason) in
        [("revoked", "revoked", "staple_revoked"), ("server-p384", "server-p256", "staple_unusable")]
    {
        let server = Server::start(identity, &format!("--ocsp @{response}.ocsp"));
        for version in ["1.2", "1.3"] {
            let ended = client(server.port, &format!("{CA} --tls {version}"), b"hello");
            assert_eq!(error(&ended), ["TLS-TRUST", "bad_certificate_status_response", "sent"], "{version}");
            assert_eq!(ended.facts["trust"]["error"]["reason"], reason, "{:#}", ended.facts);
        }
    }
}

#[test]
fn records_as_they_were_asked_for() {
    let server = Server::start("server-p256", "--pad-to 512 --max-fragment 700 --rekey-after 3");
    let data: Vec<u8> = (0..=250_u8).cycle().take(20_000).collect();
    for version in ["1.2", "1.3"] {
        let flags = format!("{CA} --tls {version} --pad-to 64 --max-fragment 100 --rekey-after 2");
        let ended = client(server.port, &flags, &data);
        assert_eq!(ended.code, Some(0), "{}", ended.messages);
        assert!(ended.output == data, "{} of {} bytes came back", ended.output.len(), data.len());
    }
}

#[test]
fn the_certificate_fits_the_signature_algorithms() {
    let server = Server::start("server-p256", "--cert @server-rsa2048.pem --key @server-rsa2048.key");
    for (scheme, subject) in [
        ("ecdsa_secp256r1_sha256", "CN=server-p256"),
        ("rsa_pss_rsae_sha256,ecdsa_secp384r1_sha384", "CN=server-rsa2048"),
    ] {
        let ended = client(server.port, &format!("--insecure --tls 1.3 --sigalgs {scheme}"), b"");
        assert_eq!((ended.code, &ended.facts["peer_subject"]), (Some(0), &subject.into()), "{ended:?}");
    }
}

#[test]
fn big_echoes_do_not_deadlock() {
    let server = Server::start("server-p256", "");
    let data: Vec<u8> = (0..=250_u8).cycle().take(4 * 1024 * 1024).collect();
    for version in ["1.2", "1.3"] {
        let ended = client(server.port, &format!("{CA} --tls {version}"), &data);
        assert_eq!(ended.code, Some(0), "{}", ended.messages);
        assert!(ended.output == data, "{} of {} bytes came back", ended.output.len(), data.len());
    }
}

#[test]
fn clients_show_who_they_are() {
    let mut server = Server::start("server-p256", "--client-ca @root.pem --client-auth required");
    for version in ["1.2", "1.3"] {
        for identity in ["client-p256", "client-p384", "client-rsa2048", "client-ed25519"] {
            let flags = format!("{CA} --tls {version} --cert @{identity}.pem --key @{identity}.key");
            let ended = client(server.port, &flags, b"hello");
            assert_eq!((ended.code, ended.output.as_slice()), (Some(0), b"hello".as_slice()), "{ended:?}");
            assert_eq!(ended.facts["client_certificate"], "sent");
            let seen = server.next_facts();
            assert_eq!(
                (&seen["peer_subject"], &seen["client_certificate"]),
                (&format!("CN={identity}").into(), &"sent".into())
            );
        }
    }
}

#[test]
fn a_client_without_a_certificate_hears_that_one_is_required() {
    let mut server = Server::start("server-p256", "--client-ca @root.pem --client-auth required");
    for (version, alert) in [("1.2", "handshake_failure"), ("1.3", "certificate_required")] {
        let ended = client(server.port, &format!("{CA} --tls {version}"), b"hello");
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert_eq!(error(&ended), ["TLS-ALERT-OWN-CERTIFICATE", alert, "received"]);
        let seen = server.next_facts();
        assert_eq!((&seen["outcome"], &seen["error"]["alert"]), (&"refused".into(), &alert.into()));
    }
}

#[test]
fn certificates_that_must_not_be_accepted() {
    for (identity, alert) in [
        ("expired", "certificate_expired"),
        ("wrong-name", "bad_certificate"),
        ("wrong-purpose", "unsupported_certificate"),
    ] {
        let mut server = Server::start(identity, "");
        let ended = client(server.port, CA, b"secret");
        assert_eq!((ended.code, ended.output.as_slice()), (Some(1), b"".as_slice()), "{ended:?}");
        assert_eq!(error(&ended)[0], "TLS-TRUST");
        assert_eq!(error(&ended)[2], "sent");
        assert_eq!(error(&ended)[1], alert, "{identity}");
        let seen = server.next_facts();
        assert_eq!((&seen["error"]["alert"], &seen["error"]["direction"]), (&alert.into(), &"received".into()));
    }
}

#[test]
fn nobody_is_trusted_who_is_not_in_the_file() {
    let server = Server::start("server-p256", "");
    let other = support::make_pki();
    let ended = client(server.port, &format!("--ca {}/root.pem", other.path().display()), b"");
    assert_eq!(ended.code, Some(1));
    assert_eq!(error(&ended), ["TLS-TRUST", "unknown_ca", "sent"]);
}

#[test]
fn insecure_accepts_anybody_and_says_so() {
    let server = Server::start("expired", "");
    let ended = client(server.port, "--insecure", b"hello");
    assert_eq!((ended.code, ended.output.as_slice()), (Some(0), b"hello".as_slice()));
    assert!(ended.messages.starts_with("warning: --insecure"), "{}", ended.messages);
}

#[test]
fn http_pages_and_protocols() {
    let server = Server::start("server-p256", "--mode http --alpn h2,http/1.1");
    let ended = client(server.port, &format!("{CA} --alpn http/1.1"), b"GET / HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
    let text = String::from_utf8(ended.output).unwrap();
    assert_eq!((ended.code, text.matches("HTTP/1.1 200 OK\r\n").count()), (Some(0), 2), "{text}");
    assert_eq!(ended.facts["alpn"], "http/1.1");
}

#[test]
fn both_sides_log_the_same_keys() {
    let directory = tempfile::tempdir().unwrap();
    let log = |name: &str| directory.path().join(name).display().to_string();
    for (version, count) in [("1.2", 1), ("1.3", 5)] {
        let (ours, theirs) = (log(&format!("client-{version}")), log(&format!("server-{version}")));
        let mut server = Server::start("server-p256", &format!("--keylog {theirs} --count 1"));
        assert_eq!(client(server.port, &format!("{CA} --tls {version} --keylog {ours}"), b"").code, Some(0));
        assert_eq!(server.exit_code(), Some(0));
        let (mut ours, mut theirs) = (lines(Path::new(&ours)), lines(Path::new(&theirs)));
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs);
        assert_eq!(ours.len(), count, "{ours:?}");
    }
}

#[test]
fn a_peer_that_speaks_http() {
    let port = peer(|mut socket| {
        let _ = socket.read(&mut [0; 4096]);
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    let ended = client(port, CA, b"");
    assert_eq!((ended.code, error(&ended)[0]), (Some(1), &"TLS-PEER-HTTP".into()), "{ended:?}");
}

#[test]
fn a_peer_that_says_nothing() {
    let port = peer(|mut socket| while socket.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {});
    let ended = client(port, &format!("{CA} --timeout 0.3"), b"");
    assert_eq!((ended.code, error(&ended)[0]), (Some(3), &"NET-TIMEOUT".into()), "{ended:?}");
}

#[test]
fn a_peer_that_hangs_up() {
    let port = peer(|mut socket| {
        let _ = socket.read(&mut [0; 4096]);
    });
    let ended = client(port, CA, b"");
    assert_eq!((ended.code, &ended.facts["outcome"]), (Some(3), &"transport".into()), "{ended:?}");
}

#[test]
fn a_client_that_hangs_up_is_a_line_too() {
    let mut server = Server::start("server-p256", "--count 1");
    drop(std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap());
    let seen = server.next_facts();
    assert_eq!((&seen["outcome"], &seen["error"]["code"]), (&"transport".into(), &"TLS-CLOSE-IN-HANDSHAKE".into()));
    assert_eq!(server.exit_code(), Some(0));
}

#[test]
fn a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = support::program()
        .args(["server", "--listen", &address, "--cert", &pki("server-p256.pem"), "--key", &pki("server-p256.key")])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text,
        format!("error: {address} is in use: stop the other program or choose another port with --listen\n")
    );
}

/// The signal makes the server read its files again; what cannot be used leaves everything as it was.
#[cfg(unix)]
#[test]
fn a_signal_makes_the_server_read_its_files_again() {
    let own = tempfile::tempdir().unwrap();
    let copy = |name: &str, to: &str| {
        std::fs::copy(pki(name), own.path().join(to)).unwrap();
    };
    let identity = |name: &str| {
        copy(&format!("{name}.pem"), "own.pem");
        copy(&format!("{name}.key"), "own.key");
    };
    identity("server-p256");
    let own_file = |name: &str| own.path().join(name).display().to_string();
    let mut server = Server::start_with(&own_file("own.pem"), &own_file("own.key"), "");
    let subject = |server: &Server| client(server.port, CA, b"").facts["peer_subject"].clone();
    assert_eq!(subject(&server), "CN=server-p256");
    std::fs::write(own.path().join("own.pem"), "damaged").unwrap();
    server.hang_up("not reloaded, what was loaded before stays: --cert: ");
    assert_eq!(subject(&server), "CN=server-p256");
    identity("server-ed25519");
    server.hang_up("reloaded: ");
    assert_eq!(subject(&server), "CN=server-ed25519");
}

#[test]
fn revoked_certificates_are_refused_with_the_report() {
    let revoked = Server::start("revoked", "");
    let ended = client(revoked.port, &format!("{CA} --crl @intermediate.crl"), b"");
    assert_eq!(error(&ended), ["TLS-TRUST", "certificate_revoked", "sent"]);
    assert_eq!(ended.facts["trust"]["error"]["reason"], "revoked", "{:#}", ended.facts);
    let good = Server::start("server-p256", "");
    assert_eq!(client(good.port, &format!("{CA} --crl @intermediate.crl"), b"").code, Some(0));
}
