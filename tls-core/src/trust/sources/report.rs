//! What loading did, for people and as data.

use crate::trust::{Loaded, Skipped};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// What loading did. Its `Display` is a line for each source, and below it one for each thing that was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadReport {
    /// One for each source, in their order.
    pub sources: Vec<SourceReport>,
}

/// What one source gave.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceReport {
    /// What messages call it: a path, or words.
    pub name: String,
    /// Files that were read.
    pub files: usize,
    /// Names of files that had been read already, under another name or by another source.
    pub links: usize,
    /// Anchors taken.
    pub taken: usize,
    /// Certificates that are there from another file, block or source.
    pub duplicates: usize,
    /// What was left out.
    pub skipped: Vec<Skipped>,
}

impl LoadReport {
    /// Anchors taken, from all sources.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.sources.iter().map(|source| source.taken).sum()
    }

    /// Certificates that came more than once, from all sources.
    #[must_use]
    pub fn duplicates(&self) -> usize {
        self.sources.iter().map(|source| source.duplicates).sum()
    }

    /// What was left out, from all sources.
    pub fn skipped(&self) -> impl Iterator<Item = &Skipped> {
        self.sources.iter().flat_map(|source| &source.skipped)
    }
}

impl SourceReport {
    pub(super) fn new(name: String, loaded: Loaded) -> Self {
        let Loaded { taken, duplicates, skipped } = loaded;
        Self { name, files: 0, links: 0, taken, duplicates, skipped }
    }

    pub(super) fn empty(name: String) -> Self {
        Self::new(name, Loaded::default())
    }

    /// Adds what a file of it gave.
    pub(super) fn read(&mut self, file: &str, loaded: Loaded) {
        self.files += 1;
        self.taken += loaded.taken;
        self.duplicates += loaded.duplicates;
        self.skipped.extend(loaded.skipped.into_iter().map(|one| Skipped { file: Some(file.into()), ..one }));
    }

    /// Adds what another one, which is a part of it, gave.
    #[cfg(feature = "native-roots")]
    pub(super) fn absorb(&mut self, part: Self) {
        self.files += part.files;
        self.links += part.links;
        self.taken += part.taken;
        self.duplicates += part.duplicates;
        self.skipped.extend(part.skipped);
    }
}

impl fmt::Display for LoadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, source) in self.sources.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{source}")?;
            for skipped in &source.skipped {
                write!(f, "\n  left out: {skipped}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for SourceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count| if count == 1 { "" } else { "s" };
        write!(f, "{}: {} anchor{} taken", self.name, self.taken, plural(self.taken))?;
        if self.files > 1 {
            write!(f, " from {} files", self.files)?;
        }
        if self.duplicates > 0 {
            write!(f, ", {} duplicate{}", self.duplicates, plural(self.duplicates))?;
        }
        if self.links > 0 {
            write!(f, ", {} other name{} of files read before", self.links, plural(self.links))?;
        }
        if !self.skipped.is_empty() {
            write!(f, ", {} left out", self.skipped.len())?;
        }
        Ok(())
    }
}
