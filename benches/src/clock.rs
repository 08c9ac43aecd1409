//! The only place that looks at a clock.

use core::time::Duration;
use std::time::Instant;

/// Adds the time that `work` takes to `total`.
#[expect(clippy::disallowed_methods, reason = "time is what a bench measures")]
pub fn timed<T>(total: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    *total = total.saturating_add(start.elapsed());
    result
}
