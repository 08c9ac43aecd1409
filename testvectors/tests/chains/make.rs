//! Certificates, made on the spot.

use core::time::Duration;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, SignatureAlgorithm,
};
use tls_core::pki_types::CertificateDer;

/// The time of the checks: 2027-01-01 00:00:00Z.
pub(crate) const NOW: i64 = 1_798_761_600;
/// How long before and after that certificates are valid, in seconds.
pub(crate) const SPAN: i64 = 86_400;

pub(crate) type Der = CertificateDer<'static>;

pub(crate) fn valid(params: &mut CertificateParams, from: i64, to: i64) {
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = epoch + Duration::from_secs(from.try_into().unwrap());
    params.not_after = epoch + Duration::from_secs(to.try_into().unwrap());
}

/// A CA with its key.
pub(crate) struct Ca {
    pub(crate) der: Der,
    pub(crate) issuer: Issuer<'static, KeyPair>,
    params: CertificateParams,
}

fn params(common_name: &str, names: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.subject_alt_names = names
        .iter()
        .map(|name| match name.parse() {
            Ok(address) => rcgen::SanType::IpAddress(address),
            Err(_) => rcgen::SanType::DnsName((*name).try_into().unwrap()),
        })
        .collect();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.use_authority_key_identifier_extension = true;
    valid(&mut params, NOW - SPAN, NOW + SPAN);
    params
}

fn key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

pub(crate) fn root(name: &str) -> Ca {
    root_with(name, |_| {})
}

pub(crate) fn root_with(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Ca {
    let mut params = params(name, &[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    change(&mut params);
    let key = key();
    Ca { der: params.self_signed(&key).unwrap().into(), issuer: Issuer::new(params.clone(), key), params }
}

pub(crate) fn ca(name: &str, parent: &Ca) -> Ca {
    ca_with(name, parent, |_| {})
}

pub(crate) fn ca_with(name: &str, parent: &Ca, change: impl FnOnce(&mut CertificateParams)) -> Ca {
    let mut params = params(name, &[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    change(&mut params);
    let key = key();
    Ca { der: params.signed_by(&key, &parent.issuer).unwrap().into(), issuer: Issuer::new(params.clone(), key), params }
}

impl Ca {
    /// The same name and key, certified by another CA.
    pub(crate) fn crossed(&self, by: &Self) -> Der {
        self.params.signed_by(self.issuer.key(), &by.issuer).unwrap().into()
    }
}

pub(crate) fn leaf(names: &[&str], by: &Ca) -> Der {
    leaf_with(names, by, |_| {})
}

pub(crate) fn leaf_with(names: &[&str], by: &Ca, change: impl FnOnce(&mut CertificateParams)) -> Der {
    leaf_of(&PKCS_ECDSA_P256_SHA256, names, by, change)
}

pub(crate) fn leaf_of(
    algorithm: &'static SignatureAlgorithm,
    names: &[&str],
    by: &Ca,
    change: impl FnOnce(&mut CertificateParams),
) -> Der {
    let mut params = params("leaf", names);
    change(&mut params);
    params.signed_by(&KeyPair::generate_for(algorithm).unwrap(), &by.issuer).unwrap().into()
}

pub(crate) fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Der {
    let mut params = params("leaf", &["a.example"]);
    change(&mut params);
    params.self_signed(&key()).unwrap().into()
}

/// A DER value.
pub(crate) fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut out = vec![tag];
    match length {
        0..=0x7F => out.push(length.try_into().unwrap()),
        0x80..=0xFF => out.extend([0x81, length.try_into().unwrap()]),
        0x100..=0xFFFF => out.extend([0x82, u8::try_from(length >> 8).unwrap(), u8::try_from(length & 0xFF).unwrap()]),
        _ => out.extend([&[0x83][..], &u32::try_from(length).unwrap().to_be_bytes()[1..]].concat()),
    }
    out.extend(contents);
    out
}

pub(crate) fn extension(identifier: &[u64], content: Vec<u8>, critical: bool) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(identifier, content);
    extension.set_criticality(critical);
    extension
}

/// subjectAltName of values in DER.
pub(crate) fn san(values: &[Vec<u8>]) -> CustomExtension {
    extension(&[2, 5, 29, 17], tlv(0x30, &values.concat()), false)
}
