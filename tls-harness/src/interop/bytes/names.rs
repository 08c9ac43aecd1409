//! Names of code points, for all witnesses that have numbers.

use crate::interop::scenario::{Group, SUITES};

pub(in crate::interop) fn suite_name(code: u16) -> Option<&'static str> {
    SUITES.iter().find(|suite| suite.code == code).map(|suite| suite.name)
}

pub(in crate::interop) fn group_name(code: &[u8]) -> &'static str {
    match code {
        [0, 29] => Group::X25519.name(),
        [0, 23] => Group::P256.name(),
        [0, 24] => Group::P384.name(),
        _ => "unknown",
    }
}

pub(in crate::interop) fn alert_name(code: u8) -> &'static str {
    match code {
        10 => "unexpected_message",
        40 => "handshake_failure",
        47 => "illegal_parameter",
        70 => "protocol_version",
        80 => "internal_error",
        _ => "another alert",
    }
}

pub(in crate::interop) fn scheme_name(code: &[u8]) -> &'static str {
    match code {
        [4, 1] => "rsa_pkcs1_sha256",
        [5, 1] => "rsa_pkcs1_sha384",
        [6, 1] => "rsa_pkcs1_sha512",
        [4, 3] => "ecdsa_secp256r1_sha256",
        [5, 3] => "ecdsa_secp384r1_sha384",
        [6, 3] => "ecdsa_secp521r1_sha512",
        [8, 4] => "rsa_pss_rsae_sha256",
        [8, 5] => "rsa_pss_rsae_sha384",
        [8, 6] => "rsa_pss_rsae_sha512",
        [8, 7] => "ed25519",
        _ => "unknown",
    }
}
