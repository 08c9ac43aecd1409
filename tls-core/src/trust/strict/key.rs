//! The public key.

use super::StrictRule;
use super::read::Certificate;
use super::subject::{Fault, Subject};
use crate::trust::der::{Der, tag};
use crate::trust::leaf::KeyKind;
use crate::trust::parts::PublicKey;
use alloc::format;

/// id-ecPublicKey with the named curve secp521r1.
const EC_P521: &[u8] =
    &[0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23];
const LEAST_RSA_BITS: usize = 2048;

pub(super) fn judge(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    let key = subject.readable(PublicKey::read(certificate.public_key), "public key")?;
    // BR §7.1.3.1 has RSA (with NULL parameters) and P-256, P-384, P-521 (by name). Ed25519 is let pass as RFC 8410
    // writes it: the Baseline Requirements wait for hardware to support it, not for anything to be mended in it.
    let known = key.kind() != KeyKind::Other || key.algorithm == EC_P521;
    subject.hold(StrictRule::KeyKind, known, || format!("its key is of another kind ({})", key.words()))?;
    if key.kind() != KeyKind::Rsa {
        return Ok(());
    }
    let bits = subject.readable(key.rsa_bits(), "RSA key")?;
    // BR §6.1.5: the modulus has at least 2048 bits, and its size in bits is divisible by 8.
    subject.hold(StrictRule::RsaSize, bits >= LEAST_RSA_BITS && bits.is_multiple_of(8), || {
        format!("its RSA modulus has {bits} bits; at least {LEAST_RSA_BITS} and a multiple of 8 are asked for")
    })?;
    let exponent = subject.readable(exponent(certificate.public_key), "RSA exponent")?;
    // BR §6.1.6: the exponent is an odd number equal to 3 or more.
    let odd = exponent.last().is_some_and(|last| last & 1 == 1);
    let one = exponent.iter().rev().skip(1).all(|&byte| byte == 0) && exponent.last() == Some(&1);
    let negative = exponent.first().is_some_and(|first| first & 0x80 != 0);
    subject.hold(StrictRule::RsaExponent, odd && !one && !negative, || {
        format!("its RSA exponent is {}", if one { "1, less than 3" } else { "not an odd positive number" })
    })
}

/// The contents of the public exponent (RFC 8017 §A.1.1).
fn exponent(public_key: &[u8]) -> Option<&[u8]> {
    let mut spki = Der::new(Der::only(public_key, tag::SEQUENCE)?);
    spki.expect(tag::SEQUENCE)?;
    let (_unused, key) = spki.expect(tag::BIT_STRING)?.contents.split_first()?;
    let mut numbers = Der::new(Der::only(key, tag::SEQUENCE)?);
    numbers.expect(tag::INTEGER)?;
    let exponent = numbers.expect(tag::INTEGER)?.contents;
    (numbers.is_empty() && !exponent.is_empty()).then_some(exponent)
}
