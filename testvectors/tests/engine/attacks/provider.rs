//! Providers that watch, or do what no honest one does.

use crate::kit::WORLD;
use core::sync::atomic::{AtomicBool, Ordering};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use tls_core::crypto::{
    ActiveKeyExchange, Aead, AeadKey, CryptoFailure, CryptoProvider, KeyExchangeGroup, NonceScheme, RsaKeyExchange,
    Secret, SecureRandom, SigningKey, TAG_LEN,
};
use tls_core::registry::{NamedGroup, SignatureScheme};

/// The world's provider with every AEAD wrapped.
fn with_aead<A: Aead + 'static>(wrap: impl Fn(&'static dyn Aead) -> A) -> Arc<CryptoProvider> {
    let mut provider = CryptoProvider::clone(&WORLD.provider);
    for suite in &mut provider.suites {
        suite.aead = Box::leak(Box::new(wrap(suite.aead)));
    }
    Arc::new(provider)
}

/// Which keys and nonces have protected records.
#[derive(Default)]
pub(crate) struct Nonces {
    seen: HashMap<Vec<u8>, HashSet<[u8; 12]>>,
    /// How many records were protected.
    pub(crate) records: usize,
}

impl Nonces {
    /// No key was used twice with the same nonce.
    pub(crate) fn are_fresh(&self) -> bool {
        self.seen.values().map(HashSet::len).sum::<usize>() == self.records
    }

    /// How many keys there were.
    pub(crate) fn keys(&self) -> usize {
        self.seen.len()
    }
}

/// A provider that remembers every key and nonce, and whose keys last for so many records.
pub(crate) fn watched(limit: Option<u64>) -> (Arc<CryptoProvider>, Arc<Mutex<Nonces>>) {
    let nonces: Arc<Mutex<Nonces>> = Arc::default();
    let provider = with_aead(|inner| Watched { inner, limit, nonces: nonces.clone() });
    (provider, nonces)
}

struct Watched {
    inner: &'static dyn Aead,
    limit: Option<u64>,
    nonces: Arc<Mutex<Nonces>>,
}

impl core::fmt::Debug for Watched {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Watched")
    }
}

impl Aead for Watched {
    fn key_len(&self) -> usize {
        self.inner.key_len()
    }

    fn tls12_nonce(&self) -> NonceScheme {
        self.inner.tls12_nonce()
    }

    fn record_limit(&self) -> u64 {
        self.limit.unwrap_or_else(|| self.inner.record_limit())
    }

    fn key(&self, key: &[u8]) -> Result<Box<dyn AeadKey>, CryptoFailure> {
        Ok(Box::new(WatchedKey { inner: self.inner.key(key)?, key: key.to_vec(), nonces: self.nonces.clone() }))
    }
}

struct WatchedKey {
    inner: Box<dyn AeadKey>,
    key: Vec<u8>,
    nonces: Arc<Mutex<Nonces>>,
}

impl AeadKey for WatchedKey {
    fn seal(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; TAG_LEN], CryptoFailure> {
        let mut nonces = self.nonces.lock().unwrap();
        nonces.records += 1;
        if let Some(seen) = nonces.seen.get_mut(&self.key) {
            seen.insert(nonce);
        } else {
            nonces.seen.insert(self.key.clone(), HashSet::from([nonce]));
        }
        self.inner.seal(nonce, aad, data)
    }

    fn open(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<usize, CryptoFailure> {
        self.inner.open(nonce, aad, data)
    }
}

/// A provider that, once switched on, makes the tag of a record of TLS 1.3 that holds nothing, not even a type.
pub(crate) fn of_nothing(on: &Arc<AtomicBool>) -> Arc<CryptoProvider> {
    with_aead(|inner| OfNothing { inner, on: on.clone() })
}

#[derive(Debug)]
struct OfNothing {
    inner: &'static dyn Aead,
    on: Arc<AtomicBool>,
}

struct OfNothingKey(Box<dyn AeadKey>, Arc<AtomicBool>);

impl Aead for OfNothing {
    fn key_len(&self) -> usize {
        self.inner.key_len()
    }

