//! How a program takes part: how it is started, and what its reports mean.

use super::fact::Witness;
use super::process::{CommandLine, Ended};
use super::scenario::{Role, Scenario};
use core::fmt;
use std::path::{Path, PathBuf};
use tls_pki::{PkiError, TestPki};

/// The test PKI, in memory and as files.
#[derive(Debug)]
pub struct Pki {
    pki: TestPki,
    directory: PathBuf,
}

impl Pki {
    /// Makes it anew.
    ///
    /// # Errors
    ///
    /// If there is no randomness or the directory cannot be written.
    pub fn make(directory: &Path) -> Result<Self, PkiError> {
        let pki = TestPki::generate(crate::clock::unix_time())?;
        pki.write_to(directory)?;
        Ok(Self { pki, directory: directory.to_owned() })
    }

    /// The path of one of its files, such as `root.pem`.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        self.directory.join(name).display().to_string()
    }

    /// Which of our leaves these bytes are: `server-p256`; a certificate of nobody's is `unknown`.
    #[must_use]
    pub fn name_of(&self, certificate: &[u8]) -> &'static str {
        let mut leaves = self.pki.leaves();
        let found = leaves.find(|leaf| leaf.chain().first().is_some_and(|der| der.as_ref() == certificate));
        found.map_or("unknown", |leaf| leaf.name())
    }
}

/// What both programs of a connection are started with.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// What is tried.
    pub scenario: &'a Scenario,
    /// Whose certificates.
    pub pki: &'a Pki,
    /// A directory of this connection's own.
    pub scratch: &'a Path,
}

/// A program that speaks TLS, in both roles.
pub trait Peer: fmt::Debug + Sync {
    /// Its name in reports.
    fn name(&self) -> &str;

    /// Its name with its version, as it gives it.
    fn version(&self) -> &str;

    /// A server for one connection, on a free port of 127.0.0.1.
    fn server(&self, setup: &Setup<'_>) -> CommandLine;

    /// A client that connects to the port of 127.0.0.1.
    fn client(&self, setup: &Setup<'_>, port: u16) -> CommandLine;

    /// The port on which its server listens, as soon as its standard output tells.
    fn port(&self, stdout: &[u8]) -> Option<u16>;

    /// Whether its server sends back what it receives; one that does not writes it to standard output and sends what
    /// it reads from standard input.
    fn echoes(&self) -> bool;

    /// The data that came, so far, as its standard output has it; `None` until the handshake is done.
    fn received<'a>(&self, role: Role, stdout: &'a [u8]) -> Option<&'a [u8]>;

    /// What it says about the connection when it has ended.
    fn witnesses(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Vec<Witness>;

    /// What it says went wrong; `None` if nothing did.
    fn complaint(&self, role: Role, ended: &Ended) -> Option<String>;

    /// Its reports for people who look for the error, without the data.
    fn account(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> String;
}

/// How the process ended, where that is not well.
pub(crate) fn bad_end(name: &str, ended: &Ended) -> Option<String> {
    match ended.exit {
        None => Some(format!("{name} did not end in time and was killed")),
        Some(status) if !status.success() => Some(format!("{name} ended with {status}")),
        Some(_) => None,
    }
}

/// The port in a line such as `listening on 127.0.0.1:4433`, once the line is complete.
pub(crate) fn port_after(word: &str, stdout: &[u8]) -> Option<u16> {
    let head = String::from_utf8_lossy(stdout.get(..4096).unwrap_or(stdout));
    let (_, rest) = head.split_once(word)?;
    let (line, _) = rest.split_once('\n')?;
    line.rsplit_once(':')?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_complete_lines() {
        assert_eq!(port_after("listening on ", b"listening on 127.0.0.1:443"), None, "there may be more digits");
        assert_eq!(port_after("listening on ", b"x\nlistening on 127.0.0.1:4433\n{}"), Some(4433));
        assert_eq!(port_after("ACCEPT ", b"ACCEPT [::1]:5\n"), Some(5));
    }
}
