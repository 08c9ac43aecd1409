//! What is broken on this side: randomness, keys, ciphers, what was configured. The peer is told that it is not its fault.

use crate::kit::{Auth, Kind, NOW, Played, Scene, WORLD, client_credential, converse, other};
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use testvectors::pair::{End, Endpoint, Pair};
use testvectors::provider::{Deterministic, FailingRandom, ScriptedKey};
use testvectors::recorder::Recorder;
use tls_core::conn::{Answer, ClientConnection, QuestionKind, Seams, ServerConnection, Step};
use tls_core::credential::Credential;
use tls_core::crypto::{
    ActiveKeyExchange, Aead, AeadKey, CryptoFailure, CryptoProvider, KeyExchangeGroup, NonceScheme, SecureRandom,
    TAG_LEN,
};
use tls_core::error::{ApiMisuse, Cause, Failure};
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;
use tls_core::registry::{AlertDescription, NamedGroup, SignatureScheme};

/// The causes that this file provokes.
pub(super) const PROVOKED: &[Cause] = &[
    Cause::RandomFailed,
    Cause::SigningFailed,
    Cause::CryptoFailed,
    Cause::EncodingFailed,
    Cause::SequenceExhausted,
    Cause::AnsweredNo,
];

const KINDS: [Kind; 2] = [Kind::Tls13, Kind::Tls12];
const ROLES: [Role; 2] = [Role::Client, Role::Server];

fn name() -> ServerName<'static> {
    ServerName::try_from("server.example").unwrap()
}

/// One side over another provider.
fn over(kind: Kind, who: Role, provider: Arc<CryptoProvider>) -> Scene {
    let (client, server) = match who == Role::Client {
        true => (kind.client_over(provider), kind.server()),
        false => (kind.client(), kind.server_over(provider)),
    };
    Scene { client: client.build().unwrap(), server: server.build().unwrap() }
}

/// As far as it goes; an error if the client does not even start.
fn play(scene: &Scene) -> Result<Played, Failure> {
    let recorder = Recorder::new();
    let seams = || Seams::sink(recorder.sink());
    let mut pair = Pair::connect((scene.client.clone(), seams()), (scene.server.clone(), seams()), name(), NOW)?;
    if pair.run().unwrap().is_done() {
        converse(&mut pair);
    }
    Ok(Played::of(pair, recorder))
}

/// A provider with some of its parts replaced.
fn changed(change: impl FnOnce(&mut CryptoProvider)) -> Arc<CryptoProvider> {
    let mut provider = CryptoProvider::clone(&WORLD.provider);
    change(&mut provider);
    Arc::new(provider)
}

/// Randomness that ends at every point where it is drawn.
#[test]
fn no_randomness() {
    for (kind, who) in KINDS.into_iter().flat_map(|kind| ROLES.map(|who| (kind, who))) {
        let mut failures = 0;
        for before in 0.. {
            let random = Arc::new(FailingRandom::after(before));
            match play(&over(kind, who, Deterministic::new(1).random_source(random).over(&WORLD.provider))) {
                Err(failure) => assert_eq!(failure.cause(), Cause::RandomFailed, "{failure:#}"),
                Ok(played) if played.completed() => break,
                Ok(played) => played.assert_refused(who, Cause::RandomFailed),
            }
            failures += 1;
        }
        assert!(failures >= 2, "{kind:?} {who:?}: for the random value and for a key");
    }
}

/// A signer that cannot be reached.
#[test]
fn no_signature() {
    for kind in KINDS {
        let signer = || ScriptedKey::new(&[SignatureScheme::ecdsa_secp256r1_sha256], &[]);
        let server = Credential::new(WORLD.pki.server_p256.chain().to_vec(), signer()).unwrap();
        let scene = Scene {
            client: kind.client().build().unwrap(),
            server: kind.server_with(WORLD.provider.clone(), server).build().unwrap(),
        };
        play(&scene).unwrap().assert_refused(Role::Server, Cause::SigningFailed);

        let client = Credential::new(client_credential().chain().to_vec(), signer()).unwrap();
        let honest = Scene::new(kind, Auth::Certificate);
        let scene = Scene { client: kind.client().credential(client).build().unwrap(), ..honest };
        play(&scene).unwrap().assert_refused(Role::Client, Cause::SigningFailed);
    }
}

