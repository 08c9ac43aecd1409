//! B, continued: messages across a change of keys (RFC 9846 §5.1), and signatures that are not what they seem.

use super::wire::{flights, record};
use crate::edit::{Edit, set};
use crate::kit::{Auth, Kind, Lies, Scene, WORLD, credential, message, other};
use testvectors::pair::End;
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{ContentType, HandshakeType};
use tls_pki::Leaf;

const TLS13: Kind = Kind::Tls13;
const TLS12: Kind = Kind::Tls12;

fn plain() -> Scene {
    Scene::new(TLS13, Auth::None)
}

/// Every beginning of a message, and the whole of it.
fn beginnings(message: &[u8]) -> impl Iterator<Item = Vec<u8>> + use<'_> {
    (1..=message.len()).map(|length| message[..length].to_vec())
}

/// A message of one side with bytes of another one behind it in the same record.
fn together(from: Role, kind: HandshakeType, more: &[u8]) -> Lies {
    let more = more.to_vec();
    Lies::none().says(from, kind, move |message| message.extend_from_slice(&more))
}

/// A ClientHello with bytes behind it, as the server sees it.
fn hello_and(more: &[u8]) -> Lies {
    let (more, mut done) = (more.to_vec(), false);
    Lies::none().heard(move |role, _, content| {
        if role == Role::Server && !done {
            done = true;
            content.extend_from_slice(&more);
        }
    })
}

/// Row 28: in TLS 1.3 nothing shares a record with what comes before a change of keys: not a byte of the next message,
/// not the whole of it.
#[test]
fn nothing_is_coalesced_across_keys() {
    let encrypted_extensions = message(HandshakeType::encrypted_extensions, &[0, 0]);
    let key_update = message(HandshakeType::key_update, &[0]);
    let finished = message(HandshakeType::finished, &[9; 32]);
    let ticket = message(HandshakeType::new_session_ticket, &[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0]);
    let second_hello = message(HandshakeType::client_hello, &[3; 60]);
    let server_hello = message(HandshakeType::server_hello, &[3; 60]);
    assert!(plain().play(Lies::none()).completed() && Scene::retry(Auth::None).play(Lies::none()).completed());
    let not_aligned = |scene: &Scene, who, lies| scene.play(lies).assert_refused(who, Cause::NotAligned);
    for part in beginnings(&encrypted_extensions) {
        not_aligned(&plain(), Role::Client, together(Role::Server, HandshakeType::server_hello, &part));
    }
    for part in beginnings(&server_hello) {
        not_aligned(
            &Scene::retry(Auth::None),
            Role::Client,
            together(Role::Server, HandshakeType::server_hello, &part),
        );
    }
    for part in beginnings(&finished).chain(beginnings(&second_hello)) {
        not_aligned(&plain(), Role::Server, hello_and(&part));
        not_aligned(&Scene::retry(Auth::None), Role::Server, hello_and(&part));
    }
    for part in beginnings(&key_update).chain(beginnings(&ticket)) {
        not_aligned(&plain(), Role::Client, together(Role::Server, HandshakeType::finished, &part));
        not_aligned(&plain(), Role::Server, together(Role::Client, HandshakeType::finished, &part));
        for who in [Role::Client, Role::Server] {
            let both = [&key_update[..], &part].concat();
            let lies = Lies::none().at(who, "CONNECTED", move |effects| effects.push_message(&both));
            not_aligned(&plain(), other(who), lies);
        }
    }
}

/// Row 28: the first bytes of Finished in the clear, before change_cipher_spec, in every flow of TLS 1.2.
#[test]
fn a_part_of_finished_before_the_keys() {
    let finished = message(HandshakeType::finished, &[9; 12]);
    for kind in [TLS12, Kind::Tls12Rsa] {
        let scene = Scene::new(kind, Auth::None);
        for flight in flights(&scene).into_iter().filter(|flight| flight.last) {
            for part in beginnings(&finished) {
                let early = record(ContentType::handshake, &part);
                let played = scene.play(flight.change(move |pieces| {
                    let ccs = pieces.iter().position(|piece| piece[0] == ContentType::change_cipher_spec.0).unwrap();
                    pieces.insert(ccs, early.clone());
                }));
                played.assert_refused(flight.receiver(), Cause::UnexpectedMessage);
            }
        }
        for part in beginnings(&finished) {
            let played = scene.play(together(Role::Client, HandshakeType::client_key_exchange, &part));
            played.assert_refused(Role::Server, Cause::UnexpectedMessage);
        }
    }
}

