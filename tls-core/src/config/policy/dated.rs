//! The released policies. They are frozen: to change one, add a new one with a new date before it.

use super::Policy;
use crate::registry::{CipherSuite, NamedGroup, ProtocolVersion, SignatureScheme};

/// All of them, the newest of each kind before older ones.
pub(crate) const RELEASED: &[Policy] = &[MODERN_2026_11, INTERMEDIATE_2026_11, LEGACY_2026_11];

const MODERN_2026_11: Policy = Policy {
    name: "modern-2026-11",
    about: "where both sides are new: TLS 1.3 only",
    versions: &[ProtocolVersion::TLSv1_3],
    suites: SUITES_13,
    groups: GROUPS,
    key_shares: KEY_SHARES,
    signature_schemes: HANDSHAKE_SIGNATURES,
    // Many certificates are signed with PKCS#1, though nobody may sign a handshake of TLS 1.3 with it.
    certificate_signature_schemes: Some(ALL_SIGNATURES),
    minimum_rsa_bits: 2048,
    require_extended_master_secret: true,
    rsa_key_exchange: false,
    prioritize_chacha20: true,
};

const INTERMEDIATE_2026_11: Policy = Policy {
    name: "intermediate-2026-11",
    about: "for almost everybody: TLS 1.3, and TLS 1.2 of today",
    versions: &[ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2],
    suites: &[
        CipherSuite::TLS_AES_128_GCM_SHA256,
        CipherSuite::TLS_AES_256_GCM_SHA384,
        CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ],
    groups: GROUPS,
    key_shares: KEY_SHARES,
    signature_schemes: ALL_SIGNATURES,
    certificate_signature_schemes: None,
    minimum_rsa_bits: 2048,
    require_extended_master_secret: true,
    rsa_key_exchange: false,
    prioritize_chacha20: true,
};

const LEGACY_2026_11: Policy = Policy {
    name: "legacy-2026-11",
    about: "for old equipment: RSA key exchange, EMS not required",
    suites: &[
        CipherSuite::TLS_AES_128_GCM_SHA256,
        CipherSuite::TLS_AES_256_GCM_SHA384,
        CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384,
    ],
    // A share of ML-KEM makes the ClientHello longer than a TCP segment, which some old equipment does not read.
    key_shares: &[NamedGroup::x25519],
    require_extended_master_secret: false,
    rsa_key_exchange: true,
    ..INTERMEDIATE_2026_11
};

const SUITES_13: &[CipherSuite] = &[
    CipherSuite::TLS_AES_128_GCM_SHA256,
    CipherSuite::TLS_AES_256_GCM_SHA384,
    CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
];

/// What a quantum computer cannot break comes first, be it at the cost of a HelloRetryRequest.
const GROUPS: &[&[NamedGroup]] = &[
    &[NamedGroup::X25519MLKEM768, NamedGroup::SecP256r1MLKEM768],
    &[NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1],
];
const KEY_SHARES: &[NamedGroup] = &[NamedGroup::X25519MLKEM768, NamedGroup::x25519];

/// What may sign a handshake of TLS 1.3.
const HANDSHAKE_SIGNATURES: &[SignatureScheme] = &[
    SignatureScheme::ecdsa_secp256r1_sha256,
    SignatureScheme::ecdsa_secp384r1_sha384,
    SignatureScheme::ed25519,
    SignatureScheme::rsa_pss_rsae_sha256,
    SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,
];

/// And what may sign certificates, and handshakes of TLS 1.2.
const ALL_SIGNATURES: &[SignatureScheme] = &[
    SignatureScheme::ecdsa_secp256r1_sha256,
    SignatureScheme::ecdsa_secp384r1_sha384,
    SignatureScheme::ed25519,
    SignatureScheme::rsa_pss_rsae_sha256,
    SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,
    SignatureScheme::rsa_pkcs1_sha256,
    SignatureScheme::rsa_pkcs1_sha384,
    SignatureScheme::rsa_pkcs1_sha512,
];
