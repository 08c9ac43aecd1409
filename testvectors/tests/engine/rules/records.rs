//! Records: lengths, types, protection, change_cipher_spec (RFC 9846 §5, RFC 5246 §6.2).

use super::rules;
use crate::kit::{Auth, DATA, Kind, Lies, Played, Scene, other};
use testvectors::pair::{End, Flow};
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{ContentType, HandshakeType};

/// The change_cipher_spec record.
const CCS: &[u8] = &[20, 3, 3, 0, 1, 1];
/// Application data in the clear.
const CLEAR_DATA: &[u8] = &[23, 3, 3, 0, 1, b'A'];

fn plain(kind: Kind) -> Scene {
    Scene::new(kind, Auth::None)
}

fn tls13() -> Scene {
    plain(Kind::Tls13)
}

fn tls12() -> Scene {
    plain(Kind::Tls12)
}

/// A record of any type after the handshake, protected.
fn after(kind: Kind, who: Role, content_type: u8, content: &[u8]) -> Lies {
    many_after(kind, who, content_type, content, 1)
}

fn many_after(kind: Kind, who: Role, content_type: u8, content: &[u8], count: usize) -> Lies {
    let state = if kind == Kind::Tls13 { "CONNECTED" } else { "CONNECTED (1.2)" };
    let content = content.to_vec();
    Lies::none().at(who, state, move |effects| {
        (0..count).for_each(|_| effects.push_record(ContentType(content_type), &content));
    })
}

/// Changes the n-th flight (from 0) of one side.
fn flight(from: Role, wanted: usize, mut lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    let mut seen = 0;
    Lies::none().wire(move |flow, flight| {
        if (flow == Flow::ClientToServer) == (from == Role::Client) {
            if seen == wanted {
                lie(flight);
            }
            seen += 1;
        }
    })
}

fn before(from: Role, wanted: usize, record: &'static [u8]) -> Lies {
    flight(from, wanted, move |flight| {
        flight.splice(0..0, record.iter().copied());
    })
}

fn instead(from: Role, bytes: &'static [u8]) -> Lies {
    flight(from, 0, move |flight| *flight = bytes.to_vec())
}

/// Changes the last record of a flight, from its header on.
fn last_record(flight: &mut Vec<u8>, change: impl FnOnce(&mut Vec<u8>)) {
    let mut start = 0;
    loop {
        let next = start + 5 + usize::from(u16::from_be_bytes([flight[start + 3], flight[start + 4]]));
        if next >= flight.len() {
            break;
        }
        start = next;
    }
    let mut record = flight.split_off(start);
    change(&mut record);
    flight.append(&mut record);
}

/// What follows the ServerHello in a record of its own starts with its first message.
fn with_server_hello(extra: &'static [u8]) -> Lies {
    Lies::none().says(Role::Server, HandshakeType::server_hello, move |hello| hello.extend_from_slice(extra))
}

fn too_long(header: [u8; 5]) -> impl FnMut(&mut Vec<u8>) + Send + 'static {
    // Only the header: that is enough.
    move |flight| *flight = header.to_vec()
}

