//! The handshake's bytes, as they passed on the wire or as a peer writes them down after decryption: an account that
//! neither side's report is made of.
//!
//! Only what the facts need is read, by code of its own: the engine's decoder is what is being judged.

mod names;
pub(super) mod records;
pub(super) mod wire;

pub(super) use names::{alert_name, group_name, scheme_name, suite_name};

use crate::interop::fact::{Fact, Witness};
use crate::interop::peer::Pki;
use crate::interop::scenario::{Role, listed, yes};

/// The random of a ServerHello that is a HelloRetryRequest (RFC 9846 §4.2.3); its beginning tells enough.
const RETRY: [u8; 8] = [0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11];

/// A handshake message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) from: Role,
    pub(super) kind: u8,
    pub(super) body: Vec<u8>,
}

/// What messages can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// All of them.
    Decrypted,
    /// Those that are not encrypted.
    Plain,
}

/// What the messages say. If one cannot be read, what was read until then stands; the rest will be missed.
pub(super) fn testify(messages: &[Message], sight: Sight, pki: &Pki, witness: &mut Witness) {
    if tell(messages, sight, pki, witness).is_none() {
        witness.says.remove(&Fact::Version);
    }
}

/// `None` if a message cannot be read.
fn tell(messages: &[Message], sight: Sight, pki: &Pki, witness: &mut Witness) -> Option<()> {
    // Both Finished messages: the handshake came to its end.
    for role in Role::ALL.iter().filter(|_| sight == Sight::Decrypted) {
        messages.iter().find(|message| message.from == *role && message.kind == 20)?;
    }
    let hellos: Vec<_> = messages.iter().filter(|message| message.kind == 2).collect();
    let retry = hellos.iter().any(|hello| hello.body.get(2..10) == Some(&RETRY));
    witness.say(Fact::HelloRetryRequest, Some(yes(retry)));
    let hello = server_hello(&hellos.last()?.body)?;
    let is_13 = is_13(&hello);
    witness.say(Fact::Version, Some(if is_13 { "1.3" } else { "1.2" }));
    witness.say(Fact::Suite, suite_name(hello.suite));

    let client = client_hello_extensions(&messages.iter().rfind(|message| message.kind == 1)?.body)?;
    // ServerNameList: length, type, length, name (RFC 6066 §3).
    let name = extension(&client, 0).and_then(|body| body.get(5..)).map(<[u8]>::to_vec);
    witness.say(Fact::ServerName, Some(name.map_or_else(|| "none".to_owned(), text_of)));

    let key_exchange = messages.iter().find(|message| message.kind == 12);
    let share = extension(&hello.extensions, 51).and_then(|body| body.get(..2));
    let group = share.or_else(|| key_exchange.and_then(|message| message.body.get(1..3)));
    witness.say(Fact::Group, Some(group.map_or("none", group_name)));
    let shares = key_shares(&messages.iter().find(|message| message.kind == 1)?.body);
    witness.say(Fact::KeyShares, shares);
    if is_13 && sight == Sight::Plain {
        return Some(());
    }
    // "ExtendedMasterSecret" has no content (RFC 7627 §5.1); who answers it was offered it.
    witness.say(Fact::ExtendedMasterSecret, Some(yes(extension(&hello.extensions, 23).is_some())));

    let encrypted = messages.iter().find(|message| message.kind == 8).map(|message| extensions(&message.body));
    let protocols = encrypted.flatten().unwrap_or(hello.extensions);
    // ProtocolNameList: length, length, name (RFC 7301 §3.1).
    let protocol = extension(&protocols, 16).and_then(|body| body.get(3..)).map(<[u8]>::to_vec);
    witness.say(Fact::Protocol, Some(protocol.map_or_else(|| "none".to_owned(), text_of)));

    signatures(messages, key_exchange, witness);
    certificates(messages, is_13, pki, witness);
    asked(messages, is_13, pki, witness);
    if sight == Sight::Decrypted {
        for (role, fact) in [(Role::Client, Fact::ClientKeyUpdate), (Role::Server, Fact::ServerKeyUpdate)] {
            let update = messages.iter().any(|message| message.from == role && message.kind == 24);
            witness.say(fact, Some(yes(update)));
        }
    }
    Some(())
}

/// KeyShareClientHello: length, and then group, length, key for each share (RFC 9846 §4.3.8). Shares for a group of
/// GREASE (RFC 8701) are for nobody.
fn key_shares(client_hello: &[u8]) -> Option<String> {
    let extensions = client_hello_extensions(client_hello)?;
    let Some(list) = extension(&extensions, 51) else { return Some("no key_share".to_owned()) };
    let mut rest = list.get(2..2 + usize::from(number(list)?))?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        let group = rest.get(..2)?;
        if !matches!(group, [high, low] if high == low && low & 15 == 10) {
            names.push(group_name(group));
        }
        rest = rest.get(4 + usize::from(number(rest.get(2..)?)?)..)?;
    }
    Some(listed(names.into_iter()))
}

