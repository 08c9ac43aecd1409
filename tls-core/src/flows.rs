//! TABLE 3: every legal handshake, as a list of messages.
//!
//! RFC 9846 §2 (figures 1 and 2) and Appendix A for TLS 1.3; RFC 5246 §7.3 (figure 1) for TLS 1.2. What may come besides
//! (dummy change_cipher_spec records, HelloRequest, messages after the handshake) stands in [`BESIDES`].
//!
//! The step tables of both roles say the same from the inside, state by state: [`step_table`] gives them as data, and a
//! test walks every prefix of every flow through the engine and compares.

use crate::client::ClientState;
use crate::msg::Role;
use crate::registry::{HandshakeType, KeyExchangeAlgorithm, ProtocolVersion};
use crate::server::ServerState;
use alloc::vec::Vec;

/// What the server asks of the client, and what it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// The client is not asked.
    None,
    /// The client is asked, and sends a Certificate without certificates.
    Declined,
    /// The client sends its certificate, and proves that it has the key.
    Certificate,
}

/// TLS 1.2: whether the server answers status_request (RFC 6066 §8). In TLS 1.3 the answer is a part of Certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stapling {
    /// Its ServerHello does not have the extension.
    None,
    /// Its ServerHello has the extension, and no CertificateStatus follows: "a server MAY also choose not to send a
    /// "CertificateStatus" message, even if \[it\] has sent a "status_request" extension in the server hello message".
    Promised,
    /// CertificateStatus follows.
    Sent,
}

/// One thing that crosses in a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Item {
    /// A message of this type.
    Message(HandshakeType),
    /// A server_hello message that asks for another ClientHello (RFC 9846 §4.2.4).
    HelloRetryRequest,
    /// A certificate message without certificates (RFC 9846 §4.5.1.3, RFC 5246 §7.4.6).
    EmptyCertificate,
    /// The change_cipher_spec record of TLS 1.2, which changes the keys (RFC 5246 §7.1).
    ChangeCipherSpec,
}

impl Item {
    /// The message's type; `None` for a record that carries no handshake message.
    #[must_use]
    pub const fn kind(self) -> Option<HandshakeType> {
        match self {
            Self::Message(kind) => Some(kind),
            Self::HelloRetryRequest => Some(HandshakeType::server_hello),
            Self::EmptyCertificate => Some(HandshakeType::certificate),
            Self::ChangeCipherSpec => None,
        }
    }
}

/// Who sends what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing else to a step")]
pub struct Step {
    /// The sender.
    pub from: Role,
    /// What it sends.
    pub item: Item,
}

/// A legal handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flow {
    /// In words.
    pub name: &'static str,
    /// The version that is negotiated.
    pub version: ProtocolVersion,
    /// TLS 1.2: how the premaster secret is agreed.
    pub key_exchange: Option<KeyExchangeAlgorithm>,
    /// Whether the client authenticates.
    pub client_authentication: ClientAuthentication,
    /// Whether there is a HelloRetryRequest.
    pub retry: bool,
    /// TLS 1.2: whether the server answers status_request.
    pub stapling: Stapling,
    /// The handshake, in the order in which it crosses.
    pub steps: &'static [Step],
}

macro_rules! step {
    ($from:ident HelloRetryRequest) => {
        Step { from: Role::$from, item: Item::HelloRetryRequest }
    };
    ($from:ident EmptyCertificate) => {
        Step { from: Role::$from, item: Item::EmptyCertificate }
    };
    ($from:ident ChangeCipherSpec) => {
        Step { from: Role::$from, item: Item::ChangeCipherSpec }
    };
    ($from:ident $kind:ident) => {
        Step { from: Role::$from, item: Item::Message(HandshakeType::$kind) }
    };
}

/// TABLE 3: name | version, key exchange | client authentication, HelloRetryRequest or status_request | messages.
macro_rules! table_3 {
    ($( $name:literal $version:ident $($kx:ident)? / $auth:ident $($more:ident)?: $( $from:ident { $($item:ident)+ } )+ ; )*) => {
        /// Every row of TABLE 3.
        pub const FLOWS: &[Flow] = &[ $( Flow {
            name: $name,
            version: ProtocolVersion::$version,
            key_exchange: table_3!(@kx $($kx)?),
            client_authentication: ClientAuthentication::$auth,
            retry: table_3!(@retry $($more)?),
            stapling: table_3!(@stapling $($more)?),
            steps: &[ $( $( step!($from $item), )+ )+ ],
        }, )* ];
    };
    (@kx) => { None };
    (@kx $kx:ident) => { Some(KeyExchangeAlgorithm::$kx) };
    (@retry retry) => { true };
    (@retry $($other:ident)?) => { false };
    (@stapling promised) => { Stapling::Promised };
    (@stapling sent) => { Stapling::Sent };
    (@stapling $($other:ident)?) => { Stapling::None };
}

