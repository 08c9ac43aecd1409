//! The interface behind which the implementations stand.

use crate::Result;
use crate::scenario::{Scenario, Setup};
use crate::wire::Wire;

/// One side of one connection.
pub trait Connection {
    /// Puts everything that waits to be sent onto the wire.
    ///
    /// # Errors
    ///
    /// If the connection failed.
    fn write(&mut self, wire: &mut Wire) -> Result<()>;

    /// Works on everything that is on the wire, and says how many bytes of application data there were, each of which
    /// lay in memory of the application for a moment.
    ///
    /// # Errors
    ///
    /// If the connection failed.
    fn read(&mut self, wire: &mut Wire) -> Result<usize>;

    /// Puts application data onto the wire.
    ///
    /// # Errors
    ///
    /// If the connection failed, or the handshake is not done.
    fn send(&mut self, data: &[u8], wire: &mut Wire) -> Result<()>;

    /// Whether the handshake is done.
    fn is_done(&self) -> bool;
}

/// An implementation, configured for one scenario.
pub trait Peer: Sized {
    /// Its name in tables.
    const NAME: &'static str;
    /// Its client.
    type Client: Connection;
    /// Its server.
    type Server: Connection;

    /// Configures it; not part of what is measured.
    ///
    /// # Errors
    ///
    /// If it refuses the certificates.
    fn new(setup: &Setup, scenario: Scenario) -> Result<Self>;

    /// A new connection to the server.
    ///
    /// # Errors
    ///
    /// If it cannot start.
    fn client(&self) -> Result<Self::Client>;

    /// A new connection from a client.
    ///
    /// # Errors
    ///
    /// If it cannot start.
    fn server(&self) -> Result<Self::Server>;
}
