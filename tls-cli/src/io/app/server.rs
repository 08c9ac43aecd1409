//! The server's modes.

use super::http::Requests;
use super::{Application, PIECE};
use crate::args::Mode;
use crate::io::{HIGH_WATER, Queue};
use crate::report;
use tls_core::conn::Facts;

/// Answers that may wait before no more requests are taken.
const WAITING_ANSWERS: u64 = 1_024;

/// One of the modes. It lives from what the peer sends alone, and ends when the peer has closed; after a request of
/// HTTP/1.0 it is the first to close.
#[derive(Debug)]
pub(crate) struct ServerApp {
    kind: Kind,
    peer_closed: bool,
}

#[derive(Debug)]
enum Kind {
    Echo(Queue),
    Http { requests: Requests, unanswered: u64, page: Vec<u8> },
    Discard,
}

impl ServerApp {
    pub(crate) fn new(mode: Mode) -> Self {
        let kind = match mode {
            Mode::Echo => Kind::Echo(Queue::default()),
            Mode::Http => Kind::Http { requests: Requests::default(), unanswered: 0, page: Vec::new() },
            Mode::Discard => Kind::Discard,
        };
        Self { kind, peer_closed: false }
    }
}

impl Application for ServerApp {
    fn done(&mut self, facts: &Facts) {
        if let Kind::Http { page, .. } = &mut self.kind {
            *page = super::http::page(&report::summary(facts));
        }
    }

    fn has_room(&self) -> bool {
        match &self.kind {
            Kind::Echo(waiting) => waiting.len() < HIGH_WATER,
            Kind::Http { unanswered, .. } => *unanswered < WAITING_ANSWERS,
            Kind::Discard => true,
        }
    }

    fn take(&mut self, plaintext: &[u8]) {
        match &mut self.kind {
            Kind::Echo(waiting) => waiting.push(plaintext),
            Kind::Http { requests, unanswered, .. } => {
                *unanswered = unanswered.saturating_add(requests.complete_in(plaintext));
            }
            Kind::Discard => {}
        }
    }

    fn peer_closed(&mut self) {
        self.peer_closed = true;
    }

    fn give(&mut self) -> Vec<u8> {
        match &mut self.kind {
            Kind::Echo(waiting) => {
                let front = waiting.front();
                let piece = front.get(..PIECE).unwrap_or(front).to_vec();
                waiting.drop_front(piece.len());
                piece
            }
            Kind::Http { unanswered, page, .. } => match unanswered.checked_sub(1) {
                Some(left) => {
                    *unanswered = left;
                    page.clone()
                }
                None => Vec::new(),
            },
            Kind::Discard => Vec::new(),
        }
    }

    fn ended(&self) -> bool {
        match &self.kind {
            Kind::Echo(waiting) => self.peer_closed && waiting.is_empty(),
            Kind::Http { requests, unanswered, .. } => (self.peer_closed || requests.ended()) && *unanswered == 0,
            Kind::Discard => self.peer_closed,
        }
    }

    async fn changed(&mut self, _may_give: bool) {
        core::future::pending().await
    }

    async fn finish(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(app: &mut ServerApp) -> Vec<Vec<u8>> {
        core::iter::from_fn(|| Some(app.give()).filter(|piece| !piece.is_empty())).collect()
    }

    #[test]
    fn echo_gives_back_what_it_took_in_pieces() {
        let mut app = ServerApp::new(Mode::Echo);
        let data: Vec<u8> = (0..=255).cycle().take(300 * 1024).collect();
        app.take(&data[..1000]);
        assert!(app.has_room());
        app.take(&data[1000..]);
        assert!(!app.has_room(), "backpressure");
        app.peer_closed();
        assert!(!app.ended(), "something waits");
        let pieces = all(&mut app);
        assert!(pieces.iter().all(|piece| piece.len() <= PIECE));
        assert_eq!(pieces.concat(), data);
        assert!(app.ended() && app.has_room());
    }

    #[test]
    fn http_answers_every_request_with_one_page() {
        let mut app = ServerApp::new(Mode::Http);
        app.done(&Facts::default());
        app.take(b"GET / HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3");
        let pages = all(&mut app);
        assert_eq!(pages.len(), 2);
        assert!(pages.iter().all(|page| page.starts_with(b"HTTP/1.1 200 OK\r\n") && page.len() <= PIECE));
        assert!(!app.ended(), "it stays open until close_notify");
        app.take(b" HTTP/1.1\n\n");
        assert_eq!(all(&mut app).len(), 1);
        app.peer_closed();
        assert!(app.ended());
    }

    #[test]
    fn http_closes_when_a_request_of_http_1_0_is_answered() {
        let mut app = ServerApp::new(Mode::Http);
        app.done(&Facts::default());
        app.take(b"GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n");
        assert!(!app.ended(), "the answer waits");
        assert_eq!(all(&mut app).len(), 1, "nothing follows a last request");
        assert!(app.ended());
    }

    #[test]
    fn http_takes_no_more_requests_while_too_many_wait() {
        let mut app = ServerApp::new(Mode::Http);
        app.done(&Facts::default());
        app.take("G\n\n".repeat(2_000).as_bytes());
        assert!(!app.has_room());
        assert_eq!(all(&mut app).len(), 2_000);
        assert!(app.has_room());
    }

    #[test]
    fn discard_gives_nothing() {
        let mut app = ServerApp::new(Mode::Discard);
        app.take(b"data");
        assert!(app.give().is_empty() && app.has_room() && !app.ended());
        app.peer_closed();
        assert!(app.ended());
    }
}
