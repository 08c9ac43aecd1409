//! What became of the certificates of a store.

use super::store::Added;
use super::words::printable;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// What loading a bundle did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loaded {
    /// Anchors taken.
    pub taken: usize,
    /// Certificates whose name, key and constraints were there already.
    pub duplicates: usize,
    /// What was left out.
    pub skipped: Vec<Skipped>,
}

impl Loaded {
    /// Certificates that are in the store now, whether or not they were there before.
    #[must_use]
    pub const fn found(&self) -> usize {
        self.taken.saturating_add(self.duplicates)
    }

    pub(super) const fn count(&mut self, added: Added) {
        match added {
            Added::Taken => self.taken += 1,
            Added::Duplicate => self.duplicates += 1,
        }
    }
}

/// Something that was left out. Its `Display` is `FILE: line N: REASON`, as far as they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// In which file; `None` if it came from memory or the system.
    pub file: Option<String>,
    /// The line at which its block begins, counted from 1; `None` for DER and for whole files.
    pub line: Option<usize>,
    /// What it is.
    pub kind: SkippedKind,
    /// Why, and what to do.
    pub reason: String,
}

/// What was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SkippedKind {
    /// A certificate that is damaged or of no use: somebody may miss it.
    Certificate,
    /// A PEM block of another kind.
    Block,
    /// A file that cannot be read or has no certificate.
    File,
    /// A directory inside a directory.
    Directory,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}: ", printable(file, 256))?;
        }
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.reason)
    }
}
