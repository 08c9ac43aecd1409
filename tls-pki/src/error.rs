//! What can go wrong.

use core::fmt;
use std::path::PathBuf;

/// Why no PKI was made, or not written.
#[derive(Debug)]
#[non_exhaustive]
pub enum PkiError {
    /// The system gives no randomness.
    Random,
    /// A certificate or key could not be made; the text says which step.
    Make(String),
    /// The time is outside what a certificate can say.
    Time,
    /// A leaf without a profile: a fault of this crate.
    Profile,
    /// A file or directory could not be written.
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

impl fmt::Display for PkiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Random => f.write_str("the system gives no randomness: check its random number generator"),
            Self::Make(what) => write!(f, "a certificate or key could not be made: {what}"),
            Self::Time => f.write_str("the clock is outside the years that a certificate can hold: set it"),
            Self::Profile => f.write_str("a leaf has no profile: this is a fault of tls-pki, report it"),
            Self::Write { path, error } => {
                write!(f, "{} cannot be written: {error}; choose a directory that you may write to", path.display())
            }
        }
    }
}

impl core::error::Error for PkiError {}

impl From<rcgen::Error> for PkiError {
    fn from(error: rcgen::Error) -> Self {
        Self::Make(error.to_string())
    }
}
