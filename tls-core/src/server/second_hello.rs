//! WAIT_CH2: the ClientHello after a HelloRetryRequest (RFC 9846 §4.2.2).

use super::{ServerState, negotiate, tls13};
use crate::codec::Opaque;
use crate::config::ServerConfig;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::client_hello::ClientHello;
use crate::msg::ext::{self, Extension, Place};
use crate::registry::{CipherSuite, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion};
use crate::switches::{Check, enforced};
use crate::transcript::Transcript;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The server has asked for a share in another group.
#[derive(Debug)]
pub(crate) struct WaitSecondClientHello {
    pub(super) config: Arc<ServerConfig>,
    /// The first ClientHello, header included.
    pub(super) first: Vec<u8>,
    pub(super) transcript: Transcript,
    pub(super) suite: CipherSuite,
    pub(super) group: NamedGroup,
}

impl WaitSecondClientHello {
    pub(super) fn on_client_hello(
        mut self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let hello: ClientHello<'_> = message.decode()?;
        ext::check(&hello.extensions, Place::ClientHello, None)?;
        let first: ClientHello<'_> = Received::new(HandshakeType::client_hello, &self.first).decode()?;
        check_unchanged(&first, &hello)?;
        if negotiate::version(&self.config.common, &hello)? != ProtocolVersion::TLSv1_3 {
            return Err(changed("supported_versions"));
        }
        self.transcript.add(message.bytes());
        let Self { config, transcript, suite, group, .. } = self;
        tls13::on_second_client_hello(&config, transcript, (suite, group), &hello, env, effects)
    }
}

/// "In that case, the client MUST send the same ClientHello without modification, except as follows: [...]" key_share,
/// early_data, cookie, pre_shared_key and padding (RFC 9846 §4.2.2).
fn check_unchanged(first: &ClientHello<'_>, second: &ClientHello<'_>) -> Result<(), Failure> {
    let fields = [
        ("legacy_version", first.legacy_version == second.legacy_version),
        ("random", first.random == second.random),
        ("legacy_session_id", first.legacy_session_id == second.legacy_session_id),
        ("cipher_suites", first.cipher_suites == second.cipher_suites),
        ("legacy_compression_methods", first.legacy_compression_methods == second.legacy_compression_methods),
    ];
    if let Some((field, _)) = fields.iter().find(|(_, same)| !same)
        && enforced(Check::SecondHelloFields)
    {
        return Err(changed(field));
    }
    let mut before = first.extensions.iter().filter(keeps).map(known);
    let mut after = second.extensions.iter().filter(keeps).map(known);
    loop {
        match (before.next(), after.next()) {
            (None, None) => return Ok(()),
            (before, after) if before == after || !enforced(Check::SecondHelloExtensions) => {}
            (before, after) => {
                let name = before.or(after).map(|(name, _)| format!("{name}")).unwrap_or_default();
                return Err(changed(&name));
            }
        }
    }
}

/// Whether an extension must stand in both hellos alike.
fn keeps(extension: &Extension<'_>) -> bool {
    !matches!(
        extension.extension_type,
        ExtensionType::key_share
            | ExtensionType::early_data
            | ExtensionType::cookie
            | ExtensionType::pre_shared_key
            | ExtensionType::padding
            | ExtensionType::encrypted_client_hello
    )
}

fn known<'a>(extension: Extension<'a>) -> (ExtensionType, Opaque<'a, 2, 0, 0xFFFF>) {
    (extension.extension_type, Opaque(extension.extension_data))
}

fn changed(what: &str) -> Failure {
    Failure::new(Cause::SecondClientHello).got(format!("another {what}"))
}
