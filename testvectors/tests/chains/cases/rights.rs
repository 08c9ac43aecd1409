//! What certificates may be used for: CAs, key usage, purposes, path lengths, name constraints, extensions.

use crate::case::{Case, case};
use crate::make::{Ca, ca, ca_with, extension, leaf, leaf_with, root, root_with};
use rcgen::ExtendedKeyUsagePurpose::{Any, ClientAuth, OcspSigning, ServerAuth};
use rcgen::KeyUsagePurpose::{CrlSign, DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment};
use rcgen::{BasicConstraints, CidrSubnet, GeneralSubtree, IsCa, NameConstraints};
use tls_core::trust::TrustReason::{
    self, BadSignature, CaAsLeaf, KeyUsage, NotACa, PathLength, UnsupportedCertificate, WrongPurpose,
};

pub(crate) fn cases() -> Vec<Case> {
    let root = root("Root");
    [authorities(&root), key_usages(&root), purposes(&root), lengths(&root), constraints(&root), extensions(&root)]
        .concat()
}

fn authorities(root: &Ca) -> Vec<Case> {
    let below = |name: &str, change: fn(&mut rcgen::CertificateParams)| {
        let middle = ca_with("Middle", root, change);
        case(name, &[&root.der], &[&leaf(&["a.example"], &middle), &middle.der])
    };
    let leaf_as_ca = ca_with("leaf", root, |params| params.is_ca = IsCa::NoCa);
    vec![
        below("CA:FALSE", |params| params.is_ca = IsCa::ExplicitNoCa).is(NotACa),
        below("no basicConstraints", |params| params.is_ca = IsCa::NoCa).is(NotACa),
        below("CA without keyCertSign", |params| params.key_usages = vec![CrlSign])
            .is(NotACa)
            .section("RFC 5280 §4.2.1.3"),
        below("CA with digitalSignature only", |params| params.key_usages = vec![DigitalSignature])
            .is(NotACa)
            .section("RFC 5280 §4.2.1.3"),
        below("CA with keyCertSign", |params| params.key_usages = vec![KeyCertSign]),
        below("CA without KeyUsage", |_| {}),
        case("leaf as CA", &[&root.der], &[&leaf(&["a.example"], &leaf_as_ca), &leaf_as_ca.der]).is(NotACa),
        case("CA as leaf", &[&root.der], &[&ca("a.example", root).der]).is(CaAsLeaf).words(&["CA:TRUE"]),
        case("CA as leaf of a client", &[&root.der], &[&ca("a.example", root).der]).client().is(CaAsLeaf),
        case(
            "leaf that says CA:FALSE",
            &[&root.der],
            &[&leaf_with(&["a.example"], root, |params| params.is_ca = IsCa::ExplicitNoCa)],
        ),
        case("root as leaf", &[&root.der], &[&root.der]).is(CaAsLeaf),
    ]
}

fn key_usages(root: &Ca) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, usages, signs, enciphers) in [
        ("none", vec![], true, true),
        ("digitalSignature", vec![DigitalSignature], true, false),
        ("keyEncipherment", vec![KeyEncipherment], false, true),
        ("both", vec![DigitalSignature, KeyEncipherment], true, true),
        ("keyAgreement", vec![KeyAgreement], false, false),
        ("keyCertSign", vec![KeyCertSign], false, false),
    ] {
        let made = leaf_with(&["a.example"], root, |params| params.key_usages = usages);
        let refused = |allowed: bool| (!allowed).then_some(KeyUsage);
        cases.push(case(format!("KeyUsage {name}, signs"), &[&root.der], &[&made]).unless(refused(signs)));
        cases.push(
            case(format!("KeyUsage {name}, enciphers"), &[&root.der], &[&made]).encipher().unless(refused(enciphers)),
        );
        cases.push(
            case(format!("KeyUsage {name}, client signs"), &[&root.der], &[&made]).client().unless(refused(signs)),
        );
    }
    cases
}

