//! What these tests have in common: who connects to whom, and how they lie.

use crate::lies;
pub(crate) use crate::lies::Lies;
use core::time::Duration;
use std::sync::{Arc, LazyLock, Mutex};
use testvectors::pair::{End, Flow, Pair};
use testvectors::recorder::Recorder;
use tls_core::config::{ClientAuth, ClientConfig, ClientConfigBuilder, ServerConfig, ServerConfigBuilder};
use tls_core::conn::{Closed, Direction, Facts, Seams};
use tls_core::credential::Credential;
use tls_core::crypto::{CryptoProvider, ring};
use tls_core::error::{Cause, Failure};
use tls_core::msg::Role;
use tls_core::pki_types::{ServerName, UnixTime};
use tls_core::registry::{AlertDescription, CipherSuite, HandshakeType, NamedGroup, ProtocolVersion};
use tls_core::trust::{Ocsp, PeerCheck, PeerVerifier, Trust, TrustFailure, TrustStore};
use tls_pki::{Leaf, TestPki};

/// The time at which everything happens.
pub(crate) const NOW: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000));
/// What each side says once the handshake is done.
pub(crate) const DATA: &[u8] = b"hello";

/// Keys and certificates, made once.
pub(crate) struct World {
    pub(crate) provider: Arc<CryptoProvider>,
    pub(crate) roots: Arc<TrustStore>,
    pub(crate) pki: TestPki,
}

pub(crate) static WORLD: LazyLock<World> = LazyLock::new(|| {
    let pki = TestPki::generate(NOW).unwrap();
    let mut roots = TrustStore::new();
    roots.add_certificate(pki.root.certificate()).unwrap();
    World { provider: crate::remembered::provider(&ring::provider()), roots: Arc::new(roots), pki }
});

/// A leaf of the test PKI as a credential.
pub(crate) fn credential(leaf: &Leaf) -> Arc<Credential> {
    Credential::load(&WORLD.provider, leaf.chain_pem().as_bytes(), leaf.key_pem().as_bytes()).unwrap()
}

/// Version and key exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tls13,
    Tls12,
    Tls12Rsa,
}

/// What the server asks for and the client shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Auth {
    None,
    Declined,
    Certificate,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Tls13, Self::Tls12, Self::Tls12Rsa];

    pub(crate) const fn version(self) -> ProtocolVersion {
        match self {
            Self::Tls13 => ProtocolVersion::TLSv1_3,
            Self::Tls12 | Self::Tls12Rsa => ProtocolVersion::TLSv1_2,
        }
    }

    const fn suite(self) -> CipherSuite {
        match self {
            Self::Tls13 => CipherSuite::TLS_AES_128_GCM_SHA256,
            Self::Tls12 => CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            Self::Tls12Rsa => CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256,
        }
    }

    /// A client of this kind only. Its provider's randomness does not matter unless it is replaced.
    pub(crate) fn client(self) -> ClientConfigBuilder {
        self.client_over(WORLD.provider.clone())
    }

    pub(crate) fn client_over(self, provider: Arc<CryptoProvider>) -> ClientConfigBuilder {
        ClientConfig::builder(provider)
            .versions(&[self.version()])
            .suites(&[self.suite()])
            .groups(&[NamedGroup::x25519, NamedGroup::secp256r1])
            .rsa_key_exchange(self == Self::Tls12Rsa)
            // Lies name fields by their place in a list.
            .grease(false)
            .trust(WORLD.roots.clone())
    }

    /// A server of this kind only.
    pub(crate) fn server(self) -> ServerConfigBuilder {
        self.server_over(WORLD.provider.clone())
    }

    pub(crate) fn server_over(self, provider: Arc<CryptoProvider>) -> ServerConfigBuilder {
        self.server_with(provider, self.server_credential())
    }

    pub(crate) fn server_with(self, provider: Arc<CryptoProvider>, credential: Arc<Credential>) -> ServerConfigBuilder {
        ServerConfig::builder(provider)
            .versions(&[self.version()])
            .suites(&[self.suite()])
            .groups(&[NamedGroup::x25519, NamedGroup::secp256r1])
            .rsa_key_exchange(self == Self::Tls12Rsa)
            .grease(false)
            .credential(credential)
    }

    /// The server's credential with an OCSP response.
    pub(crate) fn stapled(self, response: &[u8]) -> Arc<Credential> {
        self.server_credential().with_ocsp_response(response.to_vec())
    }

    pub(crate) fn server_credential(self) -> Arc<Credential> {
        static P256: LazyLock<Arc<Credential>> = LazyLock::new(|| credential(&WORLD.pki.server_p256));
        static RSA: LazyLock<Arc<Credential>> = LazyLock::new(|| credential(&WORLD.pki.server_rsa2048));
        if self == Self::Tls12Rsa { RSA.clone() } else { P256.clone() }
    }
}

