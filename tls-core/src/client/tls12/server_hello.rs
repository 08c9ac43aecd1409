//! WAIT_SH -> WAIT_CERT: what the server chose (RFC 5246 §7.4.1.3).

use super::{Tls12, WaitCertificate};
use crate::client::{ClientState, Handshake};
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::ext::{EcPointFormatList, RenegotiationInfo};
use crate::msg::server_hello::ServerHello;
use crate::registry::{EcPointFormat, ExtensionType, ProtocolVersion};
use crate::switches::{Check, enforced};
use crate::transcript::HelloTranscript;
use alloc::boxed::Box;
use alloc::sync::Arc;

/// The version is TLS 1.2 and the ServerHello's fields are legal.
pub(in crate::client) fn on_server_hello(
    handshake: Box<Handshake>,
    transcript: HelloTranscript,
    message: Received<'_>,
    hello: &ServerHello<'_>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ClientState, Failure> {
    let common = &handshake.config.common;
    let suite = common.provider.suite(hello.cipher_suite).ok_or(Cause::Internal)?;
    let facts = suite.id.facts().ok_or(Cause::Internal)?;
    let (Some(key_exchange), Some(authentication)) = (facts.key_exchange, facts.authentication) else {
        return Err(Cause::Internal.into());
    };
    // A server that repeats the session id resumes a session (RFC 5246 §7.4.1.3), and ours was no session: it stood
    // there for middleboxes (RFC 9846 §E.4).
    let echo = hello.legacy_session_id_echo.0;
    if enforced(Check::SessionResumed12) && !echo.is_empty() && echo == handshake.session_id.as_slice() {
        return Err(Failure::new(Cause::SessionIdEcho)
            .field("session_id")
            .expected("a new session")
            .got("the resumption of one that never was"));
    }
    check_renegotiation_info(hello)?;
    let extended_master_secret = hello.extensions.has(ExtensionType::extended_master_secret);
    // "If a client receives a ServerHello without the extension, it SHOULD abort the handshake if it does not wish to
    // interoperate with legacy servers." (RFC 7627 §5.2)
    if enforced(Check::ServerMasterSecret) && !extended_master_secret && common.require_extended_master_secret {
        return Err(Cause::ExtendedMasterSecretMissing.into());
    }
    if let Some(list) = hello.extensions.get::<EcPointFormatList<'_>>(ExtensionType::ec_point_formats)? {
        // "If the Supported Point Formats Extension is indeed sent, it MUST contain the value 0 (uncompressed) as one of
        // the items in the list of point formats" (RFC 8422 §5.1.2, §5.2)
        if enforced(Check::ServerPointFormats)
            && !list.ec_point_format_list.iter().any(|format| format == EcPointFormat::uncompressed)
        {
            return Err(Cause::PointFormats.into());
        }
    }
    effects.learn_suite(env, ProtocolVersion::TLSv1_2, suite.id);
    if extended_master_secret {
        effects.learn(env, Fact::ExtendedMasterSecret);
    }
    handshake.on_alpn(&hello.extensions, env, effects)?;
    env.checked("version, suite and extensions are ones that were offered", "RFC 5246 §7.4.1.3");

    let certificate_status = hello.extensions.has(ExtensionType::status_request);
    // The messages are kept as long as a CertificateVerify of ours may have to sign them.
    let mut transcript = transcript.select(suite.hash, true);
    transcript.add(message.bytes());
    let tls = Tls12 {
        handshake,
        suite,
        key_exchange,
        authentication,
        server_random: hello.random,
        transcript,
        extended_master_secret,
        certificate_status,
        chain: Arc::from([]),
        certificate_request: None,
    };
    Ok(WaitCertificate(Box::new(tls)).into())
}

fn check_renegotiation_info(hello: &ServerHello<'_>) -> Result<(), Failure> {
    match hello.extensions.get::<RenegotiationInfo<'_>>(ExtensionType::renegotiation_info)? {
        // "The client MUST then verify that the length of the "renegotiated_connection" field is zero, and if it is not,
        // MUST abort the handshake (by sending a fatal handshake_failure alert)." (RFC 5746 §3.4)
        Some(info) if enforced(Check::ServerRenegotiationEmpty) && !info.renegotiated_connection.0.is_empty() => {
            Err(Failure::new(Cause::RenegotiationInfo).field("extensions[renegotiation_info].renegotiated_connection"))
        }
        Some(_) => Ok(()),
        // "If clients wish to ensure that such attacks are impossible, they need to terminate the connection immediately
        // upon failure to receive the extension without completing the handshake. Such clients MUST generate a fatal
        // "handshake_failure" alert prior to terminating the connection." (RFC 5746 §4.1)
        None if enforced(Check::ServerRenegotiationThere) => Err(Cause::SecureRenegotiationMissing.into()),
        None => Ok(()),
    }
}