table_3! {
    "TLS 1.3" TLSv1_3 / None:
        Client { client_hello }
        Server { server_hello encrypted_extensions certificate certificate_verify finished }
        Client { finished };
    "TLS 1.3, client declines" TLSv1_3 / Declined:
        Client { client_hello }
        Server { server_hello encrypted_extensions certificate_request certificate certificate_verify finished }
        Client { EmptyCertificate finished };
    "TLS 1.3, client certificate" TLSv1_3 / Certificate:
        Client { client_hello }
        Server { server_hello encrypted_extensions certificate_request certificate certificate_verify finished }
        Client { certificate certificate_verify finished };
    "TLS 1.3, retry" TLSv1_3 / None retry:
        Client { client_hello } Server { HelloRetryRequest } Client { client_hello }
        Server { server_hello encrypted_extensions certificate certificate_verify finished }
        Client { finished };
    "TLS 1.3, retry, client declines" TLSv1_3 / Declined retry:
        Client { client_hello } Server { HelloRetryRequest } Client { client_hello }
        Server { server_hello encrypted_extensions certificate_request certificate certificate_verify finished }
        Client { EmptyCertificate finished };
    "TLS 1.3, retry, client certificate" TLSv1_3 / Certificate retry:
        Client { client_hello } Server { HelloRetryRequest } Client { client_hello }
        Server { server_hello encrypted_extensions certificate_request certificate certificate_verify finished }
        Client { certificate certificate_verify finished };
    "TLS 1.2, ECDHE" TLSv1_2 Ecdhe / None:
        Client { client_hello }
        Server { server_hello certificate server_key_exchange server_hello_done }
        Client { client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, ECDHE, client declines" TLSv1_2 Ecdhe / Declined:
        Client { client_hello }
        Server { server_hello certificate server_key_exchange certificate_request server_hello_done }
        Client { EmptyCertificate client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, ECDHE, client certificate" TLSv1_2 Ecdhe / Certificate:
        Client { client_hello }
        Server { server_hello certificate server_key_exchange certificate_request server_hello_done }
        Client { certificate client_key_exchange certificate_verify ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA" TLSv1_2 Rsa / None:
        Client { client_hello }
        Server { server_hello certificate server_hello_done }
        Client { client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA, client declines" TLSv1_2 Rsa / Declined:
        Client { client_hello }
        Server { server_hello certificate certificate_request server_hello_done }
        Client { EmptyCertificate client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA, client certificate" TLSv1_2 Rsa / Certificate:
        Client { client_hello }
        Server { server_hello certificate certificate_request server_hello_done }
        Client { certificate client_key_exchange certificate_verify ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, ECDHE, CertificateStatus promised" TLSv1_2 Ecdhe / None promised:
        Client { client_hello }
        Server { server_hello certificate server_key_exchange server_hello_done }
        Client { client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, ECDHE, CertificateStatus promised, client declines" TLSv1_2 Ecdhe / Declined promised:
        Client { client_hello }
        Server { server_hello certificate server_key_exchange certificate_request server_hello_done }
        Client { EmptyCertificate client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, ECDHE, CertificateStatus promised, client certificate" TLSv1_2 Ecdhe / Certificate promised:
        Client { client_hello }
        Server { server_hello certificate server_key_exchange certificate_request server_hello_done }
        Client { certificate client_key_exchange certificate_verify ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, ECDHE, CertificateStatus" TLSv1_2 Ecdhe / None sent:
        Client { client_hello }
        Server { server_hello certificate certificate_status server_key_exchange server_hello_done }
        Client { client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, ECDHE, CertificateStatus, client declines" TLSv1_2 Ecdhe / Declined sent:
        Client { client_hello }
        Server { server_hello certificate certificate_status server_key_exchange certificate_request server_hello_done }
        Client { EmptyCertificate client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, ECDHE, CertificateStatus, client certificate" TLSv1_2 Ecdhe / Certificate sent:
        Client { client_hello }
        Server { server_hello certificate certificate_status server_key_exchange certificate_request server_hello_done }
        Client { certificate client_key_exchange certificate_verify ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA, CertificateStatus promised" TLSv1_2 Rsa / None promised:
        Client { client_hello }
        Server { server_hello certificate server_hello_done }
        Client { client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA, CertificateStatus promised, client declines" TLSv1_2 Rsa / Declined promised:
        Client { client_hello }
        Server { server_hello certificate certificate_request server_hello_done }
        Client { EmptyCertificate client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA, CertificateStatus promised, client certificate" TLSv1_2 Rsa / Certificate promised:
        Client { client_hello }
        Server { server_hello certificate certificate_request server_hello_done }
        Client { certificate client_key_exchange certificate_verify ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA, CertificateStatus" TLSv1_2 Rsa / None sent:
        Client { client_hello }
        Server { server_hello certificate certificate_status server_hello_done }
        Client { client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA, CertificateStatus, client declines" TLSv1_2 Rsa / Declined sent:
        Client { client_hello }
        Server { server_hello certificate certificate_status certificate_request server_hello_done }
        Client { EmptyCertificate client_key_exchange ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
    "TLS 1.2, RSA, CertificateStatus, client certificate" TLSv1_2 Rsa / Certificate sent:
        Client { client_hello }
        Server { server_hello certificate certificate_status certificate_request server_hello_done }
        Client { certificate client_key_exchange certificate_verify ChangeCipherSpec finished }
        Server { ChangeCipherSpec finished };
}

/// When a message of [`BESIDES`] may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum When {
    /// After the handshake.
    After,
    /// Before the peer's change_cipher_spec record, and after the handshake.
    BeforeKeysAndAfter,
}

/// A message that is no part of a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Besides {
    /// The version that has it.
    pub version: ProtocolVersion,
    /// The sender.
    pub from: Role,
    /// Its type.
    pub kind: HandshakeType,
    /// When it may come.
    pub when: When,
    /// Where it is specified.
    pub section: &'static str,
}

const fn besides(version: ProtocolVersion, from: Role, kind: HandshakeType, section: &'static str) -> Besides {
    Besides { version, from, kind, when: When::After, section }
}

/// What may come besides the messages of a flow.
pub const BESIDES: &[Besides] = &[
    besides(ProtocolVersion::TLSv1_3, Role::Server, HandshakeType::new_session_ticket, "RFC 9846 §4.7.1"),
    besides(ProtocolVersion::TLSv1_3, Role::Server, HandshakeType::key_update, "RFC 9846 §4.7.3"),
    besides(ProtocolVersion::TLSv1_3, Role::Client, HandshakeType::key_update, "RFC 9846 §4.7.3"),
    // "The HelloRequest message MAY be sent by the server at any time." (RFC 5246 §7.4.1.1) But "A Finished message is
    // always sent immediately after a change cipher spec message" (RFC 5246 §7.4.9).
    Besides {
        when: When::BeforeKeysAndAfter,
        ..besides(ProtocolVersion::TLSv1_2, Role::Server, HandshakeType::hello_request, "RFC 5246 §7.4.1.1")
    },
    // A client that wants to renegotiate; it is told no.
    besides(ProtocolVersion::TLSv1_2, Role::Client, HandshakeType::client_hello, "RFC 5246 §7.4.1.2"),
];

impl Flow {
    /// What may come at a point of this handshake, after the first `done` steps: the next step of every flow that began
    /// like this one and cannot be told from it yet. Empty at the end.
    #[must_use]
    pub fn due(&self, done: usize) -> Vec<Step> {
        let mut due = Vec::new();
        for flow in FLOWS.iter().filter(|flow| self.begins_like(flow, done)) {
            if let Some(step) = flow.steps.get(done)
                && !due.contains(step)
            {
                due.push(*step);
            }
        }
        due
    }

    const fn settles(&self) -> (ProtocolVersion, Option<KeyExchangeAlgorithm>, bool) {
        (self.version, self.key_exchange, !matches!(self.stapling, Stapling::None))
    }

    fn begins_like(&self, other: &Self, done: usize) -> bool {
        let (Some(own), Some(others)) = (self.steps.get(..done), other.steps.get(..done)) else {
            return false;
        };
        // A ServerHello or HelloRetryRequest settles version and suite; a ServerHello of TLS 1.2 also what may follow.
        let settled = own.iter().any(|step| step.from == Role::Server);
        own == others && (!settled || self.settles() == other.settles())
    }
}

/// The step table of a role as data: every state, by its name in RFC 9846 Appendix A, with the types that it accepts.
#[must_use]
pub const fn step_table(role: Role) -> &'static [(&'static str, &'static [HandshakeType])] {
    match role {
        Role::Client => ClientState::TABLE,
        Role::Server => ServerState::TABLE,
    }
}
