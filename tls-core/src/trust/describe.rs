//! What a certificate says, for people. Nothing here decides.

use super::leaf::KeyKind;
use super::parts::PublicKey;
use super::sct::Sct;
use super::words::{date, printable};
use crate::pki_types::{CertificateDer, UnixTime};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;
use core::time::Duration;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{ExtendedKeyUsage, GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Name;

/// Characters of a name that are shown.
const NAME_LIMIT: usize = 256;

/// What a certificate says. All text is fit to print.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// Whom it is for: `C=DE, O=Example, CN=a.example`.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The subject's common name, if it has one.
    pub common_name: Option<String>,
    /// The DNS names and IP addresses of subjectAltName.
    pub names: Vec<String>,
    /// The start of its validity; 1970 if earlier.
    pub not_before: UnixTime,
    /// The end of its validity, inclusive; 1970 if earlier.
    pub not_after: UnixTime,
    /// The start of its validity in the form of RFC 3339.
    pub not_before_text: String,
    /// The end of its validity in the form of RFC 3339.
    pub not_after_text: String,
    /// The kind of its key.
    pub key_kind: KeyKind,
    /// Bits of the key: of the modulus or of a coordinate; 0 if not known.
    pub key_bits: usize,
    /// Kind and size of its key: `EC P-256`, `RSA 2048`.
    pub key: String,
    /// The serial number in hexadecimal.
    pub serial: String,
    /// Whether basicConstraints says that it is a CA.
    pub is_ca: bool,
    /// The bits of `KeyUsage` by their names in RFC 5280 §4.2.1.3; `None` if there is no such extension.
    pub key_usage: Option<Vec<&'static str>>,
    /// The purposes of `ExtendedKeyUsage`, known ones by their names in RFC 5280 §4.2.1.12; empty if there are none.
    pub extended_key_usage: Vec<String>,
    /// How many CAs there may be below it (pathLenConstraint), if it says so.
    pub path_length: Option<u32>,
    /// Which of its issuer's keys signed it: authorityKeyIdentifier in hexadecimal.
    pub authority_key_id: Option<String>,
    /// Its own key: subjectKeyIdentifier in hexadecimal.
    pub subject_key_id: Option<String>,
    /// Where it says that its issuer's certificate can be had (authorityInfoAccess, caIssuers).
    pub issuer_urls: Vec<String>,
    /// The timestamps of Certificate Transparency logs that are embedded in it and can be read; not verified.
    pub scts: Vec<SctText>,
}

/// A signed certificate timestamp in words (RFC 6962 §3.2). Whether a log really signed it is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SctText {
    /// The log's id, the SHA-256 of its key, in hexadecimal.
    pub log_id: String,
    /// When the log says that it saw the certificate, as RFC 3339 writes it, to the second.
    pub time_text: String,
}

impl SctText {
    /// Enough of the log's id to know it by.
    #[must_use]
    pub fn short_log_id(&self) -> &str {
        const DIGITS: usize = 16;
        self.log_id.get(..DIGITS).unwrap_or(&self.log_id)
    }
}

/// The bytes are no X.509 certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing more to say")]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no X.509 certificate")
    }
}

impl core::error::Error for Unreadable {}

/// Reads what a certificate says.
///
/// # Errors
///
/// If it is no X.509 certificate.
pub fn describe(certificate: &CertificateDer<'_>) -> Result<Description, Unreadable> {
    let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| Unreadable)?;
    let key = PublicKey::read(parsed.public_key().raw);
    let key_kind = key.map_or(KeyKind::Other, |key| key.kind());
    let (not_before, not_after) = (parsed.validity().not_before.timestamp(), parsed.validity().not_after.timestamp());
    Ok(Description {
        subject: name_text(parsed.subject()),
        issuer: name_text(parsed.issuer()),
        common_name: common_name(parsed.subject()),
        names: names(&parsed),
        not_before: unix_time(not_before),
        not_after: unix_time(not_after),
        not_before_text: date(not_before, 'T'),
        not_after_text: date(not_after, 'T'),
        key_kind,
        key_bits: match key_kind {
            KeyKind::EcdsaP256 | KeyKind::Ed25519 => 256,
            KeyKind::EcdsaP384 => 384,
            KeyKind::Rsa => key.and_then(|key| key.rsa_bits()).unwrap_or(0),
            KeyKind::Other => 0,
        },
        key: key.map_or_else(|| String::from("damaged key"), |key| key.words()),
        serial: hex(parsed.raw_serial()),
        is_ca: parsed.is_ca(),
        key_usage: parsed.key_usage().ok().flatten().map(|usage| key_usage(usage.value.flags)),
        extended_key_usage: match parsed.extended_key_usage() {
            Ok(Some(usage)) => purposes(usage.value),
            _ => Vec::new(),
        },
        path_length: parsed.basic_constraints().ok().flatten().and_then(|basic| basic.value.path_len_constraint),
        authority_key_id: key_id(&parsed, |extension| match extension {
            ParsedExtension::AuthorityKeyIdentifier(id) => id.key_identifier.as_ref().map(|id| id.0),
            _ => None,
        }),
        subject_key_id: key_id(&parsed, |extension| match extension {
            ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0),
            _ => None,
        }),
        issuer_urls: issuer_urls(&parsed),
        scts: scts(certificate),
    })
}

