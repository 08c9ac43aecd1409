//! What client and server configurations share.

use crate::conn::QuestionKind;
use crate::crypto::CryptoProvider;
use crate::record::MAX_FRAGMENT_LEN;
use crate::registry::{CipherSuite, KeyExchangeAlgorithm, NamedGroup, ProtocolVersion, SignatureScheme};
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

/// A configuration that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// No protocol version is allowed, or one that this engine does not speak.
    Versions,
    /// The provider does not have this; `known` lists what it has.
    Unavailable {
        /// What kind of thing: "cipher suite", "group", "signature scheme".
        what: &'static str,
        /// The one asked for.
        asked: String,
        /// What the provider has.
        known: String,
    },
    /// Nothing of this kind is left to offer for an allowed version.
    Nothing {
        /// What kind of thing.
        what: &'static str,
        /// For which version.
        version: ProtocolVersion,
    },
    /// An application protocol's name is empty or longer than 255 bytes (RFC 7301 §3.1).
    ProtocolName,
    /// A record's content is to be limited to nothing, or to more than 2^14 bytes (RFC 9846 §5.1).
    MaxFragment,
    /// A server without a credential.
    NoCredential,
    /// RSA key exchange was asked for, and the provider was built without it.
    NoRsaKeyExchange,
    /// A client that neither trusts anybody nor says that it accepts everybody.
    NoTrust,
    /// A key share is to be sent for a group that is not offered (RFC 9846 §4.3.8).
    KeyShares {
        /// That group.
        group: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Versions => f.write_str("allow at least one of TLSv1.2 and TLSv1.3, and nothing else"),
            Self::Unavailable { what, asked, known } => {
                write!(f, "the provider has no {what} {asked}; it has: {known}")
            }
            Self::Nothing { what, version } => {
                write!(f, "{version} is allowed but no {what} for it: allow one, or drop the version")
            }
            Self::ProtocolName => f.write_str("an application protocol's name has 1 to 255 bytes (RFC 7301 §3.1)"),
            Self::KeyShares { group } => {
                write!(
                    f,
                    "a key share is wanted for {group}, which is not among the groups: add it there, or leave it out"
                )
            }
            Self::MaxFragment => f.write_str("a record holds 1 to 16384 bytes of content (RFC 9846 §5.1)"),
            Self::NoCredential => f.write_str("a server needs at least one certificate with its key"),
            Self::NoRsaKeyExchange => f.write_str("RSA key exchange is not built in: build with the feature `rsa-kex`"),
            Self::NoTrust => f.write_str("no trust anchors: give a trust store with at least one certificate"),
        }
    }
}

impl core::error::Error for ConfigError {}

/// What both sides choose.
#[derive(Clone, Debug)]
pub(crate) struct Common {
    pub(crate) provider: Arc<CryptoProvider>,
    pub(crate) versions: Vec<ProtocolVersion>,
    pub(crate) suites: Vec<CipherSuite>,
    pub(crate) groups: Vec<NamedGroup>,
    pub(crate) signature_schemes: Vec<SignatureScheme>,
    pub(crate) alpn: Vec<Vec<u8>>,
    pub(crate) rsa_key_exchange: bool,
    pub(crate) require_extended_master_secret: bool,
    pub(crate) limits: super::Limits,
    pub(crate) records: Records,
    pub(crate) offer: super::offer::Offer,
    /// Which questions go to the caller.
    pub(crate) asks: Vec<QuestionKind>,
}

/// How application data is put into records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Records {
    /// The most content that goes into one record, in bytes.
    pub(crate) max_fragment: usize,
    pub(crate) padding: RecordPadding,
    /// Records under one key before it is changed, besides the AEAD's own limit.
    pub(crate) rekey_after: u64,
}

impl Default for Records {
    fn default() -> Self {
        Self { max_fragment: MAX_FRAGMENT_LEN, padding: RecordPadding::None, rekey_after: u64::MAX }
    }
}

/// How much padding the records of TLS 1.3 get (RFC 9846 §5.4). TLS 1.2 has none to give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordPadding {
    /// None: an observer sees how long each record's content is.
    #[default]
    None,
    /// Content, its type and padding together fill a multiple of this many bytes; a record is never made longer than
    /// the 2^14 + 1 bytes that RFC 9846 §5.4 allows.
    ToMultiple(u16),
}

