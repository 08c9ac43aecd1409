//! What both sides offer each other beyond the plain lists: tiers of groups, key shares, what certificates may be.

use super::common::{Common, ConfigError, known, list};
use super::policy::Policy;
use crate::registry::{NamedGroup, ProtocolVersion, SignatureScheme};
use crate::trust::ChainRules;
use alloc::string::ToString;
use alloc::vec::Vec;

/// The finer points of what is offered.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    /// The groups in tiers, the best one first; empty if they are all in one.
    pub(crate) tiers: Vec<Vec<NamedGroup>>,
    /// For which groups the first ClientHello carries a share. Settled by [`Common::finish_offer`].
    pub(crate) key_shares: Vec<NamedGroup>,
    asked_key_shares: Option<Vec<NamedGroup>>,
    suggested_key_shares: &'static [NamedGroup],
    /// What signatures in the peer's certificates may be; `None` if that is the same as in the handshake.
    pub(crate) certificate_schemes: Option<Vec<SignatureScheme>>,
    pub(crate) minimum_rsa_bits: usize,
    pub(crate) prioritize_chacha20: bool,
    pub(crate) grease: bool,
}

impl Default for Offer {
    fn default() -> Self {
        Self {
            tiers: Vec::new(),
            key_shares: Vec::new(),
            asked_key_shares: None,
            suggested_key_shares: &[],
            certificate_schemes: None,
            minimum_rsa_bits: ChainRules::DEFAULT.minimum_rsa_bits,
            prioritize_chacha20: false,
            grease: true,
        }
    }
}

impl Common {
    /// Takes over everything that a policy says and the provider has.
    pub(crate) fn apply(&mut self, policy: &Policy) {
        let provider = self.provider.clone();
        let rsa = policy.rsa_key_exchange && provider.rsa_key_exchange.is_some();
        self.suites = policy.suites.iter().copied().filter(|suite| provider.suite(*suite).is_some()).collect();
        self.rsa_key_exchange = rsa;
        self.versions = policy.versions.to_vec();
        // A version that the provider has nothing for is left out as well; if none is left, `finish` says so.
        let speaks = |version: &ProtocolVersion| self.suites_of(*version).next().is_some();
        let versions: Vec<_> = policy.versions.iter().copied().filter(speaks).collect();
        if !versions.is_empty() {
            self.versions = versions;
        }
        self.set_group_tiers(policy.groups, |group| provider.group(group).is_some());
        let verifies = |scheme: &SignatureScheme| provider.verification(*scheme).is_some();
        self.signature_schemes = policy.signature_schemes.iter().copied().filter(verifies).collect();
        self.require_extended_master_secret = policy.require_extended_master_secret;
        self.offer.asked_key_shares = None;
        self.offer.suggested_key_shares = policy.key_shares;
        self.offer.certificate_schemes =
            policy.certificate_signature_schemes.map(|list| list.iter().copied().filter(verifies).collect());
        self.offer.minimum_rsa_bits = policy.minimum_rsa_bits;
        self.offer.prioritize_chacha20 = policy.prioritize_chacha20;
    }

    pub(crate) fn set_groups(&mut self, groups: &[NamedGroup]) {
        self.groups = groups.to_vec();
        self.offer.tiers = Vec::new();
    }

    pub(crate) fn set_group_tiers(&mut self, tiers: &[&[NamedGroup]], keep: impl Fn(NamedGroup) -> bool) {
        let kept = tiers.iter().map(|tier| tier.iter().copied().filter(|group| keep(*group)).collect::<Vec<_>>());
        self.offer.tiers = kept.filter(|tier| !tier.is_empty()).collect();
        self.groups = self.offer.tiers.concat();
    }

    pub(crate) fn set_key_shares(&mut self, groups: &[NamedGroup]) {
        self.offer.asked_key_shares = Some(groups.to_vec());
    }

