//! The handshake's bytes, as `openssl -msg` writes them down after decryption: an account of the wire that neither
//! side's report is made of.
//!
//! Only what the facts need is read, by code of its own: the engine's decoder is what is being judged.

use crate::interop::fact::{Camp, Fact, Witness};
use crate::interop::peer::Pki;
use crate::interop::scenario::{Group, Role, SUITES};

/// The random of a ServerHello that is a HelloRetryRequest (RFC 9846 §4.2.3); its beginning tells enough.
const RETRY: [u8; 8] = [0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11];

/// A handshake message.
#[derive(Debug, PartialEq, Eq)]
struct Message {
    from: Role,
    kind: u8,
    body: Vec<u8>,
}

/// Reads the file; `openssl` is the role of the program that wrote it.
pub(super) fn witness(name: String, text: &str, openssl: Role, pki: &Pki) -> Witness {
    let mut witness = Witness::new(name, Camp::Peer, &[Fact::ServerTrusted, Fact::ClientTrusted]);
    let messages = parse(text, openssl);
    if tell(&messages, pki, &mut witness).is_none() {
        // What was read until then stands; the rest will be missed.
        witness.says.remove(&Fact::Version);
    }
    witness
}

/// `None` if a message cannot be read.
fn tell(messages: &[Message], pki: &Pki, witness: &mut Witness) -> Option<()> {
    // Both Finished messages: the handshake came to its end.
    for role in Role::ALL {
        messages.iter().find(|message| message.from == *role && message.kind == 20)?;
    }
    let hellos: Vec<_> = messages.iter().filter(|message| message.kind == 2).collect();
    let retry = hellos.iter().any(|hello| hello.body.get(2..10) == Some(&RETRY));
    witness.say(Fact::HelloRetryRequest, Some(if retry { "yes" } else { "no" }));
    let hello = server_hello(&hellos.last()?.body)?;
    let is_13 = extension(&hello.extensions, 43).is_some_and(|body| body == [3, 4]);
    witness.say(Fact::Version, Some(if is_13 { "1.3" } else { "1.2" }));
    witness.say(Fact::Suite, SUITES.iter().find(|suite| suite.code == hello.suite).map(|suite| suite.name));

    let client = client_hello_extensions(&messages.iter().rfind(|message| message.kind == 1)?.body)?;
    // ServerNameList: length, type, length, name (RFC 6066 §3).
    let name = extension(&client, 0).and_then(|body| body.get(5..)).map(<[u8]>::to_vec);
    witness.say(Fact::ServerName, Some(name.map_or_else(|| "none".to_owned(), text_of)));

    let key_exchange = messages.iter().find(|message| message.kind == 12);
    let share = extension(&hello.extensions, 51).and_then(|body| body.get(..2));
    let group = share.or_else(|| key_exchange.and_then(|message| message.body.get(1..3)));
    witness.say(Fact::Group, Some(group.map_or("none", group_name)));

    let encrypted = messages.iter().find(|message| message.kind == 8).map(|message| extensions(&message.body));
    let protocols = encrypted.flatten().unwrap_or(hello.extensions);
    // ProtocolNameList: length, length, name (RFC 7301 §3.1).
    let protocol = extension(&protocols, 16).and_then(|body| body.get(3..)).map(<[u8]>::to_vec);
    witness.say(Fact::Protocol, Some(protocol.map_or_else(|| "none".to_owned(), text_of)));

    signatures(messages, key_exchange, witness);
    certificates(messages, is_13, pki, witness);
    Some(())
}

fn signatures(messages: &[Message], key_exchange: Option<&Message>, witness: &mut Witness) {
    let verify = |role| messages.iter().find(|message| message.kind == 15 && message.from == role);
    // ServerKeyExchange: curve type, group, point, scheme, signature (RFC 8422 §5.4).
    let signed_params = key_exchange.and_then(|message| {
        let point = usize::from(*message.body.get(3)?);
        message.body.get(4 + point..6 + point)
    });
    let server = verify(Role::Server).and_then(|message| message.body.get(..2)).or(signed_params);
    witness.say(Fact::ServerSignature, Some(server.map_or("none", scheme_name)));
    let client = verify(Role::Client).and_then(|message| message.body.get(..2));
    witness.say(Fact::ClientSignature, Some(client.map_or("none", scheme_name)));
}

fn certificates(messages: &[Message], is_13: bool, pki: &Pki, witness: &mut Witness) {
    for (role, fact) in [(Role::Server, Fact::ServerCertificate), (Role::Client, Fact::ClientCertificate)] {
        let message = messages.iter().find(|message| message.kind == 11 && message.from == role);
        let leaf = message.map(|message| leaf(&message.body, is_13));
        witness.say(fact, Some(leaf.map_or("none", |leaf| leaf.map_or("empty", |leaf| pki.name_of(leaf)))));
    }
}

/// The first certificate of a Certificate message; in TLS 1.3 a context stands before the list.
fn leaf(body: &[u8], is_13: bool) -> Option<&[u8]> {
    let list = if is_13 { body.get(1 + usize::from(*body.first()?)..)? } else { body };
    let length = match list.get(3..6)? {
        [a, b, c] => usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c),
        _ => return None,
    };
    list.get(6..6 + length)
}

