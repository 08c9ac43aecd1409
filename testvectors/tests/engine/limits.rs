//! Every field of `Limits`: N is accepted, N + 1 is refused, by default and where a caller says otherwise. Lengths are judged
//! from a message's header (ATTACKS rows 88 to 92).

use crate::edit::{Edit, extension};
use crate::kit::{Auth, Kind, Lies, NOW, Played, Scene, WORLD, carried, credential, message, messages};
use std::collections::BTreeSet;
use testvectors::pair::{End, Endpoint, Flow};
use tls_core::config::{ClientAuth, Limits};
use tls_core::conn::{Direction, Seams, ServerConnection};
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{ContentType, ExtensionType, HandshakeType};

/// A limit for the length of a message.
struct Length {
    field: &'static str,
    set: fn(&mut Limits, usize),
    kind: Kind,
    receiver: Role,
    message: HandshakeType,
    default: usize,
}

/// A limit for how often something may come.
struct Count {
    field: &'static str,
    set: fn(&mut Limits, usize),
    kind: Kind,
    receiver: Role,
    default: usize,
    cause: Cause,
    /// It comes this often.
    lies: fn(usize) -> Lies,
}

macro_rules! lengths {
    ($( $field:ident $kind:ident $receiver:ident $message:ident $default:literal; )*) => {
        const LENGTHS: &[Length] = &[$(Length {
            field: stringify!($field),
            set: |limits, most| limits.$field = most,
            kind: Kind::$kind,
            receiver: Role::$receiver,
            message: HandshakeType::$message,
            default: $default,
        }),*];
    };
}

lengths! {
    client_hello Tls13 Server client_hello 65_535;
    client_hello Tls12 Server client_hello 65_535;
    server_hello Tls13 Client server_hello 16_384;
    server_hello Tls12 Client server_hello 16_384;
    encrypted_extensions Tls13 Client encrypted_extensions 16_384;
    certificate_request Tls13 Client certificate_request 65_535;
    certificate_request Tls12 Client certificate_request 65_535;
    certificate Tls13 Client certificate 65_535;
    certificate Tls12 Client certificate 65_535;
    certificate Tls13 Server certificate 65_535;
    certificate Tls12 Server certificate 65_535;
    certificate_verify Tls13 Client certificate_verify 1_028;
    certificate_verify Tls13 Server certificate_verify 1_028;
    certificate_verify Tls12 Server certificate_verify 1_028;
    server_key_exchange Tls12 Client server_key_exchange 16_384;
    client_key_exchange Tls12 Server client_key_exchange 600;
    client_key_exchange Tls12Rsa Server client_key_exchange 600;
    certificate_status Tls12 Client certificate_status 65_535;
    ticket Tls13 Client new_session_ticket 65_811;
}

macro_rules! counts {
    ($( $field:ident $kind:ident $receiver:ident $default:literal $cause:ident $lies:expr; )*) => {
        const COUNTS: &[Count] = &[$(Count {
            field: stringify!($field),
            set: |limits, most| limits.$field = most.try_into().unwrap(),
            kind: Kind::$kind,
            receiver: Role::$receiver,
            default: $default,
            cause: Cause::$cause,
            lies: $lies,
        }),*];
    };
}

