//! How long to measure.

/// How long to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is nothing between them")]
pub enum Mode {
    /// For numbers to rely on.
    Full,
    /// A few seconds: shows that everything works, and roughly how fast.
    Quick,
}

impl Mode {
    /// Quick with the argument `--quick` or with `BENCH_QUICK` set, and under `cargo test`, which gives no `--bench`.
    #[must_use]
    pub fn of_this_run() -> Self {
        let has = |wanted: &str| std::env::args().any(|argument| argument == wanted);
        let quick = has("--quick") || !has("--bench") || std::env::var_os("BENCH_QUICK").is_some();
        if quick { Self::Quick } else { Self::Full }
    }

    /// One of two values.
    pub fn pick<T>(self, full: T, quick: T) -> T {
        match self {
            Self::Full => full,
            Self::Quick => quick,
        }
    }
}
