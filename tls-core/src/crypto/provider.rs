//! The traits, and the list of what a provider has.

use super::{CryptoFailure, Secret};
use crate::registry::{CipherSuite, HashAlgorithm, NamedGroup, SignatureScheme};
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::{self, Debug};
use rustls_pki_types::{PrivateKeyDer, SignatureVerificationAlgorithm};

/// The longest digest of any supported hash, in bytes; also the longest shared secret.
pub const MAX_HASH_LEN: usize = 64;
/// Bytes that every supported AEAD adds to the plaintext.
pub const TAG_LEN: usize = 16;
/// Bytes of an RSA premaster secret (RFC 5246 §7.4.7.1).
pub const PREMASTER_LEN: usize = 48;

/// Everything cryptographic that a connection uses.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a provider is a list that anybody may put together")]
pub struct CryptoProvider {
    /// The name, for reports.
    pub name: &'static str,
    /// Cipher suites of both versions, in order of preference.
    pub suites: Vec<Suite>,
    /// Key exchange groups, in order of preference.
    pub groups: Vec<&'static dyn KeyExchangeGroup>,
    /// How signatures are verified, in order of preference.
    pub verification: Vec<SignatureVerification>,
    /// The hashes by which OCSP names a certificate's issuer (RFC 6960 §4.1.1), SHA-1 among them: there it protects nothing,
    /// for the response is signed, and its signer is checked.
    pub certificate_id_hashes: Vec<&'static dyn Hash>,
    /// How private keys are loaded.
    pub load_key: &'static dyn LoadKey,
    /// RSA key exchange, where built in.
    pub rsa_key_exchange: Option<&'static dyn RsaKeyExchange>,
    /// The source of randomness.
    pub random: Arc<dyn SecureRandom>,
}

impl CryptoProvider {
    /// The parts of a suite, if this provider has it.
    #[must_use]
    pub fn suite(&self, id: CipherSuite) -> Option<Suite> {
        self.suites.iter().copied().find(|suite| suite.id == id)
    }

    /// The implementation of a group, if this provider has it.
    #[must_use]
    pub fn group(&self, name: NamedGroup) -> Option<&'static dyn KeyExchangeGroup> {
        self.groups.iter().copied().find(|group| group.name() == name)
    }

    /// How to verify signatures of a scheme, if this provider can.
    #[must_use]
    pub fn verification(&self, scheme: SignatureScheme) -> Option<&SignatureVerification> {
        self.verification.iter().find(|entry| entry.scheme == scheme)
    }
}

/// One cipher suite's primitives.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a provider is a list that anybody may put together")]
pub struct Suite {
    /// Which suite.
    pub id: CipherSuite,
    /// The transcript's hash.
    pub hash: &'static dyn Hash,
    /// HMAC with that hash: HKDF and PRF are built from it.
    pub hmac: &'static dyn Hmac,
    /// The record protection.
    pub aead: &'static dyn Aead,
}

/// A hash function.
pub trait Hash: Send + Sync + Debug {
    /// Which one.
    fn algorithm(&self) -> HashAlgorithm;
    /// Starts an empty computation.
    fn start(&self) -> Box<dyn HashContext>;
    /// The digest of `data`.
    fn hash(&self, data: &[u8]) -> HashOutput;
}

/// A hash computation under way.
pub trait HashContext: Send + Sync {
    /// Adds bytes.
    fn update(&mut self, data: &[u8]);
    /// The digest of what was added so far; the computation goes on. Allocates nothing.
    fn current(&self) -> HashOutput;
    /// A second computation with the same past.
    fn fork(&self) -> Box<dyn HashContext>;
}

impl Debug for dyn HashContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashContext")
    }
}

/// A digest, inline.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HashOutput {
    bytes: [u8; MAX_HASH_LEN],
    length: usize,
}

impl HashOutput {
    /// A copy of `bytes`, cut at [`MAX_HASH_LEN`].
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let mut output = Self { bytes: [0; MAX_HASH_LEN], length: bytes.len().min(MAX_HASH_LEN) };
        for (to, from) in output.bytes.iter_mut().zip(bytes) {
            *to = *from;
        }
        output
    }
}

impl AsRef<[u8]> for HashOutput {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl Debug for HashOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::codec::hex(self.as_ref(), f)
    }
}

/// HMAC with one hash (RFC 2104).
pub trait Hmac: Send + Sync + Debug {
    /// Bytes of a tag.
    fn output_len(&self) -> usize;
    /// Lends an HMAC keyed with `key` to `f`, once. The keyed state lives as long as the call, so that several tags
    /// cost one key set-up and no allocation.
    fn with_key(&self, key: &[u8], f: &mut dyn FnMut(&dyn HmacKey));
}

/// A keyed HMAC.
pub trait HmacKey {
    /// The tag over the parts in order.
    fn tag(&self, parts: &[&[u8]]) -> Secret;
}

/// How the nonce of a record is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NonceScheme {
    /// TLS 1.2 AES-GCM: 4 secret bytes, then 8 bytes that travel with the record (RFC 5288 §3).
    Explicit,
    /// TLS 1.3, and TLS 1.2 ChaCha20-Poly1305: 12 secret bytes XOR the sequence number (RFC 9846 §5.3, RFC 7905 §2).
    Xor,
}

