//! WAIT_FINISHED and the client's second flight (RFC 9846 §4.5).

use super::super::{ClientState, Handshake};
use super::{CertificateRequested, Connected, Tls13};
use crate::auth::{self, check_finished};
use crate::codec::{List, Opaque, Rest};
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{ChooseCredential as ChooseCredentialQuestion, Epoch, Question, Sign as SignQuestion};
use crate::credential::Credential;
use crate::crypto::CryptoFailure;
use crate::error::{Cause, Failure};
use crate::key_schedule::{KeySchedule, MainStage, TrafficSecret};
use crate::msg::certificate::Certificate;
use crate::msg::certificate_verify::{CertificateVerify, signed_content};
use crate::msg::ext::ExtensionsWriter;
use crate::msg::finished::Finished;
use crate::msg::{Received, Role};
use crate::record::Form;
use crate::registry::{HandshakeType, ProtocolVersion, SignatureScheme};
use crate::switches::Check;
use crate::transcript::Transcript;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The server has proved itself; its Finished comes next.
#[derive(Debug)]
pub(crate) struct WaitFinished(pub(super) Box<Tls13>);

/// The server is done; the client's second flight needs these.
#[derive(Debug)]
struct Flight {
    handshake: Box<Handshake>,
    transcript: Transcript,
    client_handshake_traffic_secret: TrafficSecret,
    client_application_traffic_secret: TrafficSecret,
    server_application_traffic_secret: TrafficSecret,
    main: KeySchedule<MainStage>,
    owes_ccs: bool,
}

/// Which certificate to send is being decided.
#[derive(Debug)]
pub(crate) struct ChooseCredential {
    flight: Box<Flight>,
    schemes: Vec<SignatureScheme>,
    /// Whether the server wants an OCSP response.
    ocsp: bool,
}

/// The client's signature is being made.
#[derive(Debug)]
pub(crate) struct Sign {
    flight: Box<Flight>,
    scheme: SignatureScheme,
}

impl WaitFinished {
    pub(in crate::client) fn on_finished(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self(mut tls) = self;
        let finished: Finished<'_> = message.decode()?;
        let expected = tls.server_handshake_traffic_secret.verify_data(&tls.transcript.current());
        check_finished(Check::ServerFinished, finished.verify_data.0, expected.expose())?;
        env.checked("the server's Finished: both sides saw the same handshake", "RFC 9846 §4.5.3");
        tls.transcript.add(message.bytes());
        let request = tls.certificate_request.take();
        let flight = Flight::new(*tls, env, effects)?;
        match request {
            None => flight.finish(env, effects),
            Some(CertificateRequested { schemes, certificate_schemes, authorities, ocsp }) => {
                effects.ask(Question::ChooseCredential(ChooseCredentialQuestion {
                    version: ProtocolVersion::TLSv1_3,
                    server_name: None,
                    schemes: schemes.clone(),
                    authentications: Vec::new(),
                    rsa_key_exchange: false,
                    certificate_schemes,
                    authorities,
                }));
                Ok(ChooseCredential { flight: Box::new(flight), schemes, ocsp }.into())
            }
        }
    }
}

impl Flight {
    fn new(tls: Tls13, env: &mut Env<'_>, effects: &mut Effects) -> Result<Self, Failure> {
        let Tls13 { handshake, transcript, schedule, client_handshake_traffic_secret, owes_ccs, .. } = tls;
        let random = &handshake.random;
        let through_server_finished = transcript.current();
        env.transcript_hash("server Finished", through_server_finished.as_ref());
        let main = schedule.into_main();
        env.secret("main_secret", main.secret(), random);
        let client = main.client_application_traffic_secret(&through_server_finished);
        let server = main.server_application_traffic_secret(&through_server_finished);
        env.secret("CLIENT_TRAFFIC_SECRET_0", client.secret(), random);
        env.secret("SERVER_TRAFFIC_SECRET_0", server.secret(), random);
        if env.wants_secrets() {
            env.secret("EXPORTER_SECRET", &main.exporter_secret(&through_server_finished), random);
        }
        effects.set_recv_keys(env, Epoch::Application, Form::Tls13, server.record_keys()?);
        Ok(Self {
            handshake,
            transcript,
            client_handshake_traffic_secret,
            client_application_traffic_secret: client,
            server_application_traffic_secret: server,
            main,
            owes_ccs,
        })
    }

