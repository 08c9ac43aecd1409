//! What a server may do.

use super::common::{Common, ConfigError, common_setters};
use super::offer::offer_setters;
use crate::conn::QuestionKind;
use crate::credential::Credential;
use crate::crypto::CryptoProvider;
use crate::trust::Trust;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// Whether clients have to show who they are (RFC 9846 §4.4.2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ClientAuth {
    /// They are not asked.
    None,
    /// They are asked and may decline; a certificate that is sent must verify.
    Optional(Trust),
    /// They are asked and must.
    Required(Trust),
}

impl ClientAuth {
    /// Asks clients, who may decline; takes a [`TrustStore`](crate::trust::TrustStore), something that says which one holds
    /// now, in an `Arc`, or a [`Trust`].
    pub fn optional(trust: impl Into<Trust>) -> Self {
        Self::Optional(trust.into())
    }

    /// Asks clients, who must not decline; takes what [`optional`](Self::optional) takes.
    pub fn required(trust: impl Into<Trust>) -> Self {
        Self::Required(trust.into())
    }

    /// Which clients are trusted; `None` if they are not asked.
    pub(crate) const fn trust(&self) -> Option<&Trust> {
        match self {
            Self::None => None,
            Self::Optional(trust) | Self::Required(trust) => Some(trust),
        }
    }
}

/// What a server may do: made once with [`builder`](Self::builder), shared by many connections.
#[derive(Debug)]
pub struct ServerConfig {
    pub(crate) common: Common,
    pub(crate) credentials: Vec<Arc<Credential>>,
    pub(crate) client_auth: ClientAuth,
    pub(crate) prefer_own_order: bool,
}

impl ServerConfig {
    /// Starts with everything that the provider has, without a credential.
    pub fn builder(provider: Arc<CryptoProvider>) -> ServerConfigBuilder {
        ServerConfigBuilder {
            common: Common::new(provider),
            credentials: Vec::new(),
            client_auth: ClientAuth::None,
            prefer_own_order: true,
        }
    }
}

/// Bytes of authorities' names above which a CertificateRequest leaves them out: a store with every public root says
/// nothing to a client but costs it a message of many kilobytes.
const MAX_AUTHORITIES: usize = 8_192;

impl ServerConfig {
    /// Whether names of these lengths are worth sending in a CertificateRequest.
    pub(crate) fn send_authorities(&self, lengths: impl Iterator<Item = usize>) -> bool {
        let total = lengths.fold(0usize, |sum, length| sum.saturating_add(length).saturating_add(2));
        total > 0 && total <= MAX_AUTHORITIES
    }
}

/// Puts a [`ServerConfig`] together.
#[derive(Clone, Debug)]
#[must_use]
pub struct ServerConfigBuilder {
    common: Common,
    credentials: Vec<Arc<Credential>>,
    client_auth: ClientAuth,
    prefer_own_order: bool,
}

impl ServerConfigBuilder {
    common_setters!();
    offer_setters!();

    /// Adds a certificate with its key. Several are chosen between by server_name and signature algorithms; the first
    /// is the one for clients that name nobody.
    pub fn credential(mut self, credential: Arc<Credential>) -> Self {
        self.credentials.push(credential);
        self
    }

    /// Whether clients are asked for a certificate. Default: no.
    pub fn client_auth(mut self, client_auth: ClientAuth) -> Self {
        self.client_auth = client_auth;
        self
    }

    /// Whether the server's order of suites counts, or the client's. Default: the server's.
    pub fn prefer_own_order(mut self, own: bool) -> Self {
        self.prefer_own_order = own;
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// When the configuration cannot work: see [`ConfigError`].
    pub fn build(mut self) -> Result<Arc<ServerConfig>, ConfigError> {
        self.common.finish()?;
        let asks = |kind| self.common.asks.contains(&kind);
        if self.credentials.is_empty() && !asks(QuestionKind::ChooseCredential) && !asks(QuestionKind::ChooseConfig) {
            return Err(ConfigError::NoCredential);
        }
        if !asks(QuestionKind::VerifyPeer) && self.client_auth.trust().is_some_and(Trust::is_empty) {
            return Err(ConfigError::NoTrust);
        }
        Ok(Arc::new(ServerConfig {
            common: self.common,
            credentials: self.credentials,
            client_auth: self.client_auth,
            prefer_own_order: self.prefer_own_order,
        }))
    }
}
