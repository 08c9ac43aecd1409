//! What a TLS 1.3 ClientHello leads to: a share in another group, or the server's flight (RFC 9846 §4.2.1).

use super::super::second_hello::WaitSecondClientHello;
use super::super::{Handshake, ServerState, negotiate};
use super::flight::{ChooseCredential, Negotiated};
use crate::codec::{CodePoints, Opaque};
use crate::config::ServerConfig;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::crypto::{Secret, Suite};
use crate::error::{Cause, Failure};
use crate::msg::client_hello::ClientHello;
use crate::msg::ext::{
    ExtensionsWriter, KeyShareClientHello, KeyShareEntry, KeyShareHelloRetryRequest, NamedGroupList, SelectedVersion,
};
use crate::msg::server_hello::{HELLO_RETRY_REQUEST_RANDOM, HelloRetryRequest};
use crate::registry::{CipherSuite, CompressionMethod, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion};
use crate::switches::{Check, enforced};
use crate::transcript::{HelloTranscript, Transcript};
use alloc::boxed::Box;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What a ClientHello allows, before a credential is chosen.
struct Choice<'a> {
    suite: Suite,
    /// The common groups of the best tier that has any.
    groups: Vec<NamedGroup>,
    shares: Vec<KeyShareEntry<'a>>,
}

/// The version is TLS 1.3.
pub(in crate::server) fn on_client_hello(
    config: &Arc<ServerConfig>,
    transcript: HelloTranscript,
    hello: &ClientHello<'_>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ServerState, Failure> {
    check_hello(hello)?;
    let choice = choose(config, hello)?;
    // Within a tier the share at hand counts more than the order: "Selecting a group based on KeyShareEntry may result in the
    // use of a less preferred group than the client and server mutually support, though saving the round trip of
    // HelloRetryRequest." (RFC 9846 §4.3.8) Across tiers it does not: "If the server selects an asymmetric key exchange
    // group and the client did not offer a compatible "key_share" extension in the initial ClientHello, the server MUST
    // respond with a HelloRetryRequest" (RFC 9846 §4.2.1).
    let at_hand =
        choice.groups.iter().find_map(|group| choice.shares.iter().find(|share| share.group == *group).cloned());
    let handshake = Handshake::new(config, hello, negotiate::schemes(&config.common, hello)?)?;
    match at_hand {
        Some(share) => {
            let transcript = transcript.select(choice.suite.hash, false);
            begin(handshake, transcript, (choice.suite, false), &share, env, effects)
        }
        None => retry(&handshake, transcript, &choice, env, effects),
    }
}

/// The version is still TLS 1.3, and nothing was changed that must not be.
pub(in crate::server) fn on_second_client_hello(
    config: &Arc<ServerConfig>,
    transcript: Transcript,
    (suite, group): (CipherSuite, NamedGroup),
    hello: &ClientHello<'_>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ServerState, Failure> {
    check_hello(hello)?;
    let choice = choose(config, hello)?;
    if choice.suite.id != suite {
        return Err(Cause::Internal.into());
    }
    // "the client MUST replace the original "key_share" extension with one containing only a new KeyShareEntry for the
    // group indicated in the selected_group field of the triggering HelloRetryRequest" (RFC 9846 §4.3.8)
    if enforced(Check::SecondHelloOneShare) && choice.shares.len() != 1 {
        return Err(Failure::new(Cause::SecondClientHello)
            .expected("one share")
            .got(format!("{}", choice.shares.len())));
    }
    let share = choice.shares.first().ok_or(Cause::Internal)?;
    if enforced(Check::SecondHelloGroup) && share.group != group {
        return Err(Failure::new(Cause::SecondClientHello)
            .expected(format!("a share in {group}"))
            .got(format!("{}", share.group)));
    }
    // "Early data is not permitted after a HelloRetryRequest." (RFC 9846 §4.2.2)
    if enforced(Check::SecondHelloEarlyData) && hello.extensions.has(ExtensionType::early_data) {
        return Err(Failure::new(Cause::SecondClientHello).got("early_data"));
    }
    let handshake = Handshake::new(config, hello, negotiate::schemes(&config.common, hello)?)?;
    begin(handshake, transcript, (choice.suite, true), share, env, effects)
}

