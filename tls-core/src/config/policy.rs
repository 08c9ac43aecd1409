//! Policies: what is negotiated, under a name with a date.
//!
//! A policy that was released is never changed: whoever pins `modern-2026-11` keeps exactly that. The names without a date
//! (`modern`, `intermediate`, `legacy`) stand for the newest one of their kind.

use crate::registry::{CipherSuite, NamedGroup, ProtocolVersion, SignatureScheme};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

mod dated;

pub(crate) use dated::RELEASED;

/// What is negotiated, under a name with a date.
///
/// ```
/// use tls_core::config::{ClientConfig, Policy};
/// use tls_core::registry::ProtocolVersion;
///
/// let policy = Policy::named("intermediate").ok_or("no such policy")?;
/// assert_eq!(policy.versions(), [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2]);
/// let builder = ClientConfig::builder(tls_core::crypto::ring::provider()).policy(policy).alpn(&[b"h2"]);
/// # let _ = builder;
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) versions: &'static [ProtocolVersion],
    pub(crate) suites: &'static [CipherSuite],
    pub(crate) groups: &'static [&'static [NamedGroup]],
    pub(crate) key_shares: &'static [NamedGroup],
    pub(crate) signature_schemes: &'static [SignatureScheme],
    pub(crate) certificate_signature_schemes: Option<&'static [SignatureScheme]>,
    pub(crate) minimum_rsa_bits: usize,
    pub(crate) require_extended_master_secret: bool,
    pub(crate) rsa_key_exchange: bool,
    pub(crate) prioritize_chacha20: bool,
}

impl Policy {
    /// The policy with this name: a dated one, or the newest of its kind for a name without a date.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        RELEASED.iter().find(|policy| policy.name == name || policy.kind() == name)
    }

    /// Every policy that was ever released, the newest of each kind before older ones.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        RELEASED
    }

    /// The name with its date, such as `modern-2026-11`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name without the date, such as `modern`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.name.split('-').next().unwrap_or(self.name)
    }

    /// For whom it is, in one line.
    #[must_use]
    pub const fn about(&self) -> &'static str {
        self.about
    }

    /// The versions, in order of preference.
    #[must_use]
    pub const fn versions(&self) -> &'static [ProtocolVersion] {
        self.versions
    }

    /// The cipher suites, in order of preference.
    #[must_use]
    pub const fn suites(&self) -> &'static [CipherSuite] {
        self.suites
    }

    /// The groups in tiers, the best one first: a server prefers a better tier even if that takes a HelloRetryRequest, and
    /// within a tier the group for which there is a share.
    #[must_use]
    pub const fn groups(&self) -> &'static [&'static [NamedGroup]] {
        self.groups
    }

    /// The groups for which a client sends a share at once.
    #[must_use]
    pub const fn key_shares(&self) -> &'static [NamedGroup] {
        self.key_shares
    }

    /// The signature schemes for handshake messages, in order of preference.
    #[must_use]
    pub const fn signature_schemes(&self) -> &'static [SignatureScheme] {
        self.signature_schemes
    }

    /// The signature schemes for certificates, if they are others.
    #[must_use]
    pub const fn certificate_signature_schemes(&self) -> Option<&'static [SignatureScheme]> {
        self.certificate_signature_schemes
    }

    /// The least RSA key that is accepted in a peer's certificate, in bits.
    #[must_use]
    pub const fn minimum_rsa_bits(&self) -> usize {
        self.minimum_rsa_bits
    }

    /// Whether a TLS 1.2 peer must use extended_master_secret (RFC 7627 §5.2).
    #[must_use]
    pub const fn require_extended_master_secret(&self) -> bool {
        self.require_extended_master_secret
    }

    /// Whether TLS 1.2 may use RSA key exchange (RFC 10015 deprecates it).
    #[must_use]
    pub const fn rsa_key_exchange(&self) -> bool {
        self.rsa_key_exchange
    }

    /// Whether a server gives ChaCha20 to a client that likes it best.
    #[must_use]
    pub const fn prioritize_chacha20(&self) -> bool {
        self.prioritize_chacha20
    }

    /// What it says, line by line: a label, which is empty where a list goes on, and what stands there.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        lines.push(("meant", self.about.to_string()));
        lines.push(("versions", joined(self.versions)));
        each("suites", self.suites, &mut lines);
        for (index, tier) in self.groups.iter().enumerate() {
            lines.push((if index == 0 { "groups" } else { "else" }, joined(tier)));
        }
        lines.push(("key shares", joined(self.key_shares)));
        each("signatures", self.signature_schemes, &mut lines);
        match self.certificate_signature_schemes {
            None => lines.push(("in certificates", "the same signatures".to_string())),
            Some(schemes) => each("in certificates", schemes, &mut lines),
        }
        lines.push(("RSA keys", format!("{} bits or more", self.minimum_rsa_bits)));
        lines.push(("RSA key exchange", self.rsa_key_exchange_words().to_string()));
        lines.push(("extended_master_secret", self.extended_master_secret_words().to_string()));
        let chacha20 = if self.prioritize_chacha20 { "first for clients that put it first" } else { "in its place" };
        lines.push(("ChaCha20", chacha20.to_string()));
        lines
    }

    const fn rsa_key_exchange_words(&self) -> &'static str {
        if self.rsa_key_exchange { "allowed, without forward secrecy (RFC 10015)" } else { "no" }
    }

    fn extended_master_secret_words(&self) -> &'static str {
        match (self.versions.contains(&ProtocolVersion::TLSv1_2), self.require_extended_master_secret) {
            (false, _) => "not needed in TLSv1.3",
            (true, true) => "required in TLSv1.2 (RFC 7627)",
            (true, false) => "used in TLSv1.2 where the peer knows it, not required (RFC 7627)",
        }
    }
}

fn joined<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// One line for each.
fn each<T: ToString>(label: &'static str, items: &[T], lines: &mut Vec<(&'static str, String)>) {
    let labels = core::iter::once(label).chain(core::iter::repeat(""));
    lines.extend(labels.zip(items.iter().map(ToString::to_string)));
}

/// A table: the name, then [`lines`](Policy::lines), aligned.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        self.lines().iter().try_for_each(|(label, value)| writeln!(f, "  {label:22}  {value}"))
    }
}

#[cfg(test)]
mod tests;
