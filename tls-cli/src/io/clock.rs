//! The clocks: the only place that reads them.
#![allow(clippy::disallowed_methods, reason = "the program has to ask somewhere what the engine takes as an argument")]

use core::time::Duration;
use std::time::{Instant, SystemTime};
use tls_core::pki_types::UnixTime;

/// The wall clock; a clock before 1970 counts as 1970, and then no certificate is valid.
pub(crate) fn unix_time() -> UnixTime {
    UnixTime::since_unix_epoch(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// What is left of a limit that began with this watch.
    pub(crate) fn left_of(self, limit: Duration) -> Duration {
        limit.saturating_sub(self.elapsed())
    }
}
