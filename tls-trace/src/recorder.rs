//! The sink that makes a trace.

use crate::trace::{Note, Step, Trace, What};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tls_core::conn::{Direction, Observation, Sink};
use tls_core::msg::Role;
use tls_core::registry::ContentType;

/// Records a connection, from one side or from both: hand a [`sink`](Self::sink) to each.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    inner: Arc<Mutex<Inner>>,
    secrets: bool,
}

#[derive(Debug, Default)]
struct Inner {
    trace: Trace,
    /// Steps that were sent and have not arrived yet, by sender.
    under_way: [VecDeque<usize>; 2],
    /// The step that each side is at.
    at: [Option<usize>; 2],
    /// Whether what each side sends is encrypted; whether what each side receives is.
    sends_encrypted: [bool; 2],
    recvs_encrypted: [bool; 2],
    /// Which sides are listened to.
    heard: [bool; 2],
}

#[derive(Debug)]
struct Ear {
    inner: Arc<Mutex<Inner>>,
    secrets: bool,
}

fn other(role: Role) -> Role {
    if role == Role::Client { Role::Server } else { Role::Client }
}

impl Recorder {
    /// Records everything but secrets.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records secrets too: whoever sees the trace can decrypt the connection.
    #[must_use]
    pub fn with_secrets() -> Self {
        Self { secrets: true, ..Self::default() }
    }

    /// A sink for one side.
    #[must_use]
    pub fn sink(&self) -> Box<dyn Sink> {
        Box::new(Ear { inner: Arc::clone(&self.inner), secrets: self.secrets })
    }

    /// What was recorded so far.
    #[must_use]
    pub fn trace(&self) -> Trace {
        lock(&self.inner).trace.clone()
    }
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink for Ear {
    fn observe(&mut self, role: Role, observation: Observation<'_>) {
        lock(&self.inner).observe(role, &observation);
    }

    fn wants_secrets(&self) -> bool {
        self.secrets
    }
}

/// Elements of the pairs above; `role` is always in range.
fn slot<T>(pair: &mut [T; 2], role: Role) -> &mut T {
    let [client, server] = pair;
    if role == Role::Client { client } else { server }
}

impl Inner {
    fn observe(&mut self, role: Role, observation: &Observation<'_>) {
        *slot(&mut self.heard, role) = true;
        match *observation {
            Observation::Message { direction, kind, bytes, context } => {
                self.crosses(role, direction, What::Message { kind, bytes: bytes.to_vec(), context }, None);
            }
            Observation::ChangeCipherSpec { direction } => {
                self.crosses(role, direction, What::ChangeCipherSpec, Some(false));
            }
            Observation::Alert { direction, level, description } => {
                self.crosses(role, direction, What::Alert(level, description), None);
            }
            Observation::State { to, .. } => self.note(role, Note::State(to)),
            Observation::Keys { direction, epoch } => {
                let pair =
                    if direction == Direction::Send { &mut self.sends_encrypted } else { &mut self.recvs_encrypted };
                *slot(pair, role) = true;
                self.note(role, Note::Keys(direction, epoch));
            }
            Observation::Checked { what, section } => self.note(role, Note::Checked(what, section)),
            Observation::Learned { name, value } => self.note(role, Note::Learned(name, value.to_owned())),
            Observation::TranscriptHash { through, hash } => {
                self.note(role, Note::TranscriptHash(through, hash.to_vec()));
            }
            Observation::Secret { name, secret, .. } => {
                self.note(role, Note::Secret(name, secret.expose().to_vec()));
            }
            Observation::Failed(failure) => self.note(role, Note::Failed(failure.clone())),
            Observation::Record { direction, header, content_type, payload, .. } => {
                let sender = if direction == Direction::Send { role } else { other(role) };
                if content_type == ContentType::application_data {
                    self.crosses(role, direction, What::ApplicationData(payload.len()), Some(true));
                }
                // Of two sides that are both listened to, the sender counts.
                if direction == Direction::Send || !*slot(&mut self.heard, sender) {
                    *slot(&mut self.trace.wire_bytes, sender) += 5 + usize::from(header.length);
                    if content_type == ContentType::application_data {
                        *slot(&mut self.trace.application_data, sender) += payload.len();
                    }
                }
            }
            _ => {}
        }
    }

    fn crosses(&mut self, role: Role, direction: Direction, what: What, encrypted: Option<bool>) {
        if direction == Direction::Send {
            let encrypted = encrypted.unwrap_or_else(|| *slot(&mut self.sends_encrypted, role));
            let step = self.push(role, what, encrypted);
            slot(&mut self.under_way, role).push_back(step);
            *slot(&mut self.at, role) = Some(step);
            return;
        }
        let sender = other(role);
        let step = match slot(&mut self.under_way, sender).pop_front() {
            Some(step) => step,
            None => {
                let encrypted = encrypted.unwrap_or_else(|| *slot(&mut self.recvs_encrypted, role));
                self.push(sender, what, encrypted)
            }
        };
        if let Some(step) = self.trace.steps.get_mut(step) {
            step.arrived = true;
        }
        *slot(&mut self.at, role) = Some(step);
    }

    fn push(&mut self, sender: Role, what: What, encrypted: bool) -> usize {
        self.trace.steps.push(Step { sender, what: Some(what), encrypted, arrived: false, notes: Vec::new() });
        self.trace.steps.len() - 1
    }

    fn note(&mut self, role: Role, note: Note) {
        let at = *slot(&mut self.at, role);
        match at.and_then(|at| self.trace.steps.get_mut(at)) {
            Some(step) => step.notes.push((role, note)),
            None => {
                let notes = vec![(role, note)];
                self.trace.steps.push(Step { sender: role, what: None, encrypted: false, arrived: false, notes });
                *slot(&mut self.at, role) = Some(self.trace.steps.len() - 1);
            }
        }
    }
}
