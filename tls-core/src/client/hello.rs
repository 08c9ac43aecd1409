//! START: the ClientHello (RFC 9846 §4.2.2).

use super::ClientState;
use super::handshake::Handshake;
use super::server_hello::WaitServerHello;
use crate::codec::{List, Opaque};
use crate::config::ClientConfig;
use crate::conn::effects::{Absorb, Effects};
use crate::conn::env::Env;
use crate::crypto::ActiveKeyExchange;
use crate::error::{Cause, Failure};
use crate::grease::Grease;
use crate::msg::Received;
use crate::msg::client_hello::{ClientHello, Random};
use crate::msg::ext::{
    Carried, CertificateStatusRequest, Cookie, EcPointFormatList, Empty, ExtensionsWriter, KeyShareClientHello,
    KeyShareEntry, NamedGroupList, ProtocolName, ProtocolNameList, RenegotiationInfo, ServerName as ServerNameEntry,
    ServerNameList, SignatureSchemeList, SupportedVersions,
};
use crate::pki_types::ServerName;
use crate::registry::{
    CompressionMethod, EcPointFormat, ExtensionType, HandshakeType, NameType, NamedGroup, ProtocolVersion,
};
use crate::transcript::HelloTranscript;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What differs between the first ClientHello and the one after a HelloRetryRequest.
pub(super) struct Changes<'a> {
    pub(super) random: Random,
    pub(super) session_id: &'a [u8],
    /// In the order of the groups.
    pub(super) key_shares: &'a [Box<dyn ActiveKeyExchange>],
    pub(super) cookie: Option<&'a [u8]>,
    /// Whether there is a share for the GREASE group: not where a HelloRetryRequest has asked for a single share.
    pub(super) grease_share: bool,
}

/// Starts a handshake: sends the ClientHello.
pub(crate) fn start(
    config: &Arc<ClientConfig>,
    name: &ServerName<'static>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ClientState, Failure> {
    // One fill for everything random that is not a key.
    let entropy: [u8; 64] = env.random()?;
    let (random, session_id) = entropy.split_at(32);
    let random = random.try_into().map_err(|_| Cause::Internal)?;
    let tls13 = config.common.allows(ProtocolVersion::TLSv1_3);
    let key_shares = if tls13 { start_key_exchanges(config, env)? } else { Vec::new() };
    // "In compatibility mode (see Appendix E.4), this field MUST be non-empty, so a client not offering a pre-TLS 1.3
    // session MUST generate a new 32-byte value." (RFC 9846 §4.2.2)
    let compatible = tls13 && config.middlebox_compatibility;
    let changes = Changes {
        random,
        session_id: if compatible { session_id } else { &[] },
        key_shares: &key_shares,
        cookie: None,
        grease_share: true,
    };
    let mut transcript = HelloTranscript::new();
    let handshake = send_client_hello(config, name, &changes, &mut transcript, env, effects)?;
    Ok(WaitServerHello { handshake: Box::new(handshake), transcript, key_shares }.into())
}

/// One key exchange for every group whose share is sent at once.
fn start_key_exchanges(config: &ClientConfig, env: &Env<'_>) -> Result<Vec<Box<dyn ActiveKeyExchange>>, Failure> {
    let start = |group: &NamedGroup| -> Result<_, Failure> {
        let group = config.common.provider.group(*group).ok_or(Cause::Internal)?;
        // "The key_exchange values for each KeyShareEntry MUST be generated independently." (RFC 9846 §4.3.8)
        Ok(group.start(env.random)?)
    };
    config.common.offer.key_shares.iter().map(start).collect()
}

