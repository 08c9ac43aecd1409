//! One side alone, given the bytes of a recorded connection: however they are cut and whenever its output is fetched, it says
//! the same bytes, tells the same events and secrets, hands out the same data and ends in the same way. Also when it refuses.

use crate::determinism::{configs, run};
use crate::figures::{number, row};
use crate::kit::{Auth, DATA, Kind, NOW, spread};
use core::fmt::Write as _;
use testvectors::pair::{Chunking, Connection, End, Report};
use testvectors::recorder::{Event, Recorder};
use tls_core::conn::{ClientConnection, Closed, Facts, Seams, ServerConnection};
use tls_core::error::{Cause, Failure};
use tls_core::flows::{ClientAuthentication, FLOWS, Stapling};
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;
use tls_core::registry::{KeyExchangeAlgorithm, ProtocolVersion};

/// Splits of each connection towards one side, and towards a server whose key exchange is slow.
const SPLITS: u64 = 960;
const SPLITS_RSA: u64 = 60;
/// Places where a bit is turned over, and splits of each of these inputs.
const FAULTS: usize = 12;
const SPLITS_FAULT: u64 = 6;

/// A flow of TABLE 3 with the bytes that crossed.
struct Recorded {
    name: &'static str,
    kind: Kind,
    auth: Auth,
    retry: bool,
    /// To the server, and to the client.
    wire: Vec<Vec<u8>>,
}

fn recorded() -> Vec<Recorded> {
    let of = |flow: &tls_core::flows::Flow| {
        let kind = match (flow.version, flow.key_exchange) {
            (ProtocolVersion::TLSv1_3, _) => Kind::Tls13,
            (_, Some(KeyExchangeAlgorithm::Rsa)) => Kind::Tls12Rsa,
            _ => Kind::Tls12,
        };
        let auth = match flow.client_authentication {
            ClientAuthentication::None => Auth::None,
            ClientAuthentication::Declined => Auth::Declined,
            _ => Auth::Certificate,
        };
        let seen = run(kind, auth, flow.retry, Chunking::Whole, None);
        assert_eq!(seen.ends, (End::Done, End::Done), "{}", flow.name);
        Recorded { name: flow.name, kind, auth, retry: flow.retry, wire: seen.wire }
    };
    // The states that CertificateStatus adds are cut in `staples`.
    FLOWS.iter().filter(|flow| flow.stapling == Stapling::None).map(of).collect()
}

/// A source of numbers that is good enough to cut with (a linear congruential generator).
struct Numbers(u64);

impl Numbers {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x2545_F491_4F6C_DD1D)
    }

    /// A number below `most`, which is not 0.
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// How the input is cut, and when the output is fetched.
#[derive(Clone, Copy, Debug)]
enum Manner {
    /// All at once; the output at the end.
    Whole,
    /// One byte at a time, and one byte of output after each step.
    Bytes,
    /// As this seed says: short pieces or long ones, the output at once, at the end, or in parts.
    Random(u64),
}

/// When the output is fetched.
#[derive(Clone, Copy, Debug)]
enum Drain {
    AtOnce,
    Late,
    Byte,
    Parts,
}

struct Cut {
    numbers: Numbers,
    most: usize,
    drain: Drain,
}

impl Cut {
    fn new(manner: Manner) -> Self {
        match manner {
            Manner::Whole => Self { numbers: Numbers::new(0), most: 0, drain: Drain::Late },
            Manner::Bytes => Self { numbers: Numbers::new(0), most: 1, drain: Drain::Byte },
            Manner::Random(seed) => {
                let mut numbers = Numbers::new(seed);
                let most = [4, 40, 400, 4_000][numbers.below(4)];
                let drain = [Drain::AtOnce, Drain::Late, Drain::Byte, Drain::Parts][numbers.below(4)];
                Self { numbers, most, drain }
            }
        }
    }

    fn piece(&mut self, left: usize) -> usize {
        if self.most == 0 { left } else { (1 + self.numbers.below(self.most)).min(left) }
    }

