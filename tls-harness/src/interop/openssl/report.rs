//! What `openssl` says itself.

use crate::interop::bytes::alert_name;
use crate::interop::fact::{Camp, Fact, Witness};
use crate::interop::scenario::{Role, SUITES, refusal, yes};

/// What is said of a transport that ended without close_notify.
const CUT_OFF: &str = "unexpected eof while reading";

/// `s_client -brief`, on standard error.
pub(super) fn of_client(name: &str, text: &str) -> Witness {
    let silent = [
        Fact::HelloRetryRequest,
        Fact::ClientSignature,
        Fact::ClientCertificate,
        Fact::ClientTrusted,
        Fact::Protocol,
        Fact::ServerName,
        Fact::ClientAsked,
        Fact::Authorities,
        Fact::ClientKeyUpdate,
        Fact::ServerKeyUpdate,
        Fact::ClientRecords,
        Fact::ServerRecords,
        Fact::KeyShares,
        Fact::ClientEnd,
        Fact::ExtendedMasterSecret,
    ];
    let mut witness = Witness::new(name, Camp::Peer, &silent);
    witness.say(Fact::Refusal, refused(Role::Server, text));
    if !text.contains("CONNECTION ESTABLISHED\n") {
        return witness;
    }
    witness.say(Fact::Version, after(text, "Protocol version: TLSv"));
    witness.say(Fact::Suite, after(text, "Ciphersuite: ").and_then(suite));
    witness.say(Fact::Group, Some(after(text, "Server Temp Key: ").map_or("none", group)));
    witness.say(Fact::ServerCertificate, after(text, "Peer certificate: CN = "));
    let scheme = after(text, "Signature type: ").map(|kind| scheme(kind, after(text, "Hash used: ")));
    witness.say(Fact::ServerSignature, Some(scheme.unwrap_or("none")));
    // The name is checked with the chain, and said apart.
    let trusted = match (after(text, "Verification: "), after(text, "Verified peername: ")) {
        (Some("OK"), Some(_)) => Some("yes"),
        (Some("OK"), None) => Some("the chain, but not the name"),
        (other, _) => after(text, "Verification error: ").or(other),
    };
    witness.say(Fact::ServerTrusted, trusted);
    witness.say(Fact::End, Some(yes(!text.contains(CUT_OFF))));
    // It says when it closes because its own input has ended, and nothing when the peer's close_notify ends it.
    let first = if text.lines().any(|line| line == "DONE") { Role::Client } else { Role::Server };
    witness.say(Fact::ClosedFirst, Some(first.name()));
    witness
}

/// `s_server`: the report is on standard output, the verification of the client's certificate on standard error.
pub(super) fn of_server(name: &str, report: &str, errors: &str) -> Witness {
    let silent = [
        Fact::Version,
        Fact::Group,
        Fact::HelloRetryRequest,
        Fact::ServerSignature,
        Fact::ServerCertificate,
        Fact::ServerTrusted,
        Fact::ServerName,
        Fact::ClientAsked,
        Fact::Authorities,
        Fact::ClientKeyUpdate,
        Fact::ServerKeyUpdate,
        Fact::ClientRecords,
        Fact::ServerRecords,
        Fact::KeyShares,
        Fact::ClientEnd,
        Fact::ExtendedMasterSecret,
        Fact::ClosedFirst,
    ];
    let mut witness = Witness::new(name, Camp::Peer, &silent);
    witness.say(Fact::Refusal, refused(Role::Client, errors));
    let Some(cipher) = after(report, "CIPHER is ") else { return witness };
    witness.say(Fact::Suite, suite(cipher));
    witness.say(Fact::Protocol, Some(after(report, "ALPN protocols selected: ").unwrap_or("none")));
    witness.say(Fact::End, Some(yes(!errors.contains(CUT_OFF))));
    let asked = report.contains("\nClient certificate\n");
    witness.say(Fact::ClientCertificate, if asked { after(report, "subject=CN = ") } else { Some("none") });
    let kind = after(report, "Peer signature type: ");
    let scheme = kind.map(|kind| scheme(kind, after(report, "Peer signing digest: ")));
    witness.say(Fact::ClientSignature, Some(scheme.unwrap_or("none")));
    witness.say(Fact::ClientTrusted, if asked { verified(errors) } else { Some("none") });
    witness
}

/// `... SSL alert number 40`: what the other side sent.
fn refused(other: Role, errors: &str) -> Option<String> {
    let (_, number) = errors.split_once(":SSL alert number ")?;
    Some(refusal(other, alert_name(number.lines().next()?.trim().parse().ok()?)))
}

/// The leaf, at depth 0, is verified last.
fn verified(errors: &str) -> Option<&str> {
    if let Some(error) = after(errors, "verify error:") {
        return Some(error);
    }
    let (_, leaf) = errors.rsplit_once("depth=0 ")?;
    leaf.contains("\nverify return:1\n").then_some("yes")
}

/// The rest of the first line that begins so.
fn after<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(label)).map(str::trim)
}

fn suite(openssl: &str) -> Option<&'static str> {
    SUITES.iter().find(|suite| suite.openssl == openssl).map(|suite| suite.name)
}

/// `X25519, 253 bits` or `ECDH, prime256v1, 256 bits`.
fn group(key: &str) -> &'static str {
    match key.strip_prefix("ECDH, ").unwrap_or(key).split(',').next() {
        Some("X25519") => "x25519",
        Some("prime256v1" | "P-256") => "secp256r1",
        Some("secp384r1" | "P-384") => "secp384r1",
        _ => "unknown",
    }
}

/// The curve is not said: a scheme's name has it, TLS 1.2's hash does not depend on it.
fn scheme(kind: &str, hash: Option<&str>) -> &'static str {
    match (kind.to_ascii_lowercase().as_str(), hash) {
        ("ed25519", _) => "ed25519",
        ("ecdsa", Some("SHA256")) => "ecdsa_secp256r1_sha256",
        ("ecdsa", Some("SHA384")) => "ecdsa_secp384r1_sha384",
        ("rsa-pss", Some("SHA256")) => "rsa_pss_rsae_sha256",
        ("rsa-pss", Some("SHA384")) => "rsa_pss_rsae_sha384",
        ("rsa-pss", Some("SHA512")) => "rsa_pss_rsae_sha512",
        ("rsa", Some("SHA256")) => "rsa_pkcs1_sha256",
        ("rsa", Some("SHA384")) => "rsa_pkcs1_sha384",
        ("rsa", Some("SHA512")) => "rsa_pkcs1_sha512",
        _ => "unknown",
    }
}