/// Builds and sends a ClientHello, and reads off what it offers: what goes out counts, whoever changed it.
pub(super) fn send_client_hello(
    config: &Arc<ClientConfig>,
    name: &ServerName<'static>,
    changes: &Changes<'_>,
    transcript: &mut impl Absorb,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<Handshake, Failure> {
    let grease = config.common.offer.grease.then(|| Grease::of(&changes.random));
    let mut extensions = ExtensionsWriter::new();
    if let Some(grease) = &grease {
        extensions.add(grease.first, &Empty {});
    }
    write_extensions(config, name, changes, grease.as_ref(), &mut extensions);
    if let Some(grease) = &grease {
        extensions.add(grease.last, &Carried(&[0]));
    }
    if extensions.overflowed() {
        return Err(Cause::EncodingFailed.into());
    }
    let hello = ClientHello {
        legacy_version: ProtocolVersion::TLSv1_2,
        random: changes.random,
        legacy_session_id: Opaque(changes.session_id),
        cipher_suites: List::Led(grease.map(|grease| grease.suite), &config.common.suites),
        legacy_compression_methods: List::Items(&[CompressionMethod::null]),
        extensions: extensions.block(),
    };
    let sent = effects.send(env, transcript, HandshakeType::client_hello, &hello)?;
    let sent: ClientHello<'_> = Received::new(HandshakeType::client_hello, effects.sent(sent)).decode()?;
    Ok(Handshake::new(config.clone(), name.clone(), &sent))
}

fn write_extensions(
    config: &ClientConfig,
    name: &ServerName<'static>,
    changes: &Changes<'_>,
    grease: Option<&Grease>,
    extensions: &mut ExtensionsWriter,
) {
    let common = &config.common;
    let tls12 = common.allows(ProtocolVersion::TLSv1_2);
    let tls13 = common.allows(ProtocolVersion::TLSv1_3);
    // "Literal IPv4 and IPv6 addresses are not permitted in "HostName"." (RFC 6066 §3)
    if let ServerName::DnsName(dns) = name
        && config.send_server_name
    {
        let host_name = dns.as_ref().trim_end_matches('.').as_bytes();
        let entry = [ServerNameEntry { name_type: NameType::host_name, host_name: Opaque(host_name) }];
        extensions.add(ExtensionType::server_name, &ServerNameList { server_name_list: List::Items(&entry) });
    }
    // "In order to indicate their desire to receive certificate status information, clients MAY include an extension of type
    // "status_request" in the (extended) client hello." (RFC 6066 §8)
    if config.request_ocsp {
        extensions.add(ExtensionType::status_request, &CertificateStatusRequest::OCSP);
    }
    if tls12 {
        extensions.add(ExtensionType::extended_master_secret, &Empty {});
        extensions.add(ExtensionType::renegotiation_info, &RenegotiationInfo { renegotiated_connection: Opaque(&[]) });
    }
    if !common.groups.is_empty() {
        let list = NamedGroupList { named_group_list: List::Led(grease.map(|grease| grease.group), &common.groups) };
        extensions.add(ExtensionType::supported_groups, &list);
        if tls12 {
            let formats = [EcPointFormat::uncompressed];
            let list = EcPointFormatList { ec_point_format_list: List::Items(&formats) };
            extensions.add(ExtensionType::ec_point_formats, &list);
        }
    }
    // RSASSA-PKCS1-v1_5 is offered in TLS 1.3 too: it says which signatures certificates may have (RFC 9846 §4.3.3).
    let schemes = List::Led(grease.map(|grease| grease.scheme), &common.signature_schemes);
    let list = SignatureSchemeList { supported_signature_algorithms: schemes };
    extensions.add(ExtensionType::signature_algorithms, &list);
    // "Implementations which have the same policy in both cases MAY omit the "signature_algorithms_cert" extension."
    // (RFC 9846 §4.3.3)
    if let Some(schemes) = &common.offer.certificate_schemes {
        let list = SignatureSchemeList { supported_signature_algorithms: List::Items(schemes) };
        extensions.add(ExtensionType::signature_algorithms_cert, &list);
    }
    if !common.alpn.is_empty() {
        let grease = grease.map(|grease| grease.protocol.as_slice());
        let names = grease.into_iter().chain(common.alpn.iter().map(Vec::as_slice));
        let names: Vec<_> = names.map(|name| ProtocolName { name: Opaque(name) }).collect();
        extensions.add(
            ExtensionType::application_layer_protocol_negotiation,
            &ProtocolNameList { protocol_name_list: List::Items(&names) },
        );
    }
    if !tls13 {
        return;
    }
    let versions = List::Led(grease.map(|grease| grease.version), &common.versions);
    extensions.add(ExtensionType::supported_versions, &SupportedVersions { versions });
    if let Some(cookie) = changes.cookie {
        extensions.add(ExtensionType::cookie, &Cookie { cookie: Opaque(cookie) });
    }
    // "Clients MAY send an empty client_shares list to request group selection from the server, at the cost of an additional
    // round trip" (RFC 9846 §4.3.8)
    let shares = changes
        .key_shares
        .iter()
        .map(|share| KeyShareEntry { group: share.group(), key_exchange: Opaque(share.share()) });
    // "For each of these, the "key_exchange" field MAY be any value." (RFC 8701 §3.1)
    let grease = grease.filter(|_| changes.grease_share && !changes.key_shares.is_empty());
    let grease = grease.map(|grease| KeyShareEntry { group: grease.group, key_exchange: Opaque(&[0]) });
    let shares: Vec<_> = grease.into_iter().chain(shares).collect();
    extensions.add(ExtensionType::key_share, &KeyShareClientHello { client_shares: List::Items(&shares) });
}
