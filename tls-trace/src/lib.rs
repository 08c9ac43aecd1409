//! A TLS handshake as data, for people who want to see and understand it.
//!
//! A [`Recorder`] is a sink of `tls-core`: it hears what one or both sides of a connection do. Its [`Trace`] is a list of
//! steps in the order in which they happened; [`ladder`] shows it as text, [`json`] as JSON. What a message holds is read
//! from the engine's span tree: there is no parser here.
//!
//! ```
//! use tls_trace::{in_process, ladder};
//! let now = tls_core::pki_types::UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_800_000_000));
//! let shows = in_process::handshakes(now)?;
//! let text = ladder::render(&shows[0].trace, &ladder::Options::default());
//! assert!(text.contains("ClientHello"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod explain;
pub mod facts;
pub mod in_process;
pub mod json;
pub mod ladder;
mod recorder;
mod trace;

pub use recorder::Recorder;
pub use trace::{Note, Step, Trace, What};
