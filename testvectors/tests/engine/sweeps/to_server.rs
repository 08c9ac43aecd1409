//! What a client offers, alone: the server takes exactly what is configured.

use super::{Patch, Recorded, Speaks, all, client, feed, record, server, sweep, unless};
use crate::edit::Edit;
use crate::kit::{Kind, WORLD, credential};
use std::sync::Arc;
use tls_core::config::ServerConfig;
use tls_core::conn::{Seams, ServerConnection};
use tls_core::error::{Cause, Failure};
use tls_core::registry::{
    CipherSuite, CompressionMethod, ContentType, EcPointFormat, HandshakeType, NamedGroup, ProtocolVersion,
    SignatureScheme,
};

const SUITES_13: [CipherSuite; 3] = [
    CipherSuite::TLS_AES_128_GCM_SHA256,
    CipherSuite::TLS_AES_256_GCM_SHA384,
    CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
];
const SUITES_ECDHE: [CipherSuite; 6] = [
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
];
const SUITES_RSA: [CipherSuite; 2] =
    [CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256, CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384];
const SCHEMES_13: [SignatureScheme; 6] = [
    SignatureScheme::ecdsa_secp256r1_sha256,
    SignatureScheme::ecdsa_secp384r1_sha384,
    SignatureScheme::ed25519,
    SignatureScheme::rsa_pss_rsae_sha256,
    SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,
];
const SCHEMES_12_ONLY: [SignatureScheme; 3] =
    [SignatureScheme::rsa_pkcs1_sha256, SignatureScheme::rsa_pkcs1_sha384, SignatureScheme::rsa_pkcs1_sha512];

/// A server with real certificates of every kind. Its key exchange costs nothing.
fn with_all_certificates(speaks: Speaks, rsa_key_exchange: bool) -> Arc<ServerConfig> {
    let pki = &WORLD.pki;
    [&pki.server_p256, &pki.server_p384, &pki.server_rsa2048, &pki.server_ed25519]
        .into_iter()
        .fold(ServerConfig::builder(crate::cheap::PROVIDER.clone()), |server, leaf| server.credential(credential(leaf)))
        .versions(speaks.versions())
        .rsa_key_exchange(rsa_key_exchange)
        .build()
        .unwrap()
}

fn hello(speaks: Speaks) -> Vec<u8> {
    Recorded::new(client(speaks), server(speaks)).client_hello()
}

fn refusal(config: &Arc<ServerConfig>, hello: &[u8]) -> Option<Failure> {
    let mut server = ServerConnection::new(config.clone(), Seams::default());
    let failure = feed(&mut server, &record(hello));
    assert!(failure.is_some() || !server.output().is_empty(), "it neither refuses nor answers");
    failure
}

#[test]
fn suites() {
    let none = Cause::NoCommonCipherSuite;
    for (name, speaks, rsa, accepted) in [
        ("suite alone to a TLS 1.3 server", Speaks::Tls13, false, SUITES_13.to_vec()),
        ("suite alone to a TLS 1.2 server", Speaks::Tls12, false, SUITES_ECDHE.to_vec()),
        (
            "suite alone to a TLS 1.2 server with RSA key exchange",
            Speaks::Tls12,
            true,
            [&SUITES_ECDHE[..], &SUITES_RSA].concat(),
        ),
    ] {
        let mut hello = hello(speaks);
        Edit::new(speaks.kind(), &mut hello).set("ClientHello.cipher_suites", &[0, 2, 0, 0]);
        let patch = Patch::new(speaks.kind(), &hello, "ClientHello.cipher_suites[0]");
        let config = with_all_certificates(speaks, rsa);
        sweep(
            name,
            all(CipherSuite),
            |suite| unless(suite, &accepted, none),
            |suite| refusal(&config, &patch.with_u16(suite.0)),
        );
    }
}

