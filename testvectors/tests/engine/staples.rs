//! OCSP responses that come with a certificate (RFC 6066 §8, RFC 9846 §4.5.1.1): how they get there, and what is refused on
//! the way.

use crate::edit::{Edit, append, extension, set};
use crate::kit::{Auth, Kind, Lies, NOW, Played, Scene, WORLD, credential, message, messages};
use std::sync::{Arc, Mutex};
use testvectors::pair::{Chunking, End, Pair};
use tls_core::config::{ClientConfigBuilder, Limits};
use tls_core::conn::{Answer, Direction, Question, QuestionKind, Seams};
use tls_core::credential::Credential;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;
use tls_core::registry::{AlertDescription, ContentType, ExtensionType, HandshakeType};
use tls_core::trust::{TrustFailure, TrustReason};

/// Something in DER that says nothing: it is only carried.
const RESPONSE: &[u8] = &[0x30, 3, 0x0A, 1, 6];
/// The same as a CertificateStatus.
const STATUS: &[u8] = &[1, 0, 0, 5, 0x30, 3, 0x0A, 1, 6];

/// A client that does not ask, and a server that has a response.
fn unasked(kind: Kind) -> Scene {
    with_client(kind, RESPONSE, |client| client.request_ocsp(false))
}

fn with_client(kind: Kind, response: &[u8], client: impl FnOnce(ClientConfigBuilder) -> ClientConfigBuilder) -> Scene {
    Scene::showing(kind.stapled(response), &WORLD.provider, kind, Auth::None, client, |server| server)
}

/// What the client got.
#[track_caller]
fn got(played: &Played) -> Option<&[u8]> {
    assert!(played.completed(), "{played:#?}");
    assert_eq!(played.server.facts.as_ref().unwrap().peer_ocsp_response, None);
    played.client.facts.as_ref().unwrap().peer_ocsp_response.as_deref()
}

/// The server's ServerHello of TLS 1.2 answers status_request, and no CertificateStatus follows.
fn promises(kind: Kind) -> Lies {
    let promise = extension(ExtensionType::status_request, &[]);
    Lies::none().says(Role::Server, HandshakeType::server_hello, append(kind, "ServerHello.extensions", &promise))
}

/// The client hears these messages, as `lie` arranges them, in place of the server's flight.
fn hears(mut lie: impl FnMut(&mut Vec<Vec<u8>>) + Send + 'static) -> Lies {
    Lies::none().heard(move |role, content_type, content| {
        if role == Role::Client && content_type == ContentType::handshake {
            let mut all: Vec<_> = messages(content).into_iter().map(|range| content[range].to_vec()).collect();
            lie(&mut all);
            *content = all.concat();
        }
    })
}

fn place(all: &[Vec<u8>], kind: HandshakeType) -> Option<usize> {
    all.iter().position(|message| message[0] == kind.0)
}

/// A CertificateStatus more, right after the first message of this type.
fn one_more_after(kind: HandshakeType) -> Lies {
    hears(move |all| {
        if let Some(place) = place(all, kind) {
            all.insert(place + 1, message(HandshakeType::certificate_status, STATUS));
        }
    })
}

#[test]
fn a_response_arrives() {
    for kind in Kind::ALL {
        for auth in [Auth::None, Auth::Declined, Auth::Certificate] {
            let played = Scene::stapled(kind, auth, RESPONSE).play(Lies::none());
            assert_eq!(got(&played), Some(RESPONSE), "{kind:?} {auth:?}");
            assert_eq!(got(&Scene::new(kind, auth).play(Lies::none())), None, "{kind:?} {auth:?}");
        }
        assert_eq!(got(&unasked(kind).play(Lies::none())), None, "{kind:?}");
        assert_eq!(got(&Scene::stapled(kind, Auth::None, &[]).play(Lies::none())), None, "an empty one is none");
    }
}

