//! A TLS client and server made with rustls, for the interop matrix: one connection, data copied as our own command line
//! does, and what the handshake settled as one line of JSON.
//!
//! `rustls_peer client PORT NAME FLAGS` copies standard input to the peer and the peer to standard output, and reports
//! on standard error. `rustls_peer server FLAGS` listens on a free port of 127.0.0.1, says so, sends everything back and
//! reports on standard output; the end of its standard input makes it close first. A client closes, too, when its
//! server has closed.

mod config;
mod flags;
mod pump;
mod seen;

use core::error::Error;
use core::net::Ipv4Addr;
use flags::Flags;
use pump::{Ended, pump};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, Connection, ServerConnection};
use seen::Seen;
use serde_json::{Value, json};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;

type Result<T> = core::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let result = match std::env::args().nth(1).as_deref() {
        Some("client") => client(),
        Some("server") => server(),
        Some("--version") => {
            say(&mut std::io::stdout(), "rustls 0.23");
            Ok(())
        }
        _ => Err("usage: rustls_peer client PORT NAME FLAGS | rustls_peer server FLAGS | rustls_peer --version".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&mut std::io::stderr(), &format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn client() -> Result<()> {
    let mut arguments = std::env::args().skip(2);
    let (port, name) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or_default());
    let flags = Flags::parse(arguments)?;
    let seen = Arc::new(Seen::default());
    let config = config::client(&flags, &seen)?;
    let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port.parse()?))?;
    let mut connection = ClientConnection::new(Arc::new(config), ServerName::try_from(name)?)?.into();
    let ended = pump(&mut connection, socket, &flags, false);
    say(&mut std::io::stderr(), &report(&connection, &seen, &ended).to_string());
    ended.result.map_err(Into::into)
}

fn server() -> Result<()> {
    let flags = Flags::parse(std::env::args().skip(2))?;
    let seen = Arc::new(Seen::default());
    let config = config::server(&flags, &seen)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    say(&mut std::io::stdout(), &format!("listening on {}", listener.local_addr()?));
    let (socket, _) = listener.accept()?;
    let mut connection = ServerConnection::new(Arc::new(config))?.into();
    let ended = pump(&mut connection, socket, &flags, true);
    say(&mut std::io::stdout(), &report(&connection, &seen, &ended).to_string());
    ended.result.map_err(Into::into)
}

/// Code points as numbers: whoever reads this has names of its own.
fn report(connection: &Connection, seen: &Seen, ended: &Ended) -> Value {
    let server_name = match connection {
        Connection::Server(server) => server.server_name().map(str::to_owned),
        Connection::Client(_) => None,
    };
    let group = connection.negotiated_key_exchange_group().map(|group| u16::from(group.name()));
    json!({
        "done": !connection.is_handshaking(),
        "version": connection.protocol_version().map(u16::from),
        "suite": connection.negotiated_cipher_suite().map(|suite| u16::from(suite.suite())),
        "group": group,
        "retry": connection.handshake_kind() == Some(rustls::HandshakeKind::FullWithHelloRetryRequest),
        "protocol": connection.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()),
        "server_name": server_name,
        "certificate": connection.peer_certificates().and_then(|chain| chain.first()).map(|leaf| leaf.to_vec()),
        "own_certificate": seen.own_certificate(),
        "own_scheme": seen.own_scheme(),
        "peer_scheme": seen.peer_scheme(),
        "verified": seen.verified(),
        "asked": seen.asked(),
        "authorities": seen.authorities(),
        "key_updates": ended.key_updates,
        "closed": ended.closed,
        "peer_closed_first": ended.peer_first,
    })
}

fn say(stream: &mut impl Write, line: &str) {
    // If nobody reads it, nobody needs it.
    let _ = writeln!(stream, "{line}").and_then(|()| stream.flush());
}
