//! The wire between the two programs: a relay that writes down what passes. It belongs to neither side.
//!
//! It also can cut the connection off, which no program does by itself.

use super::scenario::Role;
use core::fmt;
use core::net::Ipv4Addr;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Read at once.
const PIECE: usize = 64 * 1024;
/// So much of each direction is kept, in bytes: a handshake with long chains, and more.
const KEPT: usize = 256 * 1024;

/// A record's header, as it stood on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Its type.
    pub(crate) kind: u8,
    /// Its length, in bytes.
    pub(crate) length: u16,
}

/// One direction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream {
    /// Its beginning.
    pub(crate) begin: Vec<u8>,
    /// The headers of all records that were complete.
    pub(crate) records: Vec<Header>,
    /// When its last record began to pass, counted in pieces of both directions.
    pub(crate) last: u64,
    /// The header that is being read.
    header: Vec<u8>,
    /// Bytes of the record that are still to come.
    missing: u16,
}

impl Stream {
    /// Takes the bytes that come next.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) {
        let room = KEPT.saturating_sub(self.begin.len());
        self.begin.extend(bytes.iter().take(room));
        while !bytes.is_empty() {
            if self.missing == 0 {
                let (byte, rest) = bytes.split_first().unwrap_or((&0, &[]));
                self.header.push(*byte);
                bytes = rest;
                if let [kind, _, _, high, low] = *self.header {
                    self.header.clear();
                    self.missing = u16::from_be_bytes([high, low]);
                    self.records.push(Header { kind, length: self.missing });
                }
                continue;
            }
            let now = usize::from(self.missing).min(bytes.len());
            self.missing = self.missing.saturating_sub(u16::try_from(now).unwrap_or(u16::MAX));
            bytes = bytes.get(now..).unwrap_or_default();
        }
    }
}

/// Both directions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire {
    /// From the client.
    pub(crate) client: Stream,
    /// From the server.
    pub(crate) server: Stream,
    /// Pieces that have passed.
    pieces: u64,
}

impl Wire {
    /// Takes the bytes that come next from this side.
    pub(crate) fn take(&mut self, from: Role, bytes: &[u8]) {
        self.pieces = self.pieces.saturating_add(1);
        let stream = match from {
            Role::Client => &mut self.client,
            Role::Server => &mut self.server,
        };
        let before = stream.records.len();
        stream.take(bytes);
        if stream.records.len() > before {
            stream.last = self.pieces;
        }
    }
}

#[derive(Default)]
struct Shared {
    wire: Mutex<Wire>,
    sockets: Mutex<Option<(TcpStream, TcpStream)>>,
}

/// A relay for one connection.
pub(crate) struct Relay {
    shared: Arc<Shared>,
    port: u16,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Relay {
    /// Listens on a port of its own, for a client that shall be led to the server's.
    pub(crate) fn start(server: u16) -> Result<Self, String> {
        let failed = |error: io::Error| format!("there is no relay: {error}");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let shared = Arc::new(Shared::default());
        let relay = Self { shared: Arc::clone(&shared), port };
        thread::spawn(move || {
            // An error closes the client's connection, which then says so.
            let _ = run(&listener, server, &shared);
        });
        Ok(relay)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Ends both transports in both directions, as if the network had gone.
    pub(crate) fn cut(&self) {
        if let Some((client, server)) = &*lock(&self.shared.sockets) {
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
        }
    }

    /// What has passed.
    pub(crate) fn wire(&self) -> Wire {
        lock(&self.shared.wire).clone()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // Wakes the thread that still waits for a client, if there was none.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        self.cut();
    }
}

fn run(listener: &TcpListener, server: u16, shared: &Arc<Shared>) -> io::Result<()> {
    let (client, _) = listener.accept()?;
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, server))?;
    for socket in [&client, &server] {
        socket.set_nodelay(true)?;
    }
    *lock(&shared.sockets) = Some((client.try_clone()?, server.try_clone()?));
    let (from_server, to_client) = (server.try_clone()?, client.try_clone()?);
    let other = Arc::clone(shared);
    let answers = thread::spawn(move || pass(from_server, to_client, &other, Role::Server));
    pass(client, server, shared, Role::Client);
    let _ = answers.join();
    Ok(())
}

/// Carries one direction to its end, and the end with it.
fn pass(mut from: TcpStream, mut to: TcpStream, shared: &Shared, role: Role) {
    let mut piece = vec![0; PIECE];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        let bytes = piece.get(..count).unwrap_or_default();
        lock(&shared.wire).take(role, bytes);
        if to.write_all(bytes).is_err() {
            // Whoever sends must not be left to fill a buffer that nobody reads.
            let _ = from.shutdown(Shutdown::Both);
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDS: &[u8] = &[22, 3, 1, 0, 2, 7, 8, 23, 3, 3, 0, 0, 21, 3, 3, 1, 0, 9];

    #[test]
    fn headers_are_found_whatever_the_pieces() {
        let expected = [(22, 2), (23, 0), (21, 256)].map(|(kind, length)| Header { kind, length });
        for size in 1..RECORDS.len() {
            let mut stream = Stream::default();
            RECORDS.chunks(size).for_each(|piece| stream.take(piece));
            assert_eq!(stream.records, expected, "{size}");
            assert_eq!(stream.begin, RECORDS);
        }
    }

    /// A relay, the client's socket and the server's.
    fn relayed() -> (Relay, TcpStream, TcpStream) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let relay = Relay::start(listener.local_addr().unwrap().port()).unwrap();
        let client = TcpStream::connect((Ipv4Addr::LOCALHOST, relay.port())).unwrap();
        let server = listener.accept().unwrap().0;
        (relay, client, server)
    }

    #[test]
    fn bytes_and_ends_pass_in_both_directions() {
        let (relay, mut client, mut server) = relayed();
        client.write_all(RECORDS).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut came = Vec::new();
        server.read_to_end(&mut came).unwrap();
        assert_eq!(came, RECORDS);
        server.write_all(b"back").unwrap();
        drop(server);
        came.clear();
        client.read_to_end(&mut came).unwrap();
        assert_eq!(came, b"back");
        assert_eq!((relay.wire().client.begin, relay.wire().server.begin), (RECORDS.to_vec(), b"back".to_vec()));
    }

    #[test]
    fn a_cut_ends_everything() {
        let (relay, mut client, mut server) = relayed();
        client.write_all(b"x").unwrap();
        server.read_exact(&mut [0]).unwrap();
        relay.cut();
        for mut socket in [client, server] {
            assert_eq!(socket.read(&mut [0]).unwrap_or(0), 0);
        }
    }
}
