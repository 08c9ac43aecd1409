//! TCP: connecting and listening, with errors in words.

use super::Stopwatch;
use crate::args::Address;
use crate::problem::Problem;
use core::time::Duration;
use std::io::{Error, ErrorKind};
use tokio::net::{TcpListener, TcpStream, lookup_host};

/// Connects to the first address of the host that answers.
pub(crate) async fn connect(target: &Address, limit: Duration) -> Result<TcpStream, Problem> {
    let watch = Stopwatch::start();
    let late = |_| {
        Problem::transport(
            "NET-TIMEOUT",
            format!(
                "{target} did not answer within {} s: check host, port and firewall, or allow more with --timeout",
                limit.as_secs_f64()
            ),
        )
    };
    let resolve = lookup_host((target.host.as_str(), target.port));
    let resolved = tokio::time::timeout(limit, resolve).await.map_err(late)?;
    let mut last = Error::from(ErrorKind::NotFound);
    for address in resolved.map_err(|error| unresolved(target, &error))? {
        match tokio::time::timeout(watch.left_of(limit), TcpStream::connect(address)).await.map_err(late)? {
            Ok(socket) => {
                // Handshake messages are small and waited for.
                let _ = socket.set_nodelay(true);
                return Ok(socket);
            }
            Err(error) => last = error,
        }
    }
    Err(unconnected(target, &last))
}

fn unresolved(target: &Address, error: &Error) -> Problem {
    let host = &target.host;
    Problem::transport(
        "NET-NAME",
        format!("the name `{host}` has no address: {error}; check its spelling and the network"),
    )
}

fn unconnected(target: &Address, error: &Error) -> Problem {
    let sentence = match error.kind() {
        ErrorKind::ConnectionRefused => {
            format!("{target} refuses connections: start the server, or check host and port")
        }
        ErrorKind::NotFound => format!("the name `{}` has no address: check its spelling", target.host),
        _ => format!("{target} cannot be reached: {error}; check host, port and network"),
    };
    Problem::transport("NET-CONNECT", sentence)
}

/// Listens. What fails here was typed: an address that is taken or not ours.
pub(crate) async fn listen(address: &Address) -> Result<TcpListener, Problem> {
    TcpListener::bind((address.host.as_str(), address.port)).await.map_err(|error| unbound(address, &error))
}

fn unbound(address: &Address, error: &Error) -> Problem {
    Problem::Usage(match error.kind() {
        ErrorKind::AddrInUse => {
            format!("{address} is in use: stop the other program or choose another port with --listen")
        }
        ErrorKind::AddrNotAvailable => {
            format!("{address} is no address of this machine: choose one with --listen, such as 127.0.0.1:4433")
        }
        ErrorKind::PermissionDenied => {
            format!("{address} may not be used: choose a port above 1023 with --listen, or run with more rights")
        }
        _ => format!("{address} cannot be listened on: {error}; choose another address with --listen"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        "127.0.0.1:443".parse().unwrap()
    }

    #[test]
    fn sentences_and_exit_codes() {
        let in_use = unbound(&address(), &ErrorKind::AddrInUse.into());
        assert_eq!(
            in_use.to_string(),
            "127.0.0.1:443 is in use: stop the other program or choose another port with --listen"
        );
        assert_eq!(in_use.exit().code(), 2);
        let refused = unconnected(&address(), &ErrorKind::ConnectionRefused.into());
        assert_eq!(refused.to_string(), "127.0.0.1:443 refuses connections: start the server, or check host and port");
        assert_eq!(refused.exit().code(), 3);
        let unresolved = unresolved(&address(), &ErrorKind::Other.into());
        assert_eq!((unresolved.code(), unresolved.exit().code()), ("NET-NAME", 3));
    }
}
