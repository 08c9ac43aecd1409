//! Every extension type in every message that has extensions, with an empty body: what is not known is ignored in a request
//! and refused in an answer, what stands in the wrong place is refused (RFC 9846 §4.3).

use super::{Patch, Recorded, Speaks, all, client, feed, hears, name, record, server, sweep};
use crate::edit::{Edit, extension};
use crate::kit::{DATA, Kind, Lies, Scene, WORLD, message};
use std::collections::BTreeSet;
use testvectors::pair::End;
use tls_core::codec::SpanTree;
use tls_core::config::{ClientAuth, Limits};
use tls_core::conn::ClientConnection;
use tls_core::error::Cause;
use tls_core::msg::ext::{Place, Placement, placement};
use tls_core::msg::{Context, HandshakeMessage, Role};
use tls_core::registry::{ExtensionType, HandshakeType, NamedGroup};

/// The empty body is no body of this extension here: too short a one, or the length of its list is out of bounds.
const MALFORMED: [Cause; 2] = [Cause::MessageTruncated, Cause::FieldLength];
/// Stands for every type until it is replaced.
const STAND_IN: ExtensionType = ExtensionType(0xABCD);

/// What RFC 9846 §4.3 says about one more extension in a block. `asked`: what the receiver offered, if this is an answer.
fn expected(
    kind: ExtensionType,
    place: Place,
    asked: Option<&BTreeSet<ExtensionType>>,
    present: &BTreeSet<ExtensionType>,
    takes_empty: &[ExtensionType],
) -> Vec<Cause> {
    let asked_for = asked.is_none_or(|asked| asked.contains(&kind));
    // A ServerHello is read before its version is known.
    let places: &[Place] = match place {
        Place::ServerHello | Place::ServerHello12 => &[Place::ServerHello, Place::ServerHello12],
        _ => &[place],
    };
    let read = places.iter().any(|place| placement(kind, *place) == Placement::Allowed);
    if read && !takes_empty.contains(&kind) {
        return MALFORMED.to_vec();
    }
    match placement(kind, place) {
        Placement::Misplaced if asked_for => vec![Cause::MisplacedExtension],
        Placement::Allowed if present.contains(&kind) => vec![Cause::DuplicateExtension],
        Placement::Allowed | Placement::Unknown if asked_for => Vec::new(),
        _ => vec![Cause::UnsolicitedExtension],
    }
}

/// The extensions of a block.
fn present(kind: Kind, message: &[u8], path: &str) -> BTreeSet<ExtensionType> {
    let mut tree = SpanTree::new();
    let context = Context { version: Some(kind.version()), key_exchange: None };
    HandshakeMessage::decode(message, context, &mut tree).unwrap();
    ExtensionType::ALL.iter().copied().filter(|own| tree.find(&format!("{path}[{own}]")).is_some()).collect()
}

/// A message with one empty extension more, whose type can be changed.
fn with_one_more(kind: Kind, message: &[u8], path: &str) -> Patch {
    let mut message = message.to_vec();
    Edit::new(kind, &mut message).append(path, &extension(STAND_IN, &[]));
    Patch::new(kind, &message, &format!("{path}[unknown]"))
}

/// Allowed extensions whose body may be empty, wherever they stand.
const EMPTY: &[ExtensionType] = &[
    ExtensionType::use_srtp,
    ExtensionType::heartbeat,
    ExtensionType::signed_certificate_timestamp,
    ExtensionType::client_certificate_type,
    ExtensionType::server_certificate_type,
    ExtensionType::padding,
    ExtensionType::encrypt_then_mac,
    ExtensionType::extended_master_secret,
    ExtensionType::delegated_credential,
    ExtensionType::session_ticket,
    ExtensionType::early_data,
    ExtensionType::post_handshake_auth,
    ExtensionType::quic_transport_parameters,
    ExtensionType::ticket_request,
    ExtensionType::ech_outer_extensions,
    ExtensionType::encrypted_client_hello,
];

fn and(more: &[ExtensionType]) -> Vec<ExtensionType> {
    [EMPTY, more].concat()
}

#[test]
fn in_client_hello() {
    for speaks in [Speaks::Tls13, Speaks::Tls12] {
        let recorded = Recorded::new(client(speaks), server(speaks));
        let (hello, path) = (recorded.client_hello(), "ClientHello.extensions");
        let patch = with_one_more(speaks.kind(), &hello, path);
        let present = present(speaks.kind(), &hello, path);
        assert!(present.len() >= 4, "{present:?}");
        sweep(
            &format!("extension in ClientHello to a server of {speaks:?}"),
            all(ExtensionType),
            |kind| expected(kind, Place::ClientHello, None, &present, EMPTY),
            |kind| feed(&mut recorded.new_server(), &record(&patch.with_u16(kind.0))),
        );
    }
}