counts! {
    certificates Tls13 Client 10 TooManyCertificates |count| certificates(Kind::Tls13, Role::Server, count);
    certificates Tls12 Client 10 TooManyCertificates |count| certificates(Kind::Tls12, Role::Server, count);
    certificates Tls13 Server 10 TooManyCertificates |count| certificates(Kind::Tls13, Role::Client, count);
    certificates Tls12 Server 10 TooManyCertificates |count| certificates(Kind::Tls12, Role::Client, count);
    tickets Tls13 Client 8 TooManyKeyUpdates |count| sends(Kind::Tls13, Role::Server, &ticket().repeat(count));
    post_handshake_messages Tls13 Client 32 TooManyKeyUpdates
        |count| sends(Kind::Tls13, Role::Server, &ticket().repeat(count));
    renegotiation_requests Tls12 Client 1 RenegotiationRefused
        |count| sends(Kind::Tls12, Role::Server, &message(HandshakeType::hello_request, &[]).repeat(count));
    renegotiation_requests Tls12 Server 1 RenegotiationRefused
        |count| sends(Kind::Tls12, Role::Client, &message(HandshakeType::client_hello, &[3, 3]).repeat(count));
    warning_alerts Tls13 Client 4 TooManyWarnings |count| records(Kind::Tls13, Role::Server, 21, &[1, 90], count);
    warning_alerts Tls13 Server 4 TooManyWarnings |count| records(Kind::Tls13, Role::Client, 21, &[1, 90], count);
    warning_alerts Tls12 Client 4 TooManyWarnings |count| records(Kind::Tls12, Role::Server, 21, &[1, 90], count);
    warning_alerts Tls12 Server 4 TooManyWarnings |count| records(Kind::Tls12, Role::Client, 21, &[1, 100], count);
    change_cipher_specs Tls13 Client 2 UnexpectedChangeCipherSpec |count| change_cipher_specs(Flow::ServerToClient, count);
    change_cipher_specs Tls13 Server 2 UnexpectedChangeCipherSpec |count| change_cipher_specs(Flow::ClientToServer, count);
    empty_records Tls13 Client 16 TooManyRecords |count| records(Kind::Tls13, Role::Server, 23, &[], count);
    empty_records Tls13 Server 16 TooManyRecords |count| records(Kind::Tls13, Role::Client, 23, &[], count);
    empty_records Tls12 Client 16 TooManyRecords |count| records(Kind::Tls12, Role::Server, 23, &[], count);
    empty_records Tls12 Server 16 TooManyRecords |count| records(Kind::Tls12, Role::Client, 23, &[], count);
}

fn ticket() -> Vec<u8> {
    message(HandshakeType::new_session_ticket, &[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0])
}

const fn connected(kind: Kind) -> &'static str {
    match kind {
        Kind::Tls13 => "CONNECTED",
        Kind::Tls12 | Kind::Tls12Rsa => "CONNECTED (1.2)",
    }
}

fn sends(kind: Kind, from: Role, messages: &[u8]) -> Lies {
    let messages = messages.to_vec();
    Lies::none().at(from, connected(kind), move |effects| effects.push_message(&messages))
}

fn records(kind: Kind, from: Role, content_type: u8, content: &'static [u8], count: usize) -> Lies {
    Lies::none().at(from, connected(kind), move |effects| {
        (0..count).for_each(|_| effects.push_record(ContentType(content_type), content));
    })
}

/// As many certificates as that: the last one again and again.
fn certificates(kind: Kind, from: Role, count: usize) -> Lies {
    Lies::none().says(from, HandshakeType::certificate, move |message| {
        let mut edit = Edit::new(kind, message);
        let entry = edit.get("Certificate.certificate_list[1]");
        (2..count).for_each(|_| edit.append("Certificate.certificate_list", &entry));
    })
}

/// The record that each side sends itself, and more of them before it.
fn change_cipher_specs(way: Flow, count: usize) -> Lies {
    const RECORD: &[u8] = &[20, 3, 3, 0, 1, 1];
    let mut done = false;
    Lies::none().wire(move |flow, flight| {
        if flow == way && !done && flight.windows(RECORD.len()).any(|window| window == RECORD) {
            done = true;
            let at = flight.windows(RECORD.len()).position(|window| window == RECORD).unwrap();
            flight.splice(at..at, RECORD.repeat(count - 1));
        }
    })
}

/// Both sides have these limits. Signatures of Ed25519 are always as long.
fn scene(kind: Kind, limits: Limits) -> Scene {
    let server = match kind {
        Kind::Tls12Rsa => kind.server(),
        Kind::Tls13 | Kind::Tls12 => {
            let credential = credential(&WORLD.pki.server_ed25519).with_ocsp_response(vec![0x30, 0]);
            kind.server_with(WORLD.provider.clone(), credential)
        }
    };
    let server = server.client_auth(ClientAuth::required(WORLD.roots.clone()));
    let client = kind.client().trust(carried()).credential(credential(&WORLD.pki.client_ed25519));
    Scene { client: client.limits(limits).build().unwrap(), server: server.limits(limits).build().unwrap() }
}

fn limited(set: fn(&mut Limits, usize), most: usize) -> Limits {
    let mut limits = Limits::default();
    set(&mut limits, most);
    limits
}

