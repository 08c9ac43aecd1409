//! TABLE 3 against the step tables, and both against the engine: at every point of every flow, each message that is not
//! due is refused as unexpected, whatever it holds and however long it says it is.

use crate::cheap;
use crate::edit::{append, extension};
use crate::figures::{number, row};
use crate::kit::{Auth, Kind, Lies, Played, Scene, WORLD, message, messages, other, spread};
use std::collections::BTreeSet;
use std::sync::Arc;
use testvectors::pair::{End, Flow as Way};
use tls_core::conn::Direction;
use tls_core::crypto::CryptoProvider;
use tls_core::error::{Cause, Failure};
use tls_core::flows::{BESIDES, ClientAuthentication, FLOWS, Flow, Item, Stapling, When, step_table};
use tls_core::msg::Role;
use tls_core::registry::{
    ContentType, ExtensionType, HandshakeType, KeyExchangeAlgorithm, NamedGroup, ProtocolVersion,
};

/// What has a server go through a flow that ours never chooses: it says that it may send CertificateStatus, and does not.
pub(crate) fn path(flow: &Flow) -> Lies {
    if flow.stapling != Stapling::Promised {
        return Lies::none();
    }
    let promise = extension(ExtensionType::status_request, &[]);
    Lies::none().says(
        Role::Server,
        HandshakeType::server_hello,
        append(Kind::Tls12, "ServerHello.extensions", &promise),
    )
}

/// Two sides that go through a flow, with its [`path`].
pub(crate) fn scene(flow: &Flow) -> Scene {
    scene_over(&WORLD.provider, flow)
}

fn scene_over(provider: &Arc<CryptoProvider>, flow: &Flow) -> Scene {
    let auth = match flow.client_authentication {
        ClientAuthentication::None => Auth::None,
        ClientAuthentication::Declined => Auth::Declined,
        ClientAuthentication::Certificate => Auth::Certificate,
        other => panic!("{other:?} is new: teach it to this test"),
    };
    let kind = kind(flow);
    let groups: &[_] = if flow.retry { &[NamedGroup::secp256r1] } else { &[NamedGroup::x25519] };
    // GREASE changes no flow.
    let credential = match flow.stapling {
        Stapling::Sent => kind.stapled(&[0x30, 0]),
        _ => kind.server_credential(),
    };
    Scene::showing(
        credential,
        provider,
        kind,
        auth,
        |client| client.grease(true),
        |server| server.grease(true).groups(groups),
    )
}

fn kind(flow: &Flow) -> Kind {
    match (flow.version, flow.key_exchange) {
        (ProtocolVersion::TLSv1_3, None) => Kind::Tls13,
        (ProtocolVersion::TLSv1_2, Some(KeyExchangeAlgorithm::Ecdhe)) => Kind::Tls12,
        (ProtocolVersion::TLSv1_2, Some(KeyExchangeAlgorithm::Rsa)) => Kind::Tls12Rsa,
        other => panic!("{other:?} is new: teach it to this test"),
    }
}

/// How a message that is not due is written.
#[derive(Clone, Copy, Debug)]
enum Body {
    /// With the body of the message that is due.
    Due,
    /// Without a body.
    Empty,
    /// Saying that 2^24 - 1 bytes follow, and nothing follows.
    Endless,
}

/// The point of a flow where another type comes instead of a step.
#[derive(Clone, Copy, Debug)]
struct Point {
    flow: &'static Flow,
    step: usize,
}

impl Point {
    fn due(self) -> Item {
        self.flow.steps[self.step].item
    }

    fn receiver(self) -> Role {
        other(self.flow.steps[self.step].from)
    }

    /// How many steps like this one the receiver has seen before: messages for a message, records for a record.
    fn before(self) -> usize {
        let alike = |step: &&tls_core::flows::Step| {
            step.from != self.receiver() && step.item.kind().is_some() == self.due().kind().is_some()
        };
        self.flow.steps[..self.step].iter().filter(alike).count()
    }

    /// What the engine must accept here besides what is due, in this version or, while none is settled, in any.
    fn besides(self, any_version: bool) -> impl Iterator<Item = HandshakeType> {
        let peer = other(self.receiver());
        let past = &self.flow.steps[..self.step];
        let keys = past.iter().any(|step| step.from == peer && step.item == Item::ChangeCipherSpec);
        let settled = past.iter().any(|step| step.from == Role::Server);
        let version = move |version| version == self.flow.version || (any_version && !settled);
        BESIDES
            .iter()
            .filter(move |row| row.from == peer && version(row.version))
            .filter(move |row| row.when == When::BeforeKeysAndAfter && !keys)
            .map(|row| row.kind)
    }

