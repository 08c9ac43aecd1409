//! What is sent and how: the caller's memory, sizes of records, padding, KeyUpdate, and the ends of a connection.

use crate::kit::{Auth, DATA, Kind, NOW, Scene, WORLD, credential};
use testvectors::pair::{End, Flow, Pair};
use testvectors::provider::Deterministic;
use testvectors::recorder::{Event, Recorder};
use tls_core::config::{ClientConfigBuilder, ConfigError, RecordPadding, ServerConfigBuilder};
use tls_core::conn::{Closed, Direction, Seams};
use tls_core::error::{ApiMisuse, Cause};
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;
use tls_core::record::MAX_FRAGMENT_LEN;
use tls_core::registry::{AlertDescription, ContentType, HandshakeType, KeyUpdateRequest};

const REQUESTED: KeyUpdateRequest = KeyUpdateRequest::update_requested;
const NOT_REQUESTED: KeyUpdateRequest = KeyUpdateRequest::update_not_requested;

pub(super) fn connect(scene: &Scene) -> (Pair, Recorder) {
    let recorder = Recorder::new();
    let seams = || Seams::sink(recorder.sink());
    let name = ServerName::try_from("server.example").unwrap();
    let pair = Pair::connect((scene.client.clone(), seams()), (scene.server.clone(), seams()), name, NOW).unwrap();
    (pair, recorder)
}

pub(super) fn connected(scene: &Scene) -> (Pair, Recorder) {
    let (mut pair, recorder) = connect(scene);
    assert!(pair.run().unwrap().is_done());
    (pair, recorder)
}

fn with(kind: Kind, client: impl FnOnce(ClientConfigBuilder) -> ClientConfigBuilder) -> Scene {
    Scene::with(kind, Auth::None, client, |server| server)
}

/// Two connections with the same keys.
fn replayed(kind: Kind, client: impl Fn(ClientConfigBuilder) -> ClientConfigBuilder) -> Pair {
    let (one, two) = (Deterministic::new(1).over(&WORLD.provider), Deterministic::new(2).over(&WORLD.provider));
    let server = kind.server_with(two, credential(&WORLD.pki.server_ed25519));
    let scene = Scene { client: client(kind.client_over(one)).build().unwrap(), server: server.build().unwrap() };
    connected(&scene).0
}

fn bytes(length: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().take(length).collect()
}

/// The records of application data that a side sent: their content, and their padding.
fn data_records(recorder: &Recorder, role: Role) -> Vec<(usize, usize, u16)> {
    let events = recorder.events(role).into_iter().filter_map(|event| match event {
        Event::Record { direction: Direction::Send, content_type, payload, padding, header, .. }
            if content_type == ContentType::application_data =>
        {
            Some((payload.len(), padding, header.length))
        }
        _ => None,
    });
    events.collect()
}

#[test]
fn the_callers_memory_gets_the_same_bytes() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for length in [0, 1, 1_000, MAX_FRAGMENT_LEN, MAX_FRAGMENT_LEN + 1, 100_000] {
            let data = bytes(length);
            let (mut one, mut two) = (replayed(kind, |client| client), replayed(kind, |client| client));
            one.client.send(&data).unwrap();
            let mut out = vec![0; 200_000];
            let written = two.client.connection.send_into(&data, &mut out).unwrap();
            assert_eq!(written.consumed, length);
            assert!(out[..written.written] == *one.client.connection.output(), "{kind:?} {length}");
            assert!(two.client.connection.output().is_empty());
        }
    }
}

#[test]
fn whatever_the_size_of_the_memory_the_data_arrives() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for padding in [RecordPadding::None, RecordPadding::ToMultiple(64)] {
            for size in [100, 1_000, 16_000, 16_406, 16_407, 16_700, 50_000] {
                let (mut pair, _) = connected(&with(kind, |client| client.padding(padding)));
                let data = bytes(60_000);
                let (mut rest, mut out) = (data.as_slice(), vec![0; size]);
                while !rest.is_empty() {
                    let written = pair.client.connection.send_into(rest, &mut out).unwrap();
                    assert!(written.written > 0 && written.written <= size);
                    pair.server.deliver(&out[..written.written], NOW).unwrap();
                    rest = &rest[written.consumed..];
                }
                assert!(
                    pair.server.take_received() == data,
                    "{kind:?} {padding:?} {size}: {:?}",
                    pair.server.failure()
                );
            }
        }
    }
}

