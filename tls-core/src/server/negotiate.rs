//! What a ClientHello leads to: version, name, protocol, schemes, suite, group.

use crate::config::ServerConfig;
use crate::config::common::Common;
use crate::error::{Cause, Failure};
use crate::msg::client_hello::ClientHello;
use crate::msg::ext::{NamedGroupList, ProtocolNameList, ServerNameList, SignatureSchemeList, SupportedVersions};
use crate::pki_types::DnsName;
use crate::registry::{CipherSuite, ExtensionType, NameType, NamedGroup, ProtocolVersion, SignatureScheme};
use crate::switches::{Check, enforced};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Chooses the version (RFC 9846 §4.3.1, §4.2.2, §E.2).
pub(super) fn version(common: &Common, hello: &ClientHello<'_>) -> Result<ProtocolVersion, Failure> {
    let (tls12, tls13) = (ProtocolVersion::TLSv1_2, ProtocolVersion::TLSv1_3);
    let offered = hello.extensions.get::<SupportedVersions<'_>>(ExtensionType::supported_versions)?;
    let Some(offered) = offered else {
        // "If the "supported_versions" extension is absent and the server only supports versions greater than
        // ClientHello.legacy_version, the server MUST abort the handshake with a "protocol_version" alert."
        // (RFC 9846 §E.2)
        if enforced(Check::ClientVersionOld) && hello.legacy_version < tls12 {
            let version = hello.legacy_version;
            return Err(Failure::new(Cause::PeerSpeaksOldTls).field("legacy_version").got(format!("{version}")));
        }
        // "If this extension is not present, servers which are compliant with this specification and which also support
        // TLS 1.2 MUST negotiate TLS 1.2 or prior as specified in [RFC5246], even if ClientHello.legacy_version is 0x0304
        // or later." (RFC 9846 §4.3.1)
        if common.allows(tls12) {
            return Ok(tls12);
        }
        return Err(no_common_version(common, "no supported_versions, so TLSv1.2"));
    };
    // "servers MUST NOT use the ClientHello.legacy_version value for version negotiation and MUST use only the
    // "supported_versions" extension to determine client preferences." (RFC 9846 §4.3.1)
    let has = |version| offered.versions.iter().any(|offered| offered == version) && common.allows(version);
    if has(tls13) {
        // "A server which receives a legacy_version value not equal to 0x0303 MUST abort the handshake with a
        // "protocol_version" alert." (RFC 9846 §4.2.2)
        if enforced(Check::ClientLegacyVersion) && hello.legacy_version != tls12 {
            return Err(Failure::new(Cause::LegacyVersion)
                .field("legacy_version")
                .expected("0x0303")
                .got(format!("{:?}", hello.legacy_version)));
        }
        return Ok(tls13);
    }
    if has(tls12) {
        return Ok(tls12);
    }
    let names: Vec<_> = offered.versions.iter().take(8).map(|version| version.to_string()).collect();
    Err(no_common_version(common, &names.join(", ")))
}

fn no_common_version(common: &Common, offered: &str) -> Failure {
    let allowed: Vec<_> = common.versions.iter().map(ToString::to_string).collect();
    Failure::new(Cause::NoCommonVersion).expected(allowed.join(" or ")).got(offered.to_string())
}

/// The name that the client wants to reach, in lower case (RFC 6066 §3).
pub(crate) fn server_name(hello: &ClientHello<'_>) -> Result<Option<String>, Failure> {
    let Some(list) = hello.extensions.get::<ServerNameList<'_>>(ExtensionType::server_name)? else {
        return Ok(None);
    };
    let refuse = || Failure::new(Cause::FieldValue).field("extensions[server_name].server_name_list");
    let mut names = list.server_name_list.iter().filter(|name| name.name_type == NameType::host_name);
    let name = names.next();
    // "The ServerNameList MUST NOT contain more than one name of the same name_type." (RFC 6066 §3)
    if enforced(Check::ServerNameOnce) && names.next().is_some() {
        return Err(refuse().expected("one host_name").got("several"));
    }
    let Some(name) = name else {
        return Ok(None);
    };
    // ""HostName" contains the fully qualified DNS hostname of the server, as understood by the client. The hostname is
    // represented as a byte string using ASCII encoding without a trailing dot." (RFC 6066 §3)
    let text =
        core::str::from_utf8(name.host_name.0).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
    let text = text.or_else(|| (!enforced(Check::ServerNameAscii)).then_some("")).ok_or_else(|| {
        refuse().expected("a DNS name in ASCII").got(format!("\"{}\"", name.host_name.0.escape_ascii()))
    })?;
    // A literal address is "not permitted in "HostName"" (RFC 6066 §3); clients that send one all the same mean nobody in
    // particular.
    let dns = DnsName::try_from(text).ok();
    Ok(dns.map(|dns| dns.as_ref().to_ascii_lowercase()))
}

