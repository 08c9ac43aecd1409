//! What only TLS 1.2 can get wrong (RFC 5246, RFC 8422, RFC 5746, RFC 7627).

use super::rules;
use crate::edit::{Edit, set};
use crate::kit::{Auth, Kind, Lies, Scene, WORLD, message};
use std::sync::Arc;
use testvectors::pair::Flow;
use tls_core::crypto::{ActiveKeyExchange, CryptoFailure, CryptoProvider, KeyExchangeGroup, Secret, SecureRandom};
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{HandshakeType, NamedGroup};

const TLS12: Kind = Kind::Tls12;

fn plain() -> Scene {
    Scene::new(TLS12, Auth::None)
}

fn hello(from: Role, path: &'static str, bytes: &[u8]) -> Lies {
    let kind = if from == Role::Client { HandshakeType::client_hello } else { HandshakeType::server_hello };
    Lies::none().says(from, kind, set(TLS12, path, bytes))
}

fn key_exchange(path: &'static str, bytes: &[u8]) -> Lies {
    Lies::none().says(Role::Server, HandshakeType::server_key_exchange, set(TLS12, path, bytes))
}

fn after(who: Role, message: Vec<u8>) -> Lies {
    Lies::none().at(who, "CONNECTED (1.2)", move |effects| effects.push_message(&message))
}

rules! {
    renegotiation_info_of_a_server: plain(), Client RenegotiationInfo,
        hello(Role::Server, "ServerHello.extensions[renegotiation_info].renegotiated_connection", &[1, 65]);
    renegotiation_info_of_a_client: plain(), Server RenegotiationInfo,
        hello(Role::Client, "ClientHello.extensions[renegotiation_info].renegotiated_connection", &[1, 65]);
    no_secure_renegotiation: plain(), Client SecureRenegotiationMissing,
        hello(Role::Server, "ServerHello.extensions[renegotiation_info]", &[]);
    no_extended_master_secret_of_a_server: plain(), Client ExtendedMasterSecretMissing,
        hello(Role::Server, "ServerHello.extensions[extended_master_secret]", &[]);
    no_extended_master_secret_of_a_client: plain(), Server ExtendedMasterSecretMissing,
        hello(Role::Client, "ClientHello.extensions[extended_master_secret]", &[]);
    point_formats_of_a_server: plain(), Client PointFormats,
        hello(Role::Server, "ServerHello.extensions[ec_point_formats].ec_point_format_list", &[1, 1]);
    point_formats_of_a_client: plain(), Server PointFormats,
        hello(Role::Client, "ClientHello.extensions[ec_point_formats].ec_point_format_list", &[1, 1]);
    compression_without_none: plain(), Server CompressionMethod,
        hello(Role::Client, "ClientHello.legacy_compression_methods[0]", &[1]);
    compression_of_the_server: plain(), Client CompressionMethod,
        hello(Role::Server, "ServerHello.legacy_compression_method", &[1]);
    tls11_of_a_server: plain(), Client PeerSpeaksOldTls, hello(Role::Server, "ServerHello.legacy_version", &[3, 2]);
    tls11_of_a_client: plain(), Server PeerSpeaksOldTls, hello(Role::Client, "ClientHello.legacy_version", &[3, 2]);
    suite_without_forward_secrecy: plain(), Client UnofferedCipherSuite, hello(Role::Server, "ServerHello.cipher_suite", &[0, 0x9C]);
    suite_for_export: plain(), Client UnofferedCipherSuite, hello(Role::Server, "ServerHello.cipher_suite", &[0, 3]);
    curve_of_primes: plain(), Client CurveType, key_exchange("ServerKeyExchange.params.curve_type", &[1]);
    // The parameters of an RSA export key where those of a curve belong.
    parameters_of_rsa: plain(), Client CurveType, Lies::none().says(Role::Server, HandshakeType::server_key_exchange, |ske| {
        let body = [&[0, 64][..], &[7; 64], &[0, 3, 1, 0, 1], &[4, 1, 0, 64], &[9; 64]].concat();
        *ske = message(HandshakeType::server_key_exchange, &body);
    });
    group_that_was_not_offered: plain(), Client UnofferedGroup, key_exchange("ServerKeyExchange.params.namedcurve", &[0, 24]);
    scheme_with_sha1: plain(), Client UnofferedSignatureScheme, key_exchange("ServerKeyExchange.algorithm", &[2, 3]);
    scheme_of_rsa: plain(), Client SchemeDoesNotFitKey, key_exchange("ServerKeyExchange.algorithm", &[4, 1]);
    point_that_is_another: plain(), Client BadSignature, key_exchange("ServerKeyExchange.params.point.bytes", &[9; 32]);
    share_of_zeros_from_a_client: plain(), Server BadKeyShare,
        Lies::none().says(Role::Client, HandshakeType::client_key_exchange, set(TLS12, "ClientKeyExchange.ecdh_yc.bytes", &[0; 32]));
    change_cipher_spec_before_server_hello: plain(), Client UnexpectedChangeCipherSpec, Lies::none().wire({
        let mut done = false;
        move |flow, flight| if flow == Flow::ServerToClient && !done {
            done = true;
            flight.splice(0..0, [20, 3, 3, 0, 1, 1]);
        }
    });
    certificate_of_another_kind: plain(), Client CertificateDoesNotFitSuite,
        Lies::none().says(Role::Server, HandshakeType::certificate, |message| {
            let leaf = WORLD.pki.server_rsa2048.chain()[0].as_ref();
            Edit::new(TLS12, message).set("Certificate.certificate_list[0].cert_data.bytes", leaf);
        });
    two_hello_requests: plain(), Client RenegotiationRefused,
        after(Role::Server, message(HandshakeType::hello_request, &[]).repeat(2));
    two_client_hellos: plain(), Server RenegotiationRefused,
        after(Role::Client, message(HandshakeType::client_hello, &[3, 3]).repeat(2));
    hello_request_with_a_body: plain(), Client MessageTooLong,
        after(Role::Server, message(HandshakeType::hello_request, &[0]));
    done_with_a_body: plain(), Client MessageTooLong, Lies::none().says(Role::Server, HandshakeType::server_hello_done, |done| {
        *done = message(HandshakeType::server_hello_done, &[0]);
    });
    finished_of_13_bytes: plain(), Server FieldLength, Lies::none().says(Role::Client, HandshakeType::finished, |finished| {
        *finished = message(HandshakeType::finished, &[0; 13]);
    });
}