#[test]
fn memory_that_is_too_small() {
    for (kind, padding, needed) in [
        (Kind::Tls13, RecordPadding::None, 5 + 1 + 1 + 16),
        (Kind::Tls13, RecordPadding::ToMultiple(100), 5 + 100 + 16),
        (Kind::Tls12, RecordPadding::ToMultiple(100), 5 + 8 + 1 + 16),
    ] {
        let (mut pair, _) = connected(&with(kind, |client| client.padding(padding)));
        let mut out = vec![0; needed - 1];
        let refused = pair.client.connection.send_into(b"x", &mut out);
        assert_eq!(refused, Err(ApiMisuse::BufferTooSmall(needed)));
        out.push(0);
        let written = pair.client.connection.send_into(b"x", &mut out).unwrap();
        assert_eq!((written.consumed, written.written), (1, needed));
    }
}

#[test]
fn what_waits_goes_first() {
    let (mut pair, _) = connected(&Scene::new(Kind::Tls13, Auth::None));
    pair.client.send(b"first ").unwrap();
    let (mut small, mut big) = (vec![0; 10], vec![0; 100]);
    let none = pair.client.connection.send_into(b"second", &mut small).unwrap();
    assert_eq!((none.consumed, none.written), (0, 10), "only a part of what waited");
    pair.server.deliver(&small, NOW).unwrap();
    let all = pair.client.connection.send_into(b"second", &mut big).unwrap();
    assert_eq!(all.consumed, 6);
    pair.server.deliver(&big[..all.written], NOW).unwrap();
    assert_eq!(pair.server.take_received(), b"first second");
}

#[test]
fn the_flights_too_can_be_taken_into_the_callers_memory() {
    let (mut pair, _) = connect(&Scene::new(Kind::Tls13, Auth::None));
    let whole = pair.client.connection.output().to_vec();
    let (mut taken, mut out) = (Vec::new(), [0; 7]);
    loop {
        let count = pair.client.connection.take_output(&mut out);
        if count == 0 {
            break;
        }
        taken.extend_from_slice(&out[..count]);
    }
    assert_eq!(taken, whole);
    assert_eq!(pair.client.connection.output_sent(1), Err(ApiMisuse::SentTooMuch));
}

#[test]
fn records_are_no_longer_than_configured() {
    for kind in Kind::ALL {
        for most in [1, 2, 100, 16_383, MAX_FRAGMENT_LEN] {
            let client = |client: ClientConfigBuilder| client.max_fragment(most);
            let server = |server: ServerConfigBuilder| server.max_fragment(most);
            let scene = Scene::with(kind, Auth::Certificate, client, server);
            let (mut pair, recorder) = connected(&scene);
            let data = bytes(if most < 100 { 300 } else { 40_000 });
            pair.client.send(&data).unwrap();
            pair.run().unwrap();
            assert!(pair.server.take_received() == data, "{kind:?} {most}");
            for (_, content) in recorder.records(Role::Server, Direction::Recv) {
                assert!(content.len() <= most, "{kind:?} {most}");
            }
            let full = data_records(&recorder, Role::Client).iter().filter(|(content, ..)| *content == most).count();
            assert_eq!(full, data.len() / most);
        }
    }
    for most in [0, MAX_FRAGMENT_LEN + 1] {
        let refused = Kind::Tls13.client().max_fragment(most).build();
        assert_eq!(refused.unwrap_err(), ConfigError::MaxFragment);
    }
}

#[test]
fn padding_hides_lengths() {
    for multiple in [1, 2, 16, 1_000, 16_384, 16_385, u16::MAX] {
        let (mut pair, recorder) =
            connected(&with(Kind::Tls13, |client| client.padding(RecordPadding::ToMultiple(multiple))));
        let lengths = [1, 15, 16, 999, 1_000, 16_383, 16_384];
        for length in lengths {
            pair.client.send(&bytes(length)).unwrap();
        }
        pair.run().unwrap();
        assert_eq!(pair.server.take_received().len(), lengths.iter().sum::<usize>(), "{:?}", pair.server.failure());
        for (content, padding, length) in data_records(&recorder, Role::Client) {
            let inner = content + 1 + padding;
            assert_eq!(usize::from(length), inner + 16);
            let full = MAX_FRAGMENT_LEN + 1;
            assert!(inner == full || inner.is_multiple_of(usize::from(multiple)), "{multiple} {content} {padding}");
        }
    }
    let (mut pair, recorder) = connected(&with(Kind::Tls12, |client| client.padding(RecordPadding::ToMultiple(100))));
    pair.client.send(b"x").unwrap();
    pair.run().unwrap();
    assert_eq!(data_records(&recorder, Role::Client), [(1, 0, 8 + 1 + 16)], "TLS 1.2 has no padding to give");
}

