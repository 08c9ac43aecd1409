//! A bound on the work of path building.
//!
//! `webpki` counts too, but works for tenths of a second before it gives up on nine certificates that all name each
//! other as issuers. Here the same search runs over names alone first, which is cheap.

use super::der::{Der, tag};
use super::parts::Parts;
use crate::pki_types::CertificateDer;
use alloc::vec::Vec;

/// Paths that real chains, cross-signed ones included, stay far below.
const MAX_STEPS: usize = 256;
/// The longest path that `webpki` follows.
const MAX_DEPTH: usize = 7;

/// The most comparisons of a name with a subtree of nameConstraints. `webpki` stops at 250,000, after a twentieth of a
/// second on every path.
const MAX_COMPARISONS: usize = 65_536;
/// id-ce-subjectAltName, 2.5.29.17.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1D, 0x11];
/// id-ce-nameConstraints, 2.5.29.30.
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x1E];

/// Whether a search for a path from `leaf` through `others` stays within bounds.
pub(super) fn affordable(leaf: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> bool {
    let Some(leaf) = Parts::read(leaf) else { return true };
    let others: Vec<_> = others.iter().filter_map(|certificate| Parts::read(certificate)).collect();
    if comparisons(&leaf, &others) > MAX_COMPARISONS {
        return false;
    }
    let mut steps = 0;
    search(&others, &mut Vec::from([leaf]), &mut steps);
    steps <= MAX_STEPS
}

/// No path takes more comparisons of names with subtrees than this, the anchor's own constraints apart.
fn comparisons(leaf: &Parts<'_>, others: &[Parts<'_>]) -> usize {
    let subtrees: usize = others.iter().map(subtrees).sum();
    if subtrees == 0 {
        return 0;
    }
    let names: usize = core::iter::once(leaf).chain(others).map(names).sum();
    names.saturating_mul(subtrees)
}

fn names(parts: &Parts<'_>) -> usize {
    let names = parts.extension(SUBJECT_ALT_NAME).ok().flatten().and_then(|names| Der::only(names, tag::SEQUENCE));
    names.map_or(0, count)
}

fn subtrees(parts: &Parts<'_>) -> usize {
    let both = parts.extension(NAME_CONSTRAINTS).ok().flatten().and_then(|both| Der::only(both, tag::SEQUENCE));
    let mut both = Der::new(both.unwrap_or_default());
    let lists = core::iter::from_fn(|| both.next());
    lists.map(|list| count(list.contents)).sum()
}

fn count(values: &[u8]) -> usize {
    let mut values = Der::new(values);
    core::iter::from_fn(|| values.next()).count()
}

fn search<'a>(others: &[Parts<'a>], path: &mut Vec<Parts<'a>>, steps: &mut usize) {
    let Some(head) = path.last().copied() else { return };
    for next in others.iter().filter(|next| next.subject == head.issuer) {
        // The rule of RFC 4158 §5.2 by which no path goes in circles.
        let seen = path.iter().any(|past| past.subject == next.subject && past.public_key == next.public_key);
        if seen || path.len() > MAX_DEPTH || *steps > MAX_STEPS {
            continue;
        }
        *steps += 1;
        path.push(*next);
        search(others, path, steps);
        path.pop();
    }
}
