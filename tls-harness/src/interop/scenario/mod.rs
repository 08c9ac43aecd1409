//! What is tried, and what must come of it.

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

/// How a suite's key exchange is authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// TLS 1.3: by any certificate.
    Any,
    /// TLS 1.2, ECDHE signed with ECDSA or EdDSA (RFC 8422 §2.2).
    EcdheEcdsa,
    /// TLS 1.2, ECDHE signed with RSA.
    EcdheRsa,
    /// TLS 1.2, the premaster secret encrypted with the server's RSA key.
    Rsa,
}

/// A cipher suite.
#[derive(Debug, PartialEq, Eq)]
pub struct Suite {
    /// Its code point.
    pub code: u16,
    /// Its name in IANA's registry.
    pub name: &'static str,
    /// Its name in OpenSSL.
    pub openssl: &'static str,
    /// The key exchange.
    pub exchange: Exchange,
}

impl Suite {
    /// The version that it belongs to.
    #[must_use]
    pub fn version(&self) -> Version {
        if self.exchange == Exchange::Any { Version::Tls13 } else { Version::Tls12 }
    }

    /// Whether a server with such a key can use the suite.
    #[must_use]
    pub fn fits(&self, key: Key) -> bool {
        match self.exchange {
            Exchange::Any => true,
            Exchange::EcdheEcdsa => key != Key::Rsa2048,
            Exchange::EcdheRsa | Exchange::Rsa => key == Key::Rsa2048,
        }
    }
}

macro_rules! suites {
    ($( $code:literal $name:ident $openssl:literal $exchange:ident, )*) => {
        /// Every suite of the matrix.
        pub const SUITES: &[Suite] = &[
            $( Suite { code: $code, name: stringify!($name), openssl: $openssl, exchange: Exchange::$exchange }, )*
        ];
    };
}

suites! {
    0x1301 TLS_AES_128_GCM_SHA256 "TLS_AES_128_GCM_SHA256" Any,
    0x1302 TLS_AES_256_GCM_SHA384 "TLS_AES_256_GCM_SHA384" Any,
    0x1303 TLS_CHACHA20_POLY1305_SHA256 "TLS_CHACHA20_POLY1305_SHA256" Any,
    0xc02b TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 "ECDHE-ECDSA-AES128-GCM-SHA256" EcdheEcdsa,
    0xc02c TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 "ECDHE-ECDSA-AES256-GCM-SHA384" EcdheEcdsa,
    0xcca9 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 "ECDHE-ECDSA-CHACHA20-POLY1305" EcdheEcdsa,
    0xc02f TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 "ECDHE-RSA-AES128-GCM-SHA256" EcdheRsa,
    0xc030 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 "ECDHE-RSA-AES256-GCM-SHA384" EcdheRsa,
    0xcca8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 "ECDHE-RSA-CHACHA20-POLY1305" EcdheRsa,
    0x009c TLS_RSA_WITH_AES_128_GCM_SHA256 "AES128-GCM-SHA256" Rsa,
    0x009d TLS_RSA_WITH_AES_256_GCM_SHA384 "AES256-GCM-SHA384" Rsa,
}

/// One case of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Our side; the peer has the other one.
    pub ours: Role,
    /// The only suite that both sides allow.
    pub suite: &'static Suite,
    /// The group that must be used; `None` for RSA key exchange.
    pub group: Option<Group>,
    /// The server's certificate.
    pub server: Key,
    /// The client's certificate; without one, the server does not ask.
    pub client: Option<Key>,
    /// The client first offers a key share that the server does not want.
    pub retry: bool,
}

impl Scenario {
    /// The version that must be used.
    #[must_use]
    pub fn version(&self) -> Version {
        self.suite.version()
    }

    /// The groups that a side offers, the wanted one first unless a HelloRetryRequest shall lead to it.
    #[must_use]
    pub fn groups(&self, role: Role) -> Vec<Group> {
        let Some(wanted) = self.group else { return Vec::new() };
        let mut groups = vec![wanted];
        if self.retry && role == Role::Client {
            groups.insert(0, Group::X25519);
        }
        if self.version() == Version::Tls12 {
            let curves = [Some(self.server), self.client].into_iter().flatten().filter_map(Key::curve);
            groups.extend(curves.filter(|curve| *curve != wanted));
            groups.dedup();
        }
        groups
    }