    fn accepted(self, any_version: bool) -> BTreeSet<HandshakeType> {
        let due = self.flow.due(self.step);
        let due = due.iter().filter(|step| step.from != self.receiver()).filter_map(|step| step.item.kind());
        due.chain(self.besides(any_version)).collect()
    }

    /// Another message instead of this step.
    fn lies(self, kind: HandshakeType, body: Body) -> Lies {
        let (receiver, before) = (self.receiver(), self.before());
        let mut seen = 0;
        if self.due().kind().is_none() {
            return path(self.flow).wire(move |way, flight| {
                if (way == Way::ServerToClient) == (receiver == Role::Client) {
                    instead_of_ccs(flight, &written(kind, body, &[1]));
                }
            });
        }
        path(self.flow).heard(move |role, content_type, content| {
            if role != receiver || content_type != ContentType::handshake {
                return;
            }
            let ranges = messages(content);
            if let Some(range) = before.checked_sub(seen).and_then(|index| ranges.get(index)).cloned() {
                let lie = written(kind, body, &content[range.start + 4..range.end]);
                content.truncate(range.start);
                content.extend_from_slice(&lie);
            }
            seen += ranges.len();
        })
    }
}

fn written(kind: HandshakeType, body: Body, due: &[u8]) -> Vec<u8> {
    match body {
        Body::Due => message(kind, due),
        Body::Empty => message(kind, &[]),
        Body::Endless => vec![kind.0, 0xFF, 0xFF, 0xFF],
    }
}

/// A handshake record in place of the change_cipher_spec record, and nothing after it.
fn instead_of_ccs(flight: &mut Vec<u8>, message: &[u8]) {
    let mut start = 0;
    while let Some([kind, _, _, high, low]) = flight[start..].first_chunk().copied() {
        if kind == ContentType::change_cipher_spec.0 {
            flight.truncate(start);
            flight.extend_from_slice(&[ContentType::handshake.0, 3, 3]);
            flight.extend_from_slice(&u16::try_from(message.len()).unwrap().to_be_bytes());
            flight.extend_from_slice(message);
            return;
        }
        start += 5 + usize::from(u16::from_be_bytes([high, low]));
    }
}

fn points() -> Vec<Point> {
    FLOWS.iter().flat_map(|flow| (0..flow.steps.len()).map(move |step| Point { flow, step })).collect()
}

fn failure(played: &Played, role: Role) -> Option<&Failure> {
    match &played.side(role).end {
        End::Failed(failure) => Some(failure),
        End::Done | End::Waiting(_) => None,
    }
}

/// Whether this message was refused as out of order, rather than for what it holds or for what came after it.
fn refused_as_unexpected(failure: Option<&Failure>, kind: HandshakeType) -> bool {
    failure.is_some_and(|failure| failure.cause() == Cause::UnexpectedMessage && failure.got_text() == kind.to_string())
}

/// The honest handshakes are those of the table, in its order.
#[test]
fn the_engine_goes_through_every_flow() {
    for flow in FLOWS {
        let played = scene(flow).play(path(flow));
        assert!(played.completed(), "{}: {played:#?}", flow.name);
        for role in [Role::Client, Role::Server] {
            let sent: Vec<_> = played.recorder.messages(role, Direction::Send).iter().map(|(kind, _)| *kind).collect();
            let wanted: Vec<_> =
                flow.steps.iter().filter(|step| step.from == role).filter_map(|step| step.item.kind()).collect();
            assert_eq!(sent, wanted, "{}: {role:?}", flow.name);
        }
        let facts = played.client.facts.unwrap();
        assert_eq!((facts.version, facts.hello_retry), (Some(flow.version), flow.retry), "{}", flow.name);
        let authenticated = flow.client_authentication == ClientAuthentication::Certificate;
        assert_eq!(facts.client_authenticated, authenticated, "{}", flow.name);
        let asked = flow.client_authentication != ClientAuthentication::None;
        assert_eq!(facts.client_certificate_requested, asked, "{}", flow.name);
    }
}

