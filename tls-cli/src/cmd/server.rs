//! `server --listen ADDR:PORT`.

use super::lines::Lines;
use super::runtime;
use crate::args::{ServerArgs, ServerPlan};
use crate::io::{Driver, ServerApp, listen};
use crate::problem::Problem;
use crate::report::chain::Stranger;
use crate::report::{self, Report, Timing};
use core::net::SocketAddr;
use core::time::Duration;
use std::sync::Arc;
use tls_core::conn::{Seams, ServerConnection};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 10_000;
/// How long to wait when the system has no socket to give.
const PAUSE: Duration = Duration::from_millis(100);

pub(crate) fn run(args: &ServerArgs) -> Result<(), Problem> {
    let plan = args.plan(&mut |warning| report::warning(&warning))?;
    runtime(Builder::new_multi_thread())?.block_on(serve(args, Arc::new(plan)))
}

async fn serve(args: &ServerArgs, plan: Arc<ServerPlan>) -> Result<(), Problem> {
    let listener = listen(&plan.listen).await?;
    let address = listener.local_addr().map_err(|error| {
        Problem::transport("NET-LISTEN", format!("the system does not say where it listens: {error}; try again"))
    })?;
    let lines = Lines::start();
    lines.print(format!("listening on {address}"));
    let mut connections = accept(args, plan, listener, &lines).await;
    while connections.join_next().await.is_some() {}
    lines.finish();
    Ok(())
}

/// Accepts as many connections as were asked for, then stops listening.
async fn accept(args: &ServerArgs, mut plan: Arc<ServerPlan>, listener: TcpListener, lines: &Lines) -> JoinSet<()> {
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    let mut accepted = 0_u64;
    let mut reload = Reload::listen();
    while plan.count.is_none_or(|count| accepted < count) {
        let Ok(permit) = Arc::clone(&free).acquire_owned().await else { break };
        let next = tokio::select! {
            next = listener.accept() => next,
            () = reload.asked() => {
                plan = reloaded(args, plan);
                continue;
            }
        };
        match next {
            Ok((socket, peer)) => {
                accepted = accepted.saturating_add(1);
                let (plan, printer) = (Arc::clone(&plan), lines.printer());
                connections.spawn(async move {
                    let line = connection(&plan, socket, peer).await;
                    printer.print(line);
                    drop(permit);
                });
            }
            Err(error) => {
                report::warning(&format!("a connection was not accepted: {error}; trying again"));
                tokio::time::sleep(PAUSE).await;
            }
        }
        // Those that have ended hold memory until they are asked for.
        while connections.try_join_next().is_some() {}
    }
    connections
}

/// The signal by which whoever changed the files says so: SIGHUP, where there are signals.
struct Reload {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Reload {
    fn listen() -> Self {
        Self {
            #[cfg(unix)]
            signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok(),
        }
    }

    /// Returns when the signal came; never where there is none.
    async fn asked(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        core::future::pending().await
    }
}

/// All files read again: certificates, keys, trust anchors. Connections that are there stay as they are; if something
/// cannot be used, everything stays.
fn reloaded(args: &ServerArgs, old: Arc<ServerPlan>) -> Arc<ServerPlan> {
    match args.plan(&mut |warning| report::warning(&warning)) {
        Ok(plan) => {
            report::note(
                "reloaded: certificates, keys and trust anchors of new connections are those of the files now",
            );
            Arc::new(ServerPlan { keylog: old.keylog.clone(), ..plan })
        }
        Err(problem) => {
            report::warning(&format!("not reloaded, what was loaded before stays: {problem}"));
            old
        }
    }
}

/// Serves one connection; returns what there is to say about it.
async fn connection(plan: &ServerPlan, socket: TcpStream, peer: SocketAddr) -> String {
    // Handshake messages are small and waited for.
    let _ = socket.set_nodelay(true);
    let mut seams = Seams::default();
    if let Some(log) = plan.keylog.clone() {
        seams.sink = Some(Box::new(log));
    }
    let session = ServerConnection::new(Arc::clone(&plan.config), seams);
    let app = ServerApp::new(plan.mode);
    let ended = Driver::new(session, app, socket.into_split(), plan.timeout).run().await;
    let address = peer.to_string();
    let client = ended.untrusted.as_ref().map(|untrusted| Stranger::client(untrusted, &address));
    let report = Report {
        peer: Some(peer),
        facts: ended.facts.as_ref(),
        timing: Timing { connect: None, handshake: ended.handshake },
        problem: ended.problem.as_ref(),
        untrusted: client.as_ref(),
    };
    if plan.json {
        return report::object(&report).to_string();
    }
    let mut line = report::line(&report);
    if let Some(client) = &client {
        // Further lines are indented, so that each connection begins one that is not.
        line.extend(client.text().trim_end().lines().flat_map(|more| ["\n    ", more]));
    }
    line
}