/// Every field is in one of the lists, whoever adds one.
#[test]
fn every_field_has_a_case() {
    let fields = format!("{:?}", Limits::default());
    let fields = fields.trim_start_matches("Limits { ").trim_end_matches(" }");
    let fields: BTreeSet<_> = fields.split(", ").map(|field| field.split_once(": ").unwrap().0).collect();
    let cases = LENGTHS.iter().map(|case| case.field).chain(COUNTS.iter().map(|case| case.field)).collect();
    assert_eq!(fields, cases);
}

/// How long a message is when nobody lies.
fn honest_length(case: &Length) -> usize {
    if case.message == HandshakeType::new_session_ticket {
        return ticket().len() - 4;
    }
    let played = scene(case.kind, Limits::default()).play(Lies::none());
    assert!(played.completed(), "{played:#?}");
    let received = played.recorder.messages(case.receiver, Direction::Recv);
    received.iter().find(|(kind, _)| *kind == case.message).unwrap().1.len() - 4
}

#[test]
fn messages_of_exactly_the_limit() {
    for case in LENGTHS {
        let length = honest_length(case);
        let play = |most| {
            let lies = if case.message == HandshakeType::new_session_ticket {
                sends(case.kind, Role::Server, &ticket())
            } else {
                Lies::none()
            };
            // Only the receiver: what the other side takes does not matter.
            let mut scene = scene(case.kind, Limits::default());
            let limited = self::scene(case.kind, limited(case.set, most));
            match case.receiver {
                Role::Client => scene.client = limited.client,
                _ => scene.server = limited.server,
            }
            scene.play(lies)
        };
        let played = play(length);
        assert!(played.completed(), "{} {:?}: {length} bytes: {played:#?}", case.field, case.kind);
        play(length - 1).assert_refused(case.receiver, Cause::MessageTooLong);
    }
}

/// The header of a message and nothing after it: the length is judged at once, by default as the table says.
#[test]
fn headers_that_claim_the_limit() {
    for case in LENGTHS {
        let scene = scene(case.kind, Limits::default());
        let play = |claimed| scene.play(claims(case, claimed));
        let waits = play(case.default);
        // The body is waited for; other records of the same flight may come instead.
        let cause = cause(&waits, case.receiver);
        assert!(matches!(cause, None | Some(Cause::Interleaved)), "{} {:?}: {waits:#?}", case.field, case.kind);
        for claimed in [case.default + 1, 0xFF_FFFF] {
            play(claimed).assert_refused(case.receiver, Cause::MessageTooLong);
        }
    }
}

fn cause(played: &Played, role: Role) -> Option<Cause> {
    match &played.side(role).end {
        End::Failed(failure) => Some(failure.cause()),
        End::Done | End::Waiting(_) => None,
    }
}

/// A header instead of a message, and nothing after it in its record.
fn claims(case: &Length, claimed: usize) -> Lies {
    let header = [&[case.message.0], &u32::try_from(claimed).unwrap().to_be_bytes()[1..]].concat();
    if case.message == HandshakeType::new_session_ticket {
        return sends(case.kind, Role::Server, &header);
    }
    let (receiver, wanted) = (case.receiver, case.message);
    Lies::none().heard(move |role, content_type, content| {
        if role != receiver || content_type != ContentType::handshake {
            return;
        }
        if let Some(range) = messages(content).into_iter().find(|range| content[range.start] == wanted.0) {
            content.truncate(range.start);
            content.extend_from_slice(&header);
        }
    })
}

#[test]
fn counts_of_exactly_the_limit() {
    for case in COUNTS {
        for most in [case.default, case.default + 3] {
            let mut limits = limited(case.set, most);
            if case.field == "post_handshake_messages" {
                limits.tickets = u32::MAX;
            }
            if most == case.default {
                assert!(limits == Limits::default() || case.field == "post_handshake_messages", "{}", case.field);
            }
            let scene = scene(case.kind, limits);
            let played = scene.play((case.lies)(most));
            assert!(played.completed(), "{} {:?}: {most}: {played:#?}", case.field, case.kind);
            scene.play((case.lies)(most + 1)).assert_refused(case.receiver, case.cause);
        }
    }
}

