//! The basic fields (RFC 5280 §4.1).

use super::StrictRule;
use super::read::Certificate;
use super::subject::{Fault, Place, Subject};
use crate::trust::der::Element;
use alloc::format;

/// UTCTime and GeneralizedTime.
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

pub(super) fn judge(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    // "When extensions are used, as expected in this profile, version MUST be 3 (value is 2)." (RFC 5280 §4.1.2.1)
    let version = certificate.version.unwrap_or(&[0]);
    subject.hold(StrictRule::VersionThree, version == [2], || match version {
        [value] => format!("its version is {}, not 3", u16::from(*value).saturating_add(1)),
        _ => "its version is no small number, instead of 3".into(),
    })?;
    serial(subject, certificate.serial)?;
    // "This field MUST contain the same algorithm identifier as the signature field in the sequence tbsCertificate"
    // (RFC 5280 §4.1.1.2)
    let same = certificate.inner_algorithm == certificate.outer_algorithm;
    subject.hold(StrictRule::AlgorithmsEqual, same, || {
        "its signatureAlgorithm is not the one that is named in what is signed".into()
    })?;
    // "The issuer field MUST contain a non-empty distinguished name (DN)." (RFC 5280 §4.1.2.4)
    subject.hold(StrictRule::IssuerName, !certificate.issuer.is_empty(), || "its issuer is without a name".into())?;
    // "If the subject is a CA [...], then the subject field MUST be populated with a non-empty distinguished name
    // matching the contents of the issuer field" (RFC 5280 §4.1.2.6)
    let named = subject.place == Place::Leaf || !certificate.subject.is_empty();
    subject.hold(StrictRule::SubjectName, named, || "it is a CA without a name".into())?;
    time(subject, "notBefore", &certificate.not_before)?;
    time(subject, "notAfter", &certificate.not_after)?;
    // "CAs conforming to this profile MUST NOT generate certificates with unique identifiers." (RFC 5280 §4.1.2.8)
    subject.hold(StrictRule::UniqueIdentifiers, !certificate.unique_identifiers, || {
        "it has an issuerUniqueID or subjectUniqueID".into()
    })
}

fn serial(subject: &Subject<'_>, serial: &[u8]) -> Result<(), Fault> {
    // "The serial number MUST be a positive integer assigned by the CA to each certificate." (RFC 5280 §4.1.2.2)
    let negative = serial.first().is_none_or(|first| first & 0x80 != 0);
    let zero = serial.iter().all(|&byte| byte == 0);
    subject.hold(StrictRule::SerialPositive, !negative && !zero, || {
        format!("its serial number is {}, not positive", if zero { "0" } else { "negative" })
    })?;
    // "Conforming CAs MUST NOT use serialNumber values longer than 20 octets." (RFC 5280 §4.1.2.2) Octets of the INTEGER:
    // "serialNumber" is encoded in as many as it needs with its sign.
    subject.hold(StrictRule::SerialLength, serial.len() <= 20, || {
        format!("its serial number has {} octets, more than 20", serial.len())
    })
}

/// "CAs conforming to this profile MUST always encode certificate validity dates through the year 2049 as UTCTime;
/// certificate validity dates in 2050 or later MUST be encoded as GeneralizedTime." (RFC 5280 §4.1.2.5) "For the purposes
/// of this profile, UTCTime values MUST be expressed in Greenwich Mean Time (Zulu) and MUST include seconds (i.e., times
/// are YYMMDDHHMMSSZ), even where the number of seconds is zero." (RFC 5280 §4.1.2.5.1)
fn time(subject: &Subject<'_>, field: &str, time: &Element<'_>) -> Result<(), Fault> {
    let digits = time.contents.strip_suffix(b"Z").filter(|digits| digits.iter().all(u8::is_ascii_digit));
    let what = match (time.tag, digits.map(<[u8]>::len)) {
        (UTC_TIME, Some(12)) => return Ok(()),
        (GENERALIZED_TIME, Some(14)) if time.contents.get(..4) >= Some(b"2050") => return Ok(()),
        (GENERALIZED_TIME, Some(14)) => "is before 2050 and a GeneralizedTime, where UTCTime belongs",
        (UTC_TIME, _) => "is not a UTCTime in the form YYMMDDHHMMSSZ",
        (GENERALIZED_TIME, _) => "is not a GeneralizedTime in the form YYYYMMDDHHMMSSZ",
        _ => "is neither UTCTime nor GeneralizedTime",
    };
    subject.hold(StrictRule::ValidityEncoding, false, || format!("its {field} {what}"))
}
