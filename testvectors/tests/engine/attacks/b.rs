//! B: downgrade and negotiation.

use super::attacks;
use crate::edit::{Edit, append, extension, set};
use crate::kit::{Auth, Kind, Lies, Scene, WORLD, carried, message};
use crate::rules::hellos::{both, client_hello, plain, server_hello};
use testvectors::pair::{End, Flow};
use tls_core::config::ClientConfig;
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{CipherSuite, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion};

const TLS13: Kind = Kind::Tls13;
const TLS12: Kind = Kind::Tls12;

fn tls12() -> Scene {
    Scene::new(TLS12, Auth::None)
}

/// A ticket with these extensions.
fn ticket(extensions: &[u8]) -> Vec<u8> {
    let length = u16::try_from(extensions.len()).unwrap().to_be_bytes();
    let body = [&[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 7][..], &length, extensions].concat();
    message(HandshakeType::new_session_ticket, &body)
}

fn sends_ticket(extensions: &[u8]) -> Lies {
    let ticket = ticket(extensions);
    Lies::none().at(Role::Server, "CONNECTED", move |effects| effects.push_message(&ticket))
}

attacks! {
    // Row 29: what `rules::extensions::every_extension_twice` does not reach.
    versions_twice_in_a_retry: Scene::retry(Auth::None), Client DuplicateExtension, server_hello(append(
        TLS13, "HelloRetryRequest.extensions", &extension(ExtensionType::supported_versions, &[3, 4])));
    share_twice_in_a_retry: Scene::retry(Auth::None), Client DuplicateExtension, server_hello(append(
        TLS13, "HelloRetryRequest.extensions", &extension(ExtensionType::key_share, &[0, 23])));
    early_data_twice_in_a_ticket: plain(), Client DuplicateExtension,
        sends_ticket(&extension(ExtensionType::early_data, &[0, 0, 0, 0]).repeat(2));
    status_twice_in_a_certificate: plain(), Client DuplicateExtension, with_status(2);
    unknown_extension_twice_in_client_hello: plain(), Server DuplicateExtension, client_hello(append(
        TLS13, "ClientHello.extensions", &extension(ExtensionType(0x0A0A), &[]).repeat(2)));

    // Row 26: finite field groups are not known.
    suite_of_finite_fields_from_a_server: tls12(), Client UnofferedCipherSuite,
        server_hello(set(TLS12, "ServerHello.cipher_suite", &[0, 0x9E]));
    only_suites_of_finite_fields: tls12(), Server NoCommonCipherSuite, client_hello(|hello| {
        let mut edit = Edit::new(TLS12, hello);
        let suites = [0x009E_u16, 0x009F, 0x0033, 0x0039, 0x0067, 0x006B, 0xCCAA, 0x00A2, 0x0032, 0x001B];
        let list: Vec<u8> = suites.iter().flat_map(|suite| suite.to_be_bytes()).collect();
        edit.set("ClientHello.cipher_suites[0]", &list);
    });
    group_of_finite_fields_from_a_server: plain(), Client UnofferedGroup,
        server_hello(set(TLS13, "ServerHello.extensions[key_share].server_share.group", &[1, 0]));
    only_groups_of_finite_fields: plain(), Server NoCommonGroup, client_hello(|hello| {
        let mut edit = Edit::new(TLS13, hello);
        edit.set("ClientHello.extensions[supported_groups].named_group_list", &[0, 4, 1, 0, 1, 1]);
        edit.set("ClientHello.extensions[key_share].client_shares", &[0, 0]);
    });

    // Row 37: SSL 3.0 as the only version.
    client_of_1996: both(), Server PeerSpeaksOldTls, client_hello(|hello| {
        let mut edit = Edit::new(TLS13, hello);
        edit.set("ClientHello.extensions[supported_versions]", &[]);
        edit.set("ClientHello.legacy_version", &[3, 0]);
    });
    server_of_1996: both(), Client PeerSpeaksOldTls, server_hello(|hello| {
        let mut edit = Edit::new(TLS13, hello);
        edit.set("ServerHello.extensions[supported_versions]", &[]);
        edit.set("ServerHello.legacy_version", &[3, 0]);
    });
}

/// The client asks for OCSP responses, and the leaf has so many of them.
fn with_status(count: usize) -> Lies {
    let status = extension(ExtensionType::status_request, &[1, 0, 0, 1, 7]).repeat(count);
    let lie = append(TLS13, "Certificate.certificate_list[0].extensions", &status);
    Lies::none().says(Role::Server, HandshakeType::certificate, lie)
}

#[test]
fn once_is_not_twice() {
    for lies in [with_status(1), sends_ticket(&extension(ExtensionType::early_data, &[0, 0, 0, 0]))] {
        let scene = Scene::with(TLS13, Auth::None, |client| client.trust(carried()), |server| server);
        let played = scene.play(lies);
        assert!(played.completed(), "{played:#?}");
    }
}

