//! CONNECTED: the server may ask for a renegotiation, in vain.

use crate::client::ClientState;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::Failure;
use crate::msg::Received;
use crate::msg::empty::HelloRequest;
use crate::registry::AlertDescription;

/// The handshake is done.
#[derive(Debug)]
pub(crate) struct Connected;

impl Connected {
    /// "This message MAY be ignored by the client if it does not wish to renegotiate a session, or the client may, if it
    /// wishes, respond with a no_renegotiation alert." (RFC 5246 §7.4.1.1). A server that insists is left:
    /// `Limits::renegotiation_requests`.
    pub(in crate::client) fn on_hello_request(
        self,
        message: Received<'_>,
        _: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        message.decode::<HelloRequest>()?;
        effects.send_warning(AlertDescription::no_renegotiation);
        Ok(self.into())
    }
}
