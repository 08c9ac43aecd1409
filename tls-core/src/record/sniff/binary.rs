//! Beginnings that people cannot read.

use super::Guess;
use crate::error::Cause::{
    self, PeerSpeaksHttp as Http, PeerSpeaksMysql as Mysql, PeerSpeaksOldTls as OldTls, PeerSpeaksPostgres as Postgres,
    PeerSpeaksSomethingElse as Else, PeerStartsInClear as Clear,
};
use crate::msg::Role;

/// A byte: from this to that.
type Byte = (u8, u8);

/// Any byte.
const ANY: Byte = (0, 255);

const fn is(byte: u8) -> Byte {
    (byte, byte)
}

/// A beginning, which failure it is, and what speaks.
type Beginning = (&'static [Byte], Cause, &'static str);

const HELLO: &str = "a ClientHello of SSL 2.0";
const BIND: &str = "a request in LDAP";
const STARTUP: &str = "PostgreSQL's StartupMessage";

/// Said to servers.
const TO_SERVERS: &[Beginning] = &[
    // Length with its high bit set, type 1, the version that the client wants (RFC 5246 §E.2).
    (&[(0x80, 0xFF), ANY, is(1), is(0), is(2)], OldTls, HELLO),
    (&[(0x80, 0xFF), ANY, is(1), is(3), ANY], OldTls, HELLO),
    // Length, then a number where a version would stand: 1234 and 5679, 5680 or 5678.
    (&[is(0), is(0), is(0), is(8), is(0x04), is(0xD2), is(0x16), is(0x2F)], Postgres, "PostgreSQL's SSLRequest"),
    (&[is(0), is(0), is(0), is(8), is(0x04), is(0xD2), is(0x16), is(0x30)], Postgres, "PostgreSQL's GSSENCRequest"),
    (&[is(0), is(0), is(0), is(16), is(0x04), is(0xD2), is(0x16), is(0x2E)], Postgres, "PostgreSQL's CancelRequest"),
    // Length (9 to 10,000 bytes), version 3.
    (&[is(0), is(0), is(0), (9, 255), is(0), is(3), is(0), ANY], Postgres, STARTUP),
    (&[is(0), is(0), (1, 39), ANY, is(0), is(3), is(0), ANY], Postgres, STARTUP),
    // A sequence, its length in one or in five bytes, with a number of a message in front.
    (&[is(0x30), (5, 0x7F), is(2), (1, 4)], Clear, BIND),
    (&[is(0x30), is(0x84), is(0), is(0), ANY, ANY, is(2), (1, 4)], Clear, BIND),
    // TPKT version 3, X.224 connection request.
    (&[is(3), is(0), is(0), ANY, ANY, is(0xE0)], Clear, "a request of RDP"),
    // CONNECT, its length, the protocol's name.
    (&[is(0x10), ANY, is(0), is(4), is(b'M'), is(b'Q'), is(b'T'), is(b'T')], Else, "a client of MQTT"),
];

/// Said to clients.
const TO_CLIENTS: &[Beginning] = &[
    // Length (3 bytes, little-endian), number 0; then version 10 of the protocol and the server's version, or an error.
    (&[(1, 255), (0, 3), is(0), is(0), is(10), (b'1', b'9')], Mysql, "the greeting of MySQL or MariaDB"),
    (&[(3, 255), (0, 3), is(0), is(0), is(0xFF)], Mysql, "MySQL or MariaDB, which refuses this client"),
    // ErrorResponse: its length, the field of severity.
    (&[is(b'E'), is(0), is(0), (0, 39), ANY, is(b'S')], Postgres, "an error from PostgreSQL"),
    // A frame of type SETTINGS on stream 0.
    (&[is(0), is(0), ANY, is(4), (0, 1), is(0), is(0), is(0), is(0)], Http, "HTTP/2 without TLS"),
    (&[is(0x30), (5, 0x7F), is(2), (1, 4)], Clear, "an answer in LDAP"),
    (&[is(0x30), is(0x84), is(0), is(0), ANY, ANY, is(2), (1, 4)], Clear, "an answer in LDAP"),
    (&[is(3), is(0), is(0), ANY, ANY, is(0xD0)], Clear, "an answer of RDP"),
];

pub(super) fn judge(bytes: &[u8], role: Role) -> Guess {
    let beginnings = match role {
        Role::Client => TO_CLIENTS,
        Role::Server => TO_SERVERS,
    };
    let agrees = |start: &[Byte]| bytes.iter().zip(start).all(|(byte, (low, high))| (low..=high).contains(&byte));
    match beginnings.iter().find(|(start, ..)| agrees(start)) {
        Some((start, cause, name)) if bytes.len() >= start.len() => Guess::Yes(*cause, name),
        Some(_) => Guess::Maybe,
        None => Guess::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn every_beginning_is_needed_to_its_last_byte() {
        for (role, table) in [(Role::Client, TO_CLIENTS), (Role::Server, TO_SERVERS)] {
            for (start, cause, name) in table {
                for bound in [|byte: &Byte| byte.0, |byte: &Byte| byte.1] {
                    let bytes: Vec<u8> = start.iter().map(bound).collect();
                    assert_eq!(judge(&bytes, role), Guess::Yes(*cause, name));
                    for length in 1..bytes.len() {
                        assert_eq!(judge(&bytes[..length], role), Guess::Maybe, "{name}: {length}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_byte_outside_is_something_else() {
        for (role, table) in [(Role::Client, TO_CLIENTS), (Role::Server, TO_SERVERS)] {
            for (start, _, name) in table {
                for (at, (low, high)) in start.iter().enumerate() {
                    for outside in [low.checked_sub(1), high.checked_add(1)].into_iter().flatten() {
                        let mut bytes: Vec<u8> = start.iter().map(|byte| byte.0).collect();
                        bytes[at] = outside;
                        let same = matches!(judge(&bytes, role), Guess::Yes(_, other) if other == *name);
                        let sibling = table.iter().filter(|(.., other)| other == name).count() > 1;
                        assert!(!same || sibling, "{name}: byte {at} may be {outside}");
                    }
                }
            }
        }
    }
}
