//! WAIT_CERT: the server's Certificate (RFC 5246 §7.4.2).

use super::certificate_status::Held;
use super::{
    Tls12, WaitCertificateRequestOrDone, WaitServerKeyExchange, WaitStatusOrKeyExchange, WaitStatusOrRequestOrDone,
    ignore_hello_request,
};
use crate::auth;
use crate::client::ClientState;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::side::{Input, States};
use crate::conn::{Question, VerifyPeer as VerifyPeerQuestion};
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::certificate::Certificate12;
use crate::registry::{ExtensionType, KeyExchangeAlgorithm, SuiteAuthentication};
use crate::switches::{Check, enforced};
use crate::trust::leaf::{KeyKind, key_kind};
use crate::trust::{KeyUse, TrustFailure};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The server's certificate comes next.
#[derive(Debug)]
pub(crate) struct WaitCertificate(pub(super) Box<Tls12>);

/// Whether the server's chain is trusted is being decided.
#[derive(Debug)]
pub(crate) struct VerifyPeer {
    tls: Box<Tls12>,
    /// What has come already of what comes after the answer.
    held: Option<Held>,
}

impl WaitCertificate {
    ignore_hello_request!();

    pub(in crate::client) fn on_certificate(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self(mut tls) = self;
        let certificate: Certificate12<'_> = message.decode()?;
        let entries = certificate.certificate_list.iter().map(|entry| entry.cert_data.0);
        let chain = auth::peer_chain(&tls.handshake.config.common.limits, entries)?;
        // "The server MUST send a Certificate message whenever the agreed-upon key exchange method uses certificates for
        // authentication" (RFC 5246 §7.4.2): one without certificates is none.
        let leaf = chain.first();
        if enforced(Check::ServerCertificateThere12) && leaf.is_none() {
            return Err(Cause::NoServerCertificate.into());
        }
        // "The certificate MUST be appropriate for the negotiated cipher suite's key exchange algorithm"
        // (RFC 5246 §7.4.2). What cannot be read at all is refused by the verifier, with its reason.
        let fits = match (leaf.and_then(key_kind), tls.authentication) {
            (Some(KeyKind::Rsa), authentication) => authentication == SuiteAuthentication::Rsa,
            (Some(KeyKind::Other), _) => false,
            (Some(_), authentication) => authentication == SuiteAuthentication::Ecdsa,
            (None, _) => true,
        };
        if enforced(Check::CertificateFitsSuite) && !fits {
            return Err(Failure::new(Cause::CertificateDoesNotFitSuite).expected(alloc::format!("{}", tls.suite.id)));
        }
        tls.transcript.add(message.bytes());
        tls.chain = chain;
        effects.learn(env, Fact::PeerCertificates(tls.chain.clone()));
        // "Note that a server MAY also choose not to send a "CertificateStatus" message, even if has received a
        // "status_request" extension in the client hello message and has sent a "status_request" extension in the server
        // hello message." (RFC 6066 §8): only the next message tells, and the verdict waits for it. "a server MUST NOT send
        // the "CertificateStatus" message unless it [...] sent a "status_request" extension in the server hello message":
        // without that no state takes it.
        Ok(match (tls.certificate_status, tls.key_exchange) {
            (true, KeyExchangeAlgorithm::Ecdhe) => WaitStatusOrKeyExchange(tls).into(),
            (true, KeyExchangeAlgorithm::Rsa) => WaitStatusOrRequestOrDone(tls).into(),
            (false, _) => VerifyPeer::ask(tls, None, None, effects).into(),
        })
    }
}

impl VerifyPeer {
    pub(super) fn ask(
        tls: Box<Tls12>,
        ocsp_response: Option<Vec<u8>>,
        held: Option<Held>,
        effects: &mut Effects,
    ) -> Self {
        let key_use = match tls.key_exchange {
            KeyExchangeAlgorithm::Ecdhe => KeyUse::Sign,
            KeyExchangeAlgorithm::Rsa => KeyUse::Encipher,
        };
        effects.ask(Question::VerifyPeer(VerifyPeerQuestion {
            chain: tls.chain.clone(),
            key_use,
            ocsp_response,
            ocsp_requested: tls.handshake.requested.contains(ExtensionType::status_request),
        }));
        Self { tls, held }
    }

    pub(in crate::client) fn on_verified(
        self,
        verdict: Result<(), TrustFailure>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { tls, held } = self;
        auth::check_trust(Check::ServerChain12, verdict)?;
        env.checked("the server's certificates", "RFC 5280 §6, RFC 9525");
        let next: ClientState = match tls.key_exchange {
            KeyExchangeAlgorithm::Ecdhe => WaitServerKeyExchange(tls).into(),
            // "It is not legal to send the ServerKeyExchange message for the following key exchange methods: RSA" (RFC 5246 §7.4.3)
            KeyExchangeAlgorithm::Rsa => WaitCertificateRequestOrDone { tls, contribution: None }.into(),
        };
        let Some(Held { kind, bytes }) = held else {
            return Ok(next);
        };
        let state = next.name();
        let message = Received::new(kind, &bytes);
        let name = message.name(env.context);
        next.step(Input::Message(message), env, effects).map_err(|failure| failure.at(state, name))
    }
}
