//! Every code point, wherever a peer can put one: what is accepted is exactly what the tables and the configuration say, and
//! everything else is refused with the alert of its rule (ATTACKS rows 8, 24, 25, 27, 46, 53).
//!
//! One message decides each case, so no handshake is run for it: a recorded message is changed in place and given to a fresh
//! connection. `cargo test -p testvectors --test engine -- sweeps --nocapture` prints the figures.

mod alerts;
mod extensions;
mod signatures;
mod to_client;
mod to_server;

use crate::cheap;
use crate::edit::Edit;
use crate::figures::{number, row};
use crate::kit::{Kind, NOW, WORLD, spread};
use core::fmt::Display;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use testvectors::pair::{Connection, End, Flow, Pair, Report};
use testvectors::recorder::Recorder;
use tls_core::config::{ClientConfig, ClientConfigBuilder, ServerConfig, ServerConfigBuilder};
use tls_core::conn::{ClientConnection, Direction, Puppet, Seams, ServerConnection};
use tls_core::error::{Cause, Failure};
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;
use tls_core::registry::{ContentType, HandshakeType, ProtocolVersion, SignatureScheme};

const ECDSA: SignatureScheme = SignatureScheme::ecdsa_secp256r1_sha256;

/// The versions that a side speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaks {
    Tls13,
    Tls12,
    Both,
}

impl Speaks {
    const fn versions(self) -> &'static [ProtocolVersion] {
        match self {
            Self::Tls13 => &[ProtocolVersion::TLSv1_3],
            Self::Tls12 => &[ProtocolVersion::TLSv1_2],
            Self::Both => &[ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2],
        }
    }

    /// What decodes the messages that it sends.
    const fn kind(self) -> Kind {
        if matches!(self, Self::Tls12) { Kind::Tls12 } else { Kind::Tls13 }
    }
}

/// A client with everything that the provider has, and nothing that stands for nothing: such values would be code points that
/// stand there twice.
fn client(speaks: Speaks) -> ClientConfigBuilder {
    ClientConfig::builder(cheap::PROVIDER.clone())
        .grease(false)
        .versions(speaks.versions())
        .grease(false)
        .middlebox_compatibility(false)
        .dangerous_accept_any_certificate()
}

/// A server with everything that the provider has.
fn server(speaks: Speaks) -> ServerConfigBuilder {
    ServerConfig::builder(cheap::PROVIDER.clone())
        .grease(false)
        .versions(speaks.versions())
        .grease(false)
        .credential(cheap::credential(&WORLD.pki.server_p256, &[ECDSA]))
}

/// A handshake between two of them, as far as it goes: all later connections of the same configurations send the same.
struct Recorded {
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    recorder: Recorder,
    /// Flights to the client and to the server.
    flights: [Vec<Vec<u8>>; 2],
}

impl Recorded {
    fn new(client: ClientConfigBuilder, server: ServerConfigBuilder) -> Self {
        let (client, server) = (client.build().unwrap(), server.build().unwrap());
        let recorder = Recorder::new();
        let seams = || Seams::sink(recorder.sink());
        let flights = Arc::new(Mutex::new([Vec::new(), Vec::new()]));
        let log = flights.clone();
        let mut pair = Pair::connect((client.clone(), seams()), (server.clone(), seams()), name(), NOW)
            .unwrap()
            .wire_fault(move |flow, flight| {
                log.lock().unwrap()[usize::from(flow == Flow::ClientToServer)].push(flight.clone());
            });
        let outcome = pair.run().unwrap();
        assert_eq!((outcome.client, outcome.server), (End::Done, End::Done));
        let flights = flights.lock().unwrap().clone();
        Self { client, server, recorder, flights }
    }

    /// The first message of a type that one side sent.
    fn message(&self, from: Role, kind: HandshakeType) -> Vec<u8> {
        let sent = self.recorder.messages(from, Direction::Send);
        sent.into_iter().find(|(own, _)| *own == kind).unwrap().1
    }

    fn client_hello(&self) -> Vec<u8> {
        self.message(Role::Client, HandshakeType::client_hello)
    }

    /// A fresh client, and a fresh server.
    fn new_client(&self) -> ClientConnection {
        ClientConnection::new(self.client.clone(), name(), Seams::default()).unwrap()
    }

    fn new_server(&self) -> ServerConnection {
        ServerConnection::new(self.server.clone(), Seams::default())
    }

    /// The first protected record to a side.
    fn protected(&self, to: Role) -> Vec<u8> {
        let flights = self.flights[usize::from(to == Role::Server)].concat();
        let records = crate::kit::records(&flights);
        let found = records.into_iter().find(|range| flights[range.start] == ContentType::application_data.0);
        flights[found.unwrap()].to_vec()
    }
}

