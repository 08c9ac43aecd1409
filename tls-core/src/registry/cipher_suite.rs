//! Cipher suites (RFC 9846 §B.4; RFC 5288, 5289, 7905 for TLS 1.2).

use super::table::registry;
use super::{HashAlgorithm, ProtocolVersion};

registry! {
    /// A cipher suite: which hash and which AEAD, and in TLS 1.2 also which key exchange and authentication.
    pub struct CipherSuite(u16) or super::grease::name {
        TLS_AES_128_GCM_SHA256 = 0x1301;
        TLS_AES_256_GCM_SHA384 = 0x1302;
        TLS_CHACHA20_POLY1305_SHA256 = 0x1303;
        TLS_AES_128_CCM_SHA256 = 0x1304;
        TLS_AES_128_CCM_8_SHA256 = 0x1305;
        TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xC02B;
        TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xC02C;
        TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xC02F;
        TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xC030;
        TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xCCA8;
        TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xCCA9;
        TLS_RSA_WITH_AES_128_GCM_SHA256 = 0x009C;
        TLS_RSA_WITH_AES_256_GCM_SHA384 = 0x009D;
        /// Signalling value of RFC 5746 §3.3, not a cipher suite.
        TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00FF;
        /// Signalling value of RFC 7507 §2, not a cipher suite.
        TLS_FALLBACK_SCSV = 0x5600;
    }
}

/// How a TLS 1.2 suite agrees on its premaster secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyExchangeAlgorithm {
    /// Ephemeral elliptic-curve Diffie-Hellman (RFC 8422).
    Ecdhe,
    /// The client encrypts the premaster secret to the server's RSA key (RFC 5246 §7.4.7.1).
    Rsa,
}

/// Which kind of certificate a TLS 1.2 suite needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SuiteAuthentication {
    /// An ECDSA key, or with Ed25519 an EdDSA key (RFC 8422 §2.2).
    Ecdsa,
    /// An RSA key.
    Rsa,
}

/// What a cipher suite stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SuiteFacts {
    /// The version that it belongs to.
    pub version: ProtocolVersion,
    /// The hash of HKDF (TLS 1.3) or of the PRF (TLS 1.2), and of the transcript.
    pub hash: HashAlgorithm,
    /// TLS 1.2 only: how the premaster secret is agreed.
    pub key_exchange: Option<KeyExchangeAlgorithm>,
    /// TLS 1.2 only: which certificate it needs.
    pub authentication: Option<SuiteAuthentication>,
}

impl CipherSuite {
    /// Whether its AEAD is ChaCha20-Poly1305, which machines without instructions for AES do best.
    #[must_use]
    pub const fn is_chacha20(self) -> bool {
        matches!(
            self,
            Self::TLS_CHACHA20_POLY1305_SHA256
                | Self::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
                | Self::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
        )
    }

    /// Whether this is the signalling value that stands for an empty renegotiation_info (RFC 5746 §3.3).
    #[must_use]
    pub const fn is_renegotiation_scsv(self) -> bool {
        self.0 == Self::TLS_EMPTY_RENEGOTIATION_INFO_SCSV.0
    }

    /// What this suite stands for, or `None` if it is not one that this engine implements.
    #[must_use]
    pub const fn facts(self) -> Option<SuiteFacts> {
        use KeyExchangeAlgorithm::{Ecdhe, Rsa};
        use SuiteAuthentication as Auth;
        Some(match self {
            Self::TLS_AES_128_GCM_SHA256 | Self::TLS_CHACHA20_POLY1305_SHA256 => tls13(HashAlgorithm::sha256),
            Self::TLS_AES_256_GCM_SHA384 => tls13(HashAlgorithm::sha384),
            Self::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 | Self::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 => {
                tls12(HashAlgorithm::sha256, Ecdhe, Auth::Ecdsa)
            }
            Self::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 => tls12(HashAlgorithm::sha384, Ecdhe, Auth::Ecdsa),
            Self::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 | Self::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 => {
                tls12(HashAlgorithm::sha256, Ecdhe, Auth::Rsa)
            }
            Self::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 => tls12(HashAlgorithm::sha384, Ecdhe, Auth::Rsa),
            Self::TLS_RSA_WITH_AES_128_GCM_SHA256 => tls12(HashAlgorithm::sha256, Rsa, Auth::Rsa),
            Self::TLS_RSA_WITH_AES_256_GCM_SHA384 => tls12(HashAlgorithm::sha384, Rsa, Auth::Rsa),
            _ => return None,
        })
    }
}

const fn tls13(hash: HashAlgorithm) -> SuiteFacts {
    SuiteFacts { version: ProtocolVersion::TLSv1_3, hash, key_exchange: None, authentication: None }
}

const fn tls12(
    hash: HashAlgorithm,
    key_exchange: KeyExchangeAlgorithm,
    authentication: SuiteAuthentication,
) -> SuiteFacts {
    SuiteFacts {
        version: ProtocolVersion::TLSv1_2,
        hash,
        key_exchange: Some(key_exchange),
        authentication: Some(authentication),
    }
}