/// With the usual trust the response is looked into.
#[test]
fn a_response_must_be_good() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for (leaf, about, reason) in [
            (&WORLD.pki.server_p256, &WORLD.pki.server_p256, None),
            (&WORLD.pki.server_p256, &WORLD.pki.revoked, Some(TrustReason::StapleUnusable)),
            (&WORLD.pki.revoked, &WORLD.pki.revoked, Some(TrustReason::StapleRevoked)),
        ] {
            let response = WORLD.pki.ocsp_response(about, NOW).unwrap();
            let credential = credential(leaf).with_ocsp_response(response);
            let usual = |client: ClientConfigBuilder| client.trust(WORLD.roots.clone());
            let scene = Scene::showing(credential, &WORLD.provider, kind, Auth::None, usual, |server| server);
            let played = scene.play(Lies::none());
            let Some(reason) = reason else {
                assert!(got(&played).is_some());
                continue;
            };
            let alert = AlertDescription::bad_certificate_status_response;
            played.assert_refused_with(Role::Client, Cause::Untrusted, alert);
            let End::Failed(failure) = &played.client.end else { panic!("{played:#?}") };
            assert_eq!(*failure.trust().unwrap().reason(), reason);
        }
    }
}

#[test]
fn whoever_accepts_anybody_asks_too() {
    for kind in Kind::ALL {
        let played = with_client(kind, RESPONSE, ClientConfigBuilder::dangerous_accept_any_certificate);
        assert_eq!(got(&played.play(Lies::none())), Some(RESPONSE), "{kind:?}");
    }
}

#[test]
fn another_credential_is_as_it_was() {
    let plain = Kind::Tls13.server_credential();
    let stapled = plain.clone().with_ocsp_response(RESPONSE.to_vec());
    assert_eq!((plain.ocsp_response(), stapled.ocsp_response()), (None, Some(RESPONSE)));
    assert_eq!(plain.chain(), stapled.chain());
}

/// What a question says, how it was answered, and how the handshake ended.
fn asked(scene: &Scene, lies: Lies, chunking: Chunking, answer: fn() -> Result<(), TrustFailure>) -> Asked {
    let name = ServerName::try_from("server.example").unwrap();
    let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
    let lies = Arc::new(Mutex::new(lies));
    let seams = || {
        let mut seams = Seams::default();
        seams.puppet = Some(crate::lies::puppet(&lies));
        seams
    };
    let mut pair = Pair::connect((scene.client.clone(), seams()), (scene.server.clone(), seams()), name, NOW)
        .unwrap()
        .chunking(chunking);
    let notes = seen.clone();
    pair.client.answer_with(move |question: &Question| {
        let Question::VerifyPeer(question) = question else { return None };
        notes.lock().unwrap().push((question.ocsp_requested, question.ocsp_response.clone()));
        Some(Answer::Verified(answer()))
    });
    let report = pair.run().unwrap();
    let seen = seen.lock().unwrap().clone();
    Asked { seen, end: report.client }
}

type Seen = (bool, Option<Vec<u8>>);

#[derive(Debug)]
struct Asked {
    seen: Vec<Seen>,
    end: End,
}

/// In TLS 1.2 the question waits until CertificateStatus has come or can come no more.
#[test]
fn the_verdict_knows_the_response() {
    for kind in Kind::ALL {
        let asks = |response: &[u8], on: bool| {
            with_client(kind, response, |client| client.request_ocsp(on).ask_caller(&[QuestionKind::VerifyPeer]))
        };
        for chunking in [Chunking::Whole, Chunking::Bytes] {
            let yes = |scene, lies| {
                let asked = asked(&scene, lies, chunking, || Ok(()));
                assert_eq!(asked.end, End::Done, "{kind:?}");
                asked.seen
            };
            assert_eq!(yes(asks(RESPONSE, true), Lies::none()), [(true, Some(RESPONSE.to_vec()))], "{kind:?}");
            assert_eq!(yes(asks(&[], true), Lies::none()), [(true, None)], "{kind:?}");
            assert_eq!(yes(asks(RESPONSE, false), Lies::none()), [(false, None)], "{kind:?}");
            if kind != Kind::Tls13 {
                assert_eq!(yes(asks(&[], true), promises(kind)), [(true, None)], "{kind:?}");
            }
        }
        let lies = || if kind == Kind::Tls13 { Lies::none() } else { promises(kind) };
        let no = asked(&asks(&[], true), lies(), Chunking::Whole, || Err(TrustFailure::refused("no")));
        assert!(matches!(&no.end, End::Failed(failure) if failure.cause() == Cause::Untrusted), "{no:?}");
        assert_eq!(no.seen.len(), 1);
    }
}

