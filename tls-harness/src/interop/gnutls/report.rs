//! What GnuTLS says itself.

use crate::interop::bytes::alert_name;
use crate::interop::fact::{Camp, Fact, Witness};
use crate::interop::peer::Pki;
use crate::interop::scenario::{Exchange, Role, SUITES, listed, refusal, yes};

/// What is said of a transport that ended without close_notify.
const CUT_OFF: &str = "The TLS connection was non-properly terminated";
const DONE: &str = "- Handshake was completed";

/// `gnutls-cli -V`: the report, and what went wrong afterwards.
pub(super) fn of_client(name: &str, text: &str, errors: &str, pki: &Pki) -> Witness {
    let silent = [
        Fact::HelloRetryRequest,
        Fact::ClientCertificate,
        Fact::ClientTrusted,
        Fact::ServerName,
        Fact::ClientKeyUpdate,
        Fact::ServerKeyUpdate,
        Fact::ClientRecords,
        Fact::ServerRecords,
        Fact::KeyShares,
        Fact::ClosedFirst,
        Fact::ClientEnd,
    ];
    let mut witness = Witness::new(name, Camp::Peer, &silent);
    let alert = after(text, "*** Received alert [").and_then(|rest| rest.split(']').next()?.parse().ok());
    witness.say(Fact::Refusal, alert.map(|alert| refusal(Role::Server, alert_name(alert))));
    if !text.contains(DONE) {
        return witness;
    }
    common(text, &mut witness);
    witness.say(Fact::ServerCertificate, after(text, "\tSubject: CN="));
    witness.say(Fact::ServerTrusted, status(text));
    // TLS 1.2 names authorities at least; that without any is told in TLS 1.3 only.
    let asked = ["- Server has requested a certificate", "- Server's trusted authorities"];
    let asked = asked.iter().any(|line| text.contains(line));
    witness.say(Fact::ClientAsked, Some(yes(asked)));
    let authority = after(text, "   [0]: CN=").map(|name| pki.authority_of(name.as_bytes()));
    witness.say(Fact::Authorities, Some(authority.unwrap_or("none")));
    witness.say(
        Fact::End,
        Some(yes(text.contains("- Peer has closed the GnuTLS connection") && !errors.contains(CUT_OFF))),
    );
    witness
}

/// `gnutls-serv`.
pub(super) fn of_server(name: &str, text: &str, errors: &str) -> Witness {
    let silent = [
        Fact::HelloRetryRequest,
        Fact::ServerCertificate,
        Fact::ServerTrusted,
        Fact::ClientAsked,
        Fact::Authorities,
        Fact::ClientKeyUpdate,
        Fact::ServerKeyUpdate,
        Fact::ClientRecords,
        Fact::ServerRecords,
        Fact::KeyShares,
        Fact::ClosedFirst,
        Fact::ClientEnd,
        Fact::Refusal,
    ];
    let mut witness = Witness::new(name, Camp::Peer, &silent);
    if after(text, "- Version: ").is_none() {
        return witness;
    }
    common(text, &mut witness);
    witness.say(Fact::ServerName, Some(after(text, "- Given server name[1]: ").unwrap_or("none")));
    let certificate = after(text, "\tSubject: CN=");
    witness.say(Fact::ClientCertificate, Some(certificate.unwrap_or("none")));
    witness.say(Fact::ClientTrusted, if certificate.is_some() { status(text) } else { Some("none") });
    witness.say(Fact::End, Some(yes(!errors.contains(CUT_OFF))));
    witness
}

fn common(text: &str, witness: &mut Witness) {
    let version = after(text, "- Version: TLS");
    witness.say(Fact::Version, version);
    let exchange = match after(text, "- Key Exchange: ") {
        Some("ECDHE-ECDSA") if version == Some("1.2") => Exchange::EcdheEcdsa,
        Some("ECDHE-RSA") if version == Some("1.2") => Exchange::EcdheRsa,
        Some("RSA") if version == Some("1.2") => Exchange::Rsa,
        _ => Exchange::Any,
    };
    let cipher = after(text, "- Cipher: ");
    let suite = SUITES.iter().find(|suite| suite.exchange == exchange && Some(suite.gnutls) == cipher);
    witness.say(Fact::Suite, suite.map(|suite| suite.name));
    witness.say(Fact::Group, Some(after(text, " - Using curve: ").map_or("none", group)));
    witness.say(Fact::ServerSignature, Some(after(text, "- Server Signature: ").map_or("none", scheme)));
    witness.say(Fact::ClientSignature, Some(after(text, "- Client Signature: ").map_or("none", scheme)));
    witness.say(Fact::ExtendedMasterSecret, extended_master_secret(text));
    witness.say(Fact::Protocol, Some(after(text, "- Application protocol: ").unwrap_or("none")));
}

/// The line is there with whatever else there is to tell.
fn extended_master_secret(text: &str) -> Option<&'static str> {
    after(text, "- Options: ").map(|options| yes(options.split(", ").any(|word| word == "extended master secret")))
}

