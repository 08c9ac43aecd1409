//! E: authentication and certificates, through whole handshakes. What a chain must be is tested in `tls-core`, at
//! `trust`.

use crate::edit::{Edit, set};
use crate::kit::{Auth, Kind, Lies, NOW, Scene, WORLD, other, spread};
use core::time::Duration;
use testvectors::pair::{End, Pair};
use tls_core::conn::Seams;
use tls_core::error::{Cause, Failure};
use tls_core::msg::Role;
use tls_core::pki_types::{CertificateDer, ServerName, UnixTime};
use tls_core::registry::HandshakeType;
use tls_core::trust::{PeerCheck, Purpose, TrustReason};
use tls_pki::Leaf;

const LEAF: &str = "Certificate.certificate_list[0].cert_data.bytes";
const DAY: u64 = 24 * 60 * 60;

/// How a client that wants this name at this time ends.
fn client_end(kind: Kind, name: &str, now: UnixTime) -> End {
    let scene = Scene::new(kind, Auth::None);
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let sides = ((scene.client, Seams::default()), (scene.server, Seams::default()));
    Pair::connect(sides.0, sides.1, name, now).unwrap().run().unwrap().client
}

/// Refused for what the certificates are, with this alert.
#[track_caller]
fn assert_untrusted(end: &End, reason: TrustReason, alert: u8) {
    let End::Failed(failure) = end else { panic!("should be refused for {reason:?}") };
    assert_eq!(failure.cause(), Cause::Untrusted, "{failure:#}");
    assert_eq!(failure.trust().map(|trust| *trust.reason()), Some(reason), "{failure:#}");
    assert_eq!(failure.alert().map(|alert| alert.0), Some(alert), "{failure:#}");
}

/// Row 66: the server's certificate is for localhost, server.example, *.wild.example, 127.0.0.1 and ::1.
#[test]
fn the_name_that_was_asked_for() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for good in [
            "server.example",
            "SERVER.Example",
            "server.example.",
            "localhost",
            "a.wild.example",
            "127.0.0.1",
            "::1",
            "0:0:0:0:0:0:0:1",
        ] {
            assert_eq!(client_end(kind, good, NOW), End::Done, "{good}");
        }
        for bad in [
            "example",
            "other.example",
            "x.server.example",
            "server.example.com",
            "erver.example",
            "wild.example",
            "b.a.wild.example",
            "a.wild.example.example",
            "127.0.0.2",
            "::2",
            "::ffff:127.0.0.1",
            "xn--server.example",
        ] {
            assert_untrusted(&client_end(kind, bad, NOW), TrustReason::WrongName, 42);
        }
    }
}

/// Row 70: valid from one day before to a year after, both ends included, to the second. A clock before 1970 there is
/// not.
#[test]
fn validity_to_the_second() {
    let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let (first, last) = (NOW.as_secs() - DAY, NOW.as_secs() + 365 * DAY);
    for kind in Kind::ALL {
        for good in [first, first + 1, last - 1, last] {
            assert_eq!(client_end(kind, "server.example", at(good)), End::Done, "{good}");
        }
        for early in [0, 1, first - DAY, first - 1] {
            assert_untrusted(&client_end(kind, "server.example", at(early)), TrustReason::NotYetValid, 45);
        }
        for late in [last + 1, last + DAY, 4_102_444_800, 253_402_300_799] {
            assert_untrusted(&client_end(kind, "server.example", at(late)), TrustReason::Expired, 45);
        }
    }
}

/// Sequences in sequences, so deep.
fn nested(depth: usize) -> Vec<u8> {
    let mut inner = Vec::new();
    for _ in 0..depth {
        // From the inside out, written backwards.
        let length = u16::try_from(inner.len()).unwrap().to_le_bytes();
        inner.extend_from_slice(&[length[0], length[1], 0x82, 0x30]);
    }
    inner.reverse();
    inner
}

