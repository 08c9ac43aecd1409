//! Whom we trust, and why not.
//!
//! `webpki` decides (path building, signatures, purposes, names, validity); what it leaves out, `KeyUsage` and the size
//! of the leaf's key, is decided in `verify`. `x509-parser` only describes.
//!
//! # From a PEM file to a configuration
//!
//! Bytes are enough: a PEM bundle, or one certificate in DER. What cannot be taken is left out, and listed.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn core::error::Error>> {
//! # let pem = rcgen::generate_simple_self_signed([])?.cert.pem();
//! # let pem = pem.as_bytes();
//! use tls_core::config::ClientConfig;
//! use tls_core::crypto::ring::provider;
//! use tls_core::trust::TrustStore;
//!
//! let mut store = TrustStore::new();
//! let loaded = store.add(pem)?;
//! for skipped in &loaded.skipped {
//!     println!("left out: {skipped}"); // left out: line 12: base64 is damaged; copy the file again from its source
//! }
//! let config = ClientConfig::builder(provider()).trust(store).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Files, directories, the system, and loading again
//!
//! With the feature `std` there are `Sources`: files, directories, and with `native-roots` and `mozilla-roots` the lists
//! of the system and of Mozilla. A `ReloadableStore` reads its sources again when it is told to; the configurations that
//! hold it heed that in their next verification. If they cannot be read, the store stays as it was and the error says
//! why.
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```ignore")]
//! # fn main() -> Result<(), Box<dyn core::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let path = directory.path().join("root.pem");
//! # std::fs::write(&path, rcgen::generate_simple_self_signed([])?.cert.pem())?;
//! use tls_core::config::{ClientAuth, ClientConfig};
//! use tls_core::crypto::ring::provider;
//! use tls_core::trust::{ReloadableStore, Source, Sources};
//!
//! let sources = Sources::new().and(Source::File(path)).and(Source::Directory(directory.path().into()));
//! let (store, report) = ReloadableStore::load(sources)?;
//! println!("{report}"); // /etc/pki/root.pem: 1 anchor taken
//!
//! let client = ClientConfig::builder(provider()).trust(store.clone()).build()?;
//! let clients = ClientAuth::required(store.clone()); // for a server: whose clients it trusts
//!
//! // Later, on a signal or when the files have changed:
//! match store.reload() {
//!     Ok(report) => println!("{report}"),
//!     Err(error) => println!("the old trust anchors stay: {error}"),
//! }
//! # Ok(())
//! # }
//! ```

mod anchor;
mod budget;
mod crl;
mod current;
mod der;
mod describe;
mod explain;
mod fingerprint;
pub mod leaf;
mod loaded;
mod ocsp;
mod order;
pub(crate) mod parts;
mod pin;
mod policy;
mod reason;
#[cfg(feature = "std")]
mod reload;
pub mod report;
pub mod sct;
#[cfg(feature = "std")]
mod sources;
mod store;
pub(crate) mod strict;
mod verify;
pub(crate) mod words;

pub use anchor::Anchor;
pub use crl::{Coverage, CrlDescription, CrlError, CrlStore, Crls, CurrentCrls, ExpiredCrl, Revocation};
pub use current::{Anchors, CurrentStore};
pub use describe::{Description, SctText, Unreadable, describe, subject_text, time_text};
pub use loaded::{Loaded, Skipped, SkippedKind};
pub use ocsp::StapleFault;
pub use pin::{NotAPin, Pin, Pins};
pub use policy::{PeerVerifier, Profile, Trust, ValidPath};
pub use reason::{TrustFailure, TrustReason};
#[cfg(feature = "std")]
pub use reload::ReloadableStore;
#[cfg(feature = "std")]
pub use sources::{LoadError, LoadReport, Source, SourceReport, Sources};
pub use store::{Added, StoreError, TrustStore};
pub use strict::StrictRule;
pub(crate) use verify::ChainRules;
pub use verify::{KeyUse, Ocsp, PeerCheck, Purpose};

#[cfg(test)]
pub(crate) mod test_pki;
#[cfg(test)]
mod tests;