/// Row 22: TLS_FALLBACK_SCSV means something only to a server that has a higher version.
#[test]
fn fallback_to_a_server_that_has_no_more() {
    let lies = Lies::none().says(
        Role::Client,
        HandshakeType::client_hello,
        append(TLS12, "ClientHello.cipher_suites", &[0x56, 0]),
    );
    let played = tls12().play(lies);
    assert!(played.completed(), "{played:#?}");
}

/// A ClientHello without what is new in every handshake.
fn form(hello: &[u8]) -> Vec<u8> {
    let mut hello = hello.to_vec();
    let mut edit = Edit::new(TLS13, &mut hello);
    edit.set("ClientHello.random", &[0; 32]);
    edit.set("ClientHello.legacy_session_id.bytes", &[0; 32]);
    edit.set("ClientHello.extensions[key_share].client_shares[0].key_exchange.bytes", &[0; 32]);
    hello
}

/// Row 23: a server that is not authenticated leaves nothing behind: the next ClientHello has the same form as the
/// first. Row 22: nor does a failure make it lower its version.
#[test]
fn failures_do_not_change_the_next_hello() {
    let scene = both();
    let first = scene.play(Lies::none());
    let hello = |played: &crate::kit::Played| form(&played.recorder.messages(Role::Client, Direction::Send)[0].1);
    let wanted = hello(&first);
    let failures: [(Lies, Cause); 4] = [
        (
            server_hello(set(TLS13, "ServerHello.extensions[key_share].server_share.key_exchange.bytes", &[0; 32])),
            Cause::BadKeyShare,
        ),
        (server_hello(set(TLS13, "ServerHello.legacy_version", &[3, 1])), Cause::LegacyVersion),
        (Lies::none().says(Role::Server, HandshakeType::finished, |message| message[4..].fill(0)), Cause::BadFinished),
        (server_hello(set(TLS13, "ServerHello.extensions[supported_versions]", &[])), Cause::MisplacedExtension),
    ];
    for (lies, cause) in failures {
        let failed = scene.play(lies);
        failed.assert_refused(Role::Client, cause);
        assert_eq!(hello(&failed), wanted);
        assert_eq!(hello(&scene.play(Lies::none())), wanted, "after {cause:?}");
    }
}

