//! rustls, through a small program of ours (`examples/rustls_peer`): it copies data as our own command line does and
//! reports in JSON.

use super::bytes::{group_name, scheme_name, suite_name};
use super::fact::{Camp, Fact, Witness};
use super::peer::{Peer, Pki, Setup, bad_end, port_after};
use super::process::{CommandLine, Ended, Output};
use super::scenario::{End, Exchange, Group, OTHER_PROTOCOL, PROTOCOL, Role, SERVER_NAME, Scenario, Side, Trial, yes};
use serde_json::Value;
use std::borrow::Cow;
use std::path::PathBuf;

/// What rustls calls its fragments has a record's header in it.
const HEADER: u16 = 5;

/// The program.
#[derive(Clone, Debug)]
pub struct Rustls {
    program: PathBuf,
    version: String,
}

impl Rustls {
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
        add("--suites", scenario.suite.code.to_string());
        let groups = scenario.groups(role);
        let codes = groups.iter().map(|group| match group {
            Group::X25519 => "29",
            Group::P256 => "23",
            Group::P384 => "24",
        });
        add("--groups", codes.collect::<Vec<_>>().join(","));
        if let Some(own) = scenario.files(role) {
            add("--cert", setup.pki.file(&format!("{own}.pem")));
            add("--key", setup.pki.file(&format!("{own}.key")));
        }
        if let Some(size) = scenario.limit(role) {
            add("--max-fragment-size", size.saturating_add(HEADER).to_string());
        }
        if scenario.rekeys(role) {
            add("--rekey-every", "1".to_owned());
        }
        CommandLine { program: self.program.clone(), arguments }
    }
}

/// The line of facts: the client's last of standard error, the server's last of standard output.
fn facts(role: Role, output: &Output) -> Value {
    let stream = match role {
        Role::Client => &output.stderr,
        Role::Server => &output.stdout,
    };
    let text = String::from_utf8_lossy(stream);
    let line = text.lines().rfind(|line| line.starts_with('{')).unwrap_or_default();
    serde_json::from_str(line).unwrap_or_default()
}

fn code(facts: &Value, key: &str) -> Option<u16> {
    facts.get(key)?.as_u64().and_then(|number| u16::try_from(number).ok())
}

/// `none` for null; a key that is missing says nothing.
fn word(facts: &Value, key: &str) -> Option<String> {
    match facts.get(key)? {
        Value::Null => Some("none".to_owned()),
        Value::String(word) => Some(word.clone()),
        _ => None,
    }
}

fn flag(facts: &Value, key: &str) -> Option<&'static str> {
    facts.get(key)?.as_bool().map(yes)
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    value.as_array()?.iter().map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok())).collect()
}

fn scheme(facts: &Value, key: &str) -> Option<&'static str> {
    let code = code(facts, key).map(u16::to_be_bytes);
    facts.get(key).map(|_| code.map_or("none", |code| scheme_name(&code)))
}

/// What the line of facts says.
fn witness(name: &str, role: Role, facts: &Value, pki: &Pki) -> Witness {
    let received: &[Fact] = match role {
        Role::Client => &[Fact::ServerName, Fact::ClientTrusted, Fact::ServerKeyUpdate],
        Role::Server => &[Fact::ServerTrusted, Fact::ClientKeyUpdate],
    };
    let below = [
        Fact::ClientRecords,
        Fact::ServerRecords,
        Fact::KeyShares,
        Fact::ClientEnd,
        Fact::ExtendedMasterSecret,
        Fact::Refusal,
    ];
    let silent = [&below, received].concat();
    let mut witness = Witness::new(name, Camp::Peer, &silent);
    if flag(facts, "done") != Some("yes") {
        return witness;
    }
    witness.say(Fact::Version, code(facts, "version").map(|version| if version == 0x0304 { "1.3" } else { "1.2" }));
    witness.say(Fact::Suite, code(facts, "suite").and_then(suite_name));
    witness.say(Fact::Group, code(facts, "group").map(|group| group_name(&group.to_be_bytes())));
    witness.say(Fact::HelloRetryRequest, flag(facts, "retry"));
    witness.say(Fact::Protocol, word(facts, "protocol"));
    witness.say(Fact::ClientAsked, flag(facts, "asked"));
    let named = facts.get("authorities").and_then(Value::as_array);
    let named = named.map(|names| names.first().map(|name| pki.authority_of(&bytes(name).unwrap_or_default())));
    witness.say(Fact::Authorities, named.map(|name| name.unwrap_or("none")));
    witness.say(Fact::End, flag(facts, "closed"));
    let peer_first = facts.get("peer_closed_first").and_then(Value::as_bool);
    witness.say(Fact::ClosedFirst, peer_first.map(|peer| if peer { role.other() } else { role }.name()));
    let leaf = |key: &str| facts.get(key).map(|leaf| bytes(leaf).map_or("none", |leaf| pki.name_of(&leaf)));
    let (certificate, own_certificate) = (leaf("certificate"), leaf("own_certificate"));
    let verified = flag(facts, "verified");
    let updated = facts.get("key_updates").and_then(Value::as_u64).map(|count| yes(count > 0));
    let (own, peers) = (scheme(facts, "own_scheme"), scheme(facts, "peer_scheme"));
    match role {
        Role::Client => {
            witness.say(Fact::ServerSignature, peers);
            witness.say(Fact::ClientSignature, own);
            witness.say(Fact::ServerCertificate, certificate);
            witness.say(Fact::ClientCertificate, own_certificate);
            witness.say(Fact::ServerTrusted, verified);
            witness.say(Fact::ClientKeyUpdate, updated);
        }
        Role::Server => {
            witness.say(Fact::ServerSignature, own);
            witness.say(Fact::ClientSignature, peers);
            witness.say(Fact::ServerName, word(facts, "server_name"));
            witness.say(Fact::ServerCertificate, own_certificate);
            witness.say(Fact::ClientCertificate, certificate);
            witness.say(Fact::ClientTrusted, if certificate == Some("none") { Some("none") } else { verified });
            witness.say(Fact::ServerKeyUpdate, updated);
        }
    }
    witness
}

