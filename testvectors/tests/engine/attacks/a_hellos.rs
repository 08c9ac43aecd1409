//! A, continued: the second ClientHello, and records that nobody may send under the keys of the handshake.

use super::attacks;
use super::wire::{flights, record};
use crate::edit::{Edit, append, extension, set};
use crate::kit::{Auth, Kind, Lies, Scene, other};
use crate::rules::hellos::{PSKS, second};
use testvectors::pair::Flow;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{ContentType, ExtensionType, HandshakeType};

const TLS13: Kind = Kind::Tls13;
const SHARES: &str = "ClientHello.extensions[key_share].client_shares";

fn retry() -> Scene {
    Scene::retry(Auth::None)
}

fn again(lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    second(Role::Client, HandshakeType::client_hello, lie)
}

fn again_set(path: &'static str, bytes: &[u8]) -> Lies {
    again(set(TLS13, path, bytes))
}

fn again_with(path: &'static str, bytes: &[u8]) -> Lies {
    again(append(TLS13, path, bytes))
}

attacks! {
    // Row 14: what must not change between the two ClientHellos.
    no_shares_at_all: retry(), Server MissingExtension, again_set("ClientHello.extensions[key_share]", &[]);
    a_list_of_no_shares: retry(), Server SecondClientHello, again_set(SHARES, &[0, 0]);
    two_shares: retry(), Server SecondClientHello,
        again_with(SHARES, &[&[0, 29, 0, 32][..], &[9; 32]].concat());
    another_session_id: retry(), Server SecondClientHello,
        again(|hello| Edit::new(TLS13, hello).flip("ClientHello.legacy_session_id.bytes", 0));
    another_legacy_version: retry(), Server SecondClientHello, again_set("ClientHello.legacy_version", &[3, 4]);
    suites_twice: retry(), Server SecondClientHello, again_with("ClientHello.cipher_suites", &[0x13, 0x01]);
    another_compression_method: retry(), Server SecondClientHello,
        again_with("ClientHello.legacy_compression_methods", &[1]);
    an_extension_more: retry(), Server SecondClientHello,
        again_with("ClientHello.extensions", &extension(ExtensionType(0x1A1A), &[]));
    no_groups_any_more: retry(), Server SecondClientHello, again_set("ClientHello.extensions[supported_groups]", &[]);
    no_schemes_any_more: retry(), Server SecondClientHello,
        again_set("ClientHello.extensions[signature_algorithms]", &[]);
    no_versions_any_more: retry(), Server SecondClientHello,
        again_set("ClientHello.extensions[supported_versions]", &[]);
    more_groups: retry(), Server SecondClientHello,
        again_with("ClientHello.extensions[supported_groups].named_group_list", &[0, 24]);
    a_psk_without_modes: retry(), Server MissingExtension,
        again_with("ClientHello.extensions", &extension(ExtensionType::pre_shared_key, PSKS));
    a_psk_that_is_not_last: retry(), Server PskNotLast, again_with("ClientHello.extensions", &[
        extension(ExtensionType::pre_shared_key, PSKS), extension(ExtensionType::padding, &[]),
    ].concat());
    the_first_extension_last: retry(), Server SecondClientHello, again(|hello| {
        let mut edit = Edit::new(TLS13, hello);
        let name = edit.get("ClientHello.extensions[server_name]");
        edit.set("ClientHello.extensions[server_name]", &[]);
        edit.append("ClientHello.extensions", &name);
    });
}

/// Between Certificate and CertificateVerify, under the keys of the handshake.
fn under_handshake_keys(who: Role, content_type: ContentType, content: &'static [u8]) -> Lies {
    Lies::none().at(who, "SIGN", move |effects| effects.push_record(content_type, content))
}

/// Rows 9, 15, 41, 42, 51: records under the keys of the handshake that none of the two may send.
#[test]
fn records_that_do_not_belong_into_a_handshake() {
    let scene = Scene::new(TLS13, Auth::Certificate);
    assert!(scene.play(Lies::none()).completed());
    // In TLS 1.3 a record without a content type is what it ends with after its padding.
    let rows: [(ContentType, &[u8], Cause); 8] = [
        (ContentType::application_data, b"early", Cause::UnexpectedRecord),
        (ContentType::application_data, b"", Cause::UnexpectedRecord),
        (ContentType::change_cipher_spec, &[1], Cause::UnexpectedChangeCipherSpec),
        (ContentType::handshake, &[], Cause::RecordEmptyFragment),
        (ContentType::alert, &[], Cause::RecordEmptyFragment),
        (ContentType(0), &[0; 16], Cause::RecordNoContentType),
        (ContentType(0), &[22, 0, 0, 0], Cause::RecordEmptyFragment),
        (ContentType(25), &[1], Cause::UnexpectedRecord),
    ];
    for (content_type, content, cause) in rows {
        for who in [Role::Client, Role::Server] {
            scene.play(under_handshake_keys(who, content_type, content)).assert_refused(other(who), cause);
        }
    }
}

/// Row 40: half a message, and then something else than the other half.
#[test]
fn half_a_message_under_keys() {
    let between = [
        (ContentType::alert, &[1, 90][..]),
        (ContentType::application_data, b"data"),
        (ContentType::change_cipher_spec, &[1]),
    ];
    for (content_type, content) in between {
        for who in [Role::Client, Role::Server] {
            let half =
                under_handshake_keys(who, content_type, content)
                    .says(who, HandshakeType::certificate, |message| message.truncate(message.len() / 2));
            let played = Scene::new(TLS13, Auth::Certificate).play(half);
            played.assert_refused(other(who), Cause::Interleaved);
            let state = if who == Role::Client { "WAIT_CCS (1.2)" } else { "CONNECTED (1.2)" };
            let half = Lies::none().says(who, HandshakeType::finished, |message| message.truncate(8)).at(
                who,
                state,
                move |effects| effects.push_record(content_type, content),
            );
            Scene::new(Kind::Tls12, Auth::None).play(half).assert_refused(other(who), Cause::Interleaved);
        }
    }
}

/// Row 51: all types that nobody knows in the middle of a handshake, in the clear and under keys.
#[test]
fn every_unknown_record_in_a_handshake() {
    let (tls13, tls12) = (Scene::new(TLS13, Auth::Certificate), Scene::new(Kind::Tls12, Auth::None));
    let flights = flights(&tls12);
    // The server's first flight, and the client's second one, which is its last.
    let middles = [(Flow::ServerToClient, 0), (Flow::ClientToServer, 1)];
    let middles = middles.map(|(way, number)| {
        *flights.iter().find(|flight| flight.way == way && flight.number == number && flight.pieces > 1).unwrap()
    });
    let mut tried = 0;
    for content_type in (0..=255).filter(|value| !(20..=23).contains(value)).map(ContentType) {
        for who in [Role::Client, Role::Server] {
            let played = tls13.play(under_handshake_keys(who, content_type, &[1, 1]));
            played.assert_refused(other(who), Cause::UnexpectedRecord);
        }
        for flight in middles {
            let played = tls12.play(flight.insert(1, &record(content_type, &[1])));
            played.assert_refused(flight.receiver(), Cause::UnexpectedRecord);
        }
        tried += 1;
    }
    assert_eq!(tried, 252);
}