/// What was held back while the question was open is judged after it, where it belongs.
#[test]
fn what_was_held_is_judged_after_the_verdict() {
    let lies = promises(Kind::Tls12);
    let lies = lies.heard(|role, content_type, content| {
        if role == Role::Client
            && content_type == ContentType::handshake
            && let Some(range) = messages(content).into_iter().find(|range| content[range.start] == 12)
        {
            content[range.end - 1] ^= 1;
        }
    });
    let played = Scene::new(Kind::Tls12, Auth::None).play(lies);
    played.assert_refused(Role::Client, Cause::BadSignature);
    let End::Failed(failure) = &played.client.end else { panic!("{played:#?}") };
    assert_eq!((failure.position().state, failure.position().message), ("WAIT_SKE (1.2)", "ServerKeyExchange"));
}

/// "a server MUST NOT send the "CertificateStatus" message unless it received a "status_request" extension in the client hello
/// message and sent a "status_request" extension in the server hello message." (RFC 6066 §8)
#[test]
fn what_nobody_asked_for_is_refused() {
    let leaf = extension(ExtensionType::status_request, STATUS);
    for entry in ["Certificate.certificate_list[0].extensions", "Certificate.certificate_list[1].extensions"] {
        let lie = append(Kind::Tls13, entry, &leaf);
        let played = unasked(Kind::Tls13).play(Lies::none().says(Role::Server, HandshakeType::certificate, lie));
        played.assert_refused_with(Role::Client, Cause::UnsolicitedExtension, AlertDescription::unsupported_extension);
    }
    for kind in [Kind::Tls12, Kind::Tls12Rsa] {
        let played = unasked(kind).play(promises(kind));
        played.assert_refused_with(Role::Client, Cause::UnsolicitedExtension, AlertDescription::unsupported_extension);
        for scene in [unasked(kind), Scene::new(kind, Auth::None)] {
            scene.play(one_more_after(HandshakeType::certificate)).assert_refused_with(
                Role::Client,
                Cause::UnexpectedMessage,
                AlertDescription::unexpected_message,
            );
        }
    }
}

/// "immediately after the "Certificate" message (and before any "ServerKeyExchange" or "CertificateRequest" messages). [...]
/// Only one OCSP response may be sent." (RFC 6066 §8)
#[test]
fn out_of_place_or_twice() {
    for kind in [Kind::Tls12, Kind::Tls12Rsa] {
        let before = hears(|all| {
            if let Some(status) = place(all, HandshakeType::certificate_status) {
                all.swap(status - 1, status);
            }
        });
        let after = hears(|all| {
            if let Some(status) = place(all, HandshakeType::certificate_status) {
                all.swap(status, status + 1);
            }
        });
        for lies in [before, after, one_more_after(HandshakeType::certificate_status)] {
            let played = Scene::stapled(kind, Auth::Certificate, RESPONSE).play(lies);
            played.assert_refused_with(Role::Client, Cause::UnexpectedMessage, AlertDescription::unexpected_message);
        }
    }
    // TLS 1.3 has no such message.
    let played = Scene::stapled(Kind::Tls13, Auth::None, RESPONSE).play(one_more_after(HandshakeType::certificate));
    played.assert_refused(Role::Client, Cause::UnexpectedMessage);
}

/// A lie about the server's CertificateStatus, wherever it stands.
fn status(kind: Kind, field: &'static str, bytes: &'static [u8]) -> Lies {
    let (message, path) = match kind {
        Kind::Tls13 => (HandshakeType::certificate, "Certificate.certificate_list[0].extensions[status_request]"),
        _ => (HandshakeType::certificate_status, "CertificateStatus"),
    };
    let path = format!("{path}.{field}");
    Lies::none().says(Role::Server, message, move |message| Edit::new(kind, message).set(&path, bytes))
}

