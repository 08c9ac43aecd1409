//! What is in each leaf: one row each.

use crate::PkiError;
use crate::key::KeyType;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::time::Duration;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, SanType, SerialNumber,
};
use rustls_pki_types::UnixTime;
use time::OffsetDateTime;

const DAY: u64 = 24 * 60 * 60;

/// The names for which the good servers' certificates hold.
const SERVER_NAMES: &[&str] = &["localhost", "server.example", "*.wild.example"];
const SERVER_ADDRESSES: &[IpAddr] = &[IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// For whom a leaf is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Server,
    Client,
}

/// Which names stand in a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    None,
    Servers,
    Elsewhere,
}

/// One leaf.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    pub(crate) key: KeyType,
    purpose: Purpose,
    names: Names,
    expired: bool,
    revoked: bool,
}

const fn row(name: &'static str, key: KeyType, purpose: Purpose, names: Names) -> Profile {
    Profile { name, key, purpose, names, expired: false, revoked: false }
}

pub(crate) const PROFILES: [Profile; 12] = [
    row("server-p256", KeyType::P256, Purpose::Server, Names::Servers),
    row("server-p384", KeyType::P384, Purpose::Server, Names::Servers),
    row("server-rsa2048", KeyType::Rsa2048, Purpose::Server, Names::Servers),
    row("server-ed25519", KeyType::Ed25519, Purpose::Server, Names::Servers),
    row("client-p256", KeyType::P256, Purpose::Client, Names::None),
    row("client-p384", KeyType::P384, Purpose::Client, Names::None),
    row("client-rsa2048", KeyType::Rsa2048, Purpose::Client, Names::None),
    row("client-ed25519", KeyType::Ed25519, Purpose::Client, Names::None),
    Profile { expired: true, ..row("expired", KeyType::P256, Purpose::Server, Names::Servers) },
    row("wrong-name", KeyType::P256, Purpose::Server, Names::Elsewhere),
    row("wrong-purpose", KeyType::P256, Purpose::Client, Names::Servers),
    Profile { revoked: true, ..row("revoked", KeyType::P256, Purpose::Server, Names::Servers) },
];

impl Profile {
    /// The certificate to be signed.
    pub(crate) fn params(&self, now: UnixTime) -> Result<CertificateParams, PkiError> {
        let (from, to) = if self.expired { (-30, -1) } else { (-1, 365) };
        let mut params = base(self.name, now, from, to)?;
        // Says CA:FALSE in so many words, and brings a subject key identifier with it.
        params.is_ca = IsCa::ExplicitNoCa;
        params.serial_number = self.revoked.then(|| revoked_serial(now));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![match self.purpose {
            Purpose::Server => ExtendedKeyUsagePurpose::ServerAuth,
            Purpose::Client => ExtendedKeyUsagePurpose::ClientAuth,
        }];
        if self.key == KeyType::Rsa2048 && self.purpose == Purpose::Server {
            params.key_usages.push(KeyUsagePurpose::KeyEncipherment);
        }
        let (names, addresses): (&[&str], &[IpAddr]) = match self.names {
            Names::None => (&[], &[]),
            Names::Servers => (SERVER_NAMES, SERVER_ADDRESSES),
            Names::Elsewhere => (&["other.invalid"], &[]),
        };
        for name in names {
            params.subject_alt_names.push(SanType::DnsName((*name).try_into()?));
        }
        params.subject_alt_names.extend(addresses.iter().copied().map(SanType::IpAddress));
        Ok(params)
    }
}

/// What all certificates share: a subject with this common name, validity in days from now, the issuer's key identifier.
pub(crate) fn base(common_name: &str, now: UnixTime, from: i64, to: i64) -> Result<CertificateParams, PkiError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = at(now, from)?;
    params.not_after = at(now, to)?;
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// The serial number of the certificate that is revoked: a time, where the others' are hashes of their keys.
pub(crate) fn revoked_serial(now: UnixTime) -> SerialNumber {
    SerialNumber::from(now.as_secs())
}

pub(crate) fn at(now: UnixTime, days: i64) -> Result<OffsetDateTime, PkiError> {
    let distance = Duration::from_secs(days.unsigned_abs().saturating_mul(DAY)).as_secs();
    let seconds = if days < 0 { now.as_secs().checked_sub(distance) } else { now.as_secs().checked_add(distance) };
    let seconds = seconds.and_then(|seconds| i64::try_from(seconds).ok()).ok_or(PkiError::Time)?;
    OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| PkiError::Time)
}
