//! The structures of RFC 6960 §4.2.1, borrowed from the response.

use super::StapleFault;
use crate::pki_types::UnixTime;
use crate::registry::HashAlgorithm;
use crate::trust::der::{Der, tag};
use alloc::vec::Vec;
use core::time::Duration;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;

/// Tags that certificates do not have.
mod tags {
    pub(super) const ENUMERATED: u8 = 0x0A;
    pub(super) const GENERALIZED_TIME: u8 = 0x18;
    pub(super) const GOOD: u8 = 0x80;
    pub(super) const REVOKED: u8 = 0xA1;
    pub(super) const UNKNOWN: u8 = 0x82;
    pub(super) const EXPLICIT_1: u8 = 0xA1;
    pub(super) const EXPLICIT_2: u8 = 0xA2;
}

/// id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1.
const BASIC: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 0x30, 1, 1];
/// id-sha1 and id-sha256, without parameters or with NULL.
const HASHES: [(&[u8], HashAlgorithm); 2] = [
    (&[6, 5, 0x2B, 0x0E, 3, 2, 0x1A], HashAlgorithm::sha1),
    (&[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1], HashAlgorithm::sha256),
];
/// The most certificates that a response speaks for.
const MOST_SINGLES: usize = 64;

/// A `BasicOCSPResponse`.
#[derive(Debug)]
pub(super) struct Basic<'a> {
    /// `tbsResponseData` in DER.
    pub(super) signed: &'a [u8],
    /// The contents of `signatureAlgorithm`.
    pub(super) algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
    pub(super) responder: Responder<'a>,
    singles: &'a [u8],
    certificates: &'a [u8],
}

/// Who signed.
#[derive(Debug)]
pub(super) enum Responder<'a> {
    /// A `Name` in DER.
    Name(&'a [u8]),
    /// SHA-1 of the public key.
    KeyHash(&'a [u8]),
}

/// What is said of one certificate.
#[derive(Debug)]
pub(super) struct Single<'a> {
    /// The hash of the next two; `None` for one that is not known.
    pub(super) hash: Option<HashAlgorithm>,
    pub(super) issuer_name_hash: &'a [u8],
    pub(super) issuer_key_hash: &'a [u8],
    /// The contents of the INTEGER.
    pub(super) serial: &'a [u8],
    pub(super) status: Status,
    pub(super) this_update: UnixTime,
    pub(super) next_update: Option<UnixTime>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Good,
    Revoked { at: UnixTime },
    Unknown,
}

impl<'a> Basic<'a> {
    /// Reads an `OCSPResponse` that holds one.
    pub(super) fn read(response: &'a [u8]) -> Result<Self, StapleFault> {
        let mut outer = Der::new(Der::only(response, tag::SEQUENCE).ok_or(StapleFault::Malformed)?);
        let status = outer.expect(tags::ENUMERATED).ok_or(StapleFault::Malformed)?;
        match status.contents {
            [0] => {}
            &[other] => return Err(StapleFault::NotSuccessful(other)),
            _ => return Err(StapleFault::Malformed),
        }
        Self::of(&mut outer).ok_or(StapleFault::Malformed)
    }

    fn of(outer: &mut Der<'a>) -> Option<Self> {
        let mut bytes = Der::new(Der::only(outer.expect(tag::EXPLICIT_0)?.contents, tag::SEQUENCE)?);
        let is_basic = bytes.expect(tag::OBJECT_IDENTIFIER)?.contents == BASIC;
        let basic = bytes.expect(tag::OCTET_STRING)?.contents;
        if !is_basic || !bytes.is_empty() || !outer.is_empty() {
            return None;
        }
        let mut basic = Der::new(Der::only(basic, tag::SEQUENCE)?);
        let data = basic.expect(tag::SEQUENCE)?;
        let algorithm = basic.expect(tag::SEQUENCE)?.contents;
        let (&0, signature) = basic.expect(tag::BIT_STRING)?.contents.split_first()? else { return None };
        let certificates = match basic.optional(tag::EXPLICIT_0) {
            Some(explicit) => Der::only(explicit.contents, tag::SEQUENCE)?,
            None => &[],
        };
        let mut fields = Der::new(data.contents);
        if let Some(version) = fields.optional(tag::EXPLICIT_0)
            && Der::only(version.contents, tag::INTEGER)? != [0]
        {
            return None;
        }
        let responder = match fields.next()? {
            name if name.tag == tags::EXPLICIT_1 => {
                Der::only(name.contents, tag::SEQUENCE)?;
                Responder::Name(name.contents)
            }
            key if key.tag == tags::EXPLICIT_2 => Responder::KeyHash(Der::only(key.contents, tag::OCTET_STRING)?),
            _ => return None,
        };
        time(&mut fields)?;
        let singles = fields.expect(tag::SEQUENCE)?.contents;
        extensions(&mut fields)?;
        let whole = basic.is_empty() && fields.is_empty();
        whole.then_some(Self { signed: data.whole, algorithm, signature, responder, singles, certificates })
    }

