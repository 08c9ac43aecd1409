//! Alerts that §4 and §9 of RFC 9846, and its Appendix E, mandate for hellos and extensions.

use super::mandated;
use crate::edit::{Edit, append, extension, set};
use crate::kit::{Auth, Kind, Lies, Scene, message};
use crate::rules::hellos::{PSKS, client_hello, downgraded, plain, second, server_hello, two_suites_retry};
use tls_core::msg::Role;
use tls_core::msg::server_hello::{DOWNGRADE_TO_TLS12, HELLO_RETRY_REQUEST_RANDOM};
use tls_core::registry::{ExtensionType, HandshakeType};

const TLS13: Kind = Kind::Tls13;

fn retry() -> Scene {
    Scene::retry(Auth::None)
}

fn says(from: Role, kind: HandshakeType, lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    Lies::none().says(from, kind, lie)
}

fn encrypted_extensions(lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    says(Role::Server, HandshakeType::encrypted_extensions, lie)
}

fn second_server_hello(lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    second(Role::Server, HandshakeType::server_hello, lie)
}

mandated! {
    /// "A peer which receives a handshake message in an unexpected order MUST abort the handshake with an
    /// "unexpected_message" alert." (RFC 9846 §4)
    order: plain(), Client UnexpectedMessage 10, encrypted_extensions(Vec::clear);
    /// "If there is no overlap between the received "supported_groups" and the groups supported by the server, then the
    /// server MUST abort the handshake with a "handshake_failure" or an "insufficient_security" alert." (RFC 9846
    /// §4.2.1)
    groups: plain(), Server NoCommonGroup 40, client_hello(|hello| {
        let mut edit = Edit::new(TLS13, hello);
        edit.set("ClientHello.extensions[supported_groups].named_group_list", &[0, 2, 0, 25]);
        edit.set("ClientHello.extensions[key_share].client_shares", &[0, 0]);
    });
    /// "If the server is unable to negotiate a supported set of parameters (i.e., there is no overlap between the
    /// client and server parameters), it MUST abort the handshake with either a "handshake_failure" or
    /// "insufficient_security" fatal alert (see Section 6)." (RFC 9846 §4.2.1)
    parameters: plain(), Server NoCommonCipherSuite 40,
        client_hello(set(TLS13, "ClientHello.cipher_suites[0]", &[0x13, 0x05]));
    /// "Because TLS 1.3 forbids renegotiation, if a server has negotiated TLS 1.3 and receives a ClientHello at any
    /// other time, it MUST terminate the connection with an "unexpected_message" alert." (RFC 9846 §4.2.2)
    client_hello_at_another_time: plain(), Server UnexpectedMessage 10,
        Lies::none().at(Role::Client, "CONNECTED", |effects| {
        effects.push_message(&message(HandshakeType::client_hello, &[3; 80]));
    });
    /// "A server which receives a legacy_version value not equal to 0x0303 MUST abort the handshake with a
    /// "protocol_version" alert." (RFC 9846 §4.2.2)
    legacy_version_of_a_client: plain(), Server LegacyVersion 70,
        client_hello(set(TLS13, "ClientHello.legacy_version", &[3, 2]));
    /// "If a TLS 1.3 ClientHello is received with any other value in this field, the server MUST abort the handshake
    /// with an "illegal_parameter" alert." (RFC 9846 §4.2.2)
    compression_of_a_client: plain(), Server CompressionMethod 47,
        client_hello(append(TLS13, "ClientHello.legacy_compression_methods", &[64]));
    /// "If not, then it MUST abort the handshake with a "decode_error" alert." (RFC 9846 §4.2.2: "a server MUST check
    /// that the message either contains no data after legacy_compression_methods or that it contains a valid extensions
    /// block with no data following.")
    data_behind_the_extensions: Scene::new(Kind::Tls12, Auth::None), Server MessageTrailingBytes 50,
        client_hello(|hello| {
        hello.push(0);
        hello[3] += 1;
    });
    /// "A client which receives a TLS 1.3 Server Hello with a legacy_version value not equal to 0x0303 MUST abort the
    /// handshake with a "protocol_version" alert." (RFC 9846 §4.2.3)
    legacy_version_of_a_server: plain(), Client LegacyVersion 70,
        server_hello(set(TLS13, "ServerHello.legacy_version", &[3, 2]));
    /// "A client which receives a legacy_session_id_echo field that does not match what it sent in the ClientHello MUST
    /// abort the handshake with an "illegal_parameter" alert." (RFC 9846 §4.2.3)
    session_id: plain(), Client SessionIdEcho 47,
        server_hello(|hello| Edit::new(TLS13, hello).flip("ServerHello.legacy_session_id_echo.bytes", 0));
    /// "A client which receives a cipher suite that was not offered MUST abort the handshake with an
    /// "illegal_parameter" alert." (RFC 9846 §4.2.3)
    suite: plain(), Client UnofferedCipherSuite 47, server_hello(set(TLS13, "ServerHello.cipher_suite", &[0x13, 0x03]));
    /// "If a TLS 1.3 ServerHello is received with any other value in this field, the client MUST abort the handshake
    /// with an "illegal_parameter" alert." (RFC 9846 §4.2.3)
    compression_of_a_server: plain(), Client CompressionMethod 47,
        server_hello(set(TLS13, "ServerHello.legacy_compression_method", &[64]));
    /// "If a match is found, the client MUST abort the handshake with an "illegal_parameter" alert." (RFC 9846 §4.2.3)
    sentinel: downgraded(), Client DowngradeSentinel 47,
        server_hello(|hello| hello[30..38].copy_from_slice(&DOWNGRADE_TO_TLS12));
    /// "Clients MUST abort the handshake with an "illegal_parameter" alert if the HelloRetryRequest would not result in
    /// any change in the ClientHello." (RFC 9846 §4.2.4)
    retry_without_change: retry(), Client HelloRetryUseless 47,
        server_hello(set(TLS13, "HelloRetryRequest.extensions[key_share]", &[]));
    /// "If a client receives a second HelloRetryRequest in the same connection (i.e., where the ClientHello was itself
    /// in response to a HelloRetryRequest), it MUST abort the handshake with an "unexpected_message" alert." (RFC 9846
    /// §4.2.4)
    second_retry: retry(), Client SecondHelloRetry 10,
        second_server_hello(|hello| hello[6..38].copy_from_slice(&HELLO_RETRY_REQUEST_RANDOM));
    /// "A client which receives a cipher suite that was not offered MUST abort the handshake." (RFC 9846 §4.2.4)
    suite_of_a_retry: retry(), Client UnofferedCipherSuite 47,
        server_hello(set(TLS13, "HelloRetryRequest.cipher_suite", &[0x13, 0x03]));
    /// "Upon receiving the ServerHello, clients MUST check that the cipher suite supplied in the ServerHello is the
    /// same as that in the HelloRetryRequest and otherwise abort the handshake with an "illegal_parameter" alert." (RFC
    /// 9846 §4.2.4)
    suite_after_a_retry: two_suites_retry(), Client HelloRetryMismatch 47,
        second_server_hello(set(TLS13, "ServerHello.cipher_suite", &[0x13, 0x02]));
    /// "The value of selected_version in the HelloRetryRequest "supported_versions" extension MUST be retained in the
    /// ServerHello, and a client MUST abort the handshake with an "illegal_parameter" alert if the value changes."
    /// (RFC 9846 §4.2.4)
    version_after_a_retry: two_suites_retry(), Client HelloRetryMismatch 47, second_server_hello(|hello| {
        let mut edit = Edit::new(TLS13, hello);
        edit.set("ServerHello.extensions", &[0, 0]);
        edit.set("ServerHello.cipher_suite", &[0xC0, 0x2B]);
    });
    /// "When processing an extension, receivers MUST abort the handshake with a "decode_error" alert if there is data
    /// left over after parsing the structure." (RFC 9846 §4.3)
    data_behind_an_extension: plain(), Client MessageTrailingBytes 50, encrypted_extensions(set(
        TLS13, "EncryptedExtensions.extensions[server_name]", &extension(ExtensionType::server_name, &[0])));
    /// The same sentence, for a server.
    data_behind_an_extension_of_a_client: plain(), Server MessageTrailingBytes 50, client_hello(append(
        TLS13, "ClientHello.extensions", &extension(ExtensionType::cookie, &[0, 1, 7, 0])));
    /// "Upon receiving such an extension, an endpoint MUST abort the handshake with an "unsupported_extension" alert."
    /// (RFC 9846 §4.3)
    unsolicited: plain(), Client UnsolicitedExtension 110,
        encrypted_extensions(append(TLS13, "EncryptedExtensions.extensions", &extension(ExtensionType(0xABCD), &[])));
    /// The same, of what takes the place of "If any other value is returned [...]" (RFC 9846 §4.3.11) without early
    /// data.
    early_data_that_nobody_offered: plain(), Client UnsolicitedExtension 110,
        encrypted_extensions(append(TLS13, "EncryptedExtensions.extensions", &extension(ExtensionType::early_data, &[])));
    /// "If an implementation receives an extension which it recognizes and which is not specified for the message in
    /// which it appears, it MUST abort the handshake with an "illegal_parameter" alert." (RFC 9846 §4.3)
    misplaced: plain(), Client MisplacedExtension 47,
        server_hello(append(TLS13, "ServerHello.extensions", &extension(ExtensionType::server_name, &[])));
    /// The same sentence, for a server.
    misplaced_by_a_client: plain(), Server MisplacedExtension 47,
        client_hello(append(TLS13, "ClientHello.extensions", &extension(ExtensionType::oid_filters, &[0, 0])));
    /// "If the "supported_versions" extension in the ServerHello contains a version not offered by the client or
    /// contains a version prior to TLS 1.3, the client MUST abort the handshake with an "illegal_parameter" alert."
    /// (RFC 9846 §4.3.1)
    selected_version: plain(), Client UnofferedVersion 47,
        server_hello(set(TLS13, "ServerHello.extensions[supported_versions].selected_version", &[3, 3]));
    /// "If a server is authenticating via a certificate and the client has not sent a "signature_algorithms" extension,
    /// then the server MUST abort the handshake with a "missing_extension" alert (see Section 9.2)." (RFC 9846 §4.3.3)
    signature_algorithms: plain(), Server MissingExtension 109,
        client_hello(set(TLS13, "ClientHello.extensions[signature_algorithms]", &[]));
    /// "Servers MAY check for violations of these rules and abort the handshake with an "illegal_parameter" alert if
    /// one is violated." (RFC 9846 §4.3.8)
    shares_of_one_group: plain(), Server KeyShareGroups 47, client_hello(append(
        TLS13, "ClientHello.extensions[key_share].client_shares", &[&[0, 29, 0, 32][..], &[9; 32]].concat()));
    /// "If either of these checks fails, then the client MUST abort the handshake with an "illegal_parameter" alert."
    /// (RFC 9846 §4.3.8): (1) of the group that was never offered.
    group_of_a_retry_that_was_not_offered: retry(), Client HelloRetryGroup 47,
        server_hello(set(TLS13, "HelloRetryRequest.extensions[key_share].selected_group", &[0, 25]));
    /// The same sentence: (2) of the group whose share was sent.
    group_of_a_retry_that_was_sent: retry(), Client HelloRetryGroup 47,
        server_hello(set(TLS13, "HelloRetryRequest.extensions[key_share].selected_group", &[0, 29]));
    /// "If this check fails, the client MUST abort the handshake with an "illegal_parameter" alert." (RFC 9846 §4.3.8)
    group_after_a_retry: retry(), Client UnofferedGroup 47,
        second_server_hello(set(TLS13, "ServerHello.extensions[key_share].server_share.group", &[0, 29]));
    /// "If clients offer "pre_shared_key" without a "psk_key_exchange_modes" extension, servers MUST abort the
    /// handshake." (RFC 9846 §4.3.9); "missing_extension:  Sent by endpoints that receive a handshake message not
    /// containing an extension that is mandatory to send for the offered TLS version or other negotiated parameters."
    /// (§6.2)
    psk_without_modes: plain(), Server MissingExtension 109,
        client_hello(append(TLS13, "ClientHello.extensions", &extension(ExtensionType::pre_shared_key, PSKS)));
    /// "Servers MUST check that it is the last extension and otherwise fail the handshake with an "illegal_parameter"
    /// alert." (RFC 9846 §4.3.11)
    psk_is_last: plain(), Server PskNotLast 47, client_hello(|hello| {
        let psk = extension(ExtensionType::pre_shared_key, PSKS);
        let modes = extension(ExtensionType::psk_key_exchange_modes, &[1, 1]);
        Edit::new(TLS13, hello).append("ClientHello.extensions", &[psk, modes].concat());
    });
    /// "The client MUST check EncryptedExtensions for the presence of any forbidden extensions and if any are found
    /// MUST abort the handshake with an "illegal_parameter" alert." (RFC 9846 §4.4.1)
    forbidden_in_encrypted_extensions: plain(), Client MisplacedExtension 47,
        encrypted_extensions(append(TLS13, "EncryptedExtensions.extensions", &extension(ExtensionType::key_share, &[0, 29])));
    /// "Servers receiving a ClientHello which does not conform to these requirements MUST abort the handshake with a
    /// "missing_extension" alert." (RFC 9846 §9.2)
    key_share: plain(), Server MissingExtension 109, client_hello(set(TLS13, "ClientHello.extensions[key_share]", &[]));
    /// The same sentence, of the other half of the pair.
    supported_groups: plain(), Server MissingExtension 109,
        client_hello(set(TLS13, "ClientHello.extensions[supported_groups]", &[]));
    /// "If the version chosen by the server is not supported by the client (or is not acceptable), the client MUST
    /// abort the handshake with a "protocol_version" alert." (RFC 9846 §E.1)
    version_of_a_server: plain(), Client NoCommonVersion 70,
        server_hello(set(TLS13, "ServerHello.extensions[supported_versions]", &[]));
    /// "If the "supported_versions" extension is absent and the server only supports versions greater than
    /// ClientHello.legacy_version, the server MUST abort the handshake with a "protocol_version" alert." (RFC 9846
    /// §E.2)
    version_of_a_client: plain(), Server NoCommonVersion 70,
        client_hello(set(TLS13, "ClientHello.extensions[supported_versions]", &[]));
    /// "Implementations receiving Hello messages with other version numbers MUST abort the handshake as described in
    /// Section 4.2.2 and Section 4.2.3." (RFC 9846 §E.5)
    other_versions_of_a_client: plain(), Server LegacyVersion 70,
        client_hello(set(TLS13, "ClientHello.legacy_version", &[3, 0]));
    /// The same sentence, for a client.
    other_versions_of_a_server: plain(), Client LegacyVersion 70,
        server_hello(set(TLS13, "ServerHello.legacy_version", &[3, 0]));
}
