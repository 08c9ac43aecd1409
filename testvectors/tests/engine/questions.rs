//! Questions that go to the caller: answered at once, late, with no, never.

use crate::kit::{Auth, Kind, NOW, Scene, WORLD, converse};
use core::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use testvectors::pair::{End, Flow, Pair};
use testvectors::provider::Deterministic;
use tls_core::config::{ClientConfigBuilder, ServerConfig, ServerConfigBuilder};
use tls_core::conn::{Answer, Question, QuestionKind, Seams};
use tls_core::credential::{self, Credential, Wanted};
use tls_core::crypto::{CryptoFailure, Secret};
use tls_core::error::{ApiMisuse, Cause};
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;
use tls_core::registry::{AlertDescription, ExtensionType};
use tls_core::trust::{Ocsp, PeerCheck, Purpose, TrustFailure};

const ALL: &[QuestionKind] = &[
    QuestionKind::ChooseConfig,
    QuestionKind::VerifyPeer,
    QuestionKind::ChooseCredential,
    QuestionKind::Sign,
    QuestionKind::DecryptPremaster,
];

const FLOWS: [(Kind, Auth); 5] = [
    (Kind::Tls13, Auth::None),
    (Kind::Tls13, Auth::Certificate),
    (Kind::Tls12, Auth::None),
    (Kind::Tls12, Auth::Certificate),
    (Kind::Tls12Rsa, Auth::None),
];

pub(crate) fn asking(kind: Kind, auth: Auth) -> Scene {
    Scene::with(kind, auth, |client| client.ask_caller(ALL), |server| server.ask_caller(ALL))
}

fn connect(scene: &Scene) -> Pair {
    let name = ServerName::try_from("server.example").unwrap();
    let seams = Seams::default;
    Pair::connect((scene.client.clone(), seams()), (scene.server.clone(), seams()), name, NOW).unwrap()
}

/// What a caller would answer that has everything in memory after all.
pub(crate) fn honest(
    role: Role,
    question: &Question,
    config: &Arc<ServerConfig>,
    credentials: &[Arc<Credential>],
) -> Answer {
    let name = ServerName::try_from("server.example").unwrap();
    match question {
        Question::ChooseConfig(_) => Answer::Config(Ok(config.clone())),
        Question::VerifyPeer(question) => {
            let purpose = if role == Role::Client { Purpose::Server(&name) } else { Purpose::Client };
            let check = PeerCheck {
                chain: &question.chain,
                purpose,
                key_use: question.key_use,
                now: NOW,
                ocsp: Ocsp::NotRequested,
            };
            Answer::Verified(WORLD.roots.verify(&check, &WORLD.provider))
        }
        Question::ChooseCredential(question) => {
            let mut wanted = Wanted::new(question.version, &question.schemes);
            wanted.server_name = question.server_name.as_deref();
            wanted.authentications = &question.authentications;
            wanted.rsa_key_exchange = question.rsa_key_exchange;
            Answer::Credential(credential::choose(credentials, &wanted).cloned())
        }
        Question::Sign(sign) => {
            Answer::Signature(sign.credential.key().sign(sign.scheme, &sign.message, &*WORLD.provider.random))
        }
        Question::DecryptPremaster(question) => {
            let key = question.key.rsa_decryption().unwrap();
            let random = &*WORLD.provider.random;
            Answer::Premaster(key.decrypt_premaster(&question.ciphertext, question.client_version, random))
        }
        other => panic!("a new kind of question: {other:?}"),
    }
}

pub(crate) fn credentials(kind: Kind, role: Role) -> Vec<Arc<Credential>> {
    let pki = &WORLD.pki;
    let leaf = match (role, kind) {
        (Role::Client, _) => &pki.client_p256,
        (Role::Server, Kind::Tls12Rsa) => &pki.server_rsa2048,
        _ => &pki.server_p256,
    };
    vec![crate::kit::credential(leaf)]
}

type Asked = Rc<RefCell<Vec<(Role, QuestionKind)>>>;

