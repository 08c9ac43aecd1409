//! nameConstraints (RFC 5280 §4.2.1.10): whether they are what they ought to be. `webpki` applies them.

use super::StrictRule;
use super::names::{host, labels};
use super::read::{Certificate, elements, id};
use super::subject::{Fault, Subject};
use crate::trust::der::{Der, Element, tag};
use alloc::format;

/// GeneralName (RFC 5280 §4.2.1.6).
const RFC822_NAME: u8 = 0x81;
const DNS_NAME: u8 = 0x82;
const URI: u8 = 0x86;
const IP_ADDRESS: u8 = 0x87;

const PERMITTED: u8 = 0xA0;
const EXCLUDED: u8 = 0xA1;

pub(super) fn judge(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    let Some(extension) = certificate.extension(id::NAME_CONSTRAINTS) else { return Ok(()) };
    // "The name constraints extension, which MUST be used only in a CA certificate, indicates a name space within which
    // all subject names in subsequent certificates in a certification path MUST be located." (RFC 5280 §4.2.1.10)
    subject.hold(StrictRule::NameConstraintsPlace, subject.is_authority(), || {
        "it has nameConstraints, which is for CAs".into()
    })?;
    // "Conforming CAs MUST mark this extension as critical" (RFC 5280 §4.2.1.10). The Baseline Requirements make an
    // exception for CAs of servers, whose certificates old software is to accept that does not know the extension.
    subject.hold(StrictRule::NameConstraintsCritical, extension.critical || subject.web, || {
        "its nameConstraints is not critical".into()
    })?;
    let lists = subject.readable(Der::only(extension.value, tag::SEQUENCE), "nameConstraints")?;
    // "Conforming CAs MUST NOT issue certificates where name constraints is an empty sequence. That is, either the
    // permittedSubtrees field or the excludedSubtrees MUST be present." (RFC 5280 §4.2.1.10)
    subject.hold(StrictRule::NameConstraintsEmpty, !lists.is_empty(), || "its nameConstraints is empty".into())?;
    let mut lists = Der::new(lists);
    for (list, name) in [(PERMITTED, "permittedSubtrees"), (EXCLUDED, "excludedSubtrees")] {
        if let Some(list) = lists.optional(list) {
            subtrees(subject, list.contents, name)?;
        }
    }
    subject.readable(lists.is_empty().then_some(()), "nameConstraints")
}

/// "GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree" (RFC 5280 §4.2.1.10)
fn subtrees(subject: &Subject<'_>, list: &[u8], name: &str) -> Result<(), Fault> {
    subject
        .hold(StrictRule::NameConstraintsEmpty, !list.is_empty(), || format!("{name} of nameConstraints is empty"))?;
    for element in elements(list) {
        let subtree = element.filter(|element| element.tag == tag::SEQUENCE);
        let mut fields = Der::new(subject.readable(subtree, name)?.contents);
        let base = subject.readable(fields.next(), name)?;
        // "Within this profile, the minimum and maximum fields are not used with any name forms, thus, the minimum MUST
        // be zero, and maximum MUST be absent." (RFC 5280 §4.2.1.10) DER leaves a minimum of zero out.
        subject.hold(StrictRule::NameConstraintsBounds, fields.is_empty(), || {
            format!("a subtree in {name} has minimum or maximum")
        })?;
        judge_base(subject, &base, name)?;
    }
    Ok(())
}

fn judge_base(subject: &Subject<'_>, base: &Element<'_>, name: &str) -> Result<(), Fault> {
    let text = || core::str::from_utf8(base.contents).unwrap_or("(not ASCII)").escape_default();
    let well_formed = match base.tag {
        // "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side of the name
        // satisfies the name constraint." So there is neither `*` nor a dot in front; nothing at all is every name.
        DNS_NAME => base.contents.is_empty() || labels(base.contents),
        // "A name constraint for Internet mail addresses MAY specify a particular mailbox, all addresses at a particular
        // host, or all mailboxes in a domain. [...] a domain is specified with a leading period."
        RFC822_NAME => match base.contents.iter().position(|&byte| byte == b'@') {
            Some(at) => {
                let (mailbox, domain) = base.contents.split_at(at);
                !mailbox.is_empty() && mailbox.is_ascii() && domain.get(1..).is_some_and(host)
            }
            None => subdomain(base.contents),
        },
        // "The constraint MUST be specified as a fully qualified domain name and MAY specify a host or a domain."
        URI => subdomain(base.contents),
        IP_ADDRESS => return address(subject, base.contents, name),
        _ => return Ok(()),
    };
    subject.hold(StrictRule::NameConstraintsName, well_formed, || {
        format!("{name} has `{}`, which is no name for a constraint of its type", text())
    })
}

/// A name, perhaps after a period; nothing at all is every name.
fn subdomain(name: &[u8]) -> bool {
    name.is_empty() || labels(name.strip_prefix(b".").unwrap_or(name))
}

/// "For IPv4 addresses, the iPAddress field of GeneralName MUST contain eight (8) octets, encoded in the style of RFC
/// 4632 (CIDR) to represent an address range [RFC4632]. For IPv6 addresses, the iPAddress field MUST contain 32 octets"
/// (RFC 5280 §4.2.1.10)
fn address(subject: &Subject<'_>, bytes: &[u8], name: &str) -> Result<(), Fault> {
    let long = matches!(bytes.len(), 8 | 32);
    subject.hold(StrictRule::NameConstraintsAddress, long, || {
        format!("{name} has an address range of {} octets, not 8 or 32", bytes.len())
    })?;
    let mask = bytes.get(bytes.len() / 2..).unwrap_or_default();
    // A byte of the mask after one that is not all ones is zero.
    let full = mask.iter().take_while(|&&byte| byte == 0xFF).count();
    let rest = mask.get(full..).unwrap_or_default();
    let edge = rest.first().is_none_or(|byte| byte.leading_ones() + byte.trailing_zeros() == 8);
    let contiguous = edge && rest.iter().skip(1).all(|&byte| byte == 0);
    subject.hold(StrictRule::NameConstraintsAddress, contiguous, || {
        format!("{name} has an address range whose mask has zeros before ones")
    })
}
