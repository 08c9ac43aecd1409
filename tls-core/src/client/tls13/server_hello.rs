//! WAIT_SH -> WAIT_EE: the key exchange (RFC 9846 §4.2.3, §4.3.8).

use super::super::ClientState;
use super::super::server_hello::{Answered, missing};
use super::{Tls13, WaitEncryptedExtensions};
use crate::auth;
use crate::codec::Opaque;
use crate::conn::Epoch;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::key_schedule::KeySchedule;
use crate::msg::Received;
use crate::msg::ext::{KeyShareEntry, KeyShareServerHello};
use crate::msg::server_hello::ServerHello;
use crate::record::Form;
use crate::registry::{ExtensionType, NamedGroup, ProtocolVersion};
use crate::switches::{Check, enforced};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

/// The version is TLS 1.3 and the ServerHello's fields are legal.
pub(in crate::client) fn on_server_hello(
    answered: Answered,
    message: Received<'_>,
    hello: &ServerHello<'_>,
    env: &mut Env<'_>,
    effects: &mut Effects,
) -> Result<ClientState, Failure> {
    let Answered { handshake, mut key_shares, mut transcript } = answered;
    let suite = handshake.config.common.provider.suite(hello.cipher_suite).ok_or(Cause::Internal)?;
    // Without a PSK the key schedule needs the server's share: "Current ServerHello messages additionally contain either
    // the "pre_shared_key" extension or the "key_share" extension, or both" (RFC 9846 §4.2.3).
    let share = hello.extensions.get::<KeyShareServerHello<'_>>(ExtensionType::key_share)?;
    if enforced(Check::ServerShareThere) && share.is_none() {
        return Err(missing(ExtensionType::key_share));
    }
    let group = key_shares.first().map_or(NamedGroup::x25519, |offered| offered.group());
    let share = share.map_or(KeyShareEntry { group, key_exchange: Opaque(&[]) }, |share| share.server_share);
    // "This value MUST be in the same group as the KeyShareEntry value offered by the client that the server has selected
    // for the negotiated key exchange." (RFC 9846 §4.3.8) The other private values are dropped here.
    let group = share.group;
    let chosen = key_shares.iter().position(|offered| offered.group() == group);
    // Switched off, the first of the offered keys is used.
    let chosen = if enforced(Check::GroupOffered) { chosen } else { chosen.or_else(|| key_shares.first().map(|_| 0)) };
    let Some(chosen) = chosen else {
        let offered: Vec<_> = key_shares.iter().map(|offered| offered.group().to_string()).collect();
        return Err(Failure::new(Cause::UnofferedGroup)
            .field("extensions[key_share].server_share.group")
            .expected(if offered.is_empty() { "a HelloRetryRequest".to_string() } else { offered.join(" or ") })
            .got(format!("{group}")));
    };
    let key_exchange = key_shares.swap_remove(chosen);
    drop(key_shares);
    let shared = auth::agreed(Check::ServerShareValid, key_exchange.complete(share.key_exchange.0))?;
    effects.learn_suite(env, ProtocolVersion::TLSv1_3, suite.id);
    effects.learn(env, Fact::Group(group));
    effects.learn(env, Fact::ExtendedMasterSecret);
    env.checked("version, suite, session id and group are ones that were offered", "RFC 9846 §4.2.3");

    transcript.add(message.bytes());
    let through_server_hello = transcript.current();
    env.transcript_hash("ServerHello", through_server_hello.as_ref());
    let early = KeySchedule::new(&suite);
    env.secret("early_secret", early.secret(), &handshake.random);
    env.secret("shared_secret", &shared, &handshake.random);
    let schedule = early.with_shared_secret(&shared);
    env.secret("handshake_secret", schedule.secret(), &handshake.random);
    let client = schedule.client_handshake_traffic_secret(&through_server_hello);
    let server = schedule.server_handshake_traffic_secret(&through_server_hello);
    env.secret("CLIENT_HANDSHAKE_TRAFFIC_SECRET", client.secret(), &handshake.random);
    env.secret("SERVER_HANDSHAKE_TRAFFIC_SECRET", server.secret(), &handshake.random);
    effects.set_recv_keys(env, Epoch::Handshake, Form::Tls13, server.record_keys()?);
    // Without 0-RTT nothing is sent between here and Finished but alerts, and for them: "clients may send alerts that
    // derive from post-ServerHello messages in the clear or with the early data keys. If clients need to send such
    // alerts, they SHOULD first rekey to the handshake keys if possible." (RFC 9846 §A.1)
    effects.set_send_keys(env, Epoch::Handshake, Form::Tls13, client.record_keys()?);
    let owes_ccs = !handshake.session_id.is_empty() && !handshake.retried;
    Ok(WaitEncryptedExtensions(Box::new(Tls13 {
        handshake,
        transcript,
        schedule,
        client_handshake_traffic_secret: client,
        server_handshake_traffic_secret: server,
        owes_ccs,
        certificate_request: None,
    }))
    .into())
}
