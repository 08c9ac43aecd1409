//! Answers from memory: what the configuration says.

use super::question::{Answer, ChooseCredential, DecryptPremaster, Question, Sign, VerifyPeer};
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
use crate::trust::{PeerCheck, Purpose, TrustFailure};
use alloc::sync::Arc;
use alloc::vec::Vec;

impl Side for Client {
    type State = ClientState;
    const ROLE: Role = Role::Client;

    fn common(&self) -> &Common {
        &self.config.common
    }

    fn verify(&self, question: &VerifyPeer, now: UnixTime) -> Result<(), TrustFailure> {
        match &self.config.trust {
            ServerTrust::Store(anchors) => anchors.store().verify_within(
                &PeerCheck {
                    chain: &question.chain,
                    purpose: Purpose::Server(&self.name),
                    key_use: question.key_use,
                    now,
                },
                self.provider(),
                &self.config.common.chain_rules(),
            ),
            ServerTrust::Anybody => Ok(()),
        }
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

    fn verify(&self, question: &VerifyPeer, now: UnixTime) -> Result<(), TrustFailure> {
        match self.config.client_auth.store() {
            Some(store) => store.verify_within(
                &PeerCheck { chain: &question.chain, purpose: Purpose::Client, key_use: question.key_use, now },
                self.provider(),
                &self.config.common.chain_rules(),
            ),
            // Never asked: without a store no certificate is requested.
            None => crate::trust::TrustStore::new().verify(
                &PeerCheck { chain: &question.chain, purpose: Purpose::Client, key_use: question.key_use, now },
                self.provider(),
            ),
        }
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

/// Answers a question from what is in memory.
pub(super) fn answer<S: Side>(side: &S, question: &Question, now: UnixTime) -> Answer {
    match question {
        // Asked only if the caller wants to be asked.
        Question::ChooseConfig(_) => Answer::Config(Err(AlertDescription::internal_error)),
        Question::VerifyPeer(question) => Answer::Verified(side.verify(question, now)),
        Question::ChooseCredential(question) => Answer::Credential(choose(side.credentials(), question)),
        Question::Sign(Sign { credential, scheme, message }) => {
            Answer::Signature(credential.key().sign(*scheme, message, &*side.provider().random))
        }
        Question::DecryptPremaster(DecryptPremaster { key, ciphertext, client_version }) => Answer::Premaster(
            key.rsa_decryption()
                .ok_or(CryptoFailure::Unsupported)
                .and_then(|key| key.decrypt_premaster(ciphertext, *client_version, &*side.provider().random)),
        ),
    }
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