    fn fetch(&mut self, connection: &mut dyn Connection, output: &mut Vec<u8>) {
        let waiting = connection.output().len();
        let count = match self.drain {
            Drain::AtOnce => waiting,
            Drain::Late => 0,
            Drain::Byte => waiting.min(1),
            Drain::Parts => self.numbers.below(waiting + 1),
        };
        output.extend_from_slice(&connection.output()[..count]);
        connection.output_sent(count).unwrap();
    }
}

/// All that can be seen of one side.
#[derive(Debug, PartialEq)]
struct Seen {
    output: Vec<u8>,
    events: String,
    received: Vec<u8>,
    facts: Option<Facts>,
    closed: Option<Closed>,
    failure: Option<Failure>,
    transport_ended: Result<(), Failure>,
}

/// One side, from its first byte to the end of the transport.
fn replay(recorded: &Recorded, role: Role, input: &[u8], manner: Manner) -> Seen {
    let (client, server) = configs(recorded.kind, recorded.auth, recorded.retry);
    let recorder = Recorder::with_secrets();
    let seams = Seams::sink(recorder.sink());
    let mut connection: Box<dyn Connection> = if role == Role::Client {
        let name = ServerName::try_from("server.example").unwrap();
        Box::new(ClientConnection::new(client, name, seams).unwrap())
    } else {
        Box::new(ServerConnection::new(server, seams))
    };
    let mut cut = Cut::new(manner);
    let (mut output, mut received, mut closed) = (Vec::new(), Vec::new(), None);
    let (mut incoming, mut given) = (Vec::new(), 0);
    while given < input.len() && connection.failure().is_none() && closed.is_none() {
        let more = cut.piece(input.len() - given);
        incoming.extend_from_slice(&input[given..given + more]);
        given += more;
        loop {
            let (consumed, report) = connection.step(&mut incoming, NOW);
            let mut waits = false;
            let mut done = false;
            match report {
                Report::NeedInput { .. } | Report::Failed(_) => waits = true,
                Report::Done(_) => done = true,
                Report::Plaintext(data) => received.extend_from_slice(data),
                Report::Closed(how) => (closed, waits) = (Some(how), true),
                _ => {}
            }
            incoming.drain(..consumed);
            if done {
                connection.send(DATA).unwrap();
            }
            cut.fetch(&mut *connection, &mut output);
            if waits {
                break;
            }
        }
    }
    connection.close();
    let transport_ended = connection.transport_ended();
    output.extend_from_slice(connection.output());
    Seen {
        output,
        events: told(&recorder.events(role)),
        received,
        facts: connection.facts().cloned(),
        closed,
        failure: connection.failure().cloned(),
        transport_ended,
    }
}

/// Events as text, with the bytes of secrets: nobody prints them but the test that fails.
fn told(events: &[Event]) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Record { direction, header, content_type, payload, protected, sequence, padding } => {
                let rest = (direction, header, content_type, protected, sequence, padding);
                write!(text, "Record {rest:?} {}", payload.escape_ascii()).unwrap();
            }
            Event::Message { direction, kind, bytes } => {
                write!(text, "Message {direction:?} {kind} {}", bytes.escape_ascii()).unwrap();
            }
            Event::Secret { name, secret, .. } => {
                write!(text, "Secret {name} {}", secret.expose().escape_ascii()).unwrap();
            }
            other => write!(text, "{other:?}").unwrap(),
        }
        text.push('\n');
    }
    text
}

/// Every flow towards every side.
fn cases(all: &[Recorded]) -> Vec<(&Recorded, Role)> {
    all.iter().flat_map(|recorded| [(recorded, Role::Client), (recorded, Role::Server)]).collect()
}

const fn is_slow(recorded: &Recorded, role: Role) -> bool {
    matches!((recorded.kind, role), (Kind::Tls12Rsa, Role::Server))
}

