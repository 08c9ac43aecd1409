//! Whom we trust, and why not.
//!
//! `webpki` decides (path building, signatures, purposes, names, validity); what it leaves out, `KeyUsage` and the size
//! of the leaf's key, is decided in `verify`. `x509-parser` only describes.

mod anchor;
mod budget;
mod current;
mod der;
mod describe;
mod explain;
pub mod leaf;
mod loaded;
pub(crate) mod parts;
mod reason;
#[cfg(feature = "std")]
mod reload;
pub mod report;
#[cfg(feature = "std")]
mod sources;
mod store;
mod verify;
pub(crate) mod words;

pub use anchor::Anchor;
pub use current::{Anchors, CurrentStore};
pub use describe::{Description, Unreadable, describe, subject_text, time_text};
pub use loaded::{Loaded, Skipped, SkippedKind};
pub use reason::{TrustFailure, TrustReason};
#[cfg(feature = "std")]
pub use reload::ReloadableStore;
#[cfg(feature = "std")]
pub use sources::{LoadError, LoadReport, Source, SourceReport, Sources};
pub use store::{Added, StoreError, TrustStore};
pub(crate) use verify::ChainRules;
pub use verify::{KeyUse, PeerCheck, Purpose};

#[cfg(test)]
pub(crate) mod test_pki;
#[cfg(test)]
mod tests;
