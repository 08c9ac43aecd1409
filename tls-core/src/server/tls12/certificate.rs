//! WAIT_CERT: the client's Certificate (RFC 5246 §7.4.6).

use super::{Tls12, WaitClientKeyExchange};
use crate::auth;
use crate::config::ClientAuth;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{Question, VerifyPeer as VerifyPeerQuestion};
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::certificate::Certificate12;
use crate::server::ServerState;
use crate::switches::{Check, enforced};
use crate::trust::{KeyUse, TrustFailure};
use alloc::boxed::Box;

/// The client's certificate, or the word that it has none, comes next.
#[derive(Debug)]
pub(crate) struct WaitCertificate(pub(super) Box<Tls12>);

/// Whether the client's chain is trusted is being decided.
#[derive(Debug)]
pub(crate) struct VerifyPeer(Box<Tls12>);

impl WaitCertificate {
    pub(in crate::server) fn on_certificate(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self(mut tls) = self;
        let certificate: Certificate12<'_> = message.decode()?;
        let entries = certificate.certificate_list.iter().map(|entry| entry.cert_data.0);
        let chain = auth::peer_chain(&tls.handshake.config.common.limits, entries)?;
        tls.transcript.add(message.bytes());
        if chain.is_empty() {
            // "If the client does not send any certificates, the server MAY at its discretion either continue the
            // handshake without client authentication, or respond with a fatal handshake_failure alert."
            // (RFC 5246 §7.4.6)
            let required = matches!(tls.handshake.config.client_auth, ClientAuth::Required(_));
            if enforced(Check::ClientCertificateThere12) && required {
                return Err(Cause::ClientCertificateRequired12.into());
            }
            tls.transcript.drop_messages();
            return Ok(WaitClientKeyExchange(tls).into());
        }
        tls.chain = chain;
        effects.learn(env, Fact::PeerCertificates(tls.chain.clone()));
        let question = VerifyPeerQuestion {
            chain: tls.chain.clone(),
            key_use: KeyUse::Sign,
            ocsp_response: None,
            ocsp_requested: false,
        };
        effects.ask(Question::VerifyPeer(question));
        Ok(VerifyPeer(tls).into())
    }
}

impl VerifyPeer {
    pub(in crate::server) fn on_verified(
        self,
        verdict: Result<(), TrustFailure>,
        env: &mut Env<'_>,
        _: &mut Effects,
    ) -> Result<ServerState, Failure> {
        auth::check_trust(Check::ClientChain12, verdict)?;
        env.checked("the client's certificates", "RFC 5280 §6");
        Ok(WaitClientKeyExchange(self.0).into())
    }
}
