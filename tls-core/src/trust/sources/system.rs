//! Whom the operating system trusts.

use super::{Loader, SourceReport};

const NAME: &str = "the system's list";

/// Where the system's list is a matter of files we read them ourselves, so as to know which line is damaged. They are
/// those that `rustls-native-certs` would read, and a test holds us to that.
#[cfg(all(unix, not(target_os = "macos")))]
impl Loader<'_> {
    pub(super) fn system(&mut self) -> SourceReport {
        use crate::trust::{Skipped, SkippedKind};
        use alloc::string::ToString;

        let mut report = SourceReport::empty(NAME.into());
        let (file, directories) = places();
        if let Some(file) = file {
            self.entry(&file, &mut report);
        }
        for directory in directories {
            match self.directory(&directory) {
                Ok(part) => report.absorb(part),
                Err(error) => report.skipped.push(Skipped {
                    file: None,
                    line: None,
                    kind: SkippedKind::File,
                    reason: error.to_string(),
                }),
            }
        }
        report
    }
}

/// A bundle and directories.
#[cfg(all(unix, not(target_os = "macos")))]
fn places() -> (Option<std::path::PathBuf>, alloc::vec::Vec<std::path::PathBuf>) {
    use std::env::{split_paths, var_os};

    let file = var_os("SSL_CERT_FILE").map(Into::into);
    let directories: alloc::vec::Vec<_> = var_os("SSL_CERT_DIR")
        .map(|directories| split_paths(&directories).filter(|path| !path.as_os_str().is_empty()).collect())
        .unwrap_or_default();
    if file.is_some() || !directories.is_empty() {
        return (file, directories);
    }
    let found = openssl_probe::probe();
    (found.cert_file, found.cert_dir)
}

/// The store of the system itself.
#[cfg(not(all(unix, not(target_os = "macos"))))]
impl Loader<'_> {
    pub(super) fn system(&mut self) -> SourceReport {
        use crate::trust::{Loaded, Skipped, SkippedKind, StoreError};
        use alloc::string::{String, ToString};

        let mut found = rustls_native_certs::load_native_certs();
        found.certs.sort();
        let mut loaded = Loaded::default();
        let skip = |kind, reason: String| Skipped { file: None, line: None, kind, reason };
        for certificate in &found.certs {
            match self.store.add_certificate(certificate) {
                Ok(added) => loaded.count(added),
                Err(StoreError::NotACertificate(why)) => loaded.skipped.push(skip(SkippedKind::Certificate, why)),
            }
        }
        loaded.skipped.extend(found.errors.iter().map(|error| skip(SkippedKind::File, error.to_string())));
        SourceReport::new(NAME.into(), loaded)
    }
}
