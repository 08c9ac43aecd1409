//! CONNECTED: what may still come (RFC 9846 §4.7).

use super::super::ServerState;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::Failure;
use crate::key_schedule::TrafficSecret;
use crate::key_update::RecvSecret;
use crate::msg::Received;

/// The handshake is done.
#[derive(Debug)]
pub(crate) struct Connected(RecvSecret);

impl Connected {
    pub(super) const fn new(recv: TrafficSecret) -> Self {
        Self(RecvSecret::new(recv))
    }

    pub(in crate::server) fn on_key_update(
        mut self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        self.0.on_key_update(message, env, effects)?;
        Ok(self.into())
    }
}
