//! C: the record layer.

use super::provider::{of_nothing, watched};
use crate::cheap;
use crate::kit::{Auth, DATA, Kind, Lies, NOW, Played, Scene, message, other, spread};
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use testvectors::pair::{End, Endpoint, Flow, Pair};
use testvectors::recorder::Recorder;
use tls_core::conn::{ClientConnection, Direction, Seams, ServerConnection};
use tls_core::error::{Cause, Failure};
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;
use tls_core::registry::{AlertDescription, ContentType, HandshakeType};

fn plain(kind: Kind) -> Scene {
    Scene::new(kind, Auth::None)
}

/// What a side makes of this as the first bytes from the other one.
fn first_bytes(scene: &Scene, who: Role, bytes: &[u8]) -> Option<Failure> {
    if who == Role::Server {
        let mut server = Endpoint::new(ServerConnection::new(scene.server.clone(), Seams::default()));
        server.deliver(bytes, NOW).unwrap();
        server.failure().cloned()
    } else {
        let name = ServerName::try_from("server.example").unwrap();
        let connection = ClientConnection::new(scene.client.clone(), name, Seams::default()).unwrap();
        let mut client = Endpoint::new(connection);
        client.deliver(bytes, NOW).unwrap();
        client.failure().cloned()
    }
}

/// What an alert must lead to.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    /// It is a warning.
    GoesOn,
    /// It closes, which ends a handshake that is under way.
    Closes,
    /// It ends the connection.
    Ends,
    /// It has a level that TLS 1.2 does not have.
    Refused,
}

impl Heard {
    /// "In TLS 1.3, the severity is implicit in the type of alert being sent" (RFC 9846 §6).
    fn wanted(kind: Kind, level: u8, description: u8) -> Self {
        match (kind, level, AlertDescription(description)) {
            (_, _, AlertDescription::close_notify) => Self::Closes,
            (Kind::Tls13, _, AlertDescription::user_canceled) | (Kind::Tls12 | Kind::Tls12Rsa, 1, _) => Self::GoesOn,
            (Kind::Tls13, ..) | (_, 2, _) => Self::Ends,
            _ => Self::Refused,
        }
    }

    fn of(failure: Option<&Failure>) -> Self {
        match failure {
            None => Self::GoesOn,
            Some(failure) if failure.cause() == Cause::ClosedInHandshake => Self::Closes,
            Some(failure) if failure.received_alert() => Self::Ends,
            Some(failure) => {
                assert_eq!(failure.cause(), Cause::AlertLevel, "{failure:#}");
                Self::Refused
            }
        }
    }
}

/// Row 46: all 65,536 alerts as the first record.
#[test]
fn every_alert_instead_of_a_hello() {
    let all: Vec<_> = (0..=u16::MAX).map(u16::to_be_bytes).collect();
    for kind in [Kind::Tls13, Kind::Tls12] {
        for who in [Role::Client, Role::Server] {
            let scene = plain(kind);
            spread(&all, |[level, description]| {
                let failure = first_bytes(&scene, who, &[21, 3, 3, 0, 2, *level, *description]);
                let wanted = Heard::wanted(kind, *level, *description);
                assert_eq!(Heard::of(failure.as_ref()), wanted, "{kind:?} {who:?} {level} {description}: {failure:?}");
            });
        }
    }
}

/// Row 46: all 65,536 alerts under the keys of the handshake, every other one to the client; the known ones with the levels
/// that there are to both. (`rules::alerts::every_level_and_description` sends them after the handshake.)
#[test]
fn alerts_in_the_middle_of_a_handshake() {
    let all: Vec<_> = (0..=u16::MAX).map(u16::to_be_bytes).collect();
    let scene = Scene::over(&cheap::PROVIDER, Kind::Tls13, Auth::Certificate, |client| client, |server| server);
    assert!(scene.play(Lies::none()).completed());
    for (turn, who) in [(0, Role::Client), (1, Role::Server)] {
        spread(&all, |[level, description]| {
            let (level, description) = (*level, *description);
            let both = level <= 3 && AlertDescription::ALL.contains(&AlertDescription(description));
            if !both && level.wrapping_add(description) % 2 != turn {
                return;
            }
            let played = scene.play(Lies::none().at(who, "SIGN", move |effects| {
                effects.push_record(ContentType::alert, &[level, description]);
            }));
            let hears = played.side(other(who));
            let failure = match &hears.end {
                End::Failed(failure) => Some(failure),
                End::Done | End::Waiting(_) => None,
            };
            let wanted = Heard::wanted(Kind::Tls13, level, description);
            assert_eq!(Heard::of(failure), wanted, "{who:?} {level} {description}: {played:#?}");
            assert_eq!(played.completed(), wanted == Heard::GoesOn);
            assert!(hears.sent_alerts.is_empty() || played.completed(), "an alert is not answered: {played:#?}");
        });
    }
}

