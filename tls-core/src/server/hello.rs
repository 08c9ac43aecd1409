//! START: the first ClientHello (RFC 9846 §4.2.2).

use super::{ServerState, negotiate, tls12, tls13};
use crate::config::ServerConfig;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::conn::{ChooseConfig as ChooseConfigQuestion, Question, QuestionKind};
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::client_hello::ClientHello;
use crate::msg::ext::{self, Place};
use crate::registry::{AlertDescription, CipherSuite, HandshakeType, ProtocolVersion};
use crate::switches::{Check, enforced};
use crate::transcript::HelloTranscript;
use alloc::sync::Arc;
use alloc::vec::Vec;

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
        if self.config.common.asks.contains(&QuestionKind::ChooseConfig) {
            let client_hello = message.bytes().to_vec();
            effects.ask(Question::ChooseConfig(ChooseConfigQuestion { client_hello: client_hello.clone() }));
            return Ok(ChooseConfig { client_hello }.into());
        }
        go_on(&self.config, message.bytes(), &hello, env, effects)
    }
}

/// The caller chooses the configuration.
#[derive(Debug)]
pub(crate) struct ChooseConfig {
    client_hello: Vec<u8>,
}

impl ChooseConfig {
    pub(super) fn on_config(
        self,
        config: Result<Arc<ServerConfig>, AlertDescription>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let config = config.map_err(Failure::answered_no)?;
        let hello = Received::new(HandshakeType::client_hello, &self.client_hello).decode()?;
        go_on(&config, &self.client_hello, &hello, env, effects)
    }
}

fn go_on(
    config: &Arc<ServerConfig>,
    bytes: &[u8],
    hello: &ClientHello<'_>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ServerState, Failure> {
    let version = negotiate::version(&config.common, hello)?;
    check_fallback(config, hello, version)?;
    let mut transcript = HelloTranscript::new();
    transcript.add(bytes);
    match version {
        ProtocolVersion::TLSv1_3 => tls13::on_client_hello(config, transcript, hello, env, effects),
        _ => tls12::on_client_hello(config, transcript, hello, env, effects),
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