#[test]
fn another_type_or_no_response() {
    for kind in Kind::ALL {
        let scene = Scene::stapled(kind, Auth::None, RESPONSE);
        for other in [&[0], &[2], &[255]] {
            let played = scene.play(status(kind, "status_type", other));
            played.assert_refused_with(Role::Client, Cause::FieldValue, AlertDescription::illegal_parameter);
        }
        let played = scene.play(status(kind, "response", &[0, 0, 0]));
        played.assert_refused_with(Role::Client, Cause::FieldLength, AlertDescription::decode_error);
        let played = scene.play(status(kind, "response", &[0, 0, 1, 7, 7]));
        assert!(
            matches!(&played.client.end, End::Failed(failure) if failure.alert() == Some(AlertDescription::decode_error))
        );
    }
}

/// Responses for other certificates than the leaf's are read, and no more.
#[test]
fn on_other_entries() {
    let says = |content: &[u8]| {
        let other = extension(ExtensionType::status_request, content);
        let lie = append(Kind::Tls13, "Certificate.certificate_list[1].extensions", &other);
        Lies::none().says(Role::Server, HandshakeType::certificate, lie)
    };
    let scene = Scene::new(Kind::Tls13, Auth::None);
    assert_eq!(got(&scene.play(says(STATUS))), None);
    scene.play(says(&[2, 0, 0, 1, 7])).assert_refused(Role::Client, Cause::FieldValue);
    scene.play(says(&[1, 0, 0, 0])).assert_refused(Role::Client, Cause::FieldLength);
}

/// A server does not answer what it does not know.
#[test]
fn a_request_of_another_type() {
    for kind in Kind::ALL {
        let lie = set(kind, "ClientHello.extensions[status_request].status_type", &[2]);
        let lies = Lies::none().says(Role::Client, HandshakeType::client_hello, lie);
        assert_eq!(got(&Scene::stapled(kind, Auth::None, RESPONSE).play(lies)), None, "{kind:?}");
    }
}

#[test]
fn as_long_as_fits() {
    let long = |length| vec![0x30; length];
    let whole = Limits::default().certificate_status - 4;
    let scene = |kind, length| Scene::stapled(kind, Auth::None, &long(length));
    assert_eq!(got(&scene(Kind::Tls12, whole).play(Lies::none())), Some(&*long(whole)));
    scene(Kind::Tls12, whole + 1).play(Lies::none()).assert_refused(Role::Client, Cause::MessageTooLong);
    assert_eq!(got(&scene(Kind::Tls13, 60_000).play(Lies::none())), Some(&*long(60_000)));
    // A part of Certificate, which is too long with it.
    scene(Kind::Tls13, 65_527).play(Lies::none()).assert_refused(Role::Client, Cause::MessageTooLong);
    scene(Kind::Tls13, 65_528).play(Lies::none()).assert_refused(Role::Server, Cause::EncodingFailed);
}

/// "A server MAY request that a client present an OCSP response with its certificate by sending an empty "status_request"
/// extension in its CertificateRequest message." (RFC 9846 §4.5.1.1). Ours does not, and refuses the answer.
#[test]
fn a_client_answers_a_server_that_asks() {
    let own: Arc<Credential> = crate::kit::client_credential().with_ocsp_response(RESPONSE.to_vec());
    let scene = Scene::with(Kind::Tls13, Auth::Certificate, |client| client.credential(own), |server| server);
    let sent = |played: &Played| {
        let sent = played.recorder.messages(Role::Client, Direction::Send);
        let certificate = sent.into_iter().find(|(kind, _)| *kind == HandshakeType::certificate).unwrap().1;
        certificate.windows(STATUS.len()).any(|bytes| bytes == STATUS)
    };
    let played = scene.play(Lies::none());
    assert!(played.completed() && !sent(&played), "{played:#?}");
    let asks = append(Kind::Tls13, "CertificateRequest.extensions", &extension(ExtensionType::status_request, &[]));
    let played = scene.play(Lies::none().says(Role::Server, HandshakeType::certificate_request, asks));
    played.assert_refused(Role::Server, Cause::UnsolicitedExtension);
    assert!(sent(&played));
}
