//! What policies are called, and what a configuration makes of one.

use super::*;
use crate::config::common::Common;
use crate::crypto::{ActiveKeyExchange, CryptoFailure, CryptoProvider, KeyExchangeGroup, SecureRandom, ring};
use alloc::boxed::Box;
use alloc::sync::Arc;

fn settled(policy: &Policy, change: impl FnOnce(&mut CryptoProvider)) -> Result<Common, crate::config::ConfigError> {
    let mut provider = Arc::into_inner(ring::provider()).unwrap();
    change(&mut provider);
    let mut common = Common::new(Arc::new(provider));
    common.apply(policy);
    common.finish().map(|()| common)
}

#[test]
fn names_are_unique_and_dated_and_the_newest_comes_first() {
    for (index, policy) in Policy::all().iter().enumerate() {
        let date = policy.name().strip_prefix(policy.kind()).unwrap();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let ["", year, month] = date.split('-').collect::<Vec<_>>()[..] else { panic!("{}", policy.name()) };
        assert!(year.len() == 4 && month.len() == 2 && digits(year) && digits(month));
        assert_eq!(Policy::named(policy.name()), Some(policy));
        let older = Policy::all().iter().skip(index + 1).filter(|other| other.kind() == policy.kind());
        assert!(older.into_iter().all(|older| older.name() < policy.name()), "{}", policy.name());
    }
    for kind in ["modern", "intermediate", "legacy"] {
        let newest = Policy::all().iter().filter(|policy| policy.kind() == kind).max_by_key(|policy| policy.name());
        assert_eq!(Policy::named(kind), newest);
    }
    assert_eq!(Policy::named("modern-"), None);
    assert_eq!(Policy::named(""), None);
}

#[test]
fn a_policy_contradicts_itself_nowhere() {
    for policy in Policy::all() {
        let facts: Vec<_> = policy.suites.iter().map(|suite| suite.facts().unwrap()).collect();
        for version in policy.versions {
            assert!(facts.iter().any(|facts| facts.version == *version), "{}", policy.name);
        }
        assert!(facts.iter().all(|facts| policy.versions.contains(&facts.version)), "{}", policy.name);
        let rsa = facts.iter().any(|facts| facts.key_exchange == Some(crate::registry::KeyExchangeAlgorithm::Rsa));
        assert_eq!(rsa, policy.rsa_key_exchange, "{}", policy.name);
        let groups = policy.groups.concat();
        assert!(policy.key_shares.iter().all(|share| groups.contains(share)), "{}", policy.name);
        // TLS 1.3 without TLS 1.2 has no use for PKCS#1 in the handshake.
        let tls12 = policy.versions.contains(&ProtocolVersion::TLSv1_2);
        let handshake = policy.signature_schemes.iter().all(|scheme| scheme.usable_in_tls13_handshake());
        assert_eq!(handshake, !tls12, "{}", policy.name);
    }
}

#[test]
fn everything_is_taken_over() {
    let common = settled(Policy::named("modern").unwrap(), |_| ()).unwrap();
    assert_eq!(common.versions, [ProtocolVersion::TLSv1_3]);
    assert_eq!(common.suites, Policy::named("modern").unwrap().suites);
    assert!(common.offer.prioritize_chacha20 && common.require_extended_master_secret && !common.rsa_key_exchange);
    assert_eq!(common.offer.minimum_rsa_bits, 2048);
    assert!(common.offer.certificate_schemes.unwrap().contains(&SignatureScheme::rsa_pkcs1_sha256));
    assert!(!common.signature_schemes.contains(&SignatureScheme::rsa_pkcs1_sha256));
}

#[test]
fn what_the_provider_lacks_is_left_out() {
    let modern = Policy::named("modern").unwrap();
    assert!(modern.groups.concat().contains(&NamedGroup::X25519MLKEM768));
    let common = settled(modern, |_| ()).unwrap();
    assert_eq!(common.groups, [NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1]);
    assert_eq!(common.group_tiers().count(), 1, "no empty tier is left");
    assert_eq!(common.offer.key_shares, [NamedGroup::x25519]);
    // No share can be sent at once for what is left: the first group's, then.
    let common =
        settled(modern, |provider| provider.groups.retain(|group| group.name() != NamedGroup::x25519)).unwrap();
    assert_eq!(common.offer.key_shares, [NamedGroup::secp256r1]);
}

