//! What is measured.

use crate::Result;
use tls_pki::{Leaf, TestPki, UnixTime};

/// A protocol version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the engine speaks two")]
pub enum Version {
    /// TLS 1.2.
    Tls12,
    /// TLS 1.3.
    Tls13,
}

/// The key of the server's certificate. The authorities above it have P-256 keys in both cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "those of the scenarios")]
pub enum Key {
    /// EC P-256.
    P256,
    /// RSA with 2048 bits.
    Rsa2048,
}

/// How records are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "those of the scenarios")]
pub enum Cipher {
    /// AES-128-GCM.
    Aes128,
    /// ChaCha20-Poly1305.
    ChaCha20,
}

/// One full handshake over X25519 in which a client verifies three signatures: the server's chain is a leaf and one
/// intermediate to a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "made of literals")]
pub struct Scenario {
    /// The name in tables.
    pub name: &'static str,
    /// The only version that both sides allow.
    pub version: Version,
    /// The server's key.
    pub key: Key,
    /// The only cipher that both sides allow.
    pub cipher: Cipher,
    /// Whether the client shows a certificate (P-256) too.
    pub mutual: bool,
}

const fn row(name: &'static str, version: Version, key: Key) -> Scenario {
    Scenario { name, version, key, cipher: Cipher::Aes128, mutual: false }
}

/// The handshakes of the tables.
pub const HANDSHAKES: [Scenario; 5] = [
    row("t13-ec", Version::Tls13, Key::P256),
    row("t13-rsa", Version::Tls13, Key::Rsa2048),
    Scenario { mutual: true, ..row("t13-mtls", Version::Tls13, Key::P256) },
    row("t12-ec", Version::Tls12, Key::P256),
    row("t12-rsa", Version::Tls12, Key::Rsa2048),
];

/// The connections over which records are sent.
pub const BULK: [Scenario; 4] = [
    row("t13-aes128", Version::Tls13, Key::P256),
    Scenario { cipher: Cipher::ChaCha20, ..row("t13-chacha", Version::Tls13, Key::P256) },
    row("t12-aes128", Version::Tls12, Key::P256),
    Scenario { cipher: Cipher::ChaCha20, ..row("t12-chacha", Version::Tls12, Key::P256) },
];

/// Bytes of content in a record.
pub const SIZES: [usize; 2] = [16_384, 1_024];

/// The name for which the server's certificate is good.
pub const SERVER_NAME: &str = "localhost";

/// Certificates for everybody, and the time at which they are looked at.
#[derive(Debug)]
#[non_exhaustive]
pub struct Setup {
    /// The PKI.
    pub pki: TestPki,
    /// When it was made.
    pub now: UnixTime,
}

impl Setup {
    /// Makes the certificates.
    ///
    /// # Errors
    ///
    /// If they cannot be made.
    pub fn new() -> Result<Self> {
        let now = UnixTime::now();
        Ok(Self { pki: TestPki::generate(now)?, now })
    }

    /// The server's certificate in a scenario.
    #[must_use]
    pub const fn server(&self, scenario: Scenario) -> &Leaf {
        match scenario.key {
            Key::P256 => &self.pki.server_p256,
            Key::Rsa2048 => &self.pki.server_rsa2048,
        }
    }
}