/// The usual trust, without a look at the OCSP response: where that is only carried it need not say anything.
pub(crate) fn carried() -> Trust {
    Trust::verifier(Arc::new(Carried))
}

/// Checks everything but the OCSP response.
#[derive(Debug)]
struct Carried;

impl PeerVerifier for Carried {
    fn verify(&self, check: &PeerCheck<'_>, provider: &CryptoProvider) -> Result<(), TrustFailure> {
        WORLD.roots.verify(&PeerCheck { ocsp: Ocsp::NotRequested, ..check.clone() }, provider)
    }
}

/// A credential for clients.
pub(crate) fn client_credential() -> Arc<Credential> {
    static P256: LazyLock<Arc<Credential>> = LazyLock::new(|| credential(&WORLD.pki.client_p256));
    P256.clone()
}

/// Two configurations that can be connected.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) client: Arc<ClientConfig>,
    pub(crate) server: Arc<ServerConfig>,
}

impl Scene {
    pub(crate) fn new(kind: Kind, auth: Auth) -> Self {
        Self::with(kind, auth, |client| client, |server| server)
    }

    /// The same, with changes to the configurations.
    pub(crate) fn with(
        kind: Kind,
        auth: Auth,
        client: impl FnOnce(ClientConfigBuilder) -> ClientConfigBuilder,
        server: impl FnOnce(ServerConfigBuilder) -> ServerConfigBuilder,
    ) -> Self {
        Self::over(&WORLD.provider, kind, auth, client, server)
    }

    /// A server that has an OCSP response for its certificate.
    pub(crate) fn stapled(kind: Kind, auth: Auth, response: &[u8]) -> Self {
        Self::showing(kind.stapled(response), &WORLD.provider, kind, auth, |client| client, |server| server)
    }

    /// The same over another provider.
    pub(crate) fn over(
        provider: &Arc<CryptoProvider>,
        kind: Kind,
        auth: Auth,
        client: impl FnOnce(ClientConfigBuilder) -> ClientConfigBuilder,
        server: impl FnOnce(ServerConfigBuilder) -> ServerConfigBuilder,
    ) -> Self {
        Self::showing(kind.server_credential(), provider, kind, auth, client, server)
    }

    /// The same with another credential of the server.
    pub(crate) fn showing(
        credential: Arc<Credential>,
        provider: &Arc<CryptoProvider>,
        kind: Kind,
        auth: Auth,
        client: impl FnOnce(ClientConfigBuilder) -> ClientConfigBuilder,
        server: impl FnOnce(ServerConfigBuilder) -> ServerConfigBuilder,
    ) -> Self {
        let mut one = kind.client_over(provider.clone());
        if credential.ocsp_response().is_some() {
            one = one.trust(carried());
        }
        let mut other = kind.server_with(provider.clone(), credential);
        match auth {
            Auth::None => {}
            Auth::Declined => other = other.client_auth(ClientAuth::optional(WORLD.roots.clone())),
            Auth::Certificate => {
                other = other.client_auth(ClientAuth::required(WORLD.roots.clone()));
                one = one.credential(client_credential());
            }
        }
        Self { client: client(one).build().unwrap(), server: server(other).build().unwrap() }
    }

    /// The server wants the other group, so that there is a HelloRetryRequest.
    pub(crate) fn retry(auth: Auth) -> Self {
        Self::with(Kind::Tls13, auth, |client| client, |server| server.groups(&[NamedGroup::secp256r1]))
    }

    /// Connects; both sides tell and both sides lie.
    pub(crate) fn pair(&self, recorder: &Recorder, lies: Lies) -> Pair {
        let lies = Arc::new(Mutex::new(lies));
        let seams = || {
            let mut seams = Seams::sink(recorder.sink());
            seams.puppet = Some(lies::puppet(&lies));
            seams
        };
        let name = ServerName::try_from("server.example").unwrap();
        Pair::connect((self.client.clone(), seams()), (self.server.clone(), seams()), name, NOW).unwrap()
    }

    /// Handshake, data both ways, close both ways: as far as it goes.
    pub(crate) fn play(&self, mut lies: Lies) -> Played {
        let wire = lies.take_wire();
        let recorder = Recorder::new();
        let mut pair = self.pair(&recorder, lies);
        if let Some(mut wire) = wire {
            pair = pair.wire_fault(move |flow, flight| wire(flow, flight));
        }
        if pair.run().unwrap().is_done() {
            converse(&mut pair);
        }
        Played::of(pair, recorder)
    }
}

/// Data from both sides, then the end from both sides. A side that has failed says nothing.
pub(crate) fn converse(pair: &mut Pair) {
    let _ = pair.client.send(DATA);
    pair.run().unwrap();
    let _ = pair.server.send(DATA);
    pair.run().unwrap();
    pair.client.close();
    pair.run().unwrap();
    pair.server.close();
    pair.run().unwrap();
}

