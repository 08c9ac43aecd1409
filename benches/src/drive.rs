//! Handshakes and records between two connections, each side timed apart.

use crate::peer::{Connection, Peer};
use crate::wire::Wire;
use crate::{Result, timed};
use core::time::Duration;

/// What the two sides' calls took.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Times {
    /// The client's.
    pub client: Duration,
    /// The server's.
    pub server: Duration,
}

/// Flights after which a handshake counts as endless.
const MOST_FLIGHTS: usize = 8;

/// Runs a handshake whose calls go through `client` and `server`, such as to time or to count them.
///
/// # Errors
///
/// If it fails or does not end.
pub fn shake(
    wire: &mut Wire,
    mut client: impl FnMut(&mut Wire) -> Result<(bool, usize)>,
    mut server: impl FnMut(&mut Wire) -> Result<(bool, usize)>,
) -> Result<usize> {
    let mut carried = 0_usize;
    for _ in 0..MOST_FLIGHTS {
        let (client_done, sent) = client(wire)?;
        let (server_done, answered) = server(wire)?;
        carried = carried.saturating_add(sent).saturating_add(answered);
        if client_done && server_done && wire.bytes.is_empty() {
            return Ok(carried);
        }
    }
    Err("the handshake does not end".into())
}

/// One side's turn: read the wire, answer onto it. Says whether its handshake is done, and how many bytes it sent.
///
/// # Errors
///
/// If the connection fails.
pub fn turn(connection: &mut impl Connection, wire: &mut Wire) -> Result<(bool, usize)> {
    if !wire.bytes.is_empty() {
        connection.read(wire)?;
    }
    connection.write(wire)?;
    Ok((connection.is_done(), wire.bytes.len()))
}

/// Two connected sides, and how many bytes the handshake took.
///
/// # Errors
///
/// If the handshake fails.
pub fn connect<P: Peer>(peer: &P, wire: &mut Wire) -> Result<(P::Client, P::Server, usize)> {
    let (mut client, mut server) = (peer.client()?, peer.server()?);
    let carried = shake(wire, |wire| turn(&mut client, wire), |wire| turn(&mut server, wire))?;
    Ok((client, server, carried))
}

/// One handshake, with making and dropping the connections.
///
/// # Errors
///
/// If the handshake fails.
pub fn handshake<P: Peer>(peer: &P, wire: &mut Wire) -> Result<Times> {
    let mut times = Times::default();
    let mut client = timed(&mut times.client, || peer.client())?;
    let mut server = timed(&mut times.server, || peer.server())?;
    shake(
        wire,
        |wire| timed(&mut times.client, || turn(&mut client, wire)),
        |wire| timed(&mut times.server, || turn(&mut server, wire)),
    )?;
    timed(&mut times.client, || drop(client));
    timed(&mut times.server, || drop(server));
    Ok(times)
}

/// Records that are measured in one go: reading the clock costs as much as a small record.
pub const BATCH: usize = 16;

/// A connection over which a client sends records to a server.
#[derive(Debug)]
pub struct Stream<P: Peer> {
    client: P::Client,
    server: P::Server,
    wire: Wire,
    data: Vec<u8>,
    records: Vec<Vec<u8>>,
}

impl<P: Peer> Stream<P> {
    /// Connects; records will have `size` bytes of content.
    ///
    /// # Errors
    ///
    /// If the handshake fails.
    pub fn new(peer: &P, size: usize) -> Result<Self> {
        let mut wire = Wire::default();
        let (client, server, _) = connect(peer, &mut wire)?;
        Ok(Self { client, server, wire, data: vec![0x5a; size], records: vec![Vec::new(); BATCH] })
    }

    /// Sends [`BATCH`] records: what the sender and what the receiver took.
    ///
    /// # Errors
    ///
    /// If the connection fails, or data is lost.
    pub fn batch(&mut self) -> Result<Times> {
        let mut times = Times::default();
        let Self { client, server, wire, data, records } = self;
        timed(&mut times.client, || -> Result<()> {
            for record in &mut *records {
                // Swapping keeps the copy onto the wire and spares another one off it.
                core::mem::swap(&mut wire.bytes, record);
                wire.bytes.clear();
                client.send(data, wire)?;
                core::mem::swap(&mut wire.bytes, record);
            }
            Ok(())
        })?;
        let received = timed(&mut times.server, || -> Result<usize> {
            let mut received = 0_usize;
            for record in &mut *records {
                core::mem::swap(&mut wire.bytes, record);
                received = received.saturating_add(server.read(wire)?);
                core::mem::swap(&mut wire.bytes, record);
            }
            Ok(received)
        })?;
        if received != data.len().saturating_mul(BATCH) {
            return Err(format!("{received} bytes came of {BATCH} records of {} bytes", data.len()).into());
        }
        Ok(times)
    }

    /// One record, sent through `send` and received through `receive`, such as to count what they allocate.
    ///
    /// # Errors
    ///
    /// If the connection fails.
    pub fn one(
        &mut self,
        send: impl FnOnce(&mut dyn FnMut() -> Result<()>) -> Result<()>,
        receive: impl FnOnce(&mut dyn FnMut() -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        let Self { client, server, wire, data, .. } = self;
        send(&mut || client.send(data, wire))?;
        receive(&mut || server.read(wire).map(|_| ()))
    }
}
