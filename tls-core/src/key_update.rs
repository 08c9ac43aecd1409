//! KeyUpdate, the same for both roles (RFC 9846 §4.7.3).

use crate::conn::Epoch;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::key_schedule::TrafficSecret;
use crate::msg::Received;
use crate::msg::key_update::KeyUpdate;
use crate::record::Form;
use crate::registry::KeyUpdateRequest;
use crate::switches::{Check, enforced};
use alloc::format;

/// The secret behind the keys for receiving application data. The one for sending is with the keys (`conn/send.rs`): data
/// goes out, and its keys change, without a step of the protocol.
#[derive(Debug)]
pub(crate) struct RecvSecret(TrafficSecret);

impl RecvSecret {
    pub(crate) const fn new(recv: TrafficSecret) -> Self {
        Self(recv)
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
            KeyUpdateRequest::update_not_requested => effects.peer_key_update(false),
            // "the receiver MUST send a KeyUpdate of its own with request_update set to "update_not_requested" prior to
            // sending its next Application Data record. This mechanism [...] causes an implementation which receives
            // multiple KeyUpdates while it is silent to respond with a single update." (RFC 9846 §4.7.3)
            KeyUpdateRequest::update_requested => effects.peer_key_update(true),
            other if enforced(Check::KeyUpdateValue) => {
                return Err(Failure::new(Cause::KeyUpdateValue).field("request_update").got(format!("{other}")));
            }
            _ => {}
        }
        self.0 = self.0.update();
        effects.set_recv_keys(env, Epoch::Application, Form::Tls13, self.0.record_keys()?);
        Ok(())
    }
}
