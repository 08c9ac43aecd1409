//! Names of servers (RFC 9525 §6, RFC 5280 §4.2.1.6).

use crate::case::{Case, case};
use crate::make::{leaf, leaf_with, root, san, tlv};
use tls_core::trust::TrustReason::WrongName;

/// Names in subjectAltName, the name asked for, whether they match.
const MATCHES: &[(&[&str], &str, bool)] = &[
    (&["a.example"], "a.example", true),
    (&["A.Example"], "a.example", true),
    (&["a.example"], "A.EXAMPLE", true),
    (&["a.example"], "a.example.", true),
    (&["a.example"], "b.example", false),
    (&["a.example"], "a.example.org", false),
    (&["a.example"], "xa.example", false),
    (&["a.example"], "x.a.example", false),
    (&["b.example", "a.example"], "a.example", true),
    (&["b.example", "c.example"], "a.example", false),
    (&["*.a.example"], "x.a.example", true),
    (&["*.a.example"], "X.A.example", true),
    (&["*.a.example"], "x.a.example.", true),
    (&["*.a.example"], "a.example", false),
    (&["*.a.example"], "y.x.a.example", false),
    (&["*.a.example"], "xn--bcher-kva.a.example", true),
    (&["f*.a.example"], "foo.a.example", false),
    (&["*f.a.example"], "of.a.example", false),
    (&["f*o.a.example"], "foo.a.example", false),
    (&["x.*.example"], "x.a.example", false),
    (&["*.*.example"], "x.a.example", false),
    (&["**.a.example"], "x.a.example", false),
    (&["*"], "a", false),
    (&["*"], "a.example", false),
    (&["*."], "a.example", false),
    (&["a_b.example"], "a_b.example", true),
    (&["*.a_b.example"], "x.a_b.example", true),
    (&["xn--bcher-kva.example"], "xn--bcher-kva.example", true),
    (&["xn--bcher-kva.example"], "XN--BCHER-KVA.example", true),
    (&["xn--*.example"], "xn--bcher-kva.example", false),
    (&["192.0.2.1"], "192.0.2.1", true),
    (&["192.0.2.1"], "192.0.2.2", false),
    (&["192.0.2.1"], "a.example", false),
    (&["a.example"], "192.0.2.1", false),
    (&["a.example", "192.0.2.1"], "192.0.2.1", true),
    (&["2001:db8::1"], "2001:db8::1", true),
    (&["2001:db8::1"], "2001:db8:0:0:0:0:0:1", true),
    (&["2001:db8::1"], "2001:db8::2", false),
    (&["::ffff:192.0.2.1"], "192.0.2.1", false),
    (&["192.0.2.1"], "::ffff:192.0.2.1", false),
];

fn dns(name: &[u8]) -> Vec<u8> {
    tlv(0x82, name)
}

pub(crate) fn cases() -> Vec<Case> {
    let root = root("Root");
    let mut cases: Vec<_> = MATCHES
        .iter()
        .map(|(names, asked, matches)| {
            let made = leaf(names, &root);
            let case = case(format!("name {names:?} for {asked}"), &[&root.der], &[&made]).asks(asked);
            case.unless((!matches).then_some(WrongName))
        })
        .collect();
    let label = |length: usize| "a".repeat(length);
    let long = [label(63), label(63), label(63), label(61)].join(".");
    cases.push(case("name of 253 octets", &[&root.der], &[&leaf(&[&long], &root)]).asks(&long));
    let of_63 = format!("{}.example", label(63));
    cases.push(case("label of 63 octets", &[&root.der], &[&leaf(&[&of_63], &root)]).asks(&of_63));
    let of_64 = format!("{}.example", label(64));
    cases.push(case("label of 64 octets", &[&root.der], &[&leaf(&[&of_64], &root)]).is(WrongName));
    let with = |values: &[Vec<u8>]| leaf_with(&[], &root, |params| params.custom_extensions.push(san(values)));
    for (name, values) in [
        ("NUL in the name", vec![dns(b"a.example\0.evil")]),
        ("NUL at the end", vec![dns(b"a.example\0")]),
        ("address as dNSName", vec![dns(b"192.0.2.9")]),
        ("U-label", vec![dns("bücher.example".as_bytes())]),
        ("email only", vec![tlv(0x81, b"a@a.example")]),
        ("URI only", vec![tlv(0x86, b"https://a.example/")]),
        ("space in the name", vec![dns(b" a.example")]),
        ("empty dNSName", vec![dns(b"")]),
        ("iPAddress that spells the name", vec![tlv(0x87, b"a.example")]),
    ] {
        let made = with(&values);
        let asked = match name {
            "address as dNSName" => "192.0.2.9",
            "U-label" => "xn--bcher-kva.example",
            _ => "a.example",
        };
        cases.push(case(name, &[&root.der], &[&made]).asks(asked).is(WrongName));
    }
    for (name, first) in
        [("email before the name", tlv(0x81, b"x@y")), ("U-label before the name", dns("ü".as_bytes()))]
    {
        cases.push(case(name, &[&root.der], &[&with(&[first, dns(b"a.example")])]));
    }
    let common_name =
        leaf_with(&[], &root, |params| params.distinguished_name.push(rcgen::DnType::CommonName, "a.example"));
    let only_cn = case("only the common name matches", &[&root.der], &[&common_name]).is(WrongName);
    cases.push(only_cn.words(&["has CN=a.example, which would match, but no name in subjectAltName", "RFC 9525 §6.3"]));
    cases.push(case("a client's name does not matter", &[&root.der], &[&common_name]).client());
    cases
}