rules! {
    record_of_16385_bytes: tls13(), Server RecordOverflow, flight(Role::Client, 0, too_long([22, 3, 1, 0x40, 1]));
    answer_of_16385_bytes: tls12(), Client RecordOverflow, flight(Role::Server, 0, too_long([22, 3, 3, 0x40, 1]));
    protected_record_that_is_too_long: tls13(), Server RecordOverflow,
        flight(Role::Client, 1, |flight| last_record(flight, |record| *record = vec![23, 3, 3, 0x41, 1]));
    protected_record_of_tls12_that_is_too_long: tls12(), Server RecordOverflow,
        flight(Role::Client, 1, |flight| last_record(flight, |record| *record = vec![22, 3, 3, 0x48, 1]));
    last_byte_missing: tls13(), Server RecordBadMac, flight(Role::Client, 1, |flight| last_record(flight, |record| {
        record.pop();
        record[4] -= 1;
    }));
    only_a_tag: tls12(), Server RecordBadMac, flight(Role::Client, 1, |flight| last_record(flight, |record| {
        record.truncate(5 + 16);
        record[4] = 16;
    }));
    nothing_at_all: tls13(), Server RecordBadMac, flight(Role::Client, 1, |flight| last_record(flight, |record| {
        record.truncate(5);
        record[4] = 0;
    }));
    tls12_record_in_the_clear: tls12(), Server RecordBadMac,
        flight(Role::Client, 1, |flight| last_record(flight, |record| *record = vec![22, 3, 3, 0, 4, 20, 0, 0, 0]));
    outer_type_handshake: tls13(), Server RecordOuterType, flight(Role::Client, 1, |flight| last_record(flight, |record| record[0] = 22));
    outer_type_alert: tls13(), Client RecordOuterType, flight(Role::Server, 0, |flight| last_record(flight, |record| record[0] = 21));
    type_24: tls13(), Server UnexpectedRecord, instead(Role::Client, &[24, 3, 3, 0, 1, 1]);
    data_before_everything: tls13(), Server UnexpectedRecord, before(Role::Client, 0, CLEAR_DATA);
    data_before_the_answer: tls12(), Client UnexpectedRecord, before(Role::Server, 0, CLEAR_DATA);
    data_before_the_keys: tls12(), Server UnexpectedRecord, before(Role::Client, 1, CLEAR_DATA);
    data_in_the_clear_under_keys: tls13(), Server RecordBadMac, before(Role::Client, 1, CLEAR_DATA);
    empty_handshake_record: tls13(), Server RecordEmptyFragment, before(Role::Client, 0, &[22, 3, 3, 0, 0]);
    protected_empty_handshake_record: tls13(), Client RecordEmptyFragment, after(Kind::Tls13, Role::Server, 22, &[]);
    protected_empty_handshake_record_of_tls12: tls12(), Server RecordEmptyFragment, after(Kind::Tls12, Role::Client, 22, &[]);
    only_padding: tls13(), Client RecordNoContentType, after(Kind::Tls13, Role::Server, 0, &[0; 15]);
    only_one_byte_of_padding: tls13(), Server RecordNoContentType, after(Kind::Tls13, Role::Client, 0, &[]);
    only_a_whole_record_of_padding: tls13(), Server RecordNoContentType, after(Kind::Tls13, Role::Client, 0, &[0; 16_384]);
    seventeen_empty_records: tls13(), Client TooManyRecords, many_after(Kind::Tls13, Role::Server, 23, &[], 17);
    seventeen_empty_records_in_tls12: tls12(), Server TooManyRecords, many_after(Kind::Tls12, Role::Client, 23, &[], 17);

    ccs_before_everything: tls13(), Server UnexpectedChangeCipherSpec, before(Role::Client, 0, CCS);
    ccs_after_server_hello_in_tls12: tls12(), Client UnexpectedChangeCipherSpec,
        flight(Role::Server, 0, |flight| {
            // ServerHello alone, then the record that OpenSSL took in 2014.
            let hello = 5 + 4 + usize::from(u16::from_be_bytes([flight[7], flight[8]]));
            flight.truncate(hello);
            let length = u16::try_from(hello - 5).unwrap().to_be_bytes();
            flight[3..5].copy_from_slice(&length);
            flight.extend_from_slice(CCS);
        });
    ccs_before_client_key_exchange: tls12(), Server UnexpectedChangeCipherSpec, before(Role::Client, 1, CCS);
    ccs_of_another_value: tls13(), Server UnexpectedChangeCipherSpec, before(Role::Client, 1, &[20, 3, 3, 0, 1, 2]);
    ccs_of_two_bytes: tls13(), Server UnexpectedChangeCipherSpec, before(Role::Client, 1, &[20, 3, 3, 0, 2, 1, 1]);
    ccs_of_no_bytes: tls12(), Server UnexpectedChangeCipherSpec, before(Role::Client, 1, &[20, 3, 3, 0, 0]);
    // The client sends one itself; two are within the limit.
    ccs_three_times: tls13(), Server UnexpectedChangeCipherSpec,
        before(Role::Client, 1, &[20, 3, 3, 0, 1, 1, 20, 3, 3, 0, 1, 1]);
    ccs_protected: tls13(), Client UnexpectedChangeCipherSpec, after(Kind::Tls13, Role::Server, 20, &[1]);
    ccs_after_the_handshake: tls13(), Client UnexpectedChangeCipherSpec, before(Role::Server, 1, CCS);
    ccs_under_keys_in_tls12: tls12(), Server UnexpectedChangeCipherSpec, after(Kind::Tls12, Role::Client, 20, &[1]);

    encrypted_extensions_with_server_hello: tls13(), Client NotAligned, with_server_hello(&[8, 0, 0, 2, 0, 0]);
    a_byte_with_server_hello: tls13(), Client NotAligned, with_server_hello(&[8]);
    a_byte_with_server_finished: tls13(), Client NotAligned,
        Lies::none().says(Role::Server, HandshakeType::finished, |finished| finished.push(4));
    a_byte_with_client_finished: tls13(), Server NotAligned,
        Lies::none().says(Role::Client, HandshakeType::finished, |finished| finished.push(24));
    a_byte_with_client_hello_for_retry: Scene::retry(Auth::None), Server NotAligned, Lies::none().heard({
        let mut done = false;
        move |role, _, content| {
            if role == Role::Server && !done {
                done = true;
                content.push(1);
            }
        }
    });
    a_byte_with_retry: Scene::retry(Auth::None), Client NotAligned, with_server_hello(&[2]);
    half_a_message_before_ccs: tls12(), Server Interleaved,
        Lies::none().says(Role::Client, HandshakeType::client_key_exchange, |exchange| {
            exchange.truncate(20);
        });
    half_a_message_before_an_alert: tls13(), Client Interleaved, Lies::none().at(Role::Server, "CONNECTED", |effects| {
        effects.push_record(ContentType::handshake, &[4, 0, 0]);
        effects.push_record(ContentType::alert, &[1, 0]);
    });
    half_a_message_before_data: tls13(), Server Interleaved, Lies::none().at(Role::Client, "CONNECTED", |effects| {
        effects.push_record(ContentType::handshake, &[24, 0]);
        effects.push_record(ContentType::application_data, b"data");
    });

    plain_http: tls13(), Server PeerSpeaksHttp, instead(Role::Client, b"GET / HTTP/1.1\r\nHost: server.example\r\n\r\n");
    answer_in_http: tls12(), Client PeerSpeaksHttp, instead(Role::Server, b"HTTP/1.1 400 Bad Request\r\n\r\n");
    ssh: tls13(), Client PeerSpeaksSomethingElse, instead(Role::Server, b"SSH-2.0-OpenSSH_9.9\r\n");
    five_zeros: tls13(), Server PeerSpeaksSomethingElse, instead(Role::Client, &[0; 5]);
    sslv2: tls13(), Server PeerSpeaksOldTls, instead(Role::Client, &[0x80, 0x2E, 1, 0, 2, 0, 0x15, 0, 0, 0, 16]);
}

