//! What a handshake's cryptography costs by itself.
//!
//! The operations that the protocol asks of each side, with the same provider, in order, and nothing else: no messages,
//! no states, no certificates read. What a handshake takes beyond that is its overhead.

use crate::drive::Times;
use crate::ours::suite;
use crate::rounds::Runner;
use crate::scenario::{Key, Scenario, Setup, Version};
use crate::{Result, timed};
use core::hint::black_box;
use std::sync::Arc;
use tls_core::crypto::{CryptoFailure, CryptoProvider, KeyExchangeGroup, SigningKey, Suite, ring};
use tls_core::key_schedule::{expand_label, extract, tls12};
use tls_core::pki_types::SignatureVerificationAlgorithm;
use tls_core::registry::{NamedGroup, SignatureScheme};
use tls_pki::Leaf;

/// Bytes that are signed in a certificate of these benches, roughly.
const SIGNED_LEN: usize = 420;
/// Bytes of the client's Finished flight, roughly: what a side protects that says nothing else.
const FINISHED_LEN: usize = 36;

/// A key and a signature by it.
struct Signer {
    key: Arc<dyn SigningKey>,
    scheme: SignatureScheme,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    public_key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Signer {
    fn new(provider: &CryptoProvider, leaf: &Leaf, kind: Key) -> Result<Self> {
        // How many bytes stand before the key itself in a SubjectPublicKeyInfo of this kind.
        let (scheme, prefix) = match kind {
            Key::P256 => (SignatureScheme::ecdsa_secp256r1_sha256, 26),
            Key::Rsa2048 => (SignatureScheme::rsa_pss_rsae_sha256, 24),
        };
        let key = provider.load_key.load(&leaf.key())?;
        let algorithm = provider.verification(scheme).and_then(|entry| entry.algorithms.first());
        let public_key = key.public_key().and_then(|info| info.get(prefix..)).ok_or("no public key")?.to_vec();
        let message = vec![0x20; SIGNED_LEN];
        let signature = key.sign(scheme, &message, &*provider.random)?;
        Ok(Self { scheme, algorithm: *algorithm.ok_or("no algorithm")?, public_key, message, signature, key })
    }

    fn sign(&self, provider: &CryptoProvider) -> Result<(), CryptoFailure> {
        black_box(self.key.sign(self.scheme, &self.message, &*provider.random)?);
        Ok(())
    }

    fn verify(&self) -> Result<()> {
        let verified = self.algorithm.verify_signature(&self.public_key, &self.message, &self.signature);
        verified.map_err(|_| "a signature of the floor does not verify".into())
    }
}

/// The operations of one scenario.
struct Floor {
    provider: Arc<CryptoProvider>,
    suite: Suite,
    group: &'static dyn KeyExchangeGroup,
    share: Vec<u8>,
    scenario: Scenario,
    authority: Signer,
    leaf: Signer,
    /// Bytes of the whole handshake: what the transcript hash sees.
    carried: usize,
}

impl Floor {
    fn new(setup: &Setup, scenario: Scenario, carried: usize) -> Result<Self> {
        let provider = ring::provider();
        let group = provider.group(NamedGroup::x25519).ok_or("no X25519")?;
        Ok(Self {
            suite: provider.suite(suite(scenario)).ok_or("no such suite")?,
            group,
            share: group.start(&*provider.random)?.share().to_vec(),
            authority: Signer::new(&provider, &setup.pki.server_p256, Key::P256)?,
            leaf: Signer::new(&provider, setup.server(scenario), scenario.key)?,
            scenario,
            carried,
            provider,
        })
    }

    /// Key exchange, and the symmetric part: the same for both sides.
    fn common(&self) -> Result<()> {
        // hello.random, and session_id or a nonce.
        let mut random = [0; 32];
        self.provider.random.fill(&mut random)?;
        self.provider.random.fill(&mut random)?;
        let exchange = self.group.start(&*self.provider.random)?;
        let shared = exchange.complete(&self.share)?;
        match self.scenario.version {
            Version::Tls13 => self.tls13(shared.expose()),
            Version::Tls12 => self.tls12(shared.expose()),
        }
    }

