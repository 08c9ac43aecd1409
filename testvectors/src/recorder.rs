//! A sink that keeps what it hears.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tls_core::conn::{Direction, Epoch, Observation, Sink};
use tls_core::crypto::Secret;
use tls_core::error::Failure;
use tls_core::msg::Role;
use tls_core::record::RecordHeader;
use tls_core::registry::{AlertDescription, AlertLevel, ContentType, HandshakeType};

/// An [`Observation`] that owns what it holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are those of Observation, where they are described")]
pub enum Event {
    /// See [`Observation::Record`].
    Record {
        direction: Direction,
        header: RecordHeader,
        content_type: ContentType,
        payload: Vec<u8>,
        protected: bool,
        sequence: u64,
        padding: usize,
    },
    /// See [`Observation::Message`].
    Message { direction: Direction, kind: HandshakeType, bytes: Vec<u8> },
    /// See [`Observation::Alert`].
    Alert { direction: Direction, level: AlertLevel, description: AlertDescription },
    /// See [`Observation::ChangeCipherSpec`].
    ChangeCipherSpec { direction: Direction },
    /// See [`Observation::State`].
    State { from: &'static str, to: &'static str },
    /// See [`Observation::Keys`].
    Keys { direction: Direction, epoch: Epoch },
    /// See [`Observation::Secret`].
    Secret { name: &'static str, secret: Secret, client_random: [u8; 32] },
    /// See [`Observation::TranscriptHash`].
    TranscriptHash { through: &'static str, hash: Vec<u8> },
    /// See [`Observation::Checked`].
    Checked { what: &'static str, section: &'static str },
    /// See [`Observation::Learned`].
    Learned { name: &'static str, value: String },
    /// See [`Observation::Failed`].
    Failed(Failure),
    /// An observation of a kind that is not listed above, in words.
    Other(String),
}

/// Keeps every observation of the connections that were given its [`sink`](Self::sink).
#[derive(Clone, Default)]
pub struct Recorder {
    events: Arc<Mutex<Vec<(Role, Event)>>>,
    secrets: bool,
}

impl Recorder {
    /// One that hears everything but secrets.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One that hears secrets too.
    #[must_use]
    pub fn with_secrets() -> Self {
        Self { secrets: true, ..Self::default() }
    }

    /// A sink for one connection; both sides of a pair may have one of the same recorder.
    #[must_use]
    pub fn sink(&self) -> Box<dyn Sink> {
        Box::new(self.clone())
    }

    /// Everything that one side told, in order.
    #[must_use]
    pub fn events(&self, role: Role) -> Vec<Event> {
        self.pick(role, |event| Some(event.clone()))
    }

    /// Handshake messages, headers included, that one side sent or received.
    #[must_use]
    pub fn messages(&self, role: Role, which: Direction) -> Vec<(HandshakeType, Vec<u8>)> {
        self.pick(role, |event| match event {
            Event::Message { direction, kind, bytes, .. } if *direction == which => Some((*kind, bytes.clone())),
            _ => None,
        })
    }

    /// Contents of the records that one side sent or received, with their inner types.
    #[must_use]
    pub fn records(&self, role: Role, which: Direction) -> Vec<(ContentType, Vec<u8>)> {
        self.pick(role, |event| match event {
            Event::Record { direction, content_type, payload, .. } if *direction == which => {
                Some((*content_type, payload.clone()))
            }
            _ => None,
        })
    }

    /// Secrets with their names, in the order in which one side derived them.
    #[must_use]
    pub fn secrets(&self, role: Role) -> Vec<(&'static str, Secret)> {
        self.pick(role, |event| match event {
            Event::Secret { name, secret, .. } => Some((*name, secret.clone())),
            _ => None,
        })
    }

    /// Transcript hashes with the message that each goes through.
    #[must_use]
    pub fn transcript_hashes(&self, role: Role) -> Vec<(&'static str, Vec<u8>)> {
        self.pick(role, |event| match event {
            Event::TranscriptHash { through, hash } => Some((*through, hash.clone())),
            _ => None,
        })
    }

    /// The states that one side came to, in order; the first one is where it began.
    #[must_use]
    pub fn states(&self, role: Role) -> Vec<&'static str> {
        let moves = self.pick(role, |event| match event {
            Event::State { from, to } => Some((*from, *to)),
            _ => None,
        });
        moves.first().map(|(from, _)| *from).into_iter().chain(moves.iter().map(|(_, to)| *to)).collect()
    }

    /// Alerts that one side sent or received.
    #[must_use]
    pub fn alerts(&self, role: Role, which: Direction) -> Vec<AlertDescription> {
        self.pick(role, |event| match event {
            Event::Alert { direction, description, .. } if *direction == which => Some(*description),
            _ => None,
        })
    }

    /// Changes of keys on one side.
    #[must_use]
    pub fn keys(&self, role: Role) -> Vec<(Direction, Epoch)> {
        self.pick(role, |event| match event {
            Event::Keys { direction, epoch } => Some((*direction, *epoch)),
            _ => None,
        })
    }

    fn pick<T>(&self, role: Role, choose: impl Fn(&Event) -> Option<T>) -> Vec<T> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.iter().filter(|(whose, _)| *whose == role).filter_map(|(_, event)| choose(event)).collect()
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({} events)", self.events.lock().unwrap_or_else(PoisonError::into_inner).len())
    }
}

impl Sink for Recorder {
    fn observe(&mut self, role: Role, observation: Observation<'_>) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push((role, own(&observation)));
    }

