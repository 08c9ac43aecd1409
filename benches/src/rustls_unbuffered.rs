//! rustls by its unbuffered interface, which works on the caller's slices.

use crate::Result;
use crate::peer::{Connection, Peer};
use crate::rustls_config::Configs;
use crate::scenario::{Scenario, Setup};
use crate::wire::Wire;
use rustls::client::UnbufferedClientConnection;
use rustls::server::UnbufferedServerConnection;
use rustls::unbuffered::ConnectionState;

/// rustls by its unbuffered interface.
#[derive(Debug)]
pub struct Unbuffered(Configs);

/// One side of a connection.
#[derive(Debug)]
pub struct Side<C> {
    connection: C,
    done: bool,
}

impl Peer for Unbuffered {
    const NAME: &'static str = "rustls-unbuf";
    type Client = Side<UnbufferedClientConnection>;
    type Server = Side<UnbufferedServerConnection>;

    fn new(setup: &Setup, scenario: Scenario) -> Result<Self> {
        Ok(Self(Configs::new(setup, scenario)?))
    }

    fn client(&self) -> Result<Self::Client> {
        let connection = UnbufferedClientConnection::new(self.0.client.clone(), self.0.name.clone())?;
        Ok(Side { connection, done: false })
    }

    fn server(&self) -> Result<Self::Server> {
        Ok(Side { connection: UnbufferedServerConnection::new(self.0.server.clone())?, done: false })
    }
}

macro_rules! connection {
    ($side:ty) => {
        impl Side<$side> {
            /// Works on `wire.incoming`; output goes onto the wire as it is made, then `data`, if there is any.
            fn run(&mut self, wire: &mut Wire, data: Option<&[u8]>) -> Result<usize> {
                let Wire { bytes, incoming, buffer } = wire;
                let (mut rest, mut plaintext) = (incoming.as_mut_slice(), 0_usize);
                loop {
                    let status = self.connection.process_tls_records(rest);
                    let mut discard = status.discard;
                    let mut more = true;
                    match status.state? {
                        ConnectionState::EncodeTlsData(mut state) => {
                            let length = state.encode(buffer)?;
                            bytes.extend_from_slice(buffer.get(..length).unwrap_or_default());
                        }
                        ConnectionState::TransmitTlsData(state) => state.done(),
                        ConnectionState::BlockedHandshake => more = false,
                        ConnectionState::WriteTraffic(mut state) => {
                            self.done = true;
                            if let Some(data) = data {
                                let length = state.encrypt(data, buffer)?;
                                bytes.extend_from_slice(buffer.get(..length).unwrap_or_default());
                            }
                            more = false;
                        }
                        ConnectionState::ReadTraffic(mut state) => {
                            while let Some(record) = state.next_record() {
                                let record = record?;
                                discard = discard.saturating_add(record.discard);
                                plaintext = plaintext.saturating_add(core::hint::black_box(record.payload).len());
                            }
                        }
                        _ => more = false,
                    }
                    rest = rest.get_mut(discard..).unwrap_or_default();
                    if !more && (discard == 0 || rest.is_empty()) {
                        return Ok(plaintext);
                    }
                }
            }
        }

        impl Connection for Side<$side> {
            fn write(&mut self, wire: &mut Wire) -> Result<()> {
                wire.incoming.clear();
                self.run(wire, None).map(|_| ())
            }

            fn read(&mut self, wire: &mut Wire) -> Result<usize> {
                wire.arrive();
                self.run(wire, None)
            }

            fn send(&mut self, data: &[u8], wire: &mut Wire) -> Result<()> {
                wire.incoming.clear();
                self.run(wire, Some(data)).map(|_| ())
            }

            fn is_done(&self) -> bool {
                self.done
            }
        }
    };
}
connection!(UnbufferedClientConnection);
connection!(UnbufferedServerConnection);
