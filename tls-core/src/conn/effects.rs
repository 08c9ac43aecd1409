//! The ordered effects of one step.

use super::env::Env;
use super::event::{Direction, Epoch, Observation};
use super::question::Question;
use crate::error::{Cause, Failure};
use crate::key_schedule::{RecordKeys, TrafficSecret};
use crate::msg;
use crate::pki_types::CertificateDer;
use crate::record::Form;
use crate::registry::{
    AlertDescription, CipherSuite, ContentType, HandshakeType, KeyExchangeAlgorithm, NamedGroup, ProtocolVersion,
    SignatureScheme,
};
use crate::transcript::{HelloTranscript, Transcript};
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

/// One thing to be done. They are carried out in order.
#[derive(Debug)]
pub(crate) enum Effect {
    /// A handshake message goes out: where its bytes stand.
    Send(Range<usize>),
    /// A record of this type goes out: where its content stands. Only puppets want this.
    SendRecord(ContentType, Range<usize>),
    /// A change_cipher_spec record goes out.
    SendChangeCipherSpec,
    /// A warning goes out.
    SendWarning(AlertDescription),
    /// What comes from here on is protected by these keys.
    SetRecvKeys(Form, RecordKeys),
    /// Nothing may have come together with the message at hand.
    CheckAligned,
    /// What goes out from here on is protected by these keys.
    SetSendKeys(Form, RecordKeys),
    /// The handshake waits for an answer.
    Ask(Question),
    /// A fact was settled.
    Learn(Fact),
    /// The secret behind the sending keys, for the next KeyUpdate.
    KeepSendSecret(TrafficSecret),
    /// The peer changed its keys, and whether it wants ours changed before the next application data.
    PeerKeyUpdate { answer: bool },
    /// The handshake is done.
    Done,
}

