//! One file for each subcommand: carries out what `args` says was meant.

mod chain;
mod client;
mod explain;
mod lines;
mod pki;
mod policy;
mod server;
mod trace;

use crate::args::Command;
use crate::problem::{Exit, Problem};
use crate::report::{self, Report};
use std::io::Write;
use tokio::runtime::{Builder, Runtime};

/// Does it and says how it went.
pub(crate) fn run(command: Command) -> Exit {
    match command {
        Command::Pki(args) => ended(pki::run(&args), args.json),
        Command::Policy(args) => ended(policy::run(&args), args.json),
        Command::Explain(args) => ended(explain::run(&args), args.json),
        Command::Chain(args) => chain::run(&args).unwrap_or_else(|problem| ended(Err(problem), args.json)),
        Command::Client(args) => client::run(&args),
        Command::Server(args) => ended(server::run(&args), args.output.json),
        Command::Trace(args) => {
            trace::run(&args).unwrap_or_else(|problem| ended(Err(problem), args.connect.output.json))
        }
    }
}

fn ended(result: Result<(), Problem>, json: bool) -> Exit {
    match result {
        Ok(()) => Exit::Clean,
        Err(problem) => {
            say(&problem, json);
            problem.exit()
        }
    }
}

/// Says on standard error what ended the program; with JSON the object is its last line.
fn say(problem: &Problem, json: bool) {
    report::error(&format!("{problem:#}"));
    if json {
        report::note(&report::object(&Report { problem: Some(problem), ..Report::default() }).to_string());
    }
}

/// Writes a line to standard output at once; `false` if nobody reads it any more.
fn print(line: &str) -> bool {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).is_ok()
}

fn runtime(mut builder: Builder) -> Result<Runtime, Problem> {
    builder.enable_all().build().map_err(|error| {
        Problem::transport(
            "NET-RUNTIME",
            format!("the system gives no threads or sockets: {error}; free some and try again"),
        )
    })
}