fn key_updates(recorder: &Recorder, role: Role) -> Vec<u8> {
    let sent = recorder.messages(role, Direction::Send).into_iter();
    sent.filter(|(kind, _)| *kind == HandshakeType::key_update).map(|(_, message)| message[4]).collect()
}

#[test]
fn keys_change_on_request() {
    let (mut pair, recorder) = connected(&Scene::new(Kind::Tls13, Auth::None));
    pair.client.connection.update_keys(NOT_REQUESTED).unwrap();
    pair.client.connection.update_keys(REQUESTED).unwrap();
    // "Until receiving a subsequent KeyUpdate from the peer, the sender MUST NOT send another KeyUpdate with
    // request_update set to "update_requested"." (RFC 9846 §4.7.3)
    assert_eq!(pair.client.connection.update_keys(REQUESTED), Err(ApiMisuse::UpdateAlreadyRequested));
    pair.client.connection.update_keys(NOT_REQUESTED).unwrap();
    pair.client.send(DATA).unwrap();
    pair.run().unwrap();
    assert_eq!(pair.server.take_received(), DATA);
    assert_eq!(key_updates(&recorder, Role::Client), [0, 1, 0]);
    assert_eq!(pair.client.connection.update_keys(REQUESTED), Err(ApiMisuse::UpdateAlreadyRequested));
    // The answer comes before the server's next data, once.
    pair.server.send(DATA).unwrap();
    pair.server.send(DATA).unwrap();
    pair.run().unwrap();
    assert_eq!(pair.client.take_received(), [DATA, DATA].concat());
    assert_eq!(key_updates(&recorder, Role::Server), [0]);
    pair.client.connection.update_keys(REQUESTED).unwrap();
}

#[test]
fn crossing_requests_are_both_answered() {
    let (mut pair, recorder) = connected(&Scene::new(Kind::Tls13, Auth::None));
    pair.client.connection.update_keys(REQUESTED).unwrap();
    pair.server.connection.update_keys(REQUESTED).unwrap();
    pair.run().unwrap();
    // An answer that is owed is given before a request, not by it.
    pair.client.connection.update_keys(REQUESTED).unwrap();
    pair.server.send(DATA).unwrap();
    pair.run().unwrap();
    assert_eq!(key_updates(&recorder, Role::Client), [1, 0, 1]);
    assert_eq!(key_updates(&recorder, Role::Server), [1, 0]);
    assert_eq!(pair.client.take_received(), DATA);
}

/// What was asked for is no flood, however little data comes with it.
#[test]
fn answers_do_not_count_against_the_peer() {
    let (mut pair, recorder) = connected(&Scene::new(Kind::Tls13, Auth::None));
    for _ in 0..40 {
        pair.client.connection.update_keys(REQUESTED).unwrap();
        pair.client.send(DATA).unwrap();
        pair.run().unwrap();
        pair.server.connection.update_keys(NOT_REQUESTED).unwrap();
        pair.run().unwrap();
    }
    assert_eq!(pair.client.failure(), None);
    assert_eq!(key_updates(&recorder, Role::Server), [0; 40], "the answers, and none besides");
    // The same without requests.
    for _ in 0..40 {
        pair.server.connection.update_keys(NOT_REQUESTED).unwrap();
    }
    pair.run().unwrap();
    assert_eq!(pair.client.failure().map(tls_core::error::Failure::cause), Some(Cause::TooManyKeyUpdates));
}

#[test]
fn no_key_update_where_there_is_none() {
    let (mut pair, _) = connected(&Scene::new(Kind::Tls12, Auth::None));
    assert_eq!(pair.client.connection.update_keys(REQUESTED), Err(ApiMisuse::NoKeyUpdate));
    let (mut pair, _) = connect(&Scene::new(Kind::Tls13, Auth::None));
    assert_eq!(pair.client.connection.update_keys(REQUESTED), Err(ApiMisuse::HandshakeNotDone));
    pair.run().unwrap();
    pair.client.close();
    assert_eq!(pair.client.connection.update_keys(REQUESTED), Err(ApiMisuse::AlreadyClosed));
}