/// Rules for every TLS 1.3 ClientHello.
fn check_hello(hello: &ClientHello<'_>) -> Result<(), Failure> {
    // "For every TLS 1.3 ClientHello, this list MUST contain exactly one byte, set to zero [...]. If a TLS 1.3 ClientHello
    // is received with any other value in this field, the server MUST abort the handshake with an "illegal_parameter"
    // alert." (RFC 9846 §4.2.2)
    let mut methods = hello.legacy_compression_methods.iter();
    let only_null = methods.next() == Some(CompressionMethod::null) && methods.next().is_none();
    if enforced(Check::ClientCompression) && !only_null {
        return Err(Failure::new(Cause::CompressionMethod).field("legacy_compression_methods"));
    }
    // "The "pre_shared_key" extension MUST be the last extension in the ClientHello [...]. Servers MUST check that it is
    // the last extension and otherwise fail the handshake with an "illegal_parameter" alert." (RFC 9846 §4.3.11)
    let mut from_psk = hello.extensions.iter().skip_while(|one| one.extension_type != ExtensionType::pre_shared_key);
    if enforced(Check::PskLast) && from_psk.nth(1).is_some() {
        return Err(Cause::PskNotLast.into());
    }
    let has = |extension| hello.extensions.has(extension);
    let missing =
        |extension: ExtensionType| Err(Failure::new(Cause::MissingExtension).expected(format!("{extension}")));
    // "If not containing a "pre_shared_key" extension, it MUST contain both a "signature_algorithms" extension and a
    // "supported_groups" extension. If containing a "supported_groups" extension, it MUST also contain a "key_share"
    // extension, and vice versa. [...] Servers receiving a ClientHello which does not conform to these requirements MUST
    // abort the handshake with a "missing_extension" alert." (RFC 9846 §9.2). Here PSKs are not accepted, so a handshake
    // always authenticates with a certificate and needs them all.
    for extension in [ExtensionType::signature_algorithms, ExtensionType::supported_groups, ExtensionType::key_share] {
        if enforced(Check::ClientExtensionsThere) && !has(extension) {
            return missing(extension);
        }
    }
    // "If clients offer "pre_shared_key" without a "psk_key_exchange_modes" extension, servers MUST abort the handshake."
    // (RFC 9846 §4.3.9)
    if enforced(Check::PskModesThere)
        && has(ExtensionType::pre_shared_key)
        && !has(ExtensionType::psk_key_exchange_modes)
    {
        return missing(ExtensionType::psk_key_exchange_modes);
    }
    Ok(())
}

fn choose<'a>(config: &ServerConfig, hello: &ClientHello<'a>) -> Result<Choice<'a>, Failure> {
    let common = &config.common;
    let suites = negotiate::common_suites(config, ProtocolVersion::TLSv1_3, hello);
    let suite = suites.first().ok_or_else(|| negotiate::no_common_suite(hello))?;
    let suite = common.provider.suite(*suite).ok_or(Cause::Internal)?;
    let shares = shares(hello)?;
    let groups = negotiate::best_common_groups(common, hello)?;
    // "If there is no overlap between the received "supported_groups" and the groups supported by the server, then the
    // server MUST abort the handshake with a "handshake_failure" or an "insufficient_security" alert." (RFC 9846 §4.2.1)
    if groups.is_empty() {
        return Err(Cause::NoCommonGroup.into());
    }
    Ok(Choice { suite, groups, shares })
}