fn purposes(root: &Ca) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, purposes, server, client) in [
        ("server", vec![ServerAuth], true, false),
        ("client", vec![ClientAuth], false, true),
        ("both", vec![ServerAuth, ClientAuth], true, true),
        ("any", vec![Any], false, false),
        ("OCSP", vec![OcspSigning], false, false),
        ("OCSP and server", vec![OcspSigning, ServerAuth], true, false),
    ] {
        let made = leaf_with(&["a.example"], root, |params| params.extended_key_usages = purposes.clone());
        let middle = ca_with("Middle", root, |params| params.extended_key_usages = purposes.clone());
        let below = leaf(&["a.example"], &middle);
        let refused = |allowed: bool| (!allowed).then_some(WrongPurpose);
        for (where_, chain) in [("leaf", vec![&made]), ("CA", vec![&below, &middle.der])] {
            cases.push(
                case(format!("purpose {name} of {where_} as server"), &[&root.der], &chain).unless(refused(server)),
            );
            cases.push(
                case(format!("purpose {name} of {where_} as client"), &[&root.der], &chain)
                    .client()
                    .unless(refused(client)),
            );
        }
    }
    let anchor = root_with("Clients", |params| params.extended_key_usages = vec![ClientAuth]);
    cases.push(case("purpose of an anchor", &[&anchor.der], &[&leaf(&["a.example"], &anchor)]));
    cases
}

fn lengths(root: &Ca) -> Vec<Case> {
    let bound = |name: &str, parent: &Ca, most: u8| {
        ca_with(name, parent, |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(most)))
    };
    let mut cases = Vec::new();
    for most in 0..3_u8 {
        let top = bound("Top", root, most);
        let mut cas = vec![];
        for below in 0..4_u8 {
            let head = cas.last().unwrap_or(&top);
            let mut chain = vec![leaf(&["a.example"], head)];
            chain.extend(cas.iter().rev().map(|ca: &Ca| ca.der.clone()));
            chain.push(top.der.clone());
            let chain: Vec<_> = chain.iter().collect();
            let name = format!("pathLenConstraint {most}, {below} below");
            cases.push(case(name, &[&root.der], &chain).unless((below > most).then_some(PathLength)));
            let next = ca(&format!("CA {below}"), cas.last().unwrap_or(&top));
            cas.push(next);
        }
    }
    let top = bound("Top", root, 0);
    let again = ca("Top", &top);
    // The path that names allow and that breaks the length is not the only one: of two reasons the verifier keeps this.
    cases.push(
        case(
            "pathLenConstraint 0 and a self-issued CA",
            &[&root.der],
            &[&leaf(&["a.example"], &again), &again.der, &top.der],
        )
        .is(BadSignature),
    );
    let anchor = root_with("Short", |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let middle = ca("Middle", &anchor);
    cases.push(case("pathLenConstraint of an anchor", &[&anchor.der], &[&leaf(&["a.example"], &middle), &middle.der]));
    cases
}

fn dns(name: &str) -> GeneralSubtree {
    GeneralSubtree::DnsName(name.into())
}

fn net(text: &str, prefix: u8) -> GeneralSubtree {
    GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(text.parse().unwrap(), prefix))
}

