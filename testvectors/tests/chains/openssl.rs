//! The same chains by `openssl verify`, and why it says otherwise where it does.

use crate::all;
use crate::case::Case;
use crate::make::Der;
use std::path::Path;
use std::process::Command;

/// Cases in which OpenSSL 3.0 says otherwise, and the rule by which the two differ.
const DIFFERENCES: &[(&str, &[&str])] = &[
    (
        "A trailing dot stands for the root of the DNS and changes no name here; OpenSSL compares it.",
        &[r#"name ["a.example"] for a.example."#, r#"name ["*.a.example"] for x.a.example."#],
    ),
    (
        "OpenSSL takes a * within a label; here it must be the whole first label (RFC 9525 §6.3).",
        &[r#"name ["f*.a.example"] for foo.a.example"#, r#"name ["*f.a.example"] for of.a.example"#],
    ),
    ("OpenSSL takes no underscore behind a wildcard.", &[r#"name ["*.a_b.example"] for x.a_b.example"#]),
    (
        "OpenSSL falls back to the common name; here names are in subjectAltName only (RFC 9525 §2).",
        &["only the common name matches"],
    ),
    (
        "notAfter is inclusive (RFC 5280 §4.1.2.5); OpenSSL ends a second before.",
        &["leaf at 100", "intermediate at 100", "client at 100", "one second, that one"],
    ),
    (
        "An anchor is a name and a key; its certificate's validity, path length and purpose do not count (RFC 5280 §6.1.1 (d)).",
        &[
            "anchor expired",
            "anchor not yet valid",
            "GeneralizedTime at -1",
            "GeneralizedTime at 0",
            "from 2050 on",
            "purpose of an anchor",
            "pathLenConstraint of an anchor",
        ],
    ),
    ("A CA's certificate is no leaf here; to OpenSSL it is one.", &["CA as leaf", "CA as leaf of a client"]),
    (
        "OpenSSL is asked for a purpose, which any of the key usages is enough for; here what the key does is asked.",
        &[
            "KeyUsage digitalSignature, enciphers",
            "KeyUsage keyEncipherment, signs",
            "KeyUsage keyAgreement, signs",
            "KeyUsage keyAgreement, enciphers",
            "KeyUsage keyAgreement, client signs",
        ],
    ),
    (
        "Self-issued certificates do not count for pathLenConstraint (RFC 5280 §4.2.1.9), but do here.",
        &["pathLenConstraint 0 and a self-issued CA"],
    ),
    (
        "Directory names and e-mail addresses are not compared here: under such a constraint they are refused.",
        &[
            "excluded directory, its own",
            "excluded directory, another",
            "permitted e-mail, its own",
            "excluded e-mail, another",
        ],
    ),
    (
        "A wildcard that could stand for an excluded name is refused here only.",
        &["constraint: excluded wildcard", "constraint of the anchor: excluded wildcard"],
    ),
    (
        "A pinned leaf that is not self-signed needs a path here; with -partial_chain it is trusted as it is.",
        &["leaf as anchor"],
    ),
    ("OpenSSL takes the first issuer that fits and never goes back to another.", &["cross-signed, old root"]),
    ("At most 6 intermediates here, 100 there.", &["7 intermediates", "8 intermediates"]),
    (
        "MD5 and SHA-1 are not accepted here (RFC 9846 §4.5.1.3); OpenSSL at security level 0 or 1 takes them.",
        &["RSA SHA-1", "RSA MD5", "CA signed with SHA-1"],
    ),
    ("The salt of RSASSA-PSS is as long as the digest here (RFC 9846 §4.3.3).", &["RSA-PSS with a salt of 20"]),
    (
        "Keys that TLS connections are not made with here.",
        &["key RSA 1024", "key P-521", "key Ed448", "CA's key RSA 1024", "CA's key P-521"],
    ),
    ("A file in PEM may have bytes behind the certificate; a CertificateEntry may not.", &["trailing byte"]),
    ("authorityKeyIdentifier is a hint here (RFC 4158 §3.5.12), a rule there.", &["authorityKeyIdentifier of nobody"]),
];

fn pem(certificates: &[Der]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for der in certificates {
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        for (count, three) in der.chunks(3).enumerate() {
            if count > 0 && count % 16 == 0 {
                text.push('\n');
            }
            let bits = three.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
            for digit in 0..4 {
                let index = usize::try_from(bits >> (18 - 6 * digit) & 63).unwrap();
                text.push(if digit <= three.len() { char::from(DIGITS[index]) } else { '=' });
            }
        }
        text.push_str("\n-----END CERTIFICATE-----\n");
    }
    text
}

/// Whether OpenSSL trusts the chain; `None` if there is no such program, or nothing to ask.
fn openssl(case: &Case, directory: &Path) -> Option<bool> {
    let (leaf, others) = case.chain.split_first()?;
    let write = |name: &str, certificates: &[Der]| {
        let path = directory.join(name);
        std::fs::write(&path, pem(certificates)).unwrap();
        path
    };
    let mut command = Command::new("openssl");
    command.args(["verify", "-no-CApath", "-no-CAstore", "-partial_chain", "-attime", &case.now.to_string()]);
    match case.anchors.as_slice() {
        [] => command.arg("-no-CAfile"),
        anchors => command.arg("-CAfile").arg(write("anchors", anchors)),
    };
    if !others.is_empty() {
        command.arg("-untrusted").arg(write("others", others));
    }
    command.args(["-purpose", if case.server.is_some() { "sslserver" } else { "sslclient" }]);
    if let Some(name) = &case.server {
        let address = name.parse::<core::net::IpAddr>().is_ok();
        command.args([if address { "-verify_ip" } else { "-verify_hostname" }, name]);
    }
    let output = command.arg(write("leaf", core::slice::from_ref(leaf))).output().ok()?;
    Some(output.status.success())
}

#[test]
#[expect(clippy::print_stderr, reason = "what was not run is said")]
fn openssl_says_the_same_or_the_rule_is_known() {
    let directory = tempfile::tempdir().unwrap();
    let cases = all();
    let mut not_run = 0;
    let mut differ = Vec::new();
    for case in &cases {
        match openssl(case, directory.path()) {
            None => not_run += 1,
            Some(trusted) if trusted != case.expected.is_ok() => differ.push((case.name.as_str(), trusted)),
            Some(_) => {}
        }
    }
    eprintln!("{} chains asked of OpenSSL, {} differ, {not_run} not run", cases.len() - not_run, differ.len());
    if not_run == cases.len() {
        return;
    }
    let known: Vec<_> = DIFFERENCES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let unexplained: Vec<_> = differ.iter().filter(|(name, _)| !known.contains(name)).collect();
    assert!(unexplained.is_empty(), "OpenSSL says otherwise: {unexplained:#?}");
    let needless: Vec<_> = known.iter().filter(|name| !differ.iter().any(|(case, _)| case == *name)).collect();
    assert!(needless.is_empty(), "OpenSSL says the same: {needless:?}");
}
