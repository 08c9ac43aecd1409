//! WAIT_CKE: the client's half of the key exchange (RFC 5246 §7.4.7, RFC 8422 §5.7).

use super::{Agreement, Keyed, Tls12, WaitCertificateVerify, WaitChangeCipherSpec};
use crate::auth;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::conn::{DecryptPremaster, Question};
use crate::crypto::{CryptoFailure, PREMASTER_LEN, Secret};
use crate::error::{Cause, Failure};
use crate::key_schedule::tls12::MasterSecret;
use crate::msg::Received;
use crate::msg::client_key_exchange::{ClientKeyExchangeEcdhe, ClientKeyExchangeRsa};
use crate::server::ServerState;
use crate::switches::Check;
use alloc::boxed::Box;

/// The client's half comes next.
#[derive(Debug)]
pub(crate) struct WaitClientKeyExchange(pub(super) Box<Tls12>);

/// The premaster secret is being decrypted.
#[derive(Debug)]
pub(crate) struct Decrypt(Box<Tls12>);

impl WaitClientKeyExchange {
    pub(in crate::server) fn on_client_key_exchange(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self(mut tls) = self;
        match core::mem::replace(&mut tls.agreement, Agreement::Done) {
            Agreement::Ecdhe(exchange) => {
                let body: ClientKeyExchangeEcdhe<'_> = message.decode()?;
                let premaster = auth::agreed(Check::ClientShareValid12, exchange.complete(body.ecdh_yc.0))?;
                tls.transcript.add(message.bytes());
                tls.keyed(&premaster, env, effects)
            }
            Agreement::Rsa(key, client_version) => {
                let body: ClientKeyExchangeRsa<'_> = message.decode()?;
                let ciphertext = body.encrypted_pre_master_secret.0.to_vec();
                tls.transcript.add(message.bytes());
                effects.ask(Question::DecryptPremaster(DecryptPremaster { key, ciphertext, client_version }));
                Ok(Decrypt(tls).into())
            }
            Agreement::Done => Err(Cause::Internal.into()),
        }
    }
}

impl Decrypt {
    /// "In any case, a TLS server MUST NOT generate an alert if processing an RSA-encrypted premaster secret message fails,
    /// or the version number is not as expected. Instead, it MUST continue the handshake with a randomly generated
    /// premaster secret." (RFC 5246 §7.4.7.1): the provider's decryption has seen to that. Callers who decrypt elsewhere may
    /// get an error or a secret of another length, so that another one is always drawn; only for want of randomness does
    /// anything fail here.
    pub(in crate::server) fn on_premaster(
        self,
        premaster: Result<Secret, CryptoFailure>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let mut substitute = Secret::zeroed(PREMASTER_LEN);
        env.fill(substitute.as_mut())?;
        let premaster = match premaster {
            Ok(premaster) if premaster.expose().len() == PREMASTER_LEN => premaster,
            Err(CryptoFailure::Random) => return Err(CryptoFailure::Random.into()),
            _ => substitute,
        };
        self.0.keyed(&premaster, env, effects)
    }
}

impl Tls12 {
    fn keyed(
        mut self: Box<Self>,
        premaster: &Secret,
        env: &mut Env<'_>,
        _: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let random = self.handshake.client_random;
        env.secret("pre_master_secret", premaster, &random);
        let master = if self.extended_master_secret {
            let session_hash = self.transcript.current();
            env.transcript_hash("ClientKeyExchange", session_hash.as_ref());
            MasterSecret::extended(self.suite, premaster, &session_hash)
        } else {
            MasterSecret::new(self.suite, premaster, &random, &self.server_random)
        };
        env.secret("CLIENT_RANDOM", master.secret(), &random);
        if self.chain.is_empty() {
            self.transcript.drop_messages();
            Ok(WaitChangeCipherSpec(Keyed { tls: self, master }).into())
        } else {
            Ok(WaitCertificateVerify(Keyed { tls: self, master }).into())
        }
    }
}
