//! The cases, by what they are about.

mod damage;
mod keys;
mod names;
mod paths;
mod rights;
mod subtrees;
mod validity;

use crate::case::Case;

pub(crate) fn all() -> Vec<Case> {
    [
        names::cases(),
        validity::cases(),
        rights::cases(),
        subtrees::cases(),
        paths::cases(),
        keys::cases(),
        damage::cases(),
    ]
    .concat()
}
