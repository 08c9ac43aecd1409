//! D: key exchange and cryptography.

use super::provider::{Faulty, good_share, watched, with_share};
use crate::edit::Edit;
use crate::kit::{Auth, Kind, Lies, NOW, Played, Scene, WORLD, client_credential, credential, other};
use std::collections::HashSet;
use std::sync::Arc;
use testvectors::pair::{End, Flow};
use testvectors::recorder::{Event, Recorder};
use tls_core::conn::Direction;
use tls_core::credential::Credential;
use tls_core::error::{ApiMisuse, Cause};
use tls_core::msg::Role;
use tls_core::registry::{ContentType, HandshakeType, NamedGroup};

/// One side that uses this share, signed if it is the server's, and an honest one.
fn lying_about(kind: Kind, who: Role, group: NamedGroup, share: &[u8]) -> Scene {
    let liar = with_share(group, share);
    let (mut client, mut server) = (kind.client(), kind.server());
    if who == Role::Client {
        client = kind.client_over(liar);
    } else {
        server = kind.server_over(liar);
    }
    Scene { client: client.groups(&[group]).build().unwrap(), server: server.groups(&[group]).build().unwrap() }
}

fn all_sides(group: NamedGroup, share: &[u8], cause: Cause) {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for who in [Role::Client, Role::Server] {
            let played = lying_about(kind, who, group, share).play(Lies::none());
            played.assert_refused(other(who), cause);
        }
    }
}

/// The same of a share that is none of the four sides' business to refuse.
fn all_sides_end(group: NamedGroup, share: &[u8], judge: impl Fn(&Played)) {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for who in [Role::Client, Role::Server] {
            judge(&lying_about(kind, who, group, share).play(Lies::none()));
        }
    }
}

/// Row 55: points that are none, in ClientHello, ServerHello, ClientKeyExchange and in a ServerKeyExchange that is
/// signed.
#[test]
fn points_that_are_none() {
    for (group, length) in [(NamedGroup::secp256r1, 65), (NamedGroup::secp384r1, 97)] {
        let good = good_share(group);
        assert_eq!(good.len(), length);
        // A point that is one is taken; that its sender does not know the secret shows later.
        all_sides_end(group, &good, |played| {
            let bad_key_share = [&played.client, &played.server]
                .into_iter()
                .any(|side| matches!(&side.end, End::Failed(failure) if failure.cause() == Cause::BadKeyShare));
            assert!(!bad_key_share && !played.completed(), "{played:#?}");
        });
        let half = length / 2 + 1;
        let changed = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut share = good.clone();
            change(&mut share);
            share
        };
        let wrong = [
            vec![0],
            vec![4],
            changed(&|share| share[length - 1] ^= 1),
            changed(&|share| share[1] ^= 0x80),
            changed(&|share| share[1..].fill(0)),
            changed(&|share| share[1..half].fill(0xFF)),
            changed(&|share| share[half..].fill(0xFF)),
            changed(&|share| share[0] = 6 | (share[length - 1] & 1)),
            changed(&|share| share[0] = 5),
            changed(&|share| {
                share[0] = 2 | (share[length - 1] & 1);
                share.truncate(half);
            }),
            good[..length - 1].to_vec(),
            good[1..].to_vec(),
            changed(&|share| share.push(0)),
        ];
        for share in wrong {
            all_sides(group, &share, Cause::BadKeyShare);
        }
    }
}

/// Rows 55, 56: no bytes at all, which no field for a share may have: opaque key_exchange<1..2^16-1> (RFC 9846 §4.3.8),
/// opaque point <1..2^8-1> (RFC 8422 §5.4).
#[test]
fn shares_of_no_bytes() {
    for group in [NamedGroup::x25519, NamedGroup::secp256r1] {
        for (kind, who) in [(Kind::Tls13, Role::Server), (Kind::Tls12, Role::Server), (Kind::Tls12, Role::Client)] {
            let played = lying_about(kind, who, group, &[]).play(Lies::none());
            played.assert_refused(other(who), Cause::FieldLength);
        }
    }
    let path = "ClientHello.extensions[key_share].client_shares[0].key_exchange.bytes";
    let lies = crate::rules::hellos::client_hello(crate::edit::set(Kind::Tls13, path, &[]));
    Scene::new(Kind::Tls13, Auth::None).play(lies).assert_refused(Role::Server, Cause::FieldLength);
}

/// Row 56: the points of small order of Curve25519 and of its twist (0, 1 and two more, and the prime and its
/// neighbours), and lengths that are wrong.
#[test]
fn points_of_small_order_in_every_message() {
    let hex = |text: &str| -> Vec<u8> {
        (0..32).map(|byte| u8::from_str_radix(&text[2 * byte..2 * byte + 2], 16).unwrap()).collect()
    };
    for point in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        let mut point = hex(point);
        all_sides(NamedGroup::x25519, &point, Cause::BadKeyShare);
        // The highest bit is not part of the coordinate.
        point[31] |= 0x80;
        all_sides(NamedGroup::x25519, &point, Cause::BadKeyShare);
    }
    for length in [1, 31, 33, 64] {
        all_sides(NamedGroup::x25519, &vec![9; length], Cause::BadKeyShare);
    }
}