#[test]
fn groups() {
    let groups = crate::cheap::GROUPS;
    for (name, speaks) in
        [("group alone to a TLS 1.3 server", Speaks::Tls13), ("group alone to a TLS 1.2 server", Speaks::Tls12)]
    {
        let mut hello = hello(speaks);
        let mut edit = Edit::new(speaks.kind(), &mut hello);
        edit.set("ClientHello.extensions[supported_groups].named_group_list", &[0, 2, 0, 0]);
        if speaks == Speaks::Tls13 {
            // Without a share, so that a HelloRetryRequest follows.
            edit.set("ClientHello.extensions[key_share].client_shares", &[0, 0]);
        }
        let patch = Patch::new(speaks.kind(), &hello, "ClientHello.extensions[supported_groups].named_group_list[0]");
        let config = server(speaks).build().unwrap();
        sweep(
            name,
            all(NamedGroup),
            |group| unless(group, &groups, Cause::NoCommonGroup),
            |group| refusal(&config, &patch.with_u16(group.0)),
        );
    }
}

/// A share in a group that the client does not list is against the rules, whether the server knows the group or not.
#[test]
fn groups_of_shares() {
    let hello = hello(Speaks::Tls13);
    let patch = Patch::new(Kind::Tls13, &hello, "ClientHello.extensions[key_share].client_shares[0].group");
    let config = server(Speaks::Tls13).build().unwrap();
    sweep(
        "group of the only share to a TLS 1.3 server, three groups listed",
        all(NamedGroup),
        |group| unless(group, &crate::cheap::GROUPS, Cause::KeyShareGroups),
        |group| refusal(&config, &patch.with_u16(group.0)),
    );
}

#[test]
fn signature_schemes() {
    for (name, speaks, accepted) in [
        ("signature scheme alone to a TLS 1.3 server", Speaks::Tls13, SCHEMES_13.to_vec()),
        ("signature scheme alone to a TLS 1.2 server", Speaks::Tls12, [&SCHEMES_13[..], &SCHEMES_12_ONLY].concat()),
    ] {
        let mut hello = hello(speaks);
        let path = "ClientHello.extensions[signature_algorithms].supported_signature_algorithms";
        Edit::new(speaks.kind(), &mut hello).set(path, &[0, 2, 0, 0]);
        let patch = Patch::new(speaks.kind(), &hello, &format!("{path}[0]"));
        let config = with_all_certificates(speaks, false);
        sweep(
            name,
            all(SignatureScheme),
            |scheme| unless(scheme, &accepted, Cause::NoCommonSignatureScheme),
            |scheme| refusal(&config, &patch.with_u16(scheme.0)),
        );
    }
}

#[test]
fn versions() {
    let (tls12, tls13) = (ProtocolVersion::TLSv1_2, ProtocolVersion::TLSv1_3);
    for (name, speaks, accepted) in [
        ("version alone in supported_versions to a server of both", Speaks::Both, vec![tls12, tls13]),
        ("version alone in supported_versions to a TLS 1.3 server", Speaks::Tls13, vec![tls13]),
    ] {
        let mut hello = hello(Speaks::Both);
        let path = "ClientHello.extensions[supported_versions].versions";
        Edit::new(Kind::Tls13, &mut hello).set(path, &[2, 0, 0]);
        let patch = Patch::new(Kind::Tls13, &hello, &format!("{path}[0]"));
        let config = server(speaks).build().unwrap();
        sweep(
            name,
            all(ProtocolVersion),
            |version| unless(version, &accepted, Cause::NoCommonVersion),
            |version| refusal(&config, &patch.with_u16(version.0)),
        );
    }
}

