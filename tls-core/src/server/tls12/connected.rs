//! CONNECTED: the client may ask for a renegotiation, in vain.

use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::Failure;
use crate::msg::Received;
use crate::registry::AlertDescription;
use crate::server::ServerState;

/// The handshake is done.
#[derive(Debug)]
pub(crate) struct Connected;

impl Connected {
    /// no_renegotiation is "Sent by the client in response to a hello request or by the server in response to a client
    /// hello after initial handshaking." (RFC 5246 §7.2.2). A client that insists is left:
    /// `Limits::renegotiation_requests`.
    pub(in crate::server) fn on_client_hello(
        self,
        _: Received<'_>,
        _: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        effects.send_warning(AlertDescription::no_renegotiation);
        Ok(self.into())
    }
}