    /// What it says, of one certificate after another.
    pub(super) fn singles(&self) -> Result<Vec<Single<'a>>, StapleFault> {
        let (mut der, mut singles) = (Der::new(self.singles), Vec::new());
        while !der.is_empty() {
            if singles.len() == MOST_SINGLES {
                return Err(StapleFault::Malformed);
            }
            let single = der.expect(tag::SEQUENCE).and_then(|single| Single::read(single.contents));
            singles.push(single.ok_or(StapleFault::Malformed)?);
        }
        Ok(singles)
    }

    /// The certificates that came along, in DER.
    pub(super) fn certificates(&self) -> impl Iterator<Item = &'a [u8]> {
        let mut der = Der::new(self.certificates);
        core::iter::from_fn(move || der.expect(tag::SEQUENCE).map(|certificate| certificate.whole))
    }
}

impl<'a> Single<'a> {
    fn read(contents: &'a [u8]) -> Option<Self> {
        let mut fields = Der::new(contents);
        let mut id = Der::new(fields.expect(tag::SEQUENCE)?.contents);
        let hash = id.expect(tag::SEQUENCE)?.contents;
        let hash = hash.strip_suffix(&[5, 0]).unwrap_or(hash);
        let hash = HASHES.iter().find(|(known, _)| *known == hash).map(|(_, hash)| *hash);
        let issuer_name_hash = id.expect(tag::OCTET_STRING)?.contents;
        let issuer_key_hash = id.expect(tag::OCTET_STRING)?.contents;
        let serial = id.expect(tag::INTEGER)?.contents;
        let status = fields.next()?;
        let status = match status.tag {
            tags::GOOD if status.contents.is_empty() => Status::Good,
            tags::UNKNOWN if status.contents.is_empty() => Status::Unknown,
            tags::REVOKED => {
                let mut revoked = Der::new(status.contents);
                let at = time(&mut revoked)?;
                revoked.optional(tag::EXPLICIT_0);
                revoked.is_empty().then_some(Status::Revoked { at })?
            }
            _ => return None,
        };
        let this_update = time(&mut fields)?;
        let next_update = match fields.optional(tag::EXPLICIT_0) {
            Some(explicit) => {
                let mut next = Der::new(explicit.contents);
                let time = time(&mut next)?;
                next.is_empty().then_some(Some(time))?
            }
            None => None,
        };
        extensions(&mut fields)?;
        (id.is_empty() && fields.is_empty()).then_some(Self {
            hash,
            issuer_name_hash,
            issuer_key_hash,
            serial,
            status,
            this_update,
            next_update,
        })
    }
}

/// "responseExtensions [1] EXPLICIT Extensions OPTIONAL": none is understood, so none may be critical (RFC 6960 §4.4).
fn extensions(fields: &mut Der<'_>) -> Option<()> {
    let Some(explicit) = fields.optional(tags::EXPLICIT_1) else { return Some(()) };
    let mut list = Der::new(Der::only(explicit.contents, tag::SEQUENCE)?);
    while !list.is_empty() {
        let mut extension = Der::new(list.expect(tag::SEQUENCE)?.contents);
        extension.expect(tag::OBJECT_IDENTIFIER)?;
        if extension.optional(tag::BOOLEAN).is_some_and(|critical| critical.contents != [0]) {
            return None;
        }
        extension.expect(tag::OCTET_STRING)?;
        extension.is_empty().then_some(())?;
    }
    Some(())
}

/// "GeneralizedTime values MUST be expressed in Greenwich Mean Time (Zulu) and MUST include seconds" (RFC 5280
/// §4.1.2.5.2)
fn time(fields: &mut Der<'_>) -> Option<UnixTime> {
    const LENGTH: usize = "YYYYMMDDHHMMSSZ".len();
    let time = fields.expect(tags::GENERALIZED_TIME)?;
    let (&b'Z', digits) = time.contents.split_last()? else { return None };
    if time.contents.len() != LENGTH || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (_, time) = ASN1Time::from_der(time.whole).ok()?;
    let seconds = u64::try_from(time.timestamp()).ok()?;
    Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}
