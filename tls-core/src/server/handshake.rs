//! What every state of a server's handshake carries along.

use crate::codec::{List, Opaque};
use crate::config::ServerConfig;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::credential::Credential;
use crate::msg::client_hello::{ClientHello, Random, SessionId};
use crate::msg::ext::{CertificateStatusRequest, Empty, ExtensionsWriter, ProtocolName, ProtocolNameList, Requested};
use crate::registry::{CertificateStatusType, ExtensionType, SignatureScheme};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What the client offered, as far as it is needed after its ClientHello.
#[derive(Debug)]
pub(crate) struct Handshake {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) client_random: Random,
    pub(crate) session_id: SessionId,
    /// The extensions of the ClientHello: only they may be answered.
    pub(crate) requested: Requested,
    /// The name that the client asked for, in lower case.
    pub(crate) server_name: Option<String>,
    /// The application protocol that was chosen.
    pub(crate) alpn: Option<Vec<u8>>,
    /// The signature schemes that both sides accept, in the client's order.
    pub(crate) schemes: Vec<SignatureScheme>,
    /// The signature schemes that the client accepts in certificates.
    pub(crate) certificate_schemes: Vec<SignatureScheme>,
    /// Whether the client wants an OCSP response with the certificate.
    pub(crate) ocsp: bool,
}

impl Handshake {
    /// Keeps what is needed of a ClientHello.
    pub(crate) fn new(
        config: &Arc<ServerConfig>,
        hello: &ClientHello<'_>,
        schemes: Vec<SignatureScheme>,
    ) -> Result<Self, crate::error::Failure> {
        let mut requested = Requested::of(&hello.extensions);
        // The signalling suite stands for an empty renegotiation_info (RFC 5746 §3.3).
        if hello.cipher_suites.iter().any(|suite| suite.is_renegotiation_scsv()) {
            requested.insert(ExtensionType::renegotiation_info);
        }
        let status = hello.extensions.get::<CertificateStatusRequest<'_>>(ExtensionType::status_request)?;
        Ok(Self {
            config: config.clone(),
            client_random: hello.random,
            session_id: SessionId::new(hello.legacy_session_id.0),
            requested,
            server_name: super::negotiate::server_name(hello)?,
            alpn: super::negotiate::application_protocol(&config.common.alpn, hello)?,
            schemes,
            certificate_schemes: super::negotiate::certificate_schemes(hello)?,
            ocsp: status.is_some_and(|status| status.status_type == CertificateStatusType::ocsp),
        })
    }

    /// Tells what was settled by the ClientHello alone.
    pub(crate) fn learn(&self, env: &mut Env<'_>, effects: &mut Effects) {
        if let Some(name) = &self.server_name {
            effects.learn(env, Fact::ServerName(name.clone()));
        }
        if let Some(name) = &self.alpn {
            effects.learn(env, Fact::Alpn(name.clone()));
        }
    }

    /// The answers that EncryptedExtensions of TLS 1.3 and ServerHello of TLS 1.2 have in common.
    pub(crate) fn answer_extensions(&self, credential: &Credential, extensions: &mut ExtensionsWriter) {
        // "A server that receives a client hello containing the "server_name" extension MAY use the information contained
        // in the extension to guide its selection of an appropriate certificate [...]. In this event, the server SHALL
        // include an extension of type "server_name" in the (extended) server hello." (RFC 6066 §3)
        if self.server_name.as_deref().is_some_and(|name| credential.serves(name)) {
            extensions.add(ExtensionType::server_name, &Empty {});
        }
        if let Some(name) = &self.alpn {
            let names = [ProtocolName { name: Opaque(name) }];
            extensions.add(
                ExtensionType::application_layer_protocol_negotiation,
                &ProtocolNameList { protocol_name_list: List::Items(&names) },
            );
        }
    }
}
