//! Damage: every message cut at every byte, every bit of every message and of every record turned over.
//!
//! A case names a message or a record, a byte and a bit. Keys, randomness and signatures are new in every run; where a
//! message is shorter than the one that was counted, its last byte is meant.

use crate::figures::{number, row};
use crate::kit::{Auth, Kind, Lies, Played, Scene, Side, messages, other, records, spread};
use testvectors::pair::{End, Flow};
use testvectors::recorder::Event;
use tls_core::conn::Direction;
use tls_core::msg::Role;
use tls_core::registry::{AlertDescription, ContentType};

/// What is done to one message, as only the receiver sees it.
#[derive(Clone, Copy, Debug)]
enum Damage {
    /// The body ends here, and the header says so.
    Shortened(usize),
    /// Nothing of the record comes after this many bytes of the message.
    Lost(usize),
    /// One bit is another.
    Flipped(usize),
}

#[derive(Clone, Copy, Debug)]
enum Case {
    /// To the message that this side receives as its n-th.
    Message(Role, usize, Damage),
    /// To the record that this side receives as its n-th: the bit.
    Record(Role, usize, usize),
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Both sides did all that they do when nothing is damaged.
    Completed,
    /// A side refused, with one fatal alert.
    Refused,
    /// A side refused after it had sent close_notify, behind which nothing may follow.
    Closed,
    /// A side refused and said nothing, although it could.
    Silent,
    /// Nobody refused: bytes are missing, and the end of the transport is reported.
    Waiting,
}

/// How often each verdict fell, as a row of the figures.
fn print(name: &str, what: &str, stride: usize, verdicts: &[Verdict]) {
    let count = |wanted: Verdict| number(verdicts.iter().filter(|own| **own == wanted).count());
    let tried = match stride {
        1 => format!("{} cases", number(verdicts.len())),
        _ => format!("{} cases (1 of {stride})", number(verdicts.len())),
    };
    row(&[
        name,
        what,
        &tried,
        &format!("{} completed", count(Verdict::Completed)),
        &format!("{} refused with an alert", count(Verdict::Refused)),
        &format!("{} refused after own close_notify", count(Verdict::Closed)),
        &format!("{} silent", count(Verdict::Silent)),
        &format!("{} waiting", count(Verdict::Waiting)),
    ]);
}

/// The case's lie.
fn lies(case: Case) -> Lies {
    match case {
        Case::Message(receiver, wanted, damage) => {
            let mut seen = 0;
            Lies::none().heard(move |role, content_type, content| {
                if role != receiver || content_type != ContentType::handshake {
                    return;
                }
                let ranges = messages(content);
                if let Some(range) = wanted.checked_sub(seen).and_then(|index| ranges.get(index)) {
                    inflict(damage, content, range.clone());
                }
                seen += ranges.len();
            })
        }
        Case::Record(receiver, wanted, bit) => {
            let mut seen = 0;
            Lies::none().wire(move |flow, flight| {
                if (flow == Flow::ServerToClient) != (receiver == Role::Client) {
                    return;
                }
                for range in records(flight) {
                    if seen == wanted {
                        flight[range.start + (bit / 8).min(range.len() - 1)] ^= 1 << (bit % 8);
                    }
                    seen += 1;
                }
            })
        }
    }
}

fn inflict(damage: Damage, content: &mut Vec<u8>, range: core::ops::Range<usize>) {
    match damage {
        Damage::Shortened(body) => {
            let body = body.min(range.len() - 5);
            content.drain(range.start + 4 + body..range.end);
            content[range.start + 1..range.start + 4].copy_from_slice(&u32::try_from(body).unwrap().to_be_bytes()[1..]);
        }
        Damage::Lost(bytes) => content.truncate(range.start + bytes.min(range.len() - 1)),
        Damage::Flipped(bit) => content[range.start + (bit / 8).min(range.len() - 1)] ^= 1 << (bit % 8),
    }
}

