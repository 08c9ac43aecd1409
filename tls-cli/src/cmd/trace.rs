//! `trace`: two handshakes of our own in memory, or one with a server.

use super::{print, runtime};
use crate::args::{Address, TraceArgs};
use crate::io::{Driver, KeyLog, Stopwatch, Terminal, connect, unix_time};
use crate::problem::{Exit, Problem};
use crate::report;
use crate::report::chain::Stranger;
use serde_json::json;
use tls_core::conn::{ClientConnection, Observation, Seams, Sink};
use tls_core::msg::Role;
use tls_trace::ladder::{self, Options};
use tls_trace::{Recorder, Trace, in_process};
use tokio::runtime::Builder;

/// Columns where nobody says how many there are.
const WIDTH: usize = 100;

pub(crate) fn run(args: &TraceArgs) -> Result<Exit, Problem> {
    match &args.target {
        Some(target) => live(args, target),
        None => in_memory(args),
    }
}

fn options(args: &TraceArgs) -> Options {
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
    Options { width: width.clamp(60, 120), bytes: args.bytes, secrets: args.secrets }
}

/// Prints handshakes with their titles; `false` if nobody reads any more.
fn show(shows: &[(&str, &Trace)], stranger: Option<&Stranger<'_>>, args: &TraceArgs) -> bool {
    if args.connect.output.json {
        let handshakes =
            shows.iter().map(|(title, trace)| json!({ "title": title, "trace": tls_trace::json::render(trace) }));
        let mut object = json!({ "handshakes": handshakes.collect::<Vec<_>>() });
        if let (Some(stranger), Some(object)) = (stranger, object.as_object_mut()) {
            object.insert("trust".to_owned(), stranger.object());
        }
        return print(&object.to_string());
    }
    let options = options(args);
    let bar = "━".repeat(options.width);
    let (legend, ladder) = (ladder::legend(), |trace| ladder::render(trace, &options));
    let read =
        shows.iter().all(|(title, trace)| print(&format!("{bar}\n  {title}\n{bar}\n{legend}\n\n{}", ladder(trace))));
    match stranger.filter(|_| read) {
        Some(stranger) => {
            print(&format!("{bar}\n  Why the certificates are refused\n{bar}\n{}", stranger.text().trim_end()))
        }
        None => read,
    }
}

fn in_memory(args: &TraceArgs) -> Result<Exit, Problem> {
    let shows = if args.secrets { in_process::handshakes_with_secrets } else { in_process::handshakes };
    let shows = shows(unix_time()).map_err(|error| {
        Problem::Usage(format!("{error}; this is a fault of this machine (randomness?) or of this program: report it"))
    })?;
    let shown: Vec<_> = shows.iter().map(|one| (one.title, &one.trace)).collect();
    if show(&shown, None, args) && !args.connect.output.json {
        report::note(
            "Next: `tls-cli trace --bytes` shows every field, `tls-cli trace HOST:PORT --ca FILE` a real server's handshake.",
        );
    }
    Ok(Exit::Clean)
}

/// A recorder and, where asked for, a key log beside it.
struct Both {
    recorder: Box<dyn Sink>,
    keylog: Option<KeyLog>,
}

impl Sink for Both {
    fn observe(&mut self, role: Role, observation: Observation<'_>) {
        if let Some(keylog) = &mut self.keylog {
            keylog.observe(role, observation);
        }
        if self.recorder.wants_secrets() || !matches!(observation, Observation::Secret { .. }) {
            self.recorder.observe(role, observation);
        }
    }

    fn wants_secrets(&self) -> bool {
        self.keylog.is_some() || self.recorder.wants_secrets()
    }
}

fn live(args: &TraceArgs, target: &Address) -> Result<Exit, Problem> {
    let config = args.connect.config(&mut |warning| report::warning(&warning))?;
    let name = args.connect.server_name(target)?;
    let wanted = name.clone();
    let keylog = KeyLog::from_flag(args.connect.output.keylog.as_deref())?;
    let recorder = if args.secrets { Recorder::with_secrets() } else { Recorder::new() };
    let sink = Both { recorder: recorder.sink(), keylog };
    let runtime = runtime(Builder::new_current_thread())?;
    let ended = runtime.block_on(async {
        let watch = Stopwatch::start();
        let socket = connect(target, args.connect.timeout).await?;
        let session = ClientConnection::new(config, name, Seams::sink(Box::new(sink)))?;
        // Nothing is sent but close_notify: a trace shows the handshake and how the server says goodbye.
        let terminal = Terminal::new(tokio::io::empty(), tokio::io::sink(), |_: &_| {});
        Ok::<_, Problem>(
            Driver::new(session, terminal, socket.into_split(), watch.left_of(args.connect.timeout)).run().await,
        )
    })?;
    let (target, name, profile) = (target.to_string(), wanted.to_str(), args.connect.trust.profile.name());
    let server = ended.untrusted.as_ref().map(|untrusted| Stranger::server(untrusted, &target, &name, profile));
    show(&[(&format!("{target}, seen from the client"), &recorder.trace())], server.as_ref(), args);
    match ended.problem {
        // The ladder has said it already.
        Some(problem @ Problem::Tls(_)) => Ok(problem.exit()),
        Some(problem) => Err(problem),
        None => Ok(Exit::Clean),
    }
}