/// Both sides' callers answer honestly, but for what `instead` answers; the questions are noted.
fn answer_but(
    pair: &mut Pair,
    scene: &Scene,
    kind: Kind,
    instead: impl Fn(Role, &Question) -> Option<Option<Answer>> + Clone + 'static,
) -> Asked {
    let asked = Asked::default();
    let answers = |role: Role| {
        let (asked, config, instead) = (asked.clone(), scene.server.clone(), instead.clone());
        let credentials = credentials(kind, role);
        move |question: &Question| {
            asked.borrow_mut().push((role, question.kind()));
            instead(role, question).unwrap_or_else(|| Some(honest(role, question, &config, &credentials)))
        }
    };
    pair.client.answer_with(answers(Role::Client));
    pair.server.answer_with(answers(Role::Server));
    asked
}

/// Which questions a flow has, in order for each side.
fn expected(kind: Kind, auth: Auth) -> (Vec<QuestionKind>, Vec<QuestionKind>) {
    use QuestionKind::{ChooseConfig, ChooseCredential, DecryptPremaster, Sign, VerifyPeer};
    let (mut client, mut server) = (vec![VerifyPeer], vec![ChooseConfig, ChooseCredential]);
    server.push(if kind == Kind::Tls12Rsa { DecryptPremaster } else { Sign });
    if auth == Auth::Certificate {
        client.extend([ChooseCredential, Sign]);
        server.push(VerifyPeer);
    }
    (client, server)
}

#[test]
fn all_questions_are_asked_and_the_handshake_completes() {
    for (kind, auth) in FLOWS {
        let scene = asking(kind, auth);
        let mut pair = connect(&scene);
        let asked = answer_but(&mut pair, &scene, kind, |_, _| None);
        assert!(pair.run().unwrap().is_done(), "{kind:?} {auth:?}: {pair:?}");
        converse(&mut pair);
        let of = |role| asked.borrow().iter().filter(|(who, _)| *who == role).map(|(_, kind)| *kind).collect();
        assert_eq!((of(Role::Client), of(Role::Server)), expected(kind, auth), "{kind:?} {auth:?}");
        assert_eq!(pair.client.take_received(), crate::kit::DATA);
        assert_eq!(pair.server.take_received(), crate::kit::DATA);
    }
}

#[test]
fn who_answers_does_not_show_on_the_wire() {
    let wire = |ask: bool| {
        let asks: &'static [QuestionKind] = if ask { ALL } else { &[] };
        let (one, two) = (Deterministic::new(1).over(&WORLD.provider), Deterministic::new(2).over(&WORLD.provider));
        let leaf = crate::kit::credential(&WORLD.pki.server_ed25519);
        let client = Kind::Tls13.client_over(one).ask_caller(asks).build().unwrap();
        let server = Kind::Tls13.server_with(two, leaf.clone()).ask_caller(asks).build().unwrap();
        let scene = Scene { client, server };
        let log = Rc::new(RefCell::new(Vec::new()));
        let heard = log.clone();
        let mut pair = connect(&scene).wire_fault(move |flow, flight| heard.borrow_mut().push((flow, flight.clone())));
        answer_but(&mut pair, &scene, Kind::Tls13, move |_, question| {
            matches!(question, Question::ChooseCredential(_)).then(|| Some(Answer::Credential(Some(leaf.clone()))))
        });
        assert!(pair.run().unwrap().is_done());
        log.take()
    };
    assert_eq!(wire(true), wire(false));
}

/// Each question is left open for a while; meanwhile more comes in, and nothing happens.
#[test]
fn late_answers() {
    for (kind, auth) in FLOWS {
        let scene = asking(kind, auth);
        let mut pair = connect(&scene);
        answer_but(&mut pair, &scene, kind, |_, _| Some(None));
        let mut answered = 0;
        loop {
            let outcome = pair.run().unwrap();
            let (client, server) = (pair.client.asked().cloned(), pair.server.asked().cloned());
            if client.is_none() && server.is_none() {
                assert!(outcome.is_done(), "{kind:?} {auth:?}: {outcome:?}");
                break;
            }
            if let Some(question) = client {
                pair.client.deliver(&[], NOW).unwrap();
                assert_eq!(pair.client.asked().map(Question::kind), Some(question.kind()), "asked again");
                let answer = honest(Role::Client, &question, &scene.server, &credentials(kind, Role::Client));
                pair.client.answer(answer, NOW).unwrap();
            }
            if let Some(question) = server {
                let answer = honest(Role::Server, &question, &scene.server, &credentials(kind, Role::Server));
                pair.server.answer(answer, NOW).unwrap();
            }
            answered += 1;
        }
        let (client, server) = expected(kind, auth);
        assert!(answered >= client.len().max(server.len()), "{answered}");
        converse(&mut pair);
        assert_eq!(pair.server.take_received(), crate::kit::DATA);
    }
}

