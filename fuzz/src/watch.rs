//! A sink that keeps what the targets ask about.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tls_core::conn::{Direction, Observation, Sink};
use tls_core::msg::Role;
use tls_core::registry::{AlertDescription, AlertLevel};

/// What a connection did.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Alerts that it sent.
    pub alerts: Vec<(AlertLevel, AlertDescription)>,
    /// Handshake messages that it received.
    pub messages: Vec<Vec<u8>>,
}

impl Seen {
    /// How many fatal alerts it sent.
    #[must_use]
    pub fn fatal(&self) -> usize {
        self.alerts.iter().filter(|(level, _)| *level == AlertLevel::fatal).count()
    }
}

/// Keeps what it hears; clones hear into the same place.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Mutex<Seen>>);

impl Watch {
    /// What was heard.
    #[must_use]
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Watch {
    fn observe(&mut self, _: Role, observation: Observation<'_>) {
        match observation {
            Observation::Alert { direction: Direction::Send, level, description } => {
                self.seen().alerts.push((level, description));
            }
            Observation::Message { direction: Direction::Recv, bytes, .. } => self.seen().messages.push(bytes.to_vec()),
            _ => {}
        }
    }
}