    fn wants_secrets(&self) -> bool {
        self.secrets
    }
}

fn own(observation: &Observation<'_>) -> Event {
    match *observation {
        Observation::Record { direction, header, content_type, payload, protected, sequence, padding } => {
            let payload = payload.to_vec();
            Event::Record { direction, header, content_type, payload, protected, sequence, padding }
        }
        Observation::Message { direction, kind, bytes, .. } => {
            Event::Message { direction, kind, bytes: bytes.to_vec() }
        }
        Observation::Alert { direction, level, description } => Event::Alert { direction, level, description },
        Observation::ChangeCipherSpec { direction } => Event::ChangeCipherSpec { direction },
        Observation::State { from, to } => Event::State { from, to },
        Observation::Keys { direction, epoch } => Event::Keys { direction, epoch },
        Observation::Secret { name, secret, client_random } => {
            Event::Secret { name, secret: secret.clone(), client_random: *client_random }
        }
        Observation::TranscriptHash { through, hash } => Event::TranscriptHash { through, hash: hash.to_vec() },
        Observation::Checked { what, section } => Event::Checked { what, section },
        Observation::Learned { name, value } => Event::Learned { name, value: value.to_owned() },
        Observation::Failed(failure) => Event::Failed(failure.clone()),
        ref other => Event::Other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_keeps_its_own_in_order() {
        let recorder = Recorder::with_secrets();
        let (mut client, mut server) = (recorder.sink(), recorder.sink());
        client.observe(Role::Client, Observation::State { from: "START", to: "WAIT_SH" });
        server.observe(Role::Server, Observation::State { from: "START", to: "RECVD_CH" });
        client.observe(Role::Client, Observation::State { from: "WAIT_SH", to: "WAIT_EE" });
        let hash = [9; 32];
        client.observe(Role::Client, Observation::TranscriptHash { through: "ServerHello", hash: &hash });
        for direction in [Direction::Send, Direction::Recv] {
            client.observe(Role::Client, Observation::Keys { direction, epoch: Epoch::Handshake });
        }
        let secret = Secret::copied(&[0xAB; 4]).unwrap();
        let client_random = &[0; 32];
        client.observe(Role::Client, Observation::Secret { name: "A", secret: &secret, client_random });

        assert_eq!(recorder.states(Role::Client), ["START", "WAIT_SH", "WAIT_EE"]);
        assert_eq!(recorder.states(Role::Server), ["START", "RECVD_CH"]);
        assert_eq!(recorder.transcript_hashes(Role::Client), [("ServerHello", hash.to_vec())]);
        let keys = [(Direction::Send, Epoch::Handshake), (Direction::Recv, Epoch::Handshake)];
        assert_eq!(recorder.keys(Role::Client), keys);
        assert_eq!(recorder.keys(Role::Server), []);
        let secrets = recorder.secrets(Role::Client);
        assert_eq!(secrets.len(), 1);
        assert_eq!(secrets[0].1.expose(), [0xAB; 4]);
        assert_eq!(recorder.events(Role::Client).len(), 6);
        assert!(!format!("{:?}{recorder:?}", recorder.events(Role::Client)).contains("171"));
    }

    #[test]
    fn secrets_only_for_who_wants_them() {
        assert!(!Recorder::new().sink().wants_secrets());
        assert!(Recorder::with_secrets().sink().wants_secrets());
    }
}