#[test]
fn never_answered() {
    for (kind, auth) in FLOWS {
        for (role, left) in [(Role::Client, expected(kind, auth).0), (Role::Server, expected(kind, auth).1)]
            .into_iter()
            .flat_map(|(role, kinds)| kinds.into_iter().map(move |kind| (role, kind)))
        {
            let scene = asking(kind, auth);
            let mut pair = connect(&scene);
            answer_but(&mut pair, &scene, kind, move |who, question| {
                (who == role && question.kind() == left).then_some(None)
            });
            let outcome = pair.run().unwrap();
            let end = if role == Role::Client { &outcome.client } else { &outcome.server };
            assert!(matches!(end, End::Waiting(_)), "{role:?} {left:?}: {outcome:?}");
            let flow = if role == Role::Client { Flow::ServerToClient } else { Flow::ClientToServer };
            let ended = pair.end_transport(flow).unwrap_err();
            assert_eq!(ended.cause(), Cause::ClosedInHandshake);
            let late = Answer::Verified(Ok(()));
            let misuse = if role == Role::Client {
                pair.client.connection.answer(late, NOW)
            } else {
                pair.server.connection.answer(late, NOW)
            };
            assert_eq!(misuse, Err(ApiMisuse::NoSuchQuestion), "a dead connection asks nothing");
        }
    }
}

/// One side's caller answers no to one question.
fn says_no(kind: Kind, auth: Auth, role: Role, asked: QuestionKind, no: fn() -> Answer) -> (Pair, Cause) {
    let scene = asking(kind, auth);
    let mut pair = connect(&scene);
    answer_but(&mut pair, &scene, kind, move |who, question| {
        (who == role && question.kind() == asked).then(|| Some(no()))
    });
    let outcome = pair.run().unwrap();
    let (own, peer) =
        if role == Role::Client { (outcome.client, outcome.server) } else { (outcome.server, outcome.client) };
    let End::Failed(failure) = own else { panic!("{role:?} {asked:?} went on: {own:?}") };
    let End::Failed(heard) = peer else { panic!("{role:?} {asked:?}: the peer is not told: {peer:?}") };
    assert!(heard.received_alert());
    assert_eq!(heard.alert(), failure.alert());
    (pair, failure.cause())
}

/// Who is asked what, the answer, and what becomes of it.
type No = (Role, QuestionKind, fn() -> Answer, Cause);

