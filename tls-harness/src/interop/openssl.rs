//! The `openssl` program: `s_server` and `s_client`.
//!
//! `s_client -brief` has its report on standard error and nothing but data on standard output. `s_server` must not be
//! brief, or it would not tell its port: there the report stands before the data. Both write the decrypted handshake
//! into a file (`messages`).

mod messages;
mod report;

use super::fact::Witness;
use super::peer::{Peer, Setup, bad_end, port_after};
use super::process::{CommandLine, Ended};
use super::scenario::{Group, OTHER_PROTOCOL, PROTOCOL, Role, SERVER_NAME, Scenario, Version};
use std::path::PathBuf;

/// The file with the handshake's messages.
const MESSAGES: &str = "openssl.msg";
/// The last line of `s_server`'s report begins so; the data follow the line.
const REPORT_ENDS: &[u8] = b"\nSecure Renegotiation IS";
/// What follows the data.
const DATA_ENDS: &[u8] = b"DONE\nshutting down SSL\n";

/// An `openssl` program.
#[derive(Clone, Debug)]
pub struct OpenSsl {
    program: PathBuf,
    version: String,
}

impl OpenSsl {
    /// The program at this path, which gives this version.
    #[must_use]
    pub fn new(program: PathBuf, version: String) -> Self {
        Self { program, version }
    }

    fn command(&self, setup: &Setup<'_>, role: Role, first: &[&str]) -> CommandLine {
        let scenario = setup.scenario;
        let mut arguments: Vec<String> = first.iter().map(|word| (*word).to_owned()).collect();
        let (version, suites) = match scenario.version() {
            Version::Tls12 => ("-tls1_2", "-cipher"),
            Version::Tls13 => ("-tls1_3", "-ciphersuites"),
        };
        let messages = setup.scratch.join(MESSAGES).display().to_string();
        arguments.extend([version, "-msg", "-msgfile", &messages, suites, scenario.suite.openssl].map(str::to_owned));
        let groups = groups(scenario, role);
        if !groups.is_empty() {
            arguments.extend(["-groups".to_owned(), groups]);
        }
        let own = match role {
            Role::Server => Some(format!("server-{}", scenario.server)),
            Role::Client => scenario.client.map(|key| format!("client-{key}")),
        };
        if let Some(own) = own {
            arguments.extend(["-cert".to_owned(), setup.pki.file(&format!("{own}.pem"))]);
            arguments.extend(["-cert_chain".to_owned(), setup.pki.file("intermediate.pem")]);
            arguments.extend(["-key".to_owned(), setup.pki.file(&format!("{own}.key"))]);
        }
        CommandLine { program: self.program.clone(), arguments }
    }
}

fn groups(scenario: &Scenario, role: Role) -> String {
    let name = |group: &Group| match group {
        Group::X25519 => "X25519",
        Group::P256 => "P-256",
        Group::P384 => "P-384",
    };
    scenario.groups(role).iter().map(name).collect::<Vec<_>>().join(":")
}

impl Peer for OpenSsl {
    fn name(&self) -> &str {
        "openssl"
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn server(&self, setup: &Setup<'_>) -> CommandLine {
        let first = ["s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-alpn", PROTOCOL];
        let mut command = self.command(setup, Role::Server, &first);
        if setup.scenario.client.is_some() {
            let root = setup.pki.file("root.pem");
            command.arguments.extend(["-Verify", "5", "-verify_return_error", "-CAfile", &root].map(str::to_owned));
        }
        command
    }

    fn client(&self, setup: &Setup<'_>, port: u16) -> CommandLine {
        let target = format!("127.0.0.1:{port}");
        // At the end of standard input it shall close, not wait for the server to do so.
        let first = ["s_client", "-connect", &target, "-brief", "-no_ign_eof", "-nocommands"];
        let mut command = self.command(setup, Role::Client, &first);
        let protocols = format!("{OTHER_PROTOCOL},{PROTOCOL}");
        command.arguments.extend(["-alpn", &protocols, "-servername", SERVER_NAME].map(str::to_owned));
        command.arguments.extend(["-verify_hostname", SERVER_NAME, "-verify_return_error"].map(str::to_owned));
        command.arguments.extend(["-CAfile".to_owned(), setup.pki.file("root.pem")]);
        command
    }

    fn port(&self, stdout: &[u8]) -> Option<u16> {
        port_after("ACCEPT ", stdout)
    }

    fn echoes(&self) -> bool {
        false
    }

    fn received<'a>(&self, role: Role, stdout: &'a [u8]) -> Option<&'a [u8]> {
        match role {
            Role::Client => Some(stdout),
            Role::Server => {
                let data = stdout.get(report_length(stdout)?..)?;
                // The end is looked for from behind, where it is near.
                let end = data.windows(DATA_ENDS.len()).rev().take(4096).position(|window| window == DATA_ENDS);
                let after = end.map_or(0, |position| position.saturating_add(DATA_ENDS.len()));
                data.get(..data.len().saturating_sub(after))
            }
        }
    }

    fn witnesses(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Vec<Witness> {
        let report = match role {
            Role::Client => report::of_client(self.name(), &String::from_utf8_lossy(&ended.output.stderr)),
            Role::Server => {
                let stdout = &ended.output.stdout;
                let head = report_length(stdout).and_then(|length| stdout.get(..length)).unwrap_or(stdout);
                let errors = String::from_utf8_lossy(&ended.output.stderr);
                report::of_server(self.name(), &String::from_utf8_lossy(head), &errors)
            }
        };
        let text = std::fs::read_to_string(setup.scratch.join(MESSAGES)).unwrap_or_default();
        vec![report, messages::witness(format!("{} -msg", self.name()), &text, role, setup.pki)]
    }

    fn complaint(&self, _: Role, ended: &Ended) -> Option<String> {
        bad_end(self.name(), ended)
    }

    fn account(&self, role: Role, _: &Setup<'_>, ended: &Ended) -> String {
        let output = &ended.output;
        let stdout = match role {
            Role::Client => String::new(),
            Role::Server => {
                let length = report_length(&output.stdout).unwrap_or(output.stdout.len());
                without_pem(&String::from_utf8_lossy(output.stdout.get(..length).unwrap_or_default()))
            }
        };
        format!("{stdout}{}", String::from_utf8_lossy(&output.stderr))
    }
}

/// How long the report is that stands before the data, with its last line.
fn report_length(stdout: &[u8]) -> Option<usize> {
    let start = stdout.windows(REPORT_ENDS.len()).position(|window| window == REPORT_ENDS)?;
    let line = start.saturating_add(1);
    let length = stdout.get(line..)?.iter().position(|byte| *byte == b'\n')?;
    Some(line.saturating_add(length).saturating_add(1))
}

/// Sessions hold secrets, and certificates are long.
fn without_pem(report: &str) -> String {
    let mut inside = false;
    let keep = report.lines().filter(|line| {
        inside |= line.starts_with("-----BEGIN ");
        let keep = !inside;
        inside &= !line.starts_with("-----END ");
        keep
    });
    keep.fold(String::new(), |kept, line| kept + line + "\n")
}

#[cfg(test)]
mod tests;
