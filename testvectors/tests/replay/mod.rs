//! Replays a handshake of RFC 8448 through one side of the engine: the trace's randomness and keys go in, the trace's
//! records of the other side come in, and everything that this side computes must be what the RFC prints.
//!
//! Where the trace is another implementation's choice (the extensions of ClientHello and ServerHello and their order,
//! `EncryptedExtensions`, `CertificateRequest`, the ticket), a puppet says what the trace says.

mod puppet;
mod secrets;

use core::time::Duration;
use puppet::{Own, TracePuppet};
use std::sync::Arc;
use testvectors::pair::{Connection, Endpoint};
use testvectors::provider::{Deterministic, ScriptedKey};
use testvectors::recorder::Recorder;
use testvectors::rfc8448::{Actor, Section, Step, Trace, trace};
use tls_core::config::{ClientAuth, ClientConfig, ServerConfig};
use tls_core::conn::{Answer, ClientConnection, Closed, Direction, Question, QuestionKind, Seams, ServerConnection};
use tls_core::credential::Credential;
use tls_core::crypto::{CryptoProvider, ring};
use tls_core::msg::Role;
use tls_core::pki_types::{CertificateDer, ServerName, UnixTime};
use tls_core::registry::{CipherSuite, HandshakeType, NamedGroup, ProtocolVersion, SignatureScheme};
use tls_core::trust::TrustStore;

/// Within the validity of the traces' certificates.
const NOW: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(1_500_000_000));
const VERSIONS: &[ProtocolVersion] = &[ProtocolVersion::TLSv1_3];
const SUITES: &[CipherSuite] = &[CipherSuite::TLS_AES_128_GCM_SHA256];
/// Where a hello's random stands, and its `legacy_session_id`, if that has 32 bytes.
const RANDOM: core::ops::Range<usize> = 6..38;
const SESSION_ID: core::ops::Range<usize> = 39..71;

/// One side of the engine, made to be one side of a trace.
pub(crate) struct Replay<C> {
    trace: Trace,
    me: Actor,
    endpoint: Endpoint<C>,
    recorder: Recorder,
    own: Own,
    key: Option<Arc<ScriptedKey>>,
}

/// The client of a section.
pub(crate) fn client(section: Section) -> Replay<ClientConnection> {
    let trace = trace(section).unwrap();
    let provider = provider(&trace, Actor::Client, "ClientHello");
    let mut builder = ClientConfig::builder(provider)
        .versions(VERSIONS)
        .suites(SUITES)
        .groups(&[NamedGroup::x25519, NamedGroup::secp256r1])
        .request_ocsp(false)
        .middlebox_compatibility(section == Section::CompatibilityMode)
        .grease(false)
        .dangerous_accept_any_certificate();
    let credential = credential(&trace, Actor::Client);
    if let Some((credential, _)) = &credential {
        builder = builder.credential(credential.clone());
    }
    let (recorder, own, seams) = seams(&trace, Actor::Client);
    let name = ServerName::try_from("server").unwrap();
    let connection = ClientConnection::new(builder.build().unwrap(), name, seams).unwrap();
    let key = credential.map(|(_, key)| key);
    Replay { trace, me: Actor::Client, endpoint: Endpoint::new(connection), recorder, own, key }
}

/// The server of a section, with its groups in order of preference.
pub(crate) fn server(section: Section, groups: &[NamedGroup]) -> Replay<ServerConnection> {
    let trace = trace(section).unwrap();
    let provider = provider(&trace, Actor::Server, "ServerHello");
    let (credential, key) = credential(&trace, Actor::Server).unwrap();
    let mut builder = ServerConfig::builder(provider)
        .grease(false)
        .versions(VERSIONS)
        .suites(SUITES)
        .groups(groups)
        .credential(credential);
    let client = self::credential(&trace, Actor::Client);
    if client.is_some() {
        // The client's certificate is signed by itself, with 1,024 bits: no trust store of ours would take it. Whether its
        // key made the signature in CertificateVerify is checked all the same.
        let nobody = ClientAuth::required(Arc::new(TrustStore::new()));
        builder = builder.client_auth(nobody).ask_caller(&[QuestionKind::VerifyPeer]);
    }
    let (recorder, own, seams) = seams(&trace, Actor::Server);
    let mut endpoint = Endpoint::new(ServerConnection::new(builder.build().unwrap(), seams));
    endpoint.answer_with(move |question| match question {
        Question::VerifyPeer(question) => {
            let known = client.as_ref().is_some_and(|(known, _)| known.chain() == &*question.chain);
            known.then_some(Answer::Verified(Ok(())))
        }
        _ => None,
    });
    Replay { trace, me: Actor::Server, endpoint, recorder, own, key: Some(key) }
}

