//! WAIT_CCS and WAIT_FINISHED: the server's change_cipher_spec and Finished (RFC 5246 §7.1, §7.4.9).

use super::{Connected, ignore_hello_request};
use crate::auth::check_finished;
use crate::client::ClientState;
use crate::conn::Epoch;
use crate::conn::effects::Effects;
use crate::conn::env::Env;
use crate::error::Failure;
use crate::key_schedule::RecordKeys;
use crate::key_schedule::tls12::MasterSecret;
use crate::msg::Received;
use crate::msg::finished::Finished;
use crate::record::Form;
use crate::switches::Check;
use crate::transcript::Transcript;
use alloc::boxed::Box;

/// The client has sent its Finished; the server's change_cipher_spec comes next.
#[derive(Debug)]
pub(crate) struct WaitChangeCipherSpec {
    finished: Box<WaitFinished>,
    form: Form,
    keys: RecordKeys,
}

/// The server's Finished comes next.
#[derive(Debug)]
pub(crate) struct WaitFinished {
    transcript: Transcript,
    master: MasterSecret,
}

impl WaitChangeCipherSpec {
    ignore_hello_request!();

    pub(super) fn new(transcript: Transcript, master: MasterSecret, form: Form, keys: RecordKeys) -> Self {
        Self { finished: Box::new(WaitFinished { transcript, master }), form, keys }
    }

    /// "The ChangeCipherSpec message is sent by both the client and the server to notify the receiving party that
    /// subsequent records will be protected under the newly negotiated CipherSpec and keys." (RFC 5246 §7.1)
    pub(in crate::client) fn on_change_cipher_spec(
        self,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        effects.set_recv_keys(env, Epoch::Application, self.form, self.keys);
        Ok((*self.finished).into())
    }
}

impl WaitFinished {
    pub(in crate::client) fn on_finished(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let finished: Finished<'_> = message.decode()?;
        let expected = self.master.verify_data(b"server finished", &self.transcript.current());
        check_finished(Check::ServerFinished12, finished.verify_data.0, &expected)?;
        env.checked("the server's Finished: both sides saw the same handshake", "RFC 5246 §7.4.9");
        effects.done();
        Ok(Connected.into())
    }
}
