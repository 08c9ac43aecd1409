//! Lists of registered names.

use crate::problem::Problem;
use core::fmt::Display;
use tls_core::crypto::CryptoProvider;
use tls_core::registry::{CipherSuite, NamedGroup, ProtocolVersion, SignatureScheme};

/// `1.2`, `1.3`, also with the registered names `TLSv1.2` and `TLSv1.3`.
pub(crate) fn version(typed: &str) -> Result<ProtocolVersion, String> {
    match typed.trim() {
        "1.2" | "TLSv1.2" => Ok(ProtocolVersion::TLSv1_2),
        "1.3" | "TLSv1.3" => Ok(ProtocolVersion::TLSv1_3),
        _ => Err("known versions are 1.2 and 1.3".to_owned()),
    }
}

pub(crate) fn suites(typed: &[String], provider: &CryptoProvider) -> Result<Vec<CipherSuite>, Problem> {
    let known: Vec<_> = provider.suites.iter().map(|suite| suite.id).collect();
    named("cipher suite", typed, &known, CipherSuite::from_name)
}

pub(crate) fn groups(typed: &[String], provider: &CryptoProvider) -> Result<Vec<NamedGroup>, Problem> {
    let known: Vec<_> = provider.groups.iter().map(|group| group.name()).collect();
    named("group", typed, &known, NamedGroup::from_common_name)
}

/// Groups in tiers: `/` ends one.
pub(crate) fn group_tiers(typed: &[String], provider: &CryptoProvider) -> Result<Vec<Vec<NamedGroup>>, Problem> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let tier = |typed: &str| groups(&typed.split(',').map(str::to_owned).collect::<Vec<_>>(), provider);
    typed.join(",").split('/').map(tier).collect()
}

/// Groups for key shares; `none` for no share at all.
pub(crate) fn key_shares(typed: &[String], provider: &CryptoProvider) -> Result<Vec<NamedGroup>, Problem> {
    match typed {
        [none] if none.trim() == "none" => Ok(Vec::new()),
        typed => groups(typed, provider),
    }
}

pub(crate) fn schemes(typed: &[String], provider: &CryptoProvider) -> Result<Vec<SignatureScheme>, Problem> {
    let known: Vec<_> = provider.verification.iter().map(|entry| entry.scheme).collect();
    named("signature scheme", typed, &known, SignatureScheme::from_name)
}

/// What the names mean. A name that the registry or the provider does not know is answered with those that it does.
fn named<T: Copy + PartialEq + Display>(
    what: &str,
    typed: &[String],
    known: &[T],
    from_name: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Problem> {
    typed
        .iter()
        .map(|name| {
            from_name(name.trim()).filter(|value| known.contains(value)).ok_or_else(|| {
                let known: Vec<_> = known.iter().map(ToString::to_string).collect();
                Problem::Usage(format!("there is no {what} `{}` here; known are: {}", name.trim(), known.join(", ")))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [NamedGroup; 2] = [NamedGroup::x25519, NamedGroup::secp256r1];

    fn groups(typed: &[&str]) -> Result<Vec<NamedGroup>, String> {
        let typed: Vec<_> = typed.iter().map(|name| (*name).to_owned()).collect();
        named("group", &typed, &KNOWN, NamedGroup::from_common_name).map_err(|problem| problem.to_string())
    }

    #[test]
    fn registered_and_common_names_keep_their_order() {
        assert_eq!(groups(&["P-256", " X25519"]), Ok(vec![NamedGroup::secp256r1, NamedGroup::x25519]));
        assert_eq!(groups(&["secp256r1"]), Ok(vec![NamedGroup::secp256r1]));
    }

    #[test]
    fn tiers_of_groups_end_at_a_slash() {
        let provider = tls_core::crypto::ring::provider();
        let tiers = |typed: &str| {
            let typed: Vec<_> = typed.split(',').map(str::to_owned).collect();
            group_tiers(&typed, &provider).map_err(|problem| problem.to_string())
        };
        let (x25519, p256, p384) = (NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1);
        assert_eq!(tiers("x25519,P-256"), Ok(vec![vec![x25519, p256]]));
        assert_eq!(tiers("P-384/x25519,P-256"), Ok(vec![vec![p384], vec![x25519, p256]]));
        assert!(tiers("P-384/").unwrap_err().contains("no group ``"));
        assert_eq!(group_tiers(&[], &provider).unwrap(), Vec::<Vec<_>>::new());
    }

    #[test]
    fn key_shares_may_be_none() {
        let provider = tls_core::crypto::ring::provider();
        assert_eq!(key_shares(&["none".to_owned()], &provider).unwrap(), []);
        assert_eq!(key_shares(&["P-256".to_owned()], &provider).unwrap(), [NamedGroup::secp256r1]);
    }

    #[test]
    fn unknown_names_are_answered_with_the_known_ones() {
        let expected = "there is no group `P-257` here; known are: x25519, secp256r1";
        assert_eq!(groups(&["x25519", "P-257"]), Err(expected.to_owned()));
    }

    #[test]
    fn registered_names_that_the_provider_lacks_are_unknown_here() {
        assert!(groups(&["x448"]).unwrap_err().contains("no group `x448` here"));
    }

    #[test]
    fn versions() {
        assert_eq!(version("1.2"), Ok(ProtocolVersion::TLSv1_2));
        assert_eq!(version(" TLSv1.3"), Ok(ProtocolVersion::TLSv1_3));
        assert_eq!(version("1.1"), Err("known versions are 1.2 and 1.3".to_owned()));
    }
}