impl Peer for Rustls {
    fn name(&self) -> &str {
        "rustls"
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn cannot(&self, role: Role, scenario: &Scenario) -> Option<String> {
        let reason = match scenario.trial {
            _ if scenario.suite.exchange == Exchange::Rsa => "rustls has no RSA key exchange",
            Trial::KeyShares(_) if role == Role::Client => "rustls sends one key share, for its first group",
            Trial::NoEms(_) => "rustls always uses extended_master_secret where the peer does",
            Trial::Padding(Side::Theirs, _) => "rustls does not pad",
            _ => return None,
        };
        Some(reason.to_owned())
    }

    fn server(&self, setup: &Setup<'_>) -> CommandLine {
        let mut command = self.command(setup, Role::Server, &["server"]);
        command.arguments.extend(["--alpn", PROTOCOL].map(str::to_owned));
        if setup.scenario.asks() {
            let authority = setup.pki.file(setup.scenario.client_authority());
            command.arguments.extend(["--client-ca".to_owned(), authority]);
        }
        if setup.scenario.is_optional() {
            command.arguments.extend(["--client-auth", "optional"].map(str::to_owned));
        }
        if setup.scenario.trial == Trial::Closing(End::Half) {
            command.arguments.extend(["--hold", "yes"].map(str::to_owned));
        }
        command
    }

    fn client(&self, setup: &Setup<'_>, port: u16) -> CommandLine {
        let mut command = self.command(setup, Role::Client, &["client", &port.to_string(), SERVER_NAME]);
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

    fn received<'a>(&self, role: Role, stdout: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        (role == Role::Client).then_some(stdout.into())
    }

    fn witnesses(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Vec<Witness> {
        vec![witness(self.name(), role, &facts(role, &ended.output), setup.pki)]
    }

    fn complaint(&self, role: Role, setup: &Setup<'_>, ended: &Ended) -> Option<String> {
        // It ends with an error then, and its report is a witness.
        let cut = setup.scenario.trial == Trial::Closing(End::Cut) && ended.exit.is_some();
        let errors = String::from_utf8_lossy(&ended.output.stderr);
        let error = errors.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
        let silent = facts(role, &ended.output).is_null().then(|| format!("{} reports nothing", self.name()));
        let bad = bad_end(self.name(), ended).filter(|_| !cut).map(|end| format!("{end}: {error}"));
        bad.or(silent)
    }

    fn account(&self, role: Role, _: &Setup<'_>, ended: &Ended) -> String {
        let mut facts = facts(role, &ended.output);
        if let Some(facts) = facts.as_object_mut() {
            facts.retain(|key, _| !key.ends_with("certificate"));
        }
        let errors = String::from_utf8_lossy(&ended.output.stderr);
        let errors = errors.lines().filter(|line| !line.starts_with('{'));
        errors.fold(format!("{facts}\n"), |kept, line| kept + line + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn honest() -> Value {
        json!({
            "done": true, "version": 0x0304, "suite": 0x1301, "group": 29, "retry": false, "protocol": "interop/1",
            "server_name": "server.example", "certificate": [1, 2],
            "own_certificate": [3, 4], "own_scheme": 0x0403, "peer_scheme": 0x0807,
            "verified": true, "asked": true, "authorities": [[7, 7, 7]], "key_updates": 1, "closed": true,
            "peer_closed_first": true,
        })
    }

    #[test]
    fn every_changed_value_changes_what_is_said() {
        let directory = tempfile::tempdir().unwrap();
        let pki = Pki::make(directory.path()).unwrap();
        for role in Role::ALL {
            let says = |facts: &Value| witness("rustls", *role, facts, &pki).says;
            let truth = says(&honest());
            assert_eq!(truth[&Fact::Version], "1.3");
            assert_eq!(truth[&Fact::ClientAsked], "yes");
            let unused = if *role == Role::Client { ["server_name"].as_slice() } else { &[] };
            for (key, value) in honest().as_object().unwrap().iter().filter(|(key, _)| !unused.contains(&key.as_str()))
            {
                let mut lie = honest();
                lie[key] = match value {
                    Value::Bool(value) => json!(!value),
                    Value::Number(number) if number.as_u64() == Some(1) => json!(0),
                    Value::Number(_) => json!(0x0301),
                    Value::String(_) => json!("other"),
                    _ => json!([]),
                };
                if !key.ends_with("certificate") {
                    assert_ne!(says(&lie), truth, "{role}: {key}");
                }
                lie.as_object_mut().unwrap().remove(key);
                assert!(says(&lie).len() < truth.len(), "{role}: {key}: a silence");
            }
            for key in ["certificate", "own_certificate"] {
                let mut none = honest();
                none[key] = Value::Null;
                assert_ne!(says(&none), truth, "{role}: no {key}");
            }
        }
    }
}
