//! A bound on the work of path building.
//!
//! `webpki` counts too, but works for tenths of a second before it gives up on nine certificates that all name each
//! other as issuers. Here the same search runs over names alone first, which is cheap.

use super::parts::Parts;
use crate::pki_types::CertificateDer;
use alloc::vec::Vec;

/// Paths that real chains, cross-signed ones included, stay far below.
const MAX_STEPS: usize = 256;
/// The longest path that `webpki` follows.
const MAX_DEPTH: usize = 7;

/// Whether a search for a path from `leaf` through `others` stays within bounds.
pub(super) fn affordable(leaf: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> bool {
    let Some(leaf) = Parts::read(leaf) else { return true };
    let others: Vec<_> = others.iter().filter_map(|certificate| Parts::read(certificate)).collect();
    let mut steps = 0;
    search(&others, &mut Vec::from([leaf]), &mut steps);
    steps <= MAX_STEPS
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