#[test]
fn answers_that_say_no() {
    use QuestionKind::{ChooseConfig, ChooseCredential, DecryptPremaster, Sign, VerifyPeer};
    for kind in [Kind::Tls13, Kind::Tls12] {
        let no: [No; 6] = [
            (
                Role::Server,
                ChooseConfig,
                || Answer::Config(Err(AlertDescription::unrecognized_name)),
                Cause::AnsweredNo,
            ),
            (Role::Server, ChooseCredential, || Answer::Credential(None), Cause::NoCommonSignatureScheme),
            (Role::Server, Sign, || Answer::Signature(Err(CryptoFailure::Sign)), Cause::SigningFailed),
            (Role::Server, VerifyPeer, || Answer::Verified(Err(TrustFailure::refused("no"))), Cause::Untrusted),
            (Role::Client, VerifyPeer, || Answer::Verified(Err(TrustFailure::refused("no"))), Cause::Untrusted),
            (Role::Client, Sign, || Answer::Signature(Err(CryptoFailure::Sign)), Cause::SigningFailed),
        ];
        for (role, asked, answer, cause) in no {
            let (pair, got) = says_no(kind, Auth::Certificate, role, asked, answer);
            assert_eq!(got, cause, "{kind:?} {role:?} {asked:?}");
            if asked == ChooseConfig {
                let alert = pair.client.failure().and_then(tls_core::error::Failure::alert);
                assert_eq!(alert, Some(AlertDescription::unrecognized_name), "the alert of the caller's choice");
            }
        }
        // A client without a certificate says so; here the server needs one.
        let scene = asking(kind, Auth::Certificate);
        let mut pair = connect(&scene);
        answer_but(&mut pair, &scene, kind, |who, question| {
            (who == Role::Client && question.kind() == ChooseCredential).then(|| Some(Answer::Credential(None)))
        });
        pair.run().unwrap();
        let refused = pair.server.failure().map(tls_core::error::Failure::cause);
        let required =
            if kind == Kind::Tls13 { Cause::ClientCertificateRequired } else { Cause::ClientCertificateRequired12 };
        assert_eq!(refused, Some(required));
    }
    // A decryption that failed must look like one that gave another secret: both sides have other keys.
    let no: [(fn() -> Answer, Cause); 4] = [
        (|| Answer::Premaster(Ok(Secret::zeroed(48))), Cause::RecordBadMac),
        (|| Answer::Premaster(Ok(Secret::zeroed(47))), Cause::RecordBadMac),
        (|| Answer::Premaster(Err(CryptoFailure::Unsupported)), Cause::RecordBadMac),
        (|| Answer::Premaster(Err(CryptoFailure::Random)), Cause::RandomFailed),
    ];
    for (no, cause) in no {
        assert_eq!(says_no(Kind::Tls12Rsa, Auth::None, Role::Server, DecryptPremaster, no).1, cause);
    }
}

/// Whoever closes while a question is open has left the handshake: what waited is not sent, nor does anything follow.
#[test]
fn closed_while_a_question_is_open() {
    for (kind, auth) in FLOWS {
        for (role, left) in [(Role::Client, expected(kind, auth).0), (Role::Server, expected(kind, auth).1)]
            .into_iter()
            .flat_map(|(role, kinds)| kinds.into_iter().map(move |kind| (role, kind)))
        {
            let scene = asking(kind, auth);
            let mut pair = connect(&scene);
            answer_but(&mut pair, &scene, kind, move |who, question| {
                (who == role && question.kind() == left).then_some(None)
            });
            pair.run().unwrap();
            // A client is done before the server has looked at its certificate.
            let (peer_is_done, late) =
                (role == Role::Server && left == QuestionKind::VerifyPeer, Answer::Verified(Ok(())));
            let (own, waits, late) = if role == Role::Client {
                pair.client.close();
                let client = &mut pair.client.connection;
                (client.failure().cloned(), client.output().len(), client.answer(late, NOW))
            } else {
                pair.server.close();
                let server = &mut pair.server.connection;
                (server.failure().cloned(), server.output().len(), server.answer(late, NOW))
            };
            let what = format!("{kind:?} {role:?} {left:?}");
            let own = own.unwrap();
            assert_eq!((own.cause(), own.alert()), (Cause::ClosedByCaller, Some(AlertDescription::close_notify)));
            assert_eq!(late, Err(ApiMisuse::NoSuchQuestion), "{what}");
            assert!((1..=2 * (5 + 8 + 2 + 16)).contains(&waits), "{what}: two alerts, not {waits} bytes");
            pair.run().unwrap();
            let peer = if role == Role::Client { pair.server.failure() } else { pair.client.failure() };
            let expected = (kind != Kind::Tls13 || !peer_is_done).then_some(Cause::ClosedInHandshake);
            assert_eq!(peer.map(tls_core::error::Failure::cause), expected, "{what}");
        }
    }
}

