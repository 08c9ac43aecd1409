//! The driver with a toy session: its "protocol" passes bytes through, so that only the driver's own logic is under
//! test. `D` ends the handshake, `C` is `close_notify`, `F` makes it fail; data is any other byte.

use super::super::app::PIECE;
use super::*;
use std::collections::VecDeque;
use tls_core::error::ApiMisuse;
use tls_core::pki_types::UnixTime;
use tls_core::registry::AlertDescription;
use tokio::io::DuplexStream;

#[derive(Default)]
struct Toy {
    output: Vec<u8>,
    facts: Facts,
    done: bool,
    closed: bool,
    failure: Option<Failure>,
}

impl Session for Toy {
    fn step<'b>(&'b mut self, incoming: &'b mut [u8], _now: UnixTime) -> (usize, Happened<'b>) {
        match incoming {
            [] => (0, Happened::NeedInput),
            [b'D', ..] => {
                self.done = true;
                (1, Happened::Done(&self.facts))
            }
            [b'C', ..] => {
                self.closed = true;
                (1, Happened::Closed)
            }
            [b'F', ..] => {
                self.output.push(b'!');
                (1, Happened::Failed(self.failure.insert(Failure::peer_alert(AlertDescription::access_denied))))
            }
            _ => {
                let end = incoming.iter().position(|byte| b"DCF".contains(byte)).unwrap_or(incoming.len()).min(PIECE);
                (end, Happened::Plaintext(&incoming[..end]))
            }
        }
    }
    fn output(&self) -> &[u8] {
        &self.output
    }
    fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse> {
        self.output.drain(..count);
        Ok(())
    }
    fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
        assert!(self.done, "nothing is sent before the handshake is done");
        self.output.extend_from_slice(data);
        Ok(())
    }
    fn close(&mut self) {
        self.output.push(b'C');
    }
    fn transport_ended(&mut self) -> Result<(), Failure> {
        match (self.closed, self.done) {
            (true, _) => Ok(()),
            (false, true) => Err(Failure::new(Cause::Truncated)),
            (false, false) => Err(Failure::new(Cause::ClosedInHandshake)),
        }
    }
    fn facts(&self) -> Option<&Facts> {
        self.done.then_some(&self.facts)
    }
}

/// Gives its pieces, ends, and keeps what it takes.
#[derive(Default)]
struct Script {
    pieces: VecDeque<Vec<u8>>,
    echo: bool,
    taken: usize,
    peer_closed: bool,
}

impl Application for &mut Script {
    fn done(&mut self, _facts: &Facts) {}
    fn has_room(&self) -> bool {
        !self.echo || self.pieces.len() < 16
    }
    fn take(&mut self, plaintext: &[u8]) {
        self.taken += plaintext.len();
        if self.echo {
            self.pieces.push_back(plaintext.to_vec());
        }
    }
    fn peer_closed(&mut self) {
        self.peer_closed = true;
    }
    fn give(&mut self) -> Vec<u8> {
        self.pieces.pop_front().unwrap_or_default()
    }
    fn ended(&self) -> bool {
        self.pieces.is_empty() && (self.peer_closed || !self.echo)
    }
    async fn changed(&mut self, _may_give: bool) {
        core::future::pending().await
    }
    async fn finish(&mut self) {}
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(future)
}

fn driver(
    app: &mut Script,
    stream: DuplexStream,
) -> Driver<Toy, &mut Script, tokio::io::ReadHalf<DuplexStream>, tokio::io::WriteHalf<DuplexStream>> {
    Driver::new(Toy::default(), app, tokio::io::split(stream), Duration::from_millis(200))
}

/// Runs a driver against a peer that sends `sent` and then closes its direction; returns what the peer received.
fn against(app: &mut Script, sent: &[u8]) -> (Ended, Vec<u8>) {
    run(async {
        let (ours, peer) = tokio::io::duplex(1024);
        let (mut from_us, mut to_us) = tokio::io::split(peer);
        let mut received = Vec::new();
        let peer = async {
            to_us.write_all(sent).await.unwrap();
            to_us.shutdown().await.unwrap();
            from_us.read_to_end(&mut received).await.unwrap();
        };
        let (ended, ()) = tokio::join!(driver(app, ours).run(), peer);
        (ended, received)
    })
}

fn code(ended: &Ended) -> Option<&'static str> {
    ended.problem.as_ref().map(Problem::code)
}

#[test]
fn a_clean_exchange() {
    let mut app = Script { pieces: [b"hello".to_vec()].into(), ..Script::default() };
    let (ended, received) = against(&mut app, b"DworldC");
    assert_eq!((code(&ended), received, app.taken), (None, b"helloC".to_vec(), 5));
    assert!(ended.facts.is_some() && ended.handshake.is_some());
}

