//! Which certificates there are, and in which order.

use crate::case::{Case, case};
use crate::make::{Ca, Der, ca, leaf, leaf_with, root, self_signed};
use tls_core::trust::TrustReason::{BadSignature, NoCertificate, TooComplex, UnknownIssuer};

pub(crate) fn cases() -> Vec<Case> {
    let (root, other) = (root("Root"), root("Other"));
    let (outer, stranger) = (ca("Outer", &root), ca("Stranger", &other));
    let inner = ca("Inner", &outer);
    let made = leaf(&["a.example"], &inner);
    let (r, o, i) = (&root.der, &outer.der, &inner.der);
    let pinned = self_signed(|_| {});
    let mut cases = vec![
        case("in order", &[r], &[&made, i, o]),
        case("in reverse", &[r], &[&made, o, i]),
        case("with the root", &[r], &[&made, i, o, r]),
        case("root first", &[r], &[&made, r, o, i]),
        case("doubled", &[r], &[&made, i, i, o, o, r, r]),
        case("leaf doubled", &[r], &[&made, &made, i, o]),
        case("unrelated ones among them", &[r], &[&made, &stranger.der, i, &other.der, o]),
        case("intermediate missing", &[r], &[&made, o]).is(UnknownIssuer),
        case("outer intermediate missing", &[r], &[&made, i]).is(UnknownIssuer),
        case("leaf only", &[r], &[&made]).is(UnknownIssuer).words(&["sent only its leaf"]),
        case("no anchors", &[], &[&made, i, o]).is(UnknownIssuer).words(&["no trust anchors"]),
        case("another anchor", &[&other.der], &[&made, i, o]).is(UnknownIssuer),
        case("root sent, not trusted", &[&other.der], &[&made, i, o, r]).is(UnknownIssuer),
        case("intermediate as anchor", &[i], &[&made]),
        case("outer intermediate as anchor", &[o], &[&made, i]),
        case("several anchors", &[&other.der, r], &[&made, i, o]),
        case("no certificate", &[r], &[]).is(NoCertificate),
        case("leaf as anchor", &[&made], &[&made]).is(UnknownIssuer),
        case("self-signed, an anchor", &[&pinned], &[&pinned]),
        case("self-signed, no anchor", &[r], &[&pinned]).is(UnknownIssuer).words(&["is self-signed"]),
        case("chain of a stranger first", &[r], &[&stranger.der, &made, i, o])
            .is(tls_core::trust::TrustReason::CaAsLeaf),
    ];
    cases.extend(crossed());
    cases.extend(namesakes(&root));
    cases.extend(depths(&root));
    cases
}

fn crossed() -> Vec<Case> {
    let (old, new) = (root("Old"), root("New"));
    let middle = ca("Middle", &new);
    let (by_old, made) = (middle.crossed(&old), leaf(&["a.example"], &middle));
    let new_by_old = new.crossed(&old);
    let old_by_new = old.crossed(&new);
    let third = root("Third");
    vec![
        case("cross-signed, old root", &[&old.der], &[&made, &middle.der, &by_old]),
        case("cross-signed, new root", &[&new.der], &[&made, &middle.der, &by_old]),
        case("cross-signed, both roots", &[&old.der, &new.der], &[&made, &middle.der, &by_old]),
        case("cross-signed root", &[&old.der], &[&made, &middle.der, &new_by_old]),
        case("cross-signed root, needless", &[&new.der], &[&made, &middle.der, &new_by_old]),
        case("cross-signed in a circle", &[&old.der], &[&made, &middle.der, &new_by_old, &old_by_new]),
        case("circle without an anchor", &[&third.der], &[&made, &middle.der, &new_by_old, &old_by_new])
            .is(UnknownIssuer),
    ]
}

fn namesakes(root: &Ca) -> Vec<Case> {
    let middles: Vec<_> = (0..100).map(|_| ca("Middle", root)).collect();
    let chain = |leaf: Der| {
        let mut chain = vec![leaf];
        chain.extend(middles.iter().map(|middle| middle.der.clone()));
        chain
    };
    let mut cases = Vec::new();
    for at in [0, 1, 50, 98, 99] {
        let chain = chain(leaf(&["a.example"], &middles[at]));
        cases.push(case(
            format!("a hundred of one name, number {at}"),
            &[&root.der],
            &chain.iter().collect::<Vec<_>>(),
        ));
    }
    let bare = leaf_with(&["a.example"], &middles[99], |params| params.use_authority_key_identifier_extension = false);
    let chain = chain(bare);
    let chain: Vec<_> = chain.iter().collect();
    cases.push(case("a hundred of one name, no key identifier", &[&root.der], &chain).is(TooComplex));
    let twin = crate::make::root("Root");
    let made = leaf(&["a.example"], root);
    cases.push(case("anchor with the name and another key", &[&twin.der], &[&made]).is(BadSignature));
    cases.push(case("both anchors of one name", &[&twin.der, &root.der], &[&made]));
    let (right, wrong) = (ca("Twin", root), ca("Twin", root));
    let made = leaf(&["a.example"], &right);
    cases.push(case("issuer's namesake before it", &[&root.der], &[&made, &wrong.der, &right.der]));
    cases.push(case("issuer's namesake alone", &[&root.der], &[&made, &wrong.der]).is(BadSignature));
    cases
}

fn depths(root: &Ca) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut cas: Vec<Ca> = Vec::new();
    for depth in 1..=8_usize {
        let next = ca(&format!("Depth {depth}"), cas.last().unwrap_or(root));
        cas.push(next);
        let made = leaf(&["a.example"], cas.last().unwrap());
        let chain: Vec<_> = core::iter::once(&made).chain(cas.iter().rev().map(|ca| &ca.der)).collect();
        let refused = (depth > 6).then_some(TooComplex);
        cases.push(case(format!("{depth} intermediates"), &[&root.der], &chain).unless(refused));
    }
    cases
}
