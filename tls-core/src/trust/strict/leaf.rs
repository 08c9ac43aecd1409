//! The leaf: what it may be used for.

use super::StrictRule;
use super::authority::path_length;
use super::read::{BasicConstraints, Certificate, KeyUsage, elements, id};
use super::subject::{Fault, Subject};
use crate::trust::der::{Der, tag};

/// id-kp-serverAuth.
const SERVER_AUTH: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 1];
/// anyExtendedKeyUsage, 2.5.29.37.0.
const ANY_PURPOSE: &[u8] = &[0x55, 0x1D, 0x25, 0x00];

pub(super) fn judge(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    let extension = certificate.extension(id::BASIC_CONSTRAINTS);
    let constraints = extension
        .map(|extension| subject.readable(BasicConstraints::read(extension.value), "basicConstraints"))
        .transpose()?;
    let usage = certificate.extension(id::KEY_USAGE);
    let bits = usage.map(|usage| subject.readable(KeyUsage::read(usage.value), "keyUsage")).transpose()?;
    path_length(subject, constraints, bits)?;
    // BR §7.1.2.7.8: cA must be FALSE.
    let authority = constraints.is_some_and(|constraints| constraints.authority);
    subject.hold(StrictRule::LeafNoCa, !authority, || "it is a CA's, not a server's".into())?;
    // "If the cA boolean is not asserted, then the keyCertSign bit in the key usage extension MUST NOT be asserted."
    // (RFC 5280 §4.2.1.9)
    let signs = bits.is_some_and(|bits| bits.key_cert_sign);
    subject.hold(StrictRule::LeafKeyCertSign, authority || !signs, || {
        "its keyUsage has keyCertSign, but it is no CA's".into()
    })?;
    purposes(subject, certificate)
}

fn purposes(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    let extension = certificate.extension(id::EXTENDED_KEY_USAGE);
    // BR §7.1.2.7.6: extKeyUsage must be there, and not critical.
    subject.hold(StrictRule::LeafPurposes, extension.is_some(), || "it is without extendedKeyUsage".into())?;
    let Some(extension) = extension else { return Ok(()) };
    subject
        .hold(StrictRule::LeafPurposesCritical, !extension.critical, || "its extendedKeyUsage is critical".into())?;
    let list = subject.readable(Der::only(extension.value, tag::SEQUENCE), "extendedKeyUsage")?;
    let (mut server, mut any) = (false, false);
    for purpose in elements(list) {
        let purpose = purpose.filter(|purpose| purpose.tag == tag::OBJECT_IDENTIFIER);
        let purpose = subject.readable(purpose, "extendedKeyUsage")?.contents;
        server |= purpose == SERVER_AUTH;
        any |= purpose == ANY_PURPOSE;
    }
    // BR §7.1.2.7.10: id-kp-serverAuth must be there, anyExtendedKeyUsage must not.
    subject.hold(StrictRule::LeafAnyPurpose, !any, || "its extendedKeyUsage has anyExtendedKeyUsage".into())?;
    subject.hold(StrictRule::LeafServerAuth, server, || "its extendedKeyUsage is without serverAuth".into())
}
