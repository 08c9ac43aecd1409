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
//!
//! # More than a path: `Trust`
//!
//! A [`TrustStore`] says where paths may end. A [`Trust`] is a store and what is asked besides; configurations take either.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn core::error::Error>> {
//! # let key = rcgen::KeyPair::generate()?;
//! # let mut params = rcgen::CertificateParams::new([])?;
//! # params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
//! # let pem = params.self_signed(&key)?.pem();
//! # let list = rcgen::CertificateRevocationListParams {
//! #     this_update: rcgen::date_time_ymd(2026, 1, 1),
//! #     next_update: rcgen::date_time_ymd(2027, 1, 1),
//! #     crl_number: 1.into(),
//! #     issuing_distribution_point: None,
//! #     revoked_certs: Vec::new(),
//! #     key_identifier_method: rcgen::KeyIdMethod::Sha256,
//! # };
//! # let crl = list.signed_by(&rcgen::Issuer::new(params, key))?.pem()?;
//! # let (pem, crl) = (pem.as_bytes(), crl.as_bytes());
//! use tls_core::config::ClientConfig;
//! use tls_core::crypto::ring::provider;
//! use tls_core::trust::{Coverage, CrlStore, Profile, Revocation, Trust, TrustStore};
//!
//! let mut store = TrustStore::new();
//! store.add(pem)?;
//! let mut lists = CrlStore::new();
//! lists.add(crl)?;
//!
//! let trust = Trust::new(store)
//!     // A list must speak for the server's certificate, and have it in it neither as revoked nor out of date.
//!     .revocation(Revocation::new(lists).coverage(Coverage::Leaf))
//!     // RFC 5280 and the Baseline Requirements to the letter.
//!     .profile(Profile::Strict);
//! let config = ClientConfig::builder(provider()).trust(trust).build()?;
//! # let _ = config;
//! # Ok(())
//! # }
//! ```
//!
//! Clients ask for an OCSP response (`ClientConfigBuilder::request_ocsp`); one that comes is checked, and must come where the
//! certificate promises it or [`Trust::require_ocsp`] asks for it. [`Trust::scts`] asks for timestamps of Certificate
//! Transparency logs ([`sct`]).
//!
//! # I pin a key
//!
//! Where you know the server's certificate or key, you need no CA. The pin is what `tls-cli chain HOST:PORT` prints, what curl
//! calls `--pinnedpubkey`, or the fingerprint of a certificate; pin the next key too, before it is used.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn core::error::Error>> {
//! use tls_core::config::ClientConfig;
//! use tls_core::crypto::ring::provider;
//! use tls_core::trust::{Pin, Pins, Trust};
//!
//! let pins = Pins::new()
//!     .and("sha256//t62CeU2tQiqkexU74Gxa2eg7fRbEgoChTociMee9wno=".parse()?)
//!     .and("a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5:a5".parse()?);
//! let config = ClientConfig::builder(provider()).trust(Trust::pinned(pins.clone())).build()?;
//! # let _ = config;
//! // Or both, a path to an anchor and a pin on it: Trust::new(store).pins(pins)
//! # Ok(())
//! # }
//! ```
//!
//! # My own rules
//!
//! A [`PeerVerifier`] decides in your place, at once ([`Trust::verifier`]). One that has to wait, for a file, a network or a
//! person, lets the connection ask: `ask_caller(&[QuestionKind::VerifyPeer])`, then
//! [`Step::Ask`](crate::conn::Step::Ask), and `answer` whenever the verdict is there.
//!
//! # Who was it, and why not?
//!
//! `peer_chain()` of a connection has what the peer presented, the path by which it is trusted, or the reason why not, also
//! after a failure. `trust_report()` goes through every path and names for each certificate the first rule that failed and
//! what would mend it. Both can be had without a connection: [`Trust::verify`] and [`Trust::report`] take a [`PeerCheck`].

mod anchor;
mod budget;
mod check;
mod crl;
mod current;
mod der;
mod describe;
mod explain;
mod fingerprint;
mod keys;
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
mod witness;
pub(crate) mod words;

pub use anchor::Anchor;
pub use check::{KeyUse, Ocsp, PeerCheck, Purpose};
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

#[cfg(test)]
pub(crate) mod test_pki;
#[cfg(test)]
mod tests;
