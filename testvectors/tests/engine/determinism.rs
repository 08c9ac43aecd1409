//! The same seed and the same inputs give the same bytes, events and errors, however the bytes are cut and whenever the
//! output is fetched.

use crate::kit::{Auth, Kind, NOW, WORLD, converse, credential};
use core::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};
use testvectors::pair::{Chunking, End, Flow, Pair};
use testvectors::provider::Deterministic;
use testvectors::recorder::Recorder;
use tls_core::config::{ClientAuth, ClientConfig, ServerConfig, ServerConfigBuilder};
use tls_core::conn::{ClientConnection, Seams, ServerConnection, Step};
use tls_core::credential::Credential;
use tls_core::crypto::CryptoProvider;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::pki_types::ServerName;
use tls_core::registry::NamedGroup;

/// Splits of both directions of a live connection; many more are tried against one side alone.
const SPLITS: u64 = 25;

static CLIENT: LazyLock<Arc<Credential>> = LazyLock::new(|| credential(&WORLD.pki.client_ed25519));
static SERVER: LazyLock<Arc<Credential>> = LazyLock::new(|| credential(&WORLD.pki.server_ed25519));

fn provider(seed: u64) -> Arc<CryptoProvider> {
    Deterministic::new(seed).over(&WORLD.provider)
}

/// Both sides, all of whose choices follow from the seed. Ed25519 signs the same in the same way.
pub(crate) fn configs(kind: Kind, auth: Auth, retry: bool) -> (Arc<ClientConfig>, Arc<ServerConfig>) {
    let mut client = kind.client_over(provider(1));
    let mut server = server(kind, retry);
    if auth == Auth::Certificate {
        client = client.credential(CLIENT.clone());
        server = server.client_auth(ClientAuth::required(WORLD.roots.clone()));
    }
    if auth == Auth::Declined {
        server = server.client_auth(ClientAuth::optional(WORLD.roots.clone()));
    }
    (client.build().unwrap(), server.build().unwrap())
}

fn server(kind: Kind, retry: bool) -> ServerConfigBuilder {
    let groups: &[_] = if retry { &[NamedGroup::secp256r1] } else { &[NamedGroup::x25519] };
    let server = match kind {
        Kind::Tls12Rsa => kind.server_over(provider(2)),
        Kind::Tls13 | Kind::Tls12 => kind.server_with(provider(2), SERVER.clone()),
    };
    server.groups(groups)
}

/// All that can be seen of a connection from outside.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    /// To the server, and to the client.
    pub(crate) wire: Vec<Vec<u8>>,
    events: [String; 2],
    pub(crate) ends: (End, End),
    received: (Vec<u8>, Vec<u8>),
}

/// A whole connection; one bit of the flight towards `fault` is turned over, if there is to be a fault.
pub(crate) fn run(kind: Kind, auth: Auth, retry: bool, chunking: Chunking, fault: Option<(Flow, usize)>) -> Seen {
    let (client, server) = configs(kind, auth, retry);
    let recorder = Recorder::with_secrets();
    let name = ServerName::try_from("server.example").unwrap();
    let sink = || Seams::sink(recorder.sink());
    let pair = Pair::connect((client, sink()), (server, sink()), name, NOW).unwrap();
    let wire = Rc::new(RefCell::new((Vec::new(), Vec::new())));
    let log = wire.clone();
    let mut passed = 0;
    let mut pair = pair.chunking(chunking).wire_fault(move |flow, flight| {
        if let Some((way, at)) = fault
            && way == flow
        {
            if let Some(byte) = at.checked_sub(passed).and_then(|at| flight.get_mut(at)) {
                *byte ^= 1;
            }
            passed += flight.len();
        }
        let mut log = log.borrow_mut();
        if flow == Flow::ClientToServer { &mut log.0 } else { &mut log.1 }.extend_from_slice(flight);
    });
    if pair.run().unwrap().is_done() {
        converse(&mut pair);
    }
    let ends = pair.run().unwrap();
    let events = [Role::Client, Role::Server].map(|role| format!("{:?}", recorder.events(role)));
    let received = (pair.client.take_received(), pair.server.take_received());
    let (to_server, to_client) = wire.take();
    Seen { wire: vec![to_server, to_client], events, ends: (ends.client, ends.server), received }
}

const SCENES: [(Kind, Auth, bool); 6] = [
    (Kind::Tls13, Auth::None, false),
    (Kind::Tls13, Auth::Certificate, false),
    (Kind::Tls13, Auth::Certificate, true),
    (Kind::Tls12, Auth::None, false),
    (Kind::Tls12, Auth::Certificate, false),
    (Kind::Tls12Rsa, Auth::None, false),
];

fn chunkings(splits: u64) -> impl Iterator<Item = Chunking> {
    [Chunking::Whole, Chunking::Bytes].into_iter().chain((0..splits).map(Chunking::Random))
}

#[test]
fn any_chunking_gives_the_same() {
    for (kind, auth, retry) in SCENES {
        let whole = run(kind, auth, retry, Chunking::Whole, None);
        assert_eq!(whole.ends, (End::Done, End::Done), "{kind:?} {auth:?}");
        assert!(whole.events[0].contains("Secret") && whole.wire[1].len() > 500);
        for chunking in chunkings(SPLITS) {
            let cut = run(kind, auth, retry, chunking, None);
            assert!(cut == whole, "{kind:?} {auth:?} {retry} {chunking:?}: {cut:#?}\n{whole:#?}");
        }
    }
}

#[test]
fn any_chunking_gives_the_same_error() {
    for (kind, auth, retry) in SCENES {
        for way in [Flow::ClientToServer, Flow::ServerToClient] {
            for at in [5, 40, 100, 300, 700] {
                let whole = run(kind, auth, retry, Chunking::Whole, Some((way, at)));
                for chunking in chunkings(3) {
                    let cut = run(kind, auth, retry, chunking, Some((way, at)));
                    assert!(cut == whole, "{kind:?} {auth:?} {way:?} {at} {chunking:?}: {cut:#?}\n{whole:#?}");
                }
            }
        }
    }
}

/// Another seed gives other bytes: the seed is not ignored.
#[test]
fn the_seed_counts() {
    let hello = |seed| {
        let config = Kind::Tls13.client_over(provider(seed)).build().unwrap();
        let name = ServerName::try_from("server.example").unwrap();
        ClientConnection::new(config, name, Seams::default()).unwrap().output().to_vec()
    };
    assert_eq!(hello(1), hello(1));
    assert_ne!(hello(1), hello(2));
}

/// The transport may end after any byte: the same causes, and never a clean end.
#[test]
fn the_transport_may_end_anywhere() {
    for kind in [Kind::Tls13, Kind::Tls12] {
        let whole = run(kind, Auth::None, false, Chunking::Whole, None);
        let mut causes = Vec::new();
        for end in 0..whole.wire[0].len() {
            let (_, config) = configs(kind, Auth::None, false);
            let mut connection = ServerConnection::new(config, Seams::default());
            let mut input = whole.wire[0][..end].to_vec();
            loop {
                let progress = connection.step(&mut input, NOW);
                let (waits, consumed) = (matches!(progress.step, Step::NeedInput { .. }), progress.consumed);
                assert!(!matches!(progress.step, Step::Failed(_)), "{kind:?} after {end} bytes: {:?}", progress.step);
                if waits {
                    break;
                }
                input.drain(..consumed);
            }
            causes.push(connection.transport_ended().unwrap_err().cause());
        }
        // First in the handshake, then after it.
        causes.dedup();
        assert_eq!(causes, [Cause::ClosedInHandshake, Cause::Truncated], "{kind:?}");
    }
}