    fn send_ccs(&mut self, env: &mut Env<'_>, effects: &mut Effects) {
        if core::mem::take(&mut self.owes_ccs) {
            self.handshake.send_compatibility_ccs(env, effects);
        }
    }

    fn send_certificate(
        &mut self,
        credential: Option<(&Credential, bool)>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        self.send_ccs(env, effects);
        let (chain, status) = match credential {
            Some((credential, ocsp)) => (credential.chain(), auth::status_extension(credential, ocsp)?),
            None => (&[][..], ExtensionsWriter::new()),
        };
        let entries = auth::certificate_entries(chain, &status);
        // "the value of certificate_request_context in that message", which was empty (RFC 9846 §4.5.1)
        let certificate =
            Certificate { certificate_request_context: Opaque(&[]), certificate_list: List::Items(&entries) };
        effects.send(env, &mut self.transcript, HandshakeType::certificate, &certificate)?;
        Ok(())
    }

    /// Sends Finished; everything after it is application data.
    fn finish(mut self, env: &mut Env<'_>, effects: &mut Effects) -> Result<ClientState, Failure> {
        self.send_ccs(env, effects);
        let verify_data = self.client_handshake_traffic_secret.verify_data(&self.transcript.current());
        let finished = Finished { verify_data: Rest(verify_data.expose()) };
        effects.send(env, &mut self.transcript, HandshakeType::finished, &finished)?;
        if env.wants_secrets() {
            let through_client_finished = self.transcript.current();
            env.transcript_hash("client Finished", through_client_finished.as_ref());
            let resumption = self.main.resumption_secret(&through_client_finished);
            env.secret("resumption_secret", &resumption, &self.handshake.random);
        }
        let send = self.client_application_traffic_secret;
        effects.set_application_send_keys(env, send)?;
        effects.done();
        Ok(Connected::new(self.server_application_traffic_secret).into())
    }
}

impl ChooseCredential {
    pub(in crate::client) fn on_credential(
        self,
        credential: Option<Arc<Credential>>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { mut flight, schemes, ocsp } = self;
        // "the signature algorithm used in the signature MUST be one of those present in the
        // supported_signature_algorithms field of the "signature_algorithms" extension in the CertificateRequest message"
        // (RFC 9846 §4.5.2): a credential that has none of them is as good as none.
        let usable = credential.and_then(|credential| {
            let scheme = credential.scheme(ProtocolVersion::TLSv1_3, &schemes)?;
            Some((credential, scheme))
        });
        let Some((credential, scheme)) = usable else {
            flight.send_certificate(None, env, effects)?;
            return flight.finish(env, effects);
        };
        flight.send_certificate(Some((&credential, ocsp)), env, effects)?;
        effects.learn(env, Fact::ClientAuthenticated);
        effects.learn(env, Fact::ClientSignatureScheme(scheme));
        let message = signed_content(Role::Client, flight.transcript.current().as_ref());
        effects.ask(Question::Sign(SignQuestion { credential, scheme, message }));
        Ok(Sign { flight, scheme }.into())
    }
}

impl Sign {
    pub(in crate::client) fn on_signature(
        self,
        signature: Result<Vec<u8>, CryptoFailure>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { mut flight, scheme } = self;
        let signature = signature.map_err(|_| Cause::SigningFailed)?;
        let verify = CertificateVerify { algorithm: scheme, signature: Opaque(&signature) };
        effects.send(env, &mut flight.transcript, HandshakeType::certificate_verify, &verify)?;
        flight.finish(env, effects)
    }
}