fn scts(certificate: &CertificateDer<'_>) -> Vec<SctText> {
    let list = super::sct::embedded(certificate).unwrap_or_default();
    let readable = list.iter().filter_map(|sct| match sct {
        Sct::V1(sct) => Some(SctText { log_id: hex(&sct.log_id), time_text: time_text(sct.time()) }),
        Sct::Other { .. } | Sct::Malformed(_) => None,
    });
    readable.collect()
}

/// The key identifier that one of the extensions has.
fn key_id(
    parsed: &X509Certificate<'_>,
    read: impl for<'e> Fn(&'e ParsedExtension<'_>) -> Option<&'e [u8]>,
) -> Option<String> {
    const LONGEST: usize = 32;
    parsed.extensions().iter().find_map(|extension| {
        let id = read(extension.parsed_extension()).map(|id| id.get(..LONGEST).unwrap_or(id));
        id.map(hex)
    })
}

fn issuer_urls(parsed: &X509Certificate<'_>) -> Vec<String> {
    const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
    const MOST: usize = 4;
    let access = parsed.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityInfoAccess(access) => Some(access),
        _ => None,
    });
    let places = access.into_iter().flat_map(|access| access.iter());
    let urls = places.filter_map(|place| match &place.access_location {
        GeneralName::URI(url) if place.access_method.to_id_string() == CA_ISSUERS => Some(printable(url, NAME_LIMIT)),
        _ => None,
    });
    urls.take(MOST).collect()
}

/// The shortest text by which to know a certificate: `CN=server-p256`.
#[must_use]
pub fn subject_text(certificate: &CertificateDer<'_>) -> String {
    let Ok(description) = describe(certificate) else { return "(unreadable)".into() };
    short(description.common_name.as_deref(), &description.subject, description.names.first())
}

/// As [`subject_text`], for the issuer.
pub(super) fn issuer_text(certificate: &CertificateDer<'_>) -> String {
    let Ok((_, parsed)) = X509Certificate::from_der(certificate) else { return "(unreadable)".into() };
    short(common_name(parsed.issuer()).as_deref(), &name_text(parsed.issuer()), None)
}

/// As [`subject_text`], for the issuer of a CRL.
pub(super) fn issuer_of_crl(name: &X509Name<'_>) -> String {
    short(common_name(name).as_deref(), &name_text(name), None)
}

/// As [`subject_text`], for a `Name` in DER with its outer SEQUENCE.
pub(super) fn dn_text(name: &[u8]) -> String {
    let Ok((_, name)) = X509Name::from_der(name) else { return "(unreadable)".into() };
    short(common_name(&name).as_deref(), &name_text(&name), None)
}

fn short(common_name: Option<&str>, whole: &str, alternative: Option<&String>) -> String {
    match (common_name, alternative) {
        (Some(name), _) => format!("CN={}", printable(name, 64)),
        (None, Some(name)) if whole.is_empty() => printable(name, 64),
        (None, None) if whole.is_empty() => "(no name)".into(),
        (None, _) => printable(whole, 96),
    }
}

/// An X.501 `Name` in DER, with its outer SEQUENCE.
pub(super) fn name_of(name: &[u8]) -> String {
    X509Name::from_der(name).map_or_else(|_| "(unreadable)".into(), |(_, name)| name_text(&name))
}