/// Rows 25, 26, 52, 53: a client with everything that there is offers, besides what stands for nothing, AEADs with forward secrecy, elliptic curves and
/// no compression, neither of records nor of certificates.
#[test]
fn only_good_things_are_offered() {
    let client = ClientConfig::builder(WORLD.provider.clone()).grease(false).trust(WORLD.roots.clone()).build();
    let client = client.unwrap();
    let played = Scene { client, ..plain() }.play(Lies::none());
    assert!(played.completed(), "{played:#?}");
    let mut hello = played.recorder.messages(Role::Client, Direction::Send).remove(0).1;
    let edit = Edit::new(TLS13, &mut hello);
    let suites = edit.get("ClientHello.cipher_suites");
    let allowed = [0x1301_u16, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9];
    let code_points =
        |list: &[u8]| list[2..].chunks(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect::<Vec<_>>();
    // GREASE stands for nothing.
    let mut offered = code_points(&suites);
    offered.retain(|suite| !CipherSuite(*suite).is_grease());
    assert_eq!(offered.len(), allowed.len(), "{offered:04x?}");
    assert!(offered.iter().all(|suite| allowed.contains(suite)), "{offered:04x?}");
    let groups = edit.get("ClientHello.extensions[supported_groups].named_group_list");
    let good = |group: &u16| [23, 24, 29].contains(group) || CipherSuite(*group).is_grease();
    assert!(code_points(&groups).iter().all(good), "{groups:?}");
    assert_eq!(edit.get("ClientHello.legacy_compression_methods"), [1, 0]);
    assert!(offered.iter().all(|suite| CipherSuite(*suite).facts().is_some()));
    let extensions = edit.get("ClientHello.extensions");
    let mut rest = &extensions[2..];
    while let [high, low, more, less, ..] = *rest {
        let kind = ExtensionType(u16::from_be_bytes([high, low]));
        assert!(![ExtensionType::compress_certificate, ExtensionType::heartbeat].contains(&kind));
        rest = &rest[4 + usize::from(u16::from_be_bytes([more, less]))..];
    }
}

/// Row 53: in TLS 1.2 a client may offer compression beside none; none is chosen.
#[test]
fn compression_is_never_chosen() {
    let lies = Lies::none().says(
        Role::Client,
        HandshakeType::client_hello,
        append(TLS12, "ClientHello.legacy_compression_methods", &[1]),
    );
    let played = tls12().play(lies);
    assert!(played.completed(), "{played:#?}");
    let mut hello = played.recorder.messages(Role::Server, Direction::Send).remove(0).1;
    assert_eq!(Edit::new(TLS12, &mut hello).get("ServerHello.legacy_compression_method"), [0]);
}

/// Row 37: an SSLv2 ClientHello gets an alert of TLS, not an answer in SSLv2.
#[test]
fn no_answer_in_sslv2() {
    let recorder = testvectors::recorder::Recorder::new();
    let mut pair = both().pair(&recorder, Lies::none());
    let hello = [0x80, 0x2E, 1, 0, 2, 0, 0x15, 0, 0, 0, 16];
    pair.server.deliver(&hello, crate::kit::NOW).unwrap();
    assert_eq!(pair.server.take_output().unwrap(), [21, 3, 3, 0, 2, 2, 70]);
}

/// Row 36: what is reserved is ignored (RFC 8701), in every list and as an extension, from both sides.
#[test]
fn reserved_values_are_ignored() {
    for kind in [TLS13, TLS12] {
        let scene =
            Scene::with(kind, Auth::Certificate, |client| client.alpn(&[b"h2"]), |server| server.alpn(&[b"h2"]));
        let played = scene.play(Lies::none().out(move |_, sent, message| match sent {
            HandshakeType::client_hello => grease_hello(kind, message),
            HandshakeType::certificate_request => grease_request(kind, message),
            _ => {}
        }));
        assert!(played.completed(), "{kind:?}: {played:#?}");
        assert_eq!(played.client.facts.unwrap().version, Some(kind.version()));
    }
    assert!(plain().play(sends_ticket(&extension(ExtensionType(0x2A2A), &[1]))).completed());
}

fn grease_hello(kind: Kind, message: &mut Vec<u8>) {
    let mut edit = Edit::new(kind, message);
    let mut first = |path: &str, value: &[u8]| {
        let rest = edit.get(path);
        edit.set(path, &[value, &rest].concat());
    };
    first("ClientHello.cipher_suites[0]", &[0x0A, 0x0A]);
    first("ClientHello.extensions[supported_groups].named_group_list[0]", &[0x1A, 0x1A]);
    first("ClientHello.extensions[signature_algorithms].supported_signature_algorithms[0]", &[0x2A, 0x2A]);
    first("ClientHello.extensions[application_layer_protocol_negotiation].protocol_name_list[0]", &[2, 0x3A, 0x3A]);
    first("ClientHello.extensions[server_name]", &extension(ExtensionType(0x4A4A), &[]));
    if kind == TLS13 {
        first("ClientHello.extensions[supported_versions].versions[0]", &[0x5A, 0x5A]);
        first("ClientHello.extensions[key_share].client_shares[0]", &[0x1A, 0x1A, 0, 1, 0]);
    }
    edit.append("ClientHello.extensions", &extension(ExtensionType(0x6A6A), &[0]));
}

fn grease_request(kind: Kind, message: &mut Vec<u8>) {
    let mut edit = Edit::new(kind, message);
    if kind == TLS13 {
        let schemes = "CertificateRequest.extensions[signature_algorithms].supported_signature_algorithms";
        edit.append(schemes, &[0x7A, 0x7A]);
        edit.append("CertificateRequest.extensions", &extension(ExtensionType(0x8A8A), &[0]));
    } else {
        edit.append("CertificateRequest.supported_signature_algorithms", &[0x7A, 0x7A]);
        edit.append("CertificateRequest.certificate_types", &[0xFE]);
    }
}

/// Row 36: the version in a record's header is ignored, and a version to come is no reason to refuse TLS 1.2.
#[test]
fn versions_to_come_are_tolerated() {
    for kind in Kind::ALL {
        for minor in [0, 1, 2, 3, 4, 0xFF] {
            let mut done = false;
            let played = Scene::new(kind, Auth::None).play(Lies::none().wire(move |way, flight| {
                if way == Flow::ClientToServer && !done {
                    done = true;
                    flight[2] = minor;
                }
            }));
            assert!(played.completed(), "{kind:?} {minor}: {played:#?}");
        }
    }
    for version in [[3, 4], [3, 0xFF], [0x7F, 0]] {
        let lies = Lies::none().says(
            Role::Client,
            HandshakeType::client_hello,
            set(TLS12, "ClientHello.legacy_version", &version),
        );
        let played = tls12().play(lies);
        assert!(played.completed(), "{version:?}: {played:#?}");
        assert_eq!(played.server.facts.unwrap().version, Some(ProtocolVersion::TLSv1_2));
    }
    let groups = [NamedGroup::x25519];
    let only = Scene::with(TLS13, Auth::None, |client| client.groups(&groups), |server| server);
    assert_eq!(only.play(Lies::none()).client.end, End::Done);
}
