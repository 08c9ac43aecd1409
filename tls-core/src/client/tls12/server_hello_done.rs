//! WAIT_CR_SHD and WAIT_SHD: CertificateRequest (RFC 5246 §7.4.4) and ServerHelloDone (§7.4.5).

use super::flight::Flight;
use super::{CertificateRequested, ChooseCredential, Contribution, Tls12, ignore_hello_request};
use crate::client::ClientState;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{ChooseCredential as ChooseCredentialQuestion, Question};
use crate::error::Failure;
use crate::msg::Received;
use crate::msg::certificate_request::CertificateRequest12;
use crate::msg::empty::ServerHelloDone;
use crate::registry::ProtocolVersion;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Either may come next.
#[derive(Debug)]
pub(crate) struct WaitCertificateRequestOrDone {
    pub(super) tls: Box<Tls12>,
    pub(super) contribution: Option<Contribution>,
}

/// The server has asked for a certificate; the end of its flight comes next.
#[derive(Debug)]
pub(crate) struct WaitServerHelloDone {
    tls: Box<Tls12>,
    contribution: Option<Contribution>,
}

impl WaitCertificateRequestOrDone {
    ignore_hello_request!();

    pub(in crate::client) fn on_certificate_request(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { mut tls, contribution } = self;
        let request: CertificateRequest12<'_> = message.decode()?;
        let offered = request.supported_signature_algorithms.iter();
        tls.certificate_request = Some(CertificateRequested {
            schemes: tls.handshake.common_schemes(ProtocolVersion::TLSv1_2, offered),
            certificate_schemes: request.supported_signature_algorithms.iter().collect(),
            authorities: request.certificate_authorities.iter().map(|name| name.name.0.to_vec()).collect(),
        });
        effects.learn(env, Fact::ClientCertificateRequested);
        tls.transcript.add(message.bytes());
        Ok(WaitServerHelloDone { tls, contribution }.into())
    }

    pub(in crate::client) fn on_server_hello_done(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        WaitServerHelloDone { tls: self.tls, contribution: self.contribution }
            .on_server_hello_done(message, env, effects)
    }
}

impl WaitServerHelloDone {
    ignore_hello_request!();

    pub(in crate::client) fn on_server_hello_done(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { mut tls, contribution } = self;
        message.decode::<ServerHelloDone>()?;
        tls.transcript.add(message.bytes());
        let contribution = match contribution {
            Some(contribution) => contribution,
            None => tls.encrypt_premaster(env)?,
        };
        match tls.certificate_request.take() {
            None => {
                tls.transcript.drop_messages();
                Flight { tls, contribution }.send(env, effects)
            }
            Some(CertificateRequested { schemes, certificate_schemes, authorities }) => {
                effects.ask(Question::ChooseCredential(ChooseCredentialQuestion {
                    version: ProtocolVersion::TLSv1_2,
                    server_name: None,
                    schemes: schemes.clone(),
                    authentications: Vec::new(),
                    rsa_key_exchange: false,
                    certificate_schemes,
                    authorities,
                }));
                Ok(ChooseCredential { flight: Flight { tls, contribution }, schemes }.into())
            }
        }
    }
}
