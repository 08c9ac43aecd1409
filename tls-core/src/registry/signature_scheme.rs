//! Signature schemes (RFC 9846 §4.3.3; RFC 5246 §7.4.1.4.1 reads the same two bytes as hash and algorithm).

use super::table::registry;

registry! {
    /// A signature algorithm together with its hash and, in TLS 1.3, its curve.
    pub struct SignatureScheme(u16) or super::grease::name {
        rsa_pkcs1_sha256 = 0x0401;
        rsa_pkcs1_sha384 = 0x0501;
        rsa_pkcs1_sha512 = 0x0601;
        ecdsa_secp256r1_sha256 = 0x0403;
        ecdsa_secp384r1_sha384 = 0x0503;
        ecdsa_secp521r1_sha512 = 0x0603;
        rsa_pss_rsae_sha256 = 0x0804;
        rsa_pss_rsae_sha384 = 0x0805;
        rsa_pss_rsae_sha512 = 0x0806;
        ed25519 = 0x0807;
        ed448 = 0x0808;
        rsa_pss_pss_sha256 = 0x0809;
        rsa_pss_pss_sha384 = 0x080A;
        rsa_pss_pss_sha512 = 0x080B;
        rsa_pkcs1_sha1 = 0x0201;
        ecdsa_sha1 = 0x0203;
    }
}

impl SignatureScheme {
    /// Whether a TLS 1.3 CertificateVerify may use this scheme.
    ///
    /// "RSASSA-PKCS1-v1_5 algorithms [...] refer solely to signatures which appear in certificates [...] and are not
    /// defined for use in signed TLS handshake messages" (RFC 9846 §4.3.3); SHA-1 is for certificates only.
    #[must_use]
    pub const fn usable_in_tls13_handshake(self) -> bool {
        !matches!(
            self,
            Self::rsa_pkcs1_sha256
                | Self::rsa_pkcs1_sha384
                | Self::rsa_pkcs1_sha512
                | Self::rsa_pkcs1_sha1
                | Self::ecdsa_sha1
        )
    }

    /// Whether the scheme needs an RSA key.
    #[must_use]
    pub const fn is_rsa(self) -> bool {
        matches!(
            self,
            Self::rsa_pkcs1_sha1
                | Self::rsa_pkcs1_sha256
                | Self::rsa_pkcs1_sha384
                | Self::rsa_pkcs1_sha512
                | Self::rsa_pss_rsae_sha256
                | Self::rsa_pss_rsae_sha384
                | Self::rsa_pss_rsae_sha512
                | Self::rsa_pss_pss_sha256
                | Self::rsa_pss_pss_sha384
                | Self::rsa_pss_pss_sha512
        )
    }
}
