//! What can be seen of records from outside: how long they are.

use crate::interop::scenario::{Role, Scenario, Version};
use crate::interop::wire::{Header, Stream, Wire};

const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;
/// A KeyUpdate is a header and a byte (RFC 9846 §4.7.3), sealed with its type and a tag.
const KEY_UPDATE: u16 = 5 + 1 + 16;
/// An alert is a level and a description (RFC 9846 §6).
const SEALED_ALERT: u16 = 2 + 1 + 16;

/// A side's records, as far as the trial is about them: `at most 17`, `multiples of 16`; what they are instead if they
/// are not as they should be.
pub(super) fn shape(scenario: &Scenario, role: Role, stream: &Stream) -> Option<String> {
    // The last one is the alert: it may not be split (RFC 9846 §5.1), and of two bytes even the shortest consists.
    let (_, records) = stream.records.split_last()?;
    if let Some(limit) = scenario.limit(role) {
        let longest = content_lengths(scenario, records).max()?;
        return Some(format!("at most {}", longest.max(limit)));
    }
    let multiple = scenario.padding(role)?;
    // "the full encoded TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets" (RFC 9846 §5.4)
    let sealed = records.iter().filter(|record| record.kind == APPLICATION_DATA);
    let inner = sealed.map(|record| record.length.saturating_sub(16));
    let odd = inner.filter(|length| length % multiple != 0 && *length != 16_385).count();
    Some(if odd == 0 { format!("multiples of {multiple}") } else { format!("{odd} of another length") })
}

/// Whether there is a record that can only be a KeyUpdate; only told where nothing else is so short.
pub(super) fn key_update(stream: &Stream) -> bool {
    stream.records.iter().any(|record| record.kind == APPLICATION_DATA && record.length == KEY_UPDATE)
}

/// Whether the last record is close_notify, as far as can be told: in TLS 1.3 an alert is known by its length only.
pub(super) fn closes(scenario: &Scenario, stream: &Stream) -> bool {
    stream.records.last().is_some_and(|record| match scenario.version() {
        Version::Tls12 => record.kind == ALERT,
        Version::Tls13 => (record.kind, record.length) == (APPLICATION_DATA, SEALED_ALERT),
    })
}

/// Whose close_notify came first.
pub(super) fn closed_first(scenario: &Scenario, wire: &Wire) -> &'static str {
    match (closes(scenario, &wire.client), closes(scenario, &wire.server)) {
        (true, true) if wire.server.last < wire.client.last => Role::Server.name(),
        (false, true) => Role::Server.name(),
        (true, _) => Role::Client.name(),
        (false, false) => "nobody",
    }
}

/// How much content each record of data or handshake holds, padding included.
fn content_lengths<'a>(scenario: &Scenario, records: &'a [Header]) -> impl Iterator<Item = u16> + 'a {
    let is_13 = scenario.version() == Version::Tls13;
    let overhead = match (is_13, scenario.suite.name.contains("CHACHA20")) {
        // A type and a tag; in TLS 1.2 an explicit nonce and a tag, ChaCha20 without the nonce.
        (true, _) => 17,
        (false, true) => 16,
        (false, false) => 24,
    };
    let mut protects = false;
    records.iter().filter_map(move |record| {
        // From here on TLS 1.2 protects the handshake, too.
        protects |= record.kind == CHANGE_CIPHER_SPEC && !is_13;
        match record.kind {
            HANDSHAKE if !protects => Some(record.length),
            HANDSHAKE | APPLICATION_DATA => Some(record.length.saturating_sub(overhead)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::scenario::{Side, Trial, matrix};

    fn scenario(version: Version, trial: Trial) -> Scenario {
        let found = matrix(0).into_iter().find(|scenario| scenario.version() == version).unwrap();
        Scenario { ours: Role::Client, trial, ..found }
    }

    fn stream(records: &[(u8, u16)]) -> Stream {
        let mut stream = Stream::default();
        let headers = records.iter().map(|(kind, length)| Header { kind: *kind, length: *length });
        stream.records.extend(headers);
        stream
    }

    #[test]
    fn limits_count_content_only() {
        let records = stream(&[(22, 10), (20, 1), (23, 27), (23, 19)]);
        let of_13 = scenario(Version::Tls13, Trial::Fragment(Side::Ours, 10));
        assert_eq!(shape(&of_13, Role::Client, &records).unwrap(), "at most 10");
        assert_eq!(shape(&of_13, Role::Server, &records), None, "the peer's are not limited");
        let of_12 = scenario(Version::Tls12, Trial::Fragment(Side::Ours, 10));
        let records = stream(&[(22, 10), (20, 1), (22, 34), (23, 34), (21, 26)]);
        assert_eq!(shape(&of_12, Role::Client, &records).unwrap(), "at most 10");
        for (kind, length, longest) in [(22, 35, 11), (23, 44, 20)] {
            let records = stream(&[(22, 10), (20, 1), (kind, length), (21, 26)]);
            assert_eq!(shape(&of_12, Role::Client, &records).unwrap(), format!("at most {longest}"));
        }
    }

    #[test]
    fn padding_counts_content_and_type() {
        let scenario = scenario(Version::Tls13, Trial::Padding(Side::Theirs, 16));
        let padded = stream(&[(22, 90), (20, 1), (23, 32), (23, 16 + 16_385), (23, 48), (23, 19)]);
        assert_eq!(shape(&scenario, Role::Server, &padded).unwrap(), "multiples of 16");
        let odd = stream(&[(22, 90), (23, 33), (23, 32), (23, 19)]);
        assert_eq!(shape(&scenario, Role::Server, &odd).unwrap(), "1 of another length");
    }

    #[test]
    fn a_key_update_is_as_long_as_nothing_else() {
        assert!(key_update(&stream(&[(23, 22)])));
        assert!(!key_update(&stream(&[(23, 21), (23, 23), (22, 22), (23, 19)])));
    }

    #[test]
    fn the_order_of_closing_records() {
        let of_12 = |records: &[(Role, u8)]| {
            let mut wire = Wire::default();
            for (from, kind) in records {
                wire.take(*from, &[*kind, 3, 3, 0, 1, 7]);
            }
            closed_first(&scenario(Version::Tls12, Trial::Plain), &wire)
        };
        let (client, server) = (Role::Client, Role::Server);
        assert_eq!(of_12(&[(client, 23), (server, 23), (server, 21), (client, 21)]), "server");
        assert_eq!(of_12(&[(client, 23), (server, 23), (client, 21), (server, 21)]), "client");
        assert_eq!(of_12(&[(client, 23), (server, 21), (client, 23)]), "server");
        assert_eq!(of_12(&[(client, 21), (server, 23)]), "client");
        assert_eq!(of_12(&[(client, 22)]), "nobody");
        let of_13 = scenario(Version::Tls13, Trial::Plain);
        let mut wire = Wire::default();
        let record = |length: u8| [&[23, 3, 3, 0, length][..], &vec![7; usize::from(length)]].concat();
        wire.take(server, &record(19));
        wire.take(client, &record(20));
        assert!(!closes(&of_13, &wire.client) && closes(&of_13, &wire.server));
        wire.take(client, &record(19));
        assert!(closes(&of_13, &wire.client));
        assert_eq!(closed_first(&of_13, &wire), "server");
    }
}
