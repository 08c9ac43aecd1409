//! rustls by its buffered interface.

use crate::Result;
use crate::peer::{Connection, Peer};
use crate::rustls_config::Configs;
use crate::scenario::{Scenario, Setup};
use crate::wire::Wire;
use rustls::{ClientConnection, ServerConnection};
use std::io::{Read, Write};

/// rustls by its buffered interface.
#[derive(Debug)]
pub struct Buffered(Configs);

/// One side of a connection.
#[derive(Debug)]
pub struct Side<C>(C);

impl Peer for Buffered {
    const NAME: &'static str = "rustls";
    type Client = Side<ClientConnection>;
    type Server = Side<ServerConnection>;

    fn new(setup: &Setup, scenario: Scenario) -> Result<Self> {
        Ok(Self(Configs::new(setup, scenario)?))
    }

    fn client(&self) -> Result<Self::Client> {
        Ok(Side(ClientConnection::new(self.0.client.clone(), self.0.name.clone())?))
    }

    fn server(&self) -> Result<Self::Server> {
        Ok(Side(ServerConnection::new(self.0.server.clone())?))
    }
}

macro_rules! connection {
    ($side:ty) => {
        impl Connection for Side<$side> {
            fn write(&mut self, wire: &mut Wire) -> Result<()> {
                while self.0.wants_write() {
                    self.0.write_tls(&mut wire.bytes)?;
                }
                Ok(())
            }

            fn read(&mut self, wire: &mut Wire) -> Result<usize> {
                let mut plaintext = 0_usize;
                let mut rest = wire.bytes.as_slice();
                while !rest.is_empty() {
                    self.0.read_tls(&mut rest)?;
                    let mut waits = self.0.process_new_packets()?.plaintext_bytes_to_read();
                    while waits > 0 {
                        let read = self.0.reader().read(&mut wire.buffer)?;
                        plaintext = plaintext.saturating_add(read);
                        waits = waits.saturating_sub(read.max(1));
                    }
                }
                core::hint::black_box(&wire.buffer);
                wire.bytes.clear();
                Ok(plaintext)
            }

            fn send(&mut self, data: &[u8], wire: &mut Wire) -> Result<()> {
                self.0.writer().write_all(data)?;
                self.write(wire)
            }

            fn is_done(&self) -> bool {
                !self.0.is_handshaking()
            }
        }
    };
}
connection!(ClientConnection);
connection!(ServerConnection);
