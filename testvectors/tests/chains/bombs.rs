//! Chains that are made to take long. How long is printed; that there is an end and a clear reason is asserted.

use crate::case::{Case, case};
use crate::make::{Ca, ca, ca_with, extension, leaf, leaf_with, root, tlv};
use rcgen::{GeneralSubtree, NameConstraints};
use std::time::Instant;
use tls_core::trust::TrustReason::{Malformed, TooComplex, UnknownIssuer};

#[expect(clippy::print_stderr, clippy::disallowed_methods, reason = "a figure, and nothing depends on it")]
fn measure(case: &Case) {
    let start = Instant::now();
    drop(case.verify(&case.chain));
    let verified = start.elapsed();
    let start = Instant::now();
    drop(case.report(&case.chain));
    eprintln!("{}: verify {} us, report {} us", case.name, verified.as_micros(), start.elapsed().as_micros());
}

fn nested(depth: usize) -> Vec<u8> {
    let mut value = vec![0x30, 0];
    for _ in 0..depth {
        value = tlv(0x30, &value);
    }
    value
}

/// CAs that all certify each other.
fn mesh(count: usize) -> Case {
    let roots: Vec<Ca> = (0..count).map(|number| root(&format!("Mesh {number}"))).collect();
    let made = leaf(&["a.example"], &roots[0]);
    let crossed: Vec<_> =
        roots.iter().flat_map(|of| roots.iter().filter(|by| by.der != of.der).map(|by| of.crossed(by))).collect();
    let chain: Vec<_> = core::iter::once(&made).chain(&crossed).collect();
    case(format!("mesh of {count}"), &[&root("Root").der], &chain)
}

fn bombs() -> Vec<Case> {
    let root = root("Root");
    let r = &root.der;
    let many: Vec<String> = (0..2048).map(|number| format!("n{number}.example")).collect();
    let names: Vec<&str> = many.iter().map(String::as_str).collect();
    let bound = ca_with("Bound", &root, |params| {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![],
            excluded_subtrees: (0..2048).map(|number| GeneralSubtree::DnsName(format!("x{number}.example"))).collect(),
        });
    });
    let strangers: Vec<_> = (0..100).map(|number| ca(&format!("Stranger {number}"), &root)).collect();
    let made = leaf(&["a.example"], &root);
    let crowd: Vec<_> = core::iter::once(&made).chain(strangers.iter().map(|ca| &ca.der)).collect();
    let big = |content: Vec<u8>, oid: &'static [u64]| {
        leaf_with(&["a.example"], &root, |params| params.custom_extensions.push(extension(oid, content, false)))
    };
    let mut wide: Vec<&str> = names.iter().cycle().take(3000).copied().collect();
    wide.push("a.example");
    vec![
        case("2048 names under 2048 constraints", &[r], &[&leaf(&names, &bound), &bound.der]).is(TooComplex),
        case("100 certificates that are not needed", &[r], &crowd),
        case("extension of nearly 64 KiB", &[r], &[&big(vec![5; 0xFD00], &[1, 2, 3])]),
        case("certificate of more than 64 KiB", &[r], &[&big(vec![5; 0xFFF0], &[1, 2, 3])])
            .is(Malformed)
            .words(&["more than 65,535 bytes"]),
        case("SAN of 48 KiB", &[r], &[&leaf(&wide, &root)]),
        case("nesting of 5,000", &[r], &[&big(nested(5_000), &[1, 2, 3])]),
        case("nesting as names", &[r], &[&big(nested(5_000), &[2, 5, 29, 31])]),
        case("nesting alone", &[r], &[&nested(5_000).into()]).is(Malformed),
        mesh(3).is(UnknownIssuer),
        mesh(7).is(TooComplex),
    ]
}

#[test]
fn bombs_end_with_a_clear_reason() {
    let bombs = bombs();
    bombs.iter().for_each(measure);
    let wrong: Vec<_> = bombs.iter().filter_map(|case| case.judge().err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
