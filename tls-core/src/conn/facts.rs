//! What a handshake settled.

use super::effects::Fact;
use crate::pki_types::CertificateDer;
use crate::registry::{CipherSuite, NamedGroup, ProtocolVersion, SignatureScheme};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What a handshake settled. Readable only when the peer's Finished has been verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facts {
    /// The negotiated version.
    pub version: Option<ProtocolVersion>,
    /// The cipher suite.
    pub suite: Option<CipherSuite>,
    /// The key exchange group; `None` with RSA key exchange.
    pub group: Option<NamedGroup>,
    /// The scheme of the server's signature; `None` with RSA key exchange.
    pub signature_scheme: Option<SignatureScheme>,
    /// The scheme of the client's signature, if it authenticated.
    pub client_signature_scheme: Option<SignatureScheme>,
    /// The application protocol.
    pub alpn: Option<Vec<u8>>,
    /// The name that the client asked for (SNI), in lower case.
    pub server_name: Option<String>,
    /// What the peer presented, leaf first; empty if it did not authenticate.
    pub peer_certificates: Arc<[CertificateDer<'static>]>,
    /// The OCSP response that the server sent with its certificate, an `OCSPResponse` in DER; `None` without one. It is there as
    /// it came, whatever was made of it.
    pub peer_ocsp_response: Option<Vec<u8>>,
    /// Whether the client authenticated with a certificate.
    pub client_authenticated: bool,
    /// Whether the server asked for a client certificate.
    pub client_certificate_requested: bool,
    /// Whether a HelloRetryRequest took place.
    pub hello_retry: bool,
    /// TLS 1.2: whether extended_master_secret was used. TLS 1.3: always true, its key schedule binds the transcript.
    pub extended_master_secret: bool,
}

impl Facts {
    pub(super) fn learn(&mut self, fact: Fact) {
        match fact {
            Fact::Version(version) => self.version = Some(version),
            Fact::Suite(suite) => self.suite = Some(suite),
            Fact::Group(group) => self.group = Some(group),
            Fact::SignatureScheme(scheme) => self.signature_scheme = Some(scheme),
            Fact::ClientSignatureScheme(scheme) => self.client_signature_scheme = Some(scheme),
            Fact::Alpn(name) => self.alpn = Some(name),
            Fact::ServerName(name) => self.server_name = Some(name),
            Fact::PeerCertificates(chain) => self.peer_certificates = chain,
            Fact::PeerOcspResponse(response) => self.peer_ocsp_response = Some(response),
            Fact::ClientAuthenticated => self.client_authenticated = true,
            Fact::ClientCertificateRequested => self.client_certificate_requested = true,
            Fact::HelloRetry => self.hello_retry = true,
            Fact::ExtendedMasterSecret => self.extended_master_secret = true,
        }
    }
}
