//! What the driver knows of a side, and the form of its step table.

use super::effects::Effects;
use super::env::Env;
use super::question::Answer;
use crate::config::common::Common;
use crate::config::{ClientConfig, Limits, ServerConfig};
use crate::credential::Credential;
use crate::crypto::CryptoProvider;
use crate::error::Failure;
use crate::msg::{Received, Role};
use crate::pki_types::{CertificateDer, ServerName, UnixTime};
use crate::registry::{HandshakeType, ProtocolVersion};
use crate::trust::{KeyUse, Ocsp, PeerCheck, Purpose, Trust};
use alloc::sync::Arc;

/// What a step works on.
#[derive(Debug)]
pub(crate) enum Input<'a> {
    /// A handshake message came.
    Message(Received<'a>),
    /// A change_cipher_spec record came.
    ChangeCipherSpec,
    /// An open question was answered.
    Answer(Answer),
}

/// The states of one role with their step table.
pub(crate) trait States: Sized + core::fmt::Debug {
    /// The protocol: from one state to the next, with ordered effects.
    fn step(self, input: Input<'_>, env: &mut Env<'_>, effects: &mut Effects) -> Result<Self, Failure>;

    /// The state's name, as in RFC 9846 Appendix A.
    fn name(&self) -> &'static str;

    /// The handshake messages that the state waits for.
    fn expected(&self) -> &'static [HandshakeType];
}

/// What a side's connections are made of.
pub(crate) trait Side: Sized {
    /// Its states.
    type State: States;
    /// Which role it is.
    const ROLE: Role;
    /// What every connection of a configuration has.
    fn provider(&self) -> &Arc<CryptoProvider> {
        &self.common().provider
    }
    /// How much the peer may send.
    fn limits(&self) -> &Limits {
        &self.common().limits
    }
    /// Whether a version may be negotiated.
    fn allows(&self, version: ProtocolVersion) -> bool {
        self.common().allows(version)
    }
    /// Which peers are trusted; `None` for all, or where they are not asked who they are.
    fn trust(&self) -> Option<&Trust>;
    /// As what the peer presents itself.
    fn purpose(&self) -> Purpose<'_>;
    /// What is asked of the peer's chain.
    fn check<'a>(
        &'a self,
        chain: &'a [CertificateDer<'a>],
        key_use: KeyUse,
        ocsp: Ocsp<'a>,
        now: UnixTime,
    ) -> PeerCheck<'a> {
        PeerCheck { chain, purpose: self.purpose(), key_use, now, ocsp }
    }
    /// What this side can show of itself.
    fn credentials(&self) -> &[Arc<Credential>];
    /// What both sides choose.
    fn common(&self) -> &Common;
    /// Goes on with another configuration.
    fn configure(&mut self, answer: &Answer) {
        let _ = answer;
    }
}

/// A client: what the driver needs to answer questions from memory.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) config: Arc<ClientConfig>,
    pub(crate) name: ServerName<'static>,
}

/// A server.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) config: Arc<ServerConfig>,
}

/// Declares the states of a role and, as one table, which message in which state leads where.
///
/// Each row is a state: its name as in RFC 9846 Appendix A, its struct, and for each message that may come the handler
/// whose result is the next state. What is not in the table is an unexpected message. `[ccs ignored]` drops a
/// change_cipher_spec record, `[ccs =>]` acts on it, `[answer =>]` takes the answer to the state's question.
macro_rules! step_table {
    (
        $(#[$meta:meta])*
        enum $State:ident {
            $( $name:literal $Variant:ident($body:ty) {
                $( $kind:ident => $handler:ident, )*
                $( [ccs $ccs_rule:ident] )?
                $( [ccs => $ccs_handler:ident] )?
                $( [answer $answer:ident => $answer_handler:ident] )?
            } )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) enum $State {
            $( #[doc = concat!("`", $name, "`")] $Variant($body), )*
        }

        $( impl From<$body> for $State {
            fn from(state: $body) -> Self { Self::$Variant(state) }
        } )*

        impl $State {
            /// The step table as data: state, and the handshake messages that it accepts.
            pub(crate) const TABLE: &'static [(&'static str, &'static [$crate::registry::HandshakeType])] = &[
                $( ($name, &[$($crate::registry::HandshakeType::$kind),*]), )*
            ];
        }

        impl $crate::conn::side::States for $State {
            fn step(
                self,
                input: $crate::conn::side::Input<'_>,
                env: &mut $crate::conn::env::Env<'_>,
                effects: &mut $crate::conn::Effects,
            ) -> Result<Self, $crate::error::Failure> {
                use $crate::conn::side::Input;
                let expected = $crate::conn::side::States::expected(&self);
                match (self, input) {
                    $(
                        $( (Self::$Variant(state), Input::Message(message))
                            if message.kind() == $crate::registry::HandshakeType::$kind =>
                                state.$handler(message, env, effects).map(Into::into), )*
                        $( (Self::$Variant(state), Input::ChangeCipherSpec) => {
                            let $ccs_rule = Self::$Variant(state);
                            Ok($ccs_rule)
                        } )?
                        $( (Self::$Variant(state), Input::ChangeCipherSpec) =>
                                state.$ccs_handler(env, effects).map(Into::into), )?
                        $( (Self::$Variant(state), Input::Answer($crate::conn::Answer::$answer(answer))) =>
                                state.$answer_handler(answer, env, effects).map(Into::into), )?
                    )*
                    (_, Input::Message(message)) => Err($crate::conn::side::unexpected(expected, message.kind())),
                    (state, Input::ChangeCipherSpec)
                        if !$crate::switches::enforced($crate::switches::Check::ChangeCipherSpecPlace) => Ok(state),
                    (_, Input::ChangeCipherSpec) => Err($crate::error::Cause::UnexpectedChangeCipherSpec.into()),
                    (_, Input::Answer(_)) => Err($crate::error::Cause::Internal.into()),
                }
            }

            fn name(&self) -> &'static str {
                match self { $( Self::$Variant(_) => $name, )* }
            }

            fn expected(&self) -> &'static [$crate::registry::HandshakeType] {
                match self { $( Self::$Variant(_) => &[$($crate::registry::HandshakeType::$kind),*], )* }
            }
        }
    };
}

pub(crate) use step_table;

/// "A peer which receives a handshake message in an unexpected order MUST abort the handshake with an
/// "unexpected_message" alert." (RFC 9846 §4)
pub(crate) fn unexpected(expected: &[HandshakeType], got: HandshakeType) -> Failure {
    use alloc::string::{String, ToString};
    let mut names = String::new();
    for kind in expected {
        if !names.is_empty() {
            names.push_str(" or ");
        }
        names.push_str(&kind.to_string());
    }
    if names.is_empty() {
        names.push_str("no handshake message");
    }
    Failure::new(crate::error::Cause::UnexpectedMessage).expected(names).got(got.to_string())
}