/// An AEAD algorithm with 12-byte nonces and 16-byte tags (RFC 5116).
pub trait Aead: Send + Sync + Debug {
    /// Bytes of a key.
    fn key_len(&self) -> usize;
    /// How TLS 1.2 makes its nonces; TLS 1.3 always uses [`NonceScheme::Xor`].
    fn tls12_nonce(&self) -> NonceScheme;
    /// How many records one key may protect (RFC 9846 §5.5).
    fn record_limit(&self) -> u64;
    /// Expands a key.
    ///
    /// # Errors
    ///
    /// If `key` has another length than [`key_len`](Self::key_len).
    fn key(&self, key: &[u8]) -> Result<Box<dyn AeadKey>, CryptoFailure>;
}

/// An expanded AEAD key.
pub trait AeadKey: Send + Sync {
    /// Encrypts in place and returns the tag.
    ///
    /// # Errors
    ///
    /// If the primitive refuses, for instance for its length limit.
    fn seal(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; TAG_LEN], CryptoFailure>;

    /// Decrypts in place; the last [`TAG_LEN`] bytes of `data` are the tag. Returns the plaintext's length.
    ///
    /// # Errors
    ///
    /// If it does not authenticate; then `data` holds nothing meaningful.
    fn open(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<usize, CryptoFailure>;
}

impl Debug for dyn AeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AeadKey")
    }
}

/// A group for key exchange.
pub trait KeyExchangeGroup: Send + Sync + Debug {
    /// Which one.
    fn name(&self) -> NamedGroup;

    /// Makes a fresh ephemeral key.
    ///
    /// # Errors
    ///
    /// If there is no randomness.
    fn start(&self, random: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure>;

    /// The answering side at once: our share and the shared secret. A KEM overrides this to encapsulate.
    ///
    /// # Errors
    ///
    /// If there is no randomness, or `peer_share` is no valid public value.
    fn respond(&self, peer_share: &[u8], random: &dyn SecureRandom) -> Result<(Vec<u8>, Secret), CryptoFailure> {
        let exchange = self.start(random)?;
        let share = exchange.share().to_vec();
        let secret = exchange.complete(peer_share)?;
        Ok((share, secret))
    }
}

/// An ephemeral key that is used once.
pub trait ActiveKeyExchange: Send + Sync {
    /// The group.
    fn group(&self) -> NamedGroup;
    /// The public value, as `key_exchange` holds it (RFC 9846 §4.3.8).
    fn share(&self) -> &[u8];
    /// Agrees with the peer's public value.
    ///
    /// # Errors
    ///
    /// If the value has the wrong length or form, is not on the curve, or gives the all-zero secret
    /// (RFC 9846 §4.3.8.2, §7.4.2).
    fn complete(self: Box<Self>, peer_share: &[u8]) -> Result<Secret, CryptoFailure>;
}

impl Debug for dyn ActiveKeyExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActiveKeyExchange({})", self.group())
    }
}

/// How signatures of one scheme are verified.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a provider is a list that anybody may put together")]
pub struct SignatureVerification {
    /// The scheme.
    pub scheme: SignatureScheme,
    /// The algorithms that the scheme stands for. The first is the one that TLS 1.3 means; TLS 1.2 names no curve, so
    /// there may be more.
    pub algorithms: &'static [&'static dyn SignatureVerificationAlgorithm],
}

/// Makes private keys usable.
pub trait LoadKey: Send + Sync + Debug {
    /// Loads a key from PKCS#8, PKCS#1 or SEC1.
    ///
    /// # Errors
    ///
    /// If the key is of no supported kind or is damaged.
    fn load(&self, key: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, CryptoFailure>;
}

/// A private key that signs handshakes.
pub trait SigningKey: Send + Sync + Debug {
    /// The schemes that this key can sign with, in order of preference.
    fn schemes(&self) -> &[SignatureScheme];

    /// The public key as `SubjectPublicKeyInfo` in DER, if it is known.
    fn public_key(&self) -> Option<&[u8]>;

    /// Signs `message` (not its hash).
    ///
    /// # Errors
    ///
    /// If the scheme is not one of [`schemes`](Self::schemes), or signing fails.
    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, CryptoFailure>;

    /// Whether [`sign`](Self::sign) verifies what it has signed before it gives it out, or cannot leak its key by a
    /// computation that went wrong. If not, the handshake does. Default: no.
    fn checks_its_signatures(&self) -> bool {
        false
    }

    /// The same key for RSA key exchange, if it can.
    fn rsa_decryption(&self) -> Option<&dyn RsaDecryptionKey> {
        None
    }
}

/// RSA key exchange, the client's half (RFC 5246 §7.4.7.1).
pub trait RsaKeyExchange: Send + Sync + Debug {
    /// Encrypts the premaster secret to an RSA `SubjectPublicKeyInfo` with PKCS#1 v1.5 padding.
    ///
    /// # Errors
    ///
    /// If the key is not RSA or not of a supported size.
    fn encrypt(&self, public_key: &[u8], premaster: &[u8], random: &dyn SecureRandom)
    -> Result<Vec<u8>, CryptoFailure>;
}

/// RSA key exchange, the server's half.
pub trait RsaDecryptionKey: Send + Sync + Debug {
    /// Decrypts the premaster secret. Whatever the ciphertext holds, a secret comes back: a wrong one shows only as a
    /// Finished that does not verify (RFC 5246 §7.4.7.1).
    ///
    /// # Errors
    ///
    /// Only if there is no randomness.
    fn decrypt_premaster(
        &self,
        ciphertext: &[u8],
        client_version: [u8; 2],
        random: &dyn SecureRandom,
    ) -> Result<Secret, CryptoFailure>;
}

/// A source of random bytes fit for keys.
pub trait SecureRandom: Send + Sync + Debug {
    /// Fills `out`.
    ///
    /// # Errors
    ///
    /// If the source gives nothing; then `out` must not be used.
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure>;
}
