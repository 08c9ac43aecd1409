//! A connection in two halves: what one must tell the other.

use crate::kit::{Auth, Kind, NOW, Scene};
use crate::sending::{connect, connected};
use tls_core::conn::{Closed, RecvHalf, Seams, SendHalf, Step};
use tls_core::error::{ApiMisuse, Cause};
use tls_core::record::HEADER_LEN;
use tls_core::registry::KeyUpdateRequest;

const REQUESTED: KeyUpdateRequest = KeyUpdateRequest::update_requested;

type Halves = ((SendHalf, RecvHalf), (SendHalf, RecvHalf));

fn split(kind: Kind) -> Halves {
    let (pair, _) = connected(&Scene::new(kind, Auth::None));
    let client = pair.client.connection.split(Seams::default()).unwrap();
    let server = pair.server.connection.split(Seams::default()).unwrap();
    (client, server)
}

/// What waits in one half, for the other side's other half: the data in it, and how it ended.
fn carry(from: &mut SendHalf, to: &mut RecvHalf) -> (Vec<u8>, Option<Closed>) {
    let mut flight = from.output().to_vec();
    from.output_sent(flight.len()).unwrap();
    let (mut received, mut closed, mut rest) = (Vec::new(), None, flight.as_mut_slice());
    loop {
        let progress = to.step(rest, NOW);
        let consumed = progress.consumed;
        match progress.step {
            Step::Plaintext(data) => received.extend_from_slice(data),
            Step::Closed(how) => closed = Some(how),
            Step::Continue => {}
            Step::NeedInput { .. } | Step::Failed(_) => return (received, closed),
            other => panic!("{other:?}"),
        }
        rest = &mut rest[consumed..];
        if closed.is_some() {
            return (received, closed);
        }
    }
}

#[test]
fn halves_send_and_receive() {
    for kind in Kind::ALL {
        let ((mut to_server, mut from_server), (mut to_client, mut from_client)) = split(kind);
        assert!(from_server.facts().is_some());
        to_server.send(b"ping").unwrap();
        assert_eq!(carry(&mut to_server, &mut from_client).0, b"ping");
        let mut out = vec![0; 100];
        let written = to_client.send_into(b"pong", &mut out).unwrap();
        let progress = from_server.step(&mut out[..written.written], NOW);
        assert!(matches!(progress.step, Step::Plaintext(b"pong")), "{progress:?}");
        to_server.close();
        assert_eq!(to_server.send(b"more"), Err(ApiMisuse::AlreadyClosed));
        assert_eq!(carry(&mut to_server, &mut from_client), (vec![], Some(Closed::Clean)));
        assert!(from_client.transport_ended().is_ok());
        assert_eq!(from_server.transport_ended().unwrap_err().cause(), Cause::Truncated);
        assert_eq!(from_client.take_notice(), None);
    }
}

/// After close_notify nothing follows, and nobody says that it did.
#[test]
fn a_connection_that_was_closed_before_tells_nothing_after() {
    let (mut pair, _) = connected(&Scene::new(Kind::Tls13, Auth::None));
    pair.client.close();
    let (mut to_server, mut from_server) = pair.client.connection.split(Seams::default()).unwrap();
    let close_notify = to_server.output().len();
    let mut bad = vec![23, 3, 3, 0, 17];
    bad.resize(5 + 17, 0);
    let Step::Failed(failure) = from_server.step(&mut bad, NOW).step else { panic!("this is no record") };
    assert_eq!((failure.cause(), failure.alert()), (Cause::RecordBadMac, None), "{failure}");
    assert_eq!(from_server.take_notice(), None);
    assert_eq!(to_server.send(b"more"), Err(ApiMisuse::AlreadyClosed));
    assert_eq!(to_server.output().len(), close_notify);
}

#[test]
fn a_notice_leads_to_a_key_update() {
    let ((mut to_server, mut from_server), (mut to_client, mut from_client)) = split(Kind::Tls13);
    to_server.update_keys(REQUESTED).unwrap();
    assert_eq!(to_server.update_keys(REQUESTED), Err(ApiMisuse::UpdateAlreadyRequested));
    carry(&mut to_server, &mut from_client);
    to_client.heed(from_client.take_notice().unwrap()).unwrap();
    assert_eq!(from_client.take_notice(), None, "told once");
    assert!(to_client.output().is_empty(), "before the next data, not at once");
    to_client.send(b"data").unwrap();
    assert_eq!(to_client.output().len(), 2 * (HEADER_LEN + 1 + 16) + 5 + 4);
    assert_eq!(carry(&mut to_client, &mut from_server).0, b"data");
    assert_eq!(to_server.update_keys(REQUESTED), Err(ApiMisuse::UpdateAlreadyRequested), "not told yet");
    to_server.heed(from_server.take_notice().unwrap()).unwrap();
    to_server.update_keys(REQUESTED).unwrap();
}

#[test]
fn a_notice_brings_the_alert() {
    let ((mut to_server, _), (mut to_client, mut from_client)) = split(Kind::Tls13);
    to_server.send(b"data").unwrap();
    let mut flight = to_server.output().to_vec();
    *flight.last_mut().unwrap() ^= 1;
    assert!(matches!(from_client.step(&mut flight, NOW).step, Step::Failed(_)));
    assert_eq!(from_client.failure().map(tls_core::error::Failure::cause), Some(Cause::RecordBadMac));
    let notice = from_client.take_notice().unwrap();
    assert_eq!(to_client.heed(notice), Err(ApiMisuse::ConnectionOver));
    assert_eq!(to_client.output().len(), HEADER_LEN + 2 + 1 + 16, "an alert");
    assert_eq!(to_client.send(b"more"), Err(ApiMisuse::ConnectionOver));
    assert_eq!(to_client.send_into(b"more", &mut [0; 100]), Err(ApiMisuse::ConnectionOver));
}

#[test]
fn what_is_not_done_is_not_split() {
    let (pair, _) = connect(&Scene::new(Kind::Tls13, Auth::None));
    let whole = pair.client.connection.split(Seams::default()).unwrap_err();
    assert!(!whole.output().is_empty(), "it comes back as it was");
}