/// Padding behind a content: TLS 1.3 takes the last byte that is not zero for the type, so a "type" of zero is padding.
fn padded(who: Role, inner_type: ContentType, content: &[u8], padding: usize) -> Lies {
    let inner = [content, &[inner_type.0], &vec![0; padding - 1]].concat();
    Lies::none().at(who, "CONNECTED", move |effects| effects.push_record(ContentType(0), &inner))
}

/// Row 49: any amount of padding, with and without content, up to the last byte of a record and not one more.
#[test]
fn padding_of_every_size() {
    let scene = plain(Kind::Tls13);
    assert!(scene.play(Lies::none()).completed());
    let edges = [1, 2, 3, 4, 15, 16, 17, 18, 255, 256, 257, 511, 512, 1_023, 4_095, 8_191, 16_367, 16_368];
    for who in [Role::Client, Role::Server] {
        for content in [&b""[..], b"x", DATA] {
            let most = 16_384 - content.len();
            for padding in edges.into_iter().chain((700..most).step_by(997)).chain([most - 1, most]) {
                let played = scene.play(padded(who, ContentType::application_data, content, padding));
                let received = &played.side(other(who)).received;
                assert_eq!(*received, [content, DATA].concat(), "{padding}: {played:#?}");
            }
            let more = scene.play(padded(who, ContentType::application_data, content, most + 1));
            more.assert_refused(other(who), Cause::RecordOverflow);
        }
        let key_update = message(HandshakeType::key_update, &[0]);
        for padding in [1, 100, 16_379] {
            let tag = scene.play(padded(who, ContentType::alert, &[1, 90], padding.min(16_382)));
            assert!(tag.completed(), "a warning with {padding} bytes: {tag:#?}");
            // Its sender's keys do not change, so the next record does not fit: that is how far it was understood.
            let update = scene.play(padded(who, ContentType::handshake, &key_update, padding));
            update.assert_refused(other(who), Cause::RecordBadMac);
            for inner_type in [ContentType::handshake, ContentType::alert] {
                let empty = scene.play(padded(who, inner_type, &[], padding));
                empty.assert_refused(other(who), Cause::RecordEmptyFragment);
            }
        }
    }
}

/// Row 49: a byte and every length of padding that fits, a record each.
#[test]
fn every_length_of_padding() {
    let scene = plain(Kind::Tls13);
    let parts: Vec<_> = (1..=16_384).collect();
    let parts: Vec<&[usize]> = parts.chunks(512).collect();
    for who in [Role::Client, Role::Server] {
        let received = spread(&parts, |lengths| {
            let lengths = lengths.to_vec();
            let played = scene.play(Lies::none().at(who, "CONNECTED", move |effects| {
                for length in &lengths {
                    // A byte, the type, and zeros, of which the last one stands where a type is put.
                    let mut inner = vec![0; *length];
                    inner[0] = b'x';
                    if let Some(place) = inner.get_mut(1) {
                        *place = ContentType::application_data.0;
                        effects.push_record(ContentType(0), &inner);
                    } else {
                        effects.push_record(ContentType::application_data, &inner);
                    }
                }
            }));
            assert!(matches!(played.side(other(who)).end, End::Done), "{played:#?}");
            played.side(other(who)).received.len() - DATA.len()
        });
        assert_eq!(received.iter().sum::<usize>(), 16_384);
    }
}

