//! Our own program.

use super::fact::{Camp, Fact, Witness};
use super::peer::{Peer, Setup, bad_end, port_after};
use super::process::{CommandLine, Ended};
use super::scenario::{Exchange, OTHER_PROTOCOL, PROTOCOL, Role, SERVER_NAME};
use serde_json::Value;
use std::path::PathBuf;

const NAME: &str = "tls-cli";

/// `tls-cli client` and `tls-cli server`.
#[derive(Clone, Debug)]
pub struct TlsCli {
    program: PathBuf,
    version: String,
}

impl TlsCli {
    /// The program at this path, which gives this version.
    #[must_use]
    pub fn new(program: PathBuf, version: String) -> Self {
        Self { program, version }
    }

    fn command(&self, setup: &Setup<'_>, role: Role, first: &[&str]) -> CommandLine {
        let scenario = setup.scenario;
        let mut arguments: Vec<String> = first.iter().map(|word| (*word).to_owned()).collect();
        let mut add = |flag: &str, value: String| arguments.extend([flag.to_owned(), value]);
        add("--tls", scenario.version().name().to_owned());
        add("--suites", scenario.suite.name.to_owned());
        let groups: Vec<_> = scenario.groups(role).iter().map(|group| group.name()).collect();
        if !groups.is_empty() {
            add("--groups", groups.join(","));
        }
        let own = match role {
            Role::Server => Some(format!("server-{}", scenario.server)),
            Role::Client => scenario.client.map(|key| format!("client-{key}")),
        };
        if let Some(own) = own {
            add("--cert", setup.pki.file(&format!("{own}.pem")));
            add("--key", setup.pki.file(&format!("{own}.key")));
        }
        arguments.extend((scenario.suite.exchange == Exchange::Rsa).then(|| "--rsa-key-exchange".to_owned()));
        arguments.push("--json".to_owned());
        CommandLine { program: self.program.clone(), arguments }
    }
}

/// The line of facts: the client's last of standard error, the server's last of standard output.
fn facts(role: Role, ended: &Ended) -> Option<Value> {
    let stream = match role {
        Role::Client => &ended.output.stderr,
        Role::Server => &ended.output.stdout,
    };
    let text = String::from_utf8_lossy(stream);
    serde_json::from_str(text.lines().rfind(|line| line.starts_with('{'))?).ok()
}

/// A value in words; `null` is `none`, a key that is missing says nothing.
fn word(facts: &Value, key: &str) -> Option<String> {
    match facts.get(key)? {
        Value::Null => Some("none".to_owned()),
        Value::String(word) => Some(word.clone()),
        _ => None,
    }
}

fn common_name(facts: &Value) -> Option<String> {
    word(facts, "peer_subject").map(|subject| subject.strip_prefix("CN=").unwrap_or(&subject).to_owned())
}

/// What the line of facts says.
fn witness_of(role: Role, ended: &Ended) -> Witness {
    // A certificate is reported only by the side that receives it. The program does not tell how often the hellos
    // went, nor with which scheme the client signed.
    let received: &[Fact] = match role {
        Role::Client => &[Fact::ServerName, Fact::ClientCertificate, Fact::ClientTrusted],
        Role::Server => &[Fact::ServerCertificate, Fact::ServerTrusted],
    };
    let silent = [&[Fact::HelloRetryRequest, Fact::ClientSignature], received].concat();
    let mut witness = Witness::new(NAME, Camp::Ours, &silent);
    let Some(facts) = facts(role, ended) else { return witness };
    let version = word(&facts, "version");
    witness.say(Fact::Version, version.map(|version| version.trim_start_matches("TLSv").to_owned()));
    witness.say(Fact::Suite, word(&facts, "suite"));
    witness.say(Fact::Group, word(&facts, "group"));
    // The server's, whichever side reports.
    witness.say(Fact::ServerSignature, word(&facts, "signature_scheme"));
    witness.say(Fact::Protocol, word(&facts, "alpn"));
    let clean = word(&facts, "outcome").map(|outcome| if outcome == "clean" { "yes".to_owned() } else { outcome });
    match role {
        Role::Client => {
            witness.say(Fact::ServerCertificate, common_name(&facts));
            // Nobody is asked to trust blindly, so a clean end means that the chain and the name were accepted.
            witness.say(Fact::ServerTrusted, clean);
        }
        Role::Server => {
            witness.say(Fact::ServerName, word(&facts, "server_name"));
            witness.say(Fact::ClientCertificate, common_name(&facts));
            let asked = word(&facts, "client_certificate");
            witness.say(
                Fact::ClientTrusted,
                asked.and_then(|asked| match asked.as_str() {
                    "sent" => clean,
                    "not_requested" => Some("none".to_owned()),
                    _ => Some(asked),
                }),
            );
        }
    }
    witness
}

impl Peer for TlsCli {
    fn name(&self) -> &str {
        NAME
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn server(&self, setup: &Setup<'_>) -> CommandLine {
        let mut command = self.command(setup, Role::Server, &["server", "--listen", "127.0.0.1:0", "--count", "1"]);
        command.arguments.extend(["--alpn".to_owned(), PROTOCOL.to_owned()]);
        if setup.scenario.client.is_some() {
            command.arguments.extend(["--client-ca".to_owned(), setup.pki.file("root.pem")]);
        }
        command
    }

    fn client(&self, setup: &Setup<'_>, port: u16) -> CommandLine {
        let target = format!("127.0.0.1:{port}");
        let mut command = self.command(setup, Role::Client, &["client", &target, "--name", SERVER_NAME]);
        let protocols = format!("{OTHER_PROTOCOL},{PROTOCOL}");
        command.arguments.extend(["--alpn".to_owned(), protocols, "--ca".to_owned(), setup.pki.file("root.pem")]);
        command
    }

    fn port(&self, stdout: &[u8]) -> Option<u16> {
        port_after("listening on ", stdout)
    }

    fn echoes(&self) -> bool {
        true
    }

    /// The client's standard output is the data and nothing else; the server echoes and keeps none.
    fn received<'a>(&self, role: Role, stdout: &'a [u8]) -> Option<&'a [u8]> {
        (role == Role::Client).then_some(stdout)
    }

    fn witnesses(&self, role: Role, _: &Setup<'_>, ended: &Ended) -> Vec<Witness> {
        vec![witness_of(role, ended)]
    }

    fn complaint(&self, role: Role, ended: &Ended) -> Option<String> {
        let facts = facts(role, ended);
        match facts.as_ref().and_then(|facts| word(facts, "outcome")) {
            Some(outcome) if outcome == "clean" => bad_end(self.name(), ended),
            Some(outcome) => {
                let sentence = facts.as_ref().and_then(|facts| word(facts.get("error")?, "sentence"));
                Some(format!("{} reports {outcome}: {}", self.name(), sentence.unwrap_or_default()))
            }
            None => Some(bad_end(self.name(), ended).unwrap_or_else(|| format!("{} reports nothing", self.name()))),
        }
    }

    fn account(&self, role: Role, _: &Setup<'_>, ended: &Ended) -> String {
        let output = &ended.output;
        let stdout = if role == Role::Server { String::from_utf8_lossy(&output.stdout) } else { "".into() };
        format!("{}{}", stdout, String::from_utf8_lossy(&output.stderr))
    }
}

#[cfg(test)]
mod tests;
