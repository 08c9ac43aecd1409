//! GREASE (RFC 8701): what is sent, that it is ignored, and that nobody may choose it.

use crate::edit::{Edit, append, extension, set};
use crate::kit::{Auth, Kind, Lies, Played, Scene, client_credential};
use testvectors::provider::Deterministic;
use tls_core::conn::Direction;
use tls_core::crypto::ring;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{CipherSuite, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion};

const TLS13: Kind = Kind::Tls13;
const NAMES: &[&[u8]] = &[b"h2"];

/// Both sides send it, also among application protocols.
fn scene(kind: Kind, auth: Auth) -> Scene {
    Scene::with(kind, auth, |client| client.grease(true).alpn(NAMES), |server| server.grease(true).alpn(NAMES))
}

fn retry() -> Scene {
    let server = TLS13.server().groups(&[NamedGroup::secp256r1]).build().unwrap();
    Scene { server, ..scene(TLS13, Auth::None) }
}

/// The messages of one kind.
fn sent(played: &Played, who: Role, kind: HandshakeType) -> Vec<Vec<u8>> {
    let messages = played.recorder.messages(who, Direction::Send);
    messages.into_iter().filter(|(sent, _)| *sent == kind).map(|(_, message)| message).collect()
}

fn hello(kind: Kind) -> Vec<u8> {
    let played = scene(kind, Auth::None).play(Lies::none());
    assert!(played.completed(), "{played:#?}");
    sent(&played, Role::Client, HandshakeType::client_hello).remove(0)
}

