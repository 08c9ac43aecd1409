//! A client and a server in memory, with a wire between them that can lie.

mod chunking;
mod connection;
mod endpoint;

pub use chunking::Chunking;
pub use connection::{Connection, Report};
pub use endpoint::{Endpoint, PumpError};

use chunking::Cutter;
use core::fmt;
use std::sync::Arc;
use tls_core::config::{ClientConfig, ServerConfig};
use tls_core::conn::{ClientConnection, Seams, ServerConnection};
use tls_core::error::Failure;
use tls_core::pki_types::{ServerName, UnixTime};

/// Flights that one [`run`](Pair::run) may carry before it counts as endless.
const MOST_FLIGHTS: usize = 1_000;

/// Which way a flight goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a wire has two ends")]
pub enum Flow {
    /// From the client.
    ClientToServer,
    /// From the server.
    ServerToClient,
}

/// Sees, and may change, every flight before it is cut and delivered. A flight that it empties is lost.
pub type WireFault = Box<dyn FnMut(Flow, &mut Vec<u8>)>;

/// A client and a server, connected.
pub struct Pair<C = ClientConnection, S = ServerConnection> {
    /// The client.
    pub client: Endpoint<C>,
    /// The server.
    pub server: Endpoint<S>,
    now: UnixTime,
    fault: Option<WireFault>,
    to_client: Cutter,
    to_server: Cutter,
}

impl Pair {
    /// Connects a new client to a new server. Nothing is sent before [`run`](Self::run).
    ///
    /// # Errors
    ///
    /// If the client cannot start.
    pub fn connect(
        client: (Arc<ClientConfig>, Seams),
        server: (Arc<ServerConfig>, Seams),
        name: ServerName<'static>,
        now: UnixTime,
    ) -> Result<Self, Failure> {
        let client = ClientConnection::new(client.0, name, client.1)?;
        Ok(Self::new(client, ServerConnection::new(server.0, server.1), now))
    }
}

impl<C: Connection, S: Connection> Pair<C, S> {
    /// Connects two connections at a time that stands still.
    pub fn new(client: C, server: S, now: UnixTime) -> Self {
        Self {
            client: Endpoint::new(client),
            server: Endpoint::new(server),
            now,
            fault: None,
            to_client: Cutter::new(Chunking::Whole),
            to_server: Cutter::new(Chunking::Whole),
        }
    }

    /// Shows every flight to `fault`.
    #[must_use]
    pub fn wire_fault(mut self, fault: impl FnMut(Flow, &mut Vec<u8>) + 'static) -> Self {
        self.fault = Some(Box::new(fault));
        self
    }

    /// How flights are cut, both ways.
    #[must_use]
    pub const fn chunking(mut self, chunking: Chunking) -> Self {
        self.to_client = Cutter::new(chunking);
        self.to_server = Cutter::new(chunking);
        self
    }

    /// Sets the clock.
    pub const fn set_time(&mut self, now: UnixTime) {
        self.now = now;
    }

    /// Carries flights until nobody has anything to send, and says how both ends stand.
    ///
    /// # Errors
    ///
    /// Only if a connection breaks its contract; handshakes that fail are in the outcome.
    pub fn run(&mut self) -> Result<Outcome, PumpError> {
        for _ in 0..MOST_FLIGHTS {
            let there = self.flight(Flow::ClientToServer)?;
            let back = self.flight(Flow::ServerToClient)?;
            if !there && !back {
                return Ok(Outcome { client: End::of(&self.client), server: End::of(&self.server) });
            }
        }
        Err(PumpError::Endless)
    }

    /// Carries what waits in one direction; says whether there was anything.
    ///
    /// # Errors
    ///
    /// If a connection breaks its contract.
    pub fn flight(&mut self, flow: Flow) -> Result<bool, PumpError> {
        let mut flight = match flow {
            Flow::ClientToServer => self.client.take_output()?,
            Flow::ServerToClient => self.server.take_output()?,
        };
        if flight.is_empty() {
            return Ok(false);
        }
        if let Some(fault) = &mut self.fault {
            fault(flow, &mut flight);
        }
        match flow {
            Flow::ClientToServer => {
                for piece in self.to_server.cut(&flight) {
                    self.server.deliver(&piece, self.now)?;
                }
            }
            Flow::ServerToClient => {
                for piece in self.to_client.cut(&flight) {
                    self.client.deliver(&piece, self.now)?;
                }
            }
        }
        Ok(true)
    }

    /// The transport ends in one direction, after what was delivered so far.
    ///
    /// # Errors
    ///
    /// What the receiving side makes of it.
    pub fn end_transport(&mut self, flow: Flow) -> Result<(), Failure> {
        match flow {
            Flow::ClientToServer => self.server.connection.transport_ended(),
            Flow::ServerToClient => self.client.connection.transport_ended(),
        }
    }
}

impl<C: fmt::Debug, S: fmt::Debug> fmt::Debug for Pair<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair").field("client", &self.client).field("server", &self.server).finish_non_exhaustive()
    }
}

/// How both ends stand when the wire is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a pair has two ends")]
pub struct Outcome {
    /// The client.
    pub client: End,
    /// The server.
    pub server: End,
}

impl Outcome {
    /// Whether the handshake is done on both sides and neither has failed since.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!((&self.client, &self.server), (End::Done, End::Done))
    }
}

/// How one end stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is nothing else")]
pub enum End {
    /// The handshake is done.
    Done,
    /// It waits in this state for something that does not come.
    Waiting(&'static str),
    /// It failed.
    Failed(Failure),
}

impl End {
    fn of<C: Connection>(endpoint: &Endpoint<C>) -> Self {
        match (endpoint.failure(), endpoint.done()) {
            (Some(failure), _) => Self::Failed(failure.clone()),
            (None, Some(_)) => Self::Done,
            (None, None) => Self::Waiting(endpoint.connection.state()),
        }
    }
}

#[cfg(test)]
mod tests;
