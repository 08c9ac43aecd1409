//! Reports as OpenSSL 3.0 prints them, honest and not.

use super::*;
use crate::interop::fact::Fact;

const CLIENT: &str = "CONNECTION ESTABLISHED\nProtocol version: TLSv1.3\nCiphersuite: TLS_AES_128_GCM_SHA256\n\
    Peer certificate: CN = server-p384\nHash used: SHA384\nSignature type: ECDSA\nVerification: OK\n\
    Verified peername: server.example\nServer Temp Key: X25519, 253 bits\nDONE\n";
const SERVER: &str = "Using default temp DH parameters\nACCEPT 127.0.0.1:34783\n\
    ALPN protocols advertised by the client: h2, interop/1\nALPN protocols selected: interop/1\n\
    -----BEGIN SSL SESSION PARAMETERS-----\nsecret\n-----END SSL SESSION PARAMETERS-----\nClient certificate\n\
    -----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nsubject=CN = client-p256\n\
    Peer signing digest: SHA256\nPeer signature type: ECDSA\nCIPHER is TLS_AES_128_GCM_SHA256\n\
    Secure Renegotiation IS NOT supported\n";
const ERRORS: &str = "depth=1 CN = i\nverify return:1\ndepth=0 CN = client-p256\nverify return:1\n";

#[test]
fn what_a_client_says() {
    let says = report::of_client("openssl", CLIENT).says;
    let words: Vec<_> = says.values().map(String::as_str).collect();
    let first = ["1.3", "TLS_AES_128_GCM_SHA256", "x25519", "ecdsa_secp384r1_sha384", "server-p384"];
    assert_eq!(words, [&first[..], &["yes", "yes", "client"]].concat());
    let closed = CLIENT.replace("DONE\n", "");
    assert_eq!(report::of_client("openssl", &closed).says[&Fact::ClosedFirst], "server");
    let cut = CLIENT.replace("DONE\n", "error:0A000126:SSL routines::unexpected eof while reading\n");
    assert_eq!(report::of_client("openssl", &cut).says[&Fact::End], "no");
}

#[test]
fn what_a_server_says() {
    let says = report::of_server("openssl", SERVER, ERRORS).says;
    let words: Vec<_> = says.values().map(String::as_str).collect();
    assert_eq!(words, ["TLS_AES_128_GCM_SHA256", "ecdsa_secp256r1_sha256", "interop/1", "client-p256", "yes", "yes"]);
    let cut = format!("{ERRORS}error:0A000126:SSL routines::unexpected eof while reading\n");
    assert_eq!(report::of_server("openssl", SERVER, &cut).says[&Fact::End], "no");
}

#[test]
fn refusals_are_told_by_number() {
    let line =
        "error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:r.c:1601:SSL alert number 40\n";
    let of_client = |text: &str| report::of_client("openssl", text).says.get(&Fact::Refusal).cloned();
    assert_eq!(of_client(line).unwrap(), "server sends handshake_failure");
    assert_eq!(of_client(&line.replace("number 40", "number 47")).unwrap(), "server sends illegal_parameter");
    assert_eq!(of_client(CLIENT), None);
    let of_server = report::of_server("openssl", "", line).says;
    assert_eq!(of_server[&Fact::Refusal], "client sends handshake_failure");
}

#[test]
fn lies_are_not_taken_for_the_truth() {
    let honest = report::of_client("openssl", CLIENT).says;
    for (word, lie) in [
        ("TLSv1.3", "TLSv1.2"),
        ("TLS_AES_128", "TLS_AES_256"),
        ("server-p384", "server-p256"),
        ("SHA384\nSig", "SHA256\nSig"),
        ("ECDSA", "RSA-PSS"),
        ("Verification: OK", "Verification error: expired"),
        ("Verified peername: server.example\n", ""),
        ("X25519", "ECDH, prime256v1"),
    ] {
        let text = CLIENT.replace(word, lie);
        assert_ne!(text, CLIENT);
        assert_ne!(report::of_client("openssl", &text).says, honest, "{word}");
    }
    let honest = report::of_server("openssl", SERVER, ERRORS).says;
    for (word, lie) in [
        ("CIPHER is TLS_AES_128", "CIPHER is TLS_AES_256"),
        ("selected: interop/1", "selected: h2"),
        ("subject=CN = client-p256", "subject=CN = client-p384"),
        ("Peer signing digest: SHA256", "Peer signing digest: SHA384"),
        ("Client certificate\n", ""),
    ] {
        let text = SERVER.replace(word, lie);
        assert_ne!(text, SERVER);
        assert_ne!(report::of_server("openssl", &text, ERRORS).says, honest, "{word}");
    }
    let unverified = ERRORS.replace("client-p256\nverify return:1", "client-p256\nverify error:num=10:expired");
    let says = report::of_server("openssl", SERVER, &unverified).says;
    assert_eq!(says[&Fact::ClientTrusted], "num=10:expired");
}

#[test]
fn data_stand_between_the_report_and_the_end() {
    let openssl = OpenSsl::new("openssl".into(), String::new());
    let received = |after: &str| {
        let stdout = format!("{SERVER}{after}").into_bytes();
        openssl.received(Role::Server, &stdout).map(|data| String::from_utf8_lossy(&data).into_owned())
    };
    let end = "DONE\nshutting down SSL\nCONNECTION CLOSED\n   0 items in the session cache\n";
    assert_eq!(received("").unwrap(), "");
    assert_eq!(received("0a").unwrap(), "0a");
    assert_eq!(received(end).unwrap(), "");
    assert_eq!(received(&format!("0a{end}")).unwrap(), "0a");
    assert_eq!(received(&format!("0a{}", end.replace("DONE", "ERROR"))).unwrap(), "0a");
    assert_eq!(openssl.received(Role::Server, b"ACCEPT 127.0.0.1:1\n"), None);
}

#[test]
fn words_among_the_data_are_no_data() {
    let openssl = OpenSsl::new("openssl".into(), String::new());
    let stdout = format!("{SERVER}01\nSSL_do_handshake -> 1\nRead BLOCK\na\n").into_bytes();
    assert_eq!(openssl.received(Role::Server, &stdout).unwrap().as_ref(), b"01\na\n");
    let stdout = format!("{SERVER}01\nRead no\n").into_bytes();
    assert_eq!(openssl.received(Role::Server, &stdout).unwrap().as_ref(), b"01\nRead no\n");
}

#[test]
fn accounts_hold_no_secrets() {
    let text = without_pem(SERVER);
    assert!(!text.contains("secret") && !text.contains("MIIB") && text.contains("subject=CN = client-p256"));
}
