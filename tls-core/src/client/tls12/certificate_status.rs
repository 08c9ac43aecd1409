//! WAIT_CS_SKE and WAIT_CS_CR_SHD: CertificateStatus (RFC 6066 §8), where the server has said that it may send one.

use super::{Tls12, VerifyPeer, ignore_hello_request};
use crate::client::ClientState;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::error::Failure;
use crate::msg::Received;
use crate::msg::ext::CertificateStatus;
use crate::registry::HandshakeType;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// CertificateStatus comes next, or ServerKeyExchange.
#[derive(Debug)]
pub(crate) struct WaitStatusOrKeyExchange(pub(super) Box<Tls12>);

/// CertificateStatus comes next, or CertificateRequest, or ServerHelloDone.
#[derive(Debug)]
pub(crate) struct WaitStatusOrRequestOrDone(pub(super) Box<Tls12>);

/// A message that came in place of CertificateStatus: its turn is after the question that it has shown to be complete.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) kind: HandshakeType,
    pub(super) bytes: Vec<u8>,
}

impl Held {
    fn new(message: Received<'_>) -> Self {
        Self { kind: message.kind(), bytes: message.bytes().to_vec() }
    }
}

impl WaitStatusOrKeyExchange {
    ignore_hello_request!();

    pub(in crate::client) fn on_certificate_status(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        self.0.on_certificate_status(message, env, effects)
    }

    pub(in crate::client) fn on_server_key_exchange(
        self,
        message: Received<'_>,
        _: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        Ok(VerifyPeer::ask(self.0, None, Some(Held::new(message)), effects).into())
    }
}

impl WaitStatusOrRequestOrDone {
    ignore_hello_request!();

    pub(in crate::client) fn on_certificate_status(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        self.0.on_certificate_status(message, env, effects)
    }

    pub(in crate::client) fn on_certificate_request(
        self,
        message: Received<'_>,
        _: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        Ok(VerifyPeer::ask(self.0, None, Some(Held::new(message)), effects).into())
    }

    pub(in crate::client) fn on_server_hello_done(
        self,
        message: Received<'_>,
        _: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        Ok(VerifyPeer::ask(self.0, None, Some(Held::new(message)), effects).into())
    }
}

impl Tls12 {
    /// "Only one OCSP response may be sent." (RFC 6066 §8): no state after this one takes another.
    fn on_certificate_status(
        mut self: Box<Self>,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let status: CertificateStatus<'_> = message.decode()?;
        let response = status.response.0.to_vec();
        self.transcript.add(message.bytes());
        effects.learn(env, Fact::PeerOcspResponse(response.clone()));
        Ok(VerifyPeer::ask(self, Some(response), None, effects).into())
    }
}
