//! What rustls does not report by itself: its verifiers and keys are watched while they work.

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureAlgorithm, SignatureScheme};
use std::sync::{Arc, OnceLock};

/// Notes, each made at most once in a handshake.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    own_certificate: OnceLock<Vec<u8>>,
    own_scheme: OnceLock<u16>,
    peer_scheme: OnceLock<u16>,
    verified: OnceLock<()>,
    authorities: OnceLock<Vec<Vec<u8>>>,
}

impl Seen {
    /// The certificate with whose key this side signed.
    pub(crate) fn own_certificate(&self) -> Option<&[u8]> {
        self.own_certificate.get().map(Vec::as_slice)
    }

    /// The scheme with which this side signed.
    pub(crate) fn own_scheme(&self) -> Option<u16> {
        self.own_scheme.get().copied()
    }

    /// The scheme of the peer's signature, once it is found valid.
    pub(crate) fn peer_scheme(&self) -> Option<u16> {
        self.peer_scheme.get().copied()
    }

    /// Whether the peer's chain was accepted.
    pub(crate) fn verified(&self) -> bool {
        self.verified.get().is_some()
    }

    /// Whether the server asked for a certificate.
    pub(crate) fn asked(&self) -> bool {
        self.authorities.get().is_some()
    }

    /// Whom it named.
    pub(crate) fn authorities(&self) -> &[Vec<u8>] {
        self.authorities.get().map_or(&[], Vec::as_slice)
    }

    fn ask<'a>(&self, names: impl Iterator<Item = &'a [u8]>) {
        let _ = self.authorities.set(names.map(<[u8]>::to_vec).collect());
    }

    fn valid(
        &self,
        signed: &DigitallySignedStruct,
        result: Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        if result.is_ok() {
            let _ = self.peer_scheme.set(u16::from(signed.scheme));
        }
        result
    }
}

macro_rules! watch_signatures {
    () => {
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            self.seen.valid(signed, self.inner.verify_tls12_signature(message, certificate, signed))
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            self.seen.valid(signed, self.inner.verify_tls13_signature(message, certificate, signed))
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.inner.supported_verify_schemes()
        }
    };
}

/// The client's verifier of servers.
#[derive(Debug)]
pub(crate) struct WatchServer {
    inner: Arc<dyn ServerCertVerifier>,
    seen: Arc<Seen>,
}

impl WatchServer {
    pub(crate) fn new(inner: Arc<dyn ServerCertVerifier>, seen: &Arc<Seen>) -> Self {
        Self { inner, seen: Arc::clone(seen) }
    }
}

impl ServerCertVerifier for WatchServer {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let result = self.inner.verify_server_cert(leaf, chain, name, ocsp, now);
        if result.is_ok() {
            let _ = self.seen.verified.set(());
        }
        result
    }

    watch_signatures!();
}

/// The server's verifier of clients.
#[derive(Debug)]
pub(crate) struct WatchClient {
    inner: Arc<dyn ClientCertVerifier>,
    seen: Arc<Seen>,
}

impl WatchClient {
    pub(crate) fn new(inner: Arc<dyn ClientCertVerifier>, seen: &Arc<Seen>) -> Self {
        Self { inner, seen: Arc::clone(seen) }
    }
}

impl ClientCertVerifier for WatchClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        // It is asked for them when they are sent.
        let names = self.inner.root_hint_subjects();
        self.seen.ask(names.iter().map(|name| name.as_ref()));
        names
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let result = self.inner.verify_client_cert(leaf, chain, now);
        if result.is_ok() {
            let _ = self.seen.verified.set(());
        }
        result
    }

    fn client_auth_mandatory(&self) -> bool {
        self.inner.client_auth_mandatory()
    }

    fn offer_client_auth(&self) -> bool {
        self.inner.offer_client_auth()
    }

    watch_signatures!();
}

/// The own certificate, if there is one.
#[derive(Debug)]
pub(crate) struct Signing {
    certified: Option<Arc<CertifiedKey>>,
    seen: Arc<Seen>,
}

impl Signing {
    pub(crate) fn new(certified: CertifiedKey, seen: &Arc<Seen>) -> Self {
        let leaf = certified.cert.first().map(|leaf| leaf.to_vec()).unwrap_or_default();
        let key = Arc::new(WatchKey { inner: Arc::clone(&certified.key), leaf, seen: Arc::clone(seen) });
        let certified = CertifiedKey::new(certified.cert, key);
        Self { certified: Some(Arc::new(certified)), seen: Arc::clone(seen) }
    }

    pub(crate) fn nobody(seen: &Arc<Seen>) -> Self {
        Self { certified: None, seen: Arc::clone(seen) }
    }
}

impl ResolvesServerCert for Signing {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certified.clone()
    }
}

impl ResolvesClientCert for Signing {
    fn resolve(&self, authorities: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.seen.ask(authorities.iter().copied());
        // The root's name stands in the last certificate of the chain, as its issuer.
        let issued = |key: &Arc<CertifiedKey>| {
            let names = |name: &&[u8]| key.cert.iter().any(|der| der.windows(name.len()).any(|window| window == *name));
            authorities.is_empty() || authorities.iter().any(|name| !name.is_empty() && names(name))
        };
        self.certified.clone().filter(issued)
    }

    fn has_certs(&self) -> bool {
        // Or a server that asks would not be noticed.
        true
    }
}

#[derive(Debug)]
struct WatchKey {
    inner: Arc<dyn SigningKey>,
    leaf: Vec<u8>,
    seen: Arc<Seen>,
}

impl SigningKey for WatchKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let inner = self.inner.choose_scheme(offered)?;
        Some(Box::new(WatchSigner { inner, leaf: self.leaf.clone(), seen: Arc::clone(&self.seen) }))
    }

    fn public_key(&self) -> Option<rustls::pki_types::SubjectPublicKeyInfoDer<'_>> {
        self.inner.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.inner.algorithm()
    }
}

#[derive(Debug)]
struct WatchSigner {
    inner: Box<dyn Signer>,
    leaf: Vec<u8>,
    seen: Arc<Seen>,
}

impl Signer for WatchSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let _ = self.seen.own_certificate.set(self.leaf.clone());
        let _ = self.seen.own_scheme.set(u16::from(self.inner.scheme()));
        self.inner.sign(message)
    }

    fn scheme(&self) -> SignatureScheme {
        self.inner.scheme()
    }
}
