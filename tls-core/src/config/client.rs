//! What a client may do.

use super::common::{Common, ConfigError, common_setters};
use super::offer::offer_setters;
use crate::conn::QuestionKind;
use crate::credential::Credential;
use crate::crypto::CryptoProvider;
use crate::trust::{Trust, TrustStore};
use alloc::sync::Arc;

/// How a client decides about the server's certificates.
#[derive(Clone, Debug)]
pub(crate) enum ServerTrust {
    /// It is checked.
    Checked(Trust),
    /// Anything goes: dangerous.
    Anybody,
}

/// What a client may do: made once with [`builder`](Self::builder), shared by many connections.
#[derive(Debug)]
pub struct ClientConfig {
    pub(crate) common: Common,
    pub(crate) trust: ServerTrust,
    pub(crate) credential: Option<Arc<Credential>>,
    pub(crate) send_server_name: bool,
    pub(crate) middlebox_compatibility: bool,
    pub(crate) request_ocsp: bool,
}

impl ClientConfig {
    /// Starts with everything that the provider has, and nobody trusted.
    pub fn builder(provider: Arc<CryptoProvider>) -> ClientConfigBuilder {
        ClientConfigBuilder {
            common: Common::new(provider),
            trust: None,
            credential: None,
            send_server_name: true,
            middlebox_compatibility: true,
            request_ocsp: true,
        }
    }
}

/// Puts a [`ClientConfig`] together.
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientConfigBuilder {
    common: Common,
    trust: Option<ServerTrust>,
    credential: Option<Arc<Credential>>,
    send_server_name: bool,
    middlebox_compatibility: bool,
    request_ocsp: bool,
}

impl ClientConfigBuilder {
    common_setters!();
    offer_setters!();

    /// Whom to trust: a [`TrustStore`], something that says which one holds now, such as `ReloadableStore` of the feature
    /// `std`, in an `Arc`, or a [`Trust`], which can ask for more, or trust pins. Required, unless the caller answers
    /// [`QuestionKind::VerifyPeer`] or the dangerous switch is used.
    pub fn trust(mut self, trust: impl Into<Trust>) -> Self {
        self.trust = Some(ServerTrust::Checked(trust.into()));
        self
    }

    /// Accepts any certificate of anybody: whoever is on the path can read and change everything. The signature over
    /// the handshake is still verified. For experiments only.
    pub fn dangerous_accept_any_certificate(mut self) -> Self {
        self.trust = Some(ServerTrust::Anybody);
        self
    }

    /// The certificate for servers that ask for one.
    pub fn credential(mut self, credential: Arc<Credential>) -> Self {
        self.credential = Some(credential);
        self
    }

    /// Whether the name is sent to the server (RFC 6066 §3). Default: yes, for DNS names.
    pub fn send_server_name(mut self, send: bool) -> Self {
        self.send_server_name = send;
        self
    }

    /// Whether TLS 1.3 is made to look like TLS 1.2 resumption: a session id and a change_cipher_spec record
    /// (RFC 9846 §E.4). Default: yes.
    pub fn middlebox_compatibility(mut self, on: bool) -> Self {
        self.middlebox_compatibility = on;
        self
    }

    /// Whether the server is asked to send an OCSP response with its certificate (status_request, RFC 6066 §8). What comes is
    /// in [`VerifyPeer::ocsp_response`](crate::conn::VerifyPeer::ocsp_response) and in
    /// [`Facts::peer_ocsp_response`](crate::conn::Facts::peer_ocsp_response). Default: yes.
    pub fn request_ocsp(mut self, on: bool) -> Self {
        self.request_ocsp = on;
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// When the configuration cannot work: see [`ConfigError`].
    pub fn build(mut self) -> Result<Arc<ClientConfig>, ConfigError> {
        self.common.finish()?;
        let caller_verifies = self.common.asks.contains(&QuestionKind::VerifyPeer);
        let trust = match self.trust {
            Some(trust) => trust,
            // What it cannot answer, it refuses.
            None => ServerTrust::Checked(TrustStore::new().into()),
        };
        if !caller_verifies && matches!(&trust, ServerTrust::Checked(trust) if trust.is_empty()) {
            return Err(ConfigError::NoTrust);
        }
        let pinned = matches!(&trust, ServerTrust::Checked(trust) if trust.is_pinned());
        Ok(Arc::new(ClientConfig {
            common: self.common,
            trust,
            credential: self.credential,
            send_server_name: self.send_server_name,
            middlebox_compatibility: self.middlebox_compatibility,
            request_ocsp: self.request_ocsp && !pinned,
        }))
    }
}
