//! The parts of a certificate (RFC 5280 §4.1), borrowed from it.

use super::der::{Der, tag};
use super::leaf::KeyKind;
use crate::pki_types::alg_id;

/// id-ce-keyUsage, 2.5.29.15.
const KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x0F];

/// Where the parts are. `Name`s and key are with their outer SEQUENCE.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts<'a> {
    pub(crate) issuer: &'a [u8],
    pub(crate) subject: &'a [u8],
    pub(crate) public_key: &'a [u8],
    /// The contents of `signatureAlgorithm`.
    pub(crate) signature: &'a [u8],
    extensions: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Finds the parts; `None` if `certificate` is no X.509 certificate.
    pub(crate) fn read(certificate: &'a [u8]) -> Option<Self> {
        let mut outer = Der::new(Der::only(certificate, tag::SEQUENCE)?);
        let mut tbs = Der::new(outer.expect(tag::SEQUENCE)?.contents);
        let signature = outer.expect(tag::SEQUENCE)?.contents;
        outer.expect(tag::BIT_STRING)?;
        tbs.optional(tag::EXPLICIT_0);
        tbs.expect(tag::INTEGER)?;
        tbs.expect(tag::SEQUENCE)?;
        let issuer = tbs.expect(tag::SEQUENCE)?.whole;
        tbs.expect(tag::SEQUENCE)?;
        let subject = tbs.expect(tag::SEQUENCE)?.whole;
        let public_key = tbs.expect(tag::SEQUENCE)?.whole;
        tbs.optional(tag::IMPLICIT_1);
        tbs.optional(tag::IMPLICIT_2);
        let extensions = match tbs.optional(tag::EXPLICIT_3) {
            Some(explicit) => Der::only(explicit.contents, tag::SEQUENCE)?,
            None => &[],
        };
        (outer.is_empty() && tbs.is_empty()).then_some(Self { issuer, subject, public_key, signature, extensions })
    }

    /// The value of an extension; `None` if it is not there or the extensions cannot be read.
    pub(super) fn extension(&self, wanted: &[u8]) -> Option<&'a [u8]> {
        let mut extensions = Der::new(self.extensions);
        while !extensions.is_empty() {
            let mut extension = Der::new(extensions.expect(tag::SEQUENCE)?.contents);
            let identifier = extension.expect(tag::OBJECT_IDENTIFIER)?.contents;
            extension.optional(tag::BOOLEAN);
            let value = extension.expect(tag::OCTET_STRING)?.contents;
            if identifier == wanted {
                return Some(value);
            }
        }
        None
    }

    /// The `KeyUsage` extension: `Ok(None)` if there is none, `Err` if it cannot be read.
    pub(crate) fn key_usage(&self) -> Result<Option<KeyUsageBits>, ()> {
        let mut extensions = Der::new(self.extensions);
        while !extensions.is_empty() {
            let mut extension = Der::new(extensions.expect(tag::SEQUENCE).ok_or(())?.contents);
            let identifier = extension.expect(tag::OBJECT_IDENTIFIER).ok_or(())?.contents;
            extension.optional(tag::BOOLEAN);
            let value = extension.expect(tag::OCTET_STRING).ok_or(())?.contents;
            if identifier == KEY_USAGE {
                let bits = Der::only(value, tag::BIT_STRING).ok_or(())?;
                let (_unused, bits) = bits.split_first().ok_or(())?;
                return Ok(Some(KeyUsageBits(bits.first().copied().unwrap_or(0))));
            }
        }
        Ok(None)
    }
}

/// The first eight bits of `KeyUsage`, bit 0 on the left (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyUsageBits(u8);

impl KeyUsageBits {
    pub(crate) const fn digital_signature(self) -> bool {
        self.0 & 0x80 != 0
    }

    pub(crate) const fn key_encipherment(self) -> bool {
        self.0 & 0x20 != 0
    }

    pub(crate) const fn key_cert_sign(self) -> bool {
        self.0 & 0x04 != 0
    }
}

/// A `SubjectPublicKeyInfo`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublicKey<'a> {
    /// The contents of its `AlgorithmIdentifier`.
    pub(crate) algorithm: &'a [u8],
    /// The contents of `subjectPublicKey`.
    pub(super) key: &'a [u8],
}

