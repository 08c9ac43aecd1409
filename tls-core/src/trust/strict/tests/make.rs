//! Certificates field by field, so that each can be wrong. Nobody looks at their signatures.

use crate::pki_types::CertificateDer;
use crate::trust::der::sequence;
use alloc::vec;
use alloc::vec::Vec;

/// A value with this tag.
pub(super) fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = sequence(contents);
    out[0] = tag;
    out
}

/// A SEQUENCE of these values.
pub(super) fn list(values: &[&[u8]]) -> Vec<u8> {
    sequence(&values.concat())
}

/// The RDNs of a name with these common names.
pub(super) fn rdns(common_names: &[&str]) -> Vec<u8> {
    let one = |name: &&str| tlv(0x31, &list(&[&tlv(0x06, &[0x55, 0x04, 0x03]), &tlv(0x0C, name.as_bytes())]));
    common_names.iter().flat_map(one).collect()
}

/// An extension of a certificate: the last arc below id-ce.
#[derive(Clone)]
pub(super) struct Extension {
    pub(super) id: Vec<u8>,
    pub(super) critical: bool,
    pub(super) value: Vec<u8>,
}

pub(super) fn extension(arc: u8, critical: bool, value: Vec<u8>) -> Extension {
    Extension { id: vec![0x55, 0x1D, arc], critical, value }
}

/// A certificate to be made.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) version: Option<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) inner_algorithm: Vec<u8>,
    pub(super) outer_algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) not_before: Vec<u8>,
    pub(super) not_after: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) key: Vec<u8>,
    pub(super) unique_id: bool,
    pub(super) extensions: Vec<Extension>,
}

const ECDSA: &[u8] = &[0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
const P256: &[u8] = &[0x06, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7];
const RSA: &[u8] = &[0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 0x05, 0];

pub(super) fn key(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    list(&[&sequence(algorithm), &tlv(0x03, &[&[0], key].concat())])
}

pub(super) fn rsa(bits: usize, exponent: &[u8]) -> Vec<u8> {
    let mut modulus = vec![0xFF_u8 >> ((8 - bits % 8) % 8)];
    modulus.resize(bits.div_ceil(8), 0xC5);
    if bits.is_multiple_of(8) {
        modulus.insert(0, 0);
    }
    key(RSA, &list(&[&tlv(0x02, &modulus), &tlv(0x02, exponent)]))
}

impl Draft {
    fn new(issuer: &str, subject: &str, extensions: Vec<Extension>) -> Self {
        Self {
            version: Some(2),
            serial: vec![1; 20],
            inner_algorithm: sequence(ECDSA),
            outer_algorithm: sequence(ECDSA),
            issuer: rdns(&[issuer]),
            not_before: tlv(0x17, b"260101000000Z"),
            not_after: tlv(0x18, b"20500101000000Z"),
            subject: rdns(&[subject]),
            key: key(P256, &[4; 65]),
            unique_id: false,
            extensions,
        }
    }

    /// A CA with key identifier `own`, by the CA with key identifier `by`.
    pub(super) fn authority(issuer: &str, by: u8, subject: &str, own: u8) -> Self {
        let extensions = vec![
            extension(19, true, list(&[&[0x01, 1, 0xFF], &[0x02, 1, 0]])),
            extension(15, true, vec![0x03, 2, 1, 0x06]),
            extension(14, false, tlv(0x04, &[own; 4])),
            extension(35, false, list(&[&tlv(0x80, &[by; 4])])),
        ];
        Self::new(issuer, subject, extensions)
    }

    /// A server's certificate for `a.example` and 127.0.0.1, by the CA with key identifier `by`.
    pub(super) fn leaf(issuer: &str, by: u8) -> Self {
        let extensions = vec![
            extension(15, true, vec![0x03, 2, 7, 0x80]),
            extension(35, false, list(&[&tlv(0x80, &[by; 4])])),
            extension(37, false, list(&[&tlv(0x06, &[0x2B, 6, 1, 5, 5, 7, 3, 1])])),
            extension(17, false, list(&[&tlv(0x82, b"a.example"), &tlv(0x87, &[127, 0, 0, 1])])),
        ];
        Self::new(issuer, "a.example", extensions)
    }

    /// Takes the extension away.
    pub(super) fn without(&mut self, arc: u8) {
        self.extensions.retain(|extension| extension.id != [0x55, 0x1D, arc]);
    }

    /// Puts the extension in, instead of the one that is there.
    pub(super) fn set(&mut self, arc: u8, critical: bool, value: Vec<u8>) {
        self.without(arc);
        self.extensions.push(extension(arc, critical, value));
    }

    /// subjectAltName with one name.
    pub(super) fn name(&mut self, tag: u8, name: &[u8]) {
        self.set(17, false, list(&[&tlv(0x82, b"a.example"), &tlv(tag, name)]));
    }

    pub(super) fn der(&self) -> CertificateDer<'static> {
        let mut tbs = Vec::new();
        if let Some(version) = self.version {
            tbs.extend(tlv(0xA0, &tlv(0x02, &[version])));
        }
        tbs.extend(tlv(0x02, &self.serial));
        tbs.extend(&self.inner_algorithm);
        tbs.extend(sequence(&self.issuer));
        tbs.extend(list(&[&self.not_before, &self.not_after]));
        tbs.extend(sequence(&self.subject));
        tbs.extend(&self.key);
        if self.unique_id {
            tbs.extend(tlv(0x82, &[0, 1]));
        }
        let mut extensions = Vec::new();
        for one in &self.extensions {
            let critical: &[u8] = if one.critical { &[0x01, 1, 0xFF] } else { &[] };
            extensions.extend(list(&[&tlv(0x06, &one.id), critical, &tlv(0x04, &one.value)]));
        }
        tbs.extend(tlv(0xA3, &sequence(&extensions)));
        CertificateDer::from(list(&[&sequence(&tbs), &self.outer_algorithm, &tlv(0x03, &[0, 1])]))
    }
}
