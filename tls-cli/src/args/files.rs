//! Files that flags name.

use crate::problem::Problem;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tls_core::credential::{Credential, CredentialError};
use tls_core::crypto::CryptoProvider;
use tls_core::trust::TrustStore;
use zeroize::Zeroizing;

/// Reads a file; `flag` is what named it.
pub(crate) fn read(flag: &str, path: &Path) -> Result<Zeroizing<Vec<u8>>, Problem> {
    std::fs::read(path).map(Zeroizing::new).map_err(|error| {
        let file = path.display();
        Problem::Usage(match error.kind() {
            ErrorKind::NotFound => format!("{flag}: there is no file {file}; `tls-cli pki DIR` makes a test PKI"),
            ErrorKind::PermissionDenied => format!("{flag}: {file} may not be read; change its permissions or owner"),
            _ => format!("{flag}: {file} cannot be read: {error}"),
        })
    })
}

/// Loads trust anchors. Warnings, for certificates left out, go to `warn`.
pub(crate) fn trust(flag: &str, paths: &[PathBuf], warn: &mut dyn FnMut(String)) -> Result<Arc<TrustStore>, Problem> {
    let mut store = TrustStore::new();
    for path in paths {
        let file = path.display();
        let loaded = store
            .add(&read(flag, path)?)
            .map_err(|error| Problem::Usage(format!("{flag}: {file} is no trust anchor: {error}")))?;
        for skipped in loaded.skipped {
            warn(format!("{flag}: {file}: left out: {skipped}"));
        }
    }
    Ok(Arc::new(store))
}

/// Whom the operating system trusts.
pub(crate) fn system_trust() -> Result<Arc<TrustStore>, Problem> {
    let mut store = TrustStore::new();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // A system's list may hold old certificates that cannot be read; the others still count.
        let _ = store.add_certificate(&certificate);
    }
    if store.is_empty() {
        return Err(Problem::Usage(
            "this system lists no trust anchors: name one with --ca FILE, for example --ca pki/root.pem".to_owned(),
        ));
    }
    Ok(Arc::new(store))
}

/// Loads a certificate chain with its key.
pub(crate) fn credential(provider: &CryptoProvider, chain: &Path, key: &Path) -> Result<Arc<Credential>, Problem> {
    let (chain_bytes, key_bytes) = (read("--cert", chain)?, read("--key", key)?);
    let (cert, key) = (chain.display(), key.display());
    Credential::load(provider, &chain_bytes, &key_bytes).map_err(|error| {
        Problem::Usage(match &error {
            CredentialError::Certificate(_) => format!("--cert: {cert} cannot be used: {error}"),
            CredentialError::Key(_) => format!("--key: {key} cannot be used: {error}"),
            _ => format!("--cert {cert} and --key {key} do not belong together: {error}"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_named_with_its_flag() {
        let problem = read("--ca", Path::new("/nowhere/root.pem")).unwrap_err();
        assert_eq!(problem.to_string(), "--ca: there is no file /nowhere/root.pem; `tls-cli pki DIR` makes a test PKI");
        assert_eq!(problem.exit().code(), 2);
    }

    #[test]
    fn a_directory_is_no_file() {
        let problem = read("--key", Path::new("/")).unwrap_err();
        assert!(problem.to_string().starts_with("--key: / cannot be read: "), "{problem}");
    }
}