    /// What every witness must say.
    #[must_use]
    pub fn expected(&self) -> Expected {
        let version = self.version();
        let mut expected = Expected::default();
        expected.one(Fact::Version, version.name());
        expected.one(Fact::Suite, self.suite.name);
        expected.one(Fact::Group, self.group.map_or("none", Group::name));
        expected.one(Fact::HelloRetryRequest, if self.retry { "yes" } else { "no" });
        match self.suite.exchange {
            Exchange::Rsa => expected.one(Fact::ServerSignature, "none"),
            _ => expected.any(Fact::ServerSignature, self.server.schemes(version)),
        }
        expected.any(Fact::ClientSignature, self.client.map_or(&["none"], |key| key.schemes(version)));
        expected.one(Fact::Protocol, PROTOCOL);
        expected.one(Fact::ServerName, SERVER_NAME);
        expected.one(Fact::ServerCertificate, &format!("server-{}", self.server));
        let client = self.client.map_or_else(|| "none".to_owned(), |key| format!("client-{key}"));
        expected.one(Fact::ClientCertificate, &client);
        expected.one(Fact::ServerTrusted, "yes");
        expected.one(Fact::ClientTrusted, if self.client.is_some() { "yes" } else { "none" });
        expected
    }

    /// Whether every word of the filter occurs in the scenario's name.
    #[must_use]
    pub fn matches(&self, filter: &str) -> bool {
        let name = self.to_string();
        filter.split_whitespace().all(|word| name.contains(word))
    }
}

/// Stable: filters, reports and reruns use it.
impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client = self.client.map_or("none", Key::name);
        let group = self.group.map_or("rsa", Group::name);
        write!(f, "our-{}/{}/{}/{group}", self.ours, self.version(), self.suite.name)?;
        write!(f, "/server-{}/client-{client}{}", self.server, if self.retry { "/retry" } else { "" })
    }
}

/// The whole matrix.
#[must_use]
pub fn matrix() -> Vec<Scenario> {
    Role::ALL.iter().flat_map(|ours| of_role(*ours)).collect()
}

fn of_role(ours: Role) -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    for suite in SUITES {
        for group in groups(suite) {
            for server in Key::ALL.iter().copied().filter(|key| suite.fits(*key)) {
                for client in [None, next_kind(&scenarios, server)] {
                    scenarios.push(Scenario { ours, suite, group, server, client, retry: false });
                }
            }
        }
    }
    // Both hashes: the transcript is begun anew with the hash of the first ClientHello.
    for suite in SUITES.iter().take(2) {
        for group in [Some(Group::P256), Some(Group::P384)] {
            scenarios.push(Scenario { ours, suite, group, server: Key::P256, client: None, retry: true });
        }
    }
    scenarios
}

/// No group where none is used.
fn groups(suite: &Suite) -> Vec<Option<Group>> {
    match suite.exchange {
        Exchange::Rsa => vec![None],
        _ => Group::ALL.iter().copied().map(Some).collect(),
    }
}

/// The kinds of client certificates in turn, for each kind of server on its own, so that each meets every other.
fn next_kind(scenarios: &[Scenario], server: Key) -> Option<Key> {
    let met = scenarios.iter().filter(|scenario| scenario.server == server && scenario.client.is_some()).count();
    Key::ALL.iter().copied().cycle().nth(met)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_combination_occurs_once() {
        let matrix = matrix();
        let names: BTreeSet<_> = matrix.iter().map(ToString::to_string).collect();
        assert_eq!(names.len(), matrix.len(), "names are unique");
        // Per role: 1.3 and 1.2 with 3 AEADs x 3 groups x 4 certificates x with and without, RSA 2 x 2, retry 4.
        assert_eq!(matrix.len(), 2 * (72 + 72 + 4 + 4));
    }

    #[test]
    fn every_kind_of_client_meets_every_kind_of_server() {
        for version in Version::ALL {
            let pairs: BTreeSet<_> = matrix()
                .iter()
                .filter(|scenario| scenario.version() == *version)
                .filter_map(|scenario| Some((scenario.server, scenario.client?)))
                .collect();
            assert_eq!(pairs.len(), 16, "{version}: {pairs:?}");
        }
    }

    #[test]
    fn in_tls_1_2_groups_are_for_certificates_too() {
        let suite = &SUITES[3];
        let scenario = Scenario {
            ours: Role::Client,
            suite,
            group: Some(Group::X25519),
            server: Key::P384,
            client: Some(Key::P256),
            retry: false,
        };
        assert_eq!(scenario.groups(Role::Server), [Group::X25519, Group::P384, Group::P256]);
        let retry = Scenario { suite: &SUITES[0], group: Some(Group::P384), retry: true, ..scenario };
        assert_eq!(retry.groups(Role::Client), [Group::X25519, Group::P384]);
        assert_eq!(retry.groups(Role::Server), [Group::P384]);
    }

    #[test]
    fn filters_are_words() {
        let scenario = &matrix()[0];
        assert_eq!(scenario.to_string(), "our-client/1.3/TLS_AES_128_GCM_SHA256/x25519/server-p256/client-none");
        assert!(scenario.matches("") && scenario.matches("1.3 server-p256"));
        assert!(!scenario.matches("1.3 server-p384"));
    }
}