/// What is no certificate, or one that breaks a rule of DER.
fn malformed() -> Vec<(&'static str, Vec<u8>)> {
    let good = WORLD.pki.server_p256.chain()[0].to_vec();
    // SEQUENCE { SEQUENCE { [0] { INTEGER }, INTEGER serial
    assert_eq!((good[0], good[4], good[8], good[13]), (0x30, 0x30, 0xA0, 2), "the places below");
    let changed = |place: usize, value: u8| {
        let mut der = good.clone();
        der[place] = value;
        der
    };
    let mut no_signature = good.clone();
    let bits = good.windows(2).rposition(|two| two[0] == 3 && usize::from(two[1]) + 2 <= 80).unwrap();
    no_signature.truncate(bits);
    no_signature.extend_from_slice(&[3, 0]);
    let length = u16::try_from(no_signature.len() - 4).unwrap().to_be_bytes();
    no_signature[2..4].copy_from_slice(&length);
    vec![
        ("one byte", vec![0]),
        ("an empty sequence", vec![0x30, 0]),
        ("text", b"-----BEGIN CERTIFICATE-----".to_vec()),
        ("indefinite length", [&[0x30, 0x80][..], &good[4..], &[0, 0]].concat()),
        ("a length of 2^32 - 1", [&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF][..], &good[4..]].concat()),
        ("a length of 2^32", [&[0x30, 0x85, 1, 0, 0, 0, 0][..], &good[4..]].concat()),
        ("a length of 127 bytes", [&[0x30, 0xFF][..], &[0; 127]].concat()),
        ("a length that is not minimal", [&[0x30, 0x83, 0, good[2], good[3]][..], &good[4..]].concat()),
        ("a byte more", [&good[..], &[0]].concat()),
        ("ten thousand sequences", nested(10_000)),
        ("an empty signature", no_signature),
        ("another version", changed(12, 0)),
        ("a serial number below zero", changed(15, 0xFF)),
        ("a serial number of no bytes", changed(14, 0)),
        ("a set instead of a sequence", changed(0, 0x31)),
    ]
}

/// Row 71: what cannot be read is refused with a certificate's alert, on both sides, in both versions.
#[test]
fn certificates_that_are_none() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let scene = Scene::new(kind, Auth::Certificate);
        assert!(scene.play(Lies::none()).completed());
        for (what, der) in malformed() {
            for from in [Role::Client, Role::Server] {
                let played = scene.play(Lies::none().says(from, HandshakeType::certificate, set(kind, LEAF, &der)));
                let End::Failed(failure) = &played.side(other(from)).end else { panic!("{what}: {played:#?}") };
                assert_eq!(failure.cause(), Cause::Untrusted, "{what}: {failure:#}");
                let alert = failure.alert().unwrap();
                assert!([42, 43].contains(&alert.0), "{what}: {failure:#}");
                played.assert_refused_with(other(from), Cause::Untrusted, alert);
            }
        }
    }
}

/// Row 71: every bit of eight leaves and of their issuer, and every truncation: never trusted, never a panic.
#[test]
fn damaged_certificates() {
    let pki = &WORLD.pki;
    let leaves: [(&Leaf, bool); 8] = [
        (&pki.server_p256, true),
        (&pki.server_p384, true),
        (&pki.server_rsa2048, true),
        (&pki.server_ed25519, true),
        (&pki.client_p256, false),
        (&pki.client_p384, false),
        (&pki.client_rsa2048, false),
        (&pki.client_ed25519, false),
    ];
    let name = ServerName::try_from("server.example").unwrap();
    for (leaf, server) in leaves {
        let chain = leaf.chain();
        let trusted = |chain: &[CertificateDer<'_>]| {
            let purpose = if server { Purpose::Server(&name) } else { Purpose::Client };
            WORLD.roots.verify(&PeerCheck::new(chain, purpose, NOW), &WORLD.provider).is_ok()
        };
        assert!(trusted(chain), "{}", leaf.name());
        for damaged in 0..chain.len() {
            let good = chain[damaged].as_ref();
            let with = |der: Vec<u8>| {
                let mut chain = chain.to_vec();
                chain[damaged] = CertificateDer::from(der);
                trusted(&chain)
            };
            let bits: Vec<_> = (0..8 * good.len()).collect();
            let flipped = spread(&bits, |bit| {
                let mut der = good.to_vec();
                der[bit / 8] ^= 1 << (bit % 8);
                with(der)
            });
            assert!(!flipped.contains(&true), "{} {damaged}", leaf.name());
            assert!(!(0..good.len()).any(|length| with(good[..length].to_vec())), "{} {damaged}", leaf.name());
        }
    }
}

