//! Who speaks, if it is not TLS: told from the first bytes of a connection.

use crate::error::{Cause, Failure};
use alloc::format;
use alloc::string::String;

/// How many bytes are enough to tell.
pub(crate) const ENOUGH: usize = 16;

/// Beginnings of other protocols: what a peer says first.
const OTHERS: [(&[u8], &str); 9] = [
    (b"SSH-", "SSH"),
    (b"220", "SMTP or FTP"),
    (b"* OK", "IMAP"),
    (b"+OK", "POP3"),
    (b"EHLO ", "SMTP"),
    (b"HELO ", "SMTP"),
    (b"AMQP", "AMQP"),
    (b"PROXY ", "the PROXY protocol"),
    (b"PRI * HTTP/2", "HTTP/2 without TLS"),
];

/// Beginnings of HTTP: a response, a request, or the page that some servers send without any status line.
const HTTP: [&[u8]; 14] = [
    b"HTTP/",
    b"GET ",
    b"POST ",
    b"HEAD ",
    b"PUT ",
    b"DELETE ",
    b"OPTIONS ",
    b"PATCH ",
    b"CONNECT ",
    b"TRACE ",
    b"<!DOCTYPE",
    b"<!doctype",
    b"<html",
    b"<HTML",
];

/// Judges the first bytes of a connection. `None`: it looks like TLS, or there are too few to tell.
pub(crate) fn not_tls(bytes: &[u8]) -> Option<Failure> {
    if HTTP.iter().any(|start| begins(bytes, start)) {
        return Some(Failure::new(Cause::PeerSpeaksHttp).got(printable(bytes)));
    }
    if let Some((_, name)) = OTHERS.iter().find(|(start, _)| begins(bytes, start)) {
        return Some(Failure::new(Cause::PeerSpeaksSomethingElse).got(format!("{name}: {}", printable(bytes))));
    }
    // An SSLv2 ClientHello: length with its high bit set, message type 1, version 2 or 3.x (RFC 5246 §E.2).
    if let [length, _, 1, major, minor, ..] = bytes
        && length & 0x80 != 0
        && matches!((major, minor), (0 | 2, 2 | 0) | (3, _))
    {
        return Some(Failure::new(Cause::PeerSpeaksOldTls).got("an SSLv2 ClientHello"));
    }
    // The version in the first record's header is 0x03 and something; what follows is ignored (RFC 9846 §5.1).
    if let [_, major, ..] = bytes
        && *major != 3
    {
        return Some(Failure::new(Cause::PeerSpeaksSomethingElse).got(printable(bytes)));
    }
    None
}

/// Whether all that came agrees with a beginning, and enough came to say so.
fn begins(bytes: &[u8], start: &[u8]) -> bool {
    bytes.len() >= 3 && bytes.iter().zip(start).all(|(a, b)| a == b) && bytes.len() >= start.len().min(4)
}

/// The first bytes, readable.
fn printable(bytes: &[u8]) -> String {
    let shown = bytes.get(..bytes.len().min(ENOUGH)).unwrap_or_default();
    format!("\"{}\"", shown.escape_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_recognised() {
        for (bytes, cause) in [
            (b"GET / HTTP/1.1\r\n".as_slice(), Cause::PeerSpeaksHttp),
            (b"HTTP/1.1 400 Bad", Cause::PeerSpeaksHttp),
            (b"<!DOCTYPE HTML>\n", Cause::PeerSpeaksHttp),
            (b"SSH-2.0-OpenSSH_9", Cause::PeerSpeaksSomethingElse),
            (b"220 mail.example ESMTP", Cause::PeerSpeaksSomethingElse),
            (b"* OK [CAPABILITY]", Cause::PeerSpeaksSomethingElse),
            (b"\x80\x2e\x01\x00\x02\x00", Cause::PeerSpeaksOldTls),
            (b"\0\0\0\0\0", Cause::PeerSpeaksSomethingElse),
        ] {
            assert_eq!(not_tls(bytes).map(|failure| failure.cause()), Some(cause), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn tls_is_not() {
        assert!(not_tls(&[22, 3, 1, 0, 200, 1]).is_none());
        assert!(not_tls(&[21, 3, 0, 0, 2, 2, 40]).is_none());
        assert!(not_tls(b"").is_none());
    }
}