/// The randomness and the ephemeral keys of one side. The last hello of a server has its random: the first may be a
/// HelloRetryRequest.
fn provider(trace: &Trace, me: Actor, hello: &str) -> Arc<CryptoProvider> {
    let hello = messages(trace, me).filter(|(name, _)| *name == hello).last().unwrap().1;
    let mut script = Deterministic::new(8448).accept_rsa_1024().random(&hello[RANDOM]);
    if hello[SESSION_ID.start - 1] == 32 {
        script = script.random(&hello[SESSION_ID]);
    }
    for step in trace.all(me, "create an ephemeral x25519 key pair") {
        script = script.x25519_key(step.get("private key").unwrap());
    }
    for step in trace.all(me, "create an ephemeral P-256 key pair") {
        script = script.p256_key(step.get("private key").unwrap());
    }
    script.over(&ring::provider())
}

/// The certificate that one side presents in the trace, with a key that gives the signature of the trace.
fn credential(trace: &Trace, me: Actor) -> Option<(Arc<Credential>, Arc<ScriptedKey>)> {
    let find = |wanted: &str| messages(trace, me).find(|(name, _)| *name == wanted).map(|(_, message)| message);
    let (certificate, verify) = (find("Certificate")?, find("CertificateVerify")?);
    // Header, empty context, length of the list, length of the one certificate; then its empty extensions.
    let chain = vec![CertificateDer::from(certificate[4 + 1 + 3 + 3..certificate.len() - 2].to_vec())];
    let scheme = SignatureScheme(u16::from_be_bytes([verify[4], verify[5]]));
    let key = ScriptedKey::new(&[scheme], &[&verify[8..]]);
    Some((Credential::new(chain, key.clone()).unwrap(), key))
}

fn seams(trace: &Trace, me: Actor) -> (Recorder, Own, Seams) {
    let recorder = Recorder::with_secrets();
    let own = Own::default();
    let mut seams = Seams::sink(recorder.sink());
    seams.puppet = Some(Box::new(TracePuppet::new(messages(trace, me), own.clone())));
    (recorder, own, seams)
}

/// What one side sends, by printed name.
fn messages(trace: &Trace, me: Actor) -> impl Iterator<Item = (&str, &[u8])> {
    trace.messages().filter(move |(actor, _, _)| *actor == me).map(|(_, name, message)| (name, message))
}

impl<C: Connection> Replay<C> {
    /// Walks through the records of the trace, from the first to the last.
    pub(crate) fn run(mut self) {
        let mut out = Vec::new();
        for step in self.trace.clone().steps() {
            let Ok(record) = step.get("complete record") else { continue };
            if step.actor() == self.me {
                self.act(step);
                out.extend(self.endpoint.take_output().unwrap());
                let rest = out.split_off(record.len().min(out.len()));
                assert_eq!(out, record, "{:?} {}", step.actor(), step.title());
                out = rest;
            } else {
                self.endpoint.deliver(record, NOW).unwrap();
                assert_eq!(self.endpoint.failure(), None, "after {:?} {}", step.actor(), step.title());
                let payload = if is_data(step) { step.get("payload").unwrap() } else { &[] };
                assert_eq!(self.endpoint.take_received(), payload);
            }
        }
        assert!(out.is_empty(), "more was sent than the trace has");
        assert_eq!(self.endpoint.closed(), Some(Closed::Clean));
        self.check_facts();
        self.check_messages();
        self.check_own_hello();
        self.check_transcript_hashes();
        secrets::check(&self.trace, &self.recorder.secrets(self.role()));
        self.check_signed();
    }

    /// Does what the engine does not do by itself.
    fn act(&mut self, step: &Step) {
        if is_data(step) {
            self.endpoint.send(step.get("payload").unwrap()).unwrap();
        } else if step.title() == "send alert record" {
            self.endpoint.close();
        }
    }

