//! Extensions that stand twice, are not known, or have nothing in common with the other side (RFC 9846 §4.3).

use super::hellos::{client_hello, plain};
use crate::edit::{Edit, append, extension};
use crate::kit::{Auth, Kind, Lies, Played, Scene};
use std::sync::Arc;
use tls_core::codec::SpanTree;
use tls_core::config::ServerConfig;
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::{Context, HandshakeMessage, Role};
use tls_core::registry::{CipherSuite, ExtensionType, HandshakeType, NamedGroup, SignatureScheme};

const TLS13: Kind = Kind::Tls13;

/// Every extension of every message twice (ATTACKS row 29).
#[test]
fn every_extension_twice() {
    let scene = Scene::with(TLS13, Auth::Certificate, |client| client.alpn(&[b"h2"]), |server| server.alpn(&[b"h2"]));
    let honest = scene.play(Lies::none());
    assert!(honest.completed());
    let rows = [
        (Role::Server, HandshakeType::client_hello, "ClientHello.extensions"),
        (Role::Client, HandshakeType::server_hello, "ServerHello.extensions"),
        (Role::Client, HandshakeType::encrypted_extensions, "EncryptedExtensions.extensions"),
        (Role::Client, HandshakeType::certificate_request, "CertificateRequest.extensions"),
    ];
    let mut tried = 0;
    for (receiver, kind, path) in rows {
        for name in ExtensionType::ALL {
            let lie = move |message: &mut Vec<u8>| {
                let own = format!("{path}[{name}]");
                let mut tree = SpanTree::new();
                let context = Context::default();
                HandshakeMessage::decode(message, context, &mut tree).unwrap();
                if tree.find(&own).is_some() {
                    let mut edit = Edit::new(TLS13, message);
                    let again = edit.get(&own);
                    edit.append(path, &again);
                }
            };
            let lies =
                if receiver == Role::Server { client_hello(lie) } else { Lies::none().says(Role::Server, kind, lie) };
            let played = scene.play(lies);
            if !played.completed() {
                tried += 1;
                played.assert_refused(receiver, Cause::DuplicateExtension);
            }
        }
    }
    assert!(tried >= 6 + 2 + 2 + 2, "{tried}");
}

/// The causes that stand for two configurations without common ground are what configurations lead to, too.
#[test]
fn configurations_without_common_ground() {
    let with = |server: Arc<ServerConfig>| Scene { server, ..plain() }.play(Lies::none());
    let cases: [(Played, Cause); 4] = [
        (with(Kind::Tls12.server().build().unwrap()), Cause::NoCommonVersion),
        (
            with(TLS13.server().suites(&[CipherSuite::TLS_AES_256_GCM_SHA384]).build().unwrap()),
            Cause::NoCommonCipherSuite,
        ),
        (with(TLS13.server().groups(&[NamedGroup::secp384r1]).build().unwrap()), Cause::NoCommonGroup),
        (
            Scene { client: TLS13.client().signature_schemes(&[SignatureScheme::ed25519]).build().unwrap(), ..plain() }
                .play(Lies::none()),
            Cause::NoCommonSignatureScheme,
        ),
    ];
    for (played, cause) in cases {
        played.assert_refused(Role::Server, cause);
    }
}

/// Heartbeat is not known: what a client offers of it is not answered (row 54).
#[test]
fn heartbeat_is_ignored() {
    let mut answers = append(TLS13, "ClientHello.extensions", &extension(ExtensionType::heartbeat, &[1]));
    let played =
        plain().play(Lies::none().says(Role::Client, HandshakeType::client_hello, move |hello| answers(hello)));
    assert!(played.completed(), "{played:#?}");
    let sent = played.recorder.messages(Role::Server, Direction::Send);
    let (_, mut extensions) = sent.into_iter().find(|(kind, _)| *kind == HandshakeType::encrypted_extensions).unwrap();
    let block = Edit::new(TLS13, &mut extensions).get("EncryptedExtensions.extensions");
    assert_eq!(block, [&[0, 4][..], &extension(ExtensionType::server_name, &[])].concat());
}