/// Name of the case, permitted and excluded subtrees, names of the leaf, the name asked for, whether it is trusted.
type ConstraintRow =
    (&'static str, Vec<GeneralSubtree>, Vec<GeneralSubtree>, &'static [&'static str], &'static str, bool);

fn constraints(root: &Ca) -> Vec<Case> {
    let mut cases = Vec::new();
    let rows: Vec<ConstraintRow> = vec![
        ("same name", vec![dns("a.example")], vec![], &["a.example"], "a.example", true),
        ("below", vec![dns("a.example")], vec![], &["x.a.example"], "x.a.example", true),
        ("beside", vec![dns("a.example")], vec![], &["b.example"], "b.example", false),
        ("suffix only", vec![dns("a.example")], vec![], &["xa.example"], "xa.example", false),
        ("another case", vec![dns("A.EXAMPLE")], vec![], &["a.example"], "a.example", true),
        ("leading dot, below", vec![dns(".a.example")], vec![], &["x.a.example"], "x.a.example", true),
        ("leading dot, apex", vec![dns(".a.example")], vec![], &["a.example"], "a.example", false),
        ("one of two", vec![dns("b.example"), dns("a.example")], vec![], &["a.example"], "a.example", true),
        ("second name outside", vec![dns("a.example")], vec![], &["a.example", "b.example"], "a.example", false),
        ("wildcard inside", vec![dns("a.example")], vec![], &["*.a.example"], "x.a.example", true),
        ("wildcard outside", vec![dns("a.example")], vec![], &["*.b.example"], "x.b.example", false),
        ("wildcard wider", vec![dns("x.a.example")], vec![], &["*.a.example"], "x.a.example", false),
        ("excluded", vec![], vec![dns("a.example")], &["a.example"], "a.example", false),
        ("excluded above", vec![], vec![dns("example")], &["a.example"], "a.example", false),
        ("excluded beside", vec![], vec![dns("b.example")], &["a.example"], "a.example", true),
        ("excluded inside permitted", vec![dns("example")], vec![dns("a.example")], &["a.example"], "a.example", false),
        ("excluded wildcard", vec![], vec![dns("x.a.example")], &["*.a.example"], "y.a.example", false),
        ("everything excluded", vec![], vec![dns("")], &["a.example"], "a.example", false),
        ("everything permitted", vec![dns("")], vec![], &["a.example"], "a.example", true),
        ("address inside", vec![net("192.0.2.0", 24)], vec![], &["192.0.2.7"], "192.0.2.7", true),
        ("address outside", vec![net("192.0.2.0", 24)], vec![], &["198.51.100.7"], "198.51.100.7", false),
        ("address excluded", vec![], vec![net("192.0.2.0", 24)], &["192.0.2.7"], "192.0.2.7", false),
        ("address not excluded", vec![], vec![net("192.0.2.0", 24)], &["198.51.100.7"], "198.51.100.7", true),
        ("IPv6 inside", vec![net("2001:db8::", 32)], vec![], &["2001:db8::7"], "2001:db8::7", true),
        ("IPv6 outside", vec![net("2001:db8::", 32)], vec![], &["2001:db9::7"], "2001:db9::7", false),
        ("IPv6 under IPv4", vec![net("192.0.2.0", 24)], vec![], &["2001:db8::7"], "2001:db8::7", false),
        ("name under address", vec![net("192.0.2.0", 24)], vec![], &["a.example"], "a.example", true),
        (
            "email alone",
            vec![GeneralSubtree::Rfc822Name("b.example".into())],
            vec![],
            &["a.example"],
            "a.example",
            true,
        ),
    ];
    for (name, permitted_subtrees, excluded_subtrees, names, asked, allowed) in rows {
        let limits = Some(NameConstraints { permitted_subtrees, excluded_subtrees });
        let middle = ca_with("Bound", root, |params| params.name_constraints.clone_from(&limits));
        let anchor = root_with("Bound", |params| params.name_constraints = limits);
        let (below, direct) = (leaf(names, &middle), leaf(names, &anchor));
        let refused = (!allowed).then_some(TrustReason::NameConstraints);
        cases.push(
            case(format!("constraint: {name}"), &[&root.der], &[&below, &middle.der]).asks(asked).unless(refused),
        );
        cases.push(
            case(format!("constraint of the anchor: {name}"), &[&anchor.der], &[&direct]).asks(asked).unless(refused),
        );
    }
    cases
}

fn extensions(root: &Ca) -> Vec<Case> {
    let mut cases = Vec::new();
    for critical in [true, false] {
        let unknown = |params: &mut rcgen::CertificateParams| {
            params.custom_extensions.push(extension(&[1, 2, 3, 4], vec![5, 0], critical));
        };
        let refused = critical.then_some(UnsupportedCertificate);
        let made = leaf_with(&["a.example"], root, unknown);
        let middle = ca_with("Middle", root, unknown);
        cases.push(
            case(format!("unknown extension of leaf, critical: {critical}"), &[&root.der], &[&made]).unless(refused),
        );
        let chain = [&leaf(&["a.example"], &middle), &middle.der];
        cases
            .push(case(format!("unknown extension of CA, critical: {critical}"), &[&root.der], &chain).unless(refused));
    }
    cases
}
