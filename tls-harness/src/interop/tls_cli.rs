//! Our own program.

use super::fact::{Camp, Fact, Witness};
use super::peer::{Peer, Setup, bad_end, port_after};
use super::process::{CommandLine, Ended, Output};
use super::scenario::{
    End, Exchange, Group, OTHER_PROTOCOL, PROTOCOL, Role, SERVER_NAME, Scenario, Trial, WithoutEms, refusal,
};
use serde_json::Value;
use std::borrow::Cow;
use std::path::PathBuf;

const NAME: &str = "tls-cli";
/// The code of a transport that ended without close_notify.
const TRUNCATED: &str = "TLS-CLOSE-TRUNCATED";
/// The code of a TLS 1.2 peer without extended_master_secret, for which alone we are made to refuse.
const NO_EMS: &str = "TLS-NEG-NO-EMS";
/// After so many records, where keys are to be changed often.
const REKEY_AFTER: &str = "2";

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
        if let Some(own) = scenario.files(role) {
            add("--cert", setup.pki.file(&format!("{own}.pem")));
            add("--key", setup.pki.file(&format!("{own}.key")));
        }
        if let Some(size) = scenario.limit(role) {
            add("--max-fragment", size.to_string());
        }
        if let Some(size) = scenario.padding(role) {
            add("--pad-to", size.to_string());
        }
        if scenario.rekeys(role) {
            add("--rekey-after", REKEY_AFTER.to_owned());
        }
        if let (Role::Client, Trial::KeyShares(_)) = (role, scenario.trial) {
            let shares: Vec<_> = scenario.key_shares().into_iter().map(Group::name).collect();
            let shares = if shares.is_empty() { "none".to_owned() } else { shares.join(",") };
            arguments.extend(["--key-shares".to_owned(), shares]);
        }
        if scenario.trial == Trial::NoEms(WithoutEms::Allowed) {
            arguments.push("--allow-no-ems".to_owned());
        }
        arguments.extend((scenario.suite.exchange == Exchange::Rsa).then(|| "--rsa-key-exchange".to_owned()));
        arguments.push("--json".to_owned());
        CommandLine { program: self.program.clone(), arguments }
    }
}

