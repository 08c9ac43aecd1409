//! Trust anchors from files, directories, the system and Mozilla, several combined.

mod directory;
mod file;
mod report;
#[cfg(feature = "native-roots")]
mod system;
#[cfg(test)]
mod tests;

pub use report::{LoadReport, SourceReport};

use super::TrustStore;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use std::io;
use std::path::PathBuf;

/// Where trust anchors come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A PEM bundle or a certificate in DER.
    File(PathBuf),
    /// Every file in a directory, in the order of their names. Directories in it are left out, and a file with several
    /// names, as OpenSSL's hashed links make them, is read once.
    Directory(PathBuf),
    /// What a file would hold.
    Bytes {
        /// What messages call it.
        name: String,
        /// PEM or DER.
        bytes: Vec<u8>,
    },
    /// Whom the operating system trusts, or the files of `SSL_CERT_FILE` and `SSL_CERT_DIR` where they are set.
    #[cfg(feature = "native-roots")]
    System,
    /// Whom Mozilla trusts for servers, as of the `webpki-roots` that is compiled in.
    #[cfg(feature = "mozilla-roots")]
    Mozilla,
}

/// The sources of one store, and how much may be read. Loading again reads everything again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Sources {
    list: Vec<Source>,
    most_bytes: u64,
    most_files: usize,
}

/// Why there is no store.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// A file or directory that was named cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// In what way.
        kind: io::ErrorKind,
        /// What the system says, or what to do.
        reason: String,
    },
    /// A file that was named has no certificate that could be taken.
    NoCertificate {
        /// Which, as messages call it.
        name: String,
        /// What it has instead, and what to do.
        reason: String,
    },
    /// Nothing could be read wrongly, but no source has an anchor.
    Empty(LoadReport),
}

impl Default for Sources {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Source> for Sources {
    fn from(source: Source) -> Self {
        Self::new().and(source)
    }
}

impl Sources {
    /// No source yet.
    pub const fn new() -> Self {
        Self { list: Vec::new(), most_bytes: 8 << 20, most_files: 4096 }
    }

    /// One more source.
    pub fn and(mut self, source: Source) -> Self {
        self.list.push(source);
        self
    }

    /// The most bytes of one file. Default: 8 MiB; a bundle of every public root has a quarter of one.
    pub const fn most_bytes(mut self, bytes: u64) -> Self {
        self.most_bytes = bytes;
        self
    }

    /// The most names in one directory. Default: 4096.
    pub const fn most_files(mut self, files: usize) -> Self {
        self.most_files = files;
        self
    }

    /// Reads everything. The report says what was taken, what was left out, and why.
    ///
    /// # Errors
    ///
    /// If a file or directory that was named cannot be read, a file that was named has no usable certificate, or
    /// there is no anchor at all. Inside a directory, and in what the system names, such a file is left out instead.
    pub fn load(&self) -> Result<(TrustStore, LoadReport), LoadError> {
        let mut loader = Loader { store: TrustStore::new(), limits: self, seen: Vec::new() };
        let mut report = LoadReport::default();
        for source in &self.list {
            report.sources.push(loader.load(source)?);
        }
        match loader.store.is_empty() {
            true => Err(LoadError::Empty(report)),
            false => Ok((loader.store, report)),
        }
    }
}

/// A store that is being filled.
struct Loader<'a> {
    store: TrustStore,
    limits: &'a Sources,
    /// The real paths of the files that were read, sorted.
    seen: Vec<PathBuf>,
}

impl Loader<'_> {
    fn load(&mut self, source: &Source) -> Result<SourceReport, LoadError> {
        match source {
            Source::File(path) => self.file(path),
            Source::Directory(path) => self.directory(path),
            Source::Bytes { name, bytes } => {
                let loaded = self.store.add(bytes);
                let loaded = loaded
                    .map_err(|error| LoadError::NoCertificate { name: name.clone(), reason: error.to_string() })?;
                Ok(SourceReport::new(name.clone(), loaded))
            }
            #[cfg(feature = "native-roots")]
            Source::System => Ok(self.system()),
            #[cfg(feature = "mozilla-roots")]
            Source::Mozilla => Ok(SourceReport::new("Mozilla's list".into(), self.store.add_mozilla())),
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, kind: io::ErrorKind::NotFound, .. } => {
                write!(f, "there is no {}; check the path", path.display())
            }
            Self::Unreadable { path, kind: io::ErrorKind::PermissionDenied, .. } => {
                write!(f, "{} may not be read; change its permissions or owner", path.display())
            }
            Self::Unreadable { path, reason, .. } => write!(f, "{} cannot be read: {reason}", path.display()),
            Self::NoCertificate { name, reason } => write!(f, "{name} has no trust anchor: {reason}"),
            Self::Empty(report) => {
                f.write_str("there is no trust anchor")?;
                for (index, source) in report.sources.iter().enumerate() {
                    write!(f, "{}{}", if index == 0 { " in " } else { ", " }, source.name)?;
                }
                if let Some(skipped) = report.skipped().next() {
                    write!(f, " ({skipped})")?;
                }
                f.write_str("; name a file with the certificate of a CA")
            }
        }
    }
}

impl core::error::Error for LoadError {}
