//! Alerts that §5 and §6 of RFC 9846 mandate for records, and for what cannot be parsed or makes no sense.

use super::mandated;
use crate::edit::set;
use crate::kit::{Auth, Kind, Lies, Scene};
use crate::rules::hellos::{client_hello, plain};
use testvectors::pair::Flow;
use tls_core::msg::Role;
use tls_core::registry::{ContentType, HandshakeType};

const TLS13: Kind = Kind::Tls13;

/// A record of any type after the handshake, protected. Type 0 is padding, so the last byte that is not zero is the
/// type.
fn after(from: Role, content_type: u8, content: &'static [u8]) -> Lies {
    Lies::none().at(from, "CONNECTED", move |effects| effects.push_record(ContentType(content_type), content))
}

/// Something in front of the client's second flight.
fn in_front(record: &'static [u8]) -> Lies {
    second_flight(move |flight| drop(flight.splice(0..0, record.iter().copied())))
}

fn second_flight(mut lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    let mut seen = 0;
    Lies::none().wire(move |way, flight| {
        if way == Flow::ClientToServer {
            seen += 1;
            if seen == 2 {
                lie(flight);
            }
        }
    })
}

/// Instead of the client's first flight.
fn instead(bytes: &'static [u8]) -> Lies {
    let mut done = false;
    Lies::none().wire(move |way, flight| {
        if way == Flow::ClientToServer && !done {
            done = true;
            *flight = bytes.to_vec();
        }
    })
}

mandated! {
    /// "An implementation which receives any other change_cipher_spec value or which receives a protected
    /// change_cipher_spec record MUST abort the handshake with an "unexpected_message" alert." (RFC 9846 §5): the
    /// value.
    value_of_change_cipher_spec: plain(), Server UnexpectedChangeCipherSpec 10, in_front(&[20, 3, 3, 0, 1, 0]);
    /// The same sentence: protected.
    protected_change_cipher_spec: Scene::new(TLS13, Auth::Certificate), Server UnexpectedChangeCipherSpec 10,
        Lies::none().at(Role::Client, "SIGN", |effects| effects.push_record(ContentType::change_cipher_spec, &[1]));
    /// "If an implementation detects a change_cipher_spec record received before the first ClientHello message or after
    /// the peer's Finished message, it MUST be treated as an unexpected record type" (RFC 9846 §5).
    early_change_cipher_spec: plain(), Server UnexpectedChangeCipherSpec 10, instead(&[20, 3, 3, 0, 1, 1]);
    /// "If a TLS implementation receives an unexpected record type, it MUST terminate the connection with an
    /// "unexpected_message" alert." (RFC 9846 §5)
    record_type: plain(), Server UnexpectedRecord 10, instead(&[99, 3, 3, 0, 1, 1]);
    /// The same sentence, of a type within.
    inner_type: plain(), Client UnexpectedRecord 10, after(Role::Server, 99, &[1]);
    /// "if not, then they MUST terminate the connection with an "unexpected_message" alert." (RFC 9846 §5.1:
    /// "Implementations MUST verify that all messages immediately preceding a key change align with a record boundary")
    alignment: plain(), Client NotAligned 10,
        Lies::none().says(Role::Server, HandshakeType::server_hello, |hello| hello.extend_from_slice(&[8, 0, 0, 2, 0, 0]));
    /// "An endpoint that receives a record that exceeds this length MUST terminate the connection with a
    /// "record_overflow" alert." (RFC 9846 §5.1: "The length MUST NOT exceed 2^14 bytes.")
    length_in_the_clear: plain(), Server RecordOverflow 22, instead(&[22, 3, 1, 0x40, 0x01]);
    /// "An endpoint that receives a record that exceeds this length MUST terminate the connection with a
    /// "record_overflow" alert." (RFC 9846 §5.2: "The length MUST NOT exceed 2^14 + 256 bytes.")
    protected_length: plain(), Server RecordOverflow 22, in_front(&[23, 3, 3, 0x41, 0x01]);
    /// "An endpoint that receives a record from its peer with TLSCiphertext.length larger than 2^14 + 256 octets MUST
    /// terminate the connection with a "record_overflow" alert." (RFC 9846 §5.2)
    longest_length: plain(), Server RecordOverflow 22, in_front(&[23, 3, 3, 0xFF, 0xFF]);
    /// "If the decryption fails, the receiver MUST terminate the connection with a "bad_record_mac" alert."
    /// (RFC 9846 §5.2)
    decryption: plain(), Server RecordBadMac 20, second_flight(|flight| *flight.last_mut().unwrap() ^= 1);
    /// "if such a message is received, the receiving implementation MUST terminate the connection with an
    /// "unexpected_message" alert." (RFC 9846 §5.4: "Handshake and Alert records that have a zero-length
    /// TLSInnerPlaintext.content"): of handshake.
    empty_handshake: plain(), Client RecordEmptyFragment 10, after(Role::Server, 22, &[]);
    /// The same sentence: of alert.
    empty_alert: plain(), Server RecordEmptyFragment 10, after(Role::Client, 21, &[]);
    /// The same sentence, with padding.
    empty_alert_with_padding: plain(), Client RecordEmptyFragment 10, after(Role::Server, 0, &[21, 0, 0, 0, 0]);
    /// "If a receiving implementation does not find a non-zero octet in the cleartext, it MUST terminate the connection
    /// with an "unexpected_message" alert." (RFC 9846 §5.4)
    no_type: plain(), Server RecordNoContentType 10, after(Role::Client, 0, &[0; 31]);
    /// "Peers which receive a message which cannot be parsed according to the syntax (e.g., have a length extending
    /// beyond the message boundary or contain an out-of-range length) MUST terminate the connection with a
    /// "decode_error" alert." (RFC 9846 §6)
    syntax: plain(), Server MessageTruncated 50, client_hello(|hello| {
        // The length of the extensions goes beyond the end.
        let session_id = usize::from(hello[38]);
        let suites = 39 + session_id;
        let methods = suites + 2 + usize::from(u16::from_be_bytes([hello[suites], hello[suites + 1]]));
        let extensions = methods + 1 + usize::from(hello[methods]);
        hello[extensions + 1] = hello[extensions + 1].wrapping_add(1);
    });
    /// The same sentence: a length that is out of range.
    range: plain(), Client FieldLength 50,
        Lies::none().says(Role::Server, HandshakeType::server_hello, set(TLS13, "ServerHello.legacy_session_id_echo.bytes", &[1; 33]));
    /// "Peers which receive a message which is syntactically correct but semantically invalid (e.g., a DHE share of p -
    /// 1, or an invalid enum) MUST terminate the connection with an "illegal_parameter" alert." (RFC 9846 §6): a share.
    share: plain(), Server BadKeyShare 47, client_hello(set(
        TLS13, "ClientHello.extensions[key_share].client_shares[0].key_exchange.bytes", &[0; 32]));
    /// The same sentence: an enum.
    enumeration: plain(), Server KeyUpdateValue 47, Lies::none().at(Role::Client, "CONNECTED", |effects| {
        effects.push_message(&[24, 0, 0, 1, 0xFF]);
    });
}