struct ServerHello {
    suite: u16,
    extensions: Vec<(u16, Vec<u8>)>,
}

fn server_hello(body: &[u8]) -> Option<ServerHello> {
    let after_session = body.get(35 + usize::from(*body.get(34)?)..)?;
    Some(ServerHello { suite: number(after_session)?, extensions: extensions(after_session.get(3..)?)? })
}

fn client_hello_extensions(body: &[u8]) -> Option<Vec<(u16, Vec<u8>)>> {
    let after_session = body.get(35 + usize::from(*body.get(34)?)..)?;
    let after_suites = after_session.get(2 + usize::from(number(after_session)?)..)?;
    extensions(after_suites.get(1 + usize::from(*after_suites.first()?)..)?)
}

/// A list of extensions with its length; none at all is an empty list.
fn extensions(list: &[u8]) -> Option<Vec<(u16, Vec<u8>)>> {
    let mut rest = if list.is_empty() { list } else { list.get(2..2 + usize::from(number(list)?))? };
    let mut found = Vec::new();
    while !rest.is_empty() {
        let end = 4 + usize::from(number(rest.get(2..)?)?);
        found.push((number(rest)?, rest.get(4..end)?.to_vec()));
        rest = rest.get(end..)?;
    }
    Some(found)
}

fn extension(extensions: &[(u16, Vec<u8>)], code: u16) -> Option<&[u8]> {
    extensions.iter().find(|(found, _)| *found == code).map(|(_, body)| body.as_slice())
}

fn number(bytes: &[u8]) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.first_chunk()?))
}

fn text_of(bytes: Vec<u8>) -> String {
    bytes.escape_ascii().to_string()
}

fn group_name(code: &[u8]) -> &'static str {
    match code {
        [0, 29] => Group::X25519.name(),
        [0, 23] => Group::P256.name(),
        [0, 24] => Group::P384.name(),
        _ => "unknown",
    }
}

fn scheme_name(code: &[u8]) -> &'static str {
    match code {
        [4, 1] => "rsa_pkcs1_sha256",
        [5, 1] => "rsa_pkcs1_sha384",
        [6, 1] => "rsa_pkcs1_sha512",
        [4, 3] => "ecdsa_secp256r1_sha256",
        [5, 3] => "ecdsa_secp384r1_sha384",
        [6, 3] => "ecdsa_secp521r1_sha512",
        [8, 4] => "rsa_pss_rsae_sha256",
        [8, 5] => "rsa_pss_rsae_sha384",
        [8, 6] => "rsa_pss_rsae_sha512",
        [8, 7] => "ed25519",
        _ => "unknown",
    }
}

/// `>>> TLS 1.3, Handshake [length 007a], ServerHello` and then lines of hex, indented; `>>>` is what openssl sent.
fn parse(text: &str, openssl: Role) -> Vec<Message> {
    let mut messages: Vec<(Role, Vec<u8>)> = Vec::new();
    let mut in_handshake = false;
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, bytes)) = messages.last_mut().filter(|_| in_handshake) {
                bytes.extend(line.split_whitespace().filter_map(|byte| u8::from_str_radix(byte, 16).ok()));
            }
            continue;
        }
        in_handshake = line.contains(", Handshake [");
        if in_handshake {
            let from = if line.starts_with(">>>") { openssl } else { openssl.other() };
            messages.push((from, Vec::new()));
        }
    }
    let whole = |(from, bytes): (Role, Vec<u8>)| {
        let (kind, body) = (*bytes.first()?, bytes.get(4..)?.to_vec());
        Some(Message { from, kind, body })
    };
    messages.into_iter().filter_map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_and_bytes() {
        let text = "<<< TLS 1.0, RecordHeader [length 0005]\n    16 03 01 00 04\n\
                    <<< TLS 1.2, Handshake [length 0006], ClientHello\n    01 00 00\n    02 aa bb\n\
                    >>> TLS 1.2, RecordHeader [length 0005]\n    16 03 03 00 04\n\
                    >>> TLS 1.2, Handshake [length 0004], ServerHelloDone\n    0e 00 00 00\n";
        let client = Message { from: Role::Client, kind: 1, body: vec![0xaa, 0xbb] };
        let done = Message { from: Role::Server, kind: 14, body: Vec::new() };
        assert_eq!(parse(text, Role::Server), [client, done]);
    }

    #[test]
    fn lists_of_extensions() {
        assert_eq!(extensions(&[]), Some(Vec::new()));
        assert_eq!(extensions(&[0, 6, 0, 16, 0, 2, 7, 8]), Some(vec![(16, vec![7, 8])]));
        assert_eq!(extensions(&[0, 6, 0, 16, 0, 3, 7, 8]), None);
    }

    #[test]
    fn the_first_certificate() {
        assert_eq!(leaf(&[0, 0, 6, 0, 0, 2, 7, 8, 9], false), Some([7, 8].as_slice()));
        assert_eq!(leaf(&[1, 99, 0, 0, 6, 0, 0, 2, 7, 8, 9], true), Some([7, 8].as_slice()));
        assert_eq!(leaf(&[0, 0, 0, 0], true), None);
    }
}