/// A group whose keys cannot be made.
#[derive(Debug)]
struct BrokenGroup(NamedGroup);

impl KeyExchangeGroup for BrokenGroup {
    fn name(&self) -> NamedGroup {
        self.0
    }

    fn start(&self, _random: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        Err(CryptoFailure::Unsupported)
    }
}

#[test]
fn no_key_exchange() {
    let broken = || {
        changed(|provider| {
            for group in &mut provider.groups {
                *group = Box::leak(Box::new(BrokenGroup(group.name())));
            }
        })
    };
    // A client of TLS 1.3 sends its share in the first message.
    let failure = play(&over(Kind::Tls13, Role::Client, broken())).unwrap_err();
    assert_eq!(failure.cause(), Cause::CryptoFailed);
    for (kind, who) in [(Kind::Tls13, Role::Server), (Kind::Tls12, Role::Server), (Kind::Tls12, Role::Client)] {
        play(&over(kind, who, broken())).unwrap().assert_refused(who, Cause::CryptoFailed);
    }
}

/// An AEAD whose keys seal so many records, and whose limit is another number.
#[derive(Debug)]
struct WeakAead {
    inner: &'static dyn Aead,
    seals: u64,
    limit: u64,
}

struct WeakKey(Box<dyn AeadKey>, AtomicU64);

impl Aead for WeakAead {
    fn key_len(&self) -> usize {
        self.inner.key_len()
    }

    fn tls12_nonce(&self) -> NonceScheme {
        self.inner.tls12_nonce()
    }

    fn record_limit(&self) -> u64 {
        self.limit
    }

    fn key(&self, key: &[u8]) -> Result<Box<dyn AeadKey>, CryptoFailure> {
        Ok(Box::new(WeakKey(self.inner.key(key)?, AtomicU64::new(self.seals))))
    }
}

impl AeadKey for WeakKey {
    fn seal(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; TAG_LEN], CryptoFailure> {
        let left = self.1.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        left.map_err(|_| CryptoFailure::Seal)?;
        self.0.seal(nonce, aad, data)
    }

