//! A: the state machine. Records and messages that are missing, repeated, exchanged or not asked for, in every flow.

use super::wire::{Flight, flights, flows, record};
use crate::edit::Edit;
use crate::kit::{Auth, Kind, Lies, Played, Scene, message, other, spread};
use std::sync::{Arc, Mutex};
use testvectors::pair::{End, Flow};
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{AlertDescription, ContentType, HandshakeType};

const CCS: &[u8] = &[20, 3, 3, 0, 1, 1];
/// Application data in the clear.
const CLEAR_DATA: &[u8] = &[23, 3, 3, 0, 1, b'A'];
const HELLO_REQUEST: &[u8] = &[22, 3, 3, 0, 4, 0, 0, 0, 0];

/// What is done to the records of a flight.
#[derive(Clone, Copy, Debug)]
enum Disorder {
    Without(usize),
    Twice(usize),
    TwiceLater(usize),
    Swapped(usize, usize),
}

impl Disorder {
    fn all(pieces: usize) -> Vec<Self> {
        let mut all = Vec::new();
        for a in 0..pieces {
            all.extend([Self::Without(a), Self::Twice(a), Self::TwiceLater(a)]);
            all.extend((a + 1..pieces).map(|b| Self::Swapped(a, b)));
        }
        all
    }

    fn apply(self, pieces: &mut Vec<Vec<u8>>) {
        match self {
            Self::Without(a) => drop(pieces.remove(a)),
            Self::Twice(a) => pieces.insert(a, pieces[a].clone()),
            Self::TwiceLater(a) => pieces.insert((a + 2).min(pieces.len()), pieces[a].clone()),
            Self::Swapped(a, b) => pieces.swap(a, b),
        }
    }

    fn touches(self, place: usize) -> bool {
        match self {
            Self::Without(a) | Self::Twice(a) | Self::TwiceLater(a) => a == place,
            Self::Swapped(a, b) => a == place || b == place,
        }
    }
}

/// `who` refused with unexpected_message, or with bad_record_mac where keys do not fit any more; nothing was delivered.
#[track_caller]
fn assert_disorder(played: &Played, who: Role, context: &str) {
    let side = played.side(who);
    let End::Failed(failure) = &side.end else { panic!("{context}: {played:#?}") };
    assert!(!failure.received_alert(), "{context}: {played:#?}");
    let alert = failure.alert().map(|alert| alert.0);
    assert!(matches!(alert, Some(10 | 20)), "{context}: {failure:#}");
    assert_eq!(side.sent_alerts, Vec::from_iter(failure.alert()), "{context}: one alert");
    assert!(side.received.is_empty(), "{context}: {played:#?}");
}

/// Rows 2, 6, 7, 10: every record of every flight of every flow left out, twice, again after the next one, and
/// exchanged with every other one of its flight: Finished before change_cipher_spec, EncryptedExtensions before
/// ServerHello, and so on.
#[test]
fn every_disorder_of_records() {
    let mut tried = 0;
    for (name, scene) in flows() {
        let tls13 = name.starts_with("TLS 1.3");
        let cases: Vec<(Flight, Disorder)> = flights(&scene)
            .into_iter()
            .flat_map(|flight| Disorder::all(flight.pieces).into_iter().map(move |disorder| (flight, disorder)))
            .collect();
        tried += spread(&cases, |(flight, disorder)| {
            let ccs: Arc<Mutex<Vec<usize>>> = Arc::default();
            let (found, disorder, flight) = (ccs.clone(), *disorder, *flight);
            let played = scene.play(flight.change(move |pieces| {
                let is_ccs = |index: &usize| pieces[*index][0] == ContentType::change_cipher_spec.0;
                *found.lock().unwrap() = (0..pieces.len()).filter(is_ccs).collect();
                disorder.apply(pieces);
            }));
            let context = format!("{name}: {flight:?} {disorder:?}");
            // In TLS 1.3 that record means nothing: where it stands before Finished, all goes well.
            let dummy = tls13 && ccs.lock().unwrap().iter().any(|place| disorder.touches(*place));
            if dummy && played.completed() {
                return;
            }
            assert!(!played.completed(), "{context}");
            let waiting = matches!(played.side(flight.receiver()).end, End::Waiting(_));
            if waiting && matches!(disorder, Disorder::Without(_)) {
                // What is left out at the end of a flight is waited for.
                assert!(played.side(flight.receiver()).transport_ended.is_err(), "{context}");
            } else if leaves_out_what_may_be(name, &played, disorder) {
                // A message that need not come: the sides find out at Finished that they do not agree.
            } else if name.contains("retry") && flight.way == Flow::ClientToServer && flight.number == 0 {
                // The first ClientHello again is a second one that does not hold what it was asked for.
                played.assert_refused(Role::Server, Cause::SecondClientHello);
            } else {
                assert_disorder(&played, flight.receiver(), &context);
            }
        })
        .len();
    }
    assert!(tried > 350, "{tried}");
}

