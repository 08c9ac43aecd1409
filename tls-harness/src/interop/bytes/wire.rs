//! What can be read on the wire without keys.

use super::records::{closed_first, closes, key_update, shape};
use super::{Message, Sight, alert_name, server_hello, testify};
use crate::interop::fact::{Camp, Fact, Witness};
use crate::interop::peer::Setup;
use crate::interop::scenario::{Role, Version, refusal, yes};
use crate::interop::wire::{Stream, Wire};

const NAME: &str = "the wire";

/// What passed says.
pub(in crate::interop) fn witness(setup: &Setup<'_>, wire: &Wire) -> Witness {
    let scenario = setup.scenario;
    let mut silent = vec![Fact::ServerTrusted, Fact::ClientTrusted, Fact::End];
    if scenario.version() == Version::Tls13 {
        // All this is encrypted.
        silent.extend([Fact::ServerSignature, Fact::ClientSignature, Fact::ServerCertificate, Fact::ClientCertificate]);
        silent.extend([Fact::Protocol, Fact::ClientAsked, Fact::Authorities]);
    }
    let mut witness = Witness::new(NAME, Camp::Wire, &silent);
    let messages: Vec<_> = [(Role::Client, &wire.client), (Role::Server, &wire.server)]
        .into_iter()
        .flat_map(|(role, stream)| plain(role, stream))
        .collect();
    testify(&messages, Sight::Plain, setup.pki, &mut witness);
    let facts = [
        (Role::Client, &wire.client, Fact::ClientRecords, Fact::ClientKeyUpdate),
        (Role::Server, &wire.server, Fact::ServerRecords, Fact::ServerKeyUpdate),
    ];
    witness.say(Fact::ClosedFirst, Some(closed_first(scenario, wire)));
    witness.say(Fact::ClientEnd, Some(yes(closes(scenario, &wire.client))));
    let refused = facts.iter().find_map(|(role, stream, ..)| Some(refusal(*role, alert_name(alert(stream)?))));
    witness.say(Fact::Refusal, refused);
    for (role, stream, records, update) in facts {
        witness.say(records, shape(scenario, role, stream));
        witness.say(update, Some(yes(key_update(stream))));
    }
    witness
}