#[test]
fn sixteen_empty_records_are_few_enough() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        assert!(plain(kind).play(many_after(kind, Role::Server, 23, &[], 16)).completed());
    }
}

/// The exact maxima are accepted: 2^14 bytes of content in both versions (row 39).
#[test]
fn full_records() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let played = plain(kind).play(after(kind, Role::Server, 23, &[7; 16_384]));
        assert_eq!(played.client.received, [&[7; 16_384], DATA].concat());
        // One byte more: for TLS 1.3 the plaintext with its type, for TLS 1.2 the content.
        let played = plain(kind).play(after(kind, Role::Server, 23, &[7; 16_385]));
        played.assert_refused(Role::Client, Cause::RecordOverflow);
    }
}

/// Every type in the header of a first record, and of a record under keys (rows 43, 51).
#[test]
fn every_outer_type() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for content_type in 0..=255 {
            if content_type == 22 {
                continue;
            }
            let first = plain(kind).play(flight(Role::Client, 0, move |flight| flight[0] = content_type));
            let cause = match content_type {
                20 => Cause::UnexpectedChangeCipherSpec,
                21 => Cause::AlertDecode,
                _ => Cause::UnexpectedRecord,
            };
            first.assert_refused(Role::Server, cause);
            let under_keys = plain(kind).play(flight(Role::Client, 1, move |flight| {
                last_record(flight, |record| record[0] = content_type);
            }));
            let cause = match (kind, content_type) {
                (Kind::Tls13, 23) => continue,
                (Kind::Tls13, 20) => Cause::UnexpectedChangeCipherSpec,
                // Before anything was deprotected an alert may be in the clear; this is none.
                (Kind::Tls13, 21) => Cause::AlertDecode,
                (_, 20..=23) => Cause::RecordBadMac,
                _ => Cause::UnexpectedRecord,
            };
            under_keys.assert_refused(Role::Server, cause);
        }
    }
}

/// Every type inside a protected record of TLS 1.3.
#[test]
fn every_inner_type() {
    for content_type in 0..=255u8 {
        for who in [Role::Client, Role::Server] {
            let played = tls13().play(after(Kind::Tls13, who, content_type, &[1]));
            let cause = match content_type {
                20 => Cause::UnexpectedChangeCipherSpec,
                21 => Cause::AlertDecode,
                // One byte of a ClientHello.
                22 => Cause::UnexpectedMessage,
                23 => {
                    assert_eq!(played.side(other(who)).received, [&[1], DATA].concat());
                    continue;
                }
                _ => Cause::UnexpectedRecord,
            };
            played.assert_refused(other(who), cause);
        }
    }
}

