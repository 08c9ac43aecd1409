//! What is asked of revocation lists.

use super::{CrlStore, List};
use crate::pki_types::{CertificateDer, UnixTime};
use crate::switches::{Check, enforced};
use crate::trust::parts::Parts;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use webpki::{
    CertRevocationList, ExpirationPolicy, RevocationCheckDepth, RevocationOptions, RevocationOptionsBuilder,
    UnknownStatusPolicy,
};

/// Which certificates of a path a list must speak for. Whatever is chosen, a certificate that a list revokes is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coverage {
    /// For every certificate below the anchor.
    WholePath,
    /// For the peer's own certificate. CAs rarely revoke CAs, and their lists are often not at hand.
    #[default]
    Leaf,
    /// For none ("soft fail"): whoever can keep a list from us can use a revoked certificate.
    Nothing,
}

/// What a list counts after the time at which the next one was due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpiredCrl {
    /// Nothing: the certificates that it speaks for are refused.
    #[default]
    Refuse,
    /// As much as before: whoever can keep the next one from us can use what it would revoke.
    Accept,
}

/// Something that says which lists hold at this moment.
pub trait CurrentCrls: fmt::Debug + Send + Sync {
    /// The lists that hold now. It is asked in the middle of handshakes and should not wait for files or networks.
    fn current(&self) -> Arc<CrlStore>;
}

/// Lists that are always the same, or those that hold when a peer's certificate comes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Crls {
    /// Always these.
    Fixed(Arc<CrlStore>),
    /// Those that hold at the time.
    Current(Arc<dyn CurrentCrls>),
}

impl From<CrlStore> for Crls {
    fn from(store: CrlStore) -> Self {
        Self::Fixed(Arc::new(store))
    }
}

impl From<Arc<CrlStore>> for Crls {
    fn from(store: Arc<CrlStore>) -> Self {
        Self::Fixed(store)
    }
}

impl<C: CurrentCrls + 'static> From<Arc<C>> for Crls {
    fn from(current: Arc<C>) -> Self {
        Self::Current(current)
    }
}

/// Revocation lists, and what is asked of them.
#[derive(Clone, Debug)]
pub struct Revocation {
    crls: Crls,
    pub(super) coverage: Coverage,
    pub(super) expired: ExpiredCrl,
}

impl Revocation {
    /// By these lists: the peer's own certificate must be spoken for, and lists must not have expired.
    pub fn new(crls: impl Into<Crls>) -> Self {
        Self { crls: crls.into(), coverage: Coverage::default(), expired: ExpiredCrl::default() }
    }

    /// Which certificates must be spoken for. Default: [`Coverage::Leaf`].
    #[must_use]
    pub const fn coverage(mut self, coverage: Coverage) -> Self {
        self.coverage = coverage;
        self
    }

    /// What a list counts after its nextUpdate. Default: [`ExpiredCrl::Refuse`].
    #[must_use]
    pub const fn expired(mut self, expired: ExpiredCrl) -> Self {
        self.expired = expired;
        self
    }

    /// The lists that hold now.
    pub(in crate::trust) fn store(&self) -> Arc<CrlStore> {
        match &self.crls {
            Crls::Fixed(store) => Arc::clone(store),
            Crls::Current(current) => current.current(),
        }
    }

    /// What `webpki` is asked; `None` if there is no list to ask about.
    pub(in crate::trust) fn options<'a>(
        &self,
        lists: &'a [&'a CertRevocationList<'a>],
        leaf_alone: bool,
    ) -> Option<RevocationOptions<'a>> {
        let all = self.coverage == Coverage::WholePath || leaf_alone;
        let (depth, status) = match (leaf_alone, all && enforced(Check::CrlCoverage)) {
            (true, true) => (RevocationCheckDepth::EndEntity, UnknownStatusPolicy::Deny),
            (_, true) => (RevocationCheckDepth::Chain, UnknownStatusPolicy::Deny),
            (_, false) => (RevocationCheckDepth::Chain, UnknownStatusPolicy::Allow),
        };
        // "If the current time is after the value of the CRL next update field" (RFC 5280 §6.3.3 (a) (1)), another one is
        // wanted.
        let expiration = match self.expired {
            ExpiredCrl::Refuse => ExpirationPolicy::Enforce,
            ExpiredCrl::Accept => ExpirationPolicy::Ignore,
        };
        let builder = RevocationOptionsBuilder::new(lists).ok()?;
        Some(builder.with_depth(depth).with_status_policy(status).with_expiration_policy(expiration).build())
    }

    /// Whether the leaf must be spoken for, though other certificates need not be.
    pub(in crate::trust) fn asks_of_leaf(&self) -> bool {
        self.coverage == Coverage::Leaf && enforced(Check::CrlCoverage)
    }

    /// Whether anything must be spoken for.
    pub(in crate::trust) fn asks(&self) -> bool {
        self.coverage != Coverage::Nothing && enforced(Check::CrlCoverage)
    }
}

impl CrlStore {
    /// The lists to ask about a chain. `webpki` takes the first one that speaks for a certificate, so they are chosen and
    /// put in order here: none from the future ("This field indicates the issue date of this CRL.", RFC 5280 §5.1.2.4), of
    /// each issuer, key and scope the newest alone, those of the keys that the chain names first, and among them those that
    /// revoke one of its certificates, so that no list of another scope hides that.
    pub(in crate::trust) fn at(&self, now: UnixTime, chain: &[CertificateDer<'_>]) -> Vec<&CertRevocationList<'_>> {
        let mut chosen: Vec<(&List, (bool, bool))> = Vec::new();
        let parts: Vec<_> = chain.iter().filter_map(|certificate| Parts::read(certificate)).collect();
        for list in self.lists.iter().filter(|list| list.about.this_update <= now || !enforced(Check::CrlFuture)) {
            // They come newest first.
            if chosen.iter().any(|(known, _)| known.same_kind(list)) {
                continue;
            }
            let concerned = || parts.iter().filter(|parts| parts.issuer == list.issuer);
            let names =
                |parts: &Parts<'_>| parts.authority_key_id().is_some_and(|id| Some(id) == list.key_id.as_deref());
            let other_key = list.key_id.is_some() && !concerned().any(names);
            let revokes = concerned().any(|parts| list.serials.contains(parts.serial));
            chosen.push((list, (other_key, !revokes)));
        }
        chosen.sort_by_key(|(_, rank)| *rank);
        chosen.into_iter().map(|(list, _)| &list.webpki).collect()
    }
}