/// The fatal alert that a side sent in the clear.
fn alert(stream: &Stream) -> Option<u8> {
    let mut rest = stream.begin.as_slice();
    while let [kind, _, _, high, low, ..] = rest {
        let end = usize::from(u16::from_be_bytes([*high, *low])).saturating_add(5);
        if let (21, Some([2, description])) = (kind, rest.get(5..end)) {
            return Some(*description);
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    None
}

/// The messages that a side did not encrypt: TLS 1.3 hides the handshake's in records of application data, TLS 1.2
/// encrypts those behind ChangeCipherSpec.
fn plain(from: Role, stream: &Stream) -> Vec<Message> {
    let mut bytes = Vec::new();
    let mut rest = stream.begin.as_slice();
    let mut may_be_encrypted = false;
    while let [kind, _, _, high, low, ..] = rest {
        let end = usize::from(u16::from_be_bytes([*high, *low])).saturating_add(5);
        let Some(body) = rest.get(5..end) else { break };
        match kind {
            22 if !may_be_encrypted || starts_hello(body) => bytes.extend_from_slice(body),
            20 => may_be_encrypted = true,
            _ => {}
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    split(from, &bytes)
}

/// Behind a HelloRetryRequest, the second hellos follow a ChangeCipherSpec that means nothing (RFC 9846 Appendix E.4).
fn starts_hello(body: &[u8]) -> bool {
    match body {
        [1, 0, ..] => true,
        [2, 0, _, _, hello @ ..] => server_hello(hello).is_some(),
        _ => false,
    }
}

fn split(from: Role, mut bytes: &[u8]) -> Vec<Message> {
    let mut messages = Vec::new();
    while let [kind, a, b, c, rest @ ..] = bytes {
        let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let Some(body) = rest.get(..length) else { break };
        messages.push(Message { from, kind: *kind, body: body.to_vec() });
        bytes = rest.get(length..).unwrap_or_default();
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(bytes: &[u8]) -> Vec<(u8, usize)> {
        let mut stream = Stream::default();
        stream.take(bytes);
        plain(Role::Client, &stream).iter().map(|message| (message.kind, message.body.len())).collect()
    }

    #[test]
    fn messages_that_span_records_and_share_them() {
        let bytes = [22, 3, 1, 0, 5, 1, 0, 0, 2, 7, 22, 3, 3, 0, 6, 7, 14, 0, 0, 0, 99];
        assert_eq!(kinds(&bytes), [(1, 2), (14, 0)]);
    }

    #[test]
    fn what_is_encrypted_is_left_out() {
        let hello = [22, 3, 1, 0, 5, 1, 0, 0, 1, 7];
        let ccs = [20, 3, 3, 0, 1, 1];
        let sealed = [22, 3, 3, 0, 5, 20, 0, 0, 1, 7];
        assert_eq!(kinds(&[&hello[..], &ccs, &sealed].concat()), [(1, 1)]);
        assert_eq!(kinds(&[&hello[..], &ccs, &hello, &[23, 3, 3, 0, 1, 1]].concat()), [(1, 1), (1, 1)]);
    }

    #[test]
    fn only_a_fatal_alert_in_the_clear_is_one() {
        let of = |bytes: &[u8]| {
            let mut stream = Stream::default();
            stream.take(bytes);
            alert(&stream)
        };
        assert_eq!(of(&[22, 3, 3, 0, 1, 7, 21, 3, 3, 0, 2, 2, 40]), Some(40));
        assert_eq!(of(&[21, 3, 3, 0, 2, 1, 0]), None, "close_notify");
        assert_eq!(of(&[21, 3, 3, 0, 3, 2, 40, 0]), None, "sealed");
        assert_eq!(of(&[21, 3, 3, 0, 2, 2]), None, "cut short");
        assert_ne!(alert_name(47), alert_name(40));
    }

    /// A record that holds a message.
    fn record(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = |extra: usize| u16::try_from(body.len() + extra).unwrap().to_be_bytes();
        [&[22, 3, 3][..], &length(4), &[kind, 0], &length(0), body].concat()
    }

    fn extension(code: u8, body: &[u8]) -> Vec<u8> {
        [&[0, code, 0, u8::try_from(body.len()).unwrap()], body].concat()
    }

    fn with_length(extensions: &[Vec<u8>]) -> Vec<u8> {
        let all = extensions.concat();
        [&u16::try_from(all.len()).unwrap().to_be_bytes()[..], &all].concat()
    }

    /// Hellos of TLS 1.3 whose values are these; the client's key share is for x25519.
    fn hellos(suite: u8, group: u8, version: u8, name: &[u8]) -> Wire {
        let server_name = [&[0, 17, 0, 0, 14], name].concat();
        let client = [&[3, 3][..], &[0; 32], &[0], &[0, 2, 0x13, suite], &[1, 0]].concat();
        let client =
            [client, with_length(&[extension(0, &server_name), extension(51, &[0, 5, 0, 29, 0, 1, 7])])].concat();
        let server = [&[3, 3][..], &[0; 32], &[0], &[0x13, suite, 0]].concat();
        let extensions = [extension(43, &[3, version]), extension(51, &[0, group, 0, 1, 7])];
        let server = [server, with_length(&extensions)].concat();
        let mut wire = Wire::default();
        wire.client.take(&record(1, &client));
        wire.server.take(&record(2, &server));
        wire
    }

    #[test]
    fn other_bytes_are_another_story_and_do_not_agree() {
        let directory = tempfile::tempdir().unwrap();
        let pki = crate::interop::peer::Pki::make(directory.path()).unwrap();
        let scenario = &crate::interop::scenario::matrix(0)[0];
        let setup = Setup { scenario, pki: &pki, scratch: directory.path() };
        let expected = scenario.expected();
        let disagrees = |wire: &Wire| {
            let witness = witness(&setup, wire);
            let said = |fact| witness.says.get(&fact);
            let mut wrong = Vec::new();
            for (fact, allowed) in expected.iter().filter(|(fact, _)| !witness.silent.contains(fact)) {
                if said(fact).is_none_or(|value| !allowed.contains(value)) {
                    wrong.push(fact);
                }
            }
            wrong
        };
        let name = b"server.example";
        assert_eq!(disagrees(&hellos(1, 29, 4, name)), []);
        assert_eq!(disagrees(&hellos(2, 29, 4, name)), [Fact::Suite]);
        assert_eq!(disagrees(&hellos(1, 23, 4, name)), [Fact::Group]);
        assert_eq!(disagrees(&hellos(1, 29, 3, name)), [Fact::Version]);
        assert_eq!(disagrees(&hellos(1, 29, 4, b"nobody.example")), [Fact::ServerName]);
        let mut other_share = hellos(1, 29, 4, name);
        let bytes = &mut other_share.client.begin;
        let share = bytes.windows(4).rposition(|window| window == [0, 5, 0, 29]).unwrap();
        bytes[share + 3] = 23;
        assert_eq!(disagrees(&other_share), [Fact::KeyShares]);
        let mut silent = hellos(1, 29, 4, name);
        silent.server = Stream::default();
        let missing = [Fact::Version, Fact::Suite, Fact::Group, Fact::ServerName, Fact::KeyShares];
        assert_eq!(disagrees(&silent), missing);
    }
}
