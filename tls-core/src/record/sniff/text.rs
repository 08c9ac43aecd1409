//! Beginnings that people can read.

use super::{Guess, agrees};
use crate::error::Cause::{
    self, PeerSpeaksHttp as Http, PeerSpeaksPostgres as Postgres, PeerSpeaksProxyProtocol as ProxyProtocol,
    PeerSpeaksSomethingElse as Else, PeerStartsInClear as Clear,
};

const REQUEST: &str = "a request in HTTP";
const PAGE: &str = "a page in HTML";
const SMTP: &str = "a client of SMTP";
const REDIS: &str = "a client of Redis";

/// Each beginning, which failure it is, and what speaks. None is the beginning of another.
const BEGINNINGS: &[(&[u8], Cause, &str)] = &[
    (b"GET ", Http, REQUEST),
    (b"POST ", Http, REQUEST),
    (b"HEAD ", Http, REQUEST),
    (b"PUT ", Http, REQUEST),
    (b"DELETE ", Http, REQUEST),
    (b"OPTIONS ", Http, REQUEST),
    (b"PATCH ", Http, REQUEST),
    (b"TRACE ", Http, REQUEST),
    (b"CONNECT ", Http, "a request in HTTP from a client that takes this side for its proxy"),
    (b"PRI * HTTP/2", Http, "HTTP/2 without TLS"),
    // Some servers send a page without any status line.
    (b"<!DOCTYPE", Http, PAGE),
    (b"<html", Http, PAGE),
    (b"220 ", Clear, "SMTP or FTP"),
    (b"220-", Clear, "SMTP or FTP"),
    (b"421 ", Clear, "SMTP or FTP, which is not available"),
    (b"554 ", Clear, "SMTP, which refuses this client"),
    (b"554-", Clear, "SMTP, which refuses this client"),
    (b"EHLO ", Clear, SMTP),
    (b"HELO ", Clear, SMTP),
    (b"* OK", Clear, "IMAP"),
    (b"* BYE", Clear, "IMAP, which refuses this client"),
    (b"* PREAUTH", Clear, "IMAP"),
    (b"+OK", Clear, "POP3"),
    (b"-ERR", Else, "Redis or POP3"),
    (b"-NOAUTH", Else, "Redis"),
    (b"-DENIED", Else, "Redis"),
    (b"*1\r\n$", Else, REDIS),
    (b"*2\r\n$", Else, REDIS),
    (b"*3\r\n$", Else, REDIS),
    (b"<?xml", Clear, "XMPP, or something else in XML"),
    (b"<stream", Clear, "XMPP"),
    (b"EFATAL", Postgres, "an error from PostgreSQL"),
    (b"SSH-", Else, "SSH"),
    (b"AMQP", Else, "AMQP"),
    (b"ERROR\r\n", Else, "memcached"),
    (b"RFB ", Else, "VNC"),
    (b"PROXY ", ProxyProtocol, "version 1"),
    (b"\r\n\r\n\0\r\nQUIT\n", ProxyProtocol, "version 2"),
];

pub(super) fn judge(bytes: &[u8]) -> Guess {
    match BEGINNINGS.iter().find(|(start, ..)| agrees(bytes, start)) {
        Some((start, cause, name)) if bytes.len() >= start.len() => Guess::Yes(*cause, name),
        Some(_) => Guess::Maybe,
        None => Guess::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beginning_is_needed_to_its_last_byte() {
        for (start, cause, name) in BEGINNINGS {
            assert_eq!(judge(start), Guess::Yes(*cause, name));
            for length in 1..start.len() {
                assert_eq!(judge(&start[..length]), Guess::Maybe, "{}", start[..length].escape_ascii());
            }
            let mut other = start.to_vec();
            *other.last_mut().unwrap() ^= 0x80;
            assert_eq!(judge(&other), Guess::No);
        }
    }

    #[test]
    fn none_begins_another() {
        for (index, (one, ..)) in BEGINNINGS.iter().enumerate() {
            let agreeing = BEGINNINGS.iter().filter(|(other, ..)| agrees(one, other) && other.len() <= one.len());
            assert_eq!(agreeing.count(), 1, "{index}: {}", one.escape_ascii());
        }
    }

    #[test]
    fn capitals_do_not_matter() {
        assert_eq!(judge(b"<!doctype HTML>"), Guess::Yes(Http, PAGE));
        assert_eq!(judge(b"ehlo client"), Guess::Yes(Clear, SMTP));
    }
}
