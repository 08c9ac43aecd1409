//! Certificates, signatures, Finished (RFC 9846 §4.5).

use super::rules;
use crate::edit::{Edit, append, extension, set};
use crate::kit::{Auth, Kind, Lies, Scene, WORLD, credential, other};
use tls_core::config::{ClientAuth, Limits};
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{AlertDescription, ExtensionType, HandshakeType, SignatureScheme};
use tls_pki::Leaf;

const TLS13: Kind = Kind::Tls13;

fn plain() -> Scene {
    Scene::new(TLS13, Auth::None)
}

fn client_certificate() -> Scene {
    Scene::new(TLS13, Auth::Certificate)
}

fn says(from: Role, kind: HandshakeType, lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    Lies::none().says(from, kind, lie)
}

/// The client accepts the one scheme that it needs.
fn one_scheme() -> Scene {
    let schemes = [SignatureScheme::ecdsa_secp256r1_sha256];
    Scene::with(TLS13, Auth::None, |client| client.signature_schemes(&schemes), |server| server)
}

fn few_certificates(kind: Kind) -> Scene {
    let mut limits = Limits::default();
    limits.certificates = 2;
    Scene::with(kind, Auth::Certificate, |client| client.limits(limits), |server| server.limits(limits))
}

/// The same certificate once more.
fn one_more(kind: Kind) -> impl FnMut(&mut Vec<u8>) + Send + 'static {
    move |message| {
        let mut edit = Edit::new(kind, message);
        let entry = edit.get("Certificate.certificate_list[0]");
        edit.append("Certificate.certificate_list", &entry);
    }
}

const NO_LIST: [u8; 3] = [0; 3];

