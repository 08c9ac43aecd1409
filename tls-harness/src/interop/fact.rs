//! What can be said about a connection, and who says it.

use core::fmt;
use std::collections::BTreeMap;

/// Something that a handshake settles. Values are words; `none` says that there is no such thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Fact {
    /// `1.2` or `1.3`.
    Version,
    /// The suite's name in IANA's registry.
    Suite,
    /// The group of the key exchange, by its name in RFC 9846 §4.3.7.
    Group,
    /// `yes` or `no`.
    HelloRetryRequest,
    /// The scheme with which the server signed.
    ServerSignature,
    /// The scheme with which the client signed.
    ClientSignature,
    /// The application protocol.
    Protocol,
    /// The name that the client asked for.
    ServerName,
    /// Whom the server's certificate names.
    ServerCertificate,
    /// Whom the client's certificate names.
    ClientCertificate,
    /// Whether the client accepted the server's chain and name: `yes`, or why not.
    ServerTrusted,
    /// Whether the server accepted the client's chain: `yes`, or why not; `none` without a certificate.
    ClientTrusted,
    /// Whether the server asked for a certificate: `yes` or `no`.
    ClientAsked,
    /// Whom the server named as issuers of certificates that it takes: `root`, `foreign`; `none` if it did not ask.
    Authorities,
    /// Whether the client sent a KeyUpdate.
    ClientKeyUpdate,
    /// Whether the server did.
    ServerKeyUpdate,
    /// How long the client's records are: `at most 17`, `multiples of 16`.
    ClientRecords,
    /// The same for the server's.
    ServerRecords,
    /// Whether the connection ended with close_notify: `yes`, or `no` if the transport was cut off.
    End,
    /// The groups of which the first ClientHello has key shares: `x25519+secp256r1`, `none`.
    KeyShares,
    /// TLS 1.2: whether extended_master_secret was used: `yes` or `no`.
    ExtendedMasterSecret,
    /// Whose close_notify came first: `client` or `server`.
    ClosedFirst,
    /// Whether the client answered the server's close_notify with its own.
    ClientEnd,
    /// Who refused the handshake, and with which alert: `client sends handshake_failure`.
    Refusal,
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Version => "version",
            Self::Suite => "suite",
            Self::Group => "group",
            Self::HelloRetryRequest => "HelloRetryRequest",
            Self::ServerSignature => "server's signature",
            Self::ClientSignature => "client's signature",
            Self::Protocol => "application protocol",
            Self::ServerName => "server name",
            Self::ServerCertificate => "server's certificate",
            Self::ClientCertificate => "client's certificate",
            Self::ServerTrusted => "server trusted",
            Self::ClientTrusted => "client trusted",
            Self::ClientAsked => "client's certificate asked for",
            Self::Authorities => "authorities named",
            Self::ClientKeyUpdate => "KeyUpdate of the client",
            Self::ServerKeyUpdate => "KeyUpdate of the server",
            Self::ClientRecords => "client's records",
            Self::ServerRecords => "server's records",
            Self::End => "closed with close_notify",
            Self::KeyShares => "key shares",
            Self::ExtendedMasterSecret => "extended_master_secret",
            Self::ClosedFirst => "closed first",
            Self::ClientEnd => "close_notify answered",
            Self::Refusal => "refusal",
        })
    }
}

/// The values that each fact may have; more than one where the choice is a side's own.
#[derive(Clone, Debug, Default)]
pub struct Expected(BTreeMap<Fact, Vec<String>>);

impl Expected {
    pub(crate) fn one(&mut self, fact: Fact, value: &str) {
        self.any(fact, &[value]);
    }

    pub(crate) fn any(&mut self, fact: Fact, values: &[&str]) {
        self.0.insert(fact, values.iter().map(|value| (*value).to_owned()).collect());
    }

    /// Every fact with the values that it may have.
    pub fn iter(&self) -> impl Iterator<Item = (Fact, &[String])> {
        self.0.iter().map(|(fact, values)| (*fact, values.as_slice()))
    }
}

/// On which side a witness stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Camp {
    /// Our own program.
    Ours,
    /// The peer: its report, or the bytes that it wrote down.
    Peer,
    /// The wire between them.
    Wire,
}

/// What somebody says about a connection.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Who speaks, such as `openssl` or `openssl -msg`.
    pub name: String,
    /// Whose side it is on.
    pub camp: Camp,
    /// The facts that it cannot know; about every other one it must speak.
    pub silent: Vec<Fact>,
    /// What it says.
    pub says: BTreeMap<Fact, String>,
}

impl Witness {
    /// A witness that has said nothing yet.
    #[must_use]
    pub fn new(name: impl Into<String>, camp: Camp, silent: &[Fact]) -> Self {
        Self { name: name.into(), camp, silent: silent.to_vec(), says: BTreeMap::new() }
    }

    /// Notes what it says; what cannot be read is not noted, and will be missed.
    pub fn say(&mut self, fact: Fact, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.says.insert(fact, value.into());
        }
    }
}
