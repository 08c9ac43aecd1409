//! WAIT_CCS and WAIT_FINISHED: the client's change_cipher_spec and Finished, and ours (RFC 5246 §7.1, §7.4.9).

use super::{Connected, Keyed, Tls12};
use crate::auth::check_finished;
use crate::codec::Rest;
use crate::conn::Epoch;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::Failure;
use crate::key_schedule::RecordKeys;
use crate::key_schedule::tls12::{ConnectionKeys, MasterSecret};
use crate::msg::Received;
use crate::msg::finished::Finished;
use crate::record::Form;
use crate::registry::HandshakeType;
use crate::server::ServerState;
use crate::switches::Check;
use alloc::boxed::Box;

/// The client's change_cipher_spec comes next.
#[derive(Debug)]
pub(crate) struct WaitChangeCipherSpec(pub(super) Keyed);

/// The client's Finished comes next.
#[derive(Debug)]
pub(crate) struct WaitFinished {
    tls: Box<Tls12>,
    master: MasterSecret,
    keys: RecordKeys,
}

impl WaitChangeCipherSpec {
    pub(in crate::server) fn on_change_cipher_spec(
        self,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self(Keyed { tls, master }) = self;
        let keys = master.connection_keys(&tls.handshake.client_random, &tls.server_random)?;
        let ConnectionKeys { client, server } = keys;
        effects.set_recv_keys(env, Epoch::Application, tls.form(), client);
        Ok(WaitFinished { tls, master, keys: server }.into())
    }
}

impl Tls12 {
    fn form(&self) -> Form {
        Form::Tls12(self.suite.aead.tls12_nonce())
    }
}

impl WaitFinished {
    pub(in crate::server) fn on_finished(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self { mut tls, master, keys } = self;
        let finished: Finished<'_> = message.decode()?;
        let expected = master.verify_data(b"client finished", &tls.transcript.current());
        check_finished(Check::ClientFinished12, finished.verify_data.0, &expected)?;
        env.checked("the client's Finished: both sides saw the same handshake", "RFC 5246 §7.4.9");
        tls.transcript.add(message.bytes());

        effects.send_change_cipher_spec(env);
        effects.set_send_keys(env, Epoch::Application, tls.form(), keys);
        let verify_data = master.verify_data(b"server finished", &tls.transcript.current());
        let finished = Finished { verify_data: Rest(&verify_data) };
        effects.send(env, &mut tls.transcript, HandshakeType::finished, &finished)?;
        effects.done();
        Ok(Connected.into())
    }
}
