//! What `openssl -msg` writes down after decryption.

use crate::interop::bytes::{Message, Sight, testify};
use crate::interop::fact::{Camp, Fact, Witness};
use crate::interop::peer::Pki;
use crate::interop::scenario::{Role, refusal};

/// Reads the file; `openssl` is the role of the program that wrote it.
pub(super) fn witness(name: String, text: &str, openssl: Role, pki: &Pki) -> Witness {
    let silent = [
        Fact::ServerTrusted,
        Fact::ClientTrusted,
        Fact::ClientRecords,
        Fact::ServerRecords,
        Fact::End,
        Fact::ClosedFirst,
        Fact::ClientEnd,
    ];
    let mut witness = Witness::new(name, Camp::Peer, &silent);
    testify(&parse(text, openssl), Sight::Decrypted, pki, &mut witness);
    witness.say(Fact::Refusal, alert(text, openssl));
    witness
}

/// `<<< TLS 1.2, Alert [length 0002], fatal handshake_failure`: who sent it.
fn alert(text: &str, openssl: Role) -> Option<String> {
    let line = text.lines().find(|line| line.contains(", Alert [") && line.contains(", fatal "))?;
    let from = if line.starts_with(">>>") { openssl } else { openssl.other() };
    Some(refusal(from, line.rsplit(' ').next()?))
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
    fn alerts_and_who_sent_them() {
        let of = |line: &str| alert(&format!("{line}\n    02 28\n"), Role::Server);
        let refused = of("<<< TLS 1.2, Alert [length 0002], fatal handshake_failure").unwrap();
        assert_eq!(refused, "client sends handshake_failure");
        let by_us = of(">>> TLS 1.2, Alert [length 0002], fatal illegal_parameter").unwrap();
        assert_eq!(by_us, "server sends illegal_parameter");
        assert_eq!(of("<<< TLS 1.2, Alert [length 0002], warning close_notify"), None);
    }
}
