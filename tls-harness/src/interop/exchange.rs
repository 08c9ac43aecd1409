//! Who sends what when, and who closes.

use super::payload::PIECE;
use super::peer::Peer;
use super::process::{Ended, Running};
use super::scenario::{End, Role, Scenario, Trial};
use super::wire::Relay;
use crate::clock::Deadline;
use core::time::Duration;
use std::sync::Arc;

/// How long a server that stays gets to notice the end of its connection.
const NOTICE: Duration = Duration::from_millis(300);
/// How long a server gets to end when its client has ended: nothing that it could wait for will come.
const FAREWELL: Duration = Duration::from_secs(3);
/// How often the wire is looked at.
const POLL: Duration = Duration::from_millis(2);

/// The programs and what is between them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends<'a> {
    pub(crate) client: &'a dyn Peer,
    pub(crate) server: &'a dyn Peer,
    pub(crate) relay: &'a Relay,
}

/// A conversation under way.
#[derive(Debug)]
pub(crate) struct Talk<'a> {
    ends: Ends<'a>,
    client: Running,
    server: Running,
    deadline: Deadline,
    /// Bytes that have gone there and back.
    done: usize,
}

impl<'a> Talk<'a> {
    pub(crate) fn new(ends: Ends<'a>, client: Running, server: Running, deadline: Deadline) -> Self {
        Self { ends, client, server, deadline, done: 0 }
    }

    /// Carries out the case with these bytes for each direction.
    pub(crate) fn run(mut self, scenario: &Scenario, sent: &Arc<[u8]>) -> (Ended, Ended) {
        let trial = scenario.trial;
        match trial {
            _ if sent.is_empty() => {}
            Trial::KeyUpdate(side) => self.with_key_updates(side.role(scenario.ours), sent),
            Trial::Duplex => self.at_once(sent),
            _ if scenario.is_request() => self.ask(sent),
            Trial::Closing(End::Half) => self.client.write(sent),
            _ => {
                self.there_and_back(sent);
            }
        }
        match trial {
            Trial::Closing(End::ServerFirst) if !scenario.is_request() => {
                self.passes(Role::Server, || self.server.close_input());
            }
            Trial::Closing(End::Cut) => self.ends.relay.cut(),
            _ => {}
        }
        self.client.close_input();
        let client = self.client.finish(self.deadline);
        let deadline = Deadline::after(FAREWELL).or(self.deadline);
        if self.ends.server.stays() {
            if trial == Trial::Closing(End::Cut) {
                let soon = Deadline::after(NOTICE).or(self.deadline);
                let _ = self.server.wait_for(soon, |_| None::<()>);
            }
            self.server.stop();
        }
        (client, self.server.finish(deadline))
    }

    /// Asks, and leaves it to the server to close: the client ends although its input does not.
    fn ask(&self, request: &Arc<[u8]>) {
        self.client.write(request);
        let _ = self.client.wait_for(self.deadline, |_| None::<()>);
    }

    fn of(&self, role: Role) -> (&'a dyn Peer, &Running) {
        match role {
            Role::Client => (self.ends.client, &self.client),
            Role::Server => (self.ends.server, &self.server),
        }
    }

    /// Whether so many bytes have come to the role.
    fn arrived(&self, role: Role, count: usize) -> bool {
        let (side, running) = self.of(role);
        let enough = running.wait_for(self.deadline, |output| {
            side.received(role, &output.stdout).filter(|received| received.len() >= count).map(|_| ())
        });
        enough.is_some()
    }

    /// Sends bytes there, and when they have arrived the same back.
    fn there_and_back(&mut self, bytes: &Arc<[u8]>) -> bool {
        self.done = self.done.saturating_add(bytes.len());
        self.client.write(bytes);
        if !self.ends.server.echoes() {
            if !self.arrived(Role::Server, self.done) {
                return false;
            }
            self.server.write(bytes);
        }
        self.arrived(Role::Client, self.done)
    }

    /// Sends in pieces, and before each but the first the role gets its command, if it wants one.
    fn with_key_updates(&mut self, role: Role, sent: &Arc<[u8]>) {
        for (number, piece) in sent.chunks(PIECE).enumerate() {
            if (number > 0 && !self.rekey(role)) || !self.there_and_back(&Arc::from(piece)) {
                return;
            }
        }
    }

    /// Gives the command; true when the KeyUpdate has passed. The next piece must not share a read with it.
    fn rekey(&self, role: Role) -> bool {
        let (side, running) = self.of(role);
        let Some(command) = side.rekey_command(role) else { return true };
        self.passes(role, || running.write(&Arc::from(command.as_bytes())))
    }

    /// Whether a record comes from the role when this is done.
    fn passes(&self, role: Role, act: impl FnOnce()) -> bool {
        let passed = || {
            let wire = self.ends.relay.wire();
            if role == Role::Client { wire.client.records.len() } else { wire.server.records.len() }
        };
        let before = passed();
        act();
        while passed() == before && !self.deadline.is_over() {
            std::thread::sleep(POLL);
        }
        !self.deadline.is_over()
    }

    /// Both sides send everything before anything has arrived.
    fn at_once(&self, sent: &Arc<[u8]>) {
        self.client.write(sent);
        if !self.ends.server.echoes() {
            self.server.write(sent);
            let _ = self.arrived(Role::Server, sent.len());
        }
        let _ = self.arrived(Role::Client, sent.len());
    }
}
