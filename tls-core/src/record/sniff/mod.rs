//! Who speaks, if it is not TLS: told from the first bytes of a connection, and from as few of them as there need be.

mod binary;
mod text;

use crate::error::{Cause, Failure};
use crate::msg::Role;
use crate::registry::ContentType;
use alloc::format;
use alloc::string::String;

/// How much of a request is shown: it may hold a secret further on.
const SHOWN_OF_REQUEST: usize = 16;
/// How much of a server's greeting or reply is shown.
const SHOWN_OF_REPLY: usize = 32;

/// What the first bytes say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A record begins.
    Tls,
    /// Too few to tell.
    Wait,
    /// Something else speaks.
    Foreign(Failure),
}

/// What one beginning has to say about the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guess {
    /// They are not its own.
    No,
    /// They are, if the right ones follow.
    Maybe,
    /// They are: which failure that is, and what speaks.
    Yes(Cause, &'static str),
}

/// Judges the first bytes that came to `role`. `over`: no more will come.
pub(crate) fn judge(bytes: &[u8], role: Role, over: bool) -> Verdict {
    let guesses =
        [text::judge(bytes), http_reply(bytes, over), binary::judge(bytes, role), postgres(bytes, role, over)];
    let known = guesses.into_iter().find_map(|guess| match guess {
        Guess::Yes(cause, name) => Some((cause, name)),
        Guess::No | Guess::Maybe => None,
    });
    match (bytes, known) {
        ([], _) => Verdict::Wait,
        // Whatever TLS it is, the record layer judges it, record types included that are not allowed.
        ([first], _) if begins_record(*first) => Verdict::Wait,
        ([first, 3, ..], _) if begins_record(*first) => Verdict::Tls,
        (_, Some((cause, name))) => Verdict::Foreign(foreign(cause, name, bytes, role)),
        _ if guesses.contains(&Guess::Maybe) && !over => Verdict::Wait,
        ([_], _) if !over => Verdict::Wait,
        // A record's version and nobody else's second byte: a type that does not exist is refused as such.
        ([_, 3, ..], _) => Verdict::Tls,
        // "If a TLS implementation receives an unexpected record type, it MUST terminate the connection with an
        // "unexpected_message" alert." (RFC 9846 §5)
        // "Implementations SHOULD NOT accept any records with a version less than 0x0300" (RFC 9846 §E.5)
        _ => Verdict::Foreign(Failure::new(Cause::PeerSpeaksSomethingElse).got(printable(bytes, role))),
    }
}

/// Whether a record may begin so: these types are assigned, the last one to heartbeat.
const fn begins_record(first: u8) -> bool {
    ContentType::change_cipher_spec.0 <= first && first <= 24
}

/// The reply of an HTTP server, or of a proxy: which of them, says the status.
fn http_reply(bytes: &[u8], over: bool) -> Guess {
    const START: &[u8] = b"HTTP/";
    const STATUS: usize = b"HTTP/1.1 ".len();
    if !agrees(bytes, START) {
        return Guess::No;
    }
    match bytes.get(STATUS..STATUS + 3) {
        Some(b"200") => Guess::Yes(Cause::PeerIsHttpProxy, "a proxy's consent to CONNECT, which nobody has read"),
        Some(b"407") => Guess::Yes(Cause::PeerIsHttpProxy, "a proxy that wants credentials"),
        Some(b"502" | b"503" | b"504") => Guess::Yes(Cause::PeerIsHttpProxy, "a proxy that does not reach the server"),
        Some(_) => Guess::Yes(Cause::PeerSpeaksHttp, "a reply in HTTP"),
        None if over && bytes.len() >= START.len() => Guess::Yes(Cause::PeerSpeaksHttp, "a reply in HTTP"),
        None => Guess::Maybe,
    }
}

/// The single byte with which PostgreSQL answers SSLRequest, and nothing else says first.
///
/// A server that refused waits: `N` alone must do. `S` alone may still become another word.
fn postgres(bytes: &[u8], role: Role, over: bool) -> Guess {
    const ACCEPTED: Guess = Guess::Yes(Cause::PostgresAnswerNotRead, "\"S\", PostgreSQL's consent to TLS");
    match (role, bytes) {
        (Role::Client, b"N") => Guess::Yes(Cause::PostgresRefusesTls, "\"N\", PostgreSQL's refusal of TLS"),
        (Role::Client, b"S") if over => ACCEPTED,
        (Role::Client, b"S") => Guess::Maybe,
        (Role::Client, [b'S', next, ..]) if begins_record(*next) => ACCEPTED,
        _ => Guess::No,
    }
}

fn foreign(cause: Cause, name: &str, bytes: &[u8], role: Role) -> Failure {
    match bytes {
        // The byte is in the name, and what may follow it is TLS.
        [b'N' | b'S'] | [b'S', 20..=24, ..] => Failure::new(cause).got(String::from(name)),
        _ => Failure::new(cause).got(format!("{name}: {}", printable(bytes, role))),
    }
}

/// Whether all that came agrees with a beginning, in capitals or not.
fn agrees(bytes: &[u8], start: &[u8]) -> bool {
    bytes.iter().zip(start).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// The first bytes up to the end of the line, readable.
fn printable(bytes: &[u8], role: Role) -> String {
    let most = match role {
        Role::Client => SHOWN_OF_REPLY,
        Role::Server => SHOWN_OF_REQUEST,
    };
    let line = bytes.iter().skip(1).position(|byte| *byte == b'\r').map_or(bytes.len(), |end| end.saturating_add(1));
    let shown = bytes.get(..line.min(most)).unwrap_or_default();
    format!("\"{}\"", shown.escape_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_passes_from_its_second_byte_on() {
        for role in [Role::Client, Role::Server] {
            assert_eq!(judge(&[], role, true), Verdict::Wait);
            for kind in 20..=24 {
                assert_eq!(judge(&[kind], role, false), Verdict::Wait);
                for minor in 0..=255 {
                    assert_eq!(judge(&[kind, 3], role, false), Verdict::Tls);
                    assert_eq!(judge(&[kind, 3, minor, 0, 0], role, false), Verdict::Tls);
                }
            }
        }
    }

    #[test]
    fn nothing_else_passes() {
        for role in [Role::Client, Role::Server] {
            for first in 0..=255 {
                for second in 0..=255 {
                    let verdict = judge(&[first, second], role, true);
                    assert_eq!(verdict == Verdict::Tls, second == 3, "{first} {second}: {verdict:?}");
                    assert_ne!(verdict, Verdict::Wait);
                }
            }
        }
    }

    #[test]
    fn only_the_first_line_is_shown_and_not_much_of_it() {
        assert_eq!(printable(b"+OK hi\r\nmore", Role::Client), "\"+OK hi\"");
        assert_eq!(printable(b"\r\n\r\n\0\r\nQUIT\n", Role::Server), "\"\\r\\n\"");
        assert_eq!(printable(&[b'x'; 99], Role::Client).len(), 2 + SHOWN_OF_REPLY);
        assert_eq!(printable(b"GET /?token=secret&more", Role::Server), "\"GET /?token=secr\"");
    }
}