impl<'a> PublicKey<'a> {
    /// Reads one in DER, with its outer SEQUENCE.
    pub(crate) fn read(spki: &'a [u8]) -> Option<Self> {
        let mut spki = Der::new(Der::only(spki, tag::SEQUENCE)?);
        let algorithm = spki.expect(tag::SEQUENCE)?.contents;
        let (&0, key) = spki.expect(tag::BIT_STRING)?.contents.split_first()? else { return None };
        spki.is_empty().then_some(Self { algorithm, key })
    }

    pub(crate) fn kind(&self) -> KeyKind {
        let is = |id: crate::pki_types::AlgorithmIdentifier| id.as_ref() == self.algorithm;
        if is(alg_id::RSA_ENCRYPTION) {
            KeyKind::Rsa
        } else if is(alg_id::ECDSA_P256) {
            KeyKind::EcdsaP256
        } else if is(alg_id::ECDSA_P384) {
            KeyKind::EcdsaP384
        } else if is(alg_id::ED25519) {
            KeyKind::Ed25519
        } else {
            KeyKind::Other
        }
    }

    /// Bits of an RSA modulus (RFC 8017 §A.1.1); `None` for other keys.
    pub(crate) fn rsa_bits(&self) -> Option<usize> {
        if self.kind() != KeyKind::Rsa {
            return None;
        }
        let mut key = Der::new(Der::only(self.key, tag::SEQUENCE)?);
        let modulus = key.expect(tag::INTEGER)?.contents;
        let zeros = modulus.iter().take_while(|&&byte| byte == 0).count();
        let digits = modulus.get(zeros..)?;
        let first = usize::try_from(digits.first()?.leading_zeros()).ok()?;
        digits.len().checked_mul(8)?.checked_sub(first)
    }

    /// The kind and size in words: `RSA 2048`, `EC P-256`.
    pub(crate) fn words(&self) -> alloc::string::String {
        use alloc::format;
        match (self.kind(), self.rsa_bits()) {
            (KeyKind::Rsa, Some(bits)) => format!("RSA {bits}"),
            (KeyKind::Rsa, None) => "damaged RSA key".into(),
            (KeyKind::EcdsaP256, _) => "EC P-256".into(),
            (KeyKind::EcdsaP384, _) => "EC P-384".into(),
            (KeyKind::Ed25519, _) => "Ed25519".into(),
            (KeyKind::Other, _) => self.unsupported_words().into(),
        }
    }

    /// Names the kinds that are met in practice though they are not supported.
    fn unsupported_words(&self) -> &'static str {
        const P521: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x23];
        const ED448: &[u8] = &[0x2B, 0x65, 0x71];
        const RSASSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
        let mut algorithm = Der::new(self.algorithm);
        match algorithm.expect(tag::OBJECT_IDENTIFIER).map(|element| element.contents) {
            Some(ED448) => "Ed448",
            Some(RSASSA_PSS) => "RSASSA-PSS",
            _ if algorithm.next().is_some_and(|parameters| parameters.contents == P521) => "EC P-521",
            _ => "unknown kind of key",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::test_pki::{Authority, leaf};
    use webpki::EndEntityCert;

    #[test]
    fn the_parts_are_those_that_webpki_finds() {
        let certificate = leaf("a.example").by(&Authority::new("Root"));
        let parts = Parts::read(&certificate.der).unwrap();
        let theirs = EndEntityCert::try_from(&certificate.der).unwrap();
        assert_eq!(Der::only(parts.issuer, tag::SEQUENCE), Some(theirs.issuer()));
        assert_eq!(Der::only(parts.subject, tag::SEQUENCE), Some(theirs.subject()));
        assert_eq!(parts.public_key, theirs.subject_public_key_info().as_ref());
    }

    #[test]
    fn every_truncation_is_refused() {
        let certificate = leaf("a.example").by(&Authority::new("Root"));
        for length in 0..certificate.der.len() {
            assert!(Parts::read(&certificate.der[..length]).is_none(), "{length} bytes");
        }
    }
}
