//! Certificates for the tests, made on the spot.

use super::words::date;
use crate::pki_types::{CertificateDer, UnixTime};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256,
    PKCS_RSA_SHA256, PublicKeyData, SignatureAlgorithm,
};

/// The time at which the tests check, in seconds: 2026-11-25 10:00:00Z.
pub(crate) const NOW: i64 = 1_795_600_800;

/// Sets the validity, in seconds since 1970.
pub(crate) fn valid(params: &mut CertificateParams, from: i64, to: i64) {
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = epoch + Duration::from_secs(from.try_into().unwrap());
    params.not_after = epoch + Duration::from_secs(to.try_into().unwrap());
}

/// A time for a check.
pub(crate) fn at(seconds: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds.try_into().unwrap()))
}

/// A CA.
pub(crate) struct Authority {
    pub(crate) der: CertificateDer<'static>,
    pub(crate) issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A root.
    pub(crate) fn new(name: &str) -> Self {
        Self::made(name, None, &PKCS_ECDSA_P256_SHA256, |_| {})
    }

    /// A CA that `parent` certifies, or a root.
    pub(crate) fn made(
        name: &str,
        parent: Option<&Self>,
        algorithm: &'static SignatureAlgorithm,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let mut params = named(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        change(&mut params);
        let key = KeyPair::generate_for(algorithm).unwrap();
        let made = match parent {
            Some(parent) => params.signed_by(&key, &parent.issuer),
            None => params.self_signed(&key),
        };
        Self { der: made.unwrap().der().clone(), issuer: Issuer::new(params, key) }
    }
}

/// A leaf to be made.
pub(crate) struct Leaf {
    params: CertificateParams,
    algorithm: &'static SignatureAlgorithm,
}

/// A leaf with its key.
pub(crate) struct Made {
    pub(crate) der: CertificateDer<'static>,
    pub(crate) key: KeyPair,
}

/// A leaf with an EC P-256 key for one DNS name.
pub(crate) fn leaf(name: &str) -> Leaf {
    leaf_of(&PKCS_ECDSA_P256_SHA256, name)
}

/// A leaf with another kind of key.
pub(crate) fn leaf_of(algorithm: &'static SignatureAlgorithm, name: &str) -> Leaf {
    Leaf { params: named("leaf", &[name]), algorithm }
}

fn named(common_name: &str, names: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::new(names.iter().map(|name| String::from(*name)).collect::<Vec<_>>()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    valid(&mut params, NOW - 86_400, NOW + 86_400);
    params
}

impl Leaf {
    pub(crate) fn with(mut self, change: impl FnOnce(&mut CertificateParams)) -> Self {
        change(&mut self.params);
        self
    }

    pub(crate) fn by(self, authority: &Authority) -> Made {
        let key = KeyPair::generate_for(self.algorithm).unwrap();
        Made { der: self.params.signed_by(&key, &authority.issuer).unwrap().der().clone(), key }
    }

    pub(crate) fn self_signed(self) -> Made {
        let key = KeyPair::generate_for(self.algorithm).unwrap();
        Made { der: self.params.self_signed(&key).unwrap().der().clone(), key }
    }

    /// A certificate for a key of which only the public half is there.
    pub(crate) fn certifying(self, key: &impl PublicKeyData, authority: &Authority) -> CertificateDer<'static> {
        self.params.signed_by(key, &authority.issuer).unwrap().der().clone()
    }
}

/// An RSA public key; its modulus is just an odd number.
pub(crate) struct RsaKey(Vec<u8>);

/// An RSA public key with a modulus of so many bits, a multiple of 8.
pub(crate) fn rsa_key(bits: usize) -> RsaKey {
    let mut digits = vec![0x00];
    digits.resize(1 + bits / 8, 0xC5);
    let mut numbers = super::der::sequence(&digits);
    numbers[0] = super::der::tag::INTEGER;
    numbers.extend([0x02, 3, 1, 0, 1]);
    RsaKey(super::der::sequence(&numbers))
}

/// Something that is no RSA public key, though it says so.
pub(crate) fn damaged_rsa_key() -> RsaKey {
    RsaKey(vec![0x30, 0x82, 0x00, 0x03, 0x02, 0x01, 0x01])
}

impl PublicKeyData for RsaKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}

/// A CERTIFICATE block.
pub(crate) fn pem(der: &[u8]) -> String {
    block("CERTIFICATE", der)
}

/// A PEM block.
pub(crate) fn block(label: &str, der: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (count, three) in der.chunks(3).enumerate() {
        if count > 0 && count % 16 == 0 {
            text.push('\n');
        }
        let bits = three.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            let index = usize::try_from(bits >> (18 - 6 * digit) & 63).unwrap();
            text.push(if digit <= three.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

#[test]
fn now_is_what_it_says() {
    assert_eq!(date(NOW, ' '), "2026-11-25 10:00:00Z");
}
