use super::*;
use crate::trust::test_pki::{Authority, leaf};
use alloc::format;
use rcgen::{CustomExtension, SanType};

#[track_caller]
fn good(presented: &str, asked: &'static str) {
    let root = Authority::new("Root");
    ask(&[&root.der], &[&leaf(presented).by(&root).der]).name(asked).is_trusted();
}

#[track_caller]
fn bad(presented: &str, asked: &'static str, words: &[&str]) {
    let root = Authority::new("Root");
    let question = ask(&[&root.der], &[&leaf(presented).by(&root).der]).name(asked);
    question.is_refused(TrustReason::WrongName, AlertDescription::bad_certificate, words);
}

/// A subjectAltName with these `GeneralName`s in DER.
fn raw_names(names: &[u8]) -> CustomExtension {
    CustomExtension::from_oid_content(&[2, 5, 29, 17], crate::trust::der::sequence(names))
}

#[test]
fn dns_names_are_compared_without_case() {
    good("a.example", "a.example");
    good("a.example", "A.Example");
    good("A.Example", "a.example");
    good("xn--mller-kva.example", "xn--mller-kva.example");
    good("a.example", "a.example.");
    bad("a.example", "b.example", &["valid for a.example; you asked for b.example"]);
    bad("a.example", "a.example.example", &[]);
    bad("a.example", "x.a.example", &[]);
}

#[test]
fn a_wildcard_is_one_whole_label_on_the_left() {
    good("*.a.example", "b.a.example");
    bad("*.a.example", "a.example", &["valid for *.a.example", "exactly one label"]);
    bad("*.a.example", "c.b.a.example", &[]);
    bad("f*.a.example", "foo.a.example", &[]);
    bad("*o.a.example", "foo.a.example", &[]);
    bad("b.*.example", "b.a.example", &[]);
    bad("*", "example", &[]);
    bad("*.example", "a.example", &[]);
    bad("*.a.example", "b.a.example.example", &[]);
}

#[test]
fn addresses_are_compared_as_addresses() {
    for address in ["192.0.2.1", "2001:db8::1"] {
        good(address, address);
    }
    good("2001:db8::1", "2001:0DB8:0:0::0:1");
    bad("192.0.2.1", "192.0.2.2", &["valid for 192.0.2.1; you asked for 192.0.2.2"]);
    bad("a.example", "192.0.2.1", &["iPAddress"]);
    let root = Authority::new("Root");
    let in_dns = leaf("a.example").with(|params| {
        params.subject_alt_names = Vec::from([SanType::DnsName("192.0.2.1".try_into().unwrap())]);
    });
    ask(&[&root.der], &[&in_dns.by(&root).der]).name("192.0.2.1").is_refused(
        TrustReason::WrongName,
        AlertDescription::bad_certificate,
        &["iPAddress"],
    );
}

#[test]
fn a_common_name_is_no_name() {
    let root = Authority::new("Root");
    let made = leaf("a.example").with(|params| {
        params.subject_alt_names.clear();
        params.distinguished_name.push(rcgen::DnType::CommonName, "a.example");
    });
    ask(&[&root.der], &[&made.by(&root).der]).is_refused(
        TrustReason::WrongName,
        AlertDescription::bad_certificate,
        &[
            "has CN=a.example, which would match, but no name in subjectAltName",
            "RFC 9525 §6.3",
            "issued with a.example there",
        ],
    );
}

#[test]
fn a_common_name_beside_other_names_is_pointed_out() {
    let root = Authority::new("Root");
    let made = leaf("b.example").with(|params| {
        params.distinguished_name.push(rcgen::DnType::CommonName, "A.example");
    });
    ask(&[&root.der], &[&made.by(&root).der]).is_refused(
        TrustReason::WrongName,
        AlertDescription::bad_certificate,
        &["is valid for b.example; you asked for a.example (its CN would match, but names are read from subjectAltName only"],
    );
}

#[test]
fn odd_names_match_nothing_and_are_escaped() {
    let root = Authority::new("Root");
    let name = b"a.example\0.evil.example\x1b[2J";
    let mut names = Vec::from([0x82, u8::try_from(name.len()).unwrap()]);
    names.extend_from_slice(name);
    let made = leaf("a.example").with(|params| {
        params.subject_alt_names.clear();
        params.custom_extensions.push(raw_names(&names));
    });
    ask(&[&root.der], &[&made.by(&root).der]).is_refused(
        TrustReason::WrongName,
        AlertDescription::bad_certificate,
        &["a.example\\u{0}.evil.example\\u{1b}[2J"],
    );
}

#[test]
fn many_long_names_make_no_long_text() {
    let root = Authority::new("Root");
    let label = "x".repeat(60);
    let made = leaf("b.example").with(|params| {
        let name = |index| SanType::DnsName(format!("{index}.{label}.{label}.example").try_into().unwrap());
        params.subject_alt_names.extend((0..100).map(name));
    });
    ask(&[&root.der], &[&made.by(&root).der]).is_refused(
        TrustReason::WrongName,
        AlertDescription::bad_certificate,
        &["b.example, 0.x", "…", "and 93 more; you asked for a.example"],
    );
}