/// "answers of another kind, twice, or unasked" are the caller's mistakes, and nothing else happens.
#[test]
fn answers_that_do_not_fit() {
    let scene = asking(Kind::Tls13, Auth::None);
    let mut pair = connect(&scene);
    let unasked = pair.server.connection.answer(Answer::Verified(Ok(())), NOW);
    assert_eq!(unasked, Err(ApiMisuse::NoSuchQuestion));
    answer_but(&mut pair, &scene, Kind::Tls13, |_, _| Some(None));
    pair.run().unwrap();
    assert_eq!(pair.server.asked().map(Question::kind), Some(QuestionKind::ChooseConfig));
    let wrong = pair.server.connection.answer(Answer::Verified(Ok(())), NOW);
    assert_eq!(wrong, Err(ApiMisuse::WrongAnswer));
    assert!(pair.server.failure().is_none());
    answer_but(&mut pair, &scene, Kind::Tls13, |_, _| None);
    pair.server.answer(Answer::Config(Ok(scene.server.clone())), NOW).unwrap();
    assert!(pair.run().unwrap().is_done());
}

/// A signature that a fault spoiled never leaves.
#[test]
fn a_wrong_signature_is_not_sent() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        for role in [Role::Client, Role::Server] {
            let scene = asking(kind, Auth::Certificate);
            let spoiled = Rc::new(RefCell::new(Vec::new()));
            let wire = Rc::new(RefCell::new(Vec::new()));
            let log = wire.clone();
            let mut pair = connect(&scene).wire_fault(move |_, flight| log.borrow_mut().extend_from_slice(flight));
            let keep = spoiled.clone();
            answer_but(&mut pair, &scene, kind, move |who, question| match question {
                Question::Sign(sign) if who == role => {
                    let random = &*WORLD.provider.random;
                    let mut signature = sign.credential.key().sign(sign.scheme, &sign.message, random).unwrap();
                    *signature.last_mut().unwrap() ^= 1;
                    keep.borrow_mut().clone_from(&signature);
                    Some(Some(Answer::Signature(Ok(signature))))
                }
                _ => None,
            });
            pair.run().unwrap();
            let own = if role == Role::Client { pair.client.failure() } else { pair.server.failure() };
            assert_eq!(own.map(tls_core::error::Failure::cause), Some(Cause::SigningFailed));
            assert_eq!(own.and_then(tls_core::error::Failure::alert), Some(AlertDescription::internal_error));
            let (wire, spoiled) = (wire.borrow(), spoiled.borrow());
            assert!(!spoiled.is_empty());
            assert!(!wire.windows(16).any(|window| window == &spoiled[..16]), "in clear in TLS 1.2 if it were sent");
        }
    }
}

/// The configuration follows from the ClientHello: whole, in its order, as raw bytes.
#[test]
fn a_configuration_chosen_by_name() {
    fn on_its_own(builder: ServerConfigBuilder) -> Arc<ServerConfig> {
        builder.alpn(&[b"chosen"]).build().unwrap()
    }
    let offers = |client: ClientConfigBuilder| client.alpn(&[b"chosen", b"other"]);
    let scene = Scene::with(Kind::Tls13, Auth::None, offers, |server| {
        server.ask_caller(&[QuestionKind::ChooseConfig]).alpn(&[b"other"])
    });
    let seen = Rc::new(RefCell::new(None));
    let keep = seen.clone();
    let mut pair = connect(&scene);
    pair.server.answer_with(move |question| {
        let Question::ChooseConfig(question) = question else { panic!("only this is asked: {question:?}") };
        let hello = question.decode().unwrap();
        let order: Vec<_> = hello.extensions.iter().map(|extension| extension.extension_type).collect();
        *keep.borrow_mut() = Some((question.client_hello.clone(), question.server_name().unwrap(), order));
        Some(Answer::Config(Ok(on_its_own(Kind::Tls13.server()))))
    });
    let first = pair.client.connection.output()[5..].to_vec();
    assert!(pair.run().unwrap().is_done());
    assert_eq!(pair.client.done().unwrap().alpn.as_deref(), Some(&b"chosen"[..]));
    let (bytes, name, order) = seen.take().unwrap();
    assert_eq!(bytes, first);
    assert_eq!(name.as_deref(), Some("server.example"));
    assert!(order.contains(&ExtensionType::key_share) && order.contains(&ExtensionType::supported_versions));
}