/// What a side receives when nothing is damaged.
struct Shape {
    /// Lengths of messages.
    messages: Vec<usize>,
    /// Lengths of records, and whether they are protected.
    records: Vec<(usize, bool)>,
}

fn shape(played: &Played, receiver: Role) -> Shape {
    let messages = played.recorder.messages(receiver, Direction::Recv);
    let sent = played.recorder.events(other(receiver)).into_iter().filter_map(|event| match event {
        Event::Record { direction: Direction::Send, header, protected, .. } => {
            Some((5 + usize::from(header.length), protected))
        }
        _ => None,
    });
    Shape { messages: messages.iter().map(|(_, bytes)| bytes.len()).collect(), records: sent.collect() }
}

impl Shape {
    /// Every case towards this receiver, and whether it may, and must, go unnoticed.
    fn cases(&self, receiver: Role) -> Vec<(Case, bool)> {
        let mut cases = Vec::new();
        for (index, length) in self.messages.iter().copied().enumerate() {
            let case = |damage| (Case::Message(receiver, index, damage), false);
            cases.extend((0..length - 4).map(Damage::Shortened).map(case));
            cases.extend((1..length).map(Damage::Lost).map(case));
            cases.extend((0..8 * length).map(Damage::Flipped).map(case));
        }
        for (index, (length, protected)) in self.records.iter().copied().enumerate() {
            // legacy_record_version "MUST be ignored for all purposes" (RFC 9846 §5.1). Of the first record its major
            // byte is looked at all the same: it tells TLS from other protocols.
            let first = if index == 0 { 2 } else { 1 };
            let ignored = |bit: usize| !protected && (first..=2).contains(&(bit / 8));
            cases.extend((0..8 * length).map(|bit| (Case::Record(receiver, index, bit), ignored(bit))));
        }
        cases
    }
}

/// How many cases are run: each of them, or one of so many.
#[derive(Clone, Copy)]
struct Stride {
    messages: usize,
    records: usize,
}

fn cases(scene: &Scene, stride: Stride) -> Vec<(Case, bool)> {
    let honest = scene.play(Lies::none());
    assert!(honest.completed(), "{honest:#?}");
    let receivers = [Role::Client, Role::Server];
    let all = receivers.iter().flat_map(|role| shape(&honest, *role).cases(*role));
    let (messages, records): (Vec<_>, Vec<_>) = all.partition(|(case, _)| matches!(case, Case::Message(..)));
    let records = records.into_iter().step_by(stride.records);
    messages.into_iter().step_by(stride.messages).chain(records).collect()
}

fn judge(case: Case, played: &Played) -> Verdict {
    let sides = [&played.client, &played.server];
    for (role, side) in [(Role::Client, &played.client), (Role::Server, &played.server)] {
        judge_side(case, role, side, played);
    }
    if played.completed() {
        check_agreement(case, played);
        return Verdict::Completed;
    }
    let refusing: Vec<_> = sides.into_iter().filter(|side| own_refusal(side)).collect();
    if refusing.iter().any(|side| !fatal(side).is_empty()) {
        return Verdict::Refused;
    }
    if !refusing.is_empty() {
        let closed = refusing.iter().all(|side| side.sent_alerts.contains(&AlertDescription::close_notify));
        return if closed { Verdict::Closed } else { Verdict::Silent };
    }
    assert!(
        sides.iter().any(|side| side.transport_ended.is_err()),
        "{case:?}: something is missing and nobody says so: {played:#?}"
    );
    Verdict::Waiting
}

/// Whether a side refused, rather than heard that the other one did.
fn own_refusal(side: &Side) -> bool {
    matches!(&side.end, End::Failed(failure) if !failure.received_alert())
}

fn fatal(side: &Side) -> Vec<AlertDescription> {
    side.sent_alerts.iter().copied().filter(|alert| *alert != AlertDescription::close_notify).collect()
}