/// The state that each point leads to accepts in its step table what TABLE 3 says, and every state is led to.
#[test]
fn the_step_tables_say_what_the_flows_say() {
    let mut visited = BTreeSet::new();
    for point in points() {
        // Nobody ever waits for this type: the refusal names the state.
        let never = HandshakeType(255);
        let played = scene(point.flow).play(point.lies(never, Body::Empty));
        let failure = failure(&played, point.receiver()).unwrap_or_else(|| panic!("{point:?}: {played:#?}"));
        assert!(refused_as_unexpected(Some(failure), never), "{point:?}: {failure:?}");
        let state = failure.position().state;
        let row = step_table(point.receiver()).iter().find(|(name, _)| *name == state).unwrap();
        let table: BTreeSet<_> = row.1.iter().copied().collect();
        assert_eq!(table, point.accepted(true), "{} in {state}", point.flow.name);
        visited.insert((point.receiver() == Role::Client, state));
    }
    for role in [Role::Client, Role::Server] {
        for (state, accepted) in step_table(role) {
            // What comes after the handshake is no flow's step.
            if accepted.is_empty() || state.starts_with("CONNECTED") {
                continue;
            }
            assert!(visited.contains(&(role == Role::Client, state)), "no flow leads {role:?} to {state}");
        }
    }
}

/// Every type at every point.
#[test]
fn what_is_not_due_is_unexpected() {
    // What is due does not depend on keys, so key exchange and signatures cost nothing here.
    let scenes: Vec<Scene> = FLOWS.iter().map(|flow| scene_over(&cheap::PROVIDER, flow)).collect();
    let scene = |point: &Point| &scenes[FLOWS.iter().position(|flow| flow.name == point.flow.name).unwrap()];
    let mut cells = Vec::new();
    for point in points() {
        for kind in (0..=255).map(HandshakeType) {
            for (index, body) in [Body::Due, Body::Empty, Body::Endless].into_iter().enumerate() {
                // Most flows share their states with others: there each type comes in one of the forms.
                if every_form(point.flow) || usize::from(kind.0) % 3 == index {
                    cells.push((point, kind, body));
                }
            }
        }
    }
    let accepted = spread(&cells, |(point, kind, body)| {
        let played = scene(point).play(point.lies(*kind, *body));
        let failure = failure(&played, point.receiver());
        let unexpected = refused_as_unexpected(failure, *kind);
        let due = point.accepted(false).contains(kind);
        assert_eq!(unexpected, !due, "{point:?}: {kind:?} {body:?}: {failure:?}");
        if unexpected {
            played.assert_refused(point.receiver(), Cause::UnexpectedMessage);
        }
        due
    });
    let due = accepted.iter().filter(|due| **due).count();
    assert!(due > 0 && accepted.len() > 40_000);
    row(&[
        "every type at every point of every flow",
        &format!("{} flows", FLOWS.len()),
        &format!("{} points", number(points().len())),
        &format!("{} messages offered", number(accepted.len())),
        &format!("{} due", number(due)),
        &format!("{} refused as unexpected", number(accepted.len() - due)),
    ]);
}

fn every_form(flow: &Flow) -> bool {
    flow.key_exchange != Some(KeyExchangeAlgorithm::Rsa)
        && flow.client_authentication == ClientAuthentication::Certificate
}

/// Every type after the handshake.
#[test]
fn what_is_not_for_after_the_handshake_is_unexpected() {
    for (kind, state) in [(Kind::Tls13, "CONNECTED"), (Kind::Tls12, "CONNECTED (1.2)")] {
        let scene = Scene::new(kind, Auth::None);
        for sender in [Role::Client, Role::Server] {
            let table = step_table(other(sender)).iter().find(|(name, _)| *name == state).unwrap().1;
            let rows = BESIDES.iter().filter(|row| row.from == sender && row.version == kind.version());
            let rows: BTreeSet<_> = rows.map(|row| row.kind).collect();
            assert_eq!(rows, table.iter().copied().collect(), "{state}");
            for kind in (0..=255).map(HandshakeType) {
                for body in [Body::Due, Body::Empty, Body::Endless] {
                    // The body of a KeyUpdate.
                    let lie = written(kind, body, &[0]);
                    let played = scene.play(Lies::none().at(sender, state, move |effects| effects.push_message(&lie)));
                    let failure = failure(&played, other(sender));
                    let unexpected = refused_as_unexpected(failure, kind);
                    assert_eq!(unexpected, !rows.contains(&kind), "{state}: {kind:?} {body:?}: {played:#?}");
                    if unexpected {
                        played.assert_refused(other(sender), Cause::UnexpectedMessage);
                    }
                }
            }
        }
    }
}
