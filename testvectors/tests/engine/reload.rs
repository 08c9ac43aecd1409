//! Trust anchors that change while connections run.

use crate::kit::{Auth, Kind, Lies, NOW, Scene, WORLD};
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use testvectors::pair::End;
use tls_core::config::ClientAuth;
use tls_core::trust::{CurrentStore, ReloadableStore, Source, TrustReason, TrustStore};
use tls_pki::Authority;

static OURS: LazyLock<String> = LazyLock::new(|| WORLD.pki.root.certificate_pem());
/// A root that has not issued anything here.
static STRANGER: LazyLock<String> = LazyLock::new(|| Authority::stranger(NOW).unwrap().certificate_pem());

/// Counts how often it is asked.
#[derive(Debug, Default)]
struct Counting(AtomicUsize);

impl CurrentStore for Counting {
    fn current(&self) -> Arc<TrustStore> {
        self.0.fetch_add(1, Ordering::Relaxed);
        WORLD.roots.clone()
    }
}

#[test]
fn a_client_looks_once_in_each_handshake() {
    for kind in Kind::ALL {
        let anchors = Arc::new(Counting::default());
        let scene = Scene::with(kind, Auth::None, |client| client.trust(anchors.clone()), |server| server);
        let built = anchors.0.load(Ordering::Relaxed);
        for handshakes in 1..=2 {
            assert!(scene.play(Lies::none()).completed());
            assert_eq!(anchors.0.load(Ordering::Relaxed), built + handshakes, "{kind:?}");
        }
    }
}

/// Gives other stores, the last one first.
#[derive(Debug)]
struct Turns(Mutex<Vec<Arc<TrustStore>>>);

impl CurrentStore for Turns {
    fn current(&self) -> Arc<TrustStore> {
        self.0.lock().unwrap().pop().unwrap()
    }
}

#[test]
fn a_server_verifies_with_what_holds_when_the_certificate_comes() {
    let mut strangers = TrustStore::new();
    strangers.add(STRANGER.as_bytes()).unwrap();
    let strangers = Arc::new(strangers);
    for kind in Kind::ALL {
        for (at_last, trusted) in [(&WORLD.roots, true), (&strangers, false)] {
            // For the configuration, for the CertificateRequest, for the verification.
            let turns = Vec::from([at_last, &WORLD.roots, &WORLD.roots].map(Arc::clone));
            let required = ClientAuth::required(Arc::new(Turns(Mutex::new(turns))));
            let scene = Scene::with(kind, Auth::Certificate, |client| client, |server| server.client_auth(required));
            assert_eq!(is_trusted(&scene.play(Lies::none()).server.end), trusted, "{kind:?}");
        }
    }
}

/// Trusted, or refused because the issuer is not known: there is nothing else.
fn is_trusted(end: &End) -> bool {
    match end {
        End::Done => true,
        End::Failed(failure) => {
            assert_eq!(failure.trust().map(|trust| *trust.reason()), Some(TrustReason::UnknownIssuer), "{failure:#}");
            false
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_sides_heed_a_reload() {
    for kind in Kind::ALL {
        let file = tempfile::NamedTempFile::new().unwrap();
        let trust = |pem: &str| fs::write(file.path(), pem).unwrap();
        trust(&OURS);
        let (anchors, _) = ReloadableStore::load(Source::File(file.path().into()).into()).unwrap();
        let client = Scene::with(kind, Auth::None, |client| client.trust(anchors.clone()), |server| server);
        let required = ClientAuth::required(anchors.clone());
        let server = Scene::with(kind, Auth::Certificate, |client| client, |server| server.client_auth(required));
        // The server names whom it trusts, and a client without a certificate of theirs shows none.
        let asked_for_another =
            |end: &End| matches!(end, End::Failed(failure) if failure.code().starts_with("TLS-AUTH-CLIENT-REQUIRED"));
        let trusted = || {
            let (client, server) = (client.play(Lies::none()).client.end, server.play(Lies::none()).server.end);
            [is_trusted(&client), !asked_for_another(&server) && is_trusted(&server)]
        };
        assert_eq!(trusted(), [true; 2], "{kind:?}");
        trust(&STRANGER);
        assert_eq!(trusted(), [true; 2], "{kind:?}");
        anchors.reload().unwrap();
        assert_eq!(trusted(), [false; 2], "{kind:?}");
        trust("damaged");
        anchors.reload().unwrap_err();
        assert_eq!(trusted(), [false; 2], "{kind:?}");
        trust(&OURS);
        anchors.reload().unwrap();
        assert_eq!(trusted(), [true; 2], "{kind:?}");
    }
}

/// Threads shake hands while the anchors change; each handshake must end as the anchors of its time say.
#[test]
fn reloads_under_running_handshakes() {
    const RELOADS: usize = 40;
    const THREADS: usize = 3;
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &*OURS).unwrap();
    let (anchors, _) = ReloadableStore::load(Source::File(file.path().into()).into()).unwrap();
    let scene = Scene::with(Kind::Tls13, Auth::None, |client| client.trust(anchors.clone()), |server| server);
    // Odd while a reload is under way; otherwise twice the number of reloads: after an even number of them we are
    // trusted.
    let clock = AtomicUsize::new(0);
    let judged = [const { AtomicUsize::new(0) }; THREADS];
    thread::scope(|scope| {
        for judged in &judged {
            scope.spawn(|| {
                while clock.load(Ordering::SeqCst) < 2 * RELOADS {
                    let before = clock.load(Ordering::SeqCst);
                    let trusted = is_trusted(&scene.play(Lies::none()).client.end);
                    if clock.load(Ordering::SeqCst) == before && before % 2 == 0 {
                        assert_eq!(trusted, before % 4 == 0);
                        judged.fetch_add(1, Ordering::SeqCst);
                    }
                }
            });
        }
        for reload in 1..=RELOADS {
            let seen = judged.each_ref().map(|judged| judged.load(Ordering::SeqCst));
            // A thread whose assertion failed does not count on: do not wait for it for ever.
            for _ in 0..100_000 {
                let all = judged.iter().zip(seen).all(|(judged, seen)| judged.load(Ordering::SeqCst) > seen);
                if all {
                    break;
                }
                thread::sleep(core::time::Duration::from_micros(100));
            }
            clock.fetch_add(1, Ordering::SeqCst);
            fs::write(file.path(), if reload % 2 == 0 { &*OURS } else { &*STRANGER }).unwrap();
            anchors.reload().unwrap();
            clock.fetch_add(1, Ordering::SeqCst);
        }
    });
    for judged in judged {
        assert!(judged.into_inner() >= RELOADS);
    }
}