/// A fact of the handshake.
#[derive(Debug)]
pub(crate) enum Fact {
    Version(ProtocolVersion),
    Suite(CipherSuite),
    Group(NamedGroup),
    SignatureScheme(SignatureScheme),
    ClientSignatureScheme(SignatureScheme),
    Alpn(Vec<u8>),
    ServerName(String),
    PeerCertificates(Arc<[CertificateDer<'static>]>),
    PeerOcspResponse(Vec<u8>),
    ClientAuthenticated,
    ClientCertificateRequested,
    HelloRetry,
    ExtendedMasterSecret,
}

/// The ordered effects of one step.
#[derive(Debug, Default)]
pub struct Effects {
    pub(crate) list: Vec<Effect>,
    pub(crate) bytes: Vec<u8>,
}

/// Something that hashes messages.
pub(crate) trait Absorb {
    fn absorb(&mut self, message: &[u8]);
}

impl Absorb for HelloTranscript {
    fn absorb(&mut self, message: &[u8]) {
        self.add(message);
    }
}

impl Absorb for Transcript {
    fn absorb(&mut self, message: &[u8]) {
        self.add(message);
    }
}

/// For messages after the handshake, which belong to no transcript.
pub(crate) struct NoTranscript;

impl Absorb for NoTranscript {
    fn absorb(&mut self, _: &[u8]) {}
}

impl Effects {
    /// Sends one more handshake message (header included) after everything else. It is not hashed.
    pub fn push_message(&mut self, message: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(message);
        self.list.push(Effect::Send(start..self.bytes.len()));
    }

    /// Sends one record more, of any type and with any content, after everything else and protected by the keys that are
    /// then in place. Its content must fit a record: up to 2^14 bytes.
    pub fn push_record(&mut self, content_type: ContentType, content: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(content);
        self.list.push(Effect::SendRecord(content_type, start..self.bytes.len()));
    }

    /// How many effects there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Leaves an effect out. Nothing happens if there is none at `index`.
    pub fn remove(&mut self, index: usize) {
        if index < self.list.len() {
            self.list.remove(index);
        }
    }

    /// Exchanges two effects. Nothing happens if there is none at one of the places.
    pub fn swap(&mut self, a: usize, b: usize) {
        if a < self.list.len() && b < self.list.len() {
            self.list.swap(a, b);
        }
    }

    /// Builds a handshake message, hashes it and sends it.
    pub(crate) fn send<'a>(
        &mut self,
        env: &mut Env<'_>,
        transcript: &mut impl Absorb,
        kind: HandshakeType,
        body: &impl crate::codec::Wire<'a>,
    ) -> Result<Range<usize>, Failure> {
        let start = self.bytes.len();
        if !msg::encode(kind, &mut self.bytes, |writer| body.encode(writer)) {
            self.bytes.truncate(start);
            return Err(Failure::new(Cause::EncodingFailed).got(kind.to_string()));
        }
        #[cfg(feature = "puppet")]
        if let Some(puppet) = &mut env.puppet {
            let mut message = self.bytes.split_off(start);
            puppet.message_out(env.role, kind, &mut message);
            self.bytes.append(&mut message);
        }
        let range = start..self.bytes.len();
        let message = self.bytes.get(range.clone()).unwrap_or_default();
        transcript.absorb(message);
        env.message(Direction::Send, kind, message);
        self.list.push(Effect::Send(range.clone()));
        Ok(range)
    }

    /// The bytes of a message that was sent in this step.
    pub(crate) fn sent(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    pub(crate) fn send_change_cipher_spec(&mut self, env: &mut Env<'_>) {
        env.observe(Observation::ChangeCipherSpec { direction: Direction::Send });
        self.list.push(Effect::SendChangeCipherSpec);
    }

    pub(crate) fn send_warning(&mut self, description: AlertDescription) {
        self.list.push(Effect::SendWarning(description));
    }

    pub(crate) fn set_recv_keys(&mut self, env: &mut Env<'_>, epoch: Epoch, form: Form, keys: RecordKeys) {
        env.observe(Observation::Keys { direction: Direction::Recv, epoch });
        self.list.push(Effect::SetRecvKeys(form, keys));
    }

    pub(crate) fn set_send_keys(&mut self, env: &mut Env<'_>, epoch: Epoch, form: Form, keys: RecordKeys) {
        env.observe(Observation::Keys { direction: Direction::Send, epoch });
        self.list.push(Effect::SetSendKeys(form, keys));
    }

    pub(crate) fn ask(&mut self, question: Question) {
        self.list.push(Effect::Ask(question));
    }

    /// The peer cannot have more to say before it sees what goes out now.
    pub(crate) fn check_aligned(&mut self) {
        self.list.push(Effect::CheckAligned);
    }

    /// From here on goes application data, under keys that a KeyUpdate may change.
    pub(crate) fn set_application_send_keys(
        &mut self,
        env: &mut Env<'_>,
        secret: TrafficSecret,
    ) -> Result<(), Failure> {
        self.set_send_keys(env, Epoch::Application, Form::Tls13, secret.record_keys()?);
        self.list.push(Effect::KeepSendSecret(secret));
        Ok(())
    }

    pub(crate) fn peer_key_update(&mut self, answer: bool) {
        self.list.push(Effect::PeerKeyUpdate { answer });
    }

    pub(crate) fn done(&mut self) {
        self.list.push(Effect::Done);
    }

    /// Settles a fact, and tells the listener.
    pub(crate) fn learn(&mut self, env: &mut Env<'_>, fact: Fact) {
        match &fact {
            Fact::Version(version) => env.context.version = Some(*version),
            Fact::Suite(suite) => {
                env.context.key_exchange = suite.facts().and_then(|facts| facts.key_exchange);
            }
            _ => {}
        }
        if env.listened() {
            let (name, value) = fact.describe();
            env.observe(Observation::Learned { name, value: &value });
        }
        self.list.push(Effect::Learn(fact));
    }

    /// The version and the suite.
    pub(crate) fn learn_suite(&mut self, env: &mut Env<'_>, version: ProtocolVersion, suite: CipherSuite) {
        self.learn(env, Fact::Version(version));
        self.learn(env, Fact::Suite(suite));
    }
}

impl Fact {
    fn describe(&self) -> (&'static str, String) {
        match self {
            Self::Version(version) => ("version", version.to_string()),
            Self::Suite(suite) => ("suite", suite.to_string()),
            Self::Group(group) => ("group", group.to_string()),
            Self::SignatureScheme(scheme) => ("signature_scheme", scheme.to_string()),
            Self::ClientSignatureScheme(scheme) => ("client_signature_scheme", scheme.to_string()),
            Self::Alpn(name) => ("alpn", name.escape_ascii().to_string()),
            Self::ServerName(name) => ("server_name", name.clone()),
            Self::PeerCertificates(chain) => ("peer_certificates", chain.len().to_string()),
            Self::PeerOcspResponse(response) => ("peer_ocsp_response", response.len().to_string()),
            Self::ClientAuthenticated => ("client_authenticated", "yes".into()),
            Self::ClientCertificateRequested => ("client_cert_requested", "yes".into()),
            Self::HelloRetry => ("hello_retry", "yes".into()),
            Self::ExtendedMasterSecret => ("extended_master_secret", "yes".into()),
        }
    }
}

/// How the premaster secret is agreed by a suite of TLS 1.2.
pub(crate) fn key_exchange(suite: CipherSuite) -> Option<KeyExchangeAlgorithm> {
    suite.facts().and_then(|facts| facts.key_exchange)
}
