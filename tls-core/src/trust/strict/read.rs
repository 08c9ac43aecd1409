//! The parts of a certificate that the rules are about (RFC 5280 §4.1), borrowed from it.

use crate::trust::der::{Der, Element, tag};
use alloc::vec::Vec;

/// The most extensions of one certificate that are read. Those that exist have fewer than 20.
const MOST_EXTENSIONS: usize = 64;

/// The contents of the OIDs below id-ce, 2.5.29.
macro_rules! certificate_extension {
    ($($name:ident $arc:literal)*) => { $( pub(in crate::trust::strict) const $name: &[u8] = &[0x55, 0x1D, $arc]; )* };
}

/// Identifiers of extensions.
pub(super) mod id {
    certificate_extension! {
        SUBJECT_DIRECTORY_ATTRIBUTES 9 SUBJECT_KEY_IDENTIFIER 14 KEY_USAGE 15 SUBJECT_ALT_NAME 17 ISSUER_ALT_NAME 18
        BASIC_CONSTRAINTS 19 NAME_CONSTRAINTS 30 CRL_DISTRIBUTION_POINTS 31 CERTIFICATE_POLICIES 32 POLICY_MAPPINGS 33
        AUTHORITY_KEY_IDENTIFIER 35 POLICY_CONSTRAINTS 36 EXTENDED_KEY_USAGE 37 FRESHEST_CRL 46 INHIBIT_ANY_POLICY 54
    }
    /// id-pe-authorityInfoAccess.
    pub(in crate::trust::strict) const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 1, 1];
    /// id-pe-subjectInfoAccess.
    pub(in crate::trust::strict) const SUBJECT_INFO_ACCESS: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 1, 11];
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Extension<'a> {
    pub(super) id: &'a [u8],
    pub(super) critical: bool,
    /// The contents of `extnValue`.
    pub(super) value: &'a [u8],
}

#[derive(Clone, Debug)]
pub(super) struct Certificate<'a> {
    /// The contents of the INTEGER; `None` for version 1.
    pub(super) version: Option<&'a [u8]>,
    /// The contents of the INTEGER.
    pub(super) serial: &'a [u8],
    /// `signature` of what is signed, with its SEQUENCE.
    pub(super) inner_algorithm: &'a [u8],
    /// `signatureAlgorithm`, with its SEQUENCE.
    pub(super) outer_algorithm: &'a [u8],
    /// The RDNs.
    pub(super) issuer: &'a [u8],
    pub(super) not_before: Element<'a>,
    pub(super) not_after: Element<'a>,
    /// The RDNs.
    pub(super) subject: &'a [u8],
    /// With its SEQUENCE.
    pub(super) public_key: &'a [u8],
    pub(super) unique_identifiers: bool,
    pub(super) extensions: Vec<Extension<'a>>,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate; `None` if it is none, or one with more extensions than anybody needs.
    pub(super) fn read(der: &'a [u8]) -> Option<Self> {
        let mut outer = Der::new(Der::only(der, tag::SEQUENCE)?);
        let mut tbs = Der::new(outer.expect(tag::SEQUENCE)?.contents);
        let outer_algorithm = outer.expect(tag::SEQUENCE)?.whole;
        outer.expect(tag::BIT_STRING)?;
        let version = match tbs.optional(tag::EXPLICIT_0) {
            Some(explicit) => Some(Der::only(explicit.contents, tag::INTEGER)?),
            None => None,
        };
        let serial = tbs.expect(tag::INTEGER)?.contents;
        let inner_algorithm = tbs.expect(tag::SEQUENCE)?.whole;
        let issuer = tbs.expect(tag::SEQUENCE)?.contents;
        let mut validity = Der::new(tbs.expect(tag::SEQUENCE)?.contents);
        let (not_before, not_after) = (validity.next()?, validity.next()?);
        let subject = tbs.expect(tag::SEQUENCE)?.contents;
        let public_key = tbs.expect(tag::SEQUENCE)?.whole;
        let issuer_id = tbs.optional(tag::IMPLICIT_1).is_some();
        let unique_identifiers = tbs.optional(tag::IMPLICIT_2).is_some() || issuer_id;
        let extensions = match tbs.optional(tag::EXPLICIT_3) {
            Some(explicit) => extensions(Der::only(explicit.contents, tag::SEQUENCE)?)?,
            None => Vec::new(),
        };
        (outer.is_empty() && tbs.is_empty() && validity.is_empty()).then_some(Self {
            version,
            serial,
            inner_algorithm,
            outer_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            public_key,
            unique_identifiers,
            extensions,
        })
    }

    /// The first extension with this identifier.
    pub(super) fn extension(&self, id: &[u8]) -> Option<&Extension<'a>> {
        self.extensions.iter().find(|extension| extension.id == id)
    }
}

/// "Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension" (RFC 5280 §4.1)
fn extensions(contents: &[u8]) -> Option<Vec<Extension<'_>>> {
    let mut list = Der::new(contents);
    let mut extensions = Vec::new();
    while !list.is_empty() {
        let mut extension = Der::new(list.expect(tag::SEQUENCE)?.contents);
        let id = extension.expect(tag::OBJECT_IDENTIFIER)?.contents;
        let critical = match extension.optional(tag::BOOLEAN).map(|element| element.contents) {
            // "critical    BOOLEAN DEFAULT FALSE": DER leaves the default out, but many CAs write it, and it is clear.
            None | Some([0]) => false,
            Some([0xFF]) => true,
            Some(_) => return None,
        };
        let value = extension.expect(tag::OCTET_STRING)?.contents;
        if !extension.is_empty() || extensions.len() == MOST_EXTENSIONS {
            return None;
        }
        extensions.push(Extension { id, critical, value });
    }
    (!extensions.is_empty()).then_some(extensions)
}

/// The elements of a list; each one is checked to be DER as it is taken.
pub(super) fn elements<'a>(contents: &'a [u8]) -> impl Iterator<Item = Option<Element<'a>>> {
    let mut rest = Some(Der::new(contents));
    core::iter::from_fn(move || {
        let mut der = rest.filter(|der| !der.is_empty())?;
        let element = der.next();
        rest = element.map(|_| der);
        Some(element)
    })
}

/// The value of `KeyUsage`: its first byte and whether any bit is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyUsage {
    pub(super) key_cert_sign: bool,
    pub(super) any: bool,
}

impl KeyUsage {
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let (unused, bits) = Der::only(value, tag::BIT_STRING)?.split_first()?;
        let any = bits.iter().any(|&byte| byte != 0);
        (*unused < 8).then_some(Self { key_cert_sign: bits.first().is_some_and(|byte| byte & 0x04 != 0), any })
    }
}

/// The value of `BasicConstraints`.
#[derive(Clone, Copy, Debug)]
pub(super) struct BasicConstraints {
    pub(super) authority: bool,
    pub(super) path_length: bool,
}

impl BasicConstraints {
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let mut fields = Der::new(Der::only(value, tag::SEQUENCE)?);
        let authority = match fields.optional(tag::BOOLEAN).map(|element| element.contents) {
            None | Some([0]) => false,
            Some([0xFF]) => true,
            Some(_) => return None,
        };
        let path_length = fields.optional(tag::INTEGER).is_some();
        fields.is_empty().then_some(Self { authority, path_length })
    }
}
