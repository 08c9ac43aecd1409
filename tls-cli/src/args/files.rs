//! Files that flags name.

use crate::problem::Problem;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tls_core::credential::{Credential, CredentialError};
use tls_core::crypto::CryptoProvider;
use tls_core::trust::{LoadError, Skipped, SkippedKind, Source, SourceReport, Sources, TrustStore};
use zeroize::Zeroizing;

/// Reads a file; `flag` is what named it.
pub(crate) fn read(flag: &str, path: &Path) -> Result<Zeroizing<Vec<u8>>, Problem> {
    std::fs::read(path)
        .map(Zeroizing::new)
        .map_err(|error| Problem::Usage(cannot_read(flag, path, error.kind(), &error.to_string())))
}

fn cannot_read(flag: &str, path: &Path, kind: ErrorKind, reason: &str) -> String {
    let file = path.display();
    match kind {
        ErrorKind::NotFound => format!("{flag}: there is no file {file}; `tls-cli pki DIR` makes a test PKI"),
        ErrorKind::PermissionDenied => format!("{flag}: {file} may not be read; change its permissions or owner"),
        _ => format!("{flag}: {file} cannot be read: {reason}"),
    }
}

/// Reads nothing yet: `system` and `mozilla` are lists, everything else is a file or a directory.
pub(super) fn source(path: &Path) -> Source {
    match path.to_str() {
        Some("system") => Source::System,
        Some("mozilla") => Source::Mozilla,
        _ if path.is_dir() => Source::Directory(path.into()),
        _ => Source::File(path.into()),
    }
}

/// Loads trust anchors; `flag` is what named them. Warnings, for what is left out, go to `warn`.
pub(crate) fn trust(flag: &str, paths: &[PathBuf], warn: &mut dyn FnMut(String)) -> Result<Arc<TrustStore>, Problem> {
    if paths.is_empty() {
        return Ok(Arc::new(TrustStore::new()));
    }
    let sources = paths.iter().fold(Sources::new(), |sources, path| sources.and(source(path)));
    let (store, report) = sources.load().map_err(|error| Problem::Usage(no_trust(flag, &error)))?;
    for (path, source) in paths.iter().zip(&report.sources) {
        let system = path.as_os_str() == "system";
        let left_out: Vec<_> = source.skipped.iter().filter(|skipped| !system || is_missed(skipped)).collect();
        warn_of(flag, source, &left_out, warn);
    }
    Ok(Arc::new(store))
}

fn no_trust(flag: &str, error: &LoadError) -> String {
    match error {
        LoadError::Unreadable { path, kind, reason } => cannot_read(flag, path, *kind, reason),
        LoadError::Empty(_) => format!("{flag}: {error}, for example {flag} pki/root.pem"),
        _ => format!("{flag}: {error}"),
    }
}

/// Says what one source left out.
fn warn_of(flag: &str, source: &SourceReport, left_out: &[&Skipped], warn: &mut dyn FnMut(String)) {
    const MOST: usize = 8;
    for skipped in left_out.iter().take(MOST) {
        warn(format!("{flag}: left out: {skipped}"));
    }
    if !left_out.is_empty() || source.taken + source.duplicates + source.links == 0 {
        warn(format!("{flag}: {source}"));
    }
}

/// Whether somebody may miss what the system's list left out: certificates, and whole places. That other things lie about
/// there concerns nobody.
const fn is_missed(skipped: &Skipped) -> bool {
    matches!(skipped.kind, SkippedKind::Certificate) || skipped.file.is_none()
}