/// Row 56: "implementations of X25519 [...] MUST mask the most significant bit in the final byte" (RFC 7748 §5): it
/// makes no difference, from either side.
#[test]
fn the_highest_bit_is_no_part_of_a_share() {
    let rows = [
        (
            Role::Client,
            HandshakeType::client_hello,
            "ClientHello.extensions[key_share].client_shares[0].key_exchange.bytes",
        ),
        (
            Role::Server,
            HandshakeType::server_hello,
            "ServerHello.extensions[key_share].server_share.key_exchange.bytes",
        ),
    ];
    for (who, kind, path) in rows {
        let lies = Lies::none().says(who, kind, move |message| Edit::new(Kind::Tls13, message).flip(path, 255));
        let played = Scene::new(Kind::Tls13, Auth::None).play(lies);
        assert!(played.completed(), "{who:?}: {played:#?}");
    }
}

/// Rows 57, 75: byte by byte through every handshake: nothing can be sent and nothing is known before the peer's
/// Finished was verified; then both is so.
#[test]
fn nothing_is_sent_or_known_before_the_end() {
    for (name, scene) in super::wire::flows() {
        let recorder = Recorder::new();
        let mut pair = scene.pair(&recorder, Lies::none());
        for way in [Flow::ClientToServer, Flow::ServerToClient].into_iter().cycle().take(8) {
            let who = if way == Flow::ClientToServer { Role::Server } else { Role::Client };
            let from = if who == Role::Server { pair.client.take_output() } else { pair.server.take_output() };
            for byte in from.unwrap() {
                let (facts, sent) = if who == Role::Server {
                    pair.server.deliver(&[byte], NOW).unwrap();
                    (pair.server.connection.facts().is_some(), pair.server.send(b"early"))
                } else {
                    pair.client.deliver(&[byte], NOW).unwrap();
                    (pair.client.connection.facts().is_some(), pair.client.send(b"early"))
                };
                let heard = recorder.messages(who, Direction::Recv);
                let finished = heard.iter().any(|(kind, _)| *kind == HandshakeType::finished);
                assert_eq!(facts, finished, "{name}: {who:?}");
                assert_eq!(sent.is_ok(), finished, "{name}: {who:?} {sent:?}");
                if finished {
                    break;
                }
                assert_eq!(sent, Err(ApiMisuse::HandshakeNotDone), "{name}: {who:?}");
                let data = recorder.records(who, Direction::Send);
                assert!(data.iter().all(|(kind, _)| *kind != ContentType::application_data), "{name}: {who:?}");
            }
        }
        assert!(pair.client.done().is_some() || pair.server.done().is_some(), "{name}");
    }
}

/// Row 57: the server turns out to be somebody else: not a byte of data went out.
#[test]
fn nothing_is_sent_to_somebody_else() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let server = kind.server_with(WORLD.provider.clone(), credential(&WORLD.pki.wrong_name)).build().unwrap();
        let recorder = Recorder::new();
        let mut pair = Scene { server, ..Scene::new(kind, Auth::None) }.pair(&recorder, Lies::none());
        assert_eq!(pair.client.send(b"secret"), Err(ApiMisuse::HandshakeNotDone));
        let end = pair.run().unwrap().client;
        assert!(matches!(end, End::Failed(failure) if failure.cause() == Cause::Untrusted));
        assert_eq!(pair.client.send(b"secret"), Err(ApiMisuse::ConnectionOver));
        assert_eq!(pair.client.connection.facts(), None);
        let sent = recorder.records(Role::Client, Direction::Send);
        assert!(sent.iter().all(|(kind, _)| *kind != ContentType::application_data));
    }
}

/// Row 58: what is to be fresh in every handshake is: shares, randoms, session ids, keys.
#[test]
fn everything_is_fresh() {
    let (provider, nonces) = watched(None);
    let over = |kind: Kind| Scene {
        client: kind.client_over(provider.clone()).build().unwrap(),
        server: kind.server_over(provider.clone()).build().unwrap(),
    };
    let mut seen = HashSet::new();
    let mut count = 0;
    for kind in [Kind::Tls13, Kind::Tls12] {
        let scene = over(kind);
        for _ in 0..250 {
            let played = scene.play(Lies::none());
            assert!(played.completed());
            for value in fresh(kind, &played.recorder) {
                count += 1;
                assert!(value.len() >= 28 && seen.insert(value), "{kind:?}: after {count}");
            }
        }
    }
    assert_eq!(count, 250 * 5 + 250 * 4);
    let nonces = nonces.lock().unwrap();
    assert!(nonces.are_fresh());
    // One key for each direction and stage: four in TLS 1.3, two in TLS 1.2.
    assert_eq!(nonces.keys(), 250 * 4 + 250 * 2);
}