#[test]
fn keys_change_after_so_many_records() {
    for (after, updates) in [(1, 9), (3, 3), (10, 0), (11, 0)] {
        let (mut pair, recorder) = connected(&with(Kind::Tls13, |client| client.rekey_after(after)));
        for _ in 0..10 {
            pair.client.send(DATA).unwrap();
        }
        pair.run().unwrap();
        assert_eq!(pair.server.take_received(), DATA.repeat(10));
        assert_eq!(key_updates(&recorder, Role::Client), vec![0; updates], "after {after}");
    }
    let (mut pair, recorder) = connected(&with(Kind::Tls12, |client| client.rekey_after(1)));
    pair.client.send(DATA).unwrap();
    pair.client.send(DATA).unwrap();
    pair.run().unwrap();
    assert_eq!(pair.server.take_received(), DATA.repeat(2));
    assert!(key_updates(&recorder, Role::Client).is_empty());
}

#[test]
fn each_direction_closes_on_its_own() {
    for kind in Kind::ALL {
        let (mut pair, _) = connected(&Scene::new(kind, Auth::None));
        pair.client.close();
        pair.run().unwrap();
        assert_eq!(pair.server.closed(), Some(Closed::Clean));
        // The other direction goes on: "This does not have any effect on its read side of the connection." (RFC 9846 §6.1)
        pair.server.send(DATA).unwrap();
        pair.run().unwrap();
        assert_eq!(pair.client.take_received(), DATA);
        assert!(pair.end_transport(Flow::ClientToServer).is_ok());
        assert_eq!(pair.end_transport(Flow::ServerToClient).unwrap_err().cause(), Cause::Truncated);
    }
}

#[test]
fn what_comes_after_the_end_is_ignored() {
    let (mut pair, _) = connected(&Scene::new(Kind::Tls13, Auth::None));
    pair.server.close();
    pair.run().unwrap();
    pair.client.deliver(b"rubbish", NOW).unwrap();
    assert!(pair.client.failure().is_none());
    assert!(matches!(pair.run().unwrap().client, End::Done));
}

/// "user_canceled: This alert notifies the recipient that the sender is canceling the handshake [...]. This alert MUST be
/// followed by a "close_notify"." (RFC 9846 §6.1)
#[test]
fn a_handshake_is_given_up() {
    for kind in Kind::ALL {
        for flights in 0..4 {
            for who in [Role::Client, Role::Server] {
                give_up(kind, flights, who);
            }
        }
    }
}

/// One side closes after so many flights.
fn give_up(kind: Kind, flights: usize, who: Role) {
    let gone = [AlertDescription::user_canceled, AlertDescription::close_notify];
    let (mut pair, recorder) = connect(&Scene::new(kind, Auth::Certificate));
    for flight in 0..flights {
        pair.flight(if flight % 2 == 0 { Flow::ClientToServer } else { Flow::ServerToClient }).unwrap();
    }
    let done = if who == Role::Client { pair.client.done() } else { pair.server.done() }.is_some();
    if who == Role::Client {
        pair.client.close()
    } else {
        pair.server.close()
    }
    let outcome = pair.run().unwrap();
    let (own, peer, closed) = match who {
        Role::Client => (outcome.client, outcome.server, pair.server.closed()),
        _ => (outcome.server, outcome.client, pair.client.closed()),
    };
    let alerts = recorder.alerts(who, Direction::Send);
    if done {
        assert_eq!(alerts, gone[1..], "{kind:?} {who:?} {flights}");
        return;
    }
    assert_eq!(alerts, gone, "{kind:?} {who:?} {flights}");
    let End::Failed(own) = own else { panic!("{kind:?} {who:?} {flights}: {own:?}") };
    assert_eq!(own.cause(), Cause::ClosedByCaller);
    match peer {
        End::Failed(failure) => assert_eq!(failure.cause(), Cause::ClosedInHandshake),
        // This side's Finished was under way: for the peer the handshake is done when it comes.
        End::Done => assert_eq!(closed, Some(Closed::Clean)),
        End::Waiting(state) => panic!("{kind:?} {who:?} {flights}: {state}"),
    }
    let last = recorder.records(who, Direction::Send).pop().unwrap();
    assert_eq!(last, (ContentType::alert, vec![1, 0]), "nothing follows");
}
