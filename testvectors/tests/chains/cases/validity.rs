//! Validity to the second (RFC 5280 §4.1.2.5).

use crate::case::{Case, case};
use crate::make::{NOW, SPAN, ca, ca_with, leaf, leaf_with, root, root_with, self_signed, valid};
use tls_core::trust::TrustReason::{Expired, Malformed, NotYetValid};

/// 2050-01-01 00:00:00Z, the first second that a GeneralizedTime gives.
const NEW_YEAR_2050: i64 = 2_524_608_000;

pub(crate) fn cases() -> Vec<Case> {
    let root = root("Root");
    let (from, to) = (NOW - 100, NOW + 100);
    let edges = [(from - 1, Some(NotYetValid)), (from, None), (to, None), (to + 1, Some(Expired))];
    let short = leaf_with(&["a.example"], &root, |params| valid(params, from, to));
    let middle = ca_with("Middle", &root, |params| valid(params, from, to));
    let below = leaf(&["a.example"], &middle);
    let mut cases = Vec::new();
    for (now, refused) in edges {
        let second = now - NOW;
        cases.push(case(format!("leaf at {second}"), &[&root.der], &[&short]).at(now).unless(refused));
        let chain = [&below, &middle.der];
        cases.push(case(format!("intermediate at {second}"), &[&root.der], &chain).at(now).unless(refused));
        cases.push(case(format!("client at {second}"), &[&root.der], &[&short]).client().at(now).unless(refused));
    }
    let past = root_with("Past", |params| valid(params, 0, NOW - SPAN));
    let future = root_with("Future", |params| valid(params, NOW + SPAN, NOW + 2 * SPAN));
    cases.push(case("anchor expired", &[&past.der], &[&leaf(&["a.example"], &past)]));
    cases.push(case("anchor not yet valid", &[&future.der], &[&leaf(&["a.example"], &future)]));
    let reversed = |params: &mut rcgen::CertificateParams| valid(params, NOW + 1, NOW - 1);
    let odd = leaf_with(&["a.example"], &root, reversed);
    cases.push(case("leaf's validity reversed", &[&root.der], &[&odd]).is(Malformed));
    let odd = ca_with("Odd", &root, reversed);
    cases.push(
        case("intermediate's validity reversed", &[&root.der], &[&leaf(&["a.example"], &odd), &odd.der]).is(Malformed),
    );
    let second = leaf_with(&["a.example"], &root, |params| valid(params, NOW, NOW));
    cases.push(case("one second, that one", &[&root.der], &[&second]));
    cases.push(case("one second, the next", &[&root.der], &[&second]).at(NOW + 1).is(Expired));
    let long = leaf_with(&["a.example"], &root, |params| valid(params, NOW, NEW_YEAR_2050));
    for (now, refused) in [(NEW_YEAR_2050 - 1, None), (NEW_YEAR_2050, None), (NEW_YEAR_2050 + 1, Some(Expired))] {
        let name = format!("GeneralizedTime at {}", now - NEW_YEAR_2050);
        cases.push(case(name, &[&root.der], &[&long]).at(now).unless(refused));
    }
    let late = leaf_with(&["a.example"], &root, |params| valid(params, NEW_YEAR_2050, NEW_YEAR_2050 + 1));
    cases.push(case("from 2050 on, before", &[&root.der], &[&late]).at(NEW_YEAR_2050 - 1).is(NotYetValid));
    cases.push(case("from 2050 on", &[&root.der], &[&late]).at(NEW_YEAR_2050));
    let old = self_signed(|params| valid(params, 0, 1));
    cases.push(case("pinned leaf expired", &[&old], &[&old]).is(Expired));
    let (old, new) = (ca_with("Twin", &root, |params| valid(params, 0, 1)), ca("Twin", &root));
    let crossed = case(
        "expired twin of the issuer is passed over",
        &[&root.der],
        &[&leaf(&["a.example"], &new), &old.der, &new.der],
    );
    cases.push(crossed);
    cases
}