fn input(recorded: &Recorded, role: Role) -> &[u8] {
    &recorded.wire[usize::from(role == Role::Client)]
}

#[test]
fn any_split_and_any_order_of_fetching() {
    let all = recorded();
    let mut work = Vec::new();
    for (recorded, role) in cases(&all) {
        let whole = replay(recorded, role, input(recorded, role), Manner::Whole);
        assert_eq!(whole.failure, None, "{} {role:?}", recorded.name);
        assert_eq!(whole.received, DATA, "{} {role:?}", recorded.name);
        assert_eq!(whole.closed, Some(Closed::Clean), "{} {role:?}", recorded.name);
        assert!(whole.events.contains("Secret") && whole.facts.is_some());
        // The other side of the recorded connection heard exactly this.
        assert!(whole.output == recorded.wire[usize::from(role == Role::Server)], "{} {role:?}", recorded.name);
        let splits = if is_slow(recorded, role) { SPLITS_RSA } else { SPLITS };
        let whole = std::sync::Arc::new(whole);
        let manners = [Manner::Whole, Manner::Bytes].into_iter().chain((0..splits).map(Manner::Random));
        work.extend(manners.map(|manner| (recorded, role, manner, whole.clone())));
    }
    spread(&work, |(recorded, role, manner, whole)| {
        let cut = replay(recorded, *role, input(recorded, *role), *manner);
        assert!(cut == **whole, "{} {role:?} {manner:?}: {cut:#?}\n{whole:#?}", recorded.name);
    });
    assert!(work.len() >= 20_000, "{}", work.len());
    row(&[
        "splits of whole connections",
        &number(work.len()),
        &format!("{} flows, both sides: all the same", all.len()),
    ]);
}

/// What was refused for not being TLS quotes what came so far, which is more or less.
fn comparable(mut seen: Seen) -> Seen {
    let of = |failure: Failure| match failure.cause() {
        Cause::PeerSpeaksSomethingElse | Cause::PeerSpeaksHttp => Failure::new(failure.cause()),
        _ => failure,
    };
    if seen.failure.as_ref().is_some_and(|failure| failure.cause() == Cause::PeerSpeaksSomethingElse) {
        seen.events.clear();
    }
    seen.failure = seen.failure.map(of);
    seen.transport_ended = seen.transport_ended.map_err(of);
    seen
}

/// A bit is turned over: the same refusal, after the same output.
#[test]
fn any_split_of_a_bad_flight() {
    let all = recorded();
    let mut work = Vec::new();
    for (recorded, role) in cases(&all) {
        let good = input(recorded, role);
        // The first header and the first message's, then all over.
        let faults = (0..FAULTS).map(|index| match index {
            0..6 => [0, 1, 3, 4, 5, 8][index],
            _ => 9 + (index - 6) * (good.len() - 9) / (FAULTS - 6),
        });
        for at in faults.take(if is_slow(recorded, role) { FAULTS / 2 } else { FAULTS }) {
            let mut bad = good.to_vec();
            bad[at] ^= 1 << (at % 8);
            let whole = std::sync::Arc::new(comparable(replay(recorded, role, &bad, Manner::Whole)));
            let manners = [Manner::Bytes].into_iter().chain((0..SPLITS_FAULT).map(Manner::Random));
            let bad = std::sync::Arc::new(bad);
            work.extend(manners.map(|manner| (recorded, role, bad.clone(), manner, whole.clone())));
        }
    }
    let failed = spread(&work, |(recorded, role, bad, manner, whole)| {
        let cut = comparable(replay(recorded, *role, bad, *manner));
        assert!(cut == **whole, "{} {role:?} {manner:?}: {cut:#?}\n{whole:#?}", recorded.name);
        cut.failure.is_some()
    });
    let failed = failed.iter().filter(|failed| **failed).count();
    assert!(failed * 10 > work.len() * 9, "{failed} of {}", work.len());
    row(&["splits of damaged connections", &number(work.len()), &format!("{} refused: all the same", number(failed))]);
}
