//! What certificates may be signed with (RFC 9846 §4.3.3), and how small their keys may be.

use crate::edit::{Edit, append, extension};
use crate::kit::{Auth, Kind, Lies, Played, Scene, WORLD, credential, other};
use testvectors::pair::End;
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{ExtensionType, HandshakeType, SignatureScheme};

const TLS13: Kind = Kind::Tls13;
/// What signs the certificates of the test PKI.
const SIGNS: SignatureScheme = SignatureScheme::ecdsa_secp256r1_sha256;
const OTHER: SignatureScheme = SignatureScheme::rsa_pkcs1_sha256;

fn scene(schemes: &[SignatureScheme]) -> Scene {
    Scene::with(
        TLS13,
        Auth::Certificate,
        |client| client.certificate_signature_schemes(schemes),
        |server| server.certificate_signature_schemes(schemes),
    )
}

/// The list in a message of this kind, or nothing.
fn sent(played: &Played, who: Role, kind: HandshakeType, message: &str) -> Option<Vec<u8>> {
    let messages = played.recorder.messages(who, Direction::Send);
    let (_, mut bytes) = messages.into_iter().find(|(sent, _)| *sent == kind).unwrap();
    let edit = Edit::new(TLS13, &mut bytes);
    let whole = edit.get(&format!("{message}.extensions"));
    let number = ExtensionType::signature_algorithms_cert.0.to_be_bytes();
    let has = whole.windows(2).any(|two| two == number);
    has.then(|| edit.get(&format!("{message}.extensions[signature_algorithms_cert].supported_signature_algorithms")))
}

#[test]
fn it_is_sent_only_where_it_says_something_new() {
    let messages = [
        (Role::Client, HandshakeType::client_hello, "ClientHello"),
        (Role::Server, HandshakeType::certificate_request, "CertificateRequest"),
    ];
    let with = scene(&[SIGNS, OTHER]).play(Lies::none());
    let without = Scene::new(TLS13, Auth::Certificate).play(Lies::none());
    assert!(with.completed() && without.completed());
    for (who, kind, message) in messages {
        assert_eq!(sent(&with, who, kind, message), Some(vec![0, 4, 4, 3, 4, 1]), "{message}");
        assert_eq!(sent(&without, who, kind, message), None, "{message}");
    }
}

/// "it SHOULD continue the handshake by sending a certificate chain of its choice" (RFC 9846 §4.5.1.2): the server does, and
/// it is the client that refuses. A client that has no other chain does likewise.
#[test]
fn who_cannot_please_sends_what_it_has() {
    for who in [Role::Client, Role::Server] {
        let scene = Scene::with(
            TLS13,
            Auth::Certificate,
            |client| if who == Role::Client { client.certificate_signature_schemes(&[OTHER]) } else { client },
            |server| if who == Role::Server { server.certificate_signature_schemes(&[OTHER]) } else { server },
        );
        let played = scene.play(Lies::none());
        let End::Failed(failure) = &played.side(who).end else { panic!("{played:#?}") };
        assert_eq!(failure.cause(), Cause::Untrusted);
        assert!(failure.to_string().contains("signed with an algorithm that is not accepted"), "{failure}");
        let sent = played.recorder.messages(other(who), Direction::Send);
        assert!(sent.iter().any(|(kind, _)| *kind == HandshakeType::certificate_verify));
    }
}

/// "[RSASSA-PKCS1-v1_5 algorithms] refer solely to signatures which appear in certificates" (RFC 9846 §4.3.3): they may be
/// all that is in the list.
#[test]
fn the_handshake_is_signed_with_something_else() {
    let server = TLS13.server_with(WORLD.provider.clone(), credential(&WORLD.pki.server_rsa2048));
    let server = server.certificate_signature_schemes(&[OTHER]).build().unwrap();
    let pss = SignatureScheme::rsa_pss_rsae_sha256;
    let client = TLS13.client().signature_schemes(&[pss]).certificate_signature_schemes(&[SIGNS]).build().unwrap();
    let played = Scene { client, server }.play(Lies::none());
    assert!(played.completed(), "{played:#?}");
    assert_eq!(played.client.facts.unwrap().signature_scheme, Some(pss));
}

#[test]
fn it_answers_nothing() {
    let stray = extension(ExtensionType::signature_algorithms_cert, &[0, 2, 4, 3]);
    for (kind, path) in [
        (HandshakeType::server_hello, "ServerHello.extensions"),
        (HandshakeType::encrypted_extensions, "EncryptedExtensions.extensions"),
        (HandshakeType::certificate, "Certificate.certificate_list[0].extensions"),
    ] {
        let lies = Lies::none().says(Role::Server, kind, append(TLS13, path, &stray));
        scene(&[SIGNS]).play(lies).assert_refused(Role::Client, Cause::MisplacedExtension);
    }
}

#[test]
fn small_rsa_keys() {
    let scene = |bits| {
        let server = TLS13.server_with(WORLD.provider.clone(), credential(&WORLD.pki.server_rsa2048));
        let client = TLS13.client().minimum_rsa_bits(bits).build().unwrap();
        Scene { client, server: server.build().unwrap() }
    };
    assert!(scene(2048).play(Lies::none()).completed());
    let played = scene(2049).play(Lies::none());
    let End::Failed(failure) = &played.client.end else { panic!("{played:#?}") };
    assert!(failure.to_string().contains("RSA key has 2048 bits; only 2049 to 8192 are accepted"), "{failure}");
}

#[test]
fn lists_that_cannot_work() {
    let error = |schemes: &[SignatureScheme]| {
        TLS13.client().certificate_signature_schemes(schemes).build().unwrap_err().to_string()
    };
    assert!(error(&[]).contains("no signature scheme for certificates"));
    assert!(error(&[SignatureScheme::ed448]).starts_with("the provider has no signature scheme ed448; it has: "));
}
