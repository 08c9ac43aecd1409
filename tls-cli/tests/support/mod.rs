//! Runs the program: a server in the background, a client with given input, both ended whatever happens.
#![allow(dead_code, reason = "not every test needs everything")]
#![allow(clippy::unwrap_used, reason = "clippy takes only functions with #[test] for tests")]

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use tempfile::TempDir;

/// A PKI made by the program itself, shared by all tests of one file.
pub(crate) static PKI: LazyLock<TempDir> = LazyLock::new(make_pki);

pub(crate) fn make_pki() -> TempDir {
    let directory = TempDir::new().unwrap();
    let made = program().arg("pki").arg(directory.path()).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    directory
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tls-cli"));
    command.env_remove("SSLKEYLOGFILE").current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

/// A path in the PKI.
pub(crate) fn pki(name: &str) -> String {
    PKI.path().join(name).display().to_string()
}

/// Flags in one string; `@NAME` stands for a file of the PKI.
fn flags(text: &str) -> Vec<String> {
    text.split_whitespace().map(|word| word.strip_prefix('@').map_or_else(|| word.to_owned(), pki)).collect()
}

/// A server on a free port.
pub(crate) struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    messages: BufReader<ChildStderr>,
    pub(crate) port: u16,
}

impl Server {
    /// `identity` is the name of its certificate; facts come as JSON.
    pub(crate) fn start(identity: &str, more: &str) -> Self {
        Self::start_with(&format!("@{identity}.pem"), &format!("@{identity}.key"), more)
    }

    /// The same with these files.
    pub(crate) fn start_with(cert: &str, key: &str, more: &str) -> Self {
        let own = format!("server --listen 127.0.0.1:0 --json --cert {cert} --key {key} {more}");
        let mut child = program().args(flags(&own)).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let messages = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let port = line.trim_end().strip_prefix("listening on 127.0.0.1:").unwrap().parse().unwrap();
        Self { child, output, messages, port }
    }

    /// The facts of the next connection that ends.
    pub(crate) fn next_facts(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Tells it to read its files again, and waits until it says something that begins so (after `warning: `).
    pub(crate) fn hang_up(&mut self, answer: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
        loop {
            let mut line = String::new();
            assert_ne!(self.messages.read_line(&mut line).unwrap(), 0, "it ended");
            let said = line.strip_prefix("warning: ").unwrap_or(&line);
            if said.contains("eload") {
                assert!(said.starts_with(answer), "{said}");
                return;
            }
        }
    }

    /// Waits until it ends by itself (`--count`).
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a client ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) output: Vec<u8>,
    /// The last line of standard error.
    pub(crate) facts: Value,
    pub(crate) messages: String,
}

/// Runs a client to its end.
pub(crate) fn client(port: u16, more: &str, input: &[u8]) -> Ended {
    let own = format!("client localhost:{port} --json {more}");
    let mut child = program()
        .args(flags(&own))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut output = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A client that has ended reads no more.
            let _ = stdin.write_all(input);
        });
        stdout.read_to_end(&mut output).unwrap();
    });
    let ended = child.wait_with_output().unwrap();
    let messages = String::from_utf8(ended.stderr).unwrap();
    let facts = serde_json::from_str(messages.lines().last().unwrap()).unwrap();
    Ended { code: ended.status.code(), output, facts, messages }
}

/// The lines of a file.
pub(crate) fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}