#[test]
fn rsa_key_exchange_is_left_out_where_it_is_not_built_in() {
    let common = settled(Policy::named("legacy").unwrap(), |provider| provider.rsa_key_exchange = None).unwrap();
    assert!(!common.rsa_key_exchange && !common.require_extended_master_secret);
    assert!(!common.suites.contains(&CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256));
}

#[test]
fn a_version_without_suites_is_left_out_and_nothing_at_all_is_an_error() {
    let of =
        |version: ProtocolVersion| move |suite: &crate::crypto::Suite| suite.id.facts().unwrap().version == version;
    let intermediate = Policy::named("intermediate").unwrap();
    let only = |version| settled(intermediate, |provider| provider.suites.retain(of(version)));
    assert_eq!(only(ProtocolVersion::TLSv1_2).unwrap().versions, [ProtocolVersion::TLSv1_2]);
    assert_eq!(only(ProtocolVersion::TLSv1_3).unwrap().versions, [ProtocolVersion::TLSv1_3]);
    let error = settled(intermediate, |provider| provider.suites.clear()).unwrap_err();
    assert!(matches!(error, crate::config::ConfigError::Nothing { what: "cipher suite", .. }), "{error}");
}

/// Shares of ML-KEM have more than a kilobyte.
#[test]
fn old_equipment_gets_a_short_client_hello() {
    let long = |group: &NamedGroup| !group.usable_in_tls12();
    assert!(!Policy::named("legacy").unwrap().key_shares.iter().any(long));
    assert!(Policy::named("intermediate").unwrap().key_shares.iter().any(long));
}

/// A group that two tiers name is offered once, with one share.
#[test]
fn groups_are_offered_once() {
    let mut common = Common::new(ring::provider());
    let (x25519, p256) = (NamedGroup::x25519, NamedGroup::secp256r1);
    common.set_group_tiers(&[&[x25519, x25519], &[p256, x25519]], |_| true);
    common.set_key_shares(&[p256, x25519, x25519]);
    common.finish().unwrap();
    assert_eq!(common.groups, [x25519, p256]);
    assert_eq!(common.offer.key_shares, [x25519, p256]);
}

/// Whoever changes single things afterwards gets just that.
#[test]
fn later_setters_override() {
    let mut common = Common::new(ring::provider());
    common.apply(Policy::named("intermediate").unwrap());
    common.set_groups(&[NamedGroup::secp384r1]);
    common.finish().unwrap();
    assert_eq!(common.offer.key_shares, [NamedGroup::secp384r1], "the policy's share has lost its group");
    common.apply(Policy::named("modern").unwrap());
    common.finish().unwrap();
    assert_eq!(common.versions, [ProtocolVersion::TLSv1_3], "and a policy replaces what came before");
    assert_eq!(common.offer.key_shares, [NamedGroup::x25519]);
}

/// A hybrid group that is only a name.
#[derive(Debug)]
struct Hybrid;

impl KeyExchangeGroup for Hybrid {
    fn name(&self) -> NamedGroup {
        NamedGroup::X25519MLKEM768
    }

    fn start(&self, _: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        Err(CryptoFailure::Unsupported)
    }
}

#[test]
fn hybrid_groups_are_none_for_tls12() {
    let mut provider = Arc::into_inner(ring::provider()).unwrap();
    let hybrid: &'static dyn KeyExchangeGroup = &Hybrid;
    provider.groups = [hybrid].to_vec();
    let mut common = Common::new(Arc::new(provider));
    let error = common.finish().unwrap_err();
    let expected = crate::config::ConfigError::Nothing { what: "group", version: ProtocolVersion::TLSv1_2 };
    assert_eq!(error, expected);
    common.versions = [ProtocolVersion::TLSv1_3].to_vec();
    assert_eq!(common.finish(), Ok(()));
}
