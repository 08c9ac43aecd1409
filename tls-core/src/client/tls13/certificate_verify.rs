//! WAIT_CV: the server's CertificateVerify (RFC 9846 §4.5.2).

use super::super::ClientState;
use super::{Tls13, WaitFinished};
use crate::auth;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::error::Failure;
use crate::msg::certificate_verify::{CertificateVerify, signed_content};
use crate::msg::{Received, Role};
use crate::pki_types::CertificateDer;
use crate::registry::ProtocolVersion;
use crate::switches::Check;
use alloc::boxed::Box;
use alloc::sync::Arc;

/// The chain is trusted; the proof that the server has its key comes next.
#[derive(Debug)]
pub(crate) struct WaitCertificateVerify {
    pub(super) tls: Box<Tls13>,
    pub(super) chain: Arc<[CertificateDer<'static>]>,
}

impl WaitCertificateVerify {
    pub(in crate::client) fn on_certificate_verify(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { mut tls, chain } = self;
        let verify: CertificateVerify<'_> = message.decode()?;
        let through_certificate = tls.transcript.current();
        env.transcript_hash("server Certificate", through_certificate.as_ref());
        auth::verify_signature(
            Check::ServerCertificateVerify,
            &tls.handshake.config.common,
            ProtocolVersion::TLSv1_3,
            &chain,
            (verify.algorithm, verify.signature.0),
            &signed_content(Role::Server, through_certificate.as_ref()),
        )?;
        effects.learn(env, Fact::SignatureScheme(verify.algorithm));
        env.checked("the server holds its certificate's key: CertificateVerify", "RFC 9846 §4.5.2");
        tls.transcript.add(message.bytes());
        Ok(WaitFinished(tls).into())
    }
}
