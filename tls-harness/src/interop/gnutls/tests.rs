//! Reports as GnuTLS 3.7 prints them, honest and not.

use super::*;
use crate::interop::fact::Fact;
use crate::interop::peer::Pki;

const CLIENT: &str = "- Server's trusted authorities:\n   [0]: CN=somebody\n- Server has requested a certificate.\n\
    \tSubject: CN=server-p384\n\tSubject: CN=tls-pki test intermediate e62a18\n\
    - Status: The certificate is trusted. \n - Using curve: X25519\n- Version: TLS1.2\n- Key Exchange: ECDHE-ECDSA\n\
    - Server Signature: ECDSA-SHA384\n- Client Signature: EdDSA-Ed25519\n- Cipher: AES-128-GCM\n\
    - Options: extended master secret, safe renegotiation,\n\
    - Application protocol: interop/1\n- Handshake was completed\n\n- Peer has closed the GnuTLS connection\n";
const SERVER: &str = "- Status: The certificate is trusted. \n- Given server name[1]: server.example\n\
    \tSubject: CN=client-p256\n\tSubject: CN=tls-pki test intermediate e62a18\n - Using curve: SECP256R1\n\
    - Version: TLS1.3\n- Server Signature: ECDSA-SECP256R1-SHA256\n- Client Signature: RSA-PSS-RSAE-SHA256\n\
    - Cipher: AES-256-GCM\n- Application protocol: interop/1\n";
const LOG: &str = "|<4>| HSK[0x5]: CLIENT HELLO (1) was received. Length 235[235], frag offset 0\n\
    |<4>| HSK[0x5]: Selected cipher suite: GNUTLS_ECDHE_RSA_CHACHA20_POLY1305\n\
    |<4>| HSK[0x5]: HELLO RETRY REQUEST was queued [88 bytes]\n|<4>| HSK[0x5]: CERTIFICATE REQUEST was queued [9 bytes]\n\
    |<4>| HSK[0x5]: FINISHED (20) was received. Length 12[12]\n|<4>| HSK[0x5]: KEY_UPDATE (24) was received. Length 1[1]\n";

fn pki() -> (tempfile::TempDir, Pki) {
    let directory = tempfile::tempdir().unwrap();
    let pki = Pki::make(directory.path()).unwrap();
    (directory, pki)
}

#[test]
fn what_a_client_says() {
    let (_directory, pki) = pki();
    let says = report::of_client("gnutls", CLIENT, "", &pki).says;
    let words: Vec<_> = says.values().map(String::as_str).collect();
    let suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    let signatures = ["ecdsa_secp384r1_sha384", "ed25519"];
    let rest = ["interop/1", "server-p384", "yes", "yes", "unknown", "yes", "yes"];
    assert_eq!(words, [&["1.2", suite, "x25519"][..], &signatures, &rest].concat());
}

#[test]
fn what_a_server_says() {
    let says = report::of_server("gnutls", SERVER, "").says;
    let words: Vec<_> = says.values().map(String::as_str).collect();
    let signatures = ["ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"];
    let rest = ["interop/1", "server.example", "client-p256", "yes", "yes"];
    assert_eq!(words, [&["1.3", "TLS_AES_256_GCM_SHA384", "secp256r1"][..], &signatures, &rest].concat());
}

