//! The certificate as its logs saw it.

use super::SctFault;
use crate::trust::der::{Der, Element, sequence, tag, wrapped};
use alloc::vec::Vec;

/// 1.3.6.1.4.1.11129.2.4.2 (RFC 6962 §3.3).
const SCT_LIST: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0xD6, 0x79, 0x02, 0x04, 0x02];

/// A certificate, taken apart around its list of timestamps.
pub(super) struct Split<'a> {
    /// The contents of `TBSCertificate` before the extensions.
    before: &'a [u8],
    /// The extensions before and after the list.
    around: [&'a [u8]; 2],
    /// The list in the presentation language, if there is one.
    pub(super) list: Option<&'a [u8]>,
}

impl<'a> Split<'a> {
    pub(super) fn read(certificate: &'a [u8]) -> Result<Self, SctFault> {
        let (before, extensions) = outer(certificate).ok_or(SctFault::Unreadable)?;
        let (mut around, mut list) = ([extensions, &[][..]], None);
        let mut left = Der::new(extensions);
        let mut at = 0_usize;
        while !left.is_empty() {
            let extension = left.expect(tag::SEQUENCE).ok_or(SctFault::Unreadable)?;
            let end = at.saturating_add(extension.whole.len());
            if let Some(value) = value(&extension).ok_or(SctFault::Unreadable)? {
                let contents = Der::only(value, tag::OCTET_STRING).ok_or(SctFault::Value)?;
                if list.replace(contents).is_some() {
                    return Err(SctFault::Repeated);
                }
                around = [extensions.get(..at).unwrap_or_default(), extensions.get(end..).unwrap_or_default()];
            }
            at = end;
        }
        Ok(Self { before, around, list })
    }

    /// The `TBSCertificate` without the list. All other bytes stay, only the lengths around the list are new; without
    /// any extension left the field is not there, for there is no empty one (RFC 5280 §4.1).
    pub(super) fn without_list(&self) -> Vec<u8> {
        let extensions = self.around.concat();
        let mut contents = self.before.to_vec();
        if !extensions.is_empty() {
            contents.extend(wrapped(tag::EXPLICIT_3, &sequence(&extensions)));
        }
        sequence(&contents)
    }
}

/// The contents of `TBSCertificate` before the extensions, and the extensions.
fn outer(certificate: &[u8]) -> Option<(&[u8], &[u8])> {
    // That everything stands in its place is asked there.
    crate::trust::parts::Parts::read(certificate)?;
    let contents = Der::new(Der::only(certificate, tag::SEQUENCE)?).expect(tag::SEQUENCE)?.contents;
    let mut tbs = Der::new(contents);
    let mut last = tbs.next()?;
    while !tbs.is_empty() {
        last = tbs.next()?;
    }
    if last.tag != tag::EXPLICIT_3 {
        return Some((contents, &[]));
    }
    let before = contents.get(..contents.len().checked_sub(last.whole.len())?)?;
    Some((before, Der::only(last.contents, tag::SEQUENCE)?))
}

/// The value of an extension: `Some(None)` if it is another one than the list, `None` if it is none.
fn value<'a>(extension: &Element<'a>) -> Option<Option<&'a [u8]>> {
    let mut fields = Der::new(extension.contents);
    let identifier = fields.expect(tag::OBJECT_IDENTIFIER)?.contents;
    fields.optional(tag::BOOLEAN);
    let value = fields.expect(tag::OCTET_STRING)?.contents;
    fields.is_empty().then_some((identifier == SCT_LIST).then_some(value))
}
