//! The client's second flight (RFC 5246 §7.4.6 to §7.4.9).

use super::{Contribution, Tls12, WaitChangeCipherSpec};
use crate::client::ClientState;
use crate::codec::{List, Opaque, Rest};
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{Epoch, Question, Sign as SignQuestion};
use crate::credential::Credential;
use crate::crypto::{CryptoFailure, PREMASTER_LEN, Secret};
use crate::error::{Cause, Failure};
use crate::key_schedule::tls12::{ConnectionKeys, MasterSecret};
use crate::msg::certificate::{Asn1Cert, Certificate12};
use crate::msg::certificate_verify::CertificateVerify;
use crate::msg::client_key_exchange::{ClientKeyExchangeEcdhe, ClientKeyExchangeRsa};
use crate::msg::finished::Finished;
use crate::record::Form;
use crate::registry::{HandshakeType, ProtocolVersion, SignatureScheme};
use crate::trust::leaf;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The server is done; the client has yet to speak.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) tls: Box<Tls12>,
    pub(super) contribution: Contribution,
}

/// Which certificate to send is being decided.
#[derive(Debug)]
pub(crate) struct ChooseCredential {
    pub(super) flight: Flight,
    pub(super) schemes: Vec<SignatureScheme>,
}

/// The client's signature is being made.
#[derive(Debug)]
pub(crate) struct Sign {
    tls: Box<Tls12>,
    master: MasterSecret,
    scheme: SignatureScheme,
}

impl Tls12 {
    /// "The version number in the PreMasterSecret is the version offered by the client in the ClientHello.client_version,
    /// not the version negotiated for the connection" (RFC 5246 §7.4.7.1); both are 0x0303 here.
    pub(super) fn encrypt_premaster(&self, env: &Env<'_>) -> Result<Contribution, Failure> {
        let provider = &self.handshake.config.common.provider;
        let rsa = provider.rsa_key_exchange.ok_or(Cause::Internal)?;
        let leaf = self.chain.first().ok_or(Cause::Internal)?;
        let public_key = leaf::public_key(leaf).ok_or(Cause::CertificateDoesNotFitSuite)?;
        let mut premaster = Secret::zeroed(PREMASTER_LEN);
        let (version, random) = premaster.as_mut().split_at_mut_checked(2).ok_or(Cause::Internal)?;
        version.copy_from_slice(&ProtocolVersion::TLSv1_2.0.to_be_bytes());
        env.fill(random)?;
        let encrypted = rsa.encrypt(public_key, premaster.expose(), env.random)?;
        Ok(Contribution::Rsa(encrypted, premaster))
    }

    fn send_certificate(
        &mut self,
        credential: Option<&Credential>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        let chain = credential.map_or(&[][..], Credential::chain);
        let entries: Vec<_> = chain.iter().map(|one| Asn1Cert { cert_data: Opaque(one.as_ref()) }).collect();
        let certificate = Certificate12 { certificate_list: List::Items(&entries) };
        effects.send(env, &mut self.transcript, HandshakeType::certificate, &certificate)?;
        Ok(())
    }

    fn send_key_exchange(
        &mut self,
        contribution: &Contribution,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<MasterSecret, Failure> {
        let kind = HandshakeType::client_key_exchange;
        let premaster = match contribution {
            Contribution::Ecdhe(share, shared) => {
                let message = ClientKeyExchangeEcdhe { ecdh_yc: Opaque(share) };
                effects.send(env, &mut self.transcript, kind, &message)?;
                shared
            }
            Contribution::Rsa(encrypted, premaster) => {
                let message = ClientKeyExchangeRsa { encrypted_pre_master_secret: Opaque(encrypted) };
                effects.send(env, &mut self.transcript, kind, &message)?;
                premaster
            }
        };
        let random = &self.handshake.random;
        env.secret("pre_master_secret", premaster, random);
        let master = if self.extended_master_secret {
            let session_hash = self.transcript.current();
            env.transcript_hash("ClientKeyExchange", session_hash.as_ref());
            MasterSecret::extended(self.suite, premaster, &session_hash)
        } else {
            MasterSecret::new(self.suite, premaster, random, &self.server_random)
        };
        env.secret("CLIENT_RANDOM", master.secret(), random);
        Ok(master)
    }

    /// change_cipher_spec and Finished.
    fn finish(
        mut self: Box<Self>,
        master: MasterSecret,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let form = Form::Tls12(self.suite.aead.tls12_nonce());
        let ConnectionKeys { client, server } = master.connection_keys(&self.handshake.random, &self.server_random)?;
        effects.send_change_cipher_spec(env);
        effects.set_send_keys(env, Epoch::Application, form, client);
        let hash = self.transcript.current();
        env.transcript_hash("before client Finished", hash.as_ref());
        let verify_data = master.verify_data(b"client finished", &hash);
        let finished = Finished { verify_data: Rest(&verify_data) };
        effects.send(env, &mut self.transcript, HandshakeType::finished, &finished)?;
        Ok(WaitChangeCipherSpec::new(self.transcript, master, form, server).into())
    }
}

impl Flight {
    /// Sends everything that there is to send without a certificate.
    pub(super) fn send(self, env: &mut Env<'_>, effects: &mut Effects) -> Result<ClientState, Failure> {
        let Self { mut tls, contribution } = self;
        let master = tls.send_key_exchange(&contribution, env, effects)?;
        tls.finish(master, env, effects)
    }
}

impl ChooseCredential {
    pub(in crate::client) fn on_credential(
        self,
        credential: Option<Arc<Credential>>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { flight: Flight { mut tls, contribution }, schemes } = self;
        let usable = credential.and_then(|credential| {
            let scheme = credential.scheme(ProtocolVersion::TLSv1_2, &schemes)?;
            Some((credential, scheme))
        });
        let Some((credential, scheme)) = usable else {
            // "If no suitable certificate is available, the client MUST send a certificate message containing no
            // certificates." (RFC 5246 §7.4.6)
            tls.send_certificate(None, env, effects)?;
            tls.transcript.drop_messages();
            return Flight { tls, contribution }.send(env, effects);
        };
        tls.send_certificate(Some(&credential), env, effects)?;
        let master = tls.send_key_exchange(&contribution, env, effects)?;
        effects.learn(env, Fact::ClientAuthenticated);
        effects.learn(env, Fact::ClientSignatureScheme(scheme));
        // "handshake_messages refers to all handshake messages sent or received, starting at client hello and up to, but
        // not including, this message" (RFC 5246 §7.4.8)
        let message = tls.transcript.messages().to_vec();
        tls.transcript.drop_messages();
        effects.ask(Question::Sign(SignQuestion { credential, scheme, message }));
        Ok(Sign { tls, master, scheme }.into())
    }
}

impl Sign {
    pub(in crate::client) fn on_signature(
        self,
        signature: Result<Vec<u8>, CryptoFailure>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { mut tls, master, scheme } = self;
        let signature = signature.map_err(|_| Cause::SigningFailed)?;
        let verify = CertificateVerify { algorithm: scheme, signature: Opaque(&signature) };
        effects.send(env, &mut tls.transcript, HandshakeType::certificate_verify, &verify)?;
        tls.finish(master, env, effects)
    }
}
