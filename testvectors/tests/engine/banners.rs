//! Peers that speak something else than TLS, or a TLS of old: known from the first bytes that come, in both roles.

use crate::kit::{Auth, Kind, NOW, Scene};
use testvectors::pair::{Connection, Endpoint};
use tls_core::conn::{ClientConnection, Seams, ServerConnection};
use tls_core::error::Cause::{self, *};
use tls_core::error::Failure;
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;

/// What comes, how many of its bytes are enough, the cause, and a word of what is said to have come.
type Banner = (&'static [u8], usize, Cause, &'static str);

/// What servers of other protocols say.
const TO_CLIENTS: &[Banner] = &[
    (b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", 12, PeerSpeaksHttp, "HTTP/1.1 400 Bad Request"),
    (b"HTTP/1.0 301 Moved\r\n", 12, PeerSpeaksHttp, "a reply in HTTP"),
    (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", 12, PeerIsHttpProxy, "wants credentials"),
    (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", 12, PeerIsHttpProxy, "does not reach the server"),
    (b"HTTP/1.0 503 Service Unavailable\r\n\r\n", 12, PeerIsHttpProxy, "does not reach the server"),
    (b"HTTP/1.1 504 Gateway Timeout\r\n\r\n", 12, PeerIsHttpProxy, "does not reach the server"),
    (b"HTTP/1.1 200 Connection established\r\n\r\n\x16\x03\x03", 12, PeerIsHttpProxy, "nobody has read"),
    (b"<!DOCTYPE HTML PUBLIC \"-//W3C//DTD", 9, PeerSpeaksHttp, "a page in HTML"),
    (b"<!doctype html>\n<html>", 9, PeerSpeaksHttp, "a page in HTML"),
    (b"<HTML><head><title>400 Bad Request", 5, PeerSpeaksHttp, "a page in HTML"),
    (b"\0\0\x12\x04\0\0\0\0\0\0\x03", 9, PeerSpeaksHttp, "HTTP/2"),
    (b"SSH-2.0-OpenSSH_9.9\r\n", 4, PeerSpeaksSomethingElse, "SSH: \"SSH-2.0-OpenSSH_9.9\""),
    (b"220 mail.example ESMTP Postfix\r\n", 4, PeerStartsInClear, "SMTP or FTP: \"220 mail.example ESMTP"),
    (b"220-Welcome to an FTP server\r\n", 4, PeerStartsInClear, "SMTP or FTP"),
    (b"421 Too many connections\r\n", 4, PeerStartsInClear, "not available"),
    (b"554 mail.example rejects you\r\n", 4, PeerStartsInClear, "SMTP, which refuses"),
    (b"554-mail.example\r\n554 no\r\n", 4, PeerStartsInClear, "SMTP, which refuses"),
    (b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n", 4, PeerStartsInClear, "IMAP"),
    (b"* PREAUTH ready\r\n", 9, PeerStartsInClear, "IMAP"),
    (b"* BYE overloaded\r\n", 5, PeerStartsInClear, "IMAP, which refuses"),
    (b"+OK POP3 ready\r\n", 3, PeerStartsInClear, "POP3"),
    (b"-ERR unknown command\r\n", 4, PeerSpeaksSomethingElse, "Redis or POP3"),
    (b"-NOAUTH Authentication required.\r\n", 7, PeerSpeaksSomethingElse, "Redis"),
    (b"-DENIED Redis is running in protected mode", 7, PeerSpeaksSomethingElse, "Redis"),
    (b"ERROR\r\n", 7, PeerSpeaksSomethingElse, "memcached"),
    (b"AMQP\0\0\x09\x01", 4, PeerSpeaksSomethingElse, "AMQP"),
    (b"RFB 003.008\n", 4, PeerSpeaksSomethingElse, "VNC"),
    (b"<?xml version='1.0'?><stream:stream", 5, PeerStartsInClear, "XMPP"),
    (b"<stream:stream xmlns='jabber:client'", 7, PeerStartsInClear, "XMPP"),
    (b"\x30\x24\x02\x01\x00\x78\x1f\x0a", 4, PeerStartsInClear, "LDAP"),
    (b"\x30\x84\0\0\0\x24\x02\x01\x00\x78", 8, PeerStartsInClear, "LDAP"),
    (b"\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0", 6, PeerStartsInClear, "RDP"),
    (b"J\0\0\0\n5.7.44\0\x08\0\0\0", 6, PeerSpeaksMysql, "5.7.44"),
    (b"\x5b\0\0\0\n8.0.36-0ubuntu0.22.04.1\0", 6, PeerSpeaksMysql, "greeting of MySQL"),
    (b"\x5a\0\0\0\n11.4.2-MariaDB\0", 6, PeerSpeaksMysql, "MariaDB"),
    // The first byte of a length may be any letter.
    (b"E\0\0\0\n5.7.33\0", 6, PeerSpeaksMysql, "5.7.33"),
    (b"\x45\0\0\0\xff\x6a\x04Host '192.0.2.1' is not allowed", 5, PeerSpeaksMysql, "refuses this client"),
    (b"\x17\0\0\0\xff\x10\x04Too many connections", 5, PeerSpeaksMysql, "refuses this client"),
    (b"E\0\0\0\x60SFATAL\0VFATAL\0C28000\0Mno entry\0\0", 6, PeerSpeaksPostgres, "an error from PostgreSQL"),
    (b"E\0\0\x01\x02SERROR\0", 6, PeerSpeaksPostgres, "an error from PostgreSQL"),
    (b"EFATAL:  unsupported frontend protocol\n\0", 6, PeerSpeaksPostgres, "an error from PostgreSQL"),
    (b"N", 1, PostgresRefusesTls, "\"N\", PostgreSQL's refusal"),
    (b"S\x16\x03\x03\0\x7a\x02", 2, PostgresAnswerNotRead, "\"S\", PostgreSQL's consent"),
    (b"S\x15\x03\x03\0\x02\x02\x28", 2, PostgresAnswerNotRead, "\"S\", PostgreSQL's consent"),
];

/// What clients of other protocols say.
const TO_SERVERS: &[Banner] = &[
    (b"GET / HTTP/1.1\r\nHost: server.example\r\n\r\n", 4, PeerSpeaksHttp, "\"GET / HTTP/1.1\""),
    (b"POST /form HTTP/1.1\r\n", 5, PeerSpeaksHttp, "a request in HTTP"),
    (b"HEAD / HTTP/1.0\r\n", 5, PeerSpeaksHttp, "a request in HTTP"),
    (b"OPTIONS * HTTP/1.1\r\n", 8, PeerSpeaksHttp, "a request in HTTP"),
    (b"CONNECT server.example:443 HTTP/1.1\r\n", 8, PeerSpeaksHttp, "takes this side for its proxy"),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 12, PeerSpeaksHttp, "HTTP/2"),
    (b"SSH-2.0-PuTTY\r\n", 4, PeerSpeaksSomethingElse, "SSH"),
    (b"EHLO client.example\r\n", 5, PeerStartsInClear, "a client of SMTP"),
    (b"helo client.example\r\n", 5, PeerStartsInClear, "a client of SMTP"),
    (b"AMQP\0\0\x09\x01", 4, PeerSpeaksSomethingElse, "AMQP"),
    (b"PROXY TCP4 192.0.2.1 192.0.2.2 5 443\r\n\x16\x03\x01", 6, PeerSpeaksProxyProtocol, "version 1"),
    (b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", 12, PeerSpeaksProxyProtocol, "version 2"),
    (b"<?xml version='1.0'?><stream:stream", 5, PeerStartsInClear, "XMPP"),
    (b"*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n", 5, PeerSpeaksSomethingElse, "a client of Redis: \"*2\""),
    (b"\x10\x10\0\x04MQTT\x04\x02\0\x3c\0\x04name", 8, PeerSpeaksSomethingElse, "MQTT"),
    (b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0", 4, PeerStartsInClear, "LDAP"),
    (b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0", 6, PeerStartsInClear, "RDP"),
    (b"\0\0\0\x08\x04\xd2\x16\x2f", 8, PeerSpeaksPostgres, "SSLRequest"),
    (b"\0\0\0\x08\x04\xd2\x16\x30", 8, PeerSpeaksPostgres, "GSSENCRequest"),
    (b"\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\x01\0\0\0\x02", 8, PeerSpeaksPostgres, "CancelRequest"),
    (b"\0\0\0\x29\0\x03\0\0user\0postgres\0", 8, PeerSpeaksPostgres, "StartupMessage"),
    (b"\0\0\x01\x01\0\x03\0\x02user\0postgres\0", 8, PeerSpeaksPostgres, "StartupMessage"),
    (b"\x80\x2e\x01\0\x02\0\x15\0\0\0\x10", 5, PeerSpeaksOldTls, "SSL 2.0"),
    (b"\x80\x4c\x01\x03\x01\0\x33\0\0\0\x10", 5, PeerSpeaksOldTls, "SSL 2.0"),
    (b"\0\0\0\0\0", 4, PeerSpeaksSomethingElse, "\\x00"),
    (b"\x04\x01\0\x50\x01\x02\x03\x04\0", 2, PeerSpeaksSomethingElse, "\\x04"),
];

fn client() -> Endpoint<ClientConnection> {
    let config = Scene::new(Kind::Tls13, Auth::None).client;
    let name = ServerName::try_from("server.example").unwrap();
    let mut endpoint = Endpoint::new(ClientConnection::new(config, name, Seams::default()).unwrap());
    endpoint.take_output().unwrap();
    endpoint
}

fn server() -> Endpoint<ServerConnection> {
    Endpoint::new(ServerConnection::new(Scene::new(Kind::Tls13, Auth::None).server, Seams::default()))
}

/// What one side makes of these pieces, and of the end of the transport if it is to come.
#[derive(Debug)]
struct Heard {
    failure: Option<Failure>,
    /// How many bytes it had when it failed.
    after: usize,
    output: Vec<u8>,
}

fn hear<C: Connection>(mut endpoint: Endpoint<C>, bytes: &[u8], piece: usize, end: bool) -> Heard {
    let mut after = 0;
    for piece in bytes.chunks(piece) {
        endpoint.deliver(piece, NOW).unwrap();
        after += piece.len();
        if endpoint.failure().is_some() {
            break;
        }
    }
    if end {
        let ended = endpoint.connection.transport_ended();
        assert_eq!(ended.err().as_ref(), endpoint.failure());
    }
    let failure = endpoint.failure().cloned();
    Heard { failure, after, output: endpoint.take_output().unwrap() }
}

fn hears(role: Role, bytes: &[u8], piece: usize, end: bool) -> Heard {
    if role == Role::Client { hear(client(), bytes, piece, end) } else { hear(server(), bytes, piece, end) }
}

#[track_caller]
fn assert_known(heard: &Heard, cause: Cause, word: &str) {
    let failure = heard.failure.as_ref().unwrap_or_else(|| panic!("{word}: nobody noticed"));
    assert_eq!(failure.cause(), cause, "{word}: {failure:#}");
    assert!(failure.got_text().contains(word), "{word}: {failure:#}");
    let alert = failure.alert().unwrap();
    assert_eq!(heard.output, [21, 3, 3, 0, 2, 2, alert.0], "one alert and nothing else: {failure:#}");
    assert_eq!(Some(alert), cause.alert());
}

fn all() -> impl Iterator<Item = (Role, &'static Banner)> {
    let of = |role, banners: &'static [Banner]| banners.iter().map(move |banner| (role, banner));
    of(Role::Client, TO_CLIENTS).chain(of(Role::Server, TO_SERVERS))
}

/// The causes that this file provokes.
pub(crate) fn provoked() -> Vec<Cause> {
    all().map(|(_, (_, _, cause, _))| *cause).chain([PeerAlert, OldPeerAlert, ClosedInHandshake]).collect()
}

#[test]
fn whole() {
    for (role, (bytes, _, cause, word)) in all() {
        assert_known(&hears(role, bytes, bytes.len(), false), *cause, word);
        assert_known(&hears(role, bytes, bytes.len(), true), *cause, word);
    }
}

/// Byte by byte it is known as soon as it can be, and not before.
#[test]
fn byte_by_byte() {
    for (role, (bytes, enough, cause, word)) in all() {
        let heard = hears(role, bytes, 1, false);
        assert_eq!(heard.failure.as_ref().map(Failure::cause), Some(*cause), "{word}");
        assert_eq!(heard.after, *enough, "{word}: {}", bytes.escape_ascii());
    }
}

/// Whatever comes and then ends is not TLS, even where it is too short to say what it is.
#[test]
fn cut_off() {
    for (role, (bytes, enough, ..)) in all() {
        for length in 1..*enough {
            let heard = hears(role, &bytes[..length], length, true);
            let cause = heard.failure.as_ref().map(Failure::cause);
            let wanted = match &bytes[..length] {
                b"S" if role == Role::Client => PostgresAnswerNotRead,
                [20..=24] => ClosedInHandshake,
                start if start.starts_with(b"HTTP/") => PeerSpeaksHttp,
                _ => PeerSpeaksSomethingElse,
            };
            assert_eq!(cause, Some(wanted), "{}", bytes[..length].escape_ascii());
        }
    }
}

/// The lone `S` with which a PostgreSQL server agrees to TLS: it means that only if nothing else follows.
#[test]
fn a_lone_consent() {
    let waiting = hears(Role::Client, b"S", 1, false);
    assert!(waiting.failure.is_none() && waiting.output.is_empty(), "{waiting:?}");
    assert_known(&hears(Role::Client, b"S", 1, true), PostgresAnswerNotRead, "consent");
    assert_known(&hears(Role::Server, b"S", 1, true), PeerSpeaksSomethingElse, "\"S\"");
    assert_known(&hears(Role::Server, b"N", 1, true), PeerSpeaksSomethingElse, "\"N\"");
    assert_known(&hears(Role::Client, b"SSH-2.0-x\r\n", 1, false), PeerSpeaksSomethingElse, "SSH");
    assert_known(&hears(Role::Client, b"Sorry\r\n", 7, false), PeerSpeaksSomethingElse, "\"Sorry\"");
    assert_known(&hears(Role::Client, b"No.\r\n", 5, false), PeerSpeaksSomethingElse, "\"No.\"");
}

/// What cannot begin anything is refused at once, with what there is of it.
#[test]
fn nothing_that_anybody_knows() {
    let noise: Vec<u8> =
        (0..65_536u32).map(|index| index.wrapping_mul(2_654_435_761).to_be_bytes()[1] | 0x40).collect();
    for role in [Role::Client, Role::Server] {
        assert_known(&hears(role, &noise, noise.len(), false), PeerSpeaksSomethingElse, "\"");
        assert_known(&hears(role, &[22, 2, 0, 0, 5], 5, false), PeerSpeaksSomethingElse, "\\x16\\x02");
    }
}

/// Both hellos in single bytes: what TLS says is never taken for anything else, whatever its record's version.
#[test]
fn real_records_pass() {
    for (kind, minor) in Kind::ALL.into_iter().flat_map(|kind| (0..=4).map(move |minor| (kind, minor))) {
        let scene = Scene::new(kind, Auth::None);
        let name = ServerName::try_from("server.example").unwrap();
        let mut client = Endpoint::new(ClientConnection::new(scene.client, name, Seams::default()).unwrap());
        let mut server = Endpoint::new(ServerConnection::new(scene.server, Seams::default()));
        let mut hello = client.take_output().unwrap();
        hello[2] = minor;
        hello.iter().for_each(|byte| server.deliver(&[*byte], NOW).unwrap());
        assert_eq!(server.failure(), None, "{kind:?} {minor}");
        let mut answer = server.take_output().unwrap();
        answer[2] = minor;
        answer.iter().for_each(|byte| client.deliver(&[*byte], NOW).unwrap());
        assert_eq!(client.failure(), None, "{kind:?} {minor}");
        assert!(!client.take_output().unwrap().is_empty(), "{kind:?} {minor}: Finished");
    }
}

/// Servers and clients of TLS 1.1 and before, which do not know the extension supported_versions, nor any other.
#[test]
fn hellos_of_old() {
    for minor in 0..=2u8 {
        let random = [7; 32];
        let hello = [&[2, 0, 0, 38, 3, minor][..], &random, &[0, 0, 0x2F, 0]].concat();
        let record = [&[22, 3, minor, 0, 42][..], &hello].concat();
        assert_known(&hears(Role::Client, &record, record.len(), false), PeerSpeaksOldTls, &version(minor));
        let hello = [&[1, 0, 0, 41, 3, minor][..], &random, &[0, 0, 2, 0, 0x2F, 1, 0]].concat();
        let record = [&[22, 3, 0, 0, 45][..], &hello].concat();
        assert_known(&hears(Role::Server, &record, record.len(), false), PeerSpeaksOldTls, &version(minor));
    }
}

fn version(minor: u8) -> String {
    tls_core::registry::ProtocolVersion(0x0300 | u16::from(minor)).to_string()
}

/// A server of old that refuses ours without any ServerHello: its record says how old it is. It is not answered.
#[test]
fn alerts_of_old() {
    for (minor, description, old) in
        [(0, 40, true), (1, 70, true), (2, 40, true), (2, 70, true), (3, 70, false), (3, 40, false), (1, 80, false)]
    {
        let heard = hears(Role::Client, &[21, 3, minor, 0, 2, 2, description], 1, false);
        let failure = heard.failure.unwrap();
        assert_eq!(failure.cause(), if old { OldPeerAlert } else { PeerAlert }, "{failure:#}");
        assert!(failure.received_alert() && failure.alert().is_some_and(|alert| alert.0 == description));
        assert_eq!(failure.got_text().contains(&version(minor)), old, "{failure:#}");
        assert!(format!("{failure}").contains("; received "), "{failure:#}");
        assert!(heard.output.is_empty(), "an alert is not answered");
    }
    // A client has nothing to refuse yet: its version is in its hello.
    let heard = hears(Role::Server, &[21, 3, 1, 0, 2, 2, 70], 7, false);
    assert_eq!(heard.failure.map(|failure| failure.cause()), Some(PeerAlert));
}
