//! Mistakes of the caller's: each kind of misuse, each configuration that cannot work.

use crate::kit::{Auth, Kind, Lies, NOW, Scene, WORLD, client_credential};
use std::collections::BTreeSet;
use std::sync::Arc;
use testvectors::pair::Pair;
use testvectors::recorder::Recorder;
use tls_core::config::{ClientAuth, ClientConfig, ClientConfigBuilder, ConfigError, ServerConfig};
use tls_core::conn::{Answer, QuestionKind, Seams, ServerConnection, Step};
use tls_core::crypto::CryptoProvider;
use tls_core::error::ApiMisuse;
use tls_core::registry::{CipherSuite, KeyUpdateRequest, NamedGroup, ProtocolVersion, SignatureScheme};
use tls_core::trust::TrustStore;

fn pair(kind: Kind) -> Pair {
    Scene::new(kind, Auth::None).pair(&Recorder::new(), Lies::none())
}

fn connected(kind: Kind) -> Pair {
    let mut pair = pair(kind);
    assert!(pair.run().unwrap().is_done());
    pair
}

fn failed() -> Pair {
    let mut pair = pair(Kind::Tls13);
    pair.client.deliver(b"HTTP/1.1 400 Bad Request", NOW).unwrap();
    pair
}

/// A server that waits for its caller to choose a configuration.
fn asking() -> ServerConnection {
    let config = Kind::Tls13.server().ask_caller(&[QuestionKind::ChooseConfig]).build().unwrap();
    let mut server = ServerConnection::new(config, Seams::default());
    let mut hello = pair(Kind::Tls13).client.take_output().unwrap();
    while !matches!(server.step(&mut hello, NOW).step, Step::Ask(_)) {}
    server
}

/// Each misuse and what came of it.
fn misuses() -> Vec<(ApiMisuse, ApiMisuse)> {
    use ApiMisuse::*;
    let (asks, no) = (KeyUpdateRequest::update_requested, KeyUpdateRequest::update_not_requested);
    let mut all = Vec::new();
    let mut is = |wanted: ApiMisuse, came: Result<(), ApiMisuse>| all.push((wanted, came.unwrap_err()));

    is(ConnectionOver, failed().client.send(b"data"));
    is(ConnectionOver, failed().client.connection.update_keys(no));
    is(ConnectionOver, failed().client.connection.send_into(b"data", &mut [0; 99]).map(drop));
    is(HandshakeNotDone, pair(Kind::Tls12).client.send(b"data"));
    is(HandshakeNotDone, pair(Kind::Tls13).server.connection.update_keys(asks));
    let mut closed = connected(Kind::Tls13);
    closed.server.close();
    is(AlreadyClosed, closed.server.send(b"data"));
    // Header, one byte, its type, the tag.
    is(BufferTooSmall(23), connected(Kind::Tls13).client.connection.send_into(b"data", &mut [0; 22]).map(drop));
    let nothing = || Answer::Credential(None);
    is(NoSuchQuestion, pair(Kind::Tls13).server.connection.answer(nothing(), NOW));
    is(WrongAnswer, asking().answer(nothing(), NOW));
    is(NoKeyUpdate, connected(Kind::Tls12).client.connection.update_keys(asks));
    let mut updating = connected(Kind::Tls13);
    updating.client.connection.update_keys(asks).unwrap();
    is(UpdateAlreadyRequested, updating.client.connection.update_keys(asks));
    let mut fresh = pair(Kind::Tls13);
    let waiting = fresh.client.connection.output().len();
    is(SentTooMuch, fresh.client.connection.output_sent(waiting + 1));
    all
}

#[test]
fn every_misuse_is_told() {
    let all = misuses();
    for (wanted, came) in &all {
        assert_eq!(wanted, came);
    }
    assert_all(include_str!("../../../tls-core/src/error/mod.rs"), "ApiMisuse", all.iter().map(|(misuse, _)| misuse));
}

/// What was asked for in vain may be asked for again: a misuse changes nothing.
#[test]
fn a_misuse_changes_nothing() {
    let mut pair = pair(Kind::Tls13);
    assert!(pair.client.send(b"early").is_err());
    let waiting = pair.client.connection.output().len();
    assert!(pair.client.connection.output_sent(waiting + 1).is_err());
    assert!(pair.server.connection.answer(Answer::Credential(None), NOW).is_err());
    assert!(pair.run().unwrap().is_done());
    assert!(pair.client.connection.send_into(b"data", &mut [0; 22]).is_err());
    pair.client.send(b"data").unwrap();
    pair.run().unwrap();
    assert_eq!(pair.server.take_received(), b"data");
}

