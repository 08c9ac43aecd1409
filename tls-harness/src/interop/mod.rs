//! The interop matrix: version x suite x group x certificate x client certificate, and what can happen besides; our
//! client against each peer's server and our server against each peer's client.
//!
//! [`scenario`] says what is tried and what must come of it, [`peer`] how a program is started and what its reports
//! mean, [`verdict`] whether the stories agree, [`mod@run`] does it all in parallel, [`report`] says how it went.

mod bytes;
mod connection;
mod exchange;
pub mod fact;
pub mod gnutls;
pub mod locate;
pub mod openssl;
mod payload;
pub mod peer;
mod process;
pub mod progress;
pub mod report;
pub mod run;
pub mod rustls;
pub mod scenario;
pub mod tls_cli;
pub mod verdict;
mod wire;

pub use run::{Settings, run};
