//! Every rule, broken alone; and the roots that systems trust, which break none.

mod each;
mod good;
mod make;
#[cfg(feature = "native-roots")]
mod roots;

use super::{Breach, StrictPath, breach};
use crate::pki_types::CertificateDer;
use crate::trust::Purpose;
use alloc::vec::Vec;
use make::Draft;

/// The breach in a path of leaf, intermediate and root, after `change`.
fn path(web: bool, change: impl FnOnce(&mut [Draft; 3])) -> Option<Breach> {
    let mut drafts =
        [Draft::leaf("CA", 2), Draft::authority("Root", 1, "CA", 2), Draft::authority("Root", 1, "Root", 1)];
    change(&mut drafts);
    let made: Vec<CertificateDer<'_>> = drafts.iter().map(Draft::der).collect();
    let purpose = if web { Purpose::AnyServer } else { Purpose::Client };
    breach(&StrictPath {
        leaf: &made[0],
        intermediates: &made[1..2],
        anchor: Some(&made[2]),
        purpose: &purpose,
        now: crate::trust::test_pki::at(crate::trust::test_pki::NOW),
    })
}