/// How one side ended.
#[derive(Debug)]
pub(crate) struct Side {
    pub(crate) end: End,
    pub(crate) facts: Option<Facts>,
    pub(crate) received: Vec<u8>,
    pub(crate) closed: Option<Closed>,
    pub(crate) sent_alerts: Vec<AlertDescription>,
    pub(crate) received_alerts: Vec<AlertDescription>,
    /// What it makes of the end of the transport.
    pub(crate) transport_ended: Result<(), Failure>,
}

/// How both sides ended.
#[derive(Debug)]
pub(crate) struct Played {
    pub(crate) client: Side,
    pub(crate) server: Side,
    pub(crate) recorder: Recorder,
}

impl Played {
    pub(crate) fn of(mut pair: Pair, recorder: Recorder) -> Self {
        let now = pair.run().unwrap();
        let client = Side {
            end: now.client,
            facts: pair.client.done().cloned(),
            received: pair.client.take_received(),
            closed: pair.client.closed(),
            sent_alerts: recorder.alerts(Role::Client, Direction::Send),
            received_alerts: recorder.alerts(Role::Client, Direction::Recv),
            transport_ended: pair.end_transport(Flow::ServerToClient),
        };
        let server = Side {
            end: now.server,
            facts: pair.server.done().cloned(),
            received: pair.server.take_received(),
            closed: pair.server.closed(),
            sent_alerts: recorder.alerts(Role::Server, Direction::Send),
            received_alerts: recorder.alerts(Role::Server, Direction::Recv),
            transport_ended: pair.end_transport(Flow::ClientToServer),
        };
        Self { client, server, recorder }
    }

    pub(crate) fn side(&self, role: Role) -> &Side {
        if role == Role::Client { &self.client } else { &self.server }
    }

    /// Everything went as between honest sides.
    pub(crate) fn completed(&self) -> bool {
        [&self.client, &self.server].iter().all(|side| {
            side.end == End::Done && side.received == DATA && side.closed.is_some() && side.transport_ended.is_ok()
        })
    }

    /// `who` refuses for this cause, tells the other side so with this cause's alert, and nothing else.
    #[track_caller]
    pub(crate) fn assert_refused(&self, who: Role, cause: Cause) {
        self.assert_refused_with(who, cause, cause.alert().unwrap());
    }

    #[track_caller]
    pub(crate) fn assert_refused_with(&self, who: Role, cause: Cause, alert: AlertDescription) {
        let (own, peer) = (self.side(who), self.side(other(who)));
        let End::Failed(failure) = &own.end else { panic!("{who:?} should refuse for {cause:?}: {self:#?}") };
        assert_eq!(failure.cause(), cause, "{failure:#}");
        assert_eq!(failure.alert(), Some(alert));
        let fatal: Vec<_> =
            own.sent_alerts.iter().filter(|sent| **sent != AlertDescription::no_renegotiation).collect();
        assert_eq!(fatal, [&alert], "{self:#?}");
        assert_eq!(peer.received_alerts.last(), Some(&alert), "the other side hears it: {self:#?}");
        assert!(matches!(&peer.end, End::Failed(failure) if failure.received_alert()), "{self:#?}");
        assert!(own.received.is_empty(), "no data with a refusal: {self:#?}");
    }
}

pub(crate) fn other(role: Role) -> Role {
    if role == Role::Client { Role::Server } else { Role::Client }
}

/// Where the messages of a record's content begin and end; the last one may be cut.
pub(crate) fn messages(content: &[u8]) -> Vec<core::ops::Range<usize>> {
    let (mut all, mut start) = (Vec::new(), 0);
    while let Some([_, high, middle, low]) = content[start..].first_chunk() {
        let length = usize::from(*high) << 16 | usize::from(*middle) << 8 | usize::from(*low);
        let end = (start + 4 + length).min(content.len());
        all.push(start..end);
        start = end;
    }
    all
}

/// Where the records of a flight stand.
pub(crate) fn records(flight: &[u8]) -> Vec<core::ops::Range<usize>> {
    let (mut all, mut start) = (Vec::new(), 0);
    while let Some([_, _, _, high, low]) = flight[start..].first_chunk() {
        let end = start + 5 + usize::from(u16::from_be_bytes([*high, *low]));
        all.push(start..end);
        start = end;
    }
    all
}

/// A whole handshake message.
pub(crate) fn message(kind: HandshakeType, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&[kind.0], &length[1..], body].concat()
}

/// Does work on both cores; the results come in the order of the cases.
pub(crate) fn spread<T: Sync, R: Send>(cases: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let each = cases.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let parts: Vec<_> =
            cases.chunks(each).map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<_>>())).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}
