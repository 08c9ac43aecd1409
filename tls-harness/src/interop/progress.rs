//! How far the run is.

use crate::clock::Stopwatch;
use core::time::Duration;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

/// How often there is a line where there is no terminal.
const EVERY: Duration = Duration::from_secs(5);

/// A bar on a terminal, else a line every few seconds, on standard error.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    total: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    done: usize,
    failed: usize,
    watch: Stopwatch,
    said: Duration,
}

impl Progress {
    pub(crate) fn start(total: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(u64::try_from(total).unwrap_or(u64::MAX));
            let style = ProgressStyle::with_template("interop {bar:30} {pos}/{len} {msg} {elapsed}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        let state = State { done: 0, failed: 0, watch: Stopwatch::start(), said: Duration::ZERO };
        Self { bar, total, state: Mutex::new(state) }
    }

    pub(crate) fn done(&self, failed: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done = state.done.saturating_add(1);
        state.failed = state.failed.saturating_add(usize::from(failed));
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(format!("{} failed", state.failed));
            return;
        }
        let elapsed = state.watch.elapsed();
        if elapsed.saturating_sub(state.said) >= EVERY {
            state.said = elapsed;
            let (done, total, failed) = (state.done, self.total, state.failed);
            let _ = writeln!(std::io::stderr(), "interop: {done} of {total} cases, {failed} failed, {elapsed:.0?}");
        }
    }

    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