fn leaves_out_what_may_be(name: &str, played: &Played, disorder: Disorder) -> bool {
    let sent = played.recorder.messages(Role::Server, Direction::Send);
    let heard = played.recorder.messages(Role::Client, Direction::Recv);
    let has = |list: &[(HandshakeType, Vec<u8>)], wanted| list.iter().any(|(kind, _)| *kind == wanted);
    name.starts_with("TLS 1.2")
        && matches!(disorder, Disorder::Without(_))
        && [HandshakeType::certificate_request, HandshakeType::certificate_status]
            .into_iter()
            .any(|kind| has(&sent, kind) && !has(&heard, kind))
}

/// A record that is put in front of every record of every flight, and behind the last one.
fn inserted(inserted: &[u8], judge: impl Fn(&str, Flight, usize, &Played) + Sync) {
    let mut tried = 0;
    for (name, scene) in flows() {
        let cases: Vec<(Flight, usize)> = flights(&scene)
            .into_iter()
            .flat_map(|flight| (0..=flight.pieces).map(move |place| (flight, place)))
            .collect();
        tried += spread(&cases, |(flight, place)| {
            let played = scene.play(flight.insert(*place, inserted));
            judge(name, *flight, *place, &played);
        })
        .len();
    }
    assert!(tried > 80, "{tried}");
}

/// Row 9: application data in the clear, everywhere: not a byte of it is delivered.
#[test]
fn data_in_the_clear_everywhere() {
    inserted(CLEAR_DATA, |name, flight, place, played| {
        assert_disorder(played, flight.receiver(), &format!("{name}: {flight:?} at {place}"));
    });
}

/// Rows 51, 54: a record of an unknown type, everywhere, under keys or not; 24 was that of Heartbeat.
#[test]
fn unknown_records_everywhere() {
    for content_type in [0, 19, 24, 255] {
        inserted(&record(ContentType(content_type), &[1]), |_, flight, _, played| {
            let refused = played.side(flight.receiver());
            let End::Failed(failure) = &refused.end else { panic!("{flight:?}: {played:#?}") };
            assert_eq!(failure.cause(), Cause::UnexpectedRecord, "{flight:?}: {failure:#}");
            assert_eq!(refused.sent_alerts, [AlertDescription::unexpected_message]);
        });
    }
}

/// Rows 1, 15: the change_cipher_spec record everywhere. TLS 1.3 drops it after the first ClientHello and before the
/// peer's Finished; in TLS 1.2 one that is not due ends the handshake.
#[test]
fn change_cipher_spec_everywhere() {
    inserted(CCS, |name, flight, place, played| {
        let context = format!("{name}: {flight:?} at {place}");
        let first = flight.way == Flow::ClientToServer && flight.number == 0 && place == 0;
        let after_finished = flight.last && place == flight.pieces;
        if name.starts_with("TLS 1.3") && !first && !after_finished {
            assert!(played.completed(), "{context}: {played:#?}");
        } else {
            assert_disorder(played, flight.receiver(), &context);
        }
    });
}

/// Row 15: other contents are never dropped.
#[test]
fn change_cipher_spec_of_another_content_everywhere() {
    for content in [&[0][..], &[2], &[1, 1], &[]] {
        inserted(&record(ContentType::change_cipher_spec, content), |name, flight, place, played| {
            assert_disorder(played, flight.receiver(), &format!("{name}: {flight:?} at {place}"));
        });
    }
}

/// Row 12: HelloRequest everywhere: a client of TLS 1.2 ignores one before the server's keys, all others refuse it.
#[test]
fn hello_request_everywhere() {
    inserted(HELLO_REQUEST, |name, flight, place, played| {
        let context = format!("{name}: {flight:?} at {place}");
        // The server's last flight is change_cipher_spec and Finished.
        let before_keys = !flight.last || place == 0;
        if name.starts_with("TLS 1.2") && flight.way == Flow::ServerToClient && before_keys {
            assert!(played.completed(), "{context}: {played:#?}");
        } else {
            assert_disorder(played, flight.receiver(), &context);
        }
    });
    inserted(&HELLO_REQUEST.repeat(2), |name, flight, place, played| {
        assert_disorder(played, flight.receiver(), &format!("{name}: {flight:?} at {place}"));
    });
}

