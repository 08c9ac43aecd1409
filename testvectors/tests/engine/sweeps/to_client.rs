//! What a server chooses: the client takes exactly what it offered.

use super::{Patch, Recorded, Speaks, all, client, feed, record, server, sweep, unless};
use crate::kit::Kind;
use tls_core::error::{Cause, Failure};
use tls_core::msg::Role;
use tls_core::registry::{
    CipherSuite, CompressionMethod, ContentType, EcCurveType, EcPointFormat, HandshakeType, NamedGroup, ProtocolVersion,
};

const TLS13: Kind = Kind::Tls13;

fn suites(version: ProtocolVersion) -> Vec<CipherSuite> {
    let all = crate::cheap::PROVIDER.suites.iter().map(|suite| suite.id);
    let offered = all.filter(|suite| {
        let facts = suite.facts().unwrap();
        let rsa = facts.key_exchange == Some(tls_core::registry::KeyExchangeAlgorithm::Rsa);
        facts.version == version && !rsa
    });
    offered.collect()
}

fn recorded(speaks: Speaks) -> Recorded {
    Recorded::new(client(speaks), server(speaks))
}

/// The server wants another group than the one whose share was sent.
fn retry() -> Recorded {
    Recorded::new(client(Speaks::Tls13), server(Speaks::Tls13).groups(&[NamedGroup::secp256r1]))
}

fn server_hello(recorded: &Recorded) -> Vec<u8> {
    recorded.message(Role::Server, HandshakeType::server_hello)
}

/// What the client says to a server's first message.
fn refusal(recorded: &Recorded, message: &[u8]) -> Option<Failure> {
    feed(&mut recorded.new_client(), &record(message))
}

#[test]
fn chosen_suites() {
    let (tls12, tls13) = (ProtocolVersion::TLSv1_2, ProtocolVersion::TLSv1_3);
    let rows = [
        ("suite in ServerHello of TLS 1.3", recorded(Speaks::Tls13), "ServerHello.cipher_suite", tls13),
        ("suite in HelloRetryRequest", retry(), "HelloRetryRequest.cipher_suite", tls13),
        ("suite in ServerHello of TLS 1.2", recorded(Speaks::Tls12), "ServerHello.cipher_suite", tls12),
    ];
    for (name, recorded, path, version) in rows {
        let kind = if version == tls13 { TLS13 } else { Kind::Tls12 };
        let patch = Patch::new(kind, &server_hello(&recorded), path);
        let offered = suites(version);
        assert_eq!(offered.len(), if version == tls13 { 3 } else { 6 });
        sweep(
            name,
            all(CipherSuite),
            |suite| unless(suite, &offered, Cause::UnofferedCipherSuite),
            |suite| refusal(&recorded, &patch.with_u16(suite.0)),
        );
    }
}

#[test]
fn chosen_groups() {
    let recorded = recorded(Speaks::Tls13);
    let path = "ServerHello.extensions[key_share].server_share.group";
    let patch = Patch::new(TLS13, &server_hello(&recorded), path);
    sweep(
        "group of the share in ServerHello, three offered and one share sent",
        all(NamedGroup),
        |group| unless(group, &[NamedGroup::x25519], Cause::UnofferedGroup),
        |group| refusal(&recorded, &patch.with_u16(group.0)),
    );
    let recorded = retry();
    let path = "HelloRetryRequest.extensions[key_share].selected_group";
    let patch = Patch::new(TLS13, &server_hello(&recorded), path);
    sweep(
        "group in HelloRetryRequest, three offered and one share sent",
        all(NamedGroup),
        |group| unless(group, &[NamedGroup::secp256r1, NamedGroup::secp384r1], Cause::HelloRetryGroup),
        |group| refusal(&recorded, &patch.with_u16(group.0)),
    );
}

#[test]
fn chosen_versions() {
    let tls13 = [ProtocolVersion::TLSv1_3];
    let both = Recorded::new(client(Speaks::Both), server(Speaks::Both));
    let patch = Patch::new(TLS13, &server_hello(&both), "ServerHello.extensions[supported_versions].selected_version");
    sweep(
        "selected_version in ServerHello to a client of both",
        all(ProtocolVersion),
        |version| unless(version, &tls13, Cause::UnofferedVersion),
        |version| refusal(&both, &patch.with_u16(version.0)),
    );
    let retry = retry();
    let path = "HelloRetryRequest.extensions[supported_versions].selected_version";
    let patch = Patch::new(TLS13, &server_hello(&retry), path);
    sweep(
        "selected_version in HelloRetryRequest",
        all(ProtocolVersion),
        |version| unless(version, &tls13, Cause::UnofferedVersion),
        |version| refusal(&retry, &patch.with_u16(version.0)),
    );
}

