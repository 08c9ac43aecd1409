//! CONNECTED: what may still come (RFC 9846 §4.7).

use super::super::ClientState;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::Failure;
use crate::key_schedule::TrafficSecret;
use crate::key_update::RecvSecret;
use crate::msg::Received;
use crate::msg::ext::{self, Place};
use crate::msg::new_session_ticket::NewSessionTicket;

/// The handshake is done.
#[derive(Debug)]
pub(crate) struct Connected(RecvSecret);

impl Connected {
    pub(super) const fn new(recv: TrafficSecret) -> Self {
        Self(RecvSecret::new(recv))
    }

    /// "Clients which receive a NewSessionTicket message but do not support resumption MUST silently ignore this
    /// message." (RFC 9846 §4.7.1)
    pub(in crate::client) fn on_new_session_ticket(
        self,
        message: Received<'_>,
        _: &mut Env<'_>,
        _: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let ticket: NewSessionTicket<'_> = message.decode()?;
        ext::check(&ticket.extensions, Place::NewSessionTicket, None)?;
        Ok(self.into())
    }

    pub(in crate::client) fn on_key_update(
        mut self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        self.0.on_key_update(message, env, effects)?;
        Ok(self.into())
    }
}