/// The client's shares. "Clients MUST NOT offer multiple KeyShareEntry values for the same group. Clients MUST NOT offer any
/// KeyShareEntry values for groups not listed in the client's "supported_groups" extension. Servers MAY check for violations
/// of these rules and abort the handshake with an "illegal_parameter" alert if one is violated." (RFC 9846 §4.3.8)
fn shares<'a>(hello: &ClientHello<'a>) -> Result<Vec<KeyShareEntry<'a>>, Failure> {
    let offered = hello.extensions.get::<NamedGroupList<'_>>(ExtensionType::supported_groups)?;
    let offered = offered.map(|list| list.named_group_list).unwrap_or_default();
    let list = hello.extensions.get::<KeyShareClientHello<'_>>(ExtensionType::key_share)?;
    let mut shares: Vec<KeyShareEntry<'_>> = Vec::new();
    // One bit per code point, so that the work grows with the lists' length and not with its square.
    let mut unused = CodePoints::new(offered.iter().map(|group| group.0));
    for share in list.map(|list| list.client_shares).unwrap_or_default().iter() {
        if !unused.remove(share.group.0) && enforced(Check::KeyShareGroups) {
            return Err(Failure::new(Cause::KeyShareGroups)
                .field("extensions[key_share].client_shares")
                .got(format!("{}", share.group)));
        }
        shares.push(share);
    }
    Ok(shares)
}

/// Asks for a share in the group of the best common tier that comes first in our order.
fn retry(
    handshake: &Handshake,
    transcript: HelloTranscript,
    choice: &Choice<'_>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ServerState, Failure> {
    let group = *choice.groups.first().ok_or(Cause::Internal)?;
    effects.learn_suite(env, ProtocolVersion::TLSv1_3, choice.suite.id);
    effects.learn(env, Fact::HelloRetry);
    effects.check_aligned();
    let mut extensions = ExtensionsWriter::new();
    let version = SelectedVersion { selected_version: ProtocolVersion::TLSv1_3 };
    extensions.add(ExtensionType::supported_versions, &version);
    extensions.add(ExtensionType::key_share, &KeyShareHelloRetryRequest { selected_group: group });
    let retry = HelloRetryRequest {
        legacy_version: ProtocolVersion::TLSv1_2,
        random: HELLO_RETRY_REQUEST_RANDOM,
        legacy_session_id_echo: Opaque(handshake.session_id.as_slice()),
        cipher_suite: choice.suite.id,
        legacy_compression_method: CompressionMethod::null,
        extensions: extensions.block(),
    };
    let first = transcript.messages().to_vec();
    let mut transcript = transcript.select_after_retry(choice.suite.hash);
    effects.send(env, &mut transcript, HandshakeType::server_hello, &retry)?;
    // "if the client sends a non-empty session ID, the server MUST send the change_cipher_spec as described in this
    // appendix" (RFC 9846 §E.4): after its first handshake message.
    if !handshake.session_id.is_empty() {
        effects.send_change_cipher_spec(env);
    }
    let config = handshake.config.clone();
    Ok(WaitSecondClientHello { config, first, transcript, suite: choice.suite.id, group }.into())
}

/// Everything is at hand but the credential.
fn begin(
    handshake: Handshake,
    transcript: Transcript,
    (suite, retried): (Suite, bool),
    share: &KeyShareEntry<'_>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ServerState, Failure> {
    let provider = &handshake.config.common.provider;
    let group = provider.group(share.group).ok_or(Cause::Internal)?;
    let (own_share, shared) = match group.respond(share.key_exchange.0, env.random) {
        Err(_) if !enforced(Check::ClientShareValid) => (group.start(env.random)?.share().to_vec(), Secret::zeroed(32)),
        answer => answer?,
    };
    effects.learn_suite(env, ProtocolVersion::TLSv1_3, suite.id);
    effects.learn(env, Fact::Group(share.group));
    effects.learn(env, Fact::ExtendedMasterSecret);
    handshake.learn(env, effects);
    env.checked("the ClientHello has all that TLS 1.3 needs", "RFC 9846 §9.2");
    let negotiated = Negotiated {
        handshake: Box::new(handshake),
        transcript,
        suite,
        group: share.group,
        own_share,
        shared,
        retried,
    };
    Ok(ChooseCredential::ask(negotiated, effects).into())
}
