//! What is wrong with a hello, or does not fit the other side (RFC 9846 §4.2, §4.3).

use super::rules;
use crate::edit::{Edit, append, extension, set};
use crate::kit::{Auth, Kind, Lies, Scene};
use tls_core::msg::Role;
use tls_core::msg::server_hello::{DOWNGRADE_TO_TLS11, DOWNGRADE_TO_TLS12, HELLO_RETRY_REQUEST_RANDOM};
use tls_core::registry::{CipherSuite, ContentType, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion};

const TLS13: Kind = Kind::Tls13;

pub(crate) fn plain() -> Scene {
    Scene::new(TLS13, Auth::None)
}

/// Both sides know application protocols.
fn alpn() -> Scene {
    let names: &[&[u8]] = &[b"h2", b"http/1.1"];
    Scene::with(TLS13, Auth::None, |client| client.alpn(names), |server| server.alpn(names))
}

/// Both sides speak both versions.
pub(crate) fn both() -> Scene {
    let versions = [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2];
    let suites = [
        CipherSuite::TLS_AES_128_GCM_SHA256,
        CipherSuite::TLS_AES_256_GCM_SHA384,
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    ];
    Scene::with(
        TLS13,
        Auth::None,
        |client| client.versions(&versions).suites(&suites),
        |server| server.versions(&versions).suites(&suites),
    )
}

/// The same, but the server is old.
pub(crate) fn downgraded() -> Scene {
    Scene { server: Scene::new(Kind::Tls12, Auth::None).server, ..both() }
}

/// The same client and a server that wants another group.
pub(crate) fn two_suites_retry() -> Scene {
    let server = TLS13.server().groups(&[NamedGroup::secp256r1]).build().unwrap();
    Scene { server, ..both() }
}

/// A lie in a ClientHello that the client itself could not read.
fn heard(wanted: HandshakeType, mut lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    let mut done = false;
    Lies::none().heard(move |role, content_type, content| {
        let first = content.first() == Some(&wanted.0);
        if role == Role::Server && content_type == ContentType::handshake && first && !done {
            done = true;
            lie(content);
        }
    })
}

pub(crate) fn client_hello(lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    heard(HandshakeType::client_hello, lie)
}

pub(crate) fn server_hello(lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    Lies::none().says(Role::Server, HandshakeType::server_hello, lie)
}

fn answers(lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    Lies::none().says(Role::Server, HandshakeType::encrypted_extensions, lie)
}

/// A lie in the second message of a kind.
pub(crate) fn second(from: Role, kind: HandshakeType, mut lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    let mut seen = 0;
    Lies::none().out(move |role, sent, message| {
        if role == from && sent == kind {
            seen += 1;
            if seen == 2 {
                lie(message);
            }
        }
    })
}

