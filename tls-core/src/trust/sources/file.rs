//! A file of certificates.

use super::{LoadError, Loader, SourceReport};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

impl Loader<'_> {
    /// A file that was named.
    pub(super) fn file(&mut self, path: &Path) -> Result<SourceReport, LoadError> {
        let name = path.display().to_string();
        let mut report = SourceReport::empty(name.clone());
        let bytes = self.read(path).map_err(|error| unreadable(path, &error))?;
        self.is_new(path);
        let loaded = self.store.add(&bytes);
        let loaded =
            loaded.map_err(|error| LoadError::NoCertificate { name: name.clone(), reason: error.to_string() })?;
        report.read(&name, loaded);
        Ok(report)
    }

    /// Reads a file that is not too large. It may be a pipe, whose size nobody knows before.
    pub(super) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let most = self.limits.most_bytes;
        let mut bytes = Vec::new();
        File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length <= most) {
            return Ok(bytes);
        }
        let text = format!("it has more than {most} bytes, too many for certificates; name another file");
        Err(io::Error::new(io::ErrorKind::FileTooLarge, text))
    }

    /// Whether the file has not been read under this or another name. From now on it has.
    pub(super) fn is_new(&mut self, path: &Path) -> bool {
        // What cannot be resolved cannot be read either: the reading says why.
        let Ok(real) = path.canonicalize() else { return true };
        match self.seen.binary_search(&real) {
            Ok(_) => false,
            Err(place) => {
                self.seen.insert(place, real);
                true
            }
        }
    }
}

pub(super) fn unreadable(path: &Path, error: &io::Error) -> LoadError {
    LoadError::Unreadable { path: path.into(), kind: error.kind(), reason: error.to_string() }
}
