//! Randomness that is broken and clocks that are wrong (ATTACKS rows 70, 96): a refusal with the right cause, and never a hello
//! with a random of zeros.

use crate::kit::{Auth, Kind, Lies, NOW, Played, Scene, WORLD, converse};
use core::time::Duration;
use std::sync::{Arc, Mutex};
use testvectors::pair::{End, Pair};
use testvectors::provider::{ConstantRandom, Deterministic, FailingRandom, ScriptedRandom, ZeroRandom};
use testvectors::recorder::Recorder;
use tls_core::conn::{Direction, Seams};
use tls_core::crypto::{CryptoFailure, SecureRandom};
use tls_core::error::{Cause, Failure};
use tls_core::msg::Role;
use tls_core::msg::server_hello::HELLO_RETRY_REQUEST_RANDOM;
use tls_core::pki_types::{ServerName, UnixTime};
use tls_core::registry::{AlertDescription, HandshakeType};

const ROLES: [Role; 2] = [Role::Client, Role::Server];
/// Where a hello's random stands.
const RANDOM: core::ops::Range<usize> = 6..38;

/// One side has this source of randomness, for its keys too; as far as it goes. An error if the client does not even start.
fn play(kind: Kind, who: Role, random: Arc<dyn SecureRandom>) -> Result<Played, Failure> {
    let provider = Deterministic::new(1).random_source(random).over(&WORLD.provider);
    let (client, server) = match who {
        Role::Client => (kind.client_over(provider), kind.server()),
        _ => (kind.client(), kind.server_over(provider)),
    };
    let recorder = Recorder::new();
    let seams = || Seams::sink(recorder.sink());
    let name = ServerName::try_from("server.example").unwrap();
    let (client, server) = (client.build().unwrap(), server.build().unwrap());
    let mut pair = Pair::connect((client, seams()), (server, seams()), name, NOW)?;
    if pair.run().unwrap().is_done() {
        converse(&mut pair);
    }
    let played = Played::of(pair, recorder);
    for role in ROLES {
        for (kind, message) in played.recorder.messages(role, Direction::Send) {
            let hello = [HandshakeType::client_hello, HandshakeType::server_hello].contains(&kind);
            assert!(!hello || message[RANDOM] != [0; 32], "a hello with a random of zeros: {played:#?}");
        }
    }
    Ok(played)
}

/// How it ended for the side whose randomness is broken.
fn end(played: &Result<Played, Failure>, who: Role) -> Option<Cause> {
    match played {
        Err(failure) => Some(failure.cause()),
        Ok(played) => match &played.side(who).end {
            End::Failed(failure) if !failure.received_alert() => Some(failure.cause()),
            _ => None,
        },
    }
}

/// What a source does when it breaks.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Says that it failed.
    Fails,
    /// Gives half of the bytes and says that it failed.
    Short,
    /// Gives zeros, and says that all is well.
    Zeros,
}

/// Breaks once, at the `at`-th request (from 0).
#[derive(Debug)]
struct Breaks {
    fault: Fault,
    at: usize,
    seen: Mutex<usize>,
    source: ScriptedRandom,
}

impl Breaks {
    fn at(fault: Fault, at: usize) -> Arc<Self> {
        Arc::new(Self { fault, at, seen: Mutex::new(0), source: ScriptedRandom::new(9, Vec::new()) })
    }
}

impl SecureRandom for Breaks {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        let mut seen = self.seen.lock().unwrap();
        self.source.fill(out)?;
        let now = *seen == self.at;
        *seen += 1;
        if !now {
            return Ok(());
        }
        let from = if matches!(self.fault, Fault::Short) { out.len() / 2 } else { 0 };
        out[from..].fill(0);
        if matches!(self.fault, Fault::Zeros) { Ok(()) } else { Err(CryptoFailure::Random) }
    }
}

/// Each single request fails: the connection is refused there, whatever the source left in the buffer.
#[test]
fn randomness_that_fails_once() {
    for kind in Kind::ALL {
        for who in ROLES {
            for fault in [Fault::Fails, Fault::Short] {
                let mut failures = 0;
                loop {
                    let played = play(kind, who, Breaks::at(fault, failures));
                    match end(&played, who) {
                        None => break,
                        Some(cause) => assert_eq!(cause, Cause::RandomFailed, "{kind:?} {who:?} {fault:?} {failures}"),
                    }
                    if let Ok(played) = played {
                        played.assert_refused(who, Cause::RandomFailed);
                    }
                    failures += 1;
                }
                assert!(failures >= 2, "{kind:?} {who:?}: {failures}");
            }
        }
    }
}

/// All requests fail from one on, with RSA key exchange too.
#[test]
fn randomness_that_is_gone() {
    for who in ROLES {
        for before in 0..2 {
            let played = play(Kind::Tls12Rsa, who, Arc::new(FailingRandom::after(before)));
            assert_eq!(end(&played, who), Some(Cause::RandomFailed), "{who:?} {before}");
        }
    }
}

/// Zeros where all should be well: what the engine itself draws (randoms, session id, premaster secret) it refuses. What a
/// group makes of them is the group's: the one for X25519 in these tests takes them, the one for P-256 does not.
#[test]
fn zeros_once() {
    let refused = |kind, who| {
        let ends = (0..4).map(|at| end(&play(kind, who, Breaks::at(Fault::Zeros, at)), who));
        ends.filter(|end| *end == Some(Cause::RandomFailed)).count()
    };
    // The client's hello, and with RSA key exchange its premaster secret; the server's hello.
    assert_eq!(refused(Kind::Tls13, Role::Client), 1);
    assert_eq!(refused(Kind::Tls12, Role::Client), 1);
    assert_eq!(refused(Kind::Tls12Rsa, Role::Client), 2);
    for kind in Kind::ALL {
        assert!(refused(kind, Role::Server) >= 1, "{kind:?}");
    }
}