/// Row 42: a record that authenticates and holds nothing, not even a type.
#[test]
fn a_record_of_nothing() {
    let on = Arc::new(AtomicBool::new(false));
    let client = Kind::Tls13.client_over(of_nothing(&on)).build().unwrap();
    let scene = Scene { client, ..plain(Kind::Tls13) };
    assert!(scene.play(Lies::none()).completed());
    let recorder = Recorder::new();
    let mut pair = scene.pair(&recorder, Lies::none());
    assert!(pair.run().unwrap().is_done());
    let mut pair = pair.wire_fault(|way, flight| {
        if way == Flow::ClientToServer {
            let tag = flight.split_off(flight.len() - 16);
            *flight = [&[23, 3, 3, 0, 16][..], &tag].concat();
        }
    });
    on.store(true, Ordering::Relaxed);
    pair.client.send(b"x").unwrap();
    on.store(false, Ordering::Relaxed);
    // The tag was made over nothing, so it verifies; then there is no type to be found.
    pair.flight(Flow::ClientToServer).unwrap();
    pair.flight(Flow::ServerToClient).unwrap();
    Played::of(pair, recorder).assert_refused(Role::Server, Cause::RecordNoContentType);
}

/// Row 48: a million records and a thousand keys: no key protects two records with the same nonce, and none
/// protects more than it may.
#[test]
fn no_nonce_is_used_twice() {
    const LIMIT: u64 = 1_000;
    let (provider, nonces) = watched(Some(LIMIT));
    let client = Kind::Tls13.client_over(provider.clone()).build().unwrap();
    let scene = Scene { client, server: Kind::Tls13.server_over(provider).build().unwrap() };
    let name = ServerName::try_from("server.example").unwrap();
    let sides = ((scene.client, Seams::default()), (scene.server, Seams::default()));
    let mut pair = Pair::connect(sides.0, sides.1, name, NOW).unwrap();
    assert!(pair.run().unwrap().is_done());
    for _ in 0..5_000 {
        for _ in 0..100 {
            pair.client.send(b"c").unwrap();
            pair.server.send(b"s").unwrap();
        }
        pair.run().unwrap();
        assert_eq!((pair.client.take_received().len(), pair.server.take_received().len()), (100, 100));
    }
    let nonces = nonces.lock().unwrap();
    assert!(nonces.records > 1_000_000 && nonces.are_fresh(), "{}", nonces.records);
    assert!(nonces.keys() >= 1_000, "{} keys", nonces.keys());
}

/// Row 48: TLS 1.2 has no new keys; when they are used up the connection is over, and no record goes out under them.
#[test]
fn used_up_keys_end_a_connection() {
    const LIMIT: u64 = 50;
    for who in [Role::Client, Role::Server] {
        let (provider, nonces) = watched(Some(LIMIT));
        let client = Kind::Tls12.client_over(provider.clone()).build().unwrap();
        let scene = Scene { client, server: Kind::Tls12.server_over(provider).build().unwrap() };
        let recorder = Recorder::new();
        let mut pair = scene.pair(&recorder, Lies::none());
        assert!(pair.run().unwrap().is_done());
        let mut sent = 0;
        while sent < 100 && if who == Role::Client { pair.client.send(b"x") } else { pair.server.send(b"x") }.is_ok() {
            sent += 1;
        }
        // Finished took one, and four are kept for an alert.
        assert_eq!(sent, LIMIT - 5);
        pair.run().unwrap();
        let played = Played::of(pair, recorder);
        let End::Failed(failure) = &played.side(who).end else { panic!("{played:#?}") };
        // A few records are kept for the alert that says so.
        let told = AlertDescription::internal_error;
        assert_eq!((failure.cause(), failure.alert()), (Cause::SequenceExhausted, Some(told)), "{failure:#}");
        assert_eq!(played.side(other(who)).received_alerts, [told]);
        assert!(nonces.lock().unwrap().are_fresh());
        let heard = played.recorder.records(other(who), Direction::Recv);
        assert!(heard.len() < 60, "{}", heard.len());
    }
}
