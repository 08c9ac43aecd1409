//! The five bytes in front of every record, and what they promise.

use crate::error::{Cause, Failure};
use crate::registry::{ContentType, ProtocolVersion};
use crate::switches::{Check, enforced};
use alloc::format;

/// Bytes of a record's header.
pub const HEADER_LEN: usize = 5;
/// Bytes of content that one record may hold: 2^14.
pub const MAX_FRAGMENT_LEN: usize = 1 << 14;

/// The five bytes in front of every record (RFC 9846 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordHeader {
    /// What the record carries, or pretends to.
    pub content_type: ContentType,
    /// legacy_record_version.
    pub legacy_version: ProtocolVersion,
    /// Bytes that follow.
    pub length: u16,
}

/// How the records of a direction are protected, as far as their length is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protected {
    /// Not at all.
    No,
    /// By TLS 1.2 keys.
    Tls12,
    /// By TLS 1.3 keys.
    Tls13,
}

impl RecordHeader {
    /// A header as it is written in both versions once the version is settled.
    pub(crate) const fn new(content_type: ContentType, length: u16) -> Self {
        Self { content_type, legacy_version: ProtocolVersion::TLSv1_2, length }
    }

    pub(crate) fn to_bytes(self) -> [u8; HEADER_LEN] {
        let [major, minor] = self.legacy_version.0.to_be_bytes();
        let [high, low] = self.length.to_be_bytes();
        [self.content_type.0, major, minor, high, low]
    }

    pub(crate) const fn from_bytes(bytes: [u8; HEADER_LEN]) -> Self {
        let [content_type, major, minor, high, low] = bytes;
        Self {
            content_type: ContentType(content_type),
            legacy_version: ProtocolVersion(u16::from_be_bytes([major, minor])),
            length: u16::from_be_bytes([high, low]),
        }
    }
}

/// Reads the header at the front of `incoming` and judges it, before anything that follows is waited for; `None` as
/// long as it is not complete.
pub(crate) fn read_header(incoming: &[u8], protected: Protected) -> Result<Option<RecordHeader>, Failure> {
    let Some(bytes) = incoming.first_chunk::<HEADER_LEN>() else {
        return Ok(None);
    };
    let header = RecordHeader::from_bytes(*bytes);
    // "If a TLS implementation receives an unexpected record type, it MUST terminate the connection with an
    // "unexpected_message" alert." (RFC 9846 §5)
    let known = matches!(
        header.content_type,
        ContentType::change_cipher_spec | ContentType::alert | ContentType::handshake | ContentType::application_data
    );
    if enforced(Check::RecordType) && !known {
        return Err(Failure::new(Cause::UnexpectedRecord).got(format!("{:?}", header.content_type)));
    }
    // "The length MUST NOT exceed 2^14 bytes. An endpoint that receives a record that exceeds this length MUST terminate
    // the connection with a "record_overflow" alert." (RFC 9846 §5.1)
    // "The length MUST NOT exceed 2^14 + 256 bytes." (RFC 9846 §5.2)
    // "The length MUST NOT exceed 2^14 + 2048." (RFC 5246 §6.2.3)
    let (expansion, check) = match protected {
        Protected::No => (0, Check::RecordLength),
        Protected::Tls12 => (2048, Check::RecordLength12),
        Protected::Tls13 => (256, Check::RecordLength13),
    };
    let most = MAX_FRAGMENT_LEN + expansion;
    if enforced(check) && usize::from(header.length) > most {
        return Err(Failure::new(Cause::RecordOverflow)
            .expected(format!("at most {most} bytes"))
            .got(format!("{} bytes", header.length)));
    }
    Ok(Some(header))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(protected: Protected, length: u16) -> Result<Option<RecordHeader>, Failure> {
        read_header(&RecordHeader::new(ContentType::handshake, length).to_bytes(), protected)
    }

    #[test]
    fn exact_maxima_are_accepted_and_one_more_is_not() {
        for (protected, most) in [(Protected::No, 16_384), (Protected::Tls12, 18_432), (Protected::Tls13, 16_640)] {
            assert!(header(protected, most).unwrap().is_some());
            assert_eq!(header(protected, most + 1).unwrap_err().cause(), Cause::RecordOverflow);
        }
    }

    #[test]
    fn only_the_four_types_of_tls() {
        for kind in 0..=255u8 {
            let result = read_header(&[kind, 3, 3, 0, 1], Protected::No);
            assert_eq!(result.is_ok(), (20..=23).contains(&kind), "{kind}");
        }
    }

    #[test]
    fn four_bytes_are_not_enough() {
        assert_eq!(read_header(&[22, 3, 3, 0], Protected::No), Ok(None));
    }
}
