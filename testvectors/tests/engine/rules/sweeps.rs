//! Whole ranges of wrong values in hellos (RFC 9846 §4.2, §4.3).

use super::hellos::{client_hello, plain, server_hello};
use crate::edit::{Edit, append, extension, set};
use crate::kit::{Auth, Kind, Lies, Played, Scene};
use std::sync::Arc;
use testvectors::pair::End;
use tls_core::codec::SpanTree;
use tls_core::config::ServerConfig;
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::{Context, HandshakeMessage, Role};
use tls_core::registry::{CipherSuite, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion, SignatureScheme};

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

/// Answers to what was not asked, of every kind that there is and of many that there are not (row 27).
#[test]
fn unsolicited_extensions() {
    let refused = [Cause::UnsolicitedExtension, Cause::MisplacedExtension];
    for kind in (0..=64).chain((64..=0xFFFF).step_by(577)).map(ExtensionType) {
        if kind == ExtensionType::server_name {
            continue;
        }
        for (message, path) in [
            (HandshakeType::encrypted_extensions, "EncryptedExtensions.extensions"),
            (HandshakeType::server_hello, "ServerHello.extensions"),
        ] {
            if message == HandshakeType::server_hello
                && [ExtensionType::key_share, ExtensionType::supported_versions].contains(&kind)
            {
                continue;
            }
            let played = plain().play(Lies::none().says(Role::Server, message, move |message| {
                Edit::new(TLS13, message).append(path, &extension(kind, &[]));
            }));
            let End::Failed(failure) = &played.client.end else { panic!("{kind:?} in {message}: {played:#?}") };
            // What is known is decoded before it is judged: an empty body may be no body at all.
            let malformed = [Cause::MessageTruncated, Cause::FieldLength].contains(&failure.cause());
            assert!(refused.contains(&failure.cause()) || malformed, "{kind:?} in {message}: {failure:?}");
            assert!(
                !malformed || kind.name().is_some(),
                "{kind:?} is not known, so it is no truncated one: {failure:?}"
            );
            played.assert_refused_with(Role::Client, failure.cause(), failure.alert().unwrap());
        }
    }
}

/// Choices that were not offered: suites, groups, versions, compression methods (row 24, sampled).
#[test]
fn choices_that_were_not_offered() {
    let of = |path: &'static str, value: u16, cause| {
        let played = plain().play(server_hello(set(TLS13, path, &value.to_be_bytes())));
        played.assert_refused(Role::Client, cause);
    };
    for value in (0..=0xFFFF).step_by(251).chain(CipherSuite::ALL.iter().map(|suite| suite.0)) {
        if CipherSuite(value) != CipherSuite::TLS_AES_128_GCM_SHA256 {
            of("ServerHello.cipher_suite", value, Cause::UnofferedCipherSuite);
        }
        if NamedGroup(value) != NamedGroup::x25519 {
            of("ServerHello.extensions[key_share].server_share.group", value, Cause::UnofferedGroup);
        }
        if ProtocolVersion(value) != ProtocolVersion::TLSv1_3 {
            of("ServerHello.extensions[supported_versions].selected_version", value, Cause::UnofferedVersion);
        }
    }
    for method in 1..=255 {
        plain()
            .play(server_hello(set(TLS13, "ServerHello.legacy_compression_method", &[method])))
            .assert_refused(Role::Client, Cause::CompressionMethod);
    }
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
