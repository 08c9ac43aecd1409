//! WAIT_EE: EncryptedExtensions (RFC 9846 §4.4.1).

use super::super::ClientState;
use super::{Tls13, WaitCertificateOrRequest};
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::Failure;
use crate::msg::Received;
use crate::msg::encrypted_extensions::EncryptedExtensions;
use crate::msg::ext::{self, Place};
use alloc::boxed::Box;

/// The server's answers come next.
#[derive(Debug)]
pub(crate) struct WaitEncryptedExtensions(pub(super) Box<Tls13>);

impl WaitEncryptedExtensions {
    pub(in crate::client) fn on_encrypted_extensions(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self(mut tls) = self;
        let answers: EncryptedExtensions<'_> = message.decode()?;
        // "The client MUST check EncryptedExtensions for the presence of any forbidden extensions and if any are found
        // MUST abort the handshake with an "illegal_parameter" alert." (RFC 9846 §4.4.1)
        ext::check(&answers.extensions, Place::EncryptedExtensions, Some(&tls.handshake.requested))?;
        tls.handshake.on_alpn(&answers.extensions, env, effects)?;
        env.checked("EncryptedExtensions holds only answers to what was asked", "RFC 9846 §4.3");
        tls.transcript.add(message.bytes());
        Ok(WaitCertificateOrRequest(tls).into())
    }
}