fn without(path: &'static str) -> impl FnMut(&mut Vec<u8>) + Send + 'static {
    set(TLS13, path, &[])
}

/// One PSK identity of one byte and its binder.
pub(crate) const PSKS: &[u8] = &[
    0, 7, 0, 1, 9, 0, 0, 0, 0, 0, 33, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0,
];

rules! {
    server_hello_that_ends_early: plain(), Client MessageTruncated, server_hello(|message| {
        message.truncate(message.len() - 1);
        message[3] -= 1;
    });
    server_hello_with_more_behind_it: plain(), Client MessageTrailingBytes, server_hello(|message| {
        message.push(0);
        message[3] += 1;
    });
    session_id_of_33_bytes: plain(), Client FieldLength,
        server_hello(set(TLS13, "ServerHello.legacy_session_id_echo.bytes", &[7; 33]));
    client_hello_that_ends_early: plain(), Server MessageTruncated, client_hello(|message| {
        message.truncate(message.len() - 1);
        message[3] -= 1;
    });
    client_hello_with_more_behind_it: plain(), Server MessageTrailingBytes, client_hello(|message| {
        message.push(0);
        message[3] += 1;
    });
    two_host_names: plain(), Server FieldValue, client_hello(append(
        TLS13, "ClientHello.extensions[server_name].server_name_list", b"\x00\x00\x01a",
    ));
    client_hello_of_16_megabytes: plain(), Server MessageTooLong,
        client_hello(|message| *message = vec![1, 0xFF, 0xFF, 0xFF]);

    extension_twice_in_client_hello: plain(), Server DuplicateExtension,
        client_hello(append(TLS13, "ClientHello.extensions", &extension(ExtensionType::signature_algorithms, &[0, 2, 4, 3])));
    extension_twice_in_server_hello: plain(), Client DuplicateExtension,
        server_hello(append(TLS13, "ServerHello.extensions", &extension(ExtensionType::supported_versions, &[3, 4])));
    extension_twice_in_encrypted_extensions: plain(), Client DuplicateExtension,
        answers(append(TLS13, "EncryptedExtensions.extensions", &extension(ExtensionType::server_name, &[])));
    answer_to_nothing: plain(), Client UnsolicitedExtension,
        answers(append(TLS13, "EncryptedExtensions.extensions", &extension(ExtensionType::early_data, &[])));
    answer_of_an_unknown_kind: plain(), Client UnsolicitedExtension,
        answers(append(TLS13, "EncryptedExtensions.extensions", &extension(ExtensionType(0x1A1A), &[])));
    key_share_in_encrypted_extensions: plain(), Client MisplacedExtension,
        answers(append(TLS13, "EncryptedExtensions.extensions", &extension(ExtensionType::key_share, &[0])));
    server_name_in_server_hello: plain(), Client MisplacedExtension,
        server_hello(append(TLS13, "ServerHello.extensions", &extension(ExtensionType::server_name, &[])));
    selected_psk_in_server_hello: plain(), Client UnsolicitedExtension,
        server_hello(append(TLS13, "ServerHello.extensions", &extension(ExtensionType::pre_shared_key, &[0, 0])));
    no_signature_algorithms: plain(), Server MissingExtension,
        client_hello(without("ClientHello.extensions[signature_algorithms]"));
    no_supported_groups: plain(), Server MissingExtension, client_hello(without("ClientHello.extensions[supported_groups]"));
    no_key_share: plain(), Server MissingExtension, client_hello(without("ClientHello.extensions[key_share]"));
    no_key_share_from_server: plain(), Client MissingExtension, server_hello(without("ServerHello.extensions[key_share]"));
    no_version_in_retry: Scene::retry(Auth::None), Client MissingExtension,
        server_hello(without("HelloRetryRequest.extensions[supported_versions]"));
    name_that_is_not_ascii: plain(), Server FieldValue, client_hello(set(
        TLS13, "ClientHello.extensions[server_name].server_name_list[0].host_name.bytes", b"caf\xC3\xA9.example",
    ));
    psk_not_last: plain(), Server PskNotLast, client_hello(|message| {
        let psk = extension(ExtensionType::pre_shared_key, PSKS);
        let padding = extension(ExtensionType::padding, &[]);
        Edit::new(TLS13, message).append("ClientHello.extensions", &[psk, padding].concat());
    });
    psk_without_modes: plain(), Server MissingExtension,
        client_hello(append(TLS13, "ClientHello.extensions", &extension(ExtensionType::pre_shared_key, PSKS)));

    legacy_version_of_server_hello: plain(), Client LegacyVersion,
        server_hello(set(TLS13, "ServerHello.legacy_version", &[3, 4]));
    legacy_version_of_client_hello: plain(), Server LegacyVersion,
        client_hello(set(TLS13, "ClientHello.legacy_version", &[3, 4]));
    version_that_was_not_offered: plain(), Client UnofferedVersion,
        server_hello(set(TLS13, "ServerHello.extensions[supported_versions].selected_version", &[3, 5]));
    version_of_a_retry_that_was_not_offered: Scene::retry(Auth::None), Client UnofferedVersion,
        server_hello(set(TLS13, "HelloRetryRequest.extensions[supported_versions].selected_version", &[3, 5]));
    version_that_stands_elsewhere: both(), Client UnofferedVersion,
        server_hello(set(TLS13, "ServerHello.extensions[supported_versions].selected_version", &[3, 3]));
    version_of_1999: both(), Client PeerSpeaksOldTls, server_hello(|message| {
        let mut edit = Edit::new(TLS13, message);
        edit.set("ServerHello.extensions[supported_versions]", &[]);
        edit.set("ServerHello.legacy_version", &[3, 1]);
    });
    tls12_for_a_tls13_client: plain(), Client NoCommonVersion,
        server_hello(without("ServerHello.extensions[supported_versions]"));
    tls12_for_a_tls13_server: plain(), Server NoCommonVersion,
        client_hello(without("ClientHello.extensions[supported_versions]"));
    only_versions_to_come: plain(), Server NoCommonVersion,
        client_hello(set(TLS13, "ClientHello.extensions[supported_versions].versions[0]", &[0x7F, 0x1C]));
    client_of_1999: both(), Server PeerSpeaksOldTls, client_hello(|message| {
        let mut edit = Edit::new(TLS13, message);
        edit.set("ClientHello.extensions[supported_versions]", &[]);
        edit.set("ClientHello.legacy_version", &[3, 1]);
    });
    sentinel_of_tls12: downgraded(), Client DowngradeSentinel, server_hello(|message| {
        message[30..38].copy_from_slice(&DOWNGRADE_TO_TLS12);
    });
    sentinel_of_tls11: downgraded(), Client DowngradeSentinel, server_hello(|message| {
        message[30..38].copy_from_slice(&DOWNGRADE_TO_TLS11);
    });
    somebody_strips_the_versions: both(), Client DowngradeSentinel, client_hello(|message| {
        Edit::new(TLS13, message).set("ClientHello.extensions[supported_versions]", &[]);
    });
    suite_that_was_not_offered: plain(), Client UnofferedCipherSuite,
        server_hello(set(TLS13, "ServerHello.cipher_suite", &[0x13, 0x02]));
    suite_of_the_other_version: both(), Client UnofferedCipherSuite,
        server_hello(set(TLS13, "ServerHello.cipher_suite", &[0xC0, 0x2B]));
    group_that_was_not_offered: plain(), Client UnofferedGroup,
        server_hello(set(TLS13, "ServerHello.extensions[key_share].server_share.group", &[0, 24]));
    group_without_a_share: plain(), Client UnofferedGroup,
        server_hello(set(TLS13, "ServerHello.extensions[key_share].server_share.group", &[0, 23]));
    session_id_not_echoed: plain(), Client SessionIdEcho,
        server_hello(set(TLS13, "ServerHello.legacy_session_id_echo.bytes", &[]));
    session_id_changed: plain(), Client SessionIdEcho,
        server_hello(|message| Edit::new(TLS13, message).flip("ServerHello.legacy_session_id_echo.bytes", 255));
    compression_of_the_server: plain(), Client CompressionMethod,
        server_hello(set(TLS13, "ServerHello.legacy_compression_method", &[1]));
    compression_besides_none: plain(), Server CompressionMethod,
        client_hello(append(TLS13, "ClientHello.legacy_compression_methods", &[1]));
    compression_instead_of_none: plain(), Server CompressionMethod,
        client_hello(set(TLS13, "ClientHello.legacy_compression_methods[0]", &[1]));
    share_twice: plain(), Server KeyShareGroups, client_hello(|message| {
        let mut edit = Edit::new(TLS13, message);
        let share = edit.get("ClientHello.extensions[key_share].client_shares[0]");
        edit.append("ClientHello.extensions[key_share].client_shares", &share);
    });
    share_in_a_group_that_is_not_supported: plain(), Server KeyShareGroups,
        client_hello(set(TLS13, "ClientHello.extensions[key_share].client_shares[0].group", &[0, 24]));
    protocol_that_was_not_offered: alpn(), Client UnofferedProtocol, answers(set(
        TLS13, "EncryptedExtensions.extensions[application_layer_protocol_negotiation].protocol_name_list[0].name.bytes", b"h3",
    ));
    two_protocols: alpn(), Client UnofferedProtocol, answers(append(
        TLS13, "EncryptedExtensions.extensions[application_layer_protocol_negotiation].protocol_name_list", b"\x02h2",
    ));

    retry_without_change: Scene::retry(Auth::None), Client HelloRetryUseless,
        server_hello(without("HelloRetryRequest.extensions[key_share]"));
    retry_for_a_group_that_was_not_offered: Scene::retry(Auth::None), Client HelloRetryGroup,
        server_hello(set(TLS13, "HelloRetryRequest.extensions[key_share].selected_group", &[0, 24]));
    retry_for_the_group_that_was_sent: Scene::retry(Auth::None), Client HelloRetryGroup,
        server_hello(set(TLS13, "HelloRetryRequest.extensions[key_share].selected_group", &[0, 29]));
    retry_after_a_retry: Scene::retry(Auth::None), Client SecondHelloRetry,
        second(Role::Server, HandshakeType::server_hello, |message| {
            message[6..38].copy_from_slice(&HELLO_RETRY_REQUEST_RANDOM);
        });
    another_suite_after_a_retry: two_suites_retry(), Client HelloRetryMismatch,
        second(Role::Server, HandshakeType::server_hello, set(TLS13, "ServerHello.cipher_suite", &[0x13, 0x02]));
    another_version_after_a_retry: two_suites_retry(), Client HelloRetryMismatch,
        second(Role::Server, HandshakeType::server_hello, |message| {
            let mut edit = Edit::new(TLS13, message);
            edit.set("ServerHello.extensions", &[0, 0]);
            edit.set("ServerHello.cipher_suite", &[0xC0, 0x2B]);
        });
    another_random_after_a_retry: Scene::retry(Auth::None), Server SecondClientHello,
        second(Role::Client, HandshakeType::client_hello, |message| {
            Edit::new(TLS13, message).flip("ClientHello.random", 0);
        });
    another_name_after_a_retry: Scene::retry(Auth::None), Server SecondClientHello,
        second(Role::Client, HandshakeType::client_hello, without("ClientHello.extensions[server_name]"));
    more_suites_after_a_retry: Scene::retry(Auth::None), Server SecondClientHello,
        second(Role::Client, HandshakeType::client_hello, append(TLS13, "ClientHello.cipher_suites", &[0x13, 0x02]));
    early_data_after_a_retry: Scene::retry(Auth::None), Server SecondClientHello,
        second(Role::Client, HandshakeType::client_hello, |message| {
            Edit::new(TLS13, message).append("ClientHello.extensions", &extension(ExtensionType::early_data, &[]));
        });
    the_wrong_share_after_a_retry: Scene::retry(Auth::None), Server SecondClientHello,
        second(Role::Client, HandshakeType::client_hello, |message| {
            Edit::new(TLS13, message).set("ClientHello.extensions[key_share].client_shares[0].group", &[0, 29]);
        });

    fallback_for_no_reason: Scene { client: Scene::new(Kind::Tls12, Auth::None).client, ..both() },
        Server InappropriateFallback, client_hello(append(Kind::Tls12, "ClientHello.cipher_suites", &[0x56, 0x00]));
    no_common_suite: plain(), Server NoCommonCipherSuite,
        client_hello(set(TLS13, "ClientHello.cipher_suites[0]", &[0x13, 0x07]));
    no_common_group: plain(), Server NoCommonGroup, client_hello(|message| {
        let mut edit = Edit::new(TLS13, message);
        edit.set("ClientHello.extensions[supported_groups].named_group_list", &[0, 2, 0x1A, 0x1A]);
        edit.set("ClientHello.extensions[key_share].client_shares", &[0, 0]);
    });
    no_common_signature_scheme: plain(), Server NoCommonSignatureScheme, client_hello(|message| {
        let path = "ClientHello.extensions[signature_algorithms].supported_signature_algorithms";
        Edit::new(TLS13, message).set(path, &[0, 2, 2, 3]);
    });
    no_common_protocol: alpn(), Server NoCommonProtocol, client_hello(|message| {
        let path = "ClientHello.extensions[application_layer_protocol_negotiation].protocol_name_list";
        Edit::new(TLS13, message).set(path, b"\x00\x03\x02h3");
    });
}
