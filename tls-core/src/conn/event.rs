//! Observations: what a connection does, told to one sink.
//!
//! Observations are never needed for correctness. They borrow everything, and secrets go only to a sink that asked.

use crate::crypto::Secret;
use crate::error::Failure;
use crate::msg::{Context, Role};
use crate::record::RecordHeader;
use crate::registry::{AlertDescription, AlertLevel, ContentType, HandshakeType};

/// Which way bytes or keys go, seen from this side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Direction {
    /// From this side to the peer.
    Send,
    /// From the peer to this side.
    Recv,
}

/// Which keys protect a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Epoch {
    /// None yet: plaintext.
    Initial,
    /// TLS 1.3: from a handshake_traffic_secret.
    Handshake,
    /// From an application_traffic_secret; in TLS 1.2, from the master secret.
    Application,
}

/// One thing that happened.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Observation<'a> {
    /// A record crossed the wire. `payload` is the content after deprotection, or before protection.
    Record {
        /// Which way.
        direction: Direction,
        /// Its header, as on the wire.
        header: RecordHeader,
        /// The content type inside (for TLS 1.3 protected records another than the header's).
        content_type: ContentType,
        /// The content.
        payload: &'a [u8],
        /// Whether it was protected.
        protected: bool,
        /// The sequence number under its keys.
        sequence: u64,
        /// TLS 1.3: bytes of padding.
        padding: usize,
    },
    /// A whole handshake message, header included.
    Message {
        /// Which way.
        direction: Direction,
        /// Its type.
        kind: HandshakeType,
        /// Header and body.
        bytes: &'a [u8],
        /// What decodes the body: the version, as far as it is known.
        context: Context,
    },
    /// An alert.
    Alert {
        /// Which way.
        direction: Direction,
        /// Its level.
        level: AlertLevel,
        /// What it says.
        description: AlertDescription,
    },
    /// A ChangeCipherSpec record.
    ChangeCipherSpec {
        /// Which way.
        direction: Direction,
    },
    /// The state machine moved.
    State {
        /// From the state of this name (RFC 9846 Appendix A).
        from: &'static str,
        /// To this one.
        to: &'static str,
    },
    /// New keys protect a direction from here on.
    Keys {
        /// Which way.
        direction: Direction,
        /// Which keys.
        epoch: Epoch,
    },
    /// A secret was derived. Only for sinks that [want secrets](Sink::wants_secrets).
    Secret {
        /// Its name: the label of RFC 9850 where there is one, else the RFC's words.
        name: &'static str,
        /// The secret.
        secret: &'a Secret,
        /// ClientHello.random, which identifies the connection in a key log.
        client_random: &'a [u8; 32],
    },
    /// The transcript hash at a point where it matters.
    TranscriptHash {
        /// Up to and including which message.
        through: &'static str,
        /// The digest.
        hash: &'a [u8],
    },
    /// A check was made and passed.
    Checked {
        /// What was checked, as a short sentence.
        what: &'static str,
        /// The rule.
        section: &'static str,
    },
    /// A fact of the handshake was settled.
    Learned {
        /// What it is called, as in a report: `version`, `suite`, `group`, `signature_scheme`, `alpn`.
        name: &'static str,
        /// Its value in words.
        value: &'a str,
    },
    /// The connection failed.
    Failed(&'a Failure),
}

/// Hears what a connection does.
pub trait Sink: Send {
    /// One thing happened.
    fn observe(&mut self, role: Role, observation: Observation<'_>);

    /// Whether secrets are to be told too. Off unless overridden.
    fn wants_secrets(&self) -> bool {
        false
    }
}
