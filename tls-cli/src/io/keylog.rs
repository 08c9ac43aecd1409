//! The key log: secrets as lines of text (RFC 9850).

use crate::problem::Problem;
use core::fmt::Write as _;
use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tls_core::conn::{Observation, Sink};
use tls_core::msg::Role;
use zeroize::Zeroizing;

/// The labels of RFC 9850 §2.1 and §2.2 that this engine derives secrets for.
const LABELS: [&str; 6] = [
    "CLIENT_RANDOM",
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    "SERVER_HANDSHAKE_TRAFFIC_SECRET",
    "CLIENT_TRAFFIC_SECRET_0",
    "SERVER_TRAFFIC_SECRET_0",
    "EXPORTER_SECRET",
];

/// A file to which secrets are appended; connections share it.
#[derive(Clone, Debug)]
pub(crate) struct KeyLog(Arc<Mutex<File>>);

impl KeyLog {
    /// The log that `--keylog` names, or else the variable SSLKEYLOGFILE, if one of them does.
    pub(crate) fn from_flag(flag: Option<&Path>) -> Result<Option<Self>, Problem> {
        Self::choose(flag, std::env::var_os("SSLKEYLOGFILE").as_deref())
    }

    fn choose(flag: Option<&Path>, variable: Option<&OsStr>) -> Result<Option<Self>, Problem> {
        let (name, path) = match (flag, variable) {
            (Some(path), _) => ("--keylog", path),
            (None, Some(path)) if !path.is_empty() => ("SSLKEYLOGFILE", Path::new(path)),
            (None, _) => return Ok(None),
        };
        Self::open(path).map(Some).map_err(|error| {
            Problem::Usage(format!(
                "{name}: {} cannot be opened for appending: {error}; name another file, or none",
                path.display()
            ))
        })
    }

    /// A file that is made anew is for the owner only.
    fn open(path: &Path) -> std::io::Result<Self> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self(Arc::new(Mutex::new(options.open(path)?))))
    }

    fn append(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let line = line(label, client_random, secret);
        // One write for one line: processes that append to the same file do not mix theirs. A log that cannot be written
        // must not end the connection.
        if let Ok(mut file) = self.0.lock() {
            let _ = file.write_all(line.as_bytes());
        }
    }
}

impl Sink for KeyLog {
    fn observe(&mut self, _role: Role, observation: Observation<'_>) {
        if let Observation::Secret { name, secret, client_random } = observation
            && LABELS.contains(&name)
        {
            self.append(name, client_random, secret.expose());
        }
    }

    fn wants_secrets(&self) -> bool {
        true
    }
}

/// "Each secret is described using a single line composed of three values that are separated by a single space
/// character" (RFC 9850 §2).
fn line(label: &str, client_random: &[u8], secret: &[u8]) -> Zeroizing<String> {
    // Of full length at once: a string that grows leaves copies behind.
    let length = label
        .len()
        .saturating_add(3)
        .saturating_add(client_random.len().saturating_add(secret.len()).saturating_mul(2));
    let mut line = Zeroizing::new(String::with_capacity(length));
    line.push_str(label);
    for value in [client_random, secret] {
        line.push(' ');
        for byte in value {
            let _ = write!(line, "{byte:02x}");
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use tls_core::crypto::Secret;

    fn observe(log: &mut KeyLog, name: &'static str) {
        let secret = Secret::copied(&[0xAB; 48]).unwrap();
        log.observe(Role::Client, Observation::Secret { name, secret: &secret, client_random: &[0x0F; 32] });
    }

    #[test]
    fn a_line_has_three_values() {
        let expected = format!("CLIENT_RANDOM {} {}\n", "0f".repeat(32), "ab".repeat(48));
        assert_eq!(*line("CLIENT_RANDOM", &[0x0F; 32], &[0xAB; 48]), expected);
        assert_eq!(line("CLIENT_RANDOM", &[0x0F; 32], &[0xAB; 48]).capacity(), expected.len());
    }

    #[test]
    fn registered_labels_are_appended_at_once_for_the_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        for _ in 0..2 {
            let mut log = KeyLog::choose(Some(&path), None).unwrap().unwrap();
            assert!(log.wants_secrets());
            for name in LABELS {
                observe(&mut log, name);
            }
            observe(&mut log, "early_secret");
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let labels: Vec<_> = text.lines().map(|line| line.split(' ').next().unwrap()).collect();
        assert_eq!(labels, [LABELS, LABELS].concat());
        assert!(text.lines().all(|line| line.ends_with(&format!(" {} {}", "0f".repeat(32), "ab".repeat(48)))));
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_flag_goes_before_the_variable() {
        let directory = tempfile::tempdir().unwrap();
        let (flag, variable) = (directory.path().join("flag"), directory.path().join("variable"));
        assert!(KeyLog::choose(None, None).unwrap().is_none());
        assert!(KeyLog::choose(None, Some(OsStr::new(""))).unwrap().is_none());
        KeyLog::choose(Some(&flag), Some(variable.as_os_str())).unwrap().unwrap();
        assert!(flag.exists() && !variable.exists());
        KeyLog::choose(None, Some(variable.as_os_str())).unwrap().unwrap();
        assert!(variable.exists());
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_a_usage_error() {
        let problem = KeyLog::choose(Some(Path::new("/nowhere/keys")), None).unwrap_err();
        assert_eq!(problem.exit().code(), 2);
        assert!(problem.to_string().starts_with("--keylog: /nowhere/keys cannot be opened"), "{problem}");
    }
}