/// Chooses the application protocol (RFC 7301 §3.2).
pub(super) fn application_protocol(ours: &[Vec<u8>], hello: &ClientHello<'_>) -> Result<Option<Vec<u8>>, Failure> {
    let alpn = ExtensionType::application_layer_protocol_negotiation;
    let Some(offered) = hello.extensions.get::<ProtocolNameList<'_>>(alpn)? else {
        return Ok(None);
    };
    if ours.is_empty() {
        return Ok(None);
    }
    let offers = |name: &&Vec<u8>| offered.protocol_name_list.iter().any(|offered| offered.name.0 == name.as_slice());
    match ours.iter().find(offers) {
        Some(name) => Ok(Some(name.clone())),
        None if !enforced(Check::AlpnCommon) => Ok(None),
        // "In the event that the server supports no protocols that the client advertises, then the server SHALL respond
        // with a fatal "no_application_protocol" alert." (RFC 7301 §3.2)
        None => {
            let names: Vec<_> =
                offered.protocol_name_list.iter().take(8).map(|name| name.name.0.escape_ascii().to_string()).collect();
            Err(Failure::new(Cause::NoCommonProtocol).got(names.join(", ")))
        }
    }
}

/// The signature schemes that the client accepts and our configuration has, in the client's order.
pub(super) fn schemes(common: &Common, hello: &ClientHello<'_>) -> Result<Vec<SignatureScheme>, Failure> {
    let list = hello.extensions.get::<SignatureSchemeList<'_>>(ExtensionType::signature_algorithms)?;
    Ok(list.map_or_else(Vec::new, |list| {
        let offered = list.supported_signature_algorithms.iter();
        offered.filter(|scheme| common.signature_schemes.contains(scheme)).collect()
    }))
}

/// The signature schemes that the client accepts in certificates. "If no "signature_algorithms_cert" extension is present, then
/// the "signature_algorithms" extension also applies to signatures appearing in certificates." and "TLS 1.2 implementations
/// SHOULD also process this extension." (RFC 9846 §4.3.3)
pub(super) fn certificate_schemes(hello: &ClientHello<'_>) -> Result<Vec<SignatureScheme>, Failure> {
    let list = hello.extensions.get::<SignatureSchemeList<'_>>(ExtensionType::signature_algorithms_cert)?;
    let list = match list {
        Some(list) => Some(list),
        None => hello.extensions.get::<SignatureSchemeList<'_>>(ExtensionType::signature_algorithms)?,
    };
    Ok(list.map_or_else(Vec::new, |list| list.supported_signature_algorithms.iter().collect()))
}

/// The suites of a version that both sides have, in the order that counts.
pub(super) fn common_suites(
    config: &ServerConfig,
    version: ProtocolVersion,
    hello: &ClientHello<'_>,
) -> Vec<CipherSuite> {
    let ours: Vec<_> = config.common.suites_of(version).collect();
    if !config.prefer_own_order {
        return hello.cipher_suites.iter().filter(|offered| ours.contains(offered)).collect();
    }
    let offered = |suite: &CipherSuite| hello.cipher_suites.iter().any(|offered| offered == *suite);
    let mut common: Vec<_> = ours.into_iter().filter(offered).collect();
    // The client's first suite tells what its machine does best; the rest of the order stays ours (a stable sort).
    let first = hello.cipher_suites.iter().find(|suite| !suite.is_grease());
    if config.common.offer.prioritize_chacha20 && first.is_some_and(CipherSuite::is_chacha20) {
        common.sort_by_key(|suite| !suite.is_chacha20());
    }
    common
}

/// "If the server is unable to negotiate a supported set of parameters (i.e., there is no overlap between the client and
/// server parameters), it MUST abort the handshake with either a "handshake_failure" or "insufficient_security" fatal
/// alert" (RFC 9846 §4.2.1).
pub(super) fn no_common_suite(hello: &ClientHello<'_>) -> Failure {
    let names: Vec<_> = hello.cipher_suites.iter().take(8).map(|suite| suite.to_string()).collect();
    Failure::new(Cause::NoCommonCipherSuite).got(names.join(", "))
}

/// The groups that both sides have, in our order; `None` if the client did not say which it has.
pub(super) fn common_groups(common: &Common, hello: &ClientHello<'_>) -> Result<Option<Vec<NamedGroup>>, Failure> {
    common_of(&common.groups, hello)
}

/// The same, of the best tier of ours in which there are any.
pub(super) fn best_common_groups(common: &Common, hello: &ClientHello<'_>) -> Result<Vec<NamedGroup>, Failure> {
    for tier in common.group_tiers() {
        let groups = common_of(tier, hello)?.unwrap_or_default();
        if !groups.is_empty() {
            return Ok(groups);
        }
    }
    Ok(Vec::new())
}

fn common_of(ours: &[NamedGroup], hello: &ClientHello<'_>) -> Result<Option<Vec<NamedGroup>>, Failure> {
    let list = hello.extensions.get::<NamedGroupList<'_>>(ExtensionType::supported_groups)?;
    Ok(list.map(|list| {
        let offers = |group: &NamedGroup| list.named_group_list.iter().any(|offered| offered == *group);
        ours.iter().copied().filter(offers).collect()
    }))
}
