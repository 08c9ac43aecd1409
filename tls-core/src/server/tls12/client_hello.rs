//! What a TLS 1.2 ClientHello leads to (RFC 5246 §7.4.1.2).

use super::super::{Handshake, ServerState, negotiate};
use super::flight::{Candidates, ChooseCredential};
use crate::config::ServerConfig;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::msg::client_hello::ClientHello;
use crate::msg::ext::{EcPointFormatList, RenegotiationInfo};
use crate::registry::{
    CompressionMethod, EcPointFormat, ExtensionType, KeyExchangeAlgorithm, NamedGroup, ProtocolVersion,
};
use crate::switches::{Check, enforced};
use crate::transcript::HelloTranscript;
use alloc::boxed::Box;
use alloc::sync::Arc;

/// The version is TLS 1.2.
pub(in crate::server) fn on_client_hello(
    config: &Arc<ServerConfig>,
    transcript: HelloTranscript,
    hello: &ClientHello<'_>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ServerState, Failure> {
    check_hello(config, hello)?;
    let common = &config.common;
    let group = group(config, hello)?;
    let suites = negotiate::common_suites(config, ProtocolVersion::TLSv1_2, hello);
    if suites.is_empty() {
        return Err(negotiate::no_common_suite(hello));
    }
    // Without a common group only RSA key exchange is left.
    let needs_group = |suite: &_| crate::conn::effects::key_exchange(*suite) == Some(KeyExchangeAlgorithm::Ecdhe);
    let mut suites = suites;
    suites.retain(|suite| group.is_some() || !needs_group(suite));
    if suites.is_empty() {
        return Err(Cause::NoCommonGroup.into());
    }
    let handshake = Handshake::new(config, hello, negotiate::schemes(common, hello)?)?;
    effects.learn(env, Fact::Version(ProtocolVersion::TLSv1_2));
    handshake.learn(env, effects);
    let candidates = Candidates {
        handshake: Box::new(handshake),
        transcript,
        suites,
        group,
        client_version: hello.legacy_version.0.to_be_bytes(),
    };
    Ok(ChooseCredential::ask(candidates, effects).into())
}

/// Rules for every TLS 1.2 ClientHello.
fn check_hello(config: &ServerConfig, hello: &ClientHello<'_>) -> Result<(), Failure> {
    // "This vector MUST contain, and all implementations MUST support, CompressionMethod.null." (RFC 5246 §7.4.1.2)
    let null = hello.legacy_compression_methods.iter().any(|method| method == CompressionMethod::null);
    if enforced(Check::ClientCompression12) && !null {
        return Err(Failure::new(Cause::CompressionMethod).field("compression_methods").expected("null among them"));
    }
    // "If the extension is present, set secure_renegotiation flag to TRUE. The server MUST then verify that the length of
    // the "renegotiated_connection" field is zero, and if it is not, MUST abort the handshake." (RFC 5746 §3.6)
    let info = hello.extensions.get::<RenegotiationInfo<'_>>(ExtensionType::renegotiation_info)?;
    if enforced(Check::ClientRenegotiationEmpty) && info.is_some_and(|info| !info.renegotiated_connection.0.is_empty())
    {
        return Err(Failure::new(Cause::RenegotiationInfo).field("extensions[renegotiation_info]"));
    }
    // "If the server receives a ClientHello without the extension, it SHOULD abort the handshake if it does not wish to
    // interoperate with legacy clients." (RFC 7627 §5.2)
    let extended = hello.extensions.has(ExtensionType::extended_master_secret);
    if enforced(Check::ClientMasterSecret) && config.common.require_extended_master_secret && !extended {
        return Err(Cause::ExtendedMasterSecretMissing.into());
    }
    // "If the client sends the extension and the extension does not contain the uncompressed point format, and the client
    // has used the Supported Groups extension to indicate support for any of the curves defined in this specification,
    // then the server MUST abort the handshake and return an illegal_parameter alert." (RFC 8422 §5.1.2)
    if let Some(list) = hello.extensions.get::<EcPointFormatList<'_>>(ExtensionType::ec_point_formats)?
        && enforced(Check::ClientPointFormats)
        && hello.extensions.has(ExtensionType::supported_groups)
        && !list.ec_point_format_list.iter().any(|format| format == EcPointFormat::uncompressed)
    {
        return Err(Failure::new(Cause::PointFormats).field("extensions[ec_point_formats]"));
    }
    Ok(())
}

/// The group for ECDHE. "A client that proposes ECC cipher suites may choose not to include these extensions. In this case,
/// the server is free to choose any one of the elliptic curves or point formats" (RFC 8422 §4).
fn group(config: &ServerConfig, hello: &ClientHello<'_>) -> Result<Option<NamedGroup>, Failure> {
    let common = &config.common;
    Ok(match negotiate::common_groups(common, hello)? {
        Some(groups) => groups.into_iter().find(|group| group.usable_in_tls12()),
        // What every client of that age knows, if it knows any.
        None => common.groups.iter().copied().find(|group| *group == NamedGroup::secp256r1),
    })
}