#[test]
fn an_end_without_close_notify_is_a_truncation() {
    let mut app = Script::default();
    let (ended, received) = against(&mut app, b"Ddata");
    assert_eq!((code(&ended), received, app.taken), (Some("TLS-CLOSE-TRUNCATED"), b"C".to_vec(), 4));
}

#[test]
fn an_end_in_the_handshake_leaves_no_facts() {
    let (ended, received) = against(&mut Script::default(), b"");
    assert_eq!((code(&ended), received), (Some("TLS-CLOSE-IN-HANDSHAKE"), vec![]));
    assert!(ended.facts.is_none() && ended.handshake.is_none());
}

#[test]
fn close_notify_in_the_handshake_ends_it() {
    let (ended, _) = against(&mut Script::default(), b"C");
    assert_eq!(code(&ended), Some("TLS-CLOSE-IN-HANDSHAKE"));
}

#[test]
fn after_a_failure_what_waits_is_still_sent() {
    let (ended, received) = against(&mut Script::default(), b"F");
    assert_eq!((code(&ended), received), (Some("TLS-ALERT-RECEIVED"), b"!".to_vec()));
}

#[test]
fn a_silent_peer_meets_the_deadline() {
    run(async {
        let (ours, _peer) = tokio::io::duplex(1024);
        let mut app = Script { pieces: [b"early".to_vec()].into(), ..Script::default() };
        let start = tokio::time::Instant::now();
        let ended = driver(&mut app, ours).run().await;
        assert_eq!(code(&ended), Some("NET-TIMEOUT"));
        assert!(start.elapsed() < Duration::from_millis(400), "nor does it wait for the peer to close");
        assert_eq!(app.pieces.len(), 1, "nothing is given before the handshake is done");
    });
}

#[test]
fn echoes_in_both_directions_at_once_do_not_deadlock() {
    run(async {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let total = 16 * 1024 * 1024;
        let mut client = Script { pieces: vec![vec![b'x'; PIECE]; total / PIECE].into(), ..Script::default() };
        let mut server = Script { echo: true, ..Script::default() };
        let (mut left, mut right) = (driver(&mut client, ours), driver(&mut server, theirs));
        left.session.output.push(b'D');
        right.session.output.push(b'D');
        let (left, right) = tokio::join!(left.run(), right.run());
        assert_eq!((code(&left), code(&right)), (None, None));
        assert_eq!((client.taken, server.taken), (total, total));
    });
}

/// A writer that always fails, as a socket does that the peer has closed.
struct Broken;

impl AsyncWrite for Broken {
    fn poll_write(
        self: core::pin::Pin<&mut Self>,
        _: &mut core::task::Context<'_>,
        _: &[u8],
    ) -> core::task::Poll<io::Result<usize>> {
        core::task::Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()))
    }
    fn poll_flush(
        self: core::pin::Pin<&mut Self>,
        _: &mut core::task::Context<'_>,
    ) -> core::task::Poll<io::Result<()>> {
        core::task::Poll::Ready(Ok(()))
    }
    fn poll_shutdown(
        self: core::pin::Pin<&mut Self>,
        _: &mut core::task::Context<'_>,
    ) -> core::task::Poll<io::Result<()>> {
        core::task::Poll::Ready(Ok(()))
    }
}

fn with_broken_writer(toy: Toy, app: &mut Script, sent: &[u8]) -> Ended {
    run(async {
        // The peer's bytes come late: the failed write is seen first.
        let (mut peer, ours) = tokio::io::duplex(1024);
        let peer = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            peer.write_all(sent).await.unwrap();
            peer.shutdown().await.unwrap();
        };
        let driver = Driver::new(toy, app, (ours, Broken), Duration::from_millis(200));
        tokio::join!(driver.run(), peer).0
    })
}

#[test]
fn a_failed_send_does_not_lose_the_peers_alert() {
    let toy = Toy { output: b"hello".to_vec(), ..Toy::default() };
    assert_eq!(code(&with_broken_writer(toy, &mut Script::default(), b"F")), Some("TLS-ALERT-RECEIVED"));
}

#[test]
fn data_that_could_not_be_sent_is_reported_after_a_clean_close() {
    let toy = || Toy { done: true, ..Toy::default() };
    let mut app = Script { pieces: [b"lost".to_vec()].into(), ..Script::default() };
    // The handshake ends, the data fails to go out, and then the peer closes.
    assert_eq!(code(&with_broken_writer(toy(), &mut app, b"DC")), Some("NET-WRITE"));
}

#[test]
fn a_close_notify_that_could_not_be_sent_is_no_failure() {
    let toy = Toy { done: true, ..Toy::default() };
    assert_eq!(code(&with_broken_writer(toy, &mut Script::default(), b"DC")), None);
}