    fn role(&self) -> Role {
        if self.me == Actor::Client { Role::Client } else { Role::Server }
    }

    fn check_facts(&self) {
        let facts = self.endpoint.done().unwrap();
        assert_eq!(facts.version, Some(ProtocolVersion::TLSv1_3));
        assert_eq!(facts.suite, Some(CipherSuite::TLS_AES_128_GCM_SHA256));
        let p256 = self.trace.all(self.me, "create an ephemeral P-256 key pair").count() > 0;
        assert_eq!(facts.hello_retry, p256);
        assert_eq!(facts.group, Some(if p256 { NamedGroup::secp256r1 } else { NamedGroup::x25519 }));
    }

    /// What crossed is what the trace has. A ticket pushed in by the puppet is no message of the engine's.
    fn check_messages(&self) {
        for (direction, actor) in [(Direction::Send, self.me), (Direction::Recv, other(self.me))] {
            let seen = self.recorder.messages(self.role(), direction);
            let seen: Vec<&[u8]> = seen.iter().map(|(_, bytes)| bytes.as_slice()).collect();
            let wanted: Vec<&[u8]> = messages(&self.trace, actor)
                .filter(|(name, _)| direction == Direction::Recv || *name != "NewSessionTicket")
                .map(|(_, message)| message)
                .collect();
            assert_eq!(seen, wanted, "{direction:?}");
        }
    }

    /// The hello that the engine made itself has the scripted random and the scripted key.
    fn check_own_hello(&self) {
        let hello = if self.me == Actor::Client { HandshakeType::client_hello } else { HandshakeType::server_hello };
        let own = self.own.last(hello).unwrap();
        let (_, wanted) = messages(&self.trace, self.me).filter(|(_, message)| message[0] == hello.0).last().unwrap();
        assert_eq!(own[RANDOM], wanted[RANDOM]);
        let keys = self
            .trace
            .steps()
            .iter()
            .filter(|step| step.actor() == self.me)
            .filter_map(|step| step.get("public key").ok());
        let share = keys.last().unwrap();
        assert!(own.windows(share.len()).any(|window| window == share), "the share of {own:02x?}");
    }

    fn check_transcript_hashes(&self) {
        let wanted = self.trace.transcript_hashes();
        let seen = self.recorder.transcript_hashes(self.role());
        for (through, hash) in &seen {
            let found = wanted.iter().any(|(_, name, wanted)| through.contains(name) && wanted == hash);
            assert!(found, "the transcript hash through {through} is {hash:02x?}");
        }
        let points = [(Actor::Server, "ServerHello"), (Actor::Server, "Finished")];
        for (actor, name) in points {
            // The last of its name: the first ServerHello may be a HelloRetryRequest.
            let (_, _, hash) = wanted.iter().rfind(|(who, own, _)| *who == actor && *own == name).unwrap();
            assert!(seen.iter().any(|(_, seen)| seen == hash), "no transcript hash through {actor:?} {name}");
        }
    }

    /// "The digital signature is then computed over the concatenation of" 64 spaces, the context string, a zero byte and
    /// the transcript hash (RFC 9846 §4.5.2).
    fn check_signed(&self) {
        let Some(key) = &self.key else { return };
        let hashes = self.trace.transcript_hashes();
        let (_, _, hash) = hashes.iter().find(|(who, name, _)| *who == self.me && *name == "Certificate").unwrap();
        let side = if self.me == Actor::Client { "client" } else { "server" };
        let context = format!("TLS 1.3, {side} CertificateVerify");
        let message = [&[0x20; 64], context.as_bytes(), &[0], hash].concat();
        let (_, verify) = messages(&self.trace, self.me).find(|(name, _)| *name == "CertificateVerify").unwrap();
        let scheme = SignatureScheme(u16::from_be_bytes([verify[4], verify[5]]));
        assert_eq!(key.asked(), [(scheme, message)]);
    }
}

fn is_data(step: &Step) -> bool {
    step.title() == "send application_data record"
}

const fn other(actor: Actor) -> Actor {
    match actor {
        Actor::Client => Actor::Server,
        Actor::Server => Actor::Client,
    }
}
