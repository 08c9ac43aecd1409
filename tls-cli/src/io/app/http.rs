//! As much of HTTP/1.1 as a page needs.

/// The version after whose requests the connection ends (RFC 9112 §9.3), as a request line ends with it.
const VERSION_1_0: &[u8] = b" HTTP/1.0";

/// Finds the ends of requests in a stream: an empty line after at least one line, the lines ended by CRLF or LF. Keeps
/// no bytes but the last few of a request line. A request's body counts as part of the next request.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    position: Position,
    /// How the request line ends, as far as it has come.
    line: [u8; VERSION_1_0.len()],
    /// Whether the last request has come: nothing behind it is one.
    ended: bool,
}

#[derive(Clone, Copy, Debug, Default)]
enum Position {
    /// No byte of the next request has come. Empty lines before it are passed over (RFC 9112 §2.2).
    #[default]
    Before,
    /// Within the request line.
    InRequestLine,
    /// Within another line.
    InLine,
    /// Behind the end of a line.
    AfterLine,
    /// Behind the end of a line and a CR.
    AfterLineAndCr,
}

impl Requests {
    /// How many requests end within these bytes, which follow those of the call before.
    pub(crate) fn complete_in(&mut self, bytes: &[u8]) -> u64 {
        let mut complete = 0_u64;
        for byte in bytes {
            if self.ended {
                break;
            }
            self.position = match (self.position, byte) {
                (Position::Before, b'\r' | b'\n') => Position::Before,
                (Position::AfterLine | Position::AfterLineAndCr, b'\n') => {
                    complete = complete.saturating_add(1);
                    self.ended = self.line == VERSION_1_0;
                    Position::Before
                }
                (Position::InRequestLine | Position::InLine, b'\n') => Position::AfterLine,
                (Position::AfterLine, b'\r') => Position::AfterLineAndCr,
                (Position::Before | Position::InRequestLine, byte) => {
                    self.note(*byte);
                    Position::InRequestLine
                }
                _ => Position::InLine,
            };
        }
        complete
    }

    /// Whether no other request will be answered: one of HTTP/1.0 has come.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// A byte of the request line; the CR at its end is not part of it.
    fn note(&mut self, byte: u8) {
        if byte != b'\r' {
            self.line.rotate_left(1);
            if let Some(last) = self.line.last_mut() {
                *last = byte;
            }
        }
    }
}

/// The answer to every request; short enough for one record.
pub(crate) fn page(text: &str) -> Vec<u8> {
    let length = text.len().saturating_add(1);
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\r\n{text}\n")
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(bytes: &[u8]) -> u64 {
        let whole = Requests::default().complete_in(bytes);
        let mut requests = Requests::default();
        let one_by_one: u64 = bytes.iter().map(|byte| requests.complete_in(&[*byte])).sum();
        assert_eq!(whole, one_by_one, "chunks must not matter");
        whole
    }

    #[test]
    fn requests_end_with_an_empty_line() {
        assert_eq!(count(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 1);
        assert_eq!(count(b"GET / HTTP/1.1\nHost: a\n\n"), 1);
        assert_eq!(count(b"GET / HTTP/1.1\r\n\n"), 1);
        assert_eq!(count(b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\n\nGET"), 2);
    }

    #[test]
    fn incomplete_requests_do_not_count() {
        assert_eq!(count(b""), 0);
        assert_eq!(count(b"GET / HTTP/1.1\r\nHost: a\r\n"), 0);
        assert_eq!(count(b"GET / HTTP/1.1\r\n\r"), 0);
        assert_eq!(count(b"GET / HTTP/1.1\r\n\rX\n"), 0, "a CR alone ends no line");
        assert_eq!(count(b"\r\n\r\n\n\n"), 0, "empty lines before a request are passed over");
    }

    #[test]
    fn a_request_of_http_1_0_is_the_last() {
        let ends = |bytes: &[u8]| {
            let mut requests = Requests::default();
            (bytes.iter().map(|byte| requests.complete_in(&[*byte])).sum::<u64>(), requests.ended())
        };
        assert_eq!(ends(b"GET / HTTP/1.0\r\n\r\nGET / HTTP/1.1\r\n\r\n"), (1, true));
        assert_eq!(ends(b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.0\nHost: a\n\n"), (2, true));
        assert_eq!(ends(b"GET / HTTP/1.0\r\nHost: a\r\n"), (0, false), "not complete");
        assert_eq!(ends(b"GET / HTTP/1.1\r\nUpgrade: HTTP/1.0\r\n\r\n"), (1, false), "no request line");
        assert_eq!(ends(b"GET /HTTP/1.0\r\n\r\n"), (1, false), "a path");
    }

    #[test]
    fn the_page_says_its_length() {
        let page = String::from_utf8(page("TLSv1.3 ü")).unwrap();
        let (head, body) = page.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"));
        assert!(head.ends_with(&format!("Content-Length: {}", body.len())));
        assert_eq!(body, "TLSv1.3 ü\n");
    }
}
