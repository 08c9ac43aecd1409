//! Flights, record by record: every message that goes in the clear has a record of its own, and records can be left
//! out, repeated, exchanged and added.

use crate::kit::records;
use crate::kit::{Lies, Scene, messages};
use crate::matrix;
use std::sync::{Arc, Mutex};
use testvectors::pair::Flow;
use testvectors::recorder::Recorder;
use tls_core::flows::{FLOWS, Stapling};
use tls_core::msg::Role;
use tls_core::registry::ContentType;

/// A record with this content in the clear.
pub(crate) fn record(content_type: ContentType, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[content_type.0, 3, 3], &length[..], content].concat()
}

/// The records of a flight of a handshake, one for each message in the clear.
pub(crate) fn pieces(flight: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let mut protected = false;
    for range in records(flight) {
        let whole = &flight[range];
        // In TLS 1.2 what follows a change_cipher_spec record is protected, whatever its type.
        protected |= whole[0] == ContentType::change_cipher_spec.0;
        if whole[0] == ContentType::handshake.0 && !protected {
            for message in messages(&whole[5..]) {
                let mut one = record(ContentType::handshake, &whole[5..][message]);
                one[1..3].copy_from_slice(&whole[1..3]);
                pieces.push(one);
            }
        } else {
            pieces.push(whole.to_vec());
        }
    }
    pieces
}

/// A flight of a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flight {
    /// Its direction.
    pub(crate) way: Flow,
    /// Which one of its direction, from 0.
    pub(crate) number: usize,
    /// How many records it has.
    pub(crate) pieces: usize,
    /// Whether it is the last one of its sender's, with Finished at its end.
    pub(crate) last: bool,
}

impl Flight {
    /// Who gets it.
    pub(crate) fn receiver(self) -> Role {
        if self.way == Flow::ServerToClient { Role::Client } else { Role::Server }
    }

    /// The lie that changes its records. All other flights are taken apart in the same way and left alone.
    pub(crate) fn change(self, mut lie: impl FnMut(&mut Vec<Vec<u8>>) + Send + 'static) -> Lies {
        let mut seen = 0;
        Lies::none().wire(move |way, bytes| {
            if way == self.way {
                if seen == self.number {
                    let mut apart = pieces(bytes);
                    lie(&mut apart);
                    *bytes = apart.concat();
                }
                seen += 1;
            }
        })
    }

    /// The lie that adds a record in front of the one at this place.
    pub(crate) fn insert(self, place: usize, record: &[u8]) -> Lies {
        let record = record.to_vec();
        self.change(move |pieces| pieces.insert(place, record.clone()))
    }
}

/// Every flow of TABLE 3 that our sides choose, with its name, and two sides that go through it.
pub(crate) fn flows() -> Vec<(&'static str, Scene)> {
    let flows = FLOWS.iter().filter(|flow| flow.stapling != Stapling::Promised);
    flows.map(|flow| (flow.name, matrix::scene(flow))).collect()
}

/// The flights of a handshake, which completes when they are taken apart.
pub(crate) fn flights(scene: &Scene) -> Vec<Flight> {
    let seen: Arc<Mutex<Vec<Flight>>> = Arc::default();
    let heard = seen.clone();
    let mut pair = scene.pair(&Recorder::new(), Lies::none()).wire_fault(move |way, bytes| {
        let mut heard = heard.lock().unwrap();
        let number = heard.iter().filter(|flight| flight.way == way).count();
        let apart = pieces(bytes);
        heard.push(Flight { way, number, pieces: apart.len(), last: false });
        *bytes = apart.concat();
    });
    assert!(pair.run().unwrap().is_done(), "the honest twin");
    drop(pair);
    let mut seen = seen.lock().unwrap().clone();
    for way in [Flow::ClientToServer, Flow::ServerToClient] {
        seen.iter_mut().rfind(|flight| flight.way == way).unwrap().last = true;
    }
    seen
}
