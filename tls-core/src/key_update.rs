//! KeyUpdate, the same for both roles (RFC 9846 §4.7.3).

use crate::conn::Epoch;
use crate::conn::effects::{Effects, NoTranscript};
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::key_schedule::TrafficSecret;
use crate::msg::Received;
use crate::msg::key_update::KeyUpdate;
use crate::record::Form;
use crate::registry::{HandshakeType, KeyUpdateRequest};
use crate::switches::{Check, enforced};
use alloc::format;

/// The traffic secrets of a connection that carries data.
#[derive(Debug)]
pub(crate) struct TrafficSecrets {
    send: TrafficSecret,
    recv: TrafficSecret,
}

impl TrafficSecrets {
    pub(crate) const fn new(send: TrafficSecret, recv: TrafficSecret) -> Self {
        Self { send, recv }
    }

    /// "Upon receiving a KeyUpdate, the receiver MUST update its receiving keys." (RFC 9846 §4.7.3)
    pub(crate) fn on_key_update(
        &mut self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        let update: KeyUpdate = message.decode()?;
        // "If an implementation receives any other value, it MUST terminate the connection with an "illegal_parameter"
        // alert." (RFC 9846 §4.7.3)
        match update.request_update {
            KeyUpdateRequest::update_not_requested => {}
            // "the receiver MUST send a KeyUpdate of its own with request_update set to "update_not_requested" prior to
            // sending its next Application Data record. This mechanism [...] causes an implementation which receives
            // multiple KeyUpdates while it is silent to respond with a single update." (RFC 9846 §4.7.3)
            KeyUpdateRequest::update_requested => effects.owe_key_update(),
            other if enforced(Check::KeyUpdateValue) => {
                return Err(Failure::new(Cause::KeyUpdateValue).field("request_update").got(format!("{other}")));
            }
            _ => {}
        }
        self.recv = self.recv.update();
        effects.set_recv_keys(env, Epoch::Application, Form::Tls13, self.recv.record_keys()?);
        Ok(())
    }

    /// Sends a KeyUpdate under the old keys and changes to the new ones.
    pub(crate) fn renew_send_keys(&mut self, env: &mut Env<'_>, effects: &mut Effects) -> Result<(), Failure> {
        let update = KeyUpdate { request_update: KeyUpdateRequest::update_not_requested };
        effects.send(env, &mut NoTranscript, HandshakeType::key_update, &update)?;
        self.send = self.send.update();
        effects.set_send_keys(env, Epoch::Application, Form::Tls13, self.send.record_keys()?);
        Ok(())
    }
}