rules! {
    server_without_certificates: plain(), Client NoServerCertificate,
        says(Role::Server, HandshakeType::certificate, set(TLS13, "Certificate.certificate_list", &NO_LIST));
    server_without_certificates_in_tls12: Scene::new(Kind::Tls12, Auth::None), Client NoServerCertificate,
        says(Role::Server, HandshakeType::certificate, set(Kind::Tls12, "Certificate.certificate_list", &NO_LIST));
    client_without_certificates: client_certificate(), Server ClientCertificateRequired,
        says(Role::Client, HandshakeType::certificate, set(TLS13, "Certificate.certificate_list", &NO_LIST));
    client_without_certificates_in_tls12: Scene::new(Kind::Tls12, Auth::Certificate), Server ClientCertificateRequired12,
        says(Role::Client, HandshakeType::certificate, set(Kind::Tls12, "Certificate.certificate_list", &NO_LIST));
    too_many_certificates: few_certificates(TLS13), Client TooManyCertificates,
        says(Role::Server, HandshakeType::certificate, one_more(TLS13));
    too_many_certificates_of_a_client: few_certificates(TLS13), Server TooManyCertificates,
        says(Role::Client, HandshakeType::certificate, one_more(TLS13));
    too_many_certificates_in_tls12: few_certificates(Kind::Tls12), Client TooManyCertificates,
        says(Role::Server, HandshakeType::certificate, one_more(Kind::Tls12));
    context_of_a_request: client_certificate(), Client CertificateRequestContext,
        says(Role::Server, HandshakeType::certificate_request, append(TLS13, "CertificateRequest.certificate_request_context", &[1]));
    context_of_a_server: plain(), Client CertificateRequestContext,
        says(Role::Server, HandshakeType::certificate, append(TLS13, "Certificate.certificate_request_context", &[1]));
    context_of_a_client: client_certificate(), Server CertificateRequestContext,
        says(Role::Client, HandshakeType::certificate, append(TLS13, "Certificate.certificate_request_context", &[1]));
    request_without_schemes: client_certificate(), Client MissingExtension,
        says(Role::Server, HandshakeType::certificate_request, set(TLS13, "CertificateRequest.extensions[signature_algorithms]", &[]));
    unsolicited_extension_of_a_certificate: plain(), Client UnsolicitedExtension, says(
        Role::Server, HandshakeType::certificate,
        append(TLS13, "Certificate.certificate_list[0].extensions", &extension(ExtensionType::signed_certificate_timestamp, &[0, 0])),
    );
    unsolicited_extension_of_a_client_certificate: client_certificate(), Server UnsolicitedExtension, says(
        Role::Client, HandshakeType::certificate,
        append(TLS13, "Certificate.certificate_list[0].extensions", &extension(ExtensionType::signed_certificate_timestamp, &[0, 0])),
    );
    // rsa_pkcs1_sha256, which TLS 1.3 has for certificates only (RFC 9846 §4.3.3).
    scheme_of_certificates: plain(), Client UnofferedSignatureScheme,
        says(Role::Server, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.algorithm", &[4, 1]));
    scheme_with_sha1: plain(), Client UnofferedSignatureScheme,
        says(Role::Server, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.algorithm", &[2, 3]));
    // rsa_pss_rsae_sha256, which this client could verify.
    scheme_that_was_not_offered: one_scheme(), Client UnofferedSignatureScheme,
        says(Role::Server, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.algorithm", &[8, 4]));
    scheme_that_nobody_knows: client_certificate(), Server UnofferedSignatureScheme,
        says(Role::Client, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.algorithm", &[0x1A, 0x1A]));
    scheme_of_another_curve: plain(), Client SchemeDoesNotFitKey,
        says(Role::Server, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.algorithm", &[5, 3]));
    scheme_of_another_kind: plain(), Client SchemeDoesNotFitKey,
        says(Role::Server, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.algorithm", &[8, 4]));
    scheme_of_ed25519: client_certificate(), Server SchemeDoesNotFitKey,
        says(Role::Client, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.algorithm", &[8, 7]));
    signature_of_nothing: plain(), Client BadSignature,
        says(Role::Server, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.signature.bytes", &[]));
    signature_of_another_client: client_certificate(), Server BadSignature,
        says(Role::Client, HandshakeType::certificate_verify, set(TLS13, "CertificateVerify.signature.bytes", &[]));
    signature_of_another_client_in_tls12: Scene::new(Kind::Tls12, Auth::Certificate), Server BadSignature,
        says(Role::Client, HandshakeType::certificate_verify, set(Kind::Tls12, "CertificateVerify.signature.bytes", &[]));
    finished_of_another_client_in_tls12: Scene::new(Kind::Tls12, Auth::None), Server BadFinished,
        says(Role::Client, HandshakeType::finished, |message| message[4..].fill(0));
    finished_of_somebody_else: plain(), Client BadFinished,
        says(Role::Server, HandshakeType::finished, |message| message[4..].fill(0));
    finished_of_another_client: plain(), Server BadFinished,
        says(Role::Client, HandshakeType::finished, |message| message[4..].fill(0));
    finished_that_is_too_long: plain(), Client FieldLength, says(Role::Server, HandshakeType::finished, |message| {
        message.push(0);
        message[3] += 1;
    });
    finished_that_is_too_short: plain(), Server FieldLength, says(Role::Client, HandshakeType::finished, |message| {
        message.pop();
        message[3] -= 1;
    });
}

/// What is wrong with a certificate decides about the alert.
#[test]
fn certificates_that_are_not_trusted() {
    let cases: [(&Leaf, AlertDescription); 3] = [
        (&WORLD.pki.expired, AlertDescription::certificate_expired),
        (&WORLD.pki.wrong_name, AlertDescription::bad_certificate),
        (&WORLD.pki.wrong_purpose, AlertDescription::unsupported_certificate),
    ];
    for kind in [Kind::Tls13, Kind::Tls12] {
        for (leaf, alert) in cases {
            let server = kind.server_with(WORLD.provider.clone(), credential(leaf)).build().unwrap();
            let played = Scene { server, ..Scene::new(kind, Auth::None) }.play(Lies::none());
            played.assert_refused_with(Role::Client, Cause::Untrusted, alert);
        }
        // A server's certificate in a client's hands.
        let client = kind.client().credential(credential(&WORLD.pki.server_p256)).build().unwrap();
        let server = kind.server().client_auth(ClientAuth::required(WORLD.roots.clone())).build().unwrap();
        let played = Scene { client, server }.play(Lies::none());
        let sent = played.server.sent_alerts.clone();
        played.assert_refused_with(Role::Server, Cause::Untrusted, sent[0]);
    }
}

/// Every bit of what proves who a side is, as both sides see it: whoever checks says decrypt_error or, for a signature that
/// is no signature any more, refuses it all the same (rows 59, 65).
#[test]
fn every_bit_of_every_proof() {
    let rows = [
        (
            TLS13,
            Role::Server,
            HandshakeType::certificate_verify,
            "CertificateVerify.signature.bytes",
            Cause::BadSignature,
        ),
        (
            TLS13,
            Role::Client,
            HandshakeType::certificate_verify,
            "CertificateVerify.signature.bytes",
            Cause::BadSignature,
        ),
        (TLS13, Role::Server, HandshakeType::finished, "Finished.verify_data", Cause::BadFinished),
        (TLS13, Role::Client, HandshakeType::finished, "Finished.verify_data", Cause::BadFinished),
        (
            Kind::Tls12,
            Role::Server,
            HandshakeType::server_key_exchange,
            "ServerKeyExchange.signature.bytes",
            Cause::BadSignature,
        ),
        (
            Kind::Tls12,
            Role::Client,
            HandshakeType::certificate_verify,
            "CertificateVerify.signature.bytes",
            Cause::BadSignature,
        ),
        (Kind::Tls12, Role::Server, HandshakeType::finished, "Finished.verify_data", Cause::BadFinished),
        (Kind::Tls12, Role::Client, HandshakeType::finished, "Finished.verify_data", Cause::BadFinished),
    ];
    for (kind, from, message, path, cause) in rows {
        let scene = Scene::new(kind, Auth::Certificate);
        // The shortest signature of P-256 that is likely; a Finished is as long as its hash, or 12 bytes.
        let bits = match (cause, kind) {
            (Cause::BadSignature, _) => 68 * 8,
            (_, Kind::Tls13) => 32 * 8,
            _ => 12 * 8,
        };
        for bit in (0..bits).step_by(if cause == Cause::BadSignature { 3 } else { 1 }) {
            let played = scene.play(Lies::none().says(from, message, move |message| {
                Edit::new(kind, message).flip(path, bit);
            }));
            played.assert_refused(other(from), cause);
        }
    }
}

/// A side's own Finished, thrown back at it (row 65).
#[test]
fn finished_reflected() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let scene = Scene::new(kind, Auth::None);
        let first = if kind == TLS13 { Role::Server } else { Role::Client };
        let mut kept = None;
        let played = scene.play(Lies::none().out(move |_, sent, message| {
            if sent == HandshakeType::finished {
                match kept.take() {
                    None => kept = Some(message.clone()),
                    Some(reflected) => *message = reflected,
                }
            }
        }));
        played.assert_refused(first, Cause::BadFinished);
    }
}