impl TlsCli {
    /// A server goes on to other connections; a client's exit code is that of its one.
    fn exit_fault(&self, role: Role, ended: &Ended, of_client: i32) -> Option<String> {
        let code = if role == Role::Client { of_client } else { 0 };
        let status = ended.exit.and_then(|status| status.code());
        (status != Some(code)).then(|| format!("{} ends with {status:?}, not {code}", self.name()))
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

/// `yes` if the connection ended well, `no` if it was cut off, else the outcome's word.
fn end(facts: &Value) -> Option<String> {
    let code = facts.get("error").and_then(|error| word(error, "code"));
    let outcome = word(facts, "outcome")?;
    Some(match (outcome.as_str(), code.as_deref()) {
        ("clean", _) => "yes".to_owned(),
        ("transport", Some(TRUNCATED)) => "no".to_owned(),
        _ => outcome,
    })
}

/// Who refused with which alert; another reason than the one that was given is told instead.
fn refused(role: Role, facts: &Value) -> Option<String> {
    let error = facts.get("error")?;
    let code = word(error, "code")?;
    if code != NO_EMS {
        return Some(code);
    }
    let sender = if word(error, "direction")? == "sent" { role } else { role.other() };
    Some(refusal(sender, &word(error, "alert")?))
}

/// What the line of facts says.
fn witness_of(role: Role, ended: &Ended) -> Witness {
    // A certificate is reported only by the side that receives it. The program does not tell whom the server named as
    // authorities, nor anything about records, keys and who closed first.
    let received: &[Fact] = match role {
        Role::Client => &[Fact::ServerName, Fact::ClientCertificate, Fact::ClientTrusted],
        Role::Server => &[Fact::ServerCertificate, Fact::ServerTrusted],
    };
    let below = [
        Fact::Authorities,
        Fact::ClientKeyUpdate,
        Fact::ServerKeyUpdate,
        Fact::ClientRecords,
        Fact::ServerRecords,
        Fact::KeyShares,
        Fact::ClosedFirst,
        Fact::ClientEnd,
    ];
    let silent = [&below, received].concat();
    let mut witness = Witness::new(NAME, Camp::Ours, &silent);
    let Some(facts) = facts(role, ended) else { return witness };
    let version = word(&facts, "version");
    witness.say(Fact::Version, version.map(|version| version.trim_start_matches("TLSv").to_owned()));
    witness.say(Fact::Suite, word(&facts, "suite"));
    witness.say(Fact::Group, word(&facts, "group"));
    // The server's, whichever side reports.
    witness.say(Fact::ServerSignature, word(&facts, "signature_scheme"));
    witness.say(Fact::ClientSignature, word(&facts, "client_signature_scheme"));
    witness.say(Fact::HelloRetryRequest, word(&facts, "hello_retry_request"));
    witness.say(Fact::ExtendedMasterSecret, word(&facts, "extended_master_secret"));
    witness.say(Fact::Refusal, refused(role, &facts));
    witness.say(Fact::Protocol, word(&facts, "alpn"));
    let asked = word(&facts, "client_certificate");
    let was_asked = asked.as_deref().map(|asked| if asked == "not_requested" { "no" } else { "yes" });
    witness.say(Fact::ClientAsked, was_asked);
    let end = end(&facts);
    witness.say(Fact::End, end.clone());
    // Trust is settled before data can be lost.
    let clean = end.map(|end| if end == "no" { "yes".to_owned() } else { end });
    match role {
        Role::Client => {
            witness.say(Fact::ServerCertificate, common_name(&facts));
            // Nobody is asked to trust blindly, so a clean end means that the chain and the name were accepted.
            witness.say(Fact::ServerTrusted, clean);
        }
        Role::Server => {
            witness.say(Fact::ServerName, word(&facts, "server_name"));
            witness.say(Fact::ClientCertificate, common_name(&facts));
            let trusted = asked.and_then(|asked| match asked.as_str() {
                "sent" => clean,
                "not_requested" | "not_sent" => Some("none".to_owned()),
                _ => Some(asked),
            });
            witness.say(Fact::ClientTrusted, trusted);
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

    fn cannot(&self, _: Role, _: &Scenario) -> Option<String> {
        None
    }

    fn server(&self, setup: &Setup<'_>) -> CommandLine {
        let mut command = self.command(setup, Role::Server, &["server", "--listen", "127.0.0.1:0", "--count", "1"]);
        command.arguments.extend(["--alpn".to_owned(), PROTOCOL.to_owned()]);
        if setup.scenario.is_request() {
            command.arguments.extend(["--mode", "http"].map(str::to_owned));
        }
        if setup.scenario.asks() {
            let authority = setup.pki.file(setup.scenario.client_authority());
            command.arguments.extend(["--client-ca".to_owned(), authority]);
        }
        if setup.scenario.is_optional() {
            command.arguments.extend(["--client-auth", "optional"].map(str::to_owned));
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

    fn port(&self, output: &Output) -> Option<u16> {
        port_after("listening on ", &output.stdout)
    }

    fn echoes(&self) -> bool {
        true
    }

    /// The client's standard output is the data and nothing else; the server echoes and keeps none.
    fn received<'a>(&self, role: Role, stdout: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        (role == Role::Client).then_some(stdout.into())
    }

    fn witnesses(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Vec<Witness> {
        let mut witness = witness_of(role, ended);
        if setup.scenario.is_request() {
            // It has closed, and the client sees that; what it reports is whether the client did, too.
            let answered = witness.says.remove(&Fact::End);
            witness.say(Fact::ClientEnd, answered);
            witness.silent.push(Fact::End);
        }
        vec![witness]
    }

    fn complaint(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Option<String> {
        let facts = facts(role, ended);
        let end = facts.as_ref().and_then(end);
        match end.as_deref() {
            Some("yes") => bad_end(self.name(), ended),
            Some("no") if setup.scenario.trial == Trial::Closing(End::Cut) => self.exit_fault(role, ended, 3),
            Some("no") if setup.scenario.is_request() && !setup.scenario.answers_close() => {
                self.exit_fault(role, ended, 0)
            }
            // For the right reason: that is the witness's to say.
            Some("refused") if setup.scenario.is_refused() => self.exit_fault(role, ended, 1),
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