fn is_13(hello: &ServerHello) -> bool {
    extension(&hello.extensions, 43).is_some_and(|body| body == [3, 4])
}

/// CertificateRequest, and the authorities that it names.
fn asked(messages: &[Message], is_13: bool, pki: &Pki, witness: &mut Witness) {
    let request = messages.iter().find(|message| message.kind == 13);
    witness.say(Fact::ClientAsked, Some(yes(request.is_some())));
    let names = request.map(|message| authorities(&message.body, is_13));
    let named = names.map(|names| names.and_then(|names| Some(pki.authority_of(names.first()?))).unwrap_or("nobody"));
    witness.say(Fact::Authorities, Some(named.unwrap_or("none")));
}

/// The names in a CertificateRequest: in TLS 1.3 an extension (RFC 9846 §4.3.4) behind the context, in TLS 1.2 the last
/// of three lists (RFC 5246 §7.4.4).
fn authorities(body: &[u8], is_13: bool) -> Option<Vec<Vec<u8>>> {
    let list = if is_13 {
        let extensions = extensions(body.get(1 + usize::from(*body.first()?)..)?)?;
        extension(&extensions, 47).map(<[u8]>::to_vec)?
    } else {
        let after_types = body.get(1 + usize::from(*body.first()?)..)?;
        after_types.get(2 + usize::from(number(after_types)?)..)?.to_vec()
    };
    let mut rest = list.get(2..2 + usize::from(number(&list)?))?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        let end = 2 + usize::from(number(rest)?);
        names.push(rest.get(2..end)?.to_vec());
        rest = rest.get(end..)?;
    }
    Some(names)
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
        // An empty list is how a client says that it has none.
        witness.say(fact, Some(leaf.map_or("none", |leaf| leaf.map_or("none", |leaf| pki.name_of(leaf)))));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_extensions() {
        assert_eq!(extensions(&[]), Some(Vec::new()));
        assert_eq!(extensions(&[0, 6, 0, 16, 0, 2, 7, 8]), Some(vec![(16, vec![7, 8])]));
        assert_eq!(extensions(&[0, 6, 0, 16, 0, 3, 7, 8]), None);
    }

    #[test]
    fn key_shares_in_order() {
        let hello = |extensions: &[u8]| [&[3, 3][..], &[0; 32], &[0, 0, 2, 0x13, 1, 1, 0], extensions].concat();
        let two = hello(&[0, 16, 0, 51, 0, 12, 0, 10, 0, 29, 0, 1, 7, 0, 23, 0, 1, 8]);
        assert_eq!(key_shares(&two).unwrap(), "x25519+secp256r1");
        assert_eq!(key_shares(&hello(&[0, 6, 0, 51, 0, 2, 0, 0])).unwrap(), "none");
        let grease = hello(&[0, 16, 0, 51, 0, 12, 0, 10, 0x1a, 0x1a, 0, 1, 7, 0, 23, 0, 1, 8]);
        assert_eq!(key_shares(&grease).unwrap(), "secp256r1");
        assert_eq!(key_shares(&hello(&[])).unwrap(), "no key_share");
        assert_eq!(key_shares(&hello(&[0, 9, 0, 51, 0, 5, 0, 3, 0, 29, 0])), None, "cut short");
    }

    #[test]
    fn the_first_certificate() {
        assert_eq!(leaf(&[0, 0, 6, 0, 0, 2, 7, 8, 9], false), Some([7, 8].as_slice()));
        assert_eq!(leaf(&[1, 99, 0, 0, 6, 0, 0, 2, 7, 8, 9], true), Some([7, 8].as_slice()));
        assert_eq!(leaf(&[0, 0, 0, 0], true), None);
    }

    #[test]
    fn authorities_of_both_versions() {
        let of_13 = [0, 0, 9, 0, 47, 0, 5, 0, 3, 0, 1, 9];
        assert_eq!(authorities(&of_13, true), Some(vec![vec![9]]));
        let of_12 = [1, 64, 0, 2, 4, 3, 0, 3, 0, 1, 9];
        assert_eq!(authorities(&of_12, false), Some(vec![vec![9]]));
        assert_eq!(authorities(&of_12[..10], false), None);
        assert_eq!(authorities(&[0, 0, 0], true), None);
    }
}
