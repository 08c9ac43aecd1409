//! The interop matrix: version x suite x group x certificate x client certificate, our client against the peer's
//! server and our server against the peer's client.
//!
//! [`scenario`] says what is tried and what must come of it, [`peer`] how a program is started and what its reports
//! mean, [`verdict`] whether the stories agree, [`mod@run`] does it all in parallel, [`report`] says how it went.

mod connection;
pub mod fact;
pub mod locate;
pub mod openssl;
mod payload;
pub mod peer;
mod process;
pub mod progress;
pub mod report;
pub mod run;
pub mod scenario;
pub mod tls_cli;
pub mod verdict;

pub use run::{Settings, run};
