//! What holds for extensions of every certificate (RFC 5280 §4.2).

use super::StrictRule;
use super::read::{Certificate, Extension, KeyUsage, elements, id};
use super::subject::{Fault, Subject};
use crate::trust::der::{Der, tag};
use alloc::format;

/// Extensions that this profile or `webpki` gives a meaning.
const KNOWN: &[&[u8]] = &[
    id::SUBJECT_DIRECTORY_ATTRIBUTES,
    id::SUBJECT_KEY_IDENTIFIER,
    id::KEY_USAGE,
    id::SUBJECT_ALT_NAME,
    id::ISSUER_ALT_NAME,
    id::BASIC_CONSTRAINTS,
    id::NAME_CONSTRAINTS,
    id::CRL_DISTRIBUTION_POINTS,
    id::CERTIFICATE_POLICIES,
    id::POLICY_MAPPINGS,
    id::AUTHORITY_KEY_IDENTIFIER,
    id::POLICY_CONSTRAINTS,
    id::EXTENDED_KEY_USAGE,
    id::FRESHEST_CRL,
    id::INHIBIT_ANY_POLICY,
    id::AUTHORITY_INFO_ACCESS,
    id::SUBJECT_INFO_ACCESS,
];

/// Extension, its name, the rule, and whether it must be critical.
const CRITICALITY: &[(&[u8], &str, StrictRule, bool)] = &[
    // "Conforming CAs MUST mark this extension as non-critical." (RFC 5280 §4.2.1.1, §4.2.1.2, §4.2.1.8)
    (id::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", StrictRule::AuthorityKeyIdCritical, false),
    (id::SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier", StrictRule::SubjectKeyIdCritical, false),
    (id::SUBJECT_DIRECTORY_ATTRIBUTES, "subjectDirectoryAttributes", StrictRule::DirectoryAttributesCritical, false),
    // "Conforming CAs MUST mark this extension as critical." (RFC 5280 §4.2.1.11, §4.2.1.14)
    (id::POLICY_CONSTRAINTS, "policyConstraints", StrictRule::PolicyConstraintsCritical, true),
    (id::INHIBIT_ANY_POLICY, "inhibitAnyPolicy", StrictRule::InhibitAnyPolicyCritical, true),
    // "The extension MUST be marked as non-critical by conforming CAs." (RFC 5280 §4.2.1.15)
    (id::FRESHEST_CRL, "freshestCRL", StrictRule::FreshestCrlCritical, false),
    // "Conforming CAs MUST mark this extension as non-critical." (RFC 5280 §4.2.2.1, §4.2.2.2)
    (id::AUTHORITY_INFO_ACCESS, "authorityInfoAccess", StrictRule::InformationAccessCritical, false),
    (id::SUBJECT_INFO_ACCESS, "subjectInfoAccess", StrictRule::InformationAccessCritical, false),
];

pub(super) fn judge(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    let extensions = &certificate.extensions;
    // "A certificate MUST NOT include more than one instance of a particular extension." (RFC 5280 §4.2)
    let twice =
        extensions.iter().zip(1..).find(|(one, after)| extensions.iter().skip(*after).any(|two| two.id == one.id));
    subject.hold(StrictRule::ExtensionOnce, twice.is_none(), || "it has the same extension twice".into())?;
    // "A certificate-using system MUST reject the certificate if it encounters a critical extension it does not
    // recognize or a critical extension that contains information that it cannot process." (RFC 5280 §4.2)
    let unknown = extensions.iter().any(|extension| extension.critical && !KNOWN.contains(&extension.id));
    subject.hold(StrictRule::ExtensionKnown, !unknown, || "it has a critical extension that is not known".into())?;
    for &(id, name, rule, critical) in CRITICALITY {
        let Some(extension) = certificate.extension(id) else { continue };
        subject.hold(rule, extension.critical == critical, || {
            format!(
                "its {name} is {}",
                if critical { "not critical, but must be" } else { "critical, but must not be" }
            )
        })?;
    }
    if let Some(extension) = certificate.extension(id::KEY_USAGE) {
        let usage = subject.readable(KeyUsage::read(extension.value), "keyUsage")?;
        // "When the keyUsage extension appears in a certificate, at least one of the bits MUST be set to 1."
        // (RFC 5280 §4.2.1.3)
        subject.hold(StrictRule::KeyUsageBits, usage.any, || "its keyUsage allows nothing".into())?;
    }
    let access = [(id::AUTHORITY_INFO_ACCESS, "authorityInfoAccess"), (id::SUBJECT_INFO_ACCESS, "subjectInfoAccess")];
    for (id, name) in access {
        if let Some(extension) = certificate.extension(id) {
            information_access(subject, extension, name)?;
        }
    }
    Ok(())
}

/// "AuthorityInfoAccessSyntax  ::= SEQUENCE SIZE (1..MAX) OF AccessDescription" (RFC 5280 §4.2.2.1)
fn information_access(subject: &Subject<'_>, extension: &Extension<'_>, name: &str) -> Result<(), Fault> {
    let list = subject.readable(Der::only(extension.value, tag::SEQUENCE), name)?;
    subject.hold(StrictRule::InformationAccessEmpty, !list.is_empty(), || format!("its {name} is empty"))?;
    let descriptions = elements(list).all(|element| {
        let Some(element) = element.filter(|element| element.tag == tag::SEQUENCE) else { return false };
        let mut fields = Der::new(element.contents);
        // accessMethod, and accessLocation: a GeneralName, context-specific.
        fields.expect(tag::OBJECT_IDENTIFIER).is_some()
            && fields.next().is_some_and(|location| location.tag & 0xC0 == 0x80)
            && fields.is_empty()
    });
    subject.readable(descriptions.then_some(()), name)
}