impl RecordPadding {
    /// The most content that fits into so many bytes together with its type and padding; 0 if none does.
    pub(crate) fn fits(self, room: usize) -> usize {
        match self {
            Self::None => room.saturating_sub(1),
            Self::ToMultiple(_) if room > MAX_FRAGMENT_LEN => MAX_FRAGMENT_LEN,
            Self::ToMultiple(multiple) => {
                let multiple = usize::from(multiple).max(1);
                room.saturating_sub(room.checked_rem(multiple).unwrap_or_default()).saturating_sub(1)
            }
        }
    }

    /// Zero bytes behind so many bytes of content.
    pub(crate) fn of(self, content: usize) -> usize {
        match self {
            Self::None => 0,
            Self::ToMultiple(multiple) => {
                let inner = content.saturating_add(1);
                let full = inner.checked_next_multiple_of(usize::from(multiple).max(1)).unwrap_or(inner);
                // "the full encoded TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets" (RFC 9846 §5.4)
                full.min(MAX_FRAGMENT_LEN + 1).saturating_sub(inner)
            }
        }
    }
}

impl Common {
    pub(crate) fn new(provider: Arc<CryptoProvider>) -> Self {
        Self {
            versions: [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2].to_vec(),
            suites: provider.suites.iter().map(|suite| suite.id).collect(),
            groups: provider.groups.iter().map(|group| group.name()).collect(),
            signature_schemes: provider.verification.iter().map(|entry| entry.scheme).collect(),
            alpn: Vec::new(),
            rsa_key_exchange: false,
            require_extended_master_secret: true,
            limits: super::Limits::default(),
            records: Records::default(),
            offer: super::offer::Offer::default(),
            asks: Vec::new(),
            provider,
        }
    }

    pub(crate) fn allows(&self, version: ProtocolVersion) -> bool {
        self.versions.contains(&version)
    }

    /// The allowed suites of one version, in order of preference.
    pub(crate) fn suites_of(&self, version: ProtocolVersion) -> impl Iterator<Item = CipherSuite> + '_ {
        self.suites.iter().copied().filter(move |suite| suite.facts().is_some_and(|facts| facts.version == version))
    }

    /// Drops what the switches forbid and checks that something is left for every version.
    pub(crate) fn finish(&mut self) -> Result<(), ConfigError> {
        let speaks =
            |version: &ProtocolVersion| matches!(*version, ProtocolVersion::TLSv1_2 | ProtocolVersion::TLSv1_3);
        if self.versions.is_empty() || !self.versions.iter().all(speaks) {
            return Err(ConfigError::Versions);
        }
        if self.rsa_key_exchange && self.provider.rsa_key_exchange.is_none() {
            return Err(ConfigError::NoRsaKeyExchange);
        }
        let provider = &self.provider;
        known(
            "cipher suite",
            &self.suites,
            |id| provider.suite(*id).is_some(),
            || list(provider.suites.iter().map(|suite| suite.id)),
        )?;
        known(
            "group",
            &self.groups,
            |name| provider.group(*name).is_some(),
            || list(provider.groups.iter().map(|group| group.name())),
        )?;
        known(
            "signature scheme",
            &self.signature_schemes,
            |scheme| provider.verification(*scheme).is_some(),
            || list(provider.verification.iter().map(|entry| entry.scheme)),
        )?;
        self.finish_offer()?;
        if !(1..=MAX_FRAGMENT_LEN).contains(&self.records.max_fragment) {
            return Err(ConfigError::MaxFragment);
        }
        if self.alpn.iter().any(|name| name.is_empty() || name.len() > 255) {
            return Err(ConfigError::ProtocolName);
        }
        // RSA key exchange is deprecated (RFC 10015): its suites stay only where the switch says so.
        let (versions, rsa) = (self.versions.clone(), self.rsa_key_exchange);
        self.suites.retain(|suite| {
            suite.facts().is_some_and(|facts| {
                versions.contains(&facts.version) && (rsa || facts.key_exchange != Some(KeyExchangeAlgorithm::Rsa))
            })
        });
        for version in &self.versions {
            if self.suites_of(*version).next().is_none() {
                return Err(ConfigError::Nothing { what: "cipher suite", version: *version });
            }
            let needs_group = self
                .suites_of(*version)
                .any(|suite| suite.facts().is_some_and(|facts| facts.key_exchange != Some(KeyExchangeAlgorithm::Rsa)));
            let tls12 = *version == ProtocolVersion::TLSv1_2;
            let has_group = self.groups.iter().any(|group| !tls12 || group.usable_in_tls12());
            if needs_group && !has_group {
                return Err(ConfigError::Nothing { what: "group", version: *version });
            }
            if self.signature_schemes.is_empty() {
                return Err(ConfigError::Nothing { what: "signature scheme", version: *version });
            }
        }
        Ok(())
    }
}