/// Each configuration that cannot work, and what is said about it.
fn configurations() -> Vec<(&'static str, ConfigError)> {
    use ProtocolVersion as V;
    let mut all = Vec::new();
    let mut client = |variant, change: &dyn Fn(ClientConfigBuilder) -> ClientConfigBuilder| {
        let builder = ClientConfig::builder(WORLD.provider.clone()).trust(WORLD.roots.clone());
        all.push((variant, change(builder).build().unwrap_err()));
    };
    client("Versions", &|builder| builder.versions(&[]));
    client("Versions", &|builder| builder.versions(&[V::TLSv1_3, V(0x0301)]));
    client("Unavailable", &|builder| builder.suites(&[CipherSuite(0x1A1A)]));
    client("Unavailable", &|builder| builder.groups(&[NamedGroup(0x1A1A)]));
    client("Unavailable", &|builder| builder.signature_schemes(&[SignatureScheme(0x1A1A)]));
    client("Nothing", &|builder| builder.suites(&[]));
    client("Nothing", &|builder| builder.suites(&[CipherSuite::TLS_AES_128_GCM_SHA256]));
    client("Nothing", &|builder| builder.groups(&[]));
    client("Nothing", &|builder| builder.signature_schemes(&[]));
    client("ProtocolName", &|builder| builder.alpn(&[b"h2", b""]));
    client("ProtocolName", &|builder| builder.alpn(&[&[b'x'; 256]]));
    client("MaxFragment", &|builder| builder.max_fragment(0));
    client("MaxFragment", &|builder| builder.max_fragment(16_385));
    client("KeyShares", &|builder| builder.groups(&[NamedGroup::x25519]).key_shares(&[NamedGroup::secp256r1]));
    client("NoTrust", &|builder| builder.trust(Arc::new(TrustStore::new())));
    let mut provider = CryptoProvider::clone(&WORLD.provider);
    let no_trust = ClientConfig::builder(WORLD.provider.clone()).build();
    provider.rsa_key_exchange = None;
    let no_rsa = ClientConfig::builder(Arc::new(provider)).trust(WORLD.roots.clone()).rsa_key_exchange(true).build();
    let nobody = ServerConfig::builder(WORLD.provider.clone()).build();
    let everybody = ClientAuth::required(Arc::new(TrustStore::new()));
    let untrusting = Kind::Tls13.server().client_auth(everybody).build();
    all.push(("NoTrust", no_trust.unwrap_err()));
    all.push(("NoRsaKeyExchange", no_rsa.unwrap_err()));
    all.push(("NoCredential", nobody.unwrap_err()));
    all.push(("NoTrust", untrusting.unwrap_err()));
    all
}

#[test]
fn every_configuration_that_cannot_work() {
    let all = configurations();
    for (variant, error) in &all {
        assert_eq!(name_of(error), *variant);
        assert!(error.to_string().len() > 20, "{error}");
    }
    assert_all(
        include_str!("../../../tls-core/src/config/common.rs"),
        "ConfigError",
        all.iter().map(|(_, error)| error),
    );
    let usual = ClientConfig::builder(WORLD.provider.clone()).trust(WORLD.roots.clone());
    assert!(usual.credential(client_credential()).max_fragment(1).alpn(&[&[b'x'; 255]]).build().is_ok());
}

/// A variant's name.
fn name_of(error: &impl core::fmt::Debug) -> String {
    first_word(&format!("{error:?}"))
}

fn first_word(line: &str) -> String {
    line.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// Every variant of an enum, as its source lists them, is among these values.
#[track_caller]
fn assert_all<'e, E: core::fmt::Debug + 'e>(source: &str, name: &str, values: impl Iterator<Item = &'e E>) {
    let (_, rest) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = rest.split_once("\n}").unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let variants = lines.filter(|line| line.starts_with(|letter: char| letter.is_ascii_uppercase()));
    let declared: BTreeSet<_> = variants.map(first_word).collect();
    assert!(declared.len() > 3);
    let provoked: BTreeSet<_> = values.map(|value| name_of(value)).collect();
    assert_eq!(declared, provoked, "a new variant needs a line here");
}