#[test]
fn in_server_hello() {
    let retry = || server(Speaks::Tls13).groups(&[NamedGroup::secp256r1]);
    let rows = [
        (Speaks::Tls13, server(Speaks::Tls13), "ServerHello", Place::ServerHello),
        (Speaks::Tls13, retry(), "HelloRetryRequest", Place::HelloRetryRequest),
        (Speaks::Tls12, server(Speaks::Tls12), "ServerHello", Place::ServerHello12),
    ];
    for (speaks, server, message, place) in rows {
        let names: &[&[u8]] = &[b"h2"];
        let recorded = Recorded::new(client(speaks).alpn(names), server);
        let hello = recorded.message(Role::Server, HandshakeType::server_hello);
        let path = format!("{message}.extensions");
        let patch = with_one_more(speaks.kind(), &hello, &path);
        let asked = present(speaks.kind(), &recorded.client_hello(), "ClientHello.extensions");
        let present = present(speaks.kind(), &hello, &path);
        assert!(present.len() >= 2, "{present:?}");
        let takes_empty = and(&[ExtensionType::server_name, ExtensionType::status_request]);
        sweep(
            &format!("extension in {message} of {speaks:?}"),
            all(ExtensionType),
            |kind| expected(kind, place, Some(&asked), &present, &takes_empty),
            |kind| feed(&mut recorded.new_client(), &record(&patch.with_u16(kind.0))),
        );
    }
}

/// Answers under the handshake keys.
#[test]
fn in_the_servers_flight() {
    let asks = server(Speaks::Tls13).client_auth(ClientAuth::optional(WORLD.roots.clone()));
    let recorded = Recorded::new(client(Speaks::Tls13), asks);
    let sent = |kind| recorded.message(Role::Server, kind);
    let asked = present(Kind::Tls13, &recorded.client_hello(), "ClientHello.extensions");
    let (hello, flight) = (record(&sent(HandshakeType::server_hello)), recorded.protected(Role::Client));
    let rows = [
        (HandshakeType::encrypted_extensions, "EncryptedExtensions.extensions", Place::EncryptedExtensions),
        (HandshakeType::certificate_request, "CertificateRequest.extensions", Place::CertificateRequest),
        (HandshakeType::certificate, "Certificate.certificate_list[0].extensions", Place::Certificate),
    ];
    let mut before = Vec::new();
    for (kind, path, place) in rows {
        let message = sent(kind);
        let patch = with_one_more(Kind::Tls13, &message, path);
        let present = present(Kind::Tls13, &message, path);
        // A CertificateRequest is a request.
        let asked = Some(&asked).filter(|_| place != Place::CertificateRequest);
        let takes_empty = match place {
            Place::CertificateRequest => and(&[ExtensionType::server_name, ExtensionType::status_request]),
            Place::EncryptedExtensions => and(&[ExtensionType::server_name]),
            _ => EMPTY.to_vec(),
        };
        sweep(
            &format!("extension in {kind} of TLS 1.3"),
            all(ExtensionType),
            |kind| expected(kind, place, asked, &present, &takes_empty),
            |kind| {
                let content = [&before[..], &patch.with_u16(kind.0)].concat();
                let config = recorded.client.clone();
                let mut client = ClientConnection::new(config, name(), hears(1, content)).unwrap();
                feed(&mut client, &[&hello[..], &flight].concat())
            },
        );
        before.extend_from_slice(&message);
    }
}

/// Tickets that are taken leave the connection as it is, so one connection takes all of those.
#[test]
fn in_new_session_ticket() {
    let mut limits = Limits::default();
    (limits.tickets, limits.post_handshake_messages) = (u32::MAX, u32::MAX);
    let recorded = Recorded::new(client(Speaks::Tls13).limits(limits), server(Speaks::Tls13));
    let scene = Scene { client: recorded.client, server: recorded.server };
    let ticket = [&[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 7, 0, 4][..], &STAND_IN.0.to_be_bytes(), &[0, 0]].concat();
    let ticket = message(HandshakeType::new_session_ticket, &ticket);
    let path = "NewSessionTicket.extensions[unknown]";
    let patch = Patch::new(Kind::Tls13, &ticket, path);
    let play = |tickets: Vec<u8>| {
        scene.play(Lies::none().at(Role::Server, "CONNECTED", move |effects| effects.push_message(&tickets)))
    };
    let nothing = BTreeSet::new();
    // max_early_data_size is a number (RFC 9846 §4.7.1).
    let takes_empty: Vec<_> = EMPTY.iter().copied().filter(|kind| *kind != ExtensionType::early_data).collect();
    let expected = |kind| expected(kind, Place::NewSessionTicket, None, &nothing, &takes_empty);
    let taken = all(ExtensionType).filter(|kind| expected(*kind).is_empty());
    let played = play(taken.flat_map(|kind| patch.with_u16(kind.0)).collect());
    assert!(played.completed() && played.client.received == DATA, "{played:#?}");
    sweep("extension in NewSessionTicket", all(ExtensionType), expected, |kind| {
        if expected(kind).is_empty() {
            return None;
        }
        match play(patch.with_u16(kind.0)).client.end {
            End::Failed(failure) => Some(failure),
            End::Done | End::Waiting(_) => None,
        }
    });
}
