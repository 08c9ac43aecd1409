//! Alerts that are none, floods of them, and ends without one (RFC 9846 §6, RFC 5246 §7.2).

use super::rules;
use crate::kit::{Auth, Kind, Lies, Scene, other, spread};
use testvectors::pair::{End, Flow};
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{AlertDescription, ContentType};

fn plain(kind: Kind) -> Scene {
    Scene::new(kind, Auth::None)
}

fn connected(kind: Kind) -> &'static str {
    if kind == Kind::Tls13 { "CONNECTED" } else { "CONNECTED (1.2)" }
}

/// Alert records after the handshake.
fn alerts(kind: Kind, who: Role, contents: &'static [&'static [u8]]) -> Lies {
    Lies::none().at(who, connected(kind), move |effects| {
        contents.iter().for_each(|content| effects.push_record(ContentType::alert, content));
    })
}

/// The fragments of an alert, a flood of warnings: user_canceled (90) is one in both versions.
const WARNING: &[u8] = &[1, 90];

rules! {
    half_an_alert: plain(Kind::Tls13), Client AlertDecode, alerts(Kind::Tls13, Role::Server, &[&[1], &[0]]);
    half_an_alert_in_tls12: plain(Kind::Tls12), Server AlertDecode, alerts(Kind::Tls12, Role::Client, &[&[1], &[0]]);
    two_alerts_in_one_record: plain(Kind::Tls13), Server AlertDecode, alerts(Kind::Tls13, Role::Client, &[&[1, 0, 1, 0]]);
    empty_alert: plain(Kind::Tls13), Client RecordEmptyFragment, alerts(Kind::Tls13, Role::Server, &[&[]]);
    level_that_is_none: plain(Kind::Tls12), Client AlertLevel, alerts(Kind::Tls12, Role::Server, &[&[3, 40]]);
    five_warnings: plain(Kind::Tls13), Client TooManyWarnings, alerts(Kind::Tls13, Role::Server, &[WARNING; 5]);
    five_warnings_in_tls12: plain(Kind::Tls12), Server TooManyWarnings, alerts(Kind::Tls12, Role::Client, &[WARNING; 5]);
}

#[test]
fn four_warnings_are_few_enough() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for who in [Role::Client, Role::Server] {
            assert!(plain(kind).play(alerts(kind, who, &[WARNING; 4])).completed());
        }
    }
}

/// Every level and description (row 46), each to one of four sides: nothing crashes, nothing goes on after a fatal alert, an
/// alert is never answered with more than one. `attacks::c` sends all of them earlier.
#[test]
fn every_level_and_description() {
    let sides = [Kind::Tls13, Kind::Tls12].map(|kind| (kind, cheap(kind)));
    let cases: Vec<_> = (0..=u16::MAX).map(u16::to_be_bytes).collect();
    spread(&cases, |alert| {
        let [level, description] = *alert;
        // The known descriptions with the levels that there are go to everybody.
        let all = level <= 3 && AlertDescription::ALL.contains(&AlertDescription(description));
        for (index, who) in [0, 1].into_iter().flat_map(|index| [(index, Role::Client), (index, Role::Server)]) {
            let turn = 2 * index + usize::from(who == Role::Server);
            if all || turn == usize::from(level.wrapping_add(description)) % 4 {
                let (kind, scene) = &sides[index];
                after_the_handshake(*kind, scene, who, *alert);
            }
        }
    });
}

/// Two sides whose cryptography costs nothing.
fn cheap(kind: Kind) -> Scene {
    Scene::over(&crate::cheap::PROVIDER, kind, Auth::None, |client| client, |server| server)
}

fn after_the_handshake(kind: Kind, scene: &Scene, who: Role, alert: [u8; 2]) {
    let played = scene.play(Lies::none().at(who, connected(kind), move |effects| {
        effects.push_record(ContentType::alert, &alert);
    }));
    let [level, description] = alert;
    let hears = played.side(other(who));
    let closes = description == AlertDescription::close_notify.0;
    let warning = match kind {
        Kind::Tls13 => description == AlertDescription::user_canceled.0,
        Kind::Tls12 | Kind::Tls12Rsa => level == 1,
    };
    if closes {
        assert!(hears.closed.is_some(), "{kind:?} {alert:?}: {played:#?}");
    } else if warning {
        assert!(played.completed(), "{kind:?} {alert:?}: {played:#?}");
    } else if kind != Kind::Tls13 && level != 2 {
        played.assert_refused(other(who), Cause::AlertLevel);
    } else {
        let End::Failed(failure) = &hears.end else { panic!("{kind:?} {alert:?}: {played:#?}") };
        assert!(failure.received_alert() && failure.alert().is_some_and(|alert| alert.0 == description));
        assert!(hears.sent_alerts.is_empty() && hears.received.is_empty(), "{played:#?}");
    }
}

