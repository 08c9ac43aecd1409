//! CAs: basicConstraints, keyUsage, and what a root is without.

use super::StrictRule;
use super::read::{BasicConstraints, Certificate, KeyUsage, id};
use super::subject::{Fault, Place, Subject};

pub(super) fn judge(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    let extension = certificate.extension(id::BASIC_CONSTRAINTS);
    let constraints = extension
        .map(|extension| subject.readable(BasicConstraints::read(extension.value), "basicConstraints"))
        .transpose()?;
    let usage = certificate.extension(id::KEY_USAGE);
    let bits = usage.map(|usage| subject.readable(KeyUsage::read(usage.value), "keyUsage")).transpose()?;
    // "CAs MUST NOT include the pathLenConstraint field unless the cA boolean is asserted and the key usage extension
    // asserts the keyCertSign bit." (RFC 5280 §4.2.1.9)
    path_length(subject, constraints, bits)?;
    // "Conforming CAs MUST include this extension in all CA certificates that contain public keys used to validate digital
    // signatures on certificates and MUST mark the extension as critical in such certificates." (RFC 5280 §4.2.1.9)
    let authority = constraints.is_some_and(|constraints| constraints.authority);
    subject.hold(StrictRule::CaBasicConstraints, authority, || "it is without basicConstraints with cA TRUE".into())?;
    let critical = extension.is_some_and(|extension| extension.critical);
    subject.hold(StrictRule::CaBasicConstraintsCritical, critical, || "its basicConstraints is not critical".into())?;
    // "Conforming CAs MUST include this extension in certificates that contain public keys that are used to validate
    // digital signatures on other public key certificates or CRLs." (RFC 5280 §4.2.1.3)
    subject.hold(StrictRule::CaKeyUsage, usage.is_some(), || "it is without keyUsage".into())?;
    let signs = bits.is_none_or(|bits| bits.key_cert_sign);
    // "The keyCertSign bit is asserted when the subject public key is used for verifying signatures on public key
    // certificates." (RFC 5280 §4.2.1.3)
    subject.hold(StrictRule::CaKeyCertSign, signs, || "its keyUsage is without keyCertSign".into())?;
    // BR §7.1.2.1.2: a root must not have extKeyUsage.
    let root = subject.place == Place::Anchor && certificate.issuer == certificate.subject;
    let purposes = certificate.extension(id::EXTENDED_KEY_USAGE).is_some();
    subject.hold(StrictRule::RootPurposes, !(root && purposes), || "it is a root with extendedKeyUsage".into())
}

pub(super) fn path_length(
    subject: &Subject<'_>,
    constraints: Option<BasicConstraints>,
    usage: Option<KeyUsage>,
) -> Result<(), Fault> {
    let Some(constraints) = constraints.filter(|constraints| constraints.path_length) else { return Ok(()) };
    let signs = usage.is_none_or(|usage| usage.key_cert_sign);
    subject.hold(StrictRule::PathLength, constraints.authority && signs, || {
        "its basicConstraints has pathLenConstraint, but it may not sign certificates".into()
    })
}
