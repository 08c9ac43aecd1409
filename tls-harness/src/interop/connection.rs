//! One connection: two programs, data there and back, and what everybody says afterwards.

use super::bytes::wire;
use super::exchange::{Ends, Talk};
use super::fact::Fact;
use super::payload;
use super::peer::{Peer, Setup};
use super::process::{Ended, Running};
use super::scenario::Role;
use super::verdict::judge;
use super::wire::Relay;
use crate::clock::Deadline;
use core::time::Duration;
use std::sync::Arc;

/// The two programs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) ours: &'a dyn Peer,
    pub(crate) peer: &'a dyn Peer,
}

impl<'a> Pair<'a> {
    /// Who plays the role when we have `ours`.
    pub(crate) fn of(self, role: Role, ours: Role) -> &'a dyn Peer {
        if role == ours { self.ours } else { self.peer }
    }
}

/// How it went.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Empty if it went well.
    pub(crate) objections: Vec<String>,
    /// Facts for which only our own word stands.
    pub(crate) own_word_only: Vec<Fact>,
    /// Command lines and reports, for those who look for the error.
    pub(crate) account: String,
}

impl Outcome {
    fn not_begun(objection: String, account: String) -> Self {
        Self { objections: vec![objection], own_word_only: Vec::new(), account }
    }
}

/// Runs it. Both programs are gone when this returns.
pub(crate) fn connect(pair: Pair<'_>, setup: &Setup<'_>, size: usize, deadline: Deadline) -> Outcome {
    let ours = setup.scenario.ours;
    let (server_side, client_side) = (pair.of(Role::Server, ours), pair.of(Role::Client, ours));
    let server = match Running::start(server_side.server(setup)) {
        Ok(server) => server,
        Err(sentence) => return Outcome::not_begun(sentence, String::new()),
    };
    let Some(port) = server.wait_for(deadline, |output| server_side.port(output)) else {
        // It will not end by itself; what it wrote is all there is to know.
        let ended = server.finish(Deadline::after(Duration::from_millis(50)));
        let account = told(server_side, Role::Server, setup, &ended);
        return Outcome::not_begun(format!("{} does not say where it listens", server_side.name()), account);
    };
    let relay = match Relay::start(port) {
        Ok(relay) => relay,
        Err(sentence) => return Outcome::not_begun(sentence, String::new()),
    };
    let client = match Running::start(client_side.client(setup, relay.port())) {
        Ok(client) => client,
        Err(sentence) => return Outcome::not_begun(sentence, String::new()),
    };
    let scenario = setup.scenario;
    let sent = if scenario.is_request() { Arc::from(payload::REQUEST) } else { payload::make(size) };
    let ends = Ends { client: client_side, server: server_side, relay: &relay };
    let (client, server) = Talk::new(ends, client, server, deadline).run(scenario, &sent);

    let mut objections = Vec::new();
    let mut account = String::new();
    let mut witnesses = vec![wire::witness(setup, &relay.wire())];
    for (side, role, ended) in [(client_side, Role::Client, &client), (server_side, Role::Server, &server)] {
        objections.extend(side.complaint(role, setup, ended));
        // A server that echoes keeps nothing: what its client gets back is the proof.
        if !scenario.is_refused() && (role == Role::Client || !side.echoes()) {
            let received = side.received(role, &ended.output.stdout);
            let fault = match scenario.is_request() {
                true => payload::answer_fault(received.as_deref()),
                false => payload::difference(&sent, received.as_deref()),
            };
            objections.extend(fault.map(|what| format!("data to the {role}: {what}")));
        }
        witnesses.extend(side.witnesses(role, setup, ended));
        account.push_str(&told(side, role, setup, ended));
    }
    let finding = judge(&scenario.expected(), &witnesses);
    objections.extend(finding.objections);
    Outcome { objections, own_word_only: finding.own_word_only, account }
}

fn told(side: &dyn Peer, role: Role, setup: &Setup<'_>, ended: &Ended) -> String {
    let account = side.account(role, setup, ended);
    let indented: String = account.lines().map(|line| format!("      {line}\n")).collect();
    format!("    {role}: {}\n{indented}", ended.command)
}