/// Row 12: a thousand of them after the handshake: one answer, then the end.
#[test]
fn a_thousand_hello_requests() {
    let scene = Scene::new(Kind::Tls12, Auth::None);
    let flood = message(HandshakeType::hello_request, &[]).repeat(1_000);
    let played =
        scene.play(Lies::none().at(Role::Server, "CONNECTED (1.2)", move |effects| effects.push_message(&flood)));
    played.assert_refused(Role::Client, Cause::RenegotiationRefused);
    let sent = [AlertDescription::no_renegotiation, AlertDescription::unexpected_message];
    assert_eq!(played.client.sent_alerts, sent);
}

/// Row 11: the client's own ClientHello again, under keys: whole, and without signature_algorithms.
#[test]
fn renegotiation_with_a_whole_hello() {
    for (kind, state) in [(Kind::Tls13, "CONNECTED"), (Kind::Tls12, "CONNECTED (1.2)")] {
        for schemes in [true, false] {
            for count in [1, 2] {
                let played = Scene::new(kind, Auth::None).play(hello_again(kind, state, schemes, count));
                match (kind, count) {
                    (Kind::Tls13, _) => played.assert_refused(Role::Server, Cause::UnexpectedMessage),
                    (_, 1) => {
                        assert!(played.completed(), "{played:#?}");
                        assert_eq!(played.server.sent_alerts[0], AlertDescription::no_renegotiation);
                    }
                    _ => played.assert_refused(Role::Server, Cause::RenegotiationRefused),
                }
            }
        }
    }
}

fn hello_again(kind: Kind, state: &'static str, schemes: bool, count: usize) -> Lies {
    let hello: Arc<Mutex<Vec<u8>>> = Arc::default();
    let kept = hello.clone();
    Lies::none()
        .out(move |role, sent, message| {
            if role == Role::Client && sent == HandshakeType::client_hello {
                *kept.lock().unwrap() = message.clone();
            }
        })
        .at(Role::Client, state, move |effects| {
            let mut again = hello.lock().unwrap().clone();
            if !schemes {
                Edit::new(kind, &mut again).set("ClientHello.extensions[signature_algorithms]", &[]);
            }
            effects.push_message(&again.repeat(count));
        })
}

/// Row 20: the transport ends after every record, and at places within records, of every flight of every flow: a
/// failure on the side that waits, without an alert, and nothing works after it. An end and a reset are the same to an
/// engine.
#[test]
fn the_transport_ends_everywhere() {
    let mut tried = 0;
    for (name, scene) in flows() {
        let flights = flights(&scene);
        let cases: Vec<_> = flights.iter().flat_map(|flight| (0..40).map(move |part| (*flight, part))).collect();
        tried += spread(&cases, |(flight, part)| the_end(name, &scene, *flight, *part)).len();
    }
    assert!(tried > 12 * 3 * 40, "{tried}");
}

/// The flight is cut after this many fortieths of its bytes, or, for the first few numbers, after that many records.
fn the_end(name: &str, scene: &Scene, flight: Flight, part: usize) {
    let recorder = testvectors::recorder::Recorder::new();
    let mut over = false;
    let lies = flight.change(move |pieces| {
        if part <= pieces.len() {
            pieces.truncate(part);
        } else {
            let mut bytes = pieces.concat();
            bytes.truncate(bytes.len() * part / 40);
            *pieces = vec![bytes];
        }
    });
    let mut lies = lies;
    let mut wire = lies.take_wire().unwrap();
    let mut seen = 0;
    let mut pair = scene.pair(&recorder, lies).wire_fault(move |way, bytes| {
        if over {
            bytes.clear();
            return;
        }
        wire(way, bytes);
        over = way == flight.way && seen == flight.number;
        seen += usize::from(way == flight.way);
    });
    pair.run().unwrap();
    let context = format!("{name}: {flight:?} {part}");
    let who = flight.receiver();
    let (done, failure) = if who == Role::Client {
        (pair.client.done().is_some(), pair.end_transport(Flow::ServerToClient).unwrap_err())
    } else {
        (pair.server.done().is_some(), pair.end_transport(Flow::ClientToServer).unwrap_err())
    };
    let wanted = if done { Cause::Truncated } else { Cause::ClosedInHandshake };
    assert_eq!((failure.cause(), failure.alert()), (wanted, None), "{context}");
    let after = if who == Role::Client { pair.client.send(b"more") } else { pair.server.send(b"more") };
    assert!(after.is_err(), "{context}");
    assert!(recorder.alerts(who, Direction::Send).is_empty(), "{context}");
    assert!(recorder.alerts(other(who), Direction::Send).is_empty(), "{context}");
}