#[test]
fn what_the_log_says() {
    let says = report::of_log("gnutls -d".to_owned(), LOG).says;
    let words: Vec<_> = says.values().map(String::as_str).collect();
    assert_eq!(words, ["TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "yes", "yes", "yes", "no"]);
}

#[test]
fn key_shares_are_those_of_the_first_hello() {
    let share = |group: &str| format!("|<4>| EXT[0x5]: sending key share for {group}\n");
    let hello = "|<4>| HSK[0x5]: CLIENT HELLO was queued [9 bytes]\n";
    let says = |log: &str| report::of_log(String::new(), log).says[&Fact::KeyShares].clone();
    let two = [&share("X25519"), &share("SECP256R1"), hello, &share("SECP384R1"), hello].concat();
    assert_eq!(says(&two), "x25519+secp256r1");
    assert_eq!(says(hello), "none");
    let server = report::of_log(String::new(), LOG);
    assert!(server.silent.contains(&Fact::KeyShares) && !server.says.contains_key(&Fact::KeyShares));
}

#[test]
fn refusals_are_told_by_number() {
    let (_directory, pki) = pki();
    let log = "|<5>| REC[0x5]: Alert[2|40] - Handshake failed - was received\n";
    let of_log = |log: &str| report::of_log(String::new(), log).says.get(&Fact::Refusal).cloned();
    assert_eq!(of_log(log).unwrap(), "client sends handshake_failure");
    assert_eq!(of_log(&log.replace("2|40", "2|47")).unwrap(), "client sends illegal_parameter");
    assert_eq!(of_log(&log.replace("2|40", "1|0")), None);
    let of_client = |text: &str| report::of_client("gnutls", text, "", &pki).says.get(&Fact::Refusal).cloned();
    assert_eq!(of_client("*** Received alert [40]: Handshake failed\n").unwrap(), "server sends handshake_failure");
    assert_eq!(of_client("*** Received alert [70]: other\n").unwrap(), "server sends protocol_version");
    assert_eq!(of_client(CLIENT), None);
}

#[test]
fn lies_are_not_taken_for_the_truth() {
    let (_directory, pki) = pki();
    let honest = report::of_client("gnutls", CLIENT, "", &pki).says;
    for (word, lie) in [
        ("TLS1.2", "TLS1.3"),
        ("AES-128", "AES-256"),
        ("ECDHE-ECDSA", "ECDHE-RSA"),
        ("X25519", "SECP384R1"),
        ("Server Signature: ECDSA-SHA384", "Server Signature: ECDSA-SHA256"),
        ("Client Signature: EdDSA-Ed25519", "Client Signature: RSA-SHA256"),
        ("server-p384", "server-p256"),
        ("is trusted", "is NOT trusted"),
        ("extended master secret, ", ""),
        ("- Options", "- Other"),
        ("interop/1", "h2"),
        ("   [0]: CN=somebody\n", ""),
        ("- Peer has closed the GnuTLS connection", ""),
    ] {
        let text = CLIENT.replace(word, lie);
        assert_ne!(text, CLIENT);
        assert_ne!(report::of_client("gnutls", &text, "", &pki).says, honest, "{word}");
    }
    let unasked =
        CLIENT.replace("- Server has requested a certificate", "").replace("- Server's trusted authorities", "");
    assert_eq!(report::of_client("gnutls", &unasked, "", &pki).says[&Fact::ClientAsked], "no");
    let cut = "*** Fatal error: The TLS connection was non-properly terminated.";
    assert_eq!(report::of_client("gnutls", CLIENT, cut, &pki).says[&Fact::End], "no");
    let honest = report::of_server("gnutls", SERVER, "").says;
    for (word, lie) in [
        ("client-p256", "client-p384"),
        ("server.example", "other.example"),
        ("is trusted", "is NOT trusted"),
        ("SECP256R1\n- V", "SECP384R1\n- V"),
        ("Client Signature: RSA-PSS-RSAE-SHA256", "Client Signature: RSA-PSS-RSAE-SHA384"),
    ] {
        let text = SERVER.replace(word, lie);
        assert_ne!(text, SERVER);
        assert_ne!(report::of_server("gnutls", &text, "").says, honest, "{word}");
    }
    assert_eq!(report::of_server("gnutls", SERVER, cut).says[&Fact::End], "no");
    let honest = report::of_log(String::new(), LOG).says;
    for (word, lie) in [
        ("ECDHE_RSA", "ECDHE_ECDSA"),
        ("HELLO RETRY REQUEST", "SERVER HELLO"),
        ("CERTIFICATE REQUEST", "CERTIFICATE"),
        ("KEY_UPDATE (24)", "NEW SESSION TICKET (4)"),
        ("FINISHED", "OTHER"),
    ] {
        let text = LOG.replace(word, lie);
        assert_ne!(text, LOG);
        assert_ne!(report::of_log(String::new(), &text).says, honest, "{word}");
    }
}

#[test]
fn a_server_listens_when_it_says_so() {
    let gnutls = GnuTls::new("gnutls-cli".into(), "gnutls-serv".into(), String::new());
    let port = |stderr: &str| {
        let mut output = Output::default();
        output.stderr = stderr.into();
        gnutls.port(&output)
    };
    assert_eq!(port("Echo Server listening on IPv4 0.0.0.0 port 4502"), None);
    assert_eq!(port("Echo Server listening on IPv4 0.0.0.0 port 4502...done\n"), Some(4502));
}