    /// What the certificates of a peer must be like.
    pub(crate) fn chain_rules(&self) -> ChainRules<'_> {
        let Offer { certificate_schemes, minimum_rsa_bits, .. } = &self.offer;
        ChainRules {
            schemes: certificate_schemes.as_deref(),
            minimum_rsa_bits: *minimum_rsa_bits,
            most_intermediates: None,
        }
    }

    /// The groups in tiers, the best one first.
    pub(crate) fn group_tiers(&self) -> impl Iterator<Item = &[NamedGroup]> {
        let single = Some(self.groups.as_slice()).filter(|_| self.offer.tiers.is_empty());
        single.into_iter().chain(self.offer.tiers.iter().map(Vec::as_slice))
    }

    /// Settles which key shares are sent, and checks what was asked for.
    pub(super) fn finish_offer(&mut self) -> Result<(), ConfigError> {
        // "Clients MUST NOT offer multiple KeyShareEntry values for the same group." (RFC 9846 §4.3.8): a group that was
        // named twice counts where it stands first.
        let mut seen = Vec::new();
        self.groups.retain(|group| {
            let new = !seen.contains(group);
            seen.push(*group);
            new
        });
        if let Some(asked) = &self.offer.asked_key_shares
            && let Some(stray) = asked.iter().find(|group| !self.groups.contains(group))
        {
            return Err(ConfigError::KeyShares { group: stray.to_string() });
        }
        if let Some(schemes) = &self.offer.certificate_schemes {
            let provider = &self.provider;
            known(
                "signature scheme",
                schemes,
                |scheme| provider.verification(*scheme).is_some(),
                || list(provider.verification.iter().map(|entry| entry.scheme)),
            )?;
            if schemes.is_empty() {
                let version = self.versions.first().copied().unwrap_or(ProtocolVersion::TLSv1_3);
                return Err(ConfigError::Nothing { what: "signature scheme for certificates", version });
            }
        }
        let suggested = |group: &&NamedGroup| self.offer.suggested_key_shares.contains(group);
        // "Each KeyShareEntry value MUST correspond to a group offered in the "supported_groups" extension and MUST
        // appear in the same order." (RFC 9846 §4.3.8)
        self.offer.key_shares = match &self.offer.asked_key_shares {
            Some(asked) => self.groups.iter().filter(|group| asked.contains(group)).copied().collect(),
            None => self.groups.iter().filter(suggested).copied().collect(),
        };
        if self.offer.key_shares.is_empty() && self.offer.asked_key_shares.is_none() {
            self.offer.key_shares = self.groups.first().copied().into_iter().collect();
        }
        Ok(())
    }
}

/// More setters that both builders have.
macro_rules! offer_setters {
    () => {
        /// Takes everything that a [`Policy`](crate::config::Policy) says: versions, suites, groups, key shares, signature
        /// schemes, the least RSA key, extended_master_secret and RSA key exchange. What the provider lacks is left out.
        /// Setters that come after it change single things; it replaces what came before it.
        pub fn policy(mut self, policy: &crate::config::Policy) -> Self {
            self.common.apply(policy);
            self
        }

        /// Like [`groups`](Self::groups), in tiers: a server takes a group of the best tier that has one in common with the
        /// client, be it at the cost of a HelloRetryRequest; within a tier it takes one that the client has sent a share
        /// for. A client offers them all in this order.
        pub fn group_tiers(mut self, tiers: &[&[crate::registry::NamedGroup]]) -> Self {
            self.common.set_group_tiers(tiers, |_| true);
            self
        }

        /// For which of the groups the first ClientHello of TLS 1.3 carries a key share (RFC 9846 §4.3.8); they are sent in
        /// the order of the groups. Each costs a key generation and its bytes, and saves a HelloRetryRequest if the server
        /// wants that group. An empty list lets the server choose, with a HelloRetryRequest. Default: one, for the most
        /// preferred group. Nothing that a server minds.
        pub fn key_shares(mut self, groups: &[crate::registry::NamedGroup]) -> Self {
            self.common.set_key_shares(groups);
            self
        }

        /// Which signature schemes the peer's certificates may be signed with, where that differs from
        /// [`signature_schemes`](Self::signature_schemes): sent as signature_algorithms_cert (RFC 9846 §4.3.3), and held to
        /// when the certificates are verified. RSASSA-PKCS1-v1_5 has its place here: many certificates are signed with it,
        /// though no handshake of TLS 1.3 may be. Default: nothing of its own is sent, and certificates may be signed with
        /// all that the provider verifies.
        pub fn certificate_signature_schemes(mut self, schemes: &[crate::registry::SignatureScheme]) -> Self {
            self.common.offer.certificate_schemes = Some(schemes.to_vec());
            self
        }

        /// The least size of an RSA key in the certificates of a peer, in bits: its own, and those of the CAs between it and
        /// the anchor. The provider has a bound of its own, 2048 with `ring`. Default: 2048.
        pub fn minimum_rsa_bits(mut self, bits: usize) -> Self {
            self.common.offer.minimum_rsa_bits = bits;
            self
        }

        /// A server whose order of suites counts gives ChaCha20-Poly1305 all the same to a client whose first suite it is:
        /// such a client has no instructions for AES, and is several times faster with it. Default: no; policies say yes.
        /// Nothing that a client minds.
        pub fn prioritize_chacha20(mut self, on: bool) -> Self {
            self.common.offer.prioritize_chacha20 = on;
            self
        }

        /// Whether values that stand for nothing are sent among those that are offered (RFC 8701), so that peers do not
        /// forget to ignore what they do not know. Default: yes.
        pub fn grease(mut self, on: bool) -> Self {
            self.common.offer.grease = on;
            self
        }
    };
}

pub(crate) use offer_setters;
