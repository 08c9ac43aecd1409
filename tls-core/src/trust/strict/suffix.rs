//! Below which domains anybody can register.
//!
//! BR §3.2.2.6 holds the Public Suffix List to be best practice, and of it the part for registries (ICANN) only: whoever
//! runs a domain of the other part (`github.io`) owns all of it, and may have a certificate for it. With the feature
//! `public-suffixes` that list decides, as it was when the crate `psl` was released. Without it only what needs no list is
//! known: top-level domains, and the names that registries of countries use for their second level.

/// Whether different people own the domains below `domain`.
#[cfg(feature = "public-suffixes")]
pub(super) fn is_public(domain: &str) -> bool {
    use psl::{List, Psl};
    let domain = domain.to_ascii_lowercase();
    // A top-level domain that is not on the list may have come later.
    !domain.contains('.')
        || List
            .suffix(domain.as_bytes())
            .is_some_and(|suffix| suffix.as_bytes() == domain.as_bytes() && suffix.typ() == Some(psl::Type::Icann))
}

/// Whether different people own the domains below `domain`, as far as that can be told without a list.
#[cfg(not(feature = "public-suffixes"))]
pub(super) fn is_public(domain: &str) -> bool {
    /// What registries of countries register below.
    const SECOND_LEVEL: &[&str] = &["ac", "co", "com", "edu", "gov", "mil", "net", "org"];
    match domain.rsplit_once('.') {
        None => true,
        Some((second, top)) => top.len() == 2 && SECOND_LEVEL.iter().any(|name| second.eq_ignore_ascii_case(name)),
    }
}