    /// A transcript over everything, read at this many points.
    fn transcript(&self, points: usize) {
        let mut hash = self.suite.hash.start();
        let bytes = vec![0; self.carried / points.max(1)];
        for _ in 0..points {
            hash.update(&bytes);
            black_box(hash.current());
        }
    }

    /// Two extracts, six derived secrets, ten expanded keys, ivs and Finished keys, two Finished, four keys set up, two
    /// flights protected (RFC 9846 §7).
    fn tls13(&self, shared: &[u8]) -> Result<()> {
        let (hmac, context, mut out) = (self.suite.hmac, [0; 32], [0; 32]);
        let traffic_secret = context;
        for secret in [extract(hmac, &context, shared), extract(hmac, &context, &context)] {
            // derived, c hs traffic, s hs traffic; c ap traffic, s ap traffic, exp master.
            hmac.with_key(secret.expose(), &mut |key| {
                for _ in 0..3 {
                    expand_label(key, b"c hs traffic", &context, &mut out);
                }
            });
        }
        for finished in [true, true, false, false] {
            let (mut key, mut iv) = (vec![0; self.suite.aead.key_len()], [0; 12]);
            hmac.with_key(&traffic_secret, &mut |secret| {
                expand_label(secret, b"key", &[], &mut key);
                expand_label(secret, b"iv", &[], &mut iv);
                if finished {
                    expand_label(secret, b"finished", &[], &mut out);
                }
            });
            if finished {
                hmac.with_key(&out, &mut |key| drop(black_box(key.tag(&[&context]))));
            }
            self.protect(&key, iv, finished)?;
        }
        self.transcript(5);
        Ok(())
    }

    /// The extended master secret, the key block and two Finished; two keys, two records (RFC 5246 §8.1, §6.3).
    fn tls12(&self, premaster: &[u8]) -> Result<()> {
        let (hmac, seed, mut block) = (self.suite.hmac, [0; 32], [0; 48]);
        tls12::prf(hmac, premaster, b"extended master secret", [&seed, &[]], &mut block);
        let master = block;
        tls12::prf(hmac, &master, b"key expansion", [&seed, &seed], &mut block);
        for label in [b"client finished", b"server finished"] {
            let mut verify_data = [0; 12];
            tls12::prf(hmac, &master, label, [&seed, &[]], &mut verify_data);
            let key = block.get(..self.suite.aead.key_len()).unwrap_or_default();
            self.protect(key, verify_data, true)?;
        }
        self.transcript(4);
        Ok(())
    }

    /// Sets a key up and, if it has one, protects its handshake flight: half the bytes each, about.
    fn protect(&self, key: &[u8], nonce: [u8; 12], flight: bool) -> Result<()> {
        let key = self.suite.aead.key(key)?;
        if flight {
            let long = self.scenario.version == Version::Tls13;
            let mut bytes = vec![0; if long { self.carried / 2 } else { FINISHED_LEN }];
            black_box(key.seal(nonce, &[0; 5], &mut bytes)?);
        }
        black_box(key);
        Ok(())
    }

    fn client(&self) -> Result<()> {
        self.common()?;
        self.authority.verify()?;
        self.authority.verify()?;
        self.leaf.verify()?;
        if self.scenario.mutual {
            self.authority.sign(&self.provider)?;
        }
        Ok(())
    }

    fn server(&self) -> Result<()> {
        self.common()?;
        self.leaf.sign(&self.provider)?;
        if self.scenario.mutual {
            for _ in 0..3 {
                self.authority.verify()?;
            }
        }
        Ok(())
    }
}

/// The floor of one scenario, as one more contender; `carried` is how many bytes its handshake takes.
///
/// # Errors
///
/// If the provider lacks something.
pub fn floor(setup: &Setup, scenario: Scenario, carried: usize) -> Result<Runner<'static>> {
    let floor = Floor::new(setup, scenario, carried)?;
    Ok(Box::new(move |times| {
        let mut total = Times::default();
        for _ in 0..times {
            timed(&mut total.client, || floor.client())?;
            timed(&mut total.server, || floor.server())?;
        }
        Ok(total)
    }))
}
