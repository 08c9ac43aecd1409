//! The server's flight: ServerHello to Finished (RFC 9846 §A.2: NEGOTIATED).

use super::super::{Handshake, ServerState};
use super::{Tls13, WaitCertificate, WaitFinished};
use crate::auth;
use crate::codec::{List, Opaque, Rest};
use crate::config::ClientAuth;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{ChooseCredential as ChooseCredentialQuestion, Epoch, Question, Sign as SignQuestion};
use crate::credential::Credential;
use crate::crypto::{CryptoFailure, Secret, Suite};
use crate::error::{Cause, Failure};
use crate::grease::Grease;
use crate::key_schedule::{HandshakeStage, KeySchedule, TrafficSecret};
use crate::msg::Role;
use crate::msg::certificate::Certificate;
use crate::msg::certificate_request::CertificateRequest;
use crate::msg::certificate_verify::{CertificateVerify, signed_content};
use crate::msg::client_hello::Random;
use crate::msg::encrypted_extensions::EncryptedExtensions;
use crate::msg::ext::{
    CertificateAuthorities, DistinguishedName, Empty, ExtensionsWriter, KeyShareEntry, KeyShareServerHello,
    SelectedVersion, SignatureSchemeList,
};
use crate::msg::finished::Finished;
use crate::msg::server_hello::ServerHello;
use crate::record::Form;
use crate::registry::{CompressionMethod, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion, SignatureScheme};
use crate::transcript::Transcript;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What the ClientHello led to.
#[derive(Debug)]
pub(super) struct Negotiated {
    pub(super) handshake: Box<Handshake>,
    pub(super) transcript: Transcript,
    pub(super) suite: Suite,
    pub(super) group: NamedGroup,
    pub(super) own_share: Vec<u8>,
    pub(super) shared: Secret,
    pub(super) retried: bool,
}

/// Which credential to use is being decided.
#[derive(Debug)]
pub(crate) struct ChooseCredential(Box<Negotiated>);

/// The handshake keys are there; the server's signature is being made.
#[derive(Debug)]
pub(crate) struct Sign {
    handshake: Box<Handshake>,
    transcript: Transcript,
    schedule: KeySchedule<HandshakeStage>,
    client: TrafficSecret,
    server: TrafficSecret,
    scheme: SignatureScheme,
}

impl ChooseCredential {
    pub(super) fn ask(negotiated: Negotiated, effects: &mut Effects) -> Self {
        let handshake = &negotiated.handshake;
        effects.ask(Question::ChooseCredential(ChooseCredentialQuestion {
            version: ProtocolVersion::TLSv1_3,
            server_name: handshake.server_name.clone(),
            schemes: handshake.schemes.clone(),
            certificate_schemes: handshake.certificate_schemes.clone(),
            authentications: Vec::new(),
            rsa_key_exchange: false,
            authorities: Vec::new(),
        }));
        Self(Box::new(negotiated))
    }

    pub(in crate::server) fn on_credential(
        self,
        credential: Option<Arc<Credential>>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let mut negotiated = *self.0;
        // "The end-entity certificate MUST allow the key to be used for signing with a signature scheme indicated in the
        // peer's "signature_algorithms" extension" (RFC 9846 §4.5.1.2)
        let credential = credential.ok_or(Cause::NoCommonSignatureScheme)?;
        let scheme = credential
            .scheme(ProtocolVersion::TLSv1_3, &negotiated.handshake.schemes)
            .ok_or(Cause::NoCommonSignatureScheme)?;
        let server_random = negotiated.send_server_hello(env, effects)?;
        let Negotiated { handshake, mut transcript, suite, shared, .. } = negotiated;

        let through_server_hello = transcript.current();
        env.transcript_hash("ServerHello", through_server_hello.as_ref());
        let random = &handshake.client_random;
        let early = KeySchedule::new(&suite);
        env.secret("early_secret", early.secret(), random);
        env.secret("shared_secret", &shared, random);
        let schedule = early.with_shared_secret(&shared);
        env.secret("handshake_secret", schedule.secret(), random);
        let client = schedule.client_handshake_traffic_secret(&through_server_hello);
        let server = schedule.server_handshake_traffic_secret(&through_server_hello);
        env.secret("CLIENT_HANDSHAKE_TRAFFIC_SECRET", client.secret(), random);
        env.secret("SERVER_HANDSHAKE_TRAFFIC_SECRET", server.secret(), random);
        effects.set_send_keys(env, Epoch::Handshake, Form::Tls13, server.record_keys()?);

        handshake.send_encrypted_extensions(&credential, &mut transcript, env, effects)?;
        handshake.send_certificate_request(&server_random, &mut transcript, env, effects)?;
        handshake.send_certificate(&credential, &mut transcript, env, effects)?;
        effects.learn(env, Fact::SignatureScheme(scheme));
        let message = signed_content(Role::Server, transcript.current().as_ref());
        effects.ask(Question::Sign(SignQuestion { credential, scheme, message }));
        Ok(Sign { handshake, transcript, schedule, client, server, scheme }.into())
    }
}

