//! The leaf's names: subjectAltName, and the common name that must be one of them.

use super::StrictRule;
use super::read::{Certificate, elements, id};
use super::subject::{Fault, Subject};
use super::suffix;
use crate::trust::der::{Der, tag};
use crate::trust::describe::address;
use crate::trust::words::printable;
use alloc::format;
use alloc::string::{String, ToString};

/// GeneralName (RFC 5280 §4.2.1.6).
const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;
/// id-at-commonName, 2.5.4.3.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// SET.
const SET: u8 = 0x31;

/// Characters of a name that are shown.
const SHOWN: usize = 64;

pub(super) fn judge(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    let extension = certificate.extension(id::SUBJECT_ALT_NAME);
    // BR §7.1.2.7.12: subjectAltName must be there.
    subject.hold(StrictRule::AltName, extension.is_some(), || "it is without subjectAltName".into())?;
    let Some(extension) = extension else { return Ok(()) };
    let empty = certificate.subject.is_empty();
    // "If the subject field contains an empty sequence, then the issuing CA MUST include a subjectAltName extension that
    // is marked as critical." (RFC 5280 §4.2.1.6)
    subject.hold(StrictRule::AltNameCritical, extension.critical || !empty, || {
        "its subject is empty, and its subjectAltName not critical".into()
    })?;
    // "When including the subjectAltName extension in a certificate that has a non-empty subject distinguished name,
    // conforming CAs SHOULD mark the subjectAltName extension as non-critical." (RFC 5280 §4.2.1.6); BR §7.1.2.7.12 makes
    // that a must.
    subject.hold(StrictRule::AltNameNotCritical, !extension.critical || empty, || {
        "its subjectAltName is critical, though there is a subject".into()
    })?;
    let list = subject.readable(Der::only(extension.value, tag::SEQUENCE), "subjectAltName")?;
    // "If the subjectAltName extension is present, the sequence MUST contain at least one entry." (RFC 5280 §4.2.1.6)
    subject.hold(StrictRule::AltNameEmpty, !list.is_empty(), || "its subjectAltName is empty".into())?;
    let common = subject.readable(common_name(certificate.subject), "subject")?;
    let mut found = common.name.is_none();
    for name in elements(list) {
        let name = subject.readable(name, "subjectAltName")?;
        match name.tag {
            DNS_NAME => {
                dns_name(subject, name.contents)?;
                found |= common.name == Some(name.contents);
            }
            IP_ADDRESS => {
                // "For IP version 4 [...] the octet string MUST contain exactly four octets. For IP version 6 [...] exactly
                // sixteen octets." (RFC 5280 §4.2.1.6)
                let address = address(name.contents);
                subject.hold(StrictRule::AddressLength, address.is_some(), || {
                    format!("an iPAddress in its subjectAltName has {} octets", name.contents.len())
                })?;
                // In the form of RFC 5952, which is how Rust prints them.
                found |= !found && address.map(|address| address.to_string().into_bytes()).as_deref() == common.name;
            }
            _ => {}
        }
    }
    // BR §7.1.4.3: a common name is the only one, and character for character one of the values in subjectAltName; an
    // address is in dotted decimals (RFC 3986 §3.2.2), or as RFC 5952 §4 has it.
    subject.hold(StrictRule::CommonName, found && !common.more, || match common.more {
        true => "it has more than one common name".into(),
        false => format!("its common name `{}` is not in its subjectAltName", shown(common.name.unwrap_or_default())),
    })
}

/// "The name MUST be in the "preferred name syntax", as specified by Section 3.5 of [RFC1034] and as modified by Section
/// 2.1 of [RFC1123]. [...] In addition, while the string " " is a legal domain name, subjectAltName extensions with a
/// dNSName of " " MUST NOT be used." (RFC 5280 §4.2.1.6)
fn dns_name(subject: &Subject<'_>, name: &[u8]) -> Result<(), Fault> {
    // "Wildcard Domain Name: A string starting with "*." [...] immediately followed by a Fully-Qualified Domain Name."
    // (BR §1.6.1)
    let domain = name.strip_prefix(b"*.");
    let stars = domain.unwrap_or(name).contains(&b'*');
    subject.hold(StrictRule::Wildcard, !stars, || {
        format!("`{}` has a `*` that is not its whole leftmost label", shown(name))
    })?;
    subject.hold(StrictRule::DnsName, host(domain.unwrap_or(name)), || {
        format!("`{}` is no DNS name of letters, digits and hyphens", shown(name))
    })?;
    let public = domain.and_then(|domain| core::str::from_utf8(domain).ok()).is_some_and(suffix::is_public);
    // BR §3.2.2.6: what follows `*.` may not be registry-controlled or a public suffix.
    subject.hold(StrictRule::WildcardSuffix, !public, || {
        format!("`{}` stands for domains of different owners", shown(name))
    })
}

/// A host's name: labels of which the last is not a number, which would make it an address. "[...] a valid host name can
/// never have the dotted-decimal form #.#.#.#, since at least the highest-level component label will be alphabetic."
/// (RFC 1123 §2.1)
pub(super) fn host(name: &[u8]) -> bool {
    let last = name.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
    labels(name) && !last.iter().all(u8::is_ascii_digit)
}

/// Labels of letters, digits and hyphens, none at the edges, 63 octets at most each, 253 in all (RFC 1034 §3.1, §3.5; RFC
/// 1123 §2.1).
pub(super) fn labels(name: &[u8]) -> bool {
    name.len() <= 253
        && name.split(|&byte| byte == b'.').all(|label| {
            (1..=63).contains(&label.len())
                && label.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && label.first() != Some(&b'-')
                && label.last() != Some(&b'-')
        })
}

/// The common names of a subject: the first, and whether there are more.
struct CommonName<'a> {
    name: Option<&'a [u8]>,
    more: bool,
}

/// `None` if the subject is no Name.
fn common_name(subject: &[u8]) -> Option<CommonName<'_>> {
    let mut common = CommonName { name: None, more: false };
    for set in elements(subject) {
        let set = set.filter(|set| set.tag == SET)?;
        for attribute in elements(set.contents) {
            let mut attribute = Der::new(attribute.filter(|attribute| attribute.tag == tag::SEQUENCE)?.contents);
            let kind = attribute.expect(tag::OBJECT_IDENTIFIER)?.contents;
            let value = attribute.next()?.contents;
            if kind == COMMON_NAME {
                common.more |= common.name.is_some();
                common.name = common.name.or(Some(value));
            }
        }
    }
    Some(common)
}

fn shown(name: &[u8]) -> String {
    printable(&String::from_utf8_lossy(name), SHOWN)
}