pub(super) fn known<T: ToString>(
    what: &'static str,
    asked: &[T],
    has: impl Fn(&T) -> bool,
    known: impl FnOnce() -> String,
) -> Result<(), ConfigError> {
    match asked.iter().find(|item| !has(item)) {
        None => Ok(()),
        Some(missing) => Err(ConfigError::Unavailable { what, asked: missing.to_string(), known: known() }),
    }
}

pub(super) fn list<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

/// The setters that both builders have.
macro_rules! common_setters {
    () => {
        /// Which versions may be negotiated. Default: TLS 1.3 and TLS 1.2.
        pub fn versions(mut self, versions: &[crate::registry::ProtocolVersion]) -> Self {
            self.common.versions = versions.to_vec();
            self
        }

        /// Which cipher suites may be negotiated, in order of preference. Default: all of the provider's.
        pub fn suites(mut self, suites: &[crate::registry::CipherSuite]) -> Self {
            self.common.suites = suites.to_vec();
            self
        }

        /// Which groups may be used for key exchange, in order of preference. Default: all of the provider's. A server takes
        /// the first one that the client has sent a share for; only if there is none does it ask for another share.
        pub fn groups(mut self, groups: &[crate::registry::NamedGroup]) -> Self {
            self.common.set_groups(groups);
            self
        }

        /// Which signature schemes are accepted from the peer and used ourselves, in order of preference. Default: all
        /// of the provider's.
        pub fn signature_schemes(mut self, schemes: &[crate::registry::SignatureScheme]) -> Self {
            self.common.signature_schemes = schemes.to_vec();
            self
        }

        /// Application protocols (RFC 7301), in order of preference, such as `b"h2"`. Default: none.
        pub fn alpn(mut self, protocols: &[&[u8]]) -> Self {
            self.common.alpn = protocols.iter().map(|name| name.to_vec()).collect();
            self
        }

        /// Whether TLS 1.2 may use RSA key exchange, which has no forward secrecy (RFC 10015). Default: no. Needs the
        /// feature `rsa-kex`.
        pub fn rsa_key_exchange(mut self, allowed: bool) -> Self {
            self.common.rsa_key_exchange = allowed;
            self
        }

        /// Whether a TLS 1.2 peer must use extended_master_secret (RFC 7627 §5.2). Default: yes.
        pub fn require_extended_master_secret(mut self, required: bool) -> Self {
            self.common.require_extended_master_secret = required;
            self
        }

        /// The most content that goes into one record, in bytes: 1 to 2^14. Default: 2^14. It holds for handshake messages
        /// too (RFC 9846 §5.1).
        pub fn max_fragment(mut self, bytes: usize) -> Self {
            self.common.records.max_fragment = bytes;
            self
        }

        /// How records of TLS 1.3 are padded (RFC 9846 §5.4). Default: not at all.
        pub fn padding(mut self, padding: crate::config::RecordPadding) -> Self {
            self.common.records.padding = padding;
            self
        }

        /// After how many records under the same keys this side changes them with a KeyUpdate (RFC 9846 §4.7.3), if the
        /// AEAD's own limit (§5.5) does not come first. TLS 1.2 cannot. At least 1. Default: only at that limit.
        pub fn rekey_after(mut self, records: u64) -> Self {
            self.common.records.rekey_after = records.max(1);
            self
        }

        /// Which questions the caller answers, as [`Step::Ask`](crate::conn::Step::Ask): for keys in hardware, for
        /// verifiers of one's own, for configurations that depend on the client. Default: none, all are answered from what
        /// this configuration has.
        pub fn ask_caller(mut self, questions: &[crate::conn::QuestionKind]) -> Self {
            self.common.asks = questions.to_vec();
            self
        }

        /// How much a peer may send. Default: [`Limits::default`](crate::config::Limits).
        pub fn limits(mut self, limits: crate::config::Limits) -> Self {
            self.common.limits = limits;
            self
        }
    };
}

pub(crate) use common_setters;
