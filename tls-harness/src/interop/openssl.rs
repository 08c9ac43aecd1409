//! The `openssl` program: `s_server` and `s_client`.
//!
//! `s_client -brief` has its report on standard error and nothing but data on standard output. `s_server` must not be
//! brief, or it would not tell its port: there the report stands before the data. Both write the decrypted handshake
//! into a file (`messages`).

mod messages;
mod report;

use super::fact::Witness;
use super::peer::{Peer, Setup, bad_end, port_after};
use super::process::{CommandLine, Ended, Output};
use super::scenario::{End, Group, OTHER_PROTOCOL, PROTOCOL, Role, SERVER_NAME, Scenario, Side, Trial, Version};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The file with the handshake's messages.
const MESSAGES: &str = "openssl.msg";
/// The last line of `s_server`'s report begins so; the data follow the line.
const REPORT_ENDS: &[u8] = b"\nSecure Renegotiation IS";
/// What `s_server` says among the data when it has sent a KeyUpdate, and when it has read one and no data.
const KEYS_UPDATED: [&[u8]; 2] = [b"SSL_do_handshake -> 1\n", b"Read BLOCK\n"];
/// What follows the data, if all went well and if not.
const DATA_ENDS: [&[u8]; 2] = [b"DONE\nshutting down SSL\n", b"ERROR\nshutting down SSL\n"];

/// A configuration file that takes extended_master_secret away.
const WITHOUT_EMS: &str = "openssl_conf = all\n[all]\nssl_conf = programs\n[programs]\nsystem_default = defaults\n\
    [defaults]\nOptions = -ExtendedMasterSecret\n";

/// So many bytes at most stand from there to the end of standard output.
const END_WITHIN: usize = 4_096;

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
        if let Some(own) = scenario.files(role) {
            arguments.extend(["-cert".to_owned(), setup.pki.file(&format!("{own}.pem"))]);
            arguments.extend(["-cert_chain".to_owned(), setup.pki.file(&format!("{own}.chain"))]);
            arguments.extend(["-key".to_owned(), setup.pki.file(&format!("{own}.key"))]);
        }
        if let Some(size) = scenario.limit(role) {
            // Both, or it would rather split in the middle.
            arguments.extend(["-max_send_frag".to_owned(), size.to_string()]);
            arguments.extend(["-split_send_frag".to_owned(), size.to_string()]);
        }
        if let Some(size) = scenario.padding(role) {
            arguments.extend(["-record_padding".to_owned(), size.to_string()]);
        }
        if matches!(scenario.trial, Trial::Fragment(Side::Ours, _)) {
            // A buffer that holds many of our records, and ends within one.
            arguments.extend(["-read_buf", "20000"].map(str::to_owned));
        }
        if scenario.trial == Trial::Duplex {
            arguments.push("-nbio".to_owned());
        }
        if matches!(scenario.trial, Trial::NoEms(_)) {
            return without_ems(setup, &self.program, arguments);
        }
        CommandLine { program: self.program.clone(), arguments }
    }
}

