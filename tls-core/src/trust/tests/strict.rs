//! The strict profile in a decision: which rules there are is tried beside it.

use super::super::{Profile, StrictRule, Trust};
use super::*;
use crate::crypto::ring::provider;
use crate::trust::test_pki::{Authority, leaf};

/// The path and its report agree, and the default profile does not ask.
#[test]
fn the_profile_counts_where_it_is_asked_for() {
    let root = Authority::new("Root");
    let made = leaf("a.example").by(&root).der;
    let chain = [made];
    let check = PeerCheck::new(&chain, Purpose::AnyServer, at(NOW));
    let trust = |profile| {
        let mut store = TrustStore::new();
        store.add_certificate(&root.der).unwrap();
        Trust::new(store).profile(profile)
    };
    assert!(trust(Profile::Default).verify(&check, &provider()).is_ok());
    let strict = trust(Profile::Strict);
    let failure = strict.verify(&check, &provider()).unwrap_err();
    let TrustReason::Strict(rule) = *failure.reason() else { panic!("{failure}") };
    assert_eq!(rule, StrictRule::AuthorityKeyIdPresent, "{failure}");
    assert_eq!(failure.alert(), AlertDescription::bad_certificate);
    let report = strict.report(&check, &provider(), None);
    agrees(&report, &Err(failure));
    assert_eq!(report.fault().unwrap().section, rule.section());
}
