//! Whom we trust, and why not.
//!
//! `webpki` decides (path building, signatures, purposes, names, validity); what it leaves out, `KeyUsage` and the size
//! of the leaf's key, is decided in `verify`. `x509-parser` only describes.

mod budget;
mod der;
mod describe;
mod explain;
pub mod leaf;
pub(crate) mod parts;
mod reason;
pub mod report;
mod store;
mod verify;
pub(crate) mod words;

pub use describe::{Description, Unreadable, describe, subject_text, time_text};
pub use reason::{TrustFailure, TrustReason};
pub use store::{Loaded, StoreError, TrustStore};
pub(crate) use verify::ChainRules;
pub use verify::{KeyUse, PeerCheck, Purpose};

#[cfg(test)]
pub(crate) mod test_pki;
#[cfg(test)]
mod tests;
