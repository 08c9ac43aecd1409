//! Moves bytes. Nothing waits for anything else: the socket is read and written by threads of their own, and what waits
//! between them is not bounded, so that two sides that both send cannot come to a stop here.

use crate::flags::Flags;
use rustls::Connection;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Read at once.
const PIECE: usize = 64 * 1024;

enum Event {
    /// From standard input; empty at its end.
    Input(Vec<u8>),
    /// From the peer; empty at its end.
    Network(Vec<u8>),
}

/// How it ended.
pub(crate) struct Ended {
    /// KeyUpdates that this side began.
    pub(crate) key_updates: usize,
    /// Whether the peer sent close_notify.
    pub(crate) closed: bool,
    /// Whether it did so before this side; `None` if it did not.
    pub(crate) peer_first: Option<bool>,
    pub(crate) result: Result<(), String>,
}

struct Pump<'a> {
    connection: &'a mut Connection,
    to_network: Sender<Vec<u8>>,
    /// Given before the handshake is done, or held until the peer has closed.
    waiting: Vec<u8>,
    echo: bool,
    /// What comes is sent back only when the peer has closed.
    hold: bool,
    /// After so many writes the keys are updated.
    rekey_every: Option<usize>,
    writes: usize,
    key_updates: usize,
    input_ended: bool,
    peer_closed: bool,
    close_sent: bool,
    peer_first: Option<bool>,
}

/// Runs the connection to its end.
pub(crate) fn pump(connection: &mut Connection, socket: TcpStream, flags: &Flags, echo: bool) -> Ended {
    connection.set_buffer_limit(None);
    let (events, happened) = channel();
    let (to_network, outgoing) = channel();
    let mut pump = Pump {
        connection,
        to_network,
        waiting: Vec::new(),
        echo,
        hold: flags.get("hold").is_some(),
        rekey_every: flags.number("rekey-every").unwrap_or_default(),
        writes: 0,
        key_updates: 0,
        input_ended: false,
        peer_closed: false,
        close_sent: false,
        peer_first: None,
    };
    let result = threads(socket, events, outgoing).map_err(|error| error.to_string()).and_then(|writer| {
        let result = pump.run(&happened);
        pump.flush();
        // The thread ends when nobody can send to it any more.
        let (nobody, _) = channel();
        pump.to_network = nobody;
        let _ = writer.join();
        result
    });
    Ended { key_updates: pump.key_updates, closed: pump.peer_closed, peer_first: pump.peer_first, result }
}

fn threads(
    mut socket: TcpStream,
    events: Sender<Event>,
    outgoing: Receiver<Vec<u8>>,
) -> std::io::Result<thread::JoinHandle<()>> {
    socket.set_nodelay(true)?;
    let (reading, input) = (socket.try_clone()?, events.clone());
    thread::spawn(move || read(reading, &events, Event::Network));
    thread::spawn(move || read(std::io::stdin(), &input, Event::Input));
    Ok(thread::spawn(move || {
        for bytes in outgoing {
            if socket.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = socket.shutdown(Shutdown::Write);
    }))
}

fn read(mut stream: impl Read, events: &Sender<Event>, event: fn(Vec<u8>) -> Event) {
    let mut piece = vec![0; PIECE];
    loop {
        let count = stream.read(&mut piece).unwrap_or(0);
        if events.send(event(piece.get(..count).unwrap_or_default().to_vec())).is_err() || count == 0 {
            return;
        }
    }
}

impl Pump<'_> {
    fn run(&mut self, happened: &Receiver<Event>) -> Result<(), String> {
        self.flush();
        while let Ok(event) = happened.recv() {
            match event {
                Event::Input(bytes) if bytes.is_empty() => self.input_ended = true,
                Event::Input(bytes) => self.give(&bytes)?,
                Event::Network(bytes) => self.network(&bytes)?,
            }
            self.give(&[])?;
            self.close_when_due();
            self.flush();
            if self.peer_closed && self.close_sent {
                return Ok(());
            }
        }
        Ok(())
    }

    fn network(&mut self, mut bytes: &[u8]) -> Result<(), String> {
        let ended = bytes.is_empty();
        loop {
            let count = self.connection.read_tls(&mut bytes).map_err(|error| error.to_string())?;
            let state = self.connection.process_new_packets().map_err(|error| error.to_string());
            if let Err(error) = state {
                // With an alert that says why.
                self.flush();
                return Err(error);
            }
            self.take()?;
            if count == 0 || bytes.is_empty() {
                break;
            }
        }
        if ended && !self.peer_closed {
            return Err("the connection ended without close_notify".to_owned());
        }
        Ok(())
    }

    /// Takes what came: to standard output, or back to the peer.
    fn take(&mut self) -> Result<(), String> {
        let mut plaintext = Vec::new();
        match self.connection.reader().read_to_end(&mut plaintext) {
            Ok(_) => {
                self.peer_closed = true;
                self.peer_first.get_or_insert(!self.close_sent);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            // That is said by whoever sees the end.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {}
            Err(error) => return Err(error.to_string()),
        }
        if self.echo {
            self.give(&plaintext)
        } else {
            let mut stdout = std::io::stdout();
            stdout.write_all(&plaintext).and_then(|()| stdout.flush()).map_err(|error| error.to_string())
        }
    }

    /// Sends, when it is time.
    fn give(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.waiting.extend_from_slice(bytes);
        if self.connection.is_handshaking() || self.waiting.is_empty() || (self.hold && !self.peer_closed) {
            return Ok(());
        }
        let bytes = core::mem::take(&mut self.waiting);
        self.connection.writer().write_all(&bytes).map_err(|error| error.to_string())?;
        self.writes = self.writes.saturating_add(1);
        if self.rekey_every.is_some_and(|every| self.writes.is_multiple_of(every.max(1))) {
            self.connection.refresh_traffic_keys().map_err(|error| error.to_string())?;
            self.key_updates = self.key_updates.saturating_add(1);
        }
        Ok(())
    }

    /// At the end of its input, or when the peer has closed.
    fn close_when_due(&mut self) {
        let due = self.input_ended || self.peer_closed;
        if due && self.waiting.is_empty() && !self.connection.is_handshaking() && !self.close_sent {
            self.connection.send_close_notify();
            self.close_sent = true;
        }
    }

    fn flush(&mut self) {
        let mut bytes = Vec::new();
        while self.connection.wants_write() && self.connection.write_tls(&mut bytes).is_ok() {}
        if !bytes.is_empty() {
            let _ = self.to_network.send(bytes);
        }
    }
}
