//! CONNECTED: the client may ask for a renegotiation, in vain.

use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::registry::AlertDescription;
use crate::server::ServerState;
use crate::switches::{Check, enforced};

/// The handshake is done.
#[derive(Debug, Default)]
pub(crate) struct Connected {
    refused_renegotiation: bool,
}

impl Connected {
    /// no_renegotiation is "Sent by the client in response to a hello request or by the server in response to a client
    /// hello after initial handshaking." (RFC 5246 §7.2.2). A client that insists is left.
    pub(in crate::server) fn on_client_hello(
        self,
        _: Received<'_>,
        _: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        if enforced(Check::RenegotiationCount) && self.refused_renegotiation {
            return Err(Cause::RenegotiationRefused.into());
        }
        effects.send_warning(AlertDescription::no_renegotiation);
        Ok(Self { refused_renegotiation: true }.into())
    }
}