/// A Certificate with so many bytes more in its last entry, or so many more entries.
fn with_entries(kind: Kind, entries: usize, bytes: usize) -> impl FnMut(&mut Vec<u8>) + Send + 'static {
    move |message| {
        let length = u32::try_from(bytes).unwrap().to_be_bytes();
        let mut entry = [&length[1..], &vec![0x30; bytes]].concat();
        if kind == Kind::Tls13 {
            entry.extend_from_slice(&[0, 0]);
        }
        Edit::new(kind, message).append("Certificate.certificate_list", &entry.repeat(entries));
    }
}

/// Row 72: lists that are too long, in bytes or in certificates; one that just fits is read to its end.
#[test]
fn certificate_lists_of_every_size() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let scene = Scene::new(kind, Auth::Certificate);
        let honest = scene.play(Lies::none());
        assert!(honest.completed());
        for from in [Role::Client, Role::Server] {
            let sent = honest.recorder.messages(from, tls_core::conn::Direction::Send);
            let own = sent.iter().find(|(kind, _)| *kind == HandshakeType::certificate).unwrap().1.len() - 4;
            let overhead = if kind == Kind::Tls13 { 5 } else { 3 };
            let says = |lie| scene.play(Lies::none().says(from, HandshakeType::certificate, lie));
            // Bytes behind the path that is needed are not looked at. Signatures of ECDSA differ by some bytes, but
            // these certificates are always the same.
            let fits = says(with_entries(kind, 1, 65_535 - own - overhead));
            assert!(fits.completed(), "{kind:?} {from:?}: {fits:#?}");
            for bytes in [65_535 - own - overhead + 1, 65_536, 1_000_000] {
                says(with_entries(kind, 1, bytes)).assert_refused(other(from), Cause::MessageTooLong);
            }
            assert!(says(with_entries(kind, 8, 10)).completed());
            says(with_entries(kind, 9, 10)).assert_refused(other(from), Cause::TooManyCertificates);
            says(with_entries(kind, 198, 10)).assert_refused(other(from), Cause::TooManyCertificates);
            let trailing = scene.play(Lies::none().says(from, HandshakeType::certificate, |message| {
                message.push(0);
                let length = u32::try_from(message.len() - 4).unwrap().to_be_bytes();
                message[1..4].copy_from_slice(&length[1..]);
            }));
            trailing.assert_refused(other(from), Cause::MessageTrailingBytes);
            let empty = says(with_entries(kind, 1, 0));
            empty.assert_refused(other(from), Cause::FieldLength);
        }
    }
}

/// Row 75: a failure leaves nothing to be read, whichever proof was wrong.
#[test]
fn nothing_is_known_after_a_failure() {
    let proofs = [HandshakeType::certificate, HandshakeType::certificate_verify, HandshakeType::finished];
    for kind in [Kind::Tls13, Kind::Tls12] {
        for from in [Role::Client, Role::Server] {
            for proof in proofs {
                let played = Scene::new(kind, Auth::Certificate).play(Lies::none().says(from, proof, |message| {
                    if let Some(last) = message.last_mut() {
                        *last ^= 1;
                    }
                }));
                let side = played.side(other(from));
                if kind == Kind::Tls12 && from == Role::Server && proof == HandshakeType::certificate_verify {
                    assert!(played.completed(), "a server of TLS 1.2 has no such message");
                    continue;
                }
                let refused: Option<&Failure> = match &side.end {
                    End::Failed(failure) => Some(failure),
                    End::Done | End::Waiting(_) => None,
                };
                assert!(
                    refused.is_some_and(|failure| !failure.received_alert()),
                    "{kind:?} {from:?} {proof}: {played:#?}"
                );
                assert_eq!(side.facts, None, "{kind:?} {from:?} {proof}");
            }
        }
    }
}
