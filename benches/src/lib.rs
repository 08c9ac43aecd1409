//! Speed and memory of the engine beside rustls.
//!
//! Clear rules: the same work (no tickets, no resumption, the same suites, groups and chains), the same cryptographic
//! provider (`ring`), the same run, and rounds that take turns, so that a machine that slows down slows all of them.
//! [`wire`] says where a peer's work ends; the other side's calls are never timed.

mod clock;
pub mod drive;
pub mod floor;
pub mod mode;
pub mod ours;
pub mod peer;
pub mod rounds;
pub mod rustls_buffered;
mod rustls_config;
pub mod rustls_unbuffered;
pub mod scenario;
pub mod table;
pub mod wire;

pub use clock::timed;

/// Benches have no caller that could do better than print the error and stop.
pub type Result<T, E = Box<dyn core::error::Error>> = core::result::Result<T, E>;

#[cfg(test)]
mod tests;
