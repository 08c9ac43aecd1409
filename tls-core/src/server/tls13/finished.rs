//! WAIT_FINISHED: the client's Finished (RFC 9846 §4.5.3).

use super::super::ServerState;
use super::{Connected, Tls13};
use crate::auth::check_finished;
use crate::conn::Epoch;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::Failure;
use crate::msg::Received;
use crate::msg::finished::Finished;
use crate::record::Form;
use crate::switches::Check;
use alloc::boxed::Box;

/// The client's Finished comes next.
#[derive(Debug)]
pub(crate) struct WaitFinished(pub(super) Box<Tls13>);

impl WaitFinished {
    pub(in crate::server) fn on_finished(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self(mut tls) = self;
        let finished: Finished<'_> = message.decode()?;
        let expected = tls.client_handshake_traffic_secret.verify_data(&tls.transcript.current());
        check_finished(Check::ClientFinished, finished.verify_data.0, expected.expose())?;
        env.checked("the client's Finished: both sides saw the same handshake", "RFC 9846 §4.5.3");
        tls.transcript.add(message.bytes());
        if env.wants_secrets() {
            let through_client_finished = tls.transcript.current();
            env.transcript_hash("client Finished", through_client_finished.as_ref());
            let resumption = tls.main.resumption_secret(&through_client_finished);
            env.secret("resumption_secret", &resumption, &tls.handshake.client_random);
        }
        let recv = tls.client_application_traffic_secret;
        effects.set_recv_keys(env, Epoch::Application, Form::Tls13, recv.record_keys()?);
        effects.done();
        Ok(Connected::new(recv).into())
    }
}