/// Whom the operating system trusts.
pub(crate) fn system_trust(warn: &mut dyn FnMut(String)) -> Result<Arc<TrustStore>, Problem> {
    let (store, report) = Sources::from(Source::System).load().map_err(|_| {
        Problem::Usage(
            "this system lists no trust anchors: name one with --ca FILE, for example --ca pki/root.pem, or take \
             Mozilla's with --ca mozilla"
                .to_owned(),
        )
    })?;
    for skipped in report.skipped().filter(|skipped| is_missed(skipped)) {
        warn(format!("the system's list: left out: {skipped}"));
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

/// The longest response that TLS 1.3 has room for, with the lengths and types around it.
const MOST: usize = 65_527;

/// Reads an OCSP response, which is sent as it is.
pub(crate) fn ocsp_response(path: &Path) -> Result<Vec<u8>, Problem> {
    let response = read("--ocsp", path)?;
    let file = path.display();
    if !is_sequence(&response) {
        return Err(Problem::Usage(format!(
            "--ocsp: {file} is no OCSP response in DER: it must hold one SEQUENCE and nothing else, such as \
             `openssl ocsp -respout FILE` writes"
        )));
    }
    if response.len() > MOST {
        return Err(Problem::Usage(format!(
            "--ocsp: {file} has {} bytes, and TLS has room for {MOST}: ask for a response for one certificate",
            response.len()
        )));
    }
    Ok(response.to_vec())
}

/// Whether this is a single SEQUENCE in DER.
fn is_sequence(der: &[u8]) -> bool {
    let Some((&[0x30, first], rest)) = der.split_first_chunk() else { return false };
    let (length, content) = match first {
        0..=0x7F => (usize::from(first), rest),
        0x81..=0x84 => {
            let Some((length, content)) = rest.split_at_checked(usize::from(first & 0x7F)) else { return false };
            let length = length.iter().fold(0u32, |length, byte| length << 8 | u32::from(*byte));
            let Ok(length) = usize::try_from(length) else { return false };
            (length, content)
        }
        _ => return false,
    };
    content.len() == length
}

#[cfg(test)]
mod tests {
    use super::*;
    use tls_core::pki_types::UnixTime;
    use tls_pki::TestPki;

    #[test]
    fn one_sequence_and_nothing_else() {
        let long = |head: &[u8], length: usize| [head, &vec![0; length][..]].concat();
        for good in [&[0x30, 0][..], &[0x30, 1, 5], &long(&[0x30, 0x81, 200], 200), &long(&[0x30, 0x82, 1, 0], 256)] {
            assert!(is_sequence(good), "{good:x?}");
        }
        for bad in [&[][..], &[0x30], &[0x31, 0], &[0x30, 1], &[0x30, 0, 0], &[0x30, 0x80, 0, 0], &[0x30, 0x82, 1]] {
            assert!(!is_sequence(bad), "{bad:x?}");
        }
    }

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

    /// What is warned of, and how it ends.
    fn load(paths: &[&Path]) -> (Vec<String>, Result<usize, String>) {
        let mut warnings = Vec::new();
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let loaded = trust("--ca", &paths, &mut |warning| warnings.push(warning));
        (warnings, loaded.map(|store| store.len()).map_err(|problem| problem.to_string()))
    }

    #[test]
    fn files_directories_and_lists_combine() {
        let (warnings, mozilla) = load(&[Path::new("mozilla")]);
        assert!(warnings.is_empty(), "{warnings:?}");
        let mozilla = mozilla.unwrap();
        assert!(mozilla > 100);
        let pki = tempfile::tempdir().unwrap();
        let root = TestPki::generate(UnixTime::now()).unwrap().root.certificate_pem();
        std::fs::write(pki.path().join("root.pem"), root + "-----BEGIN CERTIFICATE-----\n").unwrap();
        std::fs::write(pki.path().join("notes"), "Dear reader").unwrap();
        let (warnings, both) = load(&[Path::new("mozilla"), pki.path()]);
        assert_eq!(both, Ok(mozilla + 1));
        let [notes, damage, sum] = warnings.as_slice() else { panic!("{warnings:?}") };
        let path = pki.path().display();
        assert!(notes.starts_with(&format!("--ca: left out: {path}/notes: the file is neither PEM")), "{notes}");
        assert!(damage.starts_with(&format!("--ca: left out: {path}/root.pem: line ")), "{damage}");
        assert_eq!(*sum, format!("--ca: {path}: 1 anchor taken, 2 left out"));
        assert_eq!(load(&[&pki.path().join("root.pem")]).0.len(), 2);
    }

    #[test]
    fn nobody_to_trust_is_an_error_that_says_what_to_do() {
        let empty = tempfile::tempdir().unwrap();
        let (_, error) = load(&[empty.path()]);
        let path = empty.path().display();
        let advice = "name a file with the certificate of a CA, for example --ca pki/root.pem";
        assert_eq!(error.unwrap_err(), format!("--ca: there is no trust anchor in {path}; {advice}"));
        let file = empty.path().join("key.pem");
        std::fs::write(&file, "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n").unwrap();
        let error = load(&[&file]).1.unwrap_err();
        assert!(error.contains("key.pem has no trust anchor: the file has no CERTIFICATE block"), "{error}");
    }

    #[test]
    fn of_the_system_only_what_may_be_missed_is_said() {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("java")).unwrap();
        let root = TestPki::generate(UnixTime::now()).unwrap().root.certificate_pem();
        std::fs::write(place.path().join("root.pem"), root + "-----BEGIN CERTIFICATE-----\n").unwrap();
        let (_, report) = Sources::from(Source::Directory(place.path().into())).load().unwrap();
        let missed: Vec<_> = report.skipped().filter(|skipped| is_missed(skipped)).map(|one| one.kind).collect();
        assert_eq!((report.skipped().count(), missed), (2, Vec::from([SkippedKind::Certificate])));
    }
}
