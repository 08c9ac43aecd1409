//! WAIT_CV: the proof that the client has its certificate's key (RFC 5246 §7.4.8).

use super::{Keyed, WaitChangeCipherSpec};
use crate::auth;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::error::Failure;
use crate::msg::Received;
use crate::msg::certificate_verify::CertificateVerify;
use crate::registry::ProtocolVersion;
use crate::server::ServerState;
use crate::switches::Check;

/// The client's signature comes next.
#[derive(Debug)]
pub(crate) struct WaitCertificateVerify(pub(super) Keyed);

impl WaitCertificateVerify {
    pub(in crate::server) fn on_certificate_verify(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self(mut keyed) = self;
        let tls = &mut keyed.tls;
        let verify: CertificateVerify<'_> = message.decode()?;
        // "handshake_messages refers to all handshake messages sent or received, starting at client hello and up to, but
        // not including, this message" (RFC 5246 §7.4.8)
        auth::verify_signature(
            Check::ClientCertificateVerify12,
            &tls.handshake.config.common,
            ProtocolVersion::TLSv1_2,
            &tls.chain,
            (verify.algorithm, verify.signature.0),
            tls.transcript.messages(),
        )?;
        effects.learn(env, Fact::ClientAuthenticated);
        effects.learn(env, Fact::ClientSignatureScheme(verify.algorithm));
        env.checked("the client holds its certificate's key: CertificateVerify", "RFC 5246 §7.4.8");
        tls.transcript.drop_messages();
        tls.transcript.add(message.bytes());
        Ok(WaitChangeCipherSpec(keyed).into())
    }
}
