//! Runs test programs with a check switched off.

use super::Binary;
use super::known::Known;
use core::fmt;
use core::time::Duration;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;
use tls_core::switches::Check;

/// The big test program, and the tests in it that take their time.
const ENGINE: &str = "engine";
const NOT_QUICK: [&str; 7] =
    ["every_", "attacks::a::", "attacks::b_keys::", "sweeps::", "bad_input::", "matrix::", "determinism::"];

/// How long tests may take whose time nobody knows yet.
const PATIENCE: Duration = Duration::from_secs(1_800);
/// And how long they may take with a check switched off: a multiple of the time without that, and something on top.
const FACTOR: u32 = 4;
const ON_TOP: Duration = Duration::from_secs(30);

/// How often a test program is asked whether it has ended.
const POLL: Duration = Duration::from_millis(5);

/// Which tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passes {
    /// Those that take a second or two together.
    Quick,
    /// All of them.
    Slow,
}

/// A test that failed, or a whole program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Red {
    pub(super) binary: String,
    /// `None`: the program did not end as test programs do.
    pub(super) test: Option<String>,
}

impl fmt::Display for Red {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.binary, self.test.as_deref().unwrap_or("(timed out or crashed)"))
    }
}

/// The tests that can be run.
#[derive(Debug)]
pub(super) struct Tests<'a> {
    binaries: &'a [Binary],
    /// How long a program may take: one that takes longer hangs, and counts as red.
    patience: Duration,
}

impl<'a> Tests<'a> {
    pub(super) const fn new(binaries: &'a [Binary]) -> Self {
        Self { binaries, patience: PATIENCE }
    }

    /// Runs tests with all checks in place, and learns how long they take.
    pub(super) fn honest(&mut self, run: impl Fn(&Self) -> Result<Vec<Red>, String>) -> Result<Vec<Red>, String> {
        self.patience = PATIENCE;
        let started = now();
        let red = run(self)?;
        self.patience = now().duration_since(started).saturating_mul(FACTOR).saturating_add(ON_TOP);
        Ok(red)
    }

    /// The tests that are red with this check switched off.
    pub(super) fn run(&self, off: Option<Check>, passes: Passes) -> Result<Vec<Red>, String> {
        let mut red = Vec::new();
        for binary in self.binaries {
            let mut arguments: Vec<&str> = Vec::new();
            if passes == Passes::Quick {
                if binary.name != ENGINE && binary.name != "tls_core" {
                    continue;
                }
                if binary.name == ENGINE {
                    NOT_QUICK.iter().for_each(|test| arguments.extend(["--skip", test]));
                }
            }
            red.extend(self.run_one(binary, off, &arguments)?);
            if passes == Passes::Slow && off.is_some() && !red.is_empty() {
                // One is enough: these take their time.
                break;
            }
        }
        Ok(red)
    }

    /// The tests among the known ones that are red with this check switched off.
    pub(super) fn run_known(&self, off: Option<Check>, known: &[Known]) -> Result<Vec<Red>, String> {
        let mut red = Vec::new();
        for binary in self.binaries {
            let mut arguments = vec!["--exact"];
            arguments.extend(known.iter().filter(|known| known.binary == binary.name).map(|known| &*known.test));
            if arguments.len() > 1 {
                red.extend(self.run_one(binary, off, &arguments)?);
            }
        }
        Ok(red)
    }

    fn run_one(&self, binary: &Binary, off: Option<Check>, arguments: &[&str]) -> Result<Vec<Red>, String> {
        let mut command = Command::new(&binary.program);
        command.args(arguments).current_dir(&binary.directory).env_remove("TLS_CORE_SWITCH_OFF");
        if let Some(off) = off {
            command.env("TLS_CORE_SWITCH_OFF", off.name());
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let child = child.map_err(|error| format!("{} cannot be started: {error}", binary.program.display()))?;
        let (ended, text) = self.wait(child)?;
        let mut red: Vec<Red> = text
            .lines()
            .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
            .map(|test| Red { binary: binary.name.clone(), test: Some(test.to_owned()) })
            .collect();
        if red.is_empty() && ended != Some(true) {
            red.push(Red { binary: binary.name.clone(), test: None });
        }
        red.sort_by(|a, b| a.test.cmp(&b.test));
        Ok(red)
    }

    /// Waits for the end: whether it was a good one (`None` if it had to be killed), and what was said.
    fn wait(&self, mut child: Child) -> Result<(Option<bool>, String), String> {
        let mut stdout = child.stdout.take().ok_or("a test program without standard output")?;
        let reader = thread::spawn(move || {
            let mut bytes = Vec::new();
            // What was said before the stream broke counts.
            let _ = stdout.read_to_end(&mut bytes);
            bytes
        });
        let started = now();
        let ended = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Some(status.success()),
                Ok(None) if now().duration_since(started) < self.patience => thread::sleep(POLL),
                Ok(None) => {
                    // It may have ended just now.
                    let _ = child.kill();
                    let _ = child.wait();
                    break None;
                }
                Err(error) => return Err(format!("a test program cannot be waited for: {error}")),
            }
        };
        let bytes = reader.join().map_err(|_| "what a test program says cannot be read")?;
        Ok((ended, String::from_utf8_lossy(&bytes).into_owned()))
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a test program takes is no input of the engine")]
fn now() -> Instant {
    Instant::now()
}
