//! Messages left out, twice, or in another order (RFC 9846 §4, RFC 5246 §7.4).

use super::rules;
use crate::kit::{Auth, Kind, Lies, Played, Scene, message, messages, other};
use core::ops::Range;
use testvectors::pair::End;
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{ContentType, HandshakeType};

/// A message that does not come, as if nobody had sent it: nothing of it is hashed either.
fn skips(from: Role, kind: HandshakeType) -> Lies {
    Lies::none().says(from, kind, Vec::clear)
}

/// Another message instead.
fn instead(from: Role, kind: HandshakeType, other: HandshakeType, body: &'static [u8]) -> Lies {
    Lies::none().says(from, kind, move |sent| *sent = message(other, body))
}

fn tls13() -> Scene {
    Scene::new(Kind::Tls13, Auth::None)
}

fn tls12() -> Scene {
    Scene::new(Kind::Tls12, Auth::None)
}

rules! {
    no_certificate_of_a_server: tls13(), Client UnexpectedMessage, skips(Role::Server, HandshakeType::certificate);
    no_certificate_verify_of_a_server: tls13(), Client UnexpectedMessage, skips(Role::Server, HandshakeType::certificate_verify);
    no_encrypted_extensions: tls13(), Client UnexpectedMessage, skips(Role::Server, HandshakeType::encrypted_extensions);
    no_certificate_of_a_client: Scene::new(Kind::Tls13, Auth::Certificate), Server UnexpectedMessage,
        skips(Role::Client, HandshakeType::certificate);
    no_certificate_verify_of_a_client: Scene::new(Kind::Tls13, Auth::Certificate), Server UnexpectedMessage,
        skips(Role::Client, HandshakeType::certificate_verify);
    no_certificate_of_a_server_in_tls12: tls12(), Client UnexpectedMessage, skips(Role::Server, HandshakeType::certificate);
    no_server_key_exchange: tls12(), Client UnexpectedMessage, skips(Role::Server, HandshakeType::server_key_exchange);
    no_client_key_exchange: tls12(), Server UnexpectedChangeCipherSpec, skips(Role::Client, HandshakeType::client_key_exchange);
    no_certificate_verify_in_tls12: Scene::new(Kind::Tls12, Auth::Certificate), Server UnexpectedChangeCipherSpec,
        skips(Role::Client, HandshakeType::certificate_verify);
    // The impersonation of SMACK: Finished in the clear, and nothing else.
    finished_instead_of_key_exchange: tls12(), Client UnexpectedMessage,
        instead(Role::Server, HandshakeType::server_key_exchange, HandshakeType::finished, &[0; 12]);
    key_exchange_with_rsa: Scene::new(Kind::Tls12Rsa, Auth::None), Client UnexpectedMessage, Lies::none().says(
        Role::Server, HandshakeType::server_hello_done, |done| {
            done.splice(0..0, message(HandshakeType::server_key_exchange, &[0; 8]));
        });
    ticket_of_a_client: tls13(), Server UnexpectedMessage,
        instead(Role::Client, HandshakeType::finished, HandshakeType::new_session_ticket, &[0; 14]);
    encrypted_extensions_of_a_client: tls13(), Server UnexpectedMessage,
        instead(Role::Client, HandshakeType::finished, HandshakeType::encrypted_extensions, &[0, 0]);
    end_of_early_data_of_a_server: tls13(), Client UnexpectedMessage,
        instead(Role::Server, HandshakeType::finished, HandshakeType::end_of_early_data, &[]);
    hello_request_in_tls13: tls13(), Client UnexpectedMessage, Lies::none().says(
        Role::Server, HandshakeType::server_hello, |hello| {
            hello.splice(0..0, message(HandshakeType::hello_request, &[]));
        });
    key_update_before_finished: tls13(), Client UnexpectedMessage,
        instead(Role::Server, HandshakeType::certificate, HandshakeType::key_update, &[0]);
    compressed_certificate: tls13(), Client UnexpectedMessage,
        instead(Role::Server, HandshakeType::certificate, HandshakeType::compressed_certificate, &[0; 8]);
}

/// A change of order that only the receiver sees.
#[derive(Clone, Copy, Debug)]
enum Order {
    Without(usize),
    Twice(usize),
    TwiceLater(usize),
    Swapped(usize, usize),
}

impl Order {
    fn of(self, content: &[u8], ranges: &[Range<usize>], first: usize) -> Option<Vec<u8>> {
        let local = |index: usize| index.checked_sub(first).filter(|index| *index < ranges.len());
        let mut order: Vec<usize> = (0..ranges.len()).collect();
        match self {
            Self::Without(index) => drop(order.remove(local(index)?)),
            Self::Twice(index) => order.insert(local(index)?, local(index)?),
            Self::TwiceLater(index) => order.insert((local(index)? + 2).min(ranges.len()), local(index)?),
            Self::Swapped(a, b) => order.swap(local(a)?, local(b)?),
        }
        Some(order.into_iter().flat_map(|index| content[ranges[index].clone()].to_vec()).collect())
    }
}