/// Row 28: in TLS 1.2 bytes of the second flight in the record of the first one do not help anybody either.
#[test]
fn a_flight_before_its_time() {
    let exchange = message(HandshakeType::client_key_exchange, &[&[32][..], &[9; 32]].concat());
    let scene = Scene::new(TLS12, Auth::None);
    for part in beginnings(&exchange) {
        let played = scene.play(hello_and(&part));
        assert!(!played.completed() && played.server.facts.is_none(), "{} bytes: {played:#?}", part.len());
        assert!(matches!(&played.server.end, End::Failed(failure) if !failure.received_alert()), "{played:#?}");
    }
}

/// Who signs what, and where it says how.
const SIGNED: [(Kind, Role, HandshakeType, &str); 4] = [
    (TLS13, Role::Server, HandshakeType::certificate_verify, "CertificateVerify.algorithm"),
    (TLS13, Role::Client, HandshakeType::certificate_verify, "CertificateVerify.algorithm"),
    (TLS12, Role::Server, HandshakeType::server_key_exchange, "ServerKeyExchange.algorithm"),
    (TLS12, Role::Client, HandshakeType::certificate_verify, "CertificateVerify.algorithm"),
];

/// Row 34: MD5 and SHA-1 in signatures, which nobody offers.
#[test]
fn signatures_with_broken_hashes() {
    for (kind, from, sent, path) in SIGNED {
        let scene = Scene::new(kind, Auth::Certificate);
        assert!(scene.play(Lies::none()).completed());
        for scheme in [[2, 1], [1, 1], [2, 3], [1, 3], [2, 2]] {
            let played = scene.play(Lies::none().says(from, sent, set(kind, path, &scheme)));
            played.assert_refused(other(from), Cause::UnofferedSignatureScheme);
        }
    }
}

/// Row 34: a client that is asked for SHA-1 signs nothing.
#[test]
fn no_signature_with_a_broken_hash() {
    let rows = [
        (
            TLS13,
            "CertificateRequest.extensions[signature_algorithms].supported_signature_algorithms",
            Cause::ClientCertificateRequired,
        ),
        (TLS12, "CertificateRequest.supported_signature_algorithms", Cause::ClientCertificateRequired12),
    ];
    for (kind, path, cause) in rows {
        let scene = Scene::new(kind, Auth::Certificate);
        let lies =
            Lies::none().says(Role::Server, HandshakeType::certificate_request, set(kind, path, &[0, 4, 2, 3, 2, 1]));
        let played = scene.play(lies);
        played.assert_refused(Role::Server, cause);
        let sent = played.recorder.messages(Role::Client, Direction::Send);
        assert!(sent.iter().all(|(kind, _)| *kind != HandshakeType::certificate_verify), "{sent:?}");
    }
}

/// Row 35: in TLS 1.3 a scheme names the key's kind and curve. From both sides.
#[test]
fn schemes_of_other_keys() {
    let pki = &WORLD.pki;
    let (unoffered, unfit) = (Cause::UnofferedSignatureScheme, Cause::SchemeDoesNotFitKey);
    let rows: [(&Leaf, &Leaf, [u8; 2], Cause); 12] = [
        (&pki.server_p384, &pki.client_p384, [4, 3], unfit),
        (&pki.server_p256, &pki.client_p256, [5, 3], unfit),
        (&pki.server_p256, &pki.client_p256, [8, 7], unfit),
        (&pki.server_p256, &pki.client_p256, [6, 3], unoffered),
        (&pki.server_rsa2048, &pki.client_rsa2048, [4, 3], unfit),
        (&pki.server_rsa2048, &pki.client_rsa2048, [8, 7], unfit),
        (&pki.server_rsa2048, &pki.client_rsa2048, [8, 9], unoffered),
        (&pki.server_rsa2048, &pki.client_rsa2048, [4, 1], unoffered),
        (&pki.server_ed25519, &pki.client_ed25519, [8, 4], unfit),
        (&pki.server_ed25519, &pki.client_ed25519, [4, 3], unfit),
        (&pki.server_ed25519, &pki.client_ed25519, [8, 8], unoffered),
        (&pki.server_ed25519, &pki.client_ed25519, [4, 1], unoffered),
    ];
    for (server, client, scheme, cause) in rows {
        let server = TLS13.server_with(WORLD.provider.clone(), credential(server));
        let server = server.client_auth(tls_core::config::ClientAuth::required(WORLD.roots.clone())).build().unwrap();
        let client = TLS13.client().credential(credential(client)).build().unwrap();
        let scene = Scene { client, server };
        assert!(scene.play(Lies::none()).completed());
        for from in [Role::Client, Role::Server] {
            let lies = Lies::none().says(from, HandshakeType::certificate_verify, move |verify| {
                Edit::new(TLS13, verify).set("CertificateVerify.algorithm", &scheme);
            });
            scene.play(lies).assert_refused(other(from), cause);
        }
    }
}