/// The code points in a list of two-byte values.
fn code_points(list: &[u8]) -> Vec<u16> {
    list.chunks(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect()
}

/// The types of the extensions in a block with its length in front, and their lengths.
fn extensions(block: &[u8]) -> Vec<(ExtensionType, usize)> {
    let (mut rest, mut found) = (&block[2..], Vec::new());
    while let [kind_high, kind_low, high, low, ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        found.push((ExtensionType(u16::from_be_bytes([*kind_high, *kind_low])), length));
        rest = &rest[4 + length..];
    }
    found
}

/// How many of these are GREASE; where there are some, the first is.
fn greased(list: &[u16]) -> usize {
    let is = |value: &&u16| CipherSuite(**value).is_grease();
    let count = list.iter().filter(is).count();
    assert!(count == 0 || CipherSuite(list[0]).is_grease(), "in front: {list:x?}");
    count
}

#[test]
fn one_value_of_each_kind_in_a_client_hello() {
    let mut message = hello(TLS13);
    let edit = Edit::new(TLS13, &mut message);
    for path in [
        "ClientHello.cipher_suites",
        "ClientHello.extensions[supported_groups].named_group_list",
        "ClientHello.extensions[signature_algorithms].supported_signature_algorithms",
    ] {
        assert_eq!(greased(&code_points(&edit.get(path)[2..])), 1, "{path}");
    }
    let versions = edit.get("ClientHello.extensions[supported_versions].versions");
    assert_eq!(greased(&code_points(&versions[1..])), 1);
    let protocols = edit.get("ClientHello.extensions[application_layer_protocol_negotiation].protocol_name_list");
    assert_eq!((protocols[2], greased(&code_points(&protocols[3..5])), &protocols[5..]), (2, 1, &b"\x02h2"[..]));
    let shares = edit.get("ClientHello.extensions[key_share].client_shares");
    assert_eq!((greased(&code_points(&shares[2..4])), &shares[4..7]), (1, &[0, 1, 0][..]));
    let group = edit.get("ClientHello.extensions[supported_groups].named_group_list[0]");
    assert_eq!(shares[2..4], group, "the share's group is offered");
    let found = extensions(&edit.get("ClientHello.extensions"));
    let grease: Vec<_> = found.iter().enumerate().filter(|(_, (kind, _))| kind.is_grease()).collect();
    assert!(
        matches!(grease[..], [(0, (first, 0)), (last_at, (last, 1))] if last_at == found.len() - 1 && first != last)
    );
}

/// What TLS 1.2 has, too; and no application protocol where there is none.
#[test]
fn a_client_of_tls12() {
    let played = Scene::with(Kind::Tls12, Auth::None, |client| client.grease(true), |server| server).play(Lies::none());
    assert!(played.completed());
    let mut message = sent(&played, Role::Client, HandshakeType::client_hello).remove(0);
    let edit = Edit::new(Kind::Tls12, &mut message);
    assert_eq!(greased(&code_points(&edit.get("ClientHello.cipher_suites")[2..])), 1);
    let found = extensions(&edit.get("ClientHello.extensions"));
    assert_eq!(found.iter().filter(|(kind, _)| kind.is_grease()).count(), 2);
    let has = |wanted| found.iter().any(|(kind, _)| *kind == wanted);
    assert!(!has(ExtensionType::supported_versions) && !has(ExtensionType::application_layer_protocol_negotiation));
}

#[test]
fn it_can_be_switched_off() {
    let played = Scene::with(
        TLS13,
        Auth::Certificate,
        |client| client.alpn(NAMES).grease(false),
        |server| server.alpn(NAMES).grease(false),
    )
    .play(Lies::none());
    for (who, kind) in [(Role::Client, HandshakeType::client_hello), (Role::Server, HandshakeType::certificate_request)]
    {
        let mut message = sent(&played, who, kind).remove(0);
        let name = if who == Role::Client { "ClientHello" } else { "CertificateRequest" };
        let edit = Edit::new(TLS13, &mut message);
        let found = extensions(&edit.get(&format!("{name}.extensions")));
        assert!(found.iter().all(|(kind, _)| !kind.is_grease()), "{found:?}");
        let schemes = edit.get(&format!("{name}.extensions[signature_algorithms].supported_signature_algorithms"));
        assert_eq!(greased(&code_points(&schemes[2..])), 0);
    }
}

#[test]
fn it_is_on_unless_told() {
    use tls_core::config::ClientConfig;
    use tls_core::conn::{ClientConnection, Seams};
    let config = ClientConfig::builder(ring::provider()).dangerous_accept_any_certificate().build().unwrap();
    let name = tls_core::pki_types::ServerName::try_from("server.example").unwrap();
    let client = ClientConnection::new(config, name, Seams::default()).unwrap();
    // Record header, message header, version, random, session id, length of the list.
    let suite = &client.output()[5 + 4 + 2 + 32 + 33 + 2..][..2];
    assert_eq!(greased(&code_points(suite)), 1);
}

#[test]
fn a_certificate_request_has_an_extension_and_a_scheme() {
    let played = scene(TLS13, Auth::Certificate).play(Lies::none());
    assert!(played.completed(), "the client ignores them: {played:#?}");
    let mut message = sent(&played, Role::Server, HandshakeType::certificate_request).remove(0);
    let edit = Edit::new(TLS13, &mut message);
    let found = extensions(&edit.get("CertificateRequest.extensions"));
    assert!(found[0].0.is_grease() && found[0].1 == 0, "{found:?}");
    let schemes = edit.get("CertificateRequest.extensions[signature_algorithms].supported_signature_algorithms");
    assert_eq!(greased(&code_points(&schemes[2..])), 1);
}

/// "In that case, the client MUST send the same ClientHello without modification, except as follows" (RFC 9846 §4.2.2): the
/// GREASE values stay, and the list of shares is "a list containing a single KeyShareEntry from the indicated group".
#[test]
fn the_second_hello_has_the_same_values_and_one_share() {
    let played = retry().play(Lies::none());
    assert!(played.completed(), "{played:#?}");
    let mut hellos = sent(&played, Role::Client, HandshakeType::client_hello);
    let shares = "ClientHello.extensions[key_share].client_shares";
    let (mut second, mut first) = (hellos.remove(1), hellos.remove(0));
    let mut edit = Edit::new(TLS13, &mut second);
    assert_eq!(edit.get(shares)[2..4], [0, 23]);
    edit.set(shares, &[]);
    Edit::new(TLS13, &mut first).set(shares, &[]);
    assert_eq!(first, second, "nothing else differs");
}

/// A HelloRetryRequest that only brings a cookie leaves the shares alone, the GREASE one included.
#[test]
fn a_cookie_alone_changes_no_share() {
    let lies = Lies::none().says(Role::Server, HandshakeType::server_hello, |message| {
        let mut edit = Edit::new(TLS13, message);
        edit.set("HelloRetryRequest.extensions[key_share]", &[]);
        edit.append("HelloRetryRequest.extensions", &extension(ExtensionType::cookie, &[0, 1, 7]));
    });
    // The server wants its share all the same and says so; what matters is what the client sent.
    let played = retry().play(lies);
    let hellos = sent(&played, Role::Client, HandshakeType::client_hello);
    let shares = |message: &[u8]| {
        let mut message = message.to_vec();
        Edit::new(TLS13, &mut message).get("ClientHello.extensions[key_share].client_shares")
    };
    assert_eq!(shares(&hellos[0]), shares(&hellos[1]));
}

/// The same seed gives the same values, another seed others: nothing is drawn on the side.
#[test]
fn values_follow_from_the_connection_s_randomness() {
    use tls_core::conn::{ClientConnection, Seams};
    let suite = |seed| {
        let config = TLS13.client_over(Deterministic::new(seed).over(&ring::provider())).grease(true).build().unwrap();
        let name = tls_core::pki_types::ServerName::try_from("server.example").unwrap();
        let output = ClientConnection::new(config, name, Seams::default()).unwrap().output().to_vec();
        let random = output[11..43].to_vec();
        (random, output[5 + 4 + 2 + 32 + 33 + 2..][..2].to_vec())
    };
    assert_eq!(suite(1), suite(1));
    let values: std::collections::BTreeSet<_> = (0..64).map(|seed| suite(seed).1).collect();
    assert!(values.len() > 8, "{values:x?}");
}

/// The GREASE value at this place of the ClientHello, chosen by the server.
fn chooses(scene: &Scene, from: &'static str, into: &'static str, cause: Cause) {
    let offered = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let lies = Lies::none().out(move |role, kind, message| {
        let mut value = offered.lock().unwrap();
        if role == Role::Client && kind == HandshakeType::client_hello && value.is_empty() {
            *value = Edit::new(TLS13, message).get(from);
            assert_eq!(greased(&code_points(&value)), 1);
        }
        if role == Role::Server && kind == HandshakeType::server_hello {
            Edit::new(TLS13, message).set(into, &value);
        }
    });
    scene.play(lies).assert_refused(Role::Client, cause);
}

const SUITE: &str = "ClientHello.cipher_suites[0]";
const VERSION: &str = "ClientHello.extensions[supported_versions].versions[0]";
const GROUP: &str = "ClientHello.extensions[supported_groups].named_group_list[0]";

#[test]
fn a_server_may_not_choose_a_suite_version_or_group() {
    let scene = scene(TLS13, Auth::None);
    chooses(&scene, SUITE, "ServerHello.cipher_suite", Cause::UnofferedCipherSuite);
    let version = "ServerHello.extensions[supported_versions].selected_version";
    chooses(&scene, VERSION, version, Cause::UnofferedVersion);
    chooses(&scene, GROUP, "ServerHello.extensions[key_share].server_share.group", Cause::UnofferedGroup);
}

#[test]
fn nor_may_a_hello_retry_request() {
    chooses(&retry(), SUITE, "HelloRetryRequest.cipher_suite", Cause::UnofferedCipherSuite);
    let version = "HelloRetryRequest.extensions[supported_versions].selected_version";
    chooses(&retry(), VERSION, version, Cause::UnofferedVersion);
    let group = "HelloRetryRequest.extensions[key_share].selected_group";
    chooses(&retry(), GROUP, group, Cause::HelloRetryGroup);
}

/// All of them alert the peer with illegal_parameter.
#[test]
fn the_alert_is_illegal_parameter() {
    use tls_core::registry::AlertDescription;
    for cause in [
        Cause::UnofferedCipherSuite,
        Cause::UnofferedVersion,
        Cause::UnofferedGroup,
        Cause::HelloRetryGroup,
        Cause::UnofferedProtocol,
        Cause::UnofferedSignatureScheme,
    ] {
        assert_eq!(cause.alert(), Some(AlertDescription::illegal_parameter), "{cause:?}");
    }
}

#[test]
fn nor_a_protocol_in_encrypted_extensions() {
    let offered = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let lies = Lies::none().out(move |_, kind, message| {
        let mut value = offered.lock().unwrap();
        let alpn = "extensions[application_layer_protocol_negotiation].protocol_name_list[0].name.bytes";
        if kind == HandshakeType::client_hello {
            *value = Edit::new(TLS13, message).get(&format!("ClientHello.{alpn}"));
        }
        if kind == HandshakeType::encrypted_extensions {
            Edit::new(TLS13, message).set(&format!("EncryptedExtensions.{alpn}"), &value);
        }
    });
    scene(TLS13, Auth::None).play(lies).assert_refused(Role::Client, Cause::UnofferedProtocol);
}

/// "the client MUST fail the connection if a GREASE value appears in any of the following: [...] Any ServerHello extension
/// [...] Any HelloRetryRequest, EncryptedExtensions, or Certificate extension in TLS 1.3" (RFC 8701 §3.1), though the client
/// did send that extension.
#[test]
fn an_extension_is_not_answered() {
    let cases = [
        (scene(TLS13, Auth::None), HandshakeType::server_hello, "ServerHello.extensions"),
        (retry(), HandshakeType::server_hello, "HelloRetryRequest.extensions"),
        (scene(TLS13, Auth::None), HandshakeType::encrypted_extensions, "EncryptedExtensions.extensions"),
        (scene(TLS13, Auth::None), HandshakeType::certificate, "Certificate.certificate_list[0].extensions"),
        (scene(Kind::Tls12, Auth::None), HandshakeType::server_hello, "ServerHello.extensions"),
    ];
    for (scene, wanted, path) in cases {
        let echoed = std::sync::Arc::new(std::sync::Mutex::new(None));
        let lies = Lies::none().out(move |role, kind, message| {
            let mut echoed = echoed.lock().unwrap();
            if kind == HandshakeType::client_hello && echoed.is_none() {
                *echoed = Some(extensions(&Edit::new(TLS13, message).get("ClientHello.extensions"))[0].0);
            }
            if role == Role::Server && kind == wanted {
                let echo = extension(echoed.unwrap(), &[]);
                Edit::new(TLS13, message).append(path, &echo);
            }
        });
        scene.play(lies).assert_refused(Role::Client, Cause::UnsolicitedExtension);
    }
}

/// "the server MUST fail the connection if a GREASE value appears in any of the following: [...] Any Certificate extension in
/// TLS 1.3 [...] The signature algorithm in a client CertificateVerify signature" (RFC 8701 §4.1), and likewise the client.
#[test]
fn signatures_and_certificates_have_none() {
    let scheme = |who| {
        let lie = set(TLS13, "CertificateVerify.algorithm", &[0x1A, 0x1A]);
        Lies::none().says(who, HandshakeType::certificate_verify, lie)
    };
    let scene = scene(TLS13, Auth::Certificate);
    scene.play(scheme(Role::Client)).assert_refused(Role::Server, Cause::UnofferedSignatureScheme);
    scene.play(scheme(Role::Server)).assert_refused(Role::Client, Cause::UnofferedSignatureScheme);
    let stray = append(TLS13, "Certificate.certificate_list[0].extensions", &extension(ExtensionType(0x1A1A), &[]));
    let lies = Lies::none().says(Role::Client, HandshakeType::certificate, stray);
    scene.play(lies).assert_refused(Role::Server, Cause::UnsolicitedExtension);
}

/// In TLS 1.2 as well: "The "namedcurve" value in a ServerKeyExchange [...] The signature algorithm in a ServerKeyExchange
/// signature" (RFC 8701 §3.1).
#[test]
fn a_tls12_server_may_not_choose_one() {
    let scene = scene(Kind::Tls12, Auth::None);
    for (kind, path, cause) in [
        (HandshakeType::server_hello, "ServerHello.cipher_suite", Cause::UnofferedCipherSuite),
        (HandshakeType::server_key_exchange, "ServerKeyExchange.params.namedcurve", Cause::UnofferedGroup),
        (HandshakeType::server_key_exchange, "ServerKeyExchange.algorithm", Cause::UnofferedSignatureScheme),
    ] {
        let lies = Lies::none().says(Role::Server, kind, set(Kind::Tls12, path, &[0x1A, 0x1A]));
        scene.play(lies).assert_refused(Role::Client, cause);
    }
}

/// Servers ignore it everywhere, whichever value it is: "Servers MUST correctly ignore unknown values in a ClientHello"
/// (RFC 8701 §3.2).
#[test]
fn every_value_is_ignored() {
    let both = [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2];
    let suites = [CipherSuite::TLS_AES_128_GCM_SHA256, CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256];
    for seed in 0..32 {
        let provider = Deterministic::new(seed).over(&ring::provider());
        let client = TLS13.client_over(provider).versions(&both).suites(&suites).grease(true);
        let client = client.alpn(NAMES).credential(client_credential()).build().unwrap();
        let server = scene(if seed % 2 == 0 { TLS13 } else { Kind::Tls12 }, Auth::Certificate).server;
        let played = Scene { client, server }.play(Lies::none());
        assert!(played.completed(), "{seed}: {played:#?}");
    }
}