#[test]
fn zeros_for_ever() {
    for kind in Kind::ALL {
        for who in ROLES {
            let played = play(kind, who, Arc::new(ZeroRandom));
            assert_eq!(end(&played, who), Some(Cause::RandomFailed), "{kind:?} {who:?}");
            match played {
                Err(failure) => {
                    assert_eq!((who, failure.alert()), (Role::Client, Some(AlertDescription::internal_error)))
                }
                Ok(played) => played.assert_refused(Role::Server, Cause::RandomFailed),
            }
        }
    }
}

/// A generator that is stuck cannot be told from one that is not, by what it gives once. Nothing crashes and nothing hangs: the
/// connection is made, or refused where no number fits.
#[test]
fn the_same_bytes_for_ever() {
    for kind in Kind::ALL {
        for who in ROLES {
            for bytes in [[1; 32], [0x7F; 32], [0xFF; 32]] {
                let played = play(kind, who, Arc::new(ConstantRandom(bytes)));
                let made = played.as_ref().is_ok_and(Played::completed);
                let refused = end(&played, who) == Some(Cause::RandomFailed);
                assert!(made || (refused && kind == Kind::Tls12Rsa), "{kind:?} {who:?} {bytes:?}: {played:#?}");
            }
        }
    }
}

/// The one random value that says something else: a server that draws it seems to ask for a retry.
#[test]
fn the_random_of_a_retry() {
    let played = play(Kind::Tls13, Role::Server, Arc::new(ConstantRandom(HELLO_RETRY_REQUEST_RANDOM))).unwrap();
    let End::Failed(failure) = &played.client.end else { panic!("{played:#?}") };
    assert!(!failure.received_alert() && failure.alert() == Some(AlertDescription::decode_error), "{failure:#}");
}

/// A connection at another time, which may change after each flight.
fn at_times(scene: &Scene, times: &[UnixTime]) -> Played {
    let recorder = Recorder::new();
    let mut pair = scene.pair(&recorder, Lies::none());
    let mut times = times.iter().cycle();
    loop {
        pair.set_time(*times.next().unwrap());
        let there = pair.flight(testvectors::pair::Flow::ClientToServer).unwrap();
        let back = pair.flight(testvectors::pair::Flow::ServerToClient).unwrap();
        if !there && !back {
            break;
        }
    }
    Played::of(pair, recorder)
}

const fn time(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// The end of the year 9999, and what is far behind it.
const FAR: [UnixTime; 4] = [time(253_402_300_799), time(253_402_300_800), time(u64::MAX / 2), time(u64::MAX)];

fn words(played: &Played, who: Role) -> String {
    let End::Failed(failure) = &played.side(who).end else { panic!("{who:?} should refuse: {played:#?}") };
    assert_eq!(failure.cause(), Cause::Untrusted, "{failure:#}");
    assert_eq!(failure.alert(), Some(AlertDescription::certificate_expired), "{failure:#}");
    format!("{failure} {failure:#} {failure:?}")
}

/// Certificates that are not yet valid, and that are not any more: said as that, with the time, and nothing crashes however
/// far away it is.
#[test]
fn clocks_that_are_wrong() {
    for kind in Kind::ALL {
        let server = Scene::new(kind, Auth::None);
        for now in [time(0), time(1)] {
            let words = words(&at_times(&server, &[now]), Role::Client);
            assert!(words.contains("valid only in 20832 days") && words.contains("1970-01-01 00:00:0"), "{words}");
        }
        for now in FAR {
            let words = words(&at_times(&server, &[now]), Role::Client);
            assert!(words.contains("expired"), "{words}");
        }
        // A server whose clock is wrong, when the client's is right: it is asked about the client's certificate only.
        let client = Scene::new(kind, Auth::Certificate);
        for now in [time(0), FAR[0], FAR[3]] {
            // The client's flights arrive at the server's time, the server's at the client's.
            let recorder = Recorder::new();
            let mut pair = client.pair(&recorder, Lies::none());
            for _ in 0..3 {
                pair.set_time(now);
                pair.flight(testvectors::pair::Flow::ClientToServer).unwrap();
                pair.set_time(NOW);
                pair.flight(testvectors::pair::Flow::ServerToClient).unwrap();
            }
            words(&Played::of(pair, recorder), Role::Server);
        }
    }
}

/// Time that goes backwards between two steps changes nothing but the verdict of the step that asks for it.
#[test]
fn clocks_that_jump() {
    for kind in Kind::ALL {
        let scene = Scene::new(kind, Auth::Certificate);
        for times in [[NOW, time(NOW.as_secs() - 3_600)], [time(NOW.as_secs() + 3_600), NOW]] {
            let played = at_times(&scene, &times);
            assert_eq!((&played.client.end, &played.server.end), (&End::Done, &End::Done), "{kind:?}: {played:#?}");
        }
        let played = at_times(&scene, &[NOW, time(0)]);
        assert!([&played.client.end, &played.server.end].iter().any(|end| matches!(end, End::Failed(_))));
    }
}