/// The same in the clear, at every flight: a fatal one ends the connection, whoever sent it; close_notify is never taken
/// for the end of data (row 50).
#[test]
fn alerts_in_the_clear() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for alert in [[1, 0], [2, 0], [2, 40]] {
            for flow in [Flow::ClientToServer, Flow::ServerToClient] {
                // Two flights of the handshake, data, close_notify; the server has one flight less in TLS 1.3.
                for flight in 0..3 {
                    let mut seen = 0;
                    let played = plain(kind).play(Lies::none().wire(move |way, bytes| {
                        if way == flow {
                            if seen == flight {
                                bytes.splice(0..0, [&[21, 3, 3, 0, 2], &alert[..]].concat());
                            }
                            seen += 1;
                        }
                    }));
                    let hears = if flow == Flow::ClientToServer { &played.server } else { &played.client };
                    let context = || format!("{kind:?} {alert:?} {flow:?} {flight}: {played:#?}");
                    assert_eq!(hears.closed, None, "{}", context());
                    assert!(matches!(hears.end, End::Failed(_)), "{}", context());
                }
            }
        }
    }
}

/// The transport ends after any message, and after the handshake: that is no clean end (rows 20, 47, 93).
#[test]
fn the_transport_ends() {
    use testvectors::recorder::Recorder;
    for kind in Kind::ALL {
        let scene = plain(kind);
        for flights in 0..6 {
            let recorder = Recorder::new();
            let mut pair = scene.pair(&recorder, Lies::none());
            for flight in 0..flights {
                let way = if flight % 2 == 0 { Flow::ClientToServer } else { Flow::ServerToClient };
                pair.flight(way).unwrap();
            }
            for (way, done) in [
                (Flow::ClientToServer, pair.server.done().is_some()),
                (Flow::ServerToClient, pair.client.done().is_some()),
            ] {
                let wanted = if done { Cause::Truncated } else { Cause::ClosedInHandshake };
                let failure = pair.end_transport(way).unwrap_err();
                assert_eq!(failure.cause(), wanted, "{kind:?} after {flights} flights");
                assert_eq!(failure.alert(), None);
            }
        }
    }
}

/// close_notify in the handshake is no clean end either, and what follows close_notify is ignored.
#[test]
fn close_notify_where_it_ends_nothing() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let lies = Lies::none().wire(|way, flight| {
            if way == Flow::ServerToClient {
                *flight = vec![21, 3, 3, 0, 2, 1, 0];
            }
        });
        let played = plain(kind).play(lies);
        let End::Failed(failure) = &played.client.end else { panic!("{played:#?}") };
        assert_eq!(failure.cause(), Cause::ClosedInHandshake);
        let lies = Lies::none().at(Role::Server, connected(kind), |effects| {
            effects.push_record(ContentType::alert, &[1, 0]);
            effects.push_record(ContentType::application_data, b"late");
            effects.push_record(ContentType::handshake, &[99]);
        });
        let played = plain(kind).play(lies);
        assert!(played.client.closed.is_some() && played.client.received.is_empty(), "{played:#?}");
        assert_eq!(played.client.end, End::Done);
    }
}

/// "All the alerts listed in Section 6.2 MUST be sent with AlertLevel=fatal and MUST be treated as error alerts when
/// received regardless of the AlertLevel in the message." (RFC 9846 §6) A side that speaks only TLS 1.3 knows that before
/// any version is settled.
#[test]
fn errors_with_the_level_of_a_warning_before_the_hellos() {
    for flow in [Flow::ClientToServer, Flow::ServerToClient] {
        let mut done = false;
        let played = plain(Kind::Tls13).play(Lies::none().wire(move |way, flight| {
            if way == flow && !done {
                done = true;
                flight.splice(0..0, [21, 3, 3, 0, 2, 1, AlertDescription::decode_error.0]);
            }
        }));
        let hears = if flow == Flow::ClientToServer { &played.server } else { &played.client };
        assert!(matches!(&hears.end, End::Failed(failure) if failure.received_alert()), "{flow:?}: {played:#?}");
    }
}