/// X25519 of a server that shows zeros for its share.
#[derive(Debug)]
struct Zeros(&'static dyn KeyExchangeGroup);

struct ZeroShare(Box<dyn ActiveKeyExchange>);

impl KeyExchangeGroup for Zeros {
    fn name(&self) -> NamedGroup {
        self.0.name()
    }

    fn start(&self, random: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        Ok(Box::new(ZeroShare(self.0.start(random)?)))
    }
}

impl ActiveKeyExchange for ZeroShare {
    fn group(&self) -> NamedGroup {
        self.0.group()
    }

    fn share(&self) -> &[u8] {
        &[0; 32]
    }

    fn complete(self: Box<Self>, peer_share: &[u8]) -> Result<Secret, CryptoFailure> {
        self.0.complete(peer_share)
    }
}

/// A point of small order with the right signature (row 56; RFC 8422 §5.11).
#[test]
fn a_share_of_zeros_that_is_signed() {
    let mut provider = CryptoProvider::clone(&WORLD.provider);
    let x25519 = provider.group(NamedGroup::x25519).unwrap();
    provider.groups = vec![Box::leak(Box::new(Zeros(x25519)))];
    let server = TLS12.server_over(Arc::new(provider)).groups(&[NamedGroup::x25519]).build().unwrap();
    Scene { server, ..plain() }.play(Lies::none()).assert_refused(Role::Client, Cause::BadKeyShare);
}

/// One HelloRequest, before or after the handshake, and one ClientHello after it break nothing (rows 11, 12).
#[test]
fn one_question_for_renegotiation_is_answered_with_no() {
    for (who, message) in [
        (Role::Server, message(HandshakeType::hello_request, &[])),
        (Role::Client, message(HandshakeType::client_hello, &[3, 3])),
    ] {
        let played = plain().play(after(who, message));
        assert!(played.completed(), "{played:#?}");
        let no = tls_core::registry::AlertDescription::no_renegotiation;
        assert!(played.side(crate::kit::other(who)).sent_alerts.contains(&no));
    }
    let early = Lies::none().heard({
        let mut done = false;
        move |role, content_type, content| {
            if role == Role::Client && content_type == tls_core::registry::ContentType::handshake && !done {
                done = true;
                content.splice(0..0, message(HandshakeType::hello_request, &[]));
            }
        }
    });
    assert!(plain().play(early).completed());
}

/// The ticket's session id of a client that only wants to look like TLS 1.2 comes back: a session that never was.
#[test]
fn a_session_that_never_was() {
    let versions = [tls_core::registry::ProtocolVersion::TLSv1_3, tls_core::registry::ProtocolVersion::TLSv1_2];
    let suites = [
        tls_core::registry::CipherSuite::TLS_AES_128_GCM_SHA256,
        tls_core::registry::CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    ];
    let client = Kind::Tls13.client().versions(&versions).suites(&suites).build().unwrap();
    let scene = Scene { client, ..plain() };
    assert!(scene.play(Lies::none()).completed());
    let mut session_id = Vec::new();
    let played = scene.play(Lies::none().out(move |_, kind, message| match kind {
        HandshakeType::client_hello => session_id = message[39..71].to_vec(),
        HandshakeType::server_hello => {
            Edit::new(TLS12, message).append("ServerHello.legacy_session_id_echo", &session_id)
        }
        _ => {}
    }));
    played.assert_refused(Role::Client, Cause::SessionIdEcho);
}
