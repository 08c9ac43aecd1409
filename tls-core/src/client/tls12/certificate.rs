//! WAIT_CERT: the server's Certificate (RFC 5246 §7.4.2).

use super::{Tls12, WaitCertificateRequestOrDone, WaitServerKeyExchange, ignore_hello_request};
use crate::auth;
use crate::client::ClientState;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{Question, VerifyPeer as VerifyPeerQuestion};
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::certificate::Certificate12;
use crate::registry::{KeyExchangeAlgorithm, SuiteAuthentication};
use crate::switches::{Check, enforced};
use crate::trust::leaf::{KeyKind, key_kind};
use crate::trust::{KeyUse, TrustFailure};
use alloc::boxed::Box;

/// The server's certificate comes next.
#[derive(Debug)]
pub(crate) struct WaitCertificate(pub(super) Box<Tls12>);

/// Whether the server's chain is trusted is being decided.
#[derive(Debug)]
pub(crate) struct VerifyPeer(Box<Tls12>);

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
        let key_use = match tls.key_exchange {
            KeyExchangeAlgorithm::Ecdhe => KeyUse::Sign,
            KeyExchangeAlgorithm::Rsa => KeyUse::Encipher,
        };
        effects.ask(Question::VerifyPeer(VerifyPeerQuestion { chain: tls.chain.clone(), key_use }));
        Ok(VerifyPeer(tls).into())
    }
}

impl VerifyPeer {
    pub(in crate::client) fn on_verified(
        self,
        verdict: Result<(), TrustFailure>,
        env: &mut Env<'_>,
        _: &mut Effects,
    ) -> Result<ClientState, Failure> {
        auth::check_trust(Check::ServerChain12, verdict)?;
        env.checked("the server's certificates", "RFC 5280 §6, RFC 9525");
        Ok(match self.0.key_exchange {
            KeyExchangeAlgorithm::Ecdhe => WaitServerKeyExchange(self.0).into(),
            // "It is not legal to send the ServerKeyExchange message for the following key exchange methods: RSA" (RFC 5246 §7.4.3)
            KeyExchangeAlgorithm::Rsa => WaitCertificateRequestOrDone { tls: self.0, contribution: None }.into(),
        })
    }
}
