//! OCSP responses (RFC 6960 §4.2.1) of the intermediate, just enough DER for one certificate.

use crate::{Authority, Leaf, PkiError};
use rcgen::{PublicKeyData as _, SigningKey as _};
use ring::digest::{SHA256, digest};
use rustls_pki_types::UnixTime;
use time::OffsetDateTime;

/// ecdsa-with-SHA256, the authorities' algorithm.
const ECDSA_SHA256: &[u8] = &[0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
/// id-sha256.
const ID_SHA256: &[u8] = &[0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
/// id-pkix-ocsp-basic.
const BASIC: &[u8] = &[6, 9, 0x2B, 6, 1, 5, 5, 7, 0x30, 1, 1];

/// Whether the leaf is good, from `from` to `to`; revoked since `from` if not.
pub(crate) fn response(
    issuer: &Authority,
    leaf: &Leaf,
    good: bool,
    (from, to): (UnixTime, UnixTime),
) -> Result<Vec<u8>, PkiError> {
    let names = Names::of(leaf.chain().first().ok_or(PkiError::Profile)?)?;
    let key = issuer.key();
    let hash = |bytes: &[u8]| tlv(0x04, digest(&SHA256, bytes).as_ref());
    let id = tlv(0x30, &[ID_SHA256, &hash(names.issuer), &hash(key.der_bytes()), names.serial].concat());
    let status = if good { vec![0x80, 0] } else { tlv(0xA1, &time(from)?) };
    let single = tlv(0x30, &[id, status, time(from)?, tlv(0xA0, &time(to)?)].concat());
    let data = tlv(0x30, &[tlv(0xA1, names.issuer), time(from)?, tlv(0x30, &single)].concat());
    let signature = [vec![0], key.sign(&data)?].concat();
    let basic = tlv(0x30, &[&data, ECDSA_SHA256, &tlv(0x03, &signature)].concat());
    let bytes = tlv(0x30, &[BASIC, &tlv(0x04, &basic)].concat());
    Ok(tlv(0x30, &[&[0x0A, 1, 0][..], &tlv(0xA0, &bytes)].concat()))
}

/// Two fields of a certificate, with their headers.
struct Names<'a> {
    serial: &'a [u8],
    issuer: &'a [u8],
}

impl<'a> Names<'a> {
    fn of(certificate: &'a [u8]) -> Result<Self, PkiError> {
        let mut fields = inner(inner(certificate)?)?;
        next(&mut fields)?;
        let serial = next(&mut fields)?;
        next(&mut fields)?;
        Ok(Self { serial, issuer: next(&mut fields)? })
    }
}

/// The contents of the first value.
fn inner(der: &[u8]) -> Result<&[u8], PkiError> {
    let (header, length) = header(der)?;
    der.get(header..header.saturating_add(length)).ok_or(PkiError::Profile)
}

/// The first value, which is taken off.
fn next<'a>(der: &mut &'a [u8]) -> Result<&'a [u8], PkiError> {
    let (header, length) = header(der)?;
    let (first, rest) = der.split_at_checked(header.saturating_add(length)).ok_or(PkiError::Profile)?;
    *der = rest;
    Ok(first)
}

/// How long the header and the contents of the first value are.
fn header(der: &[u8]) -> Result<(usize, usize), PkiError> {
    match der {
        [_, length @ 0..=0x7F, ..] => Ok((2, usize::from(*length))),
        [_, 0x81, length, ..] => Ok((3, usize::from(*length))),
        [_, 0x82, high, low, ..] => Ok((4, usize::from(u16::from_be_bytes([*high, *low])))),
        _ => Err(PkiError::Profile),
    }
}

fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let [.., high, low] = contents.len().to_be_bytes();
    let mut out = match (high, low) {
        (0, 0..=0x7F) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    out.extend_from_slice(contents);
    out
}

fn time(time: UnixTime) -> Result<Vec<u8>, PkiError> {
    let seconds = i64::try_from(time.as_secs()).map_err(|_| PkiError::Time)?;
    let time = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| PkiError::Time)?;
    let (year, month, day) = (time.year(), u8::from(time.month()), time.day());
    let text = format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}Z", time.hour(), time.minute(), time.second());
    Ok(tlv(0x18, text.as_bytes()))
}