fn name() -> ServerName<'static> {
    ServerName::try_from("server.example").unwrap()
}

/// Handshake messages in a plaintext record.
fn record(messages: &[u8]) -> Vec<u8> {
    let length = u16::try_from(messages.len()).unwrap().to_be_bytes();
    [&[22, 3, 3][..], &length, messages].concat()
}

/// Seams that put other content in the n-th handshake record, as only the receiver sees it.
fn hears(nth: usize, content: Vec<u8>) -> Seams {
    struct Hears(usize, Vec<u8>);
    impl Puppet for Hears {
        fn content_in(&mut self, _: Role, content_type: ContentType, content: &mut Vec<u8>) {
            if content_type == ContentType::handshake {
                if self.0 == 0 {
                    content.clone_from(&self.1);
                }
                self.0 = self.0.wrapping_sub(1);
            }
        }
    }
    let mut seams = Seams::default();
    seams.puppet = Some(Box::new(Hears(nth, content)));
    seams
}

/// Gives a connection everything; says why it refuses, if it does, and that it says so to the peer.
fn feed(connection: &mut impl Connection, bytes: &[u8]) -> Option<Failure> {
    let (mut bytes, mut from) = (bytes.to_vec(), 0);
    loop {
        let (consumed, report) = connection.step(&mut bytes[from..], NOW);
        let over = matches!(report, Report::NeedInput { .. } | Report::Failed(_) | Report::Closed(_));
        from += consumed;
        if over {
            break;
        }
    }
    let failure = connection.failure().cloned()?;
    // An alert of the peer's and its close_notify are not answered.
    if let Some(alert) = failure.cause().alert() {
        let output = connection.output();
        assert_eq!(failure.alert(), Some(alert), "{failure}");
        let sent = &output[output.len() - 7..];
        // In the clear, or protected: then only its length can be seen.
        let in_clear = sent[0] == ContentType::alert.0 && sent[3..] == [0, 2, 2, alert.0];
        let protected = output.len() > 24 && output[output.len() - 24..][..5] == [23, 3, 3, 0, 19];
        assert!(in_clear || protected, "{failure}: {output:02x?}");
    }
    Some(failure)
}

/// Tries every value. `expected` says for each how it may be refused; an empty list, that it is accepted.
fn sweep<T: Display + Copy + Sync>(
    name: &str,
    values: impl Iterator<Item = T>,
    expected: impl Fn(T) -> Vec<Cause>,
    refusal: impl Fn(T) -> Option<Failure> + Sync,
) {
    let values: Vec<T> = values.collect();
    let refusals = spread(&values, |value| refusal(*value).map(|failure| failure.cause()));
    let (mut accepted, mut refused) = (Vec::new(), BTreeMap::<String, usize>::new());
    for (value, refusal) in values.iter().zip(refusals) {
        let expected = expected(*value);
        match refusal {
            None => {
                assert!(expected.is_empty(), "{name}: {value} is accepted, not refused for {expected:?}");
                accepted.push(value.to_string());
            }
            Some(cause) => {
                assert!(expected.contains(&cause), "{name}: {value} is refused for {cause:?}, not for {expected:?}");
                let alert = cause.alert().map_or_else(|| "silently".into(), |alert| alert.to_string());
                *refused.entry(format!("{alert} for {}", cause.code())).or_default() += 1;
            }
        }
    }
    let names = if (1..=12).contains(&accepted.len()) { format!(": {}", accepted.join(" ")) } else { String::new() };
    let refused: Vec<_> = refused.iter().map(|(how, count)| format!("{} {how}", number(*count))).collect();
    let accepted = format!("{} accepted{names}", number(accepted.len()));
    row(&[name, &format!("{} tried", number(values.len())), &accepted, &refused.join(", ")]);
}

/// All values of a field of two bytes, as `T`.
fn all<T>(of: impl Fn(u16) -> T) -> impl Iterator<Item = T> {
    (0..=u16::MAX).map(of)
}

/// A message with a field of fixed length whose place is known.
struct Patch {
    message: Vec<u8>,
    at: usize,
}

impl Patch {
    fn new(kind: Kind, message: &[u8], path: &str) -> Self {
        let mut message = message.to_vec();
        let at = Edit::new(kind, &mut message).range(path).start;
        Self { message, at }
    }

    /// The message with these bytes there.
    fn with(&self, bytes: &[u8]) -> Vec<u8> {
        let mut message = self.message.clone();
        message[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        message
    }

    fn with_u16(&self, value: u16) -> Vec<u8> {
        self.with(&value.to_be_bytes())
    }
}

/// Refused for this, unless it is one of those.
fn unless<T: PartialEq>(value: T, accepted: &[T], cause: Cause) -> Vec<Cause> {
    if accepted.contains(&value) { Vec::new() } else { vec![cause] }
}
