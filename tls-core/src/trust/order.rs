//! In which order issuers are tried, where many have the same name.
//!
//! Key identifiers only hint at who signed (RFC 4158 §3.5.12); whoever is tried later has the same chance. They are
//! used so that a hundred CAs of one name do not use up the signatures that `webpki` checks before it comes to the one
//! that signed.

use super::der::{Der, tag};
use super::parts::Parts;
use crate::pki_types::CertificateDer;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// So many issuers of one name are tried as they come.
const FEW: usize = 4;
/// id-ce-subjectKeyIdentifier, 2.5.29.14.
const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 0x0E];
/// id-ce-authorityKeyIdentifier, 2.5.29.35.
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 0x23];

/// The same certificates; if some issuer's name occurs often, those that key identifiers lead to from `leaf` come first.
pub(super) fn likely_first<'a>(
    leaf: &CertificateDer<'_>,
    others: &'a [CertificateDer<'a>],
) -> Cow<'a, [CertificateDer<'a>]> {
    if others.len() <= FEW {
        return Cow::Borrowed(others);
    }
    let Some(leaf) = Parts::read(leaf) else { return Cow::Borrowed(others) };
    let parts: Vec<_> = others.iter().map(|certificate| Parts::read(certificate)).collect();
    if !crowded(&leaf, &parts) {
        return Cow::Borrowed(others);
    }
    let keys: Vec<_> = parts.iter().map(|parts| parts.as_ref().and_then(own_key)).collect();
    let mut order: Vec<usize> = Vec::with_capacity(others.len());
    let mut placed = alloc::vec![false; others.len()];
    let (mut head, mut done) = (Some(leaf), 0);
    while let Some(below) = head {
        let wanted = issuers_key(&below);
        for (index, (candidate, key)) in parts.iter().zip(&keys).enumerate() {
            let fits = wanted.is_some() && *key == wanted;
            if fits
                && candidate.is_some_and(|candidate| candidate.subject == below.issuer)
                && let Some(placed @ false) = placed.get_mut(index)
            {
                *placed = true;
                order.push(index);
            }
        }
        head = order.get(done).and_then(|&index| *parts.get(index)?);
        done += 1;
    }
    order.extend((0..others.len()).filter(|&index| placed.get(index) == Some(&false)));
    let at = |index: usize| others.get(index).map(|certificate| CertificateDer::from(&**certificate));
    Cow::Owned(order.into_iter().filter_map(at).collect())
}

/// Whether more than a few certificates have the name of some issuer.
fn crowded(leaf: &Parts<'_>, others: &[Option<Parts<'_>>]) -> bool {
    let mut subjects: Vec<_> = others.iter().flatten().map(|parts| parts.subject).collect();
    subjects.sort_unstable();
    let often = |name: &[u8]| {
        let from = subjects.partition_point(|subject| *subject < name);
        subjects.get(from + FEW).is_some_and(|subject| *subject == name)
    };
    core::iter::once(leaf).chain(others.iter().flatten()).any(|parts| often(parts.issuer))
}

fn own_key<'a>(parts: &Parts<'a>) -> Option<&'a [u8]> {
    Der::only(parts.extension(SUBJECT_KEY_IDENTIFIER).ok().flatten()?, tag::OCTET_STRING)
}

/// `keyIdentifier [0]` of the issuer.
fn issuers_key<'a>(parts: &Parts<'a>) -> Option<&'a [u8]> {
    const KEY_IDENTIFIER: u8 = 0x80;
    let contents = Der::only(parts.extension(AUTHORITY_KEY_IDENTIFIER).ok().flatten()?, tag::SEQUENCE)?;
    Some(Der::new(contents).optional(KEY_IDENTIFIER)?.contents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::test_pki::{Authority, leaf};
    use rcgen::PKCS_ECDSA_P256_SHA256;

    fn chain(count: usize, at: usize) -> (CertificateDer<'static>, Vec<CertificateDer<'static>>) {
        let root = Authority::new("Root");
        let middles: Vec<_> =
            (0..count).map(|_| Authority::made("Middle", Some(&root), &PKCS_ECDSA_P256_SHA256, |_| {})).collect();
        let made = leaf("a.example").with(|params| params.use_authority_key_identifier_extension = true);
        (made.by(&middles[at]).der, middles.into_iter().map(|middle| middle.der).collect())
    }

    #[test]
    fn the_issuer_comes_first_and_nothing_is_lost() {
        let (leaf, others) = chain(9, 8);
        let ordered = likely_first(&leaf, &others);
        assert_eq!(ordered[0], others[8]);
        assert_eq!(ordered[1..], others[..8]);
    }

    #[test]
    fn a_few_stay_as_they_are() {
        let (leaf, others) = chain(4, 3);
        assert!(matches!(likely_first(&leaf, &others), Cow::Borrowed(_)));
    }
}