/// There is no flag for it, but a configuration file can say so. If the file cannot be written, the case fails.
fn without_ems(setup: &Setup<'_>, program: &Path, mut arguments: Vec<String>) -> CommandLine {
    let file = setup.scratch.join("openssl.cnf");
    let _ = std::fs::write(&file, WITHOUT_EMS);
    let words = [format!("OPENSSL_CONF={}", file.display()), program.display().to_string()];
    arguments.splice(..0, words);
    CommandLine { program: "env".into(), arguments }
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

    fn cannot(&self, role: Role, scenario: &Scenario) -> Option<String> {
        let reason = match (scenario.trial, role) {
            (Trial::Fragment(Side::Theirs, 0..=511), _) => "openssl takes no limit below 512 bytes (-max_send_frag)",
            (Trial::ForeignAuthorities, Role::Client) => {
                "s_client sends its certificate whomever the server names as authorities"
            }
            (Trial::KeyShares(_), Role::Client) => "s_client of OpenSSL 3.0 sends one key share, for its first group",
            (Trial::Closing(End::ServerFirst), Role::Server) => {
                "s_server closes its socket before it would send close_notify"
            }
            (Trial::Closing(End::Half), Role::Server) => "s_server sends nothing more after the client's close_notify",
            (Trial::Closing(End::Half), Role::Client) => "s_client reads nothing more after its own close_notify",
            _ => return None,
        };
        Some(reason.to_owned())
    }

    fn server(&self, setup: &Setup<'_>) -> CommandLine {
        let first = ["s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-alpn", PROTOCOL];
        let mut command = self.command(setup, Role::Server, &first);
        if setup.scenario.asks() {
            let verify = if setup.scenario.is_optional() { "-verify" } else { "-Verify" };
            let authority = setup.pki.file(setup.scenario.client_authority());
            let flags = [verify, "10", "-verify_return_error", "-CAfile", &authority];
            command.arguments.extend(flags.map(str::to_owned));
        }
        command
    }

    fn client(&self, setup: &Setup<'_>, port: u16) -> CommandLine {
        let target = format!("127.0.0.1:{port}");
        // At the end of standard input it shall close, not wait for the server to do so.
        let first = ["s_client", "-connect", &target, "-brief", "-no_ign_eof"];
        let mut command = self.command(setup, Role::Client, &first);
        if !setup.scenario.rekeys(Role::Client) {
            command.arguments.push("-nocommands".to_owned());
        }
        let protocols = format!("{OTHER_PROTOCOL},{PROTOCOL}");
        command.arguments.extend(["-alpn", &protocols, "-servername", SERVER_NAME].map(str::to_owned));
        command.arguments.extend(["-verify_hostname", SERVER_NAME, "-verify_return_error"].map(str::to_owned));
        command.arguments.extend(["-CAfile".to_owned(), setup.pki.file("root.pem")]);
        command
    }

    fn port(&self, output: &Output) -> Option<u16> {
        port_after("ACCEPT ", &output.stdout)
    }

    fn rekey_command(&self, _: Role) -> Option<&'static str> {
        // With a request for the other side's.
        Some("K\n")
    }

    fn echoes(&self) -> bool {
        false
    }

    fn received<'a>(&self, role: Role, stdout: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        if role == Role::Client {
            return Some(stdout.into());
        }
        let data = stdout.get(report_length(stdout)?..)?;
        // The end is looked for where it can be: it is followed by some lines of statistics.
        let start = data.len().saturating_sub(END_WITHIN);
        let end = data.get(start..).and_then(|tail| DATA_ENDS.iter().find_map(|end| position(tail, end)));
        let data = data.get(..end.map_or(data.len(), |end| start.saturating_add(end)))?;
        // No word begins with a letter of the payload's.
        let whole = !data.iter().any(|byte| b"SR".contains(byte));
        Some(if whole { data.into() } else { without(data, &KEYS_UPDATED).into() })
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

    fn complaint(&self, _: Role, setup: &Setup<'_>, ended: &Ended) -> Option<String> {
        // It ends with an error then, and its report is a witness.
        let bad = setup.scenario.trial == Trial::Closing(End::Cut) || setup.scenario.is_refused();
        bad_end(self.name(), ended).filter(|_| !(bad && ended.exit.is_some()))
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

/// The bytes without any of these words.
fn without(bytes: &[u8], words: &[&[u8]]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        rest = words.iter().find_map(|word| rest.strip_prefix(*word)).unwrap_or_else(|| {
            kept.push(*byte);
            after
        });
    }
    kept
}

fn position(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// How long the report is that stands before the data, with its last line.
fn report_length(stdout: &[u8]) -> Option<usize> {
    let line = position(stdout, REPORT_ENDS)?.saturating_add(1);
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
