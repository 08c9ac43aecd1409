//! The one place that asks what time it is: other programs live in real time.

use core::time::Duration;
use std::time::Instant;

/// A point in time after which nobody waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    pub(crate) fn after(limit: Duration) -> Self {
        Self(now() + limit)
    }

    pub(crate) fn left(self) -> Duration {
        self.0.saturating_duration_since(now())
    }

    pub(crate) fn is_over(self) -> bool {
        self.left().is_zero()
    }

    /// The earlier of the two.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        now().saturating_duration_since(self.0)
    }
}

#[expect(clippy::disallowed_methods, reason = "processes and networks have no clock that could be injected")]
fn now() -> Instant {
    Instant::now()
}

/// Seconds since 1970, for the validity of certificates.
#[expect(clippy::disallowed_methods, reason = "the peers compare certificates with the system's clock")]
pub(crate) fn unix_time() -> tls_pki::UnixTime {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    tls_pki::UnixTime::since_unix_epoch(since.unwrap_or_default())
}
