//! The cipher suites of the matrix.

use super::{Key, Version};

/// How a suite's key exchange is authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// TLS 1.3: by any certificate.
    Any,
    /// TLS 1.2, ECDHE signed with ECDSA or EdDSA (RFC 8422 §2.2).
    EcdheEcdsa,
    /// TLS 1.2, ECDHE signed with RSA.
    EcdheRsa,
    /// TLS 1.2, the premaster secret encrypted with the server's RSA key.
    Rsa,
}

/// A cipher suite.
#[derive(Debug, PartialEq, Eq)]
pub struct Suite {
    /// Its code point.
    pub code: u16,
    /// Its name in IANA's registry.
    pub name: &'static str,
    /// Its name in OpenSSL.
    pub openssl: &'static str,
    /// Its cipher in GnuTLS.
    pub gnutls: &'static str,
    /// The key exchange.
    pub exchange: Exchange,
}

impl Suite {
    /// The version that it belongs to.
    #[must_use]
    pub fn version(&self) -> Version {
        if self.exchange == Exchange::Any { Version::Tls13 } else { Version::Tls12 }
    }

    /// Whether a server with such a key can use the suite.
    #[must_use]
    pub fn fits(&self, key: Key) -> bool {
        match self.exchange {
            Exchange::Any => true,
            Exchange::EcdheEcdsa => key != Key::Rsa2048,
            Exchange::EcdheRsa | Exchange::Rsa => key == Key::Rsa2048,
        }
    }
}

macro_rules! suites {
    ($( $code:literal $name:ident $openssl:literal $gnutls:literal $exchange:ident, )*) => {
        /// Every suite of the matrix.
        pub const SUITES: &[Suite] = &[
            $( Suite {
                code: $code,
                name: stringify!($name),
                openssl: $openssl,
                gnutls: $gnutls,
                exchange: Exchange::$exchange,
            }, )*
        ];
    };
}

suites! {
    0x1301 TLS_AES_128_GCM_SHA256 "TLS_AES_128_GCM_SHA256" "AES-128-GCM" Any,
    0x1302 TLS_AES_256_GCM_SHA384 "TLS_AES_256_GCM_SHA384" "AES-256-GCM" Any,
    0x1303 TLS_CHACHA20_POLY1305_SHA256 "TLS_CHACHA20_POLY1305_SHA256" "CHACHA20-POLY1305" Any,
    0xc02b TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 "ECDHE-ECDSA-AES128-GCM-SHA256" "AES-128-GCM" EcdheEcdsa,
    0xc02c TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 "ECDHE-ECDSA-AES256-GCM-SHA384" "AES-256-GCM" EcdheEcdsa,
    0xcca9 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 "ECDHE-ECDSA-CHACHA20-POLY1305" "CHACHA20-POLY1305" EcdheEcdsa,
    0xc02f TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 "ECDHE-RSA-AES128-GCM-SHA256" "AES-128-GCM" EcdheRsa,
    0xc030 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 "ECDHE-RSA-AES256-GCM-SHA384" "AES-256-GCM" EcdheRsa,
    0xcca8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 "ECDHE-RSA-CHACHA20-POLY1305" "CHACHA20-POLY1305" EcdheRsa,
    0x009c TLS_RSA_WITH_AES_128_GCM_SHA256 "AES128-GCM-SHA256" "AES-128-GCM" Rsa,
    0x009d TLS_RSA_WITH_AES_256_GCM_SHA384 "AES256-GCM-SHA384" "AES-256-GCM" Rsa,
}