/// Application data starts the counts of what comes in a row again.
#[test]
fn data_between_them_starts_the_count_again() {
    let rows: [(Kind, &[u8], usize); 2] = [(Kind::Tls13, &[], 16), (Kind::Tls12, &[], 16)];
    for (kind, content, most) in rows {
        let lies = Lies::none().at(Role::Server, connected(kind), move |effects| {
            for _ in 0..3 {
                (0..most).for_each(|_| effects.push_record(ContentType::application_data, content));
                effects.push_record(ContentType::application_data, b"data");
            }
        });
        let played = scene(kind, Limits::default()).play(lies);
        assert_eq!(played.client.received, [&b"data".repeat(3), crate::kit::DATA].concat(), "{kind:?}: {played:#?}");
    }
    for count in [8, 9] {
        let lies = Lies::none().at(Role::Server, "CONNECTED", move |effects| {
            for _ in 0..3 {
                effects.push_record(ContentType::handshake, &ticket().repeat(count));
                effects.push_record(ContentType::application_data, b"data");
            }
        });
        let played = scene(Kind::Tls13, Limits::default()).play(lies);
        assert_eq!(cause(&played, Role::Client).is_none(), count == 8, "{played:#?}");
    }
}

/// A ClientHello whose body is this long.
fn padded_hello(kind: Kind, length: usize) -> Vec<u8> {
    let played = Scene::new(kind, Auth::None).play(Lies::none());
    let (_, mut hello) = played.recorder.messages(Role::Client, Direction::Send).remove(0);
    let unknown = ExtensionType(0xABCD);
    let content = vec![0x5A; length - (hello.len() - 4) - 4];
    Edit::new(kind, &mut hello).append("ClientHello.extensions", &extension(unknown, &content));
    assert_eq!(hello.len(), 4 + length);
    hello
}

/// The message in records with so many bytes each.
fn cut(message: &[u8], each: usize) -> impl Iterator<Item = Vec<u8>> {
    message.chunks(each).map(|part| [&[22, 3, 1][..], &u16::try_from(part.len()).unwrap().to_be_bytes(), part].concat())
}

/// "a ClientHello of exactly its cap passes, however it is cut into records", and however the records are cut on their way.
#[test]
fn the_longest_client_hello() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let hello = padded_hello(kind, 65_535);
        for (each, pieces) in [(16_384, 16_389), (16_384, 1), (1_000, 7), (255, 260), (2, 7), (1, 6)] {
            let connection = ServerConnection::new(kind.server().build().unwrap(), Seams::default());
            let mut server = Endpoint::new(connection);
            for record in cut(&hello, each) {
                for piece in record.chunks(pieces) {
                    server.deliver(piece, NOW).unwrap();
                }
            }
            assert_eq!(server.failure(), None, "{kind:?}: {each} {pieces}");
            assert!(!server.take_output().unwrap().is_empty(), "{kind:?}: {each} {pieces}");
        }
    }
}

/// One byte more is refused from the header, before anything of the body has come.
#[test]
fn a_client_hello_that_is_too_long() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for header in [[1, 1, 0, 0], [1, 0xFF, 0xFF, 0xFF]] {
            for each in [1, 2, 4] {
                let connection = ServerConnection::new(kind.server().build().unwrap(), Seams::default());
                let mut server = Endpoint::new(connection);
                for record in cut(&header, each) {
                    assert_eq!(server.failure(), None);
                    server.deliver(&record, NOW).unwrap();
                }
                assert_eq!(server.failure().map(tls_core::error::Failure::cause), Some(Cause::MessageTooLong));
            }
        }
    }
}

/// As many names of authorities as fit in the longest CertificateRequest (row 92).
#[test]
fn as_many_authorities_as_fit() {
    let lies = Lies::none().says(Role::Server, HandshakeType::certificate_request, |message| {
        let mut edit = Edit::new(Kind::Tls13, message);
        edit.set("CertificateRequest.extensions[certificate_authorities]", &[]);
        let room = 65_535 - 1 - edit.get("CertificateRequest.extensions").len() - 6;
        let names = [0, 1, 7].repeat(room / 3);
        let list = [&u16::try_from(names.len()).unwrap().to_be_bytes()[..], &names].concat();
        edit.append("CertificateRequest.extensions", &extension(ExtensionType::certificate_authorities, &list));
    });
    // No credential of the client's has such an issuer: it declines.
    let played = Scene::new(Kind::Tls13, Auth::Certificate).play(lies);
    played.assert_refused(Role::Server, Cause::ClientCertificateRequired);
    let received = played.recorder.messages(Role::Client, Direction::Recv);
    assert!(received.iter().any(|(_, bytes)| bytes.len() > 65_530));
}
