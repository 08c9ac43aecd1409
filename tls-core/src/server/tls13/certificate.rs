//! WAIT_CERT and WAIT_CV: who the client is (RFC 9846 §4.5.1, §4.5.2).

use super::super::ServerState;
use super::{Tls13, WaitFinished};
use crate::auth;
use crate::config::ClientAuth;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{Question, VerifyPeer as VerifyPeerQuestion};
use crate::error::{Cause, Failure};
use crate::msg::certificate::Certificate;
use crate::msg::certificate_verify::{CertificateVerify, signed_content};
use crate::msg::ext::{self, Place, Requested};
use crate::msg::{Received, Role};
use crate::pki_types::CertificateDer;
use crate::registry::{ExtensionType, ProtocolVersion};
use crate::switches::{Check, enforced};
use crate::trust::{KeyUse, TrustFailure};
use alloc::boxed::Box;
use alloc::sync::Arc;

/// The client's certificate, or the word that it has none, comes next.
#[derive(Debug)]
pub(crate) struct WaitCertificate(pub(super) Box<Tls13>);

/// Whether the client's chain is trusted is being decided.
#[derive(Debug)]
pub(crate) struct VerifyPeer {
    tls: Box<Tls13>,
    chain: Arc<[CertificateDer<'static>]>,
}

/// The chain is trusted; the proof that the client has its key comes next.
#[derive(Debug)]
pub(crate) struct WaitCertificateVerify {
    tls: Box<Tls13>,
    chain: Arc<[CertificateDer<'static>]>,
}

impl WaitCertificate {
    pub(in crate::server) fn on_certificate(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self(mut tls) = self;
        let certificate: Certificate<'_> = message.decode()?;
        // "If this message is in response to a CertificateRequest, the value of certificate_request_context in that
        // message." (RFC 9846 §4.5.1): ours was empty.
        if enforced(Check::ClientCertificateContext) && !certificate.certificate_request_context.0.is_empty() {
            return Err(Failure::new(Cause::CertificateRequestContext).field("certificate_request_context"));
        }
        // What a CertificateRequest of ours says; nothing of it has an answer in a Certificate.
        let mut requested = Requested::default();
        requested.insert(ExtensionType::signature_algorithms);
        requested.insert(ExtensionType::certificate_authorities);
        for entry in certificate.certificate_list.iter() {
            // "Extensions in the Certificate message from the client MUST correspond to extensions in the
            // CertificateRequest message from the server." (RFC 9846 §4.5.1)
            ext::check(&entry.extensions, Place::Certificate, Some(&requested))?;
        }
        let entries = certificate.certificate_list.iter().map(|entry| entry.cert_data.0);
        let chain = auth::peer_chain(&tls.handshake.config.common.limits, entries)?;
        tls.transcript.add(message.bytes());
        if chain.is_empty() {
            // "If the client does not send any certificates (i.e., it sends an empty Certificate message), the server MAY
            // at its discretion either continue the handshake without client authentication, or abort the handshake with
            // a "certificate_required" alert." (RFC 9846 §4.5.1.3)
            return match tls.handshake.config.client_auth {
                ClientAuth::Required(_) if enforced(Check::ClientCertificateThere) => {
                    Err(Cause::ClientCertificateRequired.into())
                }
                _ => Ok(WaitFinished(tls).into()),
            };
        }
        effects.learn(env, Fact::PeerCertificates(chain.clone()));
        effects.ask(Question::VerifyPeer(VerifyPeerQuestion {
            chain: chain.clone(),
            key_use: KeyUse::Sign,
            ocsp_response: None,
            ocsp_requested: false,
        }));
        Ok(VerifyPeer { tls, chain }.into())
    }
}

impl VerifyPeer {
    pub(in crate::server) fn on_verified(
        self,
        verdict: Result<(), TrustFailure>,
        env: &mut Env<'_>,
        _: &mut Effects,
    ) -> Result<ServerState, Failure> {
        auth::check_trust(Check::ClientChain, verdict)?;
        env.checked("the client's certificates", "RFC 5280 §6");
        Ok(WaitCertificateVerify { tls: self.tls, chain: self.chain }.into())
    }
}

impl WaitCertificateVerify {
    pub(in crate::server) fn on_certificate_verify(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self { mut tls, chain } = self;
        let verify: CertificateVerify<'_> = message.decode()?;
        let through_certificate = tls.transcript.current();
        env.transcript_hash("client Certificate", through_certificate.as_ref());
        auth::verify_signature(
            Check::ClientCertificateVerify,
            &tls.handshake.config.common,
            ProtocolVersion::TLSv1_3,
            &chain,
            (verify.algorithm, verify.signature.0),
            &signed_content(Role::Client, through_certificate.as_ref()),
        )?;
        effects.learn(env, Fact::ClientAuthenticated);
        effects.learn(env, Fact::ClientSignatureScheme(verify.algorithm));
        env.checked("the client holds its certificate's key: CertificateVerify", "RFC 9846 §4.5.2");
        tls.transcript.add(message.bytes());
        Ok(WaitFinished(tls).into())
    }
}