fn name_text(name: &X509Name<'_>) -> String {
    printable(&name.to_string(), NAME_LIMIT)
}

fn common_name(name: &X509Name<'_>) -> Option<String> {
    let value = name.iter_common_name().last()?;
    Some(printable(&String::from_utf8_lossy(value.as_slice()), NAME_LIMIT))
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    let names = extension.value.general_names.iter();
    names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(printable(name, NAME_LIMIT)),
            GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
            _ => None,
        })
        .collect()
}

/// An address in network byte order.
pub(super) fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// A time as RFC 3339 writes it; the end of the calendar if it is later.
#[must_use]
pub fn time_text(time: UnixTime) -> String {
    const LAST: u64 = 253_402_300_799;
    date(i64::try_from(time.as_secs().min(LAST)).unwrap_or(0), 'T')
}

fn unix_time(seconds: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn key_usage(flags: u16) -> Vec<&'static str> {
    const BITS: [&str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];
    BITS.iter().enumerate().filter(|(bit, _)| flags >> bit & 1 == 1).map(|(_, name)| *name).collect()
}

fn purposes(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, "anyExtendedKeyUsage"),
        (usage.server_auth, "serverAuth"),
        (usage.client_auth, "clientAuth"),
        (usage.code_signing, "codeSigning"),
        (usage.email_protection, "emailProtection"),
        (usage.time_stamping, "timeStamping"),
        (usage.ocsp_signing, "OCSPSigning"),
    ];
    let known = known.into_iter().filter(|(present, _)| *present).map(|(_, name)| String::from(name));
    known.chain(usage.other.iter().map(ToString::to_string)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::test_pki::{Authority, leaf, rsa_key, valid};
    use rcgen::{DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose, SerialNumber};

    #[test]
    fn a_certificate_is_described() {
        let root = Authority::new("Root");
        let certificate = leaf("a.example").with(|params| {
            params.subject_alt_names.push(rcgen::SanType::IpAddress("2001:db8::1".parse().unwrap()));
            params.distinguished_name.push(DnType::OrganizationName, "Exam\u{1b}ple");
            params.serial_number = Some(SerialNumber::from_slice(&[1, 0xAB]));
            params.key_usages = Vec::from([KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment]);
            params.extended_key_usages = Vec::from([ExtendedKeyUsagePurpose::ServerAuth]);
            valid(params, 0, 1_795_341_600);
        });
        let description = describe(&certificate.by(&root).der).unwrap();
        assert_eq!(description.subject, "CN=leaf, O=Exam\\u{1b}ple");
        assert_eq!((description.issuer.as_str(), description.serial.as_str()), ("CN=Root", "01ab"));
        assert_eq!(description.names, ["a.example", "2001:db8::1"]);
        assert_eq!(description.not_before_text, "1970-01-01T00:00:00Z");
        assert_eq!(description.not_after_text, "2026-11-22T10:00:00Z");
        assert_eq!(description.not_after.as_secs(), 1_795_341_600);
        assert_eq!((description.key.as_str(), description.key_bits, description.is_ca), ("EC P-256", 256, false));
        assert_eq!(description.key_usage.unwrap(), ["digitalSignature", "keyEncipherment"]);
        assert_eq!(description.extended_key_usage, ["serverAuth"]);
    }

    #[test]
    fn other_certificates_are_described() {
        let root = Authority::new("Root");
        assert!(describe(&root.der).unwrap().is_ca);
        let rsa = describe(&leaf("a.example").certifying(&rsa_key(3072), &root)).unwrap();
        assert_eq!((rsa.key.as_str(), rsa.key_bits, rsa.key_kind), ("RSA 3072", 3072, KeyKind::Rsa));
        assert_eq!(describe(&CertificateDer::from(&b"\x30\x00"[..])), Err(Unreadable));
    }

    #[test]
    fn the_short_text_is_the_common_name_or_the_next_best() {
        let root = Authority::new("Root");
        assert_eq!(subject_text(&root.der), "CN=Root");
        let nameless = leaf("a.example").with(|params| params.distinguished_name = rcgen::DistinguishedName::new());
        assert_eq!(subject_text(&nameless.by(&root).der), "a.example");
        assert_eq!(subject_text(&CertificateDer::from(&b"no"[..])), "(unreadable)");
    }
}
