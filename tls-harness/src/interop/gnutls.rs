//! The programs of GnuTLS: `gnutls-serv` and `gnutls-cli`.
//!
//! `gnutls-cli` has its report in a file of its own and nothing but data on standard output; `gnutls-serv --echo` sends
//! lines back, has its report on standard output and serves until it is stopped. Both log on standard error what their
//! library does (`-d 4`): that is the second witness.

mod priority;
mod report;

use super::fact::Witness;
use super::peer::{Peer, Setup, bad_end};
use super::process::{CommandLine, Ended, Output, free_port};
use super::scenario::{End, OTHER_PROTOCOL, PROTOCOL, Role, SERVER_NAME, Scenario, Shares, Side, Trial};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The client's report.
const REPORT: &str = "gnutls.log";

/// The programs.
#[derive(Clone, Debug)]
pub struct GnuTls {
    client: PathBuf,
    server: PathBuf,
    version: String,
}

impl GnuTls {
    /// The programs at these paths, which give this version.
    #[must_use]
    pub fn new(client: PathBuf, server: PathBuf, version: String) -> Self {
        Self { client, server, version }
    }

    fn arguments(setup: &Setup<'_>, role: Role) -> Vec<String> {
        let scenario = setup.scenario;
        // From 5 on alerts are told.
        let level = if scenario.is_refused() { "5" } else { "4" };
        let mut arguments = vec!["-d".to_owned(), level.to_owned()];
        let mut add = |flag: &str, value: String| arguments.extend([flag.to_owned(), value]);
        add("--priority", priority::of(scenario, role));
        let authority = if role == Role::Server { scenario.client_authority() } else { "root.pem" };
        add("--x509cafile", setup.pki.file(authority));
        if let Some(own) = scenario.files(role) {
            add("--x509certfile", setup.pki.file(&format!("{own}.pem")));
            add("--x509keyfile", setup.pki.file(&format!("{own}.key")));
        }
        arguments
    }
}

fn report(scratch: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(scratch.join(REPORT)).unwrap_or_default()).into_owned()
}

impl Peer for GnuTls {
    fn name(&self) -> &str {
        "gnutls"
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn cannot(&self, role: Role, scenario: &Scenario) -> Option<String> {
        let reason = match (scenario.trial, role) {
            (Trial::KeyUpdate(Side::Theirs), Role::Server) => "gnutls-serv has no command for KeyUpdate",
            (Trial::Fragment(Side::Theirs, _), _) => {
                "gnutls limits its records only where the peer answers its record_size_limit"
            }
            (Trial::Padding(Side::Theirs, _), _) => "the gnutls programs have no flag for padding",
            (Trial::ForeignAuthorities, Role::Client) => {
                "gnutls-cli sends its certificate whomever the server names as authorities"
            }
            (Trial::KeyShares(Shares::None), Role::Client) => "gnutls-cli sends one key share or two, never none",
            (Trial::Duplex, _) => "the gnutls programs do not read while they have something to send",
            (Trial::Closing(End::ServerFirst), Role::Server) => "gnutls-serv closes when its client has closed",
            (Trial::Closing(End::Half), Role::Server) => {
                "gnutls-serv sends nothing more after the client's close_notify"
            }
            (Trial::Closing(End::Half), Role::Client) => "gnutls-cli reads nothing more after its own close_notify",
            _ => return None,
        };
        Some(reason.to_owned())
    }

    fn server(&self, setup: &Setup<'_>) -> CommandLine {
        let mut arguments = Self::arguments(setup, Role::Server);
        let port = free_port().to_string();
        arguments.extend(["--port", &port, "--echo", "--crlf", "--nodb", "--alpn", PROTOCOL].map(str::to_owned));
        let client: &[&str] = match (setup.scenario.asks(), setup.scenario.is_optional()) {
            (false, _) => &["--disable-client-cert"],
            (true, false) => &["--verify-client-cert", "--require-client-cert"],
            (true, true) => &["--verify-client-cert"],
        };
        arguments.extend(client.iter().map(|flag| (*flag).to_owned()));
        CommandLine { program: self.server.clone(), arguments }
    }

    fn client(&self, setup: &Setup<'_>, port: u16) -> CommandLine {
        let mut arguments = Self::arguments(setup, Role::Client);
        let (log, port) = (setup.scratch.join(REPORT).display().to_string(), port.to_string());
        let flags = ["-V", "--alpn", OTHER_PROTOCOL, "--alpn", PROTOCOL, "--logfile", &log];
        arguments.extend(flags.map(str::to_owned));
        if setup.scenario.trial != Trial::KeyShares(Shares::Two) {
            arguments.push("--single-key-share".to_owned());
        }
        if setup.scenario.rekeys(Role::Client) {
            arguments.push("--inline-commands".to_owned());
        }
        let names = ["--sni-hostname", SERVER_NAME, "--verify-hostname", SERVER_NAME, "--port", &port, "127.0.0.1"];
        arguments.extend(names.map(str::to_owned));
        CommandLine { program: self.client.clone(), arguments }
    }

    fn port(&self, output: &Output) -> Option<u16> {
        let text = String::from_utf8_lossy(&output.stderr);
        let (_, rest) = text.split_once("listening on IPv4 0.0.0.0 port ")?;
        rest.split_once("...done")?.0.parse().ok()
    }

    fn echoes(&self) -> bool {
        true
    }

    fn stays(&self) -> bool {
        true
    }

    /// Lines are read byte by byte, sent one by one and logged.
    fn bulk(&self) -> usize {
        64 * 1024
    }

    fn rekey_command(&self, role: Role) -> Option<&'static str> {
        // With a request for the other side's.
        (role == Role::Client).then_some("^rekey^\n")
    }

    fn received<'a>(&self, role: Role, stdout: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        (role == Role::Client).then_some(stdout.into())
    }

    fn witnesses(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Vec<Witness> {
        let errors = String::from_utf8_lossy(&ended.output.stderr);
        let report = match role {
            Role::Client => report::of_client(self.name(), &report(setup.scratch), &errors, setup.pki),
            Role::Server => report::of_server(self.name(), &String::from_utf8_lossy(&ended.output.stdout), &errors),
        };
        vec![report, report::of_log(format!("{} -d", self.name()), &errors)]
    }

    fn complaint(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Option<String> {
        let is_bad = setup.scenario.trial == Trial::Closing(End::Cut) || setup.scenario.is_refused();
        let errors = String::from_utf8_lossy(&ended.output.stderr);
        let error = errors.lines().find(|line| line.starts_with("Error") || line.starts_with("*** Fatal error"));
        match (role, error) {
            _ if ended.exit.is_none() => bad_end(self.name(), ended),
            _ if is_bad => None,
            (Role::Client, _) => bad_end(self.name(), ended),
            // It is stopped, and its exit code says no more than that.
            (Role::Server, error) => error.map(|line| format!("{} says {line}", self.name())),
        }
    }

    fn account(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> String {
        let text = match role {
            Role::Client => report(setup.scratch),
            Role::Server => String::from_utf8_lossy(&ended.output.stdout).into_owned(),
        };
        let errors = String::from_utf8_lossy(&ended.output.stderr);
        let log = errors.lines().filter(|line| !line.contains("ASSERT") && !line.contains("Not sending extension"));
        // Certificates are shown with every detail, and each line of data with its command.
        let short = text.lines().filter(|line| line.starts_with("- ") || line.starts_with('*'));
        short.chain(log).take(200).fold(String::new(), |kept, line| kept + line + "\n")
    }
}

#[cfg(test)]
mod tests;
