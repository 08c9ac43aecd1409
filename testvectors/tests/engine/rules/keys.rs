//! Key shares, and what may come after the handshake (RFC 9846 §4.3.8.2, §4.7).

use super::rules;
use crate::edit::{Edit, set};
use crate::kit::{Auth, Kind, Lies, Scene, message};
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{HandshakeType, NamedGroup};

const TLS13: Kind = Kind::Tls13;
const SERVER_SHARE: &str = "ServerHello.extensions[key_share].server_share.key_exchange.bytes";
const CLIENT_SHARE: &str = "ClientHello.extensions[key_share].client_shares[0].key_exchange.bytes";

fn plain() -> Scene {
    Scene::new(TLS13, Auth::None)
}

/// Both sides prefer another group.
fn group(group: NamedGroup) -> Scene {
    Scene::with(TLS13, Auth::None, |client| client.groups(&[group]), |server| server.groups(&[group]))
}

fn server_hello(bytes: &[u8]) -> Lies {
    Lies::none().says(Role::Server, HandshakeType::server_hello, set(TLS13, SERVER_SHARE, bytes))
}

fn client_hello(bytes: &[u8]) -> Lies {
    Lies::none().says(Role::Client, HandshakeType::client_hello, set(TLS13, CLIENT_SHARE, bytes))
}

fn after(who: Role, messages: Vec<u8>) -> Lies {
    Lies::none().at(who, "CONNECTED", move |effects| effects.push_message(&messages))
}

fn tickets(count: usize) -> Vec<u8> {
    message(HandshakeType::new_session_ticket, &[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0]).repeat(count)
}

rules! {
    share_of_zeros: plain(), Client BadKeyShare, server_hello(&[0; 32]);
    share_of_zeros_from_a_client: plain(), Server BadKeyShare, client_hello(&[0; 32]);
    share_that_is_too_short: plain(), Client BadKeyShare, server_hello(&[9; 31]);
    share_that_is_too_long: plain(), Server BadKeyShare, client_hello(&[9; 33]);
    point_off_the_curve: group(NamedGroup::secp256r1), Client BadKeyShare, server_hello(&[4; 65]);
    point_off_the_other_curve: group(NamedGroup::secp384r1), Server BadKeyShare, client_hello(&[4; 97]);
    key_update_of_two: plain(), Client KeyUpdateValue,
        after(Role::Server, message(HandshakeType::key_update, &[2]));
    key_update_of_nothing: plain(), Server MessageTruncated, after(Role::Client, message(HandshakeType::key_update, &[]));
    key_update_of_two_bytes: plain(), Server MessageTooLong,
        after(Role::Client, message(HandshakeType::key_update, &[0, 0]));
    two_key_updates_in_a_record: plain(), Client NotAligned,
        after(Role::Server, message(HandshakeType::key_update, &[0]).repeat(2));
    key_update_and_ticket_in_a_record: plain(), Client NotAligned,
        after(Role::Server, [message(HandshakeType::key_update, &[0]), tickets(1)].concat());
    nine_tickets: plain(), Client TooManyKeyUpdates, after(Role::Server, tickets(9));
}

/// Every value of request_update that is none (row 16).
#[test]
fn every_wrong_key_update() {
    for value in 2..=255 {
        for who in [Role::Client, Role::Server] {
            let played = plain().play(after(who, message(HandshakeType::key_update, &[value])));
            played.assert_refused(crate::kit::other(who), Cause::KeyUpdateValue);
        }
    }
}

/// Points of small order on Curve25519 and their twins, all of which give the all-zero secret (row 56, RFC 7748 §6.1).
#[test]
fn x25519_points_of_small_order() {
    let hex = |text: &str| -> Vec<u8> {
        (0..32).map(|byte| u8::from_str_radix(&text[2 * byte..2 * byte + 2], 16).unwrap()).collect()
    };
    let points = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for point in points.map(hex) {
        plain().play(server_hello(&point)).assert_refused(Role::Client, Cause::BadKeyShare);
        plain().play(client_hello(&point)).assert_refused(Role::Server, Cause::BadKeyShare);
        // The highest bit is not part of the coordinate.
        let mut high = point;
        high[31] |= 0x80;
        plain().play(server_hello(&high)).assert_refused(Role::Client, Cause::BadKeyShare);
    }
}

/// Encodings of points that are none, or are not allowed (row 55).
#[test]
fn encodings_of_points() {
    for (name, length) in [(NamedGroup::secp256r1, 65), (NamedGroup::secp384r1, 97)] {
        let scene = group(name);
        let wrong: [fn(&mut Vec<u8>); 7] = [
            |point| *point = vec![0],
            |point| {
                point.pop();
            },
            |point| point.push(0),
            |point| {
                point.truncate(point.len() / 2 + 1);
                point[0] = 2;
            },
            |point| point[0] = 6,
            |point| *point.last_mut().unwrap() ^= 1,
            |point| {
                let half = point.len() / 2 + 1;
                point[1..half].fill(0xFF);
            },
        ];
        for change in wrong {
            for (who, kind, path) in [
                (Role::Server, HandshakeType::client_hello, CLIENT_SHARE),
                (Role::Client, HandshakeType::server_hello, SERVER_SHARE),
            ] {
                let lies = Lies::none().says(crate::kit::other(who), kind, move |message| {
                    let mut edit = Edit::new(TLS13, message);
                    let mut point = edit.get(path);
                    assert_eq!(point.len(), length);
                    change(&mut point);
                    edit.set(path, &point);
                });
                scene.play(lies).assert_refused(who, Cause::BadKeyShare);
            }
        }
    }
}
