//! Every signature scheme in every message that names one: only what was offered, fits the version and fits the key.

use super::{ECDSA, Patch, Recorded, Speaks, all, cheap, client, feed, hears, name, record, server, sweep};
use crate::edit::Edit;
use crate::kit::{Kind, WORLD};
use tls_core::config::ClientAuth;
use tls_core::conn::{ClientConnection, ServerConnection};
use tls_core::error::{Cause, Failure};
use tls_core::msg::Role;
use tls_core::registry::{HandshakeType, SignatureScheme};

/// Of the configured schemes the one that fits a P-256 key is taken; the other configured ones do not fit the key; of the rest
/// none was offered, or none may be used in this version.
fn expected(speaks: Speaks, scheme: SignatureScheme) -> Vec<Cause> {
    let configured = cheap::PROVIDER.verification.iter().any(|entry| entry.scheme == scheme);
    let usable = speaks == Speaks::Tls12 || scheme.usable_in_tls13_handshake();
    match (configured && usable, scheme) {
        (true, ECDSA) => Vec::new(),
        (true, _) => vec![Cause::SchemeDoesNotFitKey],
        (false, _) => vec![Cause::UnofferedSignatureScheme],
    }
}

#[test]
fn of_a_server() {
    let recorded = Recorded::new(client(Speaks::Tls13), server(Speaks::Tls13));
    let sent = |kind| recorded.message(Role::Server, kind);
    let (hello, flight) = (record(&sent(HandshakeType::server_hello)), recorded.protected(Role::Client));
    let before = [sent(HandshakeType::encrypted_extensions), sent(HandshakeType::certificate)].concat();
    let patch = Patch::new(Kind::Tls13, &sent(HandshakeType::certificate_verify), "CertificateVerify.algorithm");
    sweep(
        "signature scheme in a server's CertificateVerify, P-256 key",
        all(SignatureScheme),
        |scheme| expected(Speaks::Tls13, scheme),
        |scheme| {
            let content = [&before[..], &patch.with_u16(scheme.0)].concat();
            let mut client = ClientConnection::new(recorded.client.clone(), name(), hears(1, content)).unwrap();
            feed(&mut client, &[&hello[..], &flight].concat())
        },
    );
    let recorded = Recorded::new(client(Speaks::Tls12), server(Speaks::Tls12));
    let sent = |kind| recorded.message(Role::Server, kind);
    let before = [sent(HandshakeType::server_hello), sent(HandshakeType::certificate)].concat();
    let patch = Patch::new(Kind::Tls12, &sent(HandshakeType::server_key_exchange), "ServerKeyExchange.algorithm");
    sweep(
        "signature scheme in ServerKeyExchange, P-256 key",
        all(SignatureScheme),
        |scheme| match expected(Speaks::Tls12, scheme)[..] {
            // TLS 1.2 names no curve: this one goes with P-384 and P-256 (RFC 8422 §5.4).
            [Cause::SchemeDoesNotFitKey] if scheme == SignatureScheme::ecdsa_secp384r1_sha384 => Vec::new(),
            _ => expected(Speaks::Tls12, scheme),
        },
        |scheme| feed(&mut recorded.new_client(), &record(&[&before[..], &patch.with_u16(scheme.0)].concat())),
    );
}

#[test]
fn of_a_client() {
    let own = || cheap::credential(&WORLD.pki.client_p256, &[ECDSA]);
    let both = |speaks| {
        let auth = ClientAuth::required(WORLD.roots.clone());
        Recorded::new(client(speaks).credential(own()), server(speaks).client_auth(auth))
    };
    let recorded = both(Speaks::Tls13);
    let (hello, flight) = (record(&recorded.client_hello()), recorded.protected(Role::Server));
    let sent = |kind| recorded.message(Role::Client, kind);
    let before = sent(HandshakeType::certificate);
    let patch = Patch::new(Kind::Tls13, &sent(HandshakeType::certificate_verify), "CertificateVerify.algorithm");
    sweep(
        "signature scheme in a client's CertificateVerify of TLS 1.3, P-256 key",
        all(SignatureScheme),
        |scheme| expected(Speaks::Tls13, scheme),
        |scheme| {
            let content = [&before[..], &patch.with_u16(scheme.0)].concat();
            let mut server = ServerConnection::new(recorded.server.clone(), hears(1, content));
            feed(&mut server, &[&hello[..], &flight].concat())
        },
    );
    let recorded = both(Speaks::Tls12);
    let hello = record(&recorded.client_hello());
    let sent = |kind| recorded.message(Role::Client, kind);
    let before = [sent(HandshakeType::certificate), sent(HandshakeType::client_key_exchange)].concat();
    let patch = Patch::new(Kind::Tls12, &sent(HandshakeType::certificate_verify), "CertificateVerify.algorithm");
    sweep(
        "signature scheme in a client's CertificateVerify of TLS 1.2, P-256 key",
        all(SignatureScheme),
        |scheme| match expected(Speaks::Tls12, scheme)[..] {
            [Cause::SchemeDoesNotFitKey] if scheme == SignatureScheme::ecdsa_secp384r1_sha384 => Vec::new(),
            _ => expected(Speaks::Tls12, scheme),
        },
        |scheme| {
            let flight = record(&[&before[..], &patch.with_u16(scheme.0)].concat());
            feed(&mut recorded.new_server(), &[&hello[..], &flight].concat())
        },
    );
}

/// The client shows its certificate exactly if the request names the one scheme that its key has.
#[test]
fn in_certificate_request() {
    let own = cheap::credential(&WORLD.pki.client_p256, &[ECDSA]);
    let asks = server(Speaks::Tls12).client_auth(ClientAuth::optional(WORLD.roots.clone()));
    let recorded = Recorded::new(client(Speaks::Tls12).credential(own), asks);
    let sent = |kind| recorded.message(Role::Server, kind);
    let before =
        [sent(HandshakeType::server_hello), sent(HandshakeType::certificate), sent(HandshakeType::server_key_exchange)]
            .concat();
    let mut request = sent(HandshakeType::certificate_request);
    let path = "CertificateRequest.supported_signature_algorithms";
    Edit::new(Kind::Tls12, &mut request).set(path, &[0, 2, 0, 0]);
    let patch = Patch::new(Kind::Tls12, &request, &format!("{path}[0]"));
    let done = sent(HandshakeType::server_hello_done);
    let declines = Failure::new(Cause::ClientCertificateRequired12);
    sweep(
        "signature scheme alone in CertificateRequest, P-256 key (refused: no certificate is shown)",
        all(SignatureScheme),
        |scheme| if scheme == ECDSA { Vec::new() } else { vec![declines.cause()] },
        |scheme| {
            let mut client = recorded.new_client();
            let flight = [&before[..], &patch.with_u16(scheme.0), &done].concat();
            assert_eq!(feed(&mut client, &record(&flight)), None);
            // After the ClientHello: a record with Certificate, whose list may be empty.
            let hello = 5 + recorded.client_hello().len();
            let shown = client.output()[hello + 5..][..7] != [11, 0, 0, 3, 0, 0, 0];
            (!shown).then(|| declines.clone())
        },
    );
}
