//! START: the first ClientHello (RFC 9846 §4.2.2).

use super::{ServerState, negotiate, tls12, tls13};
use crate::config::ServerConfig;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::client_hello::ClientHello;
use crate::msg::ext::{self, Place};
use crate::registry::{CipherSuite, ProtocolVersion};
use crate::switches::{Check, enforced};
use crate::transcript::HelloTranscript;
use alloc::sync::Arc;

/// Nothing has come yet.
#[derive(Debug)]
pub(crate) struct WaitClientHello {
    config: Arc<ServerConfig>,
}

impl WaitClientHello {
    pub(crate) const fn new(config: Arc<ServerConfig>) -> Self {
        Self { config }
    }

    pub(super) fn on_client_hello(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let hello: ClientHello<'_> = message.decode()?;
        ext::check(&hello.extensions, Place::ClientHello, None)?;
        let version = negotiate::version(&self.config.common, &hello)?;
        check_fallback(&self.config, &hello, version)?;
        let mut transcript = HelloTranscript::new();
        transcript.add(message.bytes());
        match version {
            ProtocolVersion::TLSv1_3 => tls13::on_client_hello(&self.config, transcript, &hello, env, effects),
            _ => tls12::on_client_hello(&self.config, transcript, &hello, env, effects),
        }
    }
}

/// "If TLS_FALLBACK_SCSV appears in ClientHello.cipher_suites and the highest protocol version supported by the server is
/// higher than the version indicated in ClientHello.client_version, the server MUST respond with a fatal
/// inappropriate_fallback alert" (RFC 7507 §3); with supported_versions, the version indicated is the highest in it.
fn check_fallback(config: &ServerConfig, hello: &ClientHello<'_>, version: ProtocolVersion) -> Result<(), Failure> {
    let fallback = hello.cipher_suites.iter().any(|suite| suite == CipherSuite::TLS_FALLBACK_SCSV);
    if enforced(Check::FallbackScsv) && fallback && config.common.versions.iter().any(|ours| *ours > version) {
        return Err(Cause::InappropriateFallback.into());
    }
    Ok(())
}