/// The values of one handshake that no other one may have.
fn fresh(kind: Kind, recorder: &Recorder) -> Vec<Vec<u8>> {
    let paths: &[(HandshakeType, &str)] = match kind {
        Kind::Tls13 => &[
            (HandshakeType::client_hello, "ClientHello.random"),
            (HandshakeType::client_hello, "ClientHello.legacy_session_id.bytes"),
            (HandshakeType::client_hello, "ClientHello.extensions[key_share].client_shares[0].key_exchange.bytes"),
            (HandshakeType::server_hello, "ServerHello.random"),
            (HandshakeType::server_hello, "ServerHello.extensions[key_share].server_share.key_exchange.bytes"),
        ],
        _ => &[
            (HandshakeType::client_hello, "ClientHello.random"),
            (HandshakeType::server_hello, "ServerHello.random"),
            (HandshakeType::server_key_exchange, "ServerKeyExchange.params.point.bytes"),
            (HandshakeType::client_key_exchange, "ClientKeyExchange.ecdh_yc.bytes"),
        ],
    };
    let sent: Vec<_> =
        [Role::Client, Role::Server].into_iter().flat_map(|role| recorder.messages(role, Direction::Send)).collect();
    let get = |(wanted, path): &(HandshakeType, &str)| {
        let mut message = sent.iter().find(|(sent, _)| sent == wanted).unwrap().1.clone();
        Edit::new(kind, &mut message).get(path)
    };
    paths.iter().map(get).collect()
}

/// Row 59: each bit of the randoms and of the parameters, on the way: the signature covers them in TLS 1.2, in TLS 1.3
/// the keys and the signature do.
#[test]
fn every_bit_that_a_signature_covers() {
    let rows: [(Kind, Role, HandshakeType, &str, usize); 5] = [
        (Kind::Tls12, Role::Client, HandshakeType::server_hello, "ServerHello.random", 256),
        (Kind::Tls12, Role::Server, HandshakeType::client_hello, "ClientHello.random", 256),
        (Kind::Tls12, Role::Client, HandshakeType::server_key_exchange, "ServerKeyExchange.params.point.bytes", 256),
        (Kind::Tls13, Role::Client, HandshakeType::server_hello, "ServerHello.random", 256),
        (Kind::Tls13, Role::Server, HandshakeType::client_hello, "ClientHello.random", 256),
    ];
    for (kind, receiver, wanted, path, bits) in rows {
        let scene = Scene::new(kind, Auth::None);
        for bit in 0..bits {
            let played = scene.play(flipped(kind, receiver, wanted, path, bit));
            let cause = if kind == Kind::Tls12 { Cause::BadSignature } else { Cause::RecordBadMac };
            let client = played.side(Role::Client);
            let End::Failed(failure) = &client.end else { panic!("{path} {bit}: {played:#?}") };
            assert_eq!(failure.cause(), cause, "{path} {bit}");
            assert!(played.client.facts.is_none() && played.server.facts.is_none());
        }
    }
}

/// One bit of a message, as only its receiver sees it.
fn flipped(kind: Kind, receiver: Role, wanted: HandshakeType, path: &'static str, bit: usize) -> Lies {
    let mut done = false;
    Lies::none().heard(move |role, content_type, content| {
        if role != receiver || content_type != ContentType::handshake || done {
            return;
        }
        for range in crate::kit::messages(content) {
            if content[range.start] == wanted.0 {
                let mut one = content[range.clone()].to_vec();
                Edit::new(kind, &mut one).flip(path, bit);
                content[range].copy_from_slice(&one);
                done = true;
            }
        }
    })
}

/// Row 60: a signature that went wrong tells the private key to whoever sees it, so nobody sees it.
#[test]
fn a_faulty_signature_is_not_sent() {
    for (kind, who) in [
        (Kind::Tls13, Role::Server),
        (Kind::Tls12, Role::Server),
        (Kind::Tls13, Role::Client),
        (Kind::Tls12, Role::Client),
    ] {
        let honest = Scene::new(kind, Auth::Certificate);
        assert!(honest.play(Lies::none()).completed());
        let faulty =
            |good: &Credential| Credential::new(good.chain().to_vec(), Arc::new(Faulty(good.key().clone()))).unwrap();
        let scene = if who == Role::Client {
            let client = kind.client().credential(faulty(&client_credential())).build().unwrap();
            Scene { client, ..honest }
        } else {
            let good = credential(&WORLD.pki.server_p256);
            Scene { server: kind.server_with(WORLD.provider.clone(), faulty(&good)).build().unwrap(), ..honest }
        };
        let played = scene.play(Lies::none());
        played.assert_refused(who, Cause::SigningFailed);
        let signed = [HandshakeType::certificate_verify, HandshakeType::server_key_exchange];
        let sent = played.recorder.messages(who, Direction::Send);
        assert!(sent.iter().all(|(kind, _)| !signed.contains(kind)), "{kind:?} {who:?}: {sent:?}");
        let alerts = played.recorder.events(who).into_iter().filter(|event| matches!(event, Event::Alert { .. }));
        assert_eq!(alerts.count(), 1);
    }
}
