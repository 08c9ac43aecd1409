//! What only this module can see: the states, and what they print.

use super::*;
use crate::client;
use crate::config::{ClientAuth, ClientConfig, ServerConfig};
use crate::conn::side::{Client, Server};
use crate::conn::{QuestionKind, Sink};
use crate::credential::Credential;
use crate::crypto::{CryptoProvider, ring};
use crate::msg::Role;
use crate::pki_types::ServerName;
use crate::registry::{CipherSuite, ProtocolVersion};
use crate::server::{ServerState, WaitClientHello};
use crate::trust::TrustStore;
use crate::trust::test_pki::{Authority, Made, NOW, at, block, leaf, pem};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use rcgen::ExtendedKeyUsagePurpose;

extern crate std;
use std::sync::Mutex;

const QUESTIONS: &[QuestionKind] = &[QuestionKind::VerifyPeer, QuestionKind::ChooseCredential, QuestionKind::Sign];

type Told = (&'static str, Vec<u8>);

/// Keeps secrets.
#[derive(Clone, Default)]
struct Secrets(Arc<Mutex<Vec<Told>>>);

impl Sink for Secrets {
    fn observe(&mut self, _: Role, observation: Observation<'_>) {
        if let Observation::Secret { name, secret, .. } = observation {
            self.0.lock().unwrap().push((name, secret.expose().to_vec()));
        }
    }

    fn wants_secrets(&self) -> bool {
        true
    }
}

fn credential(provider: &CryptoProvider, made: &Made) -> Arc<Credential> {
    let key = block("PRIVATE KEY", &made.key.serialize_der());
    Credential::load(provider, pem(&made.der).as_bytes(), key.as_bytes()).unwrap()
}

/// A client and a server that show each other certificates, ask for every decision, and send small records, so that they rest
/// in each of their states.
fn pair(version: ProtocolVersion, secrets: &Secrets) -> (Core<Client>, Core<Server>) {
    let (root, provider) = (Authority::new("Root"), ring::provider());
    let mut store = TrustStore::new();
    store.add_certificate(&root.der).unwrap();
    let store = Arc::new(store);
    let purpose = |purpose| move |params: &mut rcgen::CertificateParams| params.extended_key_usages.push(purpose);
    let server = leaf("server.example").with(purpose(ExtendedKeyUsagePurpose::ServerAuth)).by(&root);
    let own = leaf("client.example").with(purpose(ExtendedKeyUsagePurpose::ClientAuth)).by(&root);
    let suites = [CipherSuite::TLS_AES_128_GCM_SHA256, CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256];
    let client = ClientConfig::builder(provider.clone())
        .versions(&[version])
        .suites(&suites)
        .credential(credential(&provider, &own))
        .trust(store.clone())
        .ask_caller(QUESTIONS)
        .max_fragment(64);
    let server = ServerConfig::builder(provider.clone())
        .versions(&[version])
        .suites(&suites)
        .credential(credential(&provider, &server))
        .client_auth(ClientAuth::required(store))
        .ask_caller(QUESTIONS)
        .max_fragment(64);
    let seams = || Seams::sink(Box::new(secrets.clone()));
    let name = ServerName::try_from("server.example").unwrap();
    let mut client = Core::new(Client { config: client.build().unwrap(), name }, None, seams());
    client.start(|side, env, effects| client::start(&side.config, &side.name, env, effects)).unwrap();
    let config = server.build().unwrap();
    let state: ServerState = WaitClientHello::new(config.clone()).into();
    (client, Core::new(Server { config }, Some(state), seams()))
}

/// All that a side holds, printed.
fn print<S: Side>(core: &Core<S>, printed: &mut String, states: &mut BTreeSet<&'static str>) {
    states.insert(core.state_name);
    let parts = (&core.state, &core.recv, &core.send, &core.effects, &core.question, &core.facts, &core.notice);
    *printed += &format!("{core:?} {core:#?} {parts:?} {parts:#?}\n");
}

/// Gives a side what the other one said, and answers what it asks; prints it after every step.
fn deliver<S: Side>(core: &mut Core<S>, mut bytes: Vec<u8>, printed: &mut String, states: &mut BTreeSet<&'static str>) {
    loop {
        let progress = core.step(&mut bytes, at(NOW));
        let (consumed, waits) = (progress.consumed, matches!(progress.step, Step::NeedInput { .. }));
        assert!(!matches!(progress.step, Step::Failed(_)), "{progress:?}");
        bytes.drain(..consumed);
        print(core, printed, states);
        if let Some(question) = core.question.clone() {
            let answer = crate::conn::answer::answer(&core.side, &question, at(NOW));
            *printed += &format!("{answer:?} {answer:#?}");
            core.answer(answer.0, at(NOW)).unwrap();
            print(core, printed, states);
        } else if waits {
            assert!(bytes.is_empty());
            return;
        }
    }
}

fn take<S: Side>(core: &mut Core<S>) -> Vec<u8> {
    let output = core.send.output().to_vec();
    core.send.output_sent(output.len()).unwrap();
    output
}

/// No state prints a secret that it holds, as numbers or in hex; each state that a handshake has is looked at.
#[test]
fn states_print_no_secrets() {
    for version in [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2] {
        let secrets = Secrets::default();
        let (mut client, mut server) = pair(version, &secrets);
        let (mut printed, mut ours, mut theirs) = (String::new(), BTreeSet::new(), BTreeSet::new());
        print(&client, &mut printed, &mut ours);
        print(&server, &mut printed, &mut theirs);
        for _ in 0..3 {
            deliver(&mut server, take(&mut client), &mut printed, &mut theirs);
            deliver(&mut client, take(&mut server), &mut printed, &mut ours);
        }
        assert!(client.done && server.done);
        assert!(ours.len() >= 9 && theirs.len() >= 7, "{ours:?} {theirs:?}");
        let packed: String = printed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let secrets = secrets.0.lock().unwrap();
        assert!(secrets.len() >= 4);
        for (name, secret) in secrets.iter() {
            for part in secret.chunks_exact(8) {
                let numbers = part.iter().map(|byte| format!("{byte}")).collect::<Vec<_>>().join(",");
                let hex: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
                assert!(!packed.contains(&numbers) && !packed.contains(&hex), "{version}: {name} is printed");
            }
        }
    }
}
