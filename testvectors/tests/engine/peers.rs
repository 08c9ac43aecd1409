//! Who the peer is: kept and explained, also after a failure.

use crate::kit::{Auth, Kind, NOW, Scene, WORLD, client_credential, converse};
use testvectors::pair::Pair;
use tls_core::config::{ClientAuth, ServerConfigBuilder};
use tls_core::conn::{PeerChain, QuestionKind, Seams};
use tls_core::error::Cause;
use tls_core::pki_types::ServerName;
use tls_core::registry::{AlertDescription, ProtocolVersion};
use tls_core::trust::report::PathReport;
use tls_core::trust::{Pins, Trust, TrustReason};

fn connect(scene: &Scene, name: &'static str) -> Pair {
    let name = ServerName::try_from(name).unwrap();
    let (client, server) = (scene.client.clone(), scene.server.clone());
    let mut pair = Pair::connect((client, Seams::default()), (server, Seams::default()), name, NOW).unwrap();
    converse(&mut pair);
    pair
}

/// The chain that was refused is there, the report says why, and that is what the connection failed with.
#[track_caller]
fn explained(peer: Option<&PeerChain>, report: Option<PathReport>, failure: &str, reason: TrustReason) {
    let (peer, report) = (peer.unwrap(), report.unwrap());
    let why = peer.failure().unwrap();
    assert_eq!((*why.reason(), report.verdict.as_ref().unwrap_err()), (reason, why));
    assert!(failure.contains(&why.to_string()), "{failure}");
    assert!(!peer.presented().is_empty() && peer.validated().next().is_none() && peer.anchor().is_none());
    assert!(!peer.was_by_caller());
    assert_eq!(report.certificates.len(), peer.presented().len());
    assert_eq!(report.fault().unwrap().reason, reason);
}

#[test]
fn who_is_trusted_is_kept_with_the_path() {
    for kind in Kind::ALL {
        let pair = connect(&Scene::new(kind, Auth::Certificate), "server.example");
        for (peer, report) in [
            (pair.client.connection.peer_chain(), pair.client.connection.trust_report()),
            (pair.server.connection.peer_chain(), pair.server.connection.trust_report()),
        ] {
            let (peer, report) = (peer.unwrap(), report.unwrap());
            assert!(peer.failure().is_none() && report.verdict.is_ok());
            let path: Vec<_> = peer.validated().collect();
            assert_eq!(path.first().copied(), peer.presented().first());
            assert_eq!(path.len(), report.paths[0].certificates.len());
            assert_eq!(peer.anchor().unwrap().certificate(), Some(WORLD.pki.root.certificate()));
        }
    }
}

#[test]
fn a_server_that_is_refused_is_kept_and_explained() {
    for kind in Kind::ALL {
        let pair = connect(&Scene::new(kind, Auth::None), "other.example");
        let connection = &pair.client.connection;
        let failure = format!("{:#}", connection.failure().unwrap());
        explained(connection.peer_chain(), connection.trust_report(), &failure, TrustReason::WrongName);
        assert!(pair.server.connection.peer_chain().is_none() && pair.server.connection.trust_report().is_none());
    }
}

#[test]
fn a_client_that_is_refused_is_kept_and_explained() {
    for kind in Kind::ALL {
        // Its issuer is trusted, so that it shows itself, but it is not the one that is wanted.
        let other = Pins::new().and_certificate(&WORLD.pki.server_p256.chain()[0]);
        let trust = Trust::new(WORLD.roots.clone()).pins(other);
        let scene = Scene::with(
            kind,
            Auth::None,
            |client| client.credential(client_credential()),
            |server| server.client_auth(ClientAuth::required(trust)),
        );
        let pair = connect(&scene, "server.example");
        let connection = &pair.server.connection;
        let failure = format!("{:#}", connection.failure().unwrap());
        explained(connection.peer_chain(), connection.trust_report(), &failure, TrustReason::NotPinned);
        // The client learns what the alert is about, and in TLS 1.3 why only now.
        let told = pair.client.connection.failure().unwrap();
        assert_eq!((told.cause(), told.alert()), (Cause::OwnCertificateRefused, Some(why_alert(&failure))));
        let late = told.to_string().contains("its handshake was done before the server looked at that");
        assert_eq!(late, kind.version() == ProtocolVersion::TLSv1_3, "{told}");
        assert!(told.to_string().contains("this client showed a certificate"), "{told}");
    }
}

/// The alert in a failure's words.
fn why_alert(failure: &str) -> AlertDescription {
    assert!(failure.contains("sent certificate_unknown"), "{failure}");
    AlertDescription::certificate_unknown
}

/// A client without a certificate is told what it lacks; in TLS 1.2 the alert has many meanings, and this one is guessed
/// only where a certificate was asked for.
#[test]
fn a_client_that_shows_nothing_learns_what_it_lacks() {
    for kind in Kind::ALL {
        let required = |server: ServerConfigBuilder| server.client_auth(ClientAuth::required(WORLD.roots.clone()));
        let pair = connect(&Scene::with(kind, Auth::None, |client| client, required), "server.example");
        let told = pair.client.connection.failure().unwrap();
        let (alert, late) = match kind {
            Kind::Tls13 => (AlertDescription::certificate_required, true),
            _ => (AlertDescription::handshake_failure, false),
        };
        assert_eq!((told.cause(), told.alert()), (Cause::OwnCertificateRefused, Some(alert)));
        let text = told.to_string();
        assert!(text.contains("was asked for a certificate and showed none"), "{text}");
        assert_eq!(text.contains("as always in TLS 1.3"), late, "{text}");
    }
}

#[test]
fn pins_decide_in_a_handshake() {
    for kind in Kind::ALL {
        let leaf = match kind {
            Kind::Tls12Rsa => &WORLD.pki.server_rsa2048,
            _ => &WORLD.pki.server_p256,
        };
        let pinned =
            |pins: Pins| Scene::with(kind, Auth::None, |client| client.trust(Trust::pinned(pins)), |server| server);
        let good = pinned(Pins::new().and_certificate(&leaf.chain()[0]));
        let pair = connect(&good, "any.example");
        assert!(pair.client.connection.facts().is_some(), "{:?}", pair.client.connection.failure());
        assert_eq!(pair.client.connection.peer_chain().unwrap().validated().count(), 1);
        let bad = connect(&pinned(Pins::new().and_certificate(WORLD.pki.root.certificate())), "server.example");
        let failure = bad.client.connection.failure().unwrap();
        assert_eq!(*failure.trust().unwrap().reason(), TrustReason::NotPinned);
        assert!(bad.client.connection.trust_report().unwrap().verdict.is_err());
    }
}

/// The caller's verdict is kept too, but the report would be about other rules than the caller's.
#[test]
fn what_the_caller_decided_is_marked() {
    let scene =
        Scene::with(Kind::Tls13, Auth::None, |client| client.ask_caller(&[QuestionKind::VerifyPeer]), |server| server);
    let name = ServerName::try_from("server.example").unwrap();
    let (client, server) = (scene.client.clone(), scene.server);
    let mut pair = Pair::connect((client, Seams::default()), (server, Seams::default()), name, NOW).unwrap();
    pair.client.answer_with(|_| Some(tls_core::conn::Answer::Verified(Ok(()))));
    converse(&mut pair);
    let connection = &pair.client.connection;
    let peer = connection.peer_chain().unwrap();
    assert!(connection.facts().is_some() && peer.was_by_caller() && connection.trust_report().is_none());
    assert_eq!(peer.validated().next(), peer.presented().first());
}
