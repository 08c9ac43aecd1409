//! Policies: what is negotiated, under a name with a date.
//!
//! A policy that was released is never changed: whoever pins `modern-2026-11` keeps exactly that. The names without a date
//! (`modern`, `intermediate`, `legacy`) stand for the newest one of their kind.

use crate::registry::{CipherSuite, NamedGroup, ProtocolVersion, SignatureScheme};
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

    /// Every line of the policy, as a label and its items, which tools print and tests compare.
    fn rows(&self, mut row: impl FnMut(&str, &dyn fmt::Display) -> fmt::Result) -> fmt::Result {
        row("for", &self.about)?;
        row("versions", &Joined(self.versions, ", "))?;
        for (index, suite) in self.suites.iter().enumerate() {
            row(if index == 0 { "suites" } else { "" }, suite)?;
        }
        for (index, tier) in self.groups.iter().enumerate() {
            row(if index == 0 { "groups" } else { "then" }, &Joined(tier, ", "))?;
        }
        row("key shares", &Joined(self.key_shares, ", "))?;
        for (index, scheme) in self.signature_schemes.iter().enumerate() {
            row(if index == 0 { "signatures" } else { "" }, scheme)?;
        }
        match self.certificate_signature_schemes {
            None => row("in certificates", &"the same signatures")?,
            Some(schemes) => {
                for (index, scheme) in schemes.iter().enumerate() {
                    row(if index == 0 { "in certificates" } else { "" }, scheme)?;
                }
            }
        }
        row("RSA keys", &format_args!("{} bits or more", self.minimum_rsa_bits))?;
        let tls12 = self.versions.contains(&ProtocolVersion::TLSv1_2);
        let extended = match (tls12, self.require_extended_master_secret) {
            (false, _) => "not needed in TLSv1.3",
            (true, true) => "required (RFC 7627)",
            (true, false) => "used, not required (RFC 7627)",
        };
        row("extended master", &extended)?;
        row("RSA key exchange", if self.rsa_key_exchange { &"allowed (RFC 10015 deprecates it)" } else { &"no" })?;
        row("ChaCha20", if self.prioritize_chacha20 { &"for clients that like it best" } else { &"in its place" })
    }
}

/// A table for people: one line for each thing, aligned.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        self.rows(|label, value| writeln!(f, "  {label:16}  {value}"))
    }
}

struct Joined<T: 'static>(&'static [T], &'static str);

impl<T: fmt::Display> fmt::Display for Joined<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(self.1)?;
            }
            write!(f, "{item}")?;
        }
        Ok(())
    }
}