impl Negotiated {
    fn send_server_hello(&mut self, env: &mut Env<'_>, effects: &mut Effects) -> Result<Random, Failure> {
        let mut extensions = ExtensionsWriter::new();
        let server_share = KeyShareEntry { group: self.group, key_exchange: Opaque(&self.own_share) };
        extensions.add(ExtensionType::key_share, &KeyShareServerHello { server_share });
        let version = SelectedVersion { selected_version: ProtocolVersion::TLSv1_3 };
        extensions.add(ExtensionType::supported_versions, &version);
        let random: Random = env.random()?;
        let hello = ServerHello {
            legacy_version: ProtocolVersion::TLSv1_2,
            random,
            legacy_session_id_echo: Opaque(self.handshake.session_id.as_slice()),
            cipher_suite: self.suite.id,
            legacy_compression_method: CompressionMethod::null,
            extensions: extensions.block(),
        };
        effects.send(env, &mut self.transcript, HandshakeType::server_hello, &hello)?;
        // "The server sends a dummy change_cipher_spec record immediately after its first handshake message."
        // (RFC 9846 §E.4)
        if !self.handshake.session_id.is_empty() && !self.retried {
            effects.send_change_cipher_spec(env);
        }
        Ok(random)
    }
}

impl Handshake {
    fn send_encrypted_extensions(
        &self,
        credential: &Credential,
        transcript: &mut Transcript,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        let mut extensions = ExtensionsWriter::new();
        self.answer_extensions(credential, &mut extensions);
        let message = EncryptedExtensions { extensions: extensions.block() };
        effects.send(env, transcript, HandshakeType::encrypted_extensions, &message)?;
        Ok(())
    }

    fn send_certificate_request(
        &self,
        server_random: &Random,
        transcript: &mut Transcript,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        let Some(trust) = self.config.client_auth.trust() else {
            return Ok(());
        };
        let grease = self.config.common.offer.grease.then(|| Grease::of(server_random));
        let mut extensions = ExtensionsWriter::new();
        if let Some(grease) = &grease {
            extensions.add(grease.first, &Empty {});
        }
        let schemes = List::Led(grease.map(|grease| grease.scheme), &self.config.common.signature_schemes);
        let list = SignatureSchemeList { supported_signature_algorithms: schemes };
        extensions.add(ExtensionType::signature_algorithms, &list);
        if let Some(schemes) = &self.config.common.offer.certificate_schemes {
            let list = SignatureSchemeList { supported_signature_algorithms: List::Items(schemes) };
            extensions.add(ExtensionType::signature_algorithms_cert, &list);
        }
        let store = trust.anchors();
        let subjects = store.iter().flat_map(|store| store.subjects());
        let names: Vec<_> = subjects.map(|name| DistinguishedName { name: Opaque(name) }).collect();
        if self.config.send_authorities(names.iter().map(|name| name.name.0.len())) {
            let list = CertificateAuthorities { authorities: List::Items(&names) };
            extensions.add(ExtensionType::certificate_authorities, &list);
        }
        let message = CertificateRequest { certificate_request_context: Opaque(&[]), extensions: extensions.block() };
        effects.send(env, transcript, HandshakeType::certificate_request, &message)?;
        effects.learn(env, Fact::ClientCertificateRequested);
        Ok(())
    }

    fn send_certificate(
        &self,
        credential: &Credential,
        transcript: &mut Transcript,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        let status = auth::status_extension(credential, self.ocsp)?;
        let entries = auth::certificate_entries(credential.chain(), &status);
        let message = Certificate { certificate_request_context: Opaque(&[]), certificate_list: List::Items(&entries) };
        effects.send(env, transcript, HandshakeType::certificate, &message)?;
        Ok(())
    }
}

impl Sign {
    pub(in crate::server) fn on_signature(
        self,
        signature: Result<Vec<u8>, CryptoFailure>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self { handshake, mut transcript, schedule, client, server, scheme } = self;
        let signature = signature.map_err(|_| Cause::SigningFailed)?;
        let verify = CertificateVerify { algorithm: scheme, signature: Opaque(&signature) };
        effects.send(env, &mut transcript, HandshakeType::certificate_verify, &verify)?;
        let verify_data = server.verify_data(&transcript.current());
        let finished = Finished { verify_data: Rest(verify_data.expose()) };
        effects.send(env, &mut transcript, HandshakeType::finished, &finished)?;

        let through_server_finished = transcript.current();
        env.transcript_hash("server Finished", through_server_finished.as_ref());
        let random = &handshake.client_random;
        let main = schedule.into_main();
        env.secret("main_secret", main.secret(), random);
        let client_application = main.client_application_traffic_secret(&through_server_finished);
        let server_application = main.server_application_traffic_secret(&through_server_finished);
        env.secret("CLIENT_TRAFFIC_SECRET_0", client_application.secret(), random);
        env.secret("SERVER_TRAFFIC_SECRET_0", server_application.secret(), random);
        if env.wants_secrets() {
            env.secret("EXPORTER_SECRET", &main.exporter_secret(&through_server_finished), random);
        }
        effects.set_application_send_keys(env, server_application)?;
        effects.set_recv_keys(env, Epoch::Handshake, Form::Tls13, client.record_keys()?);
        let asks = !matches!(handshake.config.client_auth, ClientAuth::None);
        let tls = Box::new(Tls13 {
            handshake,
            transcript,
            main,
            client_handshake_traffic_secret: client,
            client_application_traffic_secret: client_application,
        });
        Ok(if asks { WaitCertificate(tls).into() } else { WaitFinished(tls).into() })
    }
}