    fn open(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<usize, CryptoFailure> {
        self.0.open(nonce, aad, data)
    }
}

fn weak(seals: u64, limit: u64) -> Arc<CryptoProvider> {
    changed(|provider| {
        for suite in &mut provider.suites {
            suite.aead = Box::leak(Box::new(WeakAead { inner: suite.aead, seals, limit }));
        }
    })
}

/// Where nothing can be sealed, not even the alert can, and nothing is sent in clear in its place.
#[test]
fn no_sealing() {
    for (kind, who) in KINDS.into_iter().flat_map(|kind| ROLES.map(|who| (kind, who))) {
        let played = play(&over(kind, who, weak(0, u64::MAX))).unwrap();
        let End::Failed(failure) = &played.side(who).end else { panic!("{kind:?} {who:?}: {played:#?}") };
        assert_eq!(failure.cause(), Cause::CryptoFailed, "{failure:#}");
        assert!(played.side(other(who)).received_alerts.is_empty(), "{played:#?}");
        assert!(matches!(played.side(other(who)).end, End::Waiting(_) | End::Done), "{played:#?}");
        assert!(play(&over(kind, who, weak(u64::MAX, u64::MAX))).unwrap().completed());
    }
}

/// TLS 1.2 cannot change keys: after as many records as are safe it is over.
#[test]
fn keys_that_are_used_up() {
    for who in ROLES {
        let scene = over(Kind::Tls12, who, weak(u64::MAX, 7));
        let recorder = Recorder::new();
        let mut pair = scene.pair(&recorder, crate::kit::Lies::none());
        assert!(pair.run().unwrap().is_done());
        let mut send = || if who == Role::Client { pair.client.send(b"data") } else { pair.server.send(b"data") };
        // Finished was the first record, and four are kept for an alert.
        assert_eq!([send(), send(), send()], [Ok(()), Ok(()), Err(ApiMisuse::ConnectionOver)]);
        let failure = if who == Role::Client { pair.client.failure() } else { pair.server.failure() };
        assert_eq!(failure.map(Failure::cause), Some(Cause::SequenceExhausted));
        assert_eq!(failure.and_then(Failure::alert), Some(AlertDescription::internal_error));
        pair.run().unwrap();
        let received = if who == Role::Client { pair.server.take_received() } else { pair.client.take_received() };
        assert_eq!(received, b"datadata");
    }
}

/// What was sealed into the caller's memory before that is sent all the same, and the alert comes after it.
#[test]
fn keys_that_are_used_up_in_the_midst_of_data() {
    let scene = over(Kind::Tls12, Role::Client, weak(u64::MAX, 7));
    let mut pair = scene.pair(&Recorder::new(), crate::kit::Lies::none());
    assert!(pair.run().unwrap().is_done());
    let (data, mut out) = (vec![7; 3 << 14], vec![0; 4 << 14]);
    let written = pair.client.connection.send_into(&data, &mut out).unwrap();
    assert_eq!(written.consumed, 2 << 14, "two records, as in `keys_that_are_used_up`");
    pair.server.deliver(&out[..written.written], NOW).unwrap();
    let rest = pair.client.connection.send_into(&data[written.consumed..], &mut out);
    assert_eq!(rest, Err(ApiMisuse::ConnectionOver));
    pair.run().unwrap();
    assert_eq!(pair.server.take_received().len(), 2 << 14);
    let told = pair.server.failure().map(|failure| (failure.cause(), failure.alert()));
    assert_eq!(told, Some((Cause::PeerAlert, Some(AlertDescription::internal_error))));
}

/// 300 names of 255 bytes do not fit into an extension.
#[test]
fn configured_too_long() {
    let names = vec![[b'p'; 255]; 300];
    let names: Vec<&[u8]> = names.iter().map(<[u8; 255]>::as_slice).collect();
    for kind in KINDS {
        let start = |names: &[&[u8]]| {
            ClientConnection::new(kind.client().alpn(names).build().unwrap(), name(), Seams::default()).err()
        };
        assert_eq!(start(&names).map(|failure| failure.cause()), Some(Cause::EncodingFailed));
        assert_eq!(start(&names[..200]), None);
    }
}

/// The application refuses a client before anything is chosen, with an alert of its own.
#[test]
fn the_application_says_no() {
    for kind in KINDS {
        let mut client =
            Endpoint::new(ClientConnection::new(kind.client().build().unwrap(), name(), Seams::default()).unwrap());
        let mut hello = client.take_output().unwrap();
        let config = kind.server().ask_caller(&[QuestionKind::ChooseConfig]).build().unwrap();
        let mut server = ServerConnection::new(config, Seams::default());
        assert!(matches!(server.step(&mut hello, NOW).step, Step::Continue | Step::Ask(_)));
        server.answer(Answer::Config(Err(AlertDescription::unrecognized_name)), NOW).unwrap();
        let Step::Failed(failure) = server.step(&mut [], NOW).step else { panic!("it should be over") };
        assert_eq!((failure.cause(), failure.alert()), (Cause::AnsweredNo, Some(AlertDescription::unrecognized_name)));
        client.deliver(server.output(), NOW).unwrap();
        let heard = client.failure().unwrap();
        assert!(heard.received_alert() && heard.alert() == Some(AlertDescription::unrecognized_name), "{heard:#}");
    }
}