/// A handshake message split over two records at every offset works; the same with anything in between does not, and with
/// what belongs to other keys it does not either (rows 28, 40).
#[test]
fn every_split_of_a_message() {
    let split = |at: usize, between: &'static [u8]| {
        flight(Role::Client, 0, move |flight| {
            let body = flight.split_off(5);
            let at = at.min(body.len() - 1);
            let record =
                |part: &[u8]| [&[22, 3, 1][..], &u16::try_from(part.len()).unwrap().to_be_bytes(), part].concat();
            *flight = [&record(&body[..at])[..], between, &record(&body[at..])].concat();
        })
    };
    for kind in [Kind::Tls13, Kind::Tls12] {
        let hello = plain(kind).play(Lies::none()).recorder.messages(Role::Server, tls_core::conn::Direction::Recv);
        for at in 1..hello[0].1.len() {
            assert!(plain(kind).play(split(at, &[])).completed(), "{kind:?} split at {at}");
            for between in [CCS, CLEAR_DATA, &[21, 3, 3, 0, 2, 1, 90]] {
                plain(kind).play(split(at, between)).assert_refused(Role::Server, Cause::Interleaved);
            }
            plain(kind).play(split(at, &[22, 3, 3, 0, 0])).assert_refused(Role::Server, Cause::RecordEmptyFragment);
        }
    }
}

/// TLS 1.2: the change_cipher_spec record after every byte of the messages before it (row 28).
#[test]
fn every_split_around_change_cipher_spec() {
    let honest = tls12().play(Lies::none());
    let sent = honest.recorder.messages(Role::Client, tls_core::conn::Direction::Send);
    let exchange = sent.iter().find(|(kind, _)| *kind == HandshakeType::client_key_exchange).unwrap().1.len();
    for at in 1..exchange {
        // In two records, and the change_cipher_spec record between them.
        let played = tls12().play(flight(Role::Client, 1, move |flight| {
            let body: Vec<u8> = flight.drain(..5 + exchange).skip(5).collect();
            let record =
                |part: &[u8]| [&[22, 3, 3][..], &u16::try_from(part.len()).unwrap().to_be_bytes(), part].concat();
            let rest = flight.split_off(CCS.len());
            *flight = [&record(&body[..at])[..], CCS, &record(&body[at..]), &rest].concat();
        }));
        played.assert_refused(Role::Server, Cause::Interleaved);
    }
}

type Change = fn(&mut Vec<u8>);

/// A record again, two in the other order, one missing: the connection is dead and gives nothing (row 44).
#[test]
fn replayed_reordered_and_lost_records() {
    let changes: [(&str, Change); 3] = [
        ("again", |flight| flight.extend_from_within(..)),
        ("swapped", |flight| {
            let half = flight.len() / 2;
            flight.rotate_left(half);
        }),
        ("lost", |flight| {
            let half = flight.len() / 2;
            flight.drain(..half);
        }),
    ];
    for kind in [Kind::Tls13, Kind::Tls12] {
        for (name, change) in changes {
            let played = data_twice(kind, change);
            // What came before the damage in its order was data; nothing else is.
            let whole = if name == "again" { [DATA, b"world"].concat() } else { Vec::new() };
            assert_eq!(played.server.received, whole, "{kind:?} {name}");
            let End::Failed(failure) = &played.server.end else { panic!("{kind:?} {name}: {played:#?}") };
            assert_eq!(failure.cause(), Cause::RecordBadMac);
            assert_eq!(played.client.received_alerts, Vec::from_iter(failure.alert()));
        }
    }
}

/// The client sends two records of data of the same length in one flight, which is changed.
fn data_twice(kind: Kind, change: Change) -> Played {
    let recorder = testvectors::recorder::Recorder::new();
    let mut pair = plain(kind).pair(&recorder, Lies::none());
    assert!(pair.run().unwrap().is_done());
    let mut pair = pair.wire_fault(move |flow, flight| {
        if flow == Flow::ClientToServer && flight.first() == Some(&23) {
            change(flight);
        }
    });
    pair.client.send(DATA).unwrap();
    pair.client.send(b"world").unwrap();
    pair.run().unwrap();
    Played::of(pair, recorder)
}

/// Random bytes in place of each side's first flight: one alert, and the end (row 38).
#[test]
fn anything_else() {
    let mut state = 0x9E37_79B9_u32;
    for length in [1, 4, 5, 6, 17, 100, 1_000, 65_536] {
        for _ in 0..40 {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 17;
                    state ^= state << 5;
                    state.to_be_bytes()[0]
                })
                .collect();
            for from in [Role::Client, Role::Server] {
                let bytes = bytes.clone();
                let played = tls13().play(flight(from, 0, move |flight| *flight = bytes.clone()));
                let hears = played.side(other(from));
                assert!(!played.completed() && hears.received.is_empty());
                match &hears.end {
                    End::Failed(failure) => assert_eq!(hears.sent_alerts, Vec::from_iter(failure.alert())),
                    End::Waiting(_) => assert!(hears.sent_alerts.is_empty() && length < 65_536),
                    End::Done => panic!("{played:#?}"),
                }
            }
        }
    }
}