#[test]
fn legacy_versions() {
    let tls12 = ProtocolVersion::TLSv1_2;
    let old = |version: ProtocolVersion| match version {
        _ if version < tls12 => vec![Cause::PeerSpeaksOldTls],
        _ => unless(version, &[tls12], Cause::NoCommonVersion),
    };
    // A server that knows only TLS 1.2 answers a client of both.
    let both = Recorded::new(client(Speaks::Both), server(Speaks::Tls12));
    for (name, recorded) in [
        ("version in ServerHello of TLS 1.2 to a client of both", both),
        ("version in ServerHello of TLS 1.2", recorded(Speaks::Tls12)),
    ] {
        let patch = Patch::new(Kind::Tls12, &server_hello(&recorded), "ServerHello.legacy_version");
        sweep(name, all(ProtocolVersion), old, |version| refusal(&recorded, &patch.with_u16(version.0)));
    }
    for (name, recorded, path) in [
        ("legacy_version in ServerHello of TLS 1.3", recorded(Speaks::Tls13), "ServerHello.legacy_version"),
        ("legacy_version in HelloRetryRequest", retry(), "HelloRetryRequest.legacy_version"),
    ] {
        let patch = Patch::new(TLS13, &server_hello(&recorded), path);
        sweep(
            name,
            all(ProtocolVersion),
            |version| unless(version, &[tls12], Cause::LegacyVersion),
            |version| refusal(&recorded, &patch.with_u16(version.0)),
        );
    }
}

#[test]
fn compression_methods() {
    for (name, recorded, kind, path) in [
        ("ServerHello of TLS 1.3", recorded(Speaks::Tls13), TLS13, "ServerHello"),
        ("HelloRetryRequest", retry(), TLS13, "HelloRetryRequest"),
        ("ServerHello of TLS 1.2", recorded(Speaks::Tls12), Kind::Tls12, "ServerHello"),
    ] {
        let patch = Patch::new(kind, &server_hello(&recorded), &format!("{path}.legacy_compression_method"));
        sweep(
            &format!("compression method in {name}"),
            (0..=255).map(CompressionMethod),
            |method| unless(method, &[CompressionMethod::null], Cause::CompressionMethod),
            |method| refusal(&recorded, &patch.with(&[method.0])),
        );
    }
}

/// ServerHello, Certificate and a changed ServerKeyExchange, as TLS 1.2 sends them.
#[test]
fn curves_of_server_key_exchange() {
    let recorded = recorded(Speaks::Tls12);
    let exchange = recorded.message(Role::Server, HandshakeType::server_key_exchange);
    let before = [server_hello(&recorded), recorded.message(Role::Server, HandshakeType::certificate)].concat();
    let patch = Patch::new(Kind::Tls12, &exchange, "ServerKeyExchange.params.namedcurve");
    sweep(
        "curve in ServerKeyExchange, three offered",
        all(NamedGroup),
        |group| unless(group, &crate::cheap::GROUPS, Cause::UnofferedGroup),
        |group| refusal(&recorded, &[&before[..], &patch.with_u16(group.0)].concat()),
    );
    let patch = Patch::new(Kind::Tls12, &exchange, "ServerKeyExchange.params.curve_type");
    sweep(
        "curve type in ServerKeyExchange",
        (0..=255).map(EcCurveType),
        |curve_type| unless(curve_type, &[EcCurveType::named_curve], Cause::CurveType),
        |curve_type| refusal(&recorded, &[&before[..], &patch.with(&[curve_type.0])].concat()),
    );
}

#[test]
fn content_and_handshake_types() {
    for speaks in [Speaks::Tls13, Speaks::Tls12] {
        let recorded = recorded(speaks);
        let hello = server_hello(&recorded);
        sweep(
            &format!("content type of the first record to a client of {speaks:?}"),
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
                feed(&mut recorded.new_client(), &record)
            },
        );
        let accepted = HandshakeType::server_hello;
        sweep(
            &format!("type of the first message to a client of {speaks:?}"),
            (0..=255).map(HandshakeType),
            // HelloRequest is due too where TLS 1.2 is spoken, and has no body.
            |kind| match (kind, speaks) {
                (HandshakeType::hello_request, Speaks::Tls12) => vec![Cause::MessageTooLong],
                _ => unless(kind, &[accepted], Cause::UnexpectedMessage),
            },
            |kind| {
                let mut message = hello.clone();
                message[0] = kind.0;
                refusal(&recorded, &message)
            },
        );
    }
}

/// A server of TLS 1.2 that lists point formats must list the one that is used.
#[test]
fn point_formats() {
    let recorded = recorded(Speaks::Tls12);
    let hello = server_hello(&recorded);
    let path = "ServerHello.extensions[ec_point_formats].ec_point_format_list[0]";
    let patch = Patch::new(Kind::Tls12, &hello, path);
    sweep(
        "point format alone in ServerHello of TLS 1.2",
        (0..=255).map(EcPointFormat),
        |format| unless(format, &[EcPointFormat::uncompressed], Cause::PointFormats),
        |format| refusal(&recorded, &patch.with(&[format.0])),
    );
}
