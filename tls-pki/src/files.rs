//! The PKI as files.

use crate::{PkiError, TestPki};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

impl TestPki {
    /// Writes everything into a directory, which is made if it does not exist; files of the same names are replaced.
    /// Returns the paths in the order in which they were written: `root.pem`, `intermediate.pem`, `intermediate.crl`, then for each leaf
    /// `NAME.pem` (leaf and intermediate) and `NAME.key` (PKCS#8, readable by the owner only); at last `server-p256.ocsp` and
    /// `revoked.ocsp`, OCSP responses about those two.
    ///
    /// # Errors
    ///
    /// [`PkiError::Write`] with the path that could not be written.
    pub fn write_to(&self, directory: &Path) -> Result<Vec<PathBuf>, PkiError> {
        fs::create_dir_all(directory).map_err(failed(directory))?;
        let mut written = Vec::new();
        let mut write = |name: String, text: &[u8], secret: bool| {
            let path = directory.join(name);
            write_file(&path, text, secret).map_err(failed(&path))?;
            written.push(path);
            Ok::<_, PkiError>(())
        };
        write("root.pem".to_owned(), self.root.certificate_pem().as_bytes(), false)?;
        write("intermediate.pem".to_owned(), self.intermediate.certificate_pem().as_bytes(), false)?;
        write("intermediate.crl".to_owned(), self.crl_pem().as_bytes(), false)?;
        for leaf in self.leaves() {
            write(format!("{}.pem", leaf.name()), leaf.chain_pem().as_bytes(), false)?;
            write(format!("{}.key", leaf.name()), leaf.key_pem().as_bytes(), true)?;
        }
        for leaf in [&self.server_p256, &self.revoked] {
            write(format!("{}.ocsp", leaf.name()), &self.ocsp_response(leaf, self.now)?, false)?;
        }
        Ok(written)
    }
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> PkiError {
    let path = path.to_owned();
    |error| PkiError::Write { path, error }
}

fn write_file(path: &Path, text: &[u8], secret: bool) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    if secret {
        // Made anew, so that an old file's permissions, or somebody who holds it open, do not get at the new key.
        match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        options.create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    } else {
        options.create(true).truncate(true);
    }
    options.open(path)?.write_all(text)
}
