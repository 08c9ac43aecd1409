//! What the receiving half has to tell the sending one.

use crate::registry::{AlertDescription, AlertLevel};

/// What came that concerns what is sent: a KeyUpdate to be answered, an alert that is owed to the peer.
///
/// The receiving half of a split connection gives it out ([`RecvHalf::take_notice`](super::RecvHalf::take_notice)), the
/// sending half heeds it ([`SendHalf::heed`](super::SendHalf::heed)). Several merge into one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// The peer's keys changed: it may be asked to change them again.
    pub(super) peer_updated: bool,
    /// The peer wants a KeyUpdate before the next application data.
    pub(super) owes_key_update: bool,
    /// An alert for the peer.
    pub(super) alert: Option<(AlertLevel, AlertDescription)>,
}

impl Notice {
    pub(super) fn alert(level: AlertLevel, description: AlertDescription) -> Self {
        Self { alert: Some((level, description)), ..Self::default() }
    }

    /// Whether there is nothing to tell.
    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Both in one. Of two alerts the fatal one counts, which is the last that a connection has.
    pub(super) fn merge(&mut self, later: Self) {
        self.peer_updated |= later.peer_updated;
        self.owes_key_update |= later.owes_key_update;
        self.alert = later.alert.or(self.alert);
    }
}
