//! `client HOST:PORT`.

use super::{runtime, say};
use crate::args::{ClientArgs, ClientPlan};
use crate::io::{Driver, Ended, Stopwatch, Terminal, connect};
use crate::problem::{Exit, Problem};
use crate::report::chain::Stranger;
use crate::report::{self, Report, Timing};
use core::time::Duration;
use tls_core::conn::{ClientConnection, Facts, Seams};
use tokio::runtime::Builder;

pub(crate) fn run(args: &ClientArgs) -> Exit {
    let json = args.connect.output.json;
    let name = args.connect.name.clone().unwrap_or_else(|| args.target.host.clone());
    if args.connect.insecure {
        report::warning(
            "--insecure: the server's certificate is NOT checked; whoever is on the path can read and change everything. \
             Use it for experiments only; --ca FILE trusts a server of your own",
        );
    }
    let plan = args.plan(&mut |warning| report::warning(&warning));
    let (runtime, plan) = match plan.and_then(|plan| Ok((runtime(Builder::new_current_thread())?, plan))) {
        Ok(ready) => ready,
        Err(problem) => {
            say(&problem, json);
            return problem.exit();
        }
    };
    let (connect, ended) = runtime.block_on(connection(plan, json));
    // A thread may still wait for standard input, and nothing would wake it.
    runtime.shutdown_background();
    finish(connect, &ended, (&args.target.to_string(), &name, args.connect.trust.profile.name()), json)
}

async fn connection(plan: ClientPlan, json: bool) -> (Option<Duration>, Ended) {
    let failed = |problem| Ended { facts: None, handshake: None, problem: Some(problem), untrusted: None };
    let watch = Stopwatch::start();
    let socket = match connect(&plan.target, plan.timeout).await {
        Ok(socket) => socket,
        Err(problem) => return (None, failed(problem)),
    };
    let connected = watch.elapsed();
    let mut seams = Seams::default();
    if let Some(log) = plan.keylog {
        seams.sink = Some(Box::new(log));
    }
    let session = match ClientConnection::new(plan.config, plan.name, seams) {
        Ok(session) => session,
        Err(failure) => return (Some(connected), failed(failure.into())),
    };
    let handshake = Stopwatch::start();
    let on_done = move |facts: &Facts| {
        if !json {
            let timing = Timing { connect: Some(connected), handshake: Some(handshake.elapsed()) };
            let table = report::table(&Report { facts: Some(facts), timing, ..Report::default() });
            report::note(table.trim_end());
        }
    };
    let terminal = Terminal::new(tokio::io::stdin(), tokio::io::stdout(), on_done);
    let limit = watch.left_of(plan.timeout);
    (Some(connected), Driver::new(session, terminal, socket.into_split(), limit).run().await)
}

/// Says how it ended; what went well was said when the handshake was done.
fn finish(
    connect: Option<Duration>,
    ended: &Ended,
    (target, name, profile): (&str, &str, &'static str),
    json: bool,
) -> Exit {
    let server = ended.untrusted.as_ref().map(|untrusted| Stranger::server(untrusted, target, name, profile));
    if let Some(problem) = &ended.problem {
        report::error(&format!("{problem:#}"));
    }
    if let Some(server) = server.as_ref().filter(|_| !json) {
        report::note(server.text().trim_end());
    }
    if json {
        let timing = Timing { connect, handshake: ended.handshake };
        let (facts, problem) = (ended.facts.as_ref(), ended.problem.as_ref());
        let untrusted = server.as_ref();
        report::note(&report::object(&Report { facts, timing, problem, untrusted, ..Report::default() }).to_string());
    }
    ended.problem.as_ref().map_or(Exit::Clean, Problem::exit)
}
