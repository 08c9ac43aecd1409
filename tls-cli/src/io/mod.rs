//! Between a socket and the engine.
//!
//! [`Driver`] is the only place where bytes move: it reads into a buffer, lets the session work on it, hands plaintext
//! to an [`Application`] and sends what waits. Every buffer is bounded, in both directions.

mod app;
mod clock;
mod closing;
mod driver;
mod keylog;
mod queue;
mod session;
mod socket;

pub(crate) use app::{Application, ServerApp, Terminal};
pub(crate) use clock::{Stopwatch, unix_time};
pub(crate) use driver::{Driver, Ended};
pub(crate) use keylog::KeyLog;
pub(crate) use queue::Queue;
pub(crate) use session::{Happened, Session, Untrusted};
pub(crate) use socket::{connect, listen};

/// So much may wait to be sent, in bytes, before nothing more is taken in for it.
pub(crate) const HIGH_WATER: usize = 256 * 1024;
