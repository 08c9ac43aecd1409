//! What is tried, and what must come of it.

mod matrix;
mod suite;
mod trial;

pub use matrix::matrix;
pub use suite::{Exchange, SUITES, Suite};
pub use trial::{End, Shares, Side, Trial, WithoutEms};

use super::fact::{Expected, Fact};
use core::fmt;

/// The name that every client asks for.
pub const SERVER_NAME: &str = "server.example";
/// The application protocol that every server speaks; clients offer [`OTHER_PROTOCOL`] before it, so that it can only
/// come from a negotiation.
pub const PROTOCOL: &str = "interop/1";
/// A protocol that no server speaks.
pub const OTHER_PROTOCOL: &str = "h2";

macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $( $(#[$doc:meta])* $variant:ident = $text:literal, )* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $( $(#[$doc])* $variant, )* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$( Self::$variant ),*];

            /// The name in reports and on command lines.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

named! {
    /// The other implementations.
    Implementation {
        /// The programs of OpenSSL.
        OpenSsl = "openssl",
        /// The programs of GnuTLS.
        GnuTls = "gnutls",
        /// A program of ours with rustls.
        Rustls = "rustls",
    }
}

named! {
    /// A side of a connection.
    Role {
        /// Opens the connection.
        Client = "client",
        /// Accepts it.
        Server = "server",
    }
}

impl Role {
    /// The opposite side.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

named! {
    /// A protocol version.
    Version {
        /// RFC 5246.
        Tls12 = "1.2",
        /// RFC 9846.
        Tls13 = "1.3",
    }
}

named! {
    /// A group for (EC)DHE key exchange.
    Group {
        /// RFC 7748.
        X25519 = "x25519",
        /// NIST P-256.
        P256 = "secp256r1",
        /// NIST P-384.
        P384 = "secp384r1",
    }
}

named! {
    /// The kind of a certificate's key: `server-KIND` and `client-KIND` are the files of the test PKI.
    Key {
        /// ECDSA with P-256.
        P256 = "p256",
        /// ECDSA with P-384.
        P384 = "p384",
        /// RSA, 2048 bits.
        Rsa2048 = "rsa2048",
        /// Ed25519.
        Ed25519 = "ed25519",
    }
}

impl Key {
    /// The group that TLS 1.2 peers must offer for the key to be used: the list counts for the certificate's key and for
    /// the ephemeral one, "The server MUST consider the extensions in both cases." (RFC 8422 §5.1)
    #[must_use]
    pub const fn curve(self) -> Option<Group> {
        match self {
            Self::P256 => Some(Group::P256),
            Self::P384 => Some(Group::P384),
            Self::Rsa2048 | Self::Ed25519 => None,
        }
    }

    /// The schemes with which the key may sign. TLS 1.3 binds the curve of an ECDSA key to its hash, TLS 1.2 does not.
    #[must_use]
    pub const fn schemes(self, version: Version) -> &'static [&'static str] {
        const PSS_FIRST: &[&str] = &[
            "rsa_pss_rsae_sha256",
            "rsa_pss_rsae_sha384",
            "rsa_pss_rsae_sha512",
            "rsa_pkcs1_sha256",
            "rsa_pkcs1_sha384",
            "rsa_pkcs1_sha512",
        ];
        match (self, version) {
            (Self::P256, Version::Tls13) => &["ecdsa_secp256r1_sha256"],
            (Self::P384, Version::Tls13) => &["ecdsa_secp384r1_sha384"],
            (Self::P256 | Self::P384, Version::Tls12) => &["ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384"],
            (Self::Rsa2048, Version::Tls13) => PSS_FIRST.split_at(3).0,
            (Self::Rsa2048, Version::Tls12) => PSS_FIRST,
            (Self::Ed25519, _) => &["ed25519"],
        }
    }
}

/// One case of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Who the peer is.
    pub peer: Implementation,
    /// Our side; the peer has the other one.
    pub ours: Role,
    /// The only suite that both sides allow.
    pub suite: &'static Suite,
    /// The group that must be used; `None` for RSA key exchange.
    pub group: Option<Group>,
    /// The server's certificate.
    pub server: Key,
    /// The client's certificate; without one, the server does not ask unless the trial says so.
    pub client: Option<Key>,
    /// What else is tried.
    pub trial: Trial,
}

impl Scenario {
    /// The version that must be used.
    #[must_use]
    pub fn version(&self) -> Version {
        self.suite.version()
    }

    /// The groups that a side offers, the wanted one first unless something else shall lead to it.
    #[must_use]
    pub fn groups(&self, role: Role) -> Vec<Group> {
        let Some(wanted) = self.group else { return Vec::new() };
        let mut groups = vec![wanted];
        if matches!(self.trial, Trial::Retry | Trial::KeyShares(_)) && role == Role::Client {
            groups.insert(0, Group::X25519);
        }
        if self.version() == Version::Tls12 {
            let curves = [Some(self.server), self.client].into_iter().flatten().filter_map(Key::curve);
            groups.extend(curves.filter(|curve| *curve != wanted));
            groups.dedup();
        }
        groups
    }

    /// The groups for which the client sends key shares in its first ClientHello.
    #[must_use]
    pub fn key_shares(&self) -> Vec<Group> {
        let count = match self.trial {
            Trial::KeyShares(Shares::Two) => 2,
            Trial::KeyShares(Shares::None) => 0,
            _ => 1,
        };
        self.groups(Role::Client).into_iter().take(count).collect()
    }

    /// Whether we must refuse the handshake.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.trial == Trial::NoEms(WithoutEms::Refused)
    }

    /// Whether our server answers one request and closes, where else data goes there and back.
    #[must_use]
    pub fn is_request(&self) -> bool {
        self.ours == Role::Server && self.trial == Trial::Closing(End::ServerFirst)
    }

    /// Whether the client sends close_notify, too, when the server has closed first.
    #[must_use]
    pub fn answers_close(&self) -> bool {
        // gnutls-cli just ends then.
        (self.peer, self.ours) != (Implementation::GnuTls, Role::Server)
    }

    /// The name of a role's own files in the PKI, such as `server-p256`; `None` without a certificate.
    #[must_use]
    pub fn files(&self, role: Role) -> Option<String> {
        let key = match role {
            Role::Server => Some(self.server),
            Role::Client => self.client,
        };
        let long = if self.trial == Trial::LongChains { "-long" } else { "" };
        key.map(|key| format!("{role}-{key}{long}"))
    }

    /// Whether the server asks for a certificate.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.client.is_some() || self.trial == Trial::NoCertificate
    }

    /// Whether the server goes on if the client has none.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        matches!(self.trial, Trial::NoCertificate | Trial::ForeignAuthorities)
    }

    /// The file with the server's trust anchors and, where it sends them, the names for which it asks.
    #[must_use]
    pub fn client_authority(&self) -> &'static str {
        if self.trial == Trial::ForeignAuthorities { "foreign.pem" } else { "root.pem" }
    }

    /// The client's certificate that arrives.
    fn arrives(&self) -> Option<Key> {
        self.client.filter(|_| self.trial != Trial::ForeignAuthorities)
    }

    /// How many bytes of content a side's records may hold, where that is limited.
    #[must_use]
    pub fn limit(&self, role: Role) -> Option<u16> {
        match self.trial {
            Trial::Fragment(side, size) if side.role(self.ours) == role => Some(size),
            _ => None,
        }
    }

    /// To a multiple of how many bytes a side pads its records, if it does.
    #[must_use]
    pub fn padding(&self, role: Role) -> Option<u16> {
        match self.trial {
            Trial::Padding(side, size) if side.role(self.ours) == role => Some(size),
            _ => None,
        }
    }

    /// Whether the role changes its keys by itself.
    #[must_use]
    pub fn rekeys(&self, role: Role) -> bool {
        matches!(self.trial, Trial::KeyUpdate(side) if side.role(self.ours) == role)
    }

    /// What every witness must say.
    #[must_use]
    pub fn expected(&self) -> Expected {
        let version = self.version();
        let mut expected = Expected::default();
        if self.is_refused() {
            expected.one(Fact::Refusal, &refusal(self.ours, "handshake_failure"));
            return expected;
        }
        expected.one(Fact::Version, version.name());
        expected.one(Fact::Suite, self.suite.name);
        expected.one(Fact::Group, self.group.map_or("none", Group::name));
        expected.one(Fact::HelloRetryRequest, yes(matches!(self.trial, Trial::Retry | Trial::KeyShares(Shares::None))));
        match self.suite.exchange {
            Exchange::Rsa => expected.one(Fact::ServerSignature, "none"),
            _ => expected.any(Fact::ServerSignature, self.server.schemes(version)),
        }
        expected.one(Fact::Protocol, PROTOCOL);
        expected.one(Fact::ServerName, SERVER_NAME);
        expected.one(Fact::ServerCertificate, &self.files(Role::Server).unwrap_or_default());
        expected.one(Fact::ServerTrusted, "yes");
        expected.one(Fact::ClientAsked, yes(self.asks()));
        let authority = if self.trial == Trial::ForeignAuthorities { "foreign" } else { "root" };
        // gnutls-serv does not tell whom it names, and TLS 1.3 hides it.
        if (self.peer, self.ours, version) != (Implementation::GnuTls, Role::Client, Version::Tls13) {
            expected.one(Fact::Authorities, if self.asks() { authority } else { "none" });
        }
        let arrives = self.arrives();
        expected.any(Fact::ClientSignature, arrives.map_or(&["none"], |key| key.schemes(version)));
        let client = arrives.and_then(|_| self.files(Role::Client)).unwrap_or_else(|| "none".to_owned());
        expected.one(Fact::ClientCertificate, &client);
        expected.one(Fact::ClientTrusted, if arrives.is_some() { "yes" } else { "none" });
        expected.one(Fact::End, yes(self.trial != Trial::Closing(End::Cut)));
        if self.trial == Trial::Closing(End::ServerFirst) {
            expected.one(Fact::ClosedFirst, Role::Server.name());
            expected.one(Fact::ClientEnd, yes(self.answers_close()));
        }
        match version {
            Version::Tls12 => {
                let without = self.trial == Trial::NoEms(WithoutEms::Allowed);
                expected.one(Fact::ExtendedMasterSecret, yes(!without));
            }
            Version::Tls13 => expected.one(Fact::KeyShares, &listed(self.key_shares().into_iter().map(Group::name))),
        }
        self.expect_of_records(&mut expected);
        expected
    }

    fn expect_of_records(&self, expected: &mut Expected) {
        let facts = [
            (Role::Client, Fact::ClientKeyUpdate, Fact::ClientRecords),
            (Role::Server, Fact::ServerKeyUpdate, Fact::ServerRecords),
        ];
        for (role, key_update, records) in facts {
            // Who is asked for an update answers with its own, but need not be asked.
            if self.rekeys(role) {
                expected.one(key_update, "yes");
            }
            if let Some(limit) = self.limit(role) {
                expected.one(records, &format!("at most {limit}"));
            }
            if let Some(padding) = self.padding(role) {
                expected.one(records, &format!("multiples of {padding}"));
            }
        }
    }

    /// Whether every word of the filter occurs in the scenario's name.
    #[must_use]
    pub fn matches(&self, filter: &str) -> bool {
        let name = self.to_string();
        filter.split_whitespace().all(|word| name.contains(word))
    }
}

/// `yes` or `no`.
#[must_use]
pub const fn yes(whether: bool) -> &'static str {
    if whether { "yes" } else { "no" }
}

/// Words in a list; `none` if there are none.
#[must_use]
pub fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.collect();
    if words.is_empty() { "none".to_owned() } else { words.join("+") }
}

/// That this role ended the handshake with this alert.
#[must_use]
pub fn refusal(role: Role, alert: &str) -> String {
    format!("{role} sends {alert}")
}

/// Stable: filters, reports and reruns use it.
impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client = self.client.map_or("none", Key::name);
        let group = self.group.map_or("rsa", Group::name);
        write!(f, "{}/our-{}/{}/{}/{group}", self.peer, self.ours, self.version(), self.suite.name)?;
        write!(f, "/server-{}/client-{client}{}", self.server, self.trial)
    }
}
