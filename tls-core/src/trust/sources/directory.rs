//! A directory of certificates.

use super::file::unreadable;
use super::{LoadError, Loader, SourceReport};
use crate::trust::{Skipped, SkippedKind};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::io;
use std::path::{Path, PathBuf};

impl Loader<'_> {
    /// A directory that was named.
    pub(super) fn directory(&mut self, path: &Path) -> Result<SourceReport, LoadError> {
        let mut report = SourceReport::empty(path.display().to_string());
        for file in self.names(path).map_err(|error| unreadable(path, &error))? {
            self.entry(&file, &mut report);
        }
        Ok(report)
    }

    /// What is in it, sorted, so that every run does the same.
    fn names(&self, path: &Path) -> io::Result<Vec<PathBuf>> {
        let most = self.limits.most_files;
        let mut names = Vec::new();
        for entry in path.read_dir()? {
            if names.len() == most {
                let text = format!("it has more than {most} files, too many for trust anchors; name another directory");
                return Err(io::Error::other(text));
            }
            names.push(entry?.path());
        }
        names.sort();
        Ok(names)
    }

    /// A file of a directory, or whatever else is in it.
    pub(super) fn entry(&mut self, path: &Path, report: &mut SourceReport) {
        let name = path.display().to_string();
        let mut skip = |kind, reason: String| {
            report.skipped.push(Skipped { file: Some(name.clone()), line: None, kind, reason });
        };
        let file = match path.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                return skip(SkippedKind::Directory, "a directory in a directory is not searched; name it too".into());
            }
            // A pipe would make us wait for ever.
            Ok(metadata) if !metadata.is_file() => return skip(SkippedKind::File, "is no regular file".into()),
            Ok(_) if !self.is_new(path) => return report.links += 1,
            Ok(_) => self.read(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return skip(SkippedKind::File, "the link leads nowhere; remove it".into());
            }
            Err(error) => Err(error),
        };
        let loaded = match file {
            Ok(bytes) => self.store.add(&bytes).map_err(|error| error.to_string()),
            Err(error) => Err(format!("cannot be read: {error}")),
        };
        match loaded {
            Ok(loaded) => report.read(&name, loaded),
            Err(reason) => skip(SkippedKind::File, reason),
        }
    }
}
