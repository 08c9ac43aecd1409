//! What happened, as data.

use tls_core::codec::SpanTree;
use tls_core::conn::{Direction, Epoch};
use tls_core::error::Failure;
use tls_core::msg::{self, Context, HandshakeMessage, Role};
use tls_core::registry::{AlertDescription, AlertLevel, HandshakeType};

/// Something that crossed the wire.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum What {
    /// A handshake message: header and body, and what decodes it.
    Message {
        /// Its type.
        kind: HandshakeType,
        /// Header and body.
        bytes: Vec<u8>,
        /// What decodes the body.
        context: Context,
    },
    /// A change_cipher_spec record.
    ChangeCipherSpec,
    /// An alert.
    Alert(AlertLevel, AlertDescription),
    /// Application data: how many bytes of it.
    ApplicationData(usize),
}

/// What a side did, or found out, on account of a step.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Note {
    /// It reached a state.
    State(&'static str),
    /// Its keys for a direction changed.
    Keys(Direction, Epoch),
    /// It checked something, by this rule.
    Checked(&'static str, &'static str),
    /// A fact was settled.
    Learned(&'static str, String),
    /// The transcript hash through a message.
    TranscriptHash(&'static str, Vec<u8>),
    /// A secret was derived: only in traces that were asked for secrets.
    Secret(&'static str, Vec<u8>),
    /// It gave up.
    Failed(Failure),
}

/// One step: something crosses the wire, and both sides draw their conclusions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// Who sent it.
    pub sender: Role,
    /// What it was; `None` for what a side did before anything crossed.
    pub what: Option<What>,
    /// Whether it was encrypted on the wire.
    pub encrypted: bool,
    /// Whether it arrived, as far as the trace can tell.
    pub arrived: bool,
    /// Conclusions in the order in which they were drawn.
    pub notes: Vec<(Role, Note)>,
}

/// A connection, step by step.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Trace {
    /// The steps in order.
    pub steps: Vec<Step>,
    /// Bytes of application data, by sender: client, server.
    pub application_data: [usize; 2],
    /// Bytes on the wire, record headers included, by sender: client, server.
    pub wire_bytes: [usize; 2],
}

impl What {
    /// The name, as the RFC has it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Message { kind, bytes, context } => {
                let body = bytes.get(msg::HEADER_LEN..).unwrap_or_default();
                msg::row(*kind, body, *context).map_or("unknown message", |row| row.name)
            }
            Self::ChangeCipherSpec => "change_cipher_spec",
            Self::Alert(..) => "Alert",
            Self::ApplicationData(_) => "application data",
        }
    }

    /// Bytes of the message, without any record header.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Message { bytes, .. } => bytes.len(),
            Self::ChangeCipherSpec => 1,
            Self::Alert(..) => 2,
            Self::ApplicationData(size) => *size,
        }
    }

    /// The span tree of a handshake message; empty for anything else.
    #[must_use]
    pub fn spans(&self) -> SpanTree {
        let mut tree = SpanTree::new();
        if let Self::Message { bytes, context, .. } = self {
            // What cannot be decoded is shown as far as it could.
            let _ = HandshakeMessage::decode(bytes, *context, &mut tree);
        }
        tree
    }
}

impl Trace {
    /// The facts that a side settled, in order; later ones replace earlier ones of the same name.
    #[must_use]
    pub fn facts(&self, role: Role) -> Vec<(&'static str, &str)> {
        let mut facts: Vec<(&'static str, &str)> = Vec::new();
        let notes = self.steps.iter().flat_map(|step| &step.notes);
        for (_, note) in notes.filter(|(by, _)| *by == role) {
            if let Note::Learned(name, value) = note {
                match facts.iter_mut().find(|(known, _)| known == name) {
                    Some(fact) => fact.1 = value,
                    None => facts.push((name, value)),
                }
            }
        }
        facts
    }

    /// Why a side gave up, if one did.
    #[must_use]
    pub fn failure(&self) -> Option<(Role, &Failure)> {
        self.steps.iter().flat_map(|step| &step.notes).find_map(|(role, note)| match note {
            Note::Failed(failure) => Some((*role, failure)),
            _ => None,
        })
    }
}