fn status(text: &str) -> Option<&str> {
    after(text, "- Status: ").map(|status| if status == "The certificate is trusted." { "yes" } else { status })
}

/// `-d 4`: what the library does, one line each.
pub(super) fn of_log(name: String, text: &str) -> Witness {
    let silent = [
        Fact::Version,
        Fact::Group,
        Fact::ServerSignature,
        Fact::ClientSignature,
        Fact::Protocol,
        Fact::ServerName,
        Fact::ServerCertificate,
        Fact::ClientCertificate,
        Fact::ServerTrusted,
        Fact::ClientTrusted,
        Fact::Authorities,
        Fact::ClientRecords,
        Fact::ServerRecords,
        Fact::End,
        Fact::ExtendedMasterSecret,
        Fact::ClosedFirst,
        Fact::ClientEnd,
    ];
    let mut witness = Witness::new(name, Camp::Peer, &silent);
    let hello = text.split_once("CLIENT HELLO was queued").map(|(before, _)| before);
    let is_client = hello.is_some();
    let other = if is_client { Role::Server } else { Role::Client };
    witness.say(Fact::Refusal, alert_received(text).map(|alert| refusal(other, alert_name(alert))));
    match hello {
        Some(before) => {
            let shares = before.lines().filter_map(|line| line.split_once(": sending key share for "));
            witness.say(Fact::KeyShares, Some(listed(shares.map(|(_, curve)| group(curve.trim())))));
        }
        // It looks at shares until it has the one that it wants.
        None => witness.silent.push(Fact::KeyShares),
    }
    let sent = |what: &str| text.contains(&format!(": {what} was queued"));
    let received = |what: &str| {
        text.lines().any(|line| {
            line.split_once(&format!(": {what} (")).is_some_and(|(_, rest)| rest.contains(") was received"))
        })
    };
    let of_server = |what: &str| if is_client { received(what) } else { sent(what) };
    let of_client = |what: &str| if is_client { sent(what) } else { received(what) };
    if !of_client("FINISHED") {
        return witness;
    }
    let suite = text.split(": Selected cipher suite: ").nth(1).and_then(|rest| rest.lines().next());
    witness.say(Fact::Suite, suite.and_then(suite_name));
    witness.say(Fact::HelloRetryRequest, Some(yes(of_server("HELLO RETRY REQUEST"))));
    witness.say(Fact::ClientAsked, Some(yes(of_server("CERTIFICATE REQUEST"))));
    witness.say(Fact::ClientKeyUpdate, Some(yes(of_client("KEY_UPDATE"))));
    witness.say(Fact::ServerKeyUpdate, Some(yes(of_server("KEY_UPDATE"))));
    witness
}

/// `REC[0x5]: Alert[2|40] - Handshake failed - was received`, from `-d 5` on.
fn alert_received(text: &str) -> Option<u8> {
    let line = text.lines().find(|line| line.contains(": Alert[2|") && line.ends_with("was received"))?;
    line.split_once("[2|")?.1.split_once(']')?.0.parse().ok()
}

/// `GNUTLS_ECDHE_RSA_AES_128_GCM_SHA256` has no `WITH`, and `GNUTLS_ECDHE_RSA_CHACHA20_POLY1305` no hash.
fn suite_name(gnutls: &str) -> Option<&'static str> {
    let name = gnutls.strip_prefix("GNUTLS_")?;
    let is_it = |iana: &str| {
        let bare = iana.trim_start_matches("TLS_").replace("_WITH_", "_");
        bare == name || bare.strip_suffix("_SHA256").is_some_and(|bare| bare == name && bare.ends_with("POLY1305"))
    };
    SUITES.iter().map(|suite| suite.name).find(|iana| is_it(iana))
}

/// The rest of the first line that begins so.
fn after<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(label)).map(str::trim)
}

fn group(curve: &str) -> &'static str {
    match curve {
        "X25519" => "x25519",
        "SECP256R1" => "secp256r1",
        "SECP384R1" => "secp384r1",
        _ => "unknown",
    }
}

/// TLS 1.2 does not bind the curve.
fn scheme(gnutls: &str) -> &'static str {
    match gnutls {
        "EdDSA-Ed25519" => "ed25519",
        "ECDSA-SECP256R1-SHA256" | "ECDSA-SHA256" => "ecdsa_secp256r1_sha256",
        "ECDSA-SECP384R1-SHA384" | "ECDSA-SHA384" => "ecdsa_secp384r1_sha384",
        "RSA-PSS-RSAE-SHA256" => "rsa_pss_rsae_sha256",
        "RSA-PSS-RSAE-SHA384" => "rsa_pss_rsae_sha384",
        "RSA-PSS-RSAE-SHA512" => "rsa_pss_rsae_sha512",
        "RSA-SHA256" => "rsa_pkcs1_sha256",
        "RSA-SHA384" => "rsa_pkcs1_sha384",
        "RSA-SHA512" => "rsa_pkcs1_sha512",
        _ => "unknown",
    }
}
