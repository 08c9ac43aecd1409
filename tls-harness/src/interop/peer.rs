//! How a program takes part: how it is started, and what its reports mean.

use super::fact::Witness;
use super::process::{CommandLine, Ended, Output};
use super::scenario::{Role, Scenario};
use core::fmt;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use tls_pki::{Authority, Leaf, PkiError, TestPki};

/// The test PKI, in memory and as files.
#[derive(Debug)]
pub struct Pki {
    pki: TestPki,
    foreign: Authority,
    long: [Leaf; 2],
    directory: PathBuf,
}

impl Pki {
    /// Makes it anew.
    ///
    /// # Errors
    ///
    /// If there is no randomness or the directory cannot be written.
    pub fn make(directory: &Path) -> Result<Self, PkiError> {
        let now = crate::clock::unix_time();
        let pki = TestPki::generate(now)?;
        pki.write_to(directory)?;
        let long = [pki.server_long(now)?, pki.client_long(now)?];
        let pki = Self { pki, foreign: Authority::stranger(now)?, long, directory: directory.to_owned() };
        pki.write("foreign.pem", &pki.foreign.certificate_pem())?;
        for leaf in &pki.long {
            pki.write(&format!("{}.pem", leaf.name()), leaf.chain_pem())?;
            pki.write(&format!("{}.key", leaf.name()), leaf.key_pem())?;
        }
        for leaf in pki.leaves() {
            let above = leaf.chain_pem().split_inclusive("-----END CERTIFICATE-----\n").skip(1);
            pki.write(&format!("{}.chain", leaf.name()), &above.collect::<String>())?;
        }
        Ok(pki)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), PkiError> {
        let path = self.directory.join(name);
        std::fs::write(&path, text).map_err(|error| PkiError::Write { path, error })
    }

    fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        self.pki.leaves().chain(&self.long)
    }

    /// The path of one of its files: `root.pem`, `foreign.pem`, `LEAF.pem` with the whole chain, `LEAF.chain` with all
    /// of it but the leaf, `LEAF.key`.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        self.directory.join(name).display().to_string()
    }

    /// Which of our leaves these bytes are: `server-p256`; a certificate of nobody's is `unknown`.
    #[must_use]
    pub fn name_of(&self, certificate: &[u8]) -> &'static str {
        let found = self.leaves().find(|leaf| leaf.chain().first().is_some_and(|der| der.as_ref() == certificate));
        found.map_or("unknown", |leaf| leaf.name())
    }

    /// Whose distinguished name (DER) this is: `root`, `foreign` or `unknown`.
    #[must_use]
    pub fn authority_of(&self, name: &[u8]) -> &'static str {
        // A root's certificate holds its name twice, and nothing else that is a name.
        let holds = |authority: &Authority| {
            !name.is_empty() && authority.certificate().windows(name.len()).any(|window| window == name)
        };
        match (holds(&self.pki.root), holds(&self.foreign)) {
            (true, _) => "root",
            (_, true) => "foreign",
            _ => "unknown",
        }
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

    /// Why it cannot take part in a case in this role; `None` if it can.
    fn cannot(&self, role: Role, scenario: &Scenario) -> Option<String>;

    /// A server for one connection, on a free port of 127.0.0.1.
    fn server(&self, setup: &Setup<'_>) -> CommandLine;

    /// A client that connects to the port of 127.0.0.1.
    fn client(&self, setup: &Setup<'_>, port: u16) -> CommandLine;

    /// The port on which its server listens, as soon as its output tells.
    fn port(&self, output: &Output) -> Option<u16>;

    /// Whether its server sends back what it receives; one that does not writes it to standard output and sends what
    /// it reads from standard input.
    fn echoes(&self) -> bool;

    /// Whether its server, when its connection has ended, waits for others until it is told to stop, and so has no exit
    /// code that says anything.
    fn stays(&self) -> bool {
        false
    }

    /// How many bytes it sends and receives without losing anybody's patience.
    fn bulk(&self) -> usize {
        4 * 1024 * 1024
    }

    /// What makes it send a KeyUpdate when it comes on standard input; `None` if it does that by itself.
    fn rekey_command(&self, _: Role) -> Option<&'static str> {
        None
    }

    /// The data that came, so far, as its standard output has it; `None` until the handshake is done.
    fn received<'a>(&self, role: Role, stdout: &'a [u8]) -> Option<Cow<'a, [u8]>>;

    /// What it says about the connection when it has ended.
    fn witnesses(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Vec<Witness>;

    /// What it says went wrong; `None` if nothing did, or nothing but what the case is about.
    fn complaint(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Option<String>;

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
