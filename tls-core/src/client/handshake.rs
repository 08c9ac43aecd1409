//! What every state of a client's handshake carries along.

use crate::config::ClientConfig;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::msg::client_hello::{ClientHello, Random, SessionId};
use crate::msg::ext::{Extensions, ProtocolNameList, Requested, Within};
use crate::pki_types::ServerName;
use crate::registry::{ExtensionType, ProtocolVersion, SignatureScheme};
use crate::switches::{Check, enforced};
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What the client offered, read from the bytes that it sent.
#[derive(Debug)]
pub(crate) struct Handshake {
    pub(crate) config: Arc<ClientConfig>,
    pub(crate) name: ServerName<'static>,
    pub(crate) random: Random,
    pub(crate) session_id: SessionId,
    pub(crate) requested: Requested,
    /// Whether this is the second ClientHello, after a HelloRetryRequest.
    pub(crate) retried: bool,
}

impl Handshake {
    /// Reads what was offered off the ClientHello that went out.
    pub(crate) fn new(config: Arc<ClientConfig>, name: ServerName<'static>, sent: &ClientHello<'_>) -> Self {
        let mut requested = Requested::of(&sent.extensions);
        // The signalling suite stands for an empty renegotiation_info (RFC 5746 §3.3).
        if sent.cipher_suites.iter().any(|suite| suite.is_renegotiation_scsv()) {
            requested.insert(ExtensionType::renegotiation_info);
        }
        Self {
            config,
            name,
            random: sent.random,
            session_id: SessionId::new(sent.legacy_session_id.0),
            requested,
            retried: false,
        }
    }

    /// The schemes that a server's signature may use in this version.
    pub(crate) fn accepts_scheme(&self, version: ProtocolVersion, scheme: SignatureScheme) -> bool {
        self.config.common.signature_schemes.contains(&scheme)
            && (version != ProtocolVersion::TLSv1_3 || scheme.usable_in_tls13_handshake())
    }

    /// The schemes of a CertificateRequest that we may sign with, in the server's order.
    pub(crate) fn common_schemes(
        &self,
        version: ProtocolVersion,
        offered: impl Iterator<Item = SignatureScheme>,
    ) -> Vec<SignatureScheme> {
        offered.filter(|scheme| self.accepts_scheme(version, *scheme)).collect()
    }

    /// Takes the server's choice of an application protocol.
    pub(crate) fn on_alpn<M: Within>(
        &self,
        extensions: &Extensions<'_, M>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        let alpn = ExtensionType::application_layer_protocol_negotiation;
        let Some(list) = extensions.get::<ProtocolNameList<'_>>(alpn)? else {
            return Ok(());
        };
        // "The "ProtocolNameList" MUST contain exactly one "ProtocolName"." (RFC 7301 §3.1)
        let mut names = list.protocol_name_list.iter();
        let (first, second) = (names.next(), names.next());
        let single = second.is_none() || !enforced(Check::AlpnSingle);
        let name = first.filter(|_| single).ok_or(Cause::UnofferedProtocol)?;
        let offered = self.config.common.alpn.iter().any(|offered| offered == name.name.0);
        if enforced(Check::AlpnOffered) && !offered {
            return Err(Failure::new(Cause::UnofferedProtocol)
                .field(format!("extensions[{alpn}]"))
                .got(format!("\"{}\"", name.name.0.escape_ascii())));
        }
        effects.learn(env, Fact::Alpn(name.name.0.to_vec()));
        Ok(())
    }
}