fn judge_side(case: Case, role: Role, side: &Side, played: &Played) {
    let context = || format!("{case:?}, {role:?}: {played:#?}");
    assert!(side.received.is_empty() || side.received == crate::kit::DATA, "damaged data: {}", context());
    let fatal = fatal(side);
    match &side.end {
        End::Failed(failure) if failure.received_alert() => assert!(fatal.is_empty(), "{}", context()),
        End::Failed(failure) => {
            let closed = side.sent_alerts.contains(&AlertDescription::close_notify);
            let wanted = failure.alert().filter(|_| !closed);
            assert_eq!(fatal, Vec::from_iter(wanted), "one fatal alert, the failure's: {}", context());
            assert!(closed || wanted.is_some(), "refused without a word: {}", context());
        }
        End::Done | End::Waiting(_) => assert!(fatal.is_empty(), "{}", context()),
    }
}

/// Two sides that are done saw the same messages and know the same facts.
fn check_agreement(case: Case, played: &Played) {
    for (from, to) in [(Role::Client, Role::Server), (Role::Server, Role::Client)] {
        let sent = played.recorder.messages(from, Direction::Send);
        let received = played.recorder.messages(to, Direction::Recv);
        assert_eq!(sent, received, "{case:?}: {from:?} was not understood");
    }
    let (client, server) = (played.client.facts.clone().unwrap(), played.server.facts.clone().unwrap());
    let own = |mut facts: tls_core::conn::Facts| {
        // What each side knows of the other.
        facts.peer_certificates = [].into();
        facts.server_name = None;
        facts
    };
    assert_eq!(own(client), own(server), "{case:?}");
}

/// Runs the cases of a scene.
fn run(name: &str, scene: &Scene, messages: usize, records: usize) {
    let cases = cases(scene, Stride { messages, records });
    let verdicts = spread(&cases, |(case, _)| judge(*case, &scene.play(lies(*case))));
    let (mut cut, mut flipped, mut on_the_wire) = (Vec::new(), Vec::new(), Vec::new());
    for ((case, ignored), verdict) in cases.iter().zip(&verdicts) {
        assert_eq!(*verdict == Verdict::Completed, *ignored, "{name}: {case:?} ends as {verdict:?}");
        assert_ne!(*verdict, Verdict::Silent, "{name}: {case:?}");
        match case {
            Case::Message(_, _, Damage::Flipped(_)) => &mut flipped,
            Case::Message(..) => &mut cut,
            Case::Record(..) => &mut on_the_wire,
        }
        .push(*verdict);
    }
    print(name, "messages cut", messages, &cut);
    print(name, "bits of messages", messages, &flipped);
    print(name, "bits on the wire", records, &on_the_wire);
}

#[test]
fn tls13() {
    run("TLS 1.3", &Scene::new(Kind::Tls13, Auth::None), 1, 1);
}

#[test]
fn tls13_client_certificate() {
    run("TLS 1.3, client certificate", &Scene::new(Kind::Tls13, Auth::Certificate), 1, 1);
}

#[test]
fn tls13_retry() {
    run("TLS 1.3, HelloRetryRequest", &Scene::retry(Auth::None), 11, 11);
}

#[test]
fn tls12() {
    run("TLS 1.2", &Scene::new(Kind::Tls12, Auth::None), 1, 1);
}

#[test]
fn tls12_client_certificate() {
    run("TLS 1.2, client certificate", &Scene::new(Kind::Tls12, Auth::Certificate), 1, 1);
}

#[test]
fn tls12_rsa() {
    run("TLS 1.2, RSA key exchange", &Scene::new(Kind::Tls12Rsa, Auth::None), 23, 23);
}

#[test]
fn tls12_rsa_client_certificate() {
    run("TLS 1.2, RSA key exchange, client certificate", &Scene::new(Kind::Tls12Rsa, Auth::Certificate), 37, 37);
}