    fn tls12_nonce(&self) -> NonceScheme {
        self.inner.tls12_nonce()
    }

    fn record_limit(&self) -> u64 {
        self.inner.record_limit()
    }

    fn key(&self, key: &[u8]) -> Result<Box<dyn AeadKey>, CryptoFailure> {
        Ok(Box::new(OfNothingKey(self.inner.key(key)?, self.on.clone())))
    }
}

impl AeadKey for OfNothingKey {
    fn seal(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; TAG_LEN], CryptoFailure> {
        if self.1.load(Ordering::Relaxed) {
            return self.0.seal(nonce, &[23, 3, 3, 0, 16], &mut []);
        }
        self.0.seal(nonce, aad, data)
    }

    fn open(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<usize, CryptoFailure> {
        self.0.open(nonce, aad, data)
    }
}

/// A provider with one group, whose public value is always this one.
pub(crate) fn with_share(name: NamedGroup, share: &[u8]) -> Arc<CryptoProvider> {
    let group: &'static dyn KeyExchangeGroup = Box::leak(Box::new(Fixed { name, share: share.to_vec() }));
    Arc::new(CryptoProvider { groups: vec![group], ..CryptoProvider::clone(&WORLD.provider) })
}

/// A public value of a group.
pub(crate) fn good_share(name: NamedGroup) -> Vec<u8> {
    let group = WORLD.provider.group(name).unwrap();
    group.start(&*WORLD.provider.random).unwrap().share().to_vec()
}

#[derive(Clone, Debug)]
struct Fixed {
    name: NamedGroup,
    share: Vec<u8>,
}

impl KeyExchangeGroup for Fixed {
    fn name(&self) -> NamedGroup {
        self.name
    }

    fn start(&self, _: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        Ok(Box::new(self.clone()))
    }
}

impl ActiveKeyExchange for Fixed {
    fn group(&self) -> NamedGroup {
        self.name
    }

    fn share(&self) -> &[u8] {
        &self.share
    }

    fn complete(self: Box<Self>, _: &[u8]) -> Result<Secret, CryptoFailure> {
        Secret::copied(&[1; 32]).ok_or(CryptoFailure::BadPublicValue)
    }
}

/// A key whose signatures are wrong in one bit, as after a fault in the computation.
#[derive(Debug)]
pub(crate) struct Faulty(pub(crate) Arc<dyn SigningKey>);

impl SigningKey for Faulty {
    fn schemes(&self) -> &[SignatureScheme] {
        self.0.schemes()
    }

    fn public_key(&self) -> Option<&[u8]> {
        self.0.public_key()
    }

    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, CryptoFailure> {
        let mut signature = self.0.sign(scheme, message, random)?;
        *signature.last_mut().ok_or(CryptoFailure::Sign)? ^= 1;
        Ok(signature)
    }
}

/// How the premaster secret is encrypted: from the public key and the premaster secret.
pub(crate) type Encrypt = fn(&[u8], &[u8]) -> Vec<u8>;

/// A provider that encrypts premaster secrets as it likes.
pub(crate) fn encrypting(encrypt: Encrypt) -> Arc<CryptoProvider> {
    let rsa: &'static dyn RsaKeyExchange = Box::leak(Box::new(Encrypting(encrypt)));
    Arc::new(CryptoProvider { rsa_key_exchange: Some(rsa), ..CryptoProvider::clone(&WORLD.provider) })
}

struct Encrypting(Encrypt);

impl core::fmt::Debug for Encrypting {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Encrypting")
    }
}

impl RsaKeyExchange for Encrypting {
    fn encrypt(&self, public_key: &[u8], premaster: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>, CryptoFailure> {
        Ok((self.0)(public_key, premaster))
    }
}