/// Without supported_versions, "even if ClientHello.legacy_version is 0x0304 or later", it is TLS 1.2 (RFC 9846 §4.3.1); with
/// it, legacy_version must be 0x0303 (§4.2.2).
#[test]
fn legacy_versions() {
    let tls12 = ProtocolVersion::TLSv1_2;
    let mut without = hello(Speaks::Both);
    Edit::new(Kind::Tls13, &mut without).set("ClientHello.extensions[supported_versions]", &[]);
    let cases = [
        ("legacy_version alone to a server of both", Speaks::Both, without.clone()),
        ("legacy_version alone to a TLS 1.3 server", Speaks::Tls13, without),
        ("legacy_version with supported_versions to a server of both", Speaks::Both, hello(Speaks::Both)),
    ];
    for (index, (name, speaks, hello)) in cases.into_iter().enumerate() {
        let patch = Patch::new(Kind::Tls13, &hello, "ClientHello.legacy_version");
        let config = server(speaks).build().unwrap();
        let expected = |version: ProtocolVersion| match index {
            2 => unless(version, &[tls12], Cause::LegacyVersion),
            _ if version < tls12 => vec![Cause::PeerSpeaksOldTls],
            0 => Vec::new(),
            _ => vec![Cause::NoCommonVersion],
        };
        sweep(name, all(ProtocolVersion), expected, |version| refusal(&config, &patch.with_u16(version.0)));
    }
}

#[test]
fn compression_methods_and_point_formats() {
    for (name, speaks, besides) in [
        ("compression method alone to a TLS 1.3 server", Speaks::Tls13, false),
        ("compression method alone to a TLS 1.2 server", Speaks::Tls12, false),
        ("compression method besides null to a TLS 1.3 server", Speaks::Tls13, true),
        ("compression method besides null to a TLS 1.2 server", Speaks::Tls12, true),
    ] {
        let mut hello = hello(speaks);
        let list: &[u8] = if besides { &[2, 0, 0] } else { &[1, 0] };
        Edit::new(speaks.kind(), &mut hello).set("ClientHello.legacy_compression_methods", list);
        let path = format!("ClientHello.legacy_compression_methods[{}]", usize::from(besides));
        let patch = Patch::new(speaks.kind(), &hello, &path);
        let config = server(speaks).build().unwrap();
        let expected = |method: CompressionMethod| match (speaks, besides) {
            (Speaks::Tls12, true) => Vec::new(),
            (_, true) => vec![Cause::CompressionMethod],
            (_, false) => unless(method, &[CompressionMethod::null], Cause::CompressionMethod),
        };
        sweep(name, (0..=255).map(CompressionMethod), expected, |method| refusal(&config, &patch.with(&[method.0])));
    }
    let hello = hello(Speaks::Tls12);
    let path = "ClientHello.extensions[ec_point_formats].ec_point_format_list[0]";
    let patch = Patch::new(Kind::Tls12, &hello, path);
    let config = server(Speaks::Tls12).build().unwrap();
    sweep(
        "point format alone to a TLS 1.2 server",
        (0..=255).map(EcPointFormat),
        |format| unless(format, &[EcPointFormat::uncompressed], Cause::PointFormats),
        |format| refusal(&config, &patch.with(&[format.0])),
    );
}

/// The first record and the first message of a connection, of every type.
#[test]
fn content_and_handshake_types() {
    for speaks in [Speaks::Tls13, Speaks::Tls12] {
        let hello = hello(speaks);
        let config = server(speaks).build().unwrap();
        sweep(
            &format!("content type of the first record to a server of {speaks:?}"),
            (0..=255).map(ContentType),
            |content_type| match content_type {
                ContentType::handshake => Vec::new(),
                ContentType::change_cipher_spec => vec![Cause::UnexpectedChangeCipherSpec],
                ContentType::alert => vec![Cause::AlertDecode],
                _ => vec![Cause::UnexpectedRecord],
            },
            |content_type| {
                let mut record = record(&hello);
                record[0] = content_type.0;
                feed(&mut ServerConnection::new(config.clone(), Seams::default()), &record)
            },
        );
        sweep(
            &format!("type of the first message to a server of {speaks:?}"),
            (0..=255).map(HandshakeType),
            |kind| unless(kind, &[HandshakeType::client_hello], Cause::UnexpectedMessage),
            |kind| {
                let mut message = hello.clone();
                message[0] = kind.0;
                feed(&mut ServerConnection::new(config.clone(), Seams::default()), &record(&message))
            },
        );
    }
}
