//! A program that runs beside us: its three streams, and its end.

use crate::clock::Deadline;
use core::fmt;
use core::net::Ipv4Addr;
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// How often a process that has closed its output is asked whether it has ended.
const POLL: Duration = Duration::from_millis(1);
/// Read at once.
const PIECE: usize = 64 * 1024;

/// A program with its arguments; displays as a shell takes it.
#[derive(Clone, Debug)]
pub struct CommandLine {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", quoted(&self.program.display().to_string()))?;
        self.arguments.iter().try_for_each(|argument| write!(f, " {}", quoted(argument)))
    }
}

fn quoted(word: &str) -> String {
    if !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "/._-+@%:,=".contains(c)) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A free port for a program that cannot choose one: below those that the system gives to connections.
pub(crate) fn free_port() -> u16 {
    const FIRST: u16 = 20_000;
    const COUNT: u32 = 10_000;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Two runs at once begin at different places.
    let begin = std::process::id().wrapping_mul(997);
    let port =
        |number: u32| u16::try_from(begin.wrapping_add(number) % COUNT).unwrap_or_default().saturating_add(FIRST);
    let mut next = core::iter::repeat_with(|| port(NEXT.fetch_add(1, Ordering::Relaxed))).take(100);
    next.find(|port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok()).unwrap_or(FIRST)
}

/// What a process wrote.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// Streams that are still open.
    open: u8,
}

/// A process that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How it was started.
    pub command: CommandLine,
    /// What it wrote.
    pub output: Output,
    /// `None` if it had to be killed.
    pub exit: Option<ExitStatus>,
}

#[derive(Debug, Default)]
struct Shared {
    output: Mutex<Output>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A process that runs. It is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    command: CommandLine,
    child: Child,
    shared: Arc<Shared>,
    input: Mutex<Option<mpsc::Sender<Arc<[u8]>>>>,
}

impl Running {
    pub(crate) fn start(command: CommandLine) -> Result<Self, String> {
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            // Neither may write keys where a developer's environment says.
            .env_remove("SSLKEYLOGFILE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} cannot be started: {error}", command.program.display()))?;
        let shared = Arc::new(Shared::default());
        shared.lock().open = 2;
        if let Some(stdout) = child.stdout.take() {
            pump(stdout, &shared, |output| &mut output.stdout);
        }
        if let Some(stderr) = child.stderr.take() {
            pump(stderr, &shared, |output| &mut output.stderr);
        }
        let (input, pieces) = mpsc::channel::<Arc<[u8]>>();
        if let Some(mut stdin) = child.stdin.take() {
            // Ends, and closes the stream, when the sender is dropped.
            thread::spawn(move || {
                for piece in pieces {
                    if stdin.write_all(&piece).and_then(|()| stdin.flush()).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Self { command, child, shared, input: Mutex::new(Some(input)) })
    }

    pub(crate) fn write(&self, bytes: &Arc<[u8]>) {
        if let Some(input) = &*self.input.lock().unwrap_or_else(PoisonError::into_inner) {
            // A process that reads no more is found out by what it does not write.
            let _ = input.send(Arc::clone(bytes));
        }
    }

    pub(crate) fn close_input(&self) {
        *self.input.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Waits until the output has what is looked for. `None` if that does not come: the streams ended or time is over.
    pub(crate) fn wait_for<T>(&self, deadline: Deadline, find: impl Fn(&Output) -> Option<T>) -> Option<T> {
        let mut output = self.shared.lock();
        loop {
            if let Some(found) = find(&output) {
                return Some(found);
            }
            if output.open == 0 || deadline.is_over() {
                return None;
            }
            let waited = self.shared.changed.wait_timeout(output, deadline.left());
            output = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Asks it to end, as one that serves for ever is ended.
    pub(crate) fn stop(&self) {
        // There is no signal to be had but through a program. Where that fails, the deadline kills.
        let _ = Command::new("sh").args(["-c", &format!("kill {}", self.child.id())]).stderr(Stdio::null()).status();
    }

    /// Waits for the end; kills what does not end in time.
    pub(crate) fn finish(mut self, deadline: Deadline) -> Ended {
        self.close_input();
        let _ = self.wait_for(deadline, |output| (output.open == 0).then_some(()));
        let mut exit = self.child.try_wait().ok().flatten();
        while exit.is_none() && !deadline.is_over() {
            thread::sleep(POLL);
            exit = self.child.try_wait().ok().flatten();
        }
        if exit.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        let output = core::mem::take(&mut *self.shared.lock());
        Ended { command: self.command.clone(), output, exit }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn pump(mut stream: impl Read + Send + 'static, shared: &Arc<Shared>, into: fn(&mut Output) -> &mut Vec<u8>) {
    let shared = Arc::clone(shared);
    thread::spawn(move || {
        let mut piece = vec![0; PIECE];
        while let Ok(count @ 1..) = stream.read(&mut piece) {
            into(&mut shared.lock()).extend_from_slice(piece.get(..count).unwrap_or_default());
            shared.changed.notify_all();
        }
        let mut output = shared.lock();
        output.open = output.open.saturating_sub(1);
        drop(output);
        shared.changed.notify_all();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Running {
        let arguments = vec!["-c".to_owned(), script.to_owned()];
        Running::start(CommandLine { program: "sh".into(), arguments }).unwrap()
    }

    #[test]
    fn what_goes_in_comes_out_and_the_end_is_noticed() {
        let running = shell("cat; echo gone >&2; exit 3");
        running.write(&Arc::from(*b"hello"));
        let limit = Deadline::after(Duration::from_secs(10));
        assert!(running.wait_for(limit, |output| (output.stdout == b"hello").then_some(())).is_some());
        running.close_input();
        let ended = running.finish(limit);
        assert_eq!(ended.output.stderr, b"gone\n");
        assert_eq!(ended.exit.unwrap().code(), Some(3));
        assert_eq!(ended.command.to_string(), "sh -c 'cat; echo gone >&2; exit 3'");
    }

    #[test]
    fn who_does_not_end_is_killed() {
        let running = shell("exec sleep 100");
        let ended = running.finish(Deadline::after(Duration::from_millis(50)));
        assert!(ended.exit.is_none());
    }

    #[test]
    fn who_serves_for_ever_is_stopped() {
        let running = shell("trap 'echo stopped; exit 1' TERM; echo ready; while :; do sleep 0.01; done");
        let limit = Deadline::after(Duration::from_secs(10));
        assert!(running.wait_for(limit, |output| (output.stdout == b"ready\n").then_some(())).is_some());
        running.stop();
        let ended = running.finish(limit);
        assert_eq!(
            (ended.exit.unwrap().code(), ended.output.stdout.as_slice()),
            (Some(1), b"ready\nstopped\n".as_slice())
        );
    }

    #[test]
    fn a_program_that_is_not_there() {
        let command = CommandLine { program: "/nowhere/openssl".into(), arguments: Vec::new() };
        assert!(Running::start(command).unwrap_err().starts_with("/nowhere/openssl cannot be started"));
    }
}