fn reorder(receiver: Role, order: Order) -> Lies {
    let mut first = 0;
    Lies::none().heard(move |role, content_type, content| {
        if role == receiver && content_type == ContentType::handshake {
            let ranges = messages(content);
            let count = ranges.len();
            if let Some(changed) = order.of(content, &ranges, first) {
                *content = changed;
            }
            first += count;
        }
    })
}

/// Rows 2, 3, 4, 6, 7: every message of every flight left out, twice in its place, again after the next one, and exchanged
/// with every other one of its record.
#[test]
fn every_change_of_order() {
    let mut tried = 0;
    for kind in Kind::ALL {
        for auth in [Auth::None, Auth::Certificate] {
            let scene = Scene::new(kind, auth);
            let honest = scene.play(Lies::none());
            for receiver in [Role::Client, Role::Server] {
                let count = honest.recorder.messages(receiver, Direction::Recv).len();
                for a in 0..count {
                    let mut orders = vec![Order::Without(a), Order::Twice(a), Order::TwiceLater(a)];
                    orders.extend((a + 1..count).map(|b| Order::Swapped(a, b)));
                    for order in orders {
                        tried += 1;
                        if leaves_out_the_request(order, receiver, &honest) {
                            assert!(!scene.play(reorder(receiver, order)).completed());
                            continue;
                        }
                        check(kind, order, &scene.play(reorder(receiver, order)), receiver, &honest);
                    }
                }
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

/// CertificateRequest is the one message that need not come: the two sides go on, and find out at the next signature or
/// Finished that they do not agree.
fn leaves_out_the_request(order: Order, receiver: Role, honest: &Played) -> bool {
    let received = honest.recorder.messages(receiver, Direction::Recv);
    matches!(order, Order::Without(index) if received[index].0 == HandshakeType::certificate_request)
}

fn check(kind: Kind, order: Order, played: &Played, receiver: Role, honest: &Played) {
    let same = |played: &Played| played.recorder.messages(receiver, Direction::Recv).len();
    let context = || format!("{kind:?} {receiver:?} {order:?}: {played:#?}");
    match &played.side(receiver).end {
        // A record that holds nothing any more is refused as that; the two halves of a flight that are in different
        // records cannot change places.
        End::Failed(failure) if !failure.received_alert() => {
            let order = [
                Cause::UnexpectedMessage,
                Cause::UnexpectedChangeCipherSpec,
                Cause::NotAligned,
                Cause::RecordEmptyFragment,
            ];
            assert!(order.contains(&failure.cause()), "{}", context());
            assert_eq!(failure.alert().map(|alert| alert.0), Some(10), "{}", context());
            // The other side may have refused already what this side said in between.
            assert_eq!(played.side(receiver).sent_alerts, Vec::from_iter(failure.alert()), "{}", context());
            assert!(!played.completed(), "{}", context());
        }
        End::Failed(_) => panic!("{}", context()),
        // The last message of a flight is waited for.
        End::Waiting(_) => assert!(matches!(order, Order::Without(_)), "{}", context()),
        End::Done => {
            assert!(matches!(order, Order::Swapped(..)), "{}", context());
            assert_eq!(same(played), same(honest), "nothing was exchanged: {}", context());
        }
    }
}

/// A client that must show a certificate and shows it without the proof, and then goes on as if (row 3).
#[test]
fn a_certificate_without_its_proof() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let scene = Scene::new(kind, Auth::Certificate);
        let played = scene.play(skips(Role::Client, HandshakeType::certificate_verify));
        assert_eq!(played.server.facts, None);
        assert!(
            matches!(&played.server.end, End::Failed(failure) if failure.alert().is_some_and(|alert| alert.0 == 10))
        );
    }
}

/// Application data in place of Finished gives no byte to the application (rows 9, 10). In TLS 1.3 the sender's keys are
/// then not yet the receiver's; in TLS 1.2 they are, and the record is refused for what it is.
#[test]
fn data_instead_of_finished() {
    let rows = [
        (Kind::Tls13, Role::Client, "CONNECTED", Cause::RecordBadMac),
        (Kind::Tls13, Role::Server, "WAIT_FINISHED", Cause::RecordBadMac),
        (Kind::Tls12, Role::Client, "WAIT_CCS (1.2)", Cause::UnexpectedRecord),
        (Kind::Tls12, Role::Server, "CONNECTED (1.2)", Cause::UnexpectedRecord),
    ];
    for (kind, who, state, cause) in rows {
        let lies = skips(who, HandshakeType::finished)
            .at(who, state, |effects| effects.push_record(ContentType::application_data, b"early"));
        let played = Scene::new(kind, Auth::None).play(lies);
        let hears = played.side(other(who));
        let End::Failed(failure) = &hears.end else { panic!("{kind:?} {who:?}: {played:#?}") };
        assert_eq!(failure.cause(), cause, "{kind:?} {who:?}: {failure:?}");
        assert!(hears.received.is_empty() && hears.facts.is_none(), "{kind:?} {who:?}: {played:#?}");
    }
}
