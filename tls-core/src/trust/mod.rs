//! Whom we trust, and why not.
//!
//! `webpki` decides (path building, signatures, purposes, names, validity); what it leaves out, the leaf's KeyUsage, is
//! decided in [`leaf`]. `x509-parser` only describes.

pub mod leaf;
mod store;
mod verify;

pub use store::{Loaded, StoreError, TrustStore};
pub use verify::{KeyUse, PeerCheck, Purpose, TrustFailure, TrustReason};
