//! The pump, with connections that speak a toy protocol: a message is its length in one byte and then its bytes.

use super::*;
use core::cell::RefCell;
use std::rc::Rc;
use tls_core::conn::{Answer, Closed, Facts};
use tls_core::error::{ApiMisuse, Cause};

/// What a message says by its first byte; anything else is data.
const HELLO: u8 = b'!';
const BYE: u8 = b'.';
const NO: u8 = b'?';

#[derive(Debug, Default)]
struct Toy {
    output: Vec<u8>,
    facts: Facts,
    done: bool,
    told: bool,
    ended: bool,
    failure: Option<Failure>,
    /// How it breaks its contract, if it does.
    breaks: Option<PumpError>,
    /// Answers every message with another one.
    chatters: bool,
}

impl Toy {
    fn client() -> Self {
        Self { output: vec![1, HELLO], ..Self::default() }
    }

    fn server() -> Self {
        Self { ended: true, ..Self::default() }
    }

    fn broken(&self, has: usize) -> Option<(usize, Report<'static>)> {
        Some(match self.breaks.as_ref()? {
            PumpError::ConsumedTooMuch => (has + 1, Report::Continue),
            PumpError::NeedsWhatItHas { .. } => (0, Report::NeedInput { at_least: has }),
            PumpError::NoProgress => (0, Report::Continue),
            PumpError::UnknownStep => (0, Report::Unknown),
            _ => return None,
        })
    }
}

impl Connection for Toy {
    fn step<'b>(&'b mut self, incoming: &'b mut [u8], _now: UnixTime) -> (usize, Report<'b>) {
        if let Some(broken) = self.broken(incoming.len()) {
            return broken;
        }
        if self.done && !self.told {
            self.told = true;
            return (0, Report::Done(&self.facts));
        }
        let at_least = 1 + incoming.first().map_or(0, |length| usize::from(*length)).max(1);
        let Some(message) = incoming.get(1..at_least) else {
            return (0, Report::NeedInput { at_least });
        };
        if self.chatters {
            self.output.extend_from_slice(&[1, b'x']);
        }
        match message[0] {
            HELLO => {
                if core::mem::take(&mut self.ended) {
                    self.output.extend_from_slice(&[1, HELLO]);
                }
                self.done = true;
                (at_least, Report::Continue)
            }
            BYE => (at_least, Report::Closed(Closed::Clean)),
            NO => (at_least, Report::Failed(self.failure.insert(Failure::new(Cause::Internal)))),
            _ => (at_least, Report::Plaintext(message)),
        }
    }

    fn answer(&mut self, _: Answer, _: UnixTime) -> Result<(), ApiMisuse> {
        Err(ApiMisuse::NoSuchQuestion)
    }

    fn output(&self) -> &[u8] {
        &self.output
    }

    fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse> {
        if count > self.output.len() || self.breaks == Some(PumpError::Misuse(ApiMisuse::SentTooMuch)) {
            return Err(ApiMisuse::SentTooMuch);
        }
        self.output.drain(..count);
        Ok(())
    }

    fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
        if !self.done {
            return Err(ApiMisuse::HandshakeNotDone);
        }
        self.output.push(u8::try_from(data.len()).unwrap());
        self.output.extend_from_slice(data);
        Ok(())
    }

    fn close(&mut self) {
        self.output.extend_from_slice(&[1, BYE]);
    }

    fn transport_ended(&mut self) -> Result<(), Failure> {
        Err(Failure::new(Cause::Truncated))
    }

    fn facts(&self) -> Option<&Facts> {
        self.done.then_some(&self.facts)
    }

    fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    fn state(&self) -> &'static str {
        "TOY"
    }
}

fn pair() -> Pair<Toy, Toy> {
    Pair::new(Toy::client(), Toy::server(), UnixTime::since_unix_epoch(core::time::Duration::ZERO))
}

#[test]
fn handshake_data_and_close_however_it_is_cut() {
    for chunking in [Chunking::Whole, Chunking::Bytes, Chunking::Random(1), Chunking::Random(2)] {
        let mut pair = pair().chunking(chunking);
        assert_eq!(pair.client.send(b"early"), Err(ApiMisuse::HandshakeNotDone));
        let outcome = pair.run().unwrap();
        assert!(outcome.is_done(), "{outcome:?}");
        pair.client.send(b"ping").unwrap();
        pair.client.send(&[b'a'; 200]).unwrap();
        pair.server.send(b"pong").unwrap();
        pair.server.close();
        assert!(pair.run().unwrap().is_done());
        assert_eq!(pair.server.take_received(), [b"ping".as_slice(), &[b'a'; 200]].concat());
        assert_eq!(pair.server.take_received(), []);
        assert_eq!(pair.client.take_received(), b"pong");
        assert_eq!(pair.client.closed(), Some(Closed::Clean));
        assert_eq!(pair.server.closed(), None);
        assert!(pair.end_transport(Flow::ClientToServer).is_err());
    }
}

#[test]
fn the_wire_can_lie() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&seen);
    let mut pair = pair().wire_fault(move |flow, flight| {
        log.borrow_mut().push((flow, flight.clone()));
        if flow == Flow::ServerToClient {
            flight[1] = NO;
        }
    });
    let outcome = pair.run().unwrap();
    assert!(!outcome.is_done());
    assert_eq!(outcome.server, End::Done);
    assert!(matches!(&outcome.client, End::Failed(failure) if failure.cause() == Cause::Internal), "{outcome:?}");
    assert_eq!(*seen.borrow(), [(Flow::ClientToServer, vec![1, HELLO]), (Flow::ServerToClient, vec![1, HELLO])]);
    // A connection that has failed is left alone.
    pair.server.connection.send(b"more").unwrap();
    pair.run().unwrap();
    assert_eq!(pair.client.take_received(), []);
}

#[test]
fn a_lost_flight_leaves_both_waiting() {
    let outcome = pair().wire_fault(|_, flight| flight.clear()).run().unwrap();
    assert_eq!(outcome, Outcome { client: End::Waiting("TOY"), server: End::Waiting("TOY") });
}

#[test]
fn broken_contracts_are_found() {
    let broken = [
        PumpError::ConsumedTooMuch,
        PumpError::NeedsWhatItHas { at_least: 2, has: 2 },
        PumpError::NoProgress,
        PumpError::UnknownStep,
        PumpError::Misuse(ApiMisuse::SentTooMuch),
    ];
    for error in broken {
        let mut pair = pair();
        pair.server.connection.breaks = Some(error.clone());
        assert_eq!(pair.run(), Err(error));
    }
    let mut pair = pair();
    pair.client.connection.chatters = true;
    pair.server.connection.chatters = true;
    assert_eq!(pair.run(), Err(PumpError::Endless));
}
