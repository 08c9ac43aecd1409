//! Answers from memory: what the configuration says.

use super::peer::{self, PeerChain};
use super::question::{Answer, ChooseCredential, DecryptPremaster, Question, Sign};
use super::side::{Client, Server, Side};
use crate::client::ClientState;
use crate::config::client::ServerTrust;
use crate::config::common::Common;
use crate::credential::{self, Credential, Wanted};
use crate::crypto::CryptoFailure;
use crate::msg::Role;
use crate::pki_types::UnixTime;
use crate::registry::AlertDescription;
use crate::server::ServerState;
use crate::trust::{Purpose, Trust};
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

impl Side for Client {
    type State = ClientState;
    const ROLE: Role = Role::Client;

    fn common(&self) -> &Common {
        &self.config.common
    }

    fn trust(&self) -> Option<&Trust> {
        match &self.config.trust {
            ServerTrust::Checked(trust) => Some(trust),
            ServerTrust::Anybody => None,
        }
    }

    fn purpose(&self) -> Purpose<'_> {
        Purpose::Server(&self.name)
    }

    fn credentials(&self) -> &[Arc<Credential>] {
        self.config.credential.as_slice()
    }
}

impl Side for Server {
    type State = ServerState;
    const ROLE: Role = Role::Server;

    fn common(&self) -> &Common {
        &self.config.common
    }

    fn trust(&self) -> Option<&Trust> {
        self.config.client_auth.trust()
    }

    fn purpose(&self) -> Purpose<'_> {
        Purpose::Client
    }

    fn credentials(&self) -> &[Arc<Credential>] {
        &self.config.credentials
    }

    fn configure(&mut self, answer: &Answer) {
        if let Answer::Config(Ok(config)) = answer {
            self.config = config.clone();
        }
    }
}

/// Answers a question from what is in memory; about a peer it says how it came to that.
pub(super) fn answer<S: Side>(side: &S, question: &Question, now: UnixTime) -> (Answer, Option<Box<PeerChain>>) {
    let answer = match question {
        // Asked only if the caller wants to be asked.
        Question::ChooseConfig(_) => Answer::Config(Err(AlertDescription::internal_error)),
        Question::VerifyPeer(question) => {
            let peer = peer::judge(side, question, now);
            let verdict = peer.failure().cloned().map_or(Ok(()), Err);
            return (Answer::Verified(verdict), Some(Box::new(peer)));
        }
        Question::ChooseCredential(question) => Answer::Credential(choose(side.credentials(), question)),
        Question::Sign(Sign { credential, scheme, message }) => {
            Answer::Signature(credential.key().sign(*scheme, message, &*side.provider().random))
        }
        Question::DecryptPremaster(DecryptPremaster { key, ciphertext, client_version }) => Answer::Premaster(
            key.rsa_decryption()
                .ok_or(CryptoFailure::Unsupported)
                .and_then(|key| key.decrypt_premaster(ciphertext, *client_version, &*side.provider().random)),
        ),
    };
    (answer, None)
}

fn choose(credentials: &[Arc<Credential>], question: &ChooseCredential) -> Option<Arc<Credential>> {
    let authorities: Vec<&[u8]> = question.authorities.iter().map(Vec::as_slice).collect();
    let mut wanted = Wanted::new(question.version, &question.schemes);
    wanted.server_name = question.server_name.as_deref();
    wanted.authentications = &question.authentications;
    wanted.rsa_key_exchange = question.rsa_key_exchange;
    wanted.authorities = &authorities;
    wanted.certificate_schemes = &question.certificate_schemes;
    credential::choose(credentials, &wanted).cloned()
}
