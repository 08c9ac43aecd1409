//! The PKI against x509-parser, the file system and, where it is installed, OpenSSL.

use super::*;
use core::time::Duration;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

static PKI: LazyLock<TestPki> = LazyLock::new(|| TestPki::generate(now()).unwrap());

/// The wall clock, because OpenSSL looks at it too.
#[allow(clippy::disallowed_methods, reason = "OpenSSL compares with the same clock")]
fn now() -> UnixTime {
    UnixTime::since_unix_epoch(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap())
}

fn parse(leaf: &Leaf) -> X509Certificate<'_> {
    X509Certificate::from_der(&leaf.chain()[0]).unwrap().1
}

#[test]
fn every_profile_has_a_leaf_and_every_leaf_its_profile() {
    let names: Vec<_> = PKI.leaves().map(Leaf::name).collect();
    assert_eq!(names, PROFILES.map(|profile| profile.name));
}

#[test]
fn server_leaves_hold_names_addresses_and_purpose() {
    for name in ["server-p256", "server-p384", "server-rsa2048", "server-ed25519", "expired", "wrong-purpose"] {
        let certificate = parse(PKI.leaf(name).unwrap());
        let names: Vec<_> =
            certificate.subject_alternative_name().unwrap().unwrap().value.general_names.iter().collect();
        assert_eq!(
            names,
            [
                &GeneralName::DNSName("localhost"),
                &GeneralName::DNSName("server.example"),
                &GeneralName::DNSName("*.wild.example"),
                &GeneralName::IPAddress(&[127, 0, 0, 1]),
                &GeneralName::IPAddress(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            ]
        );
        let purpose = certificate.extended_key_usage().unwrap().unwrap().value;
        assert_eq!((purpose.server_auth, purpose.client_auth), (name != "wrong-purpose", name == "wrong-purpose"));
        let usage = certificate.key_usage().unwrap().unwrap().value;
        assert!(usage.digital_signature());
        assert_eq!(usage.key_encipherment(), name == "server-rsa2048");
    }
}

#[test]
fn client_leaves_are_for_clients() {
    for name in ["client-p256", "client-p384", "client-rsa2048", "client-ed25519"] {
        let certificate = parse(PKI.leaf(name).unwrap());
        assert_eq!(certificate.subject().to_string(), format!("CN={name}"));
        assert!(certificate.subject_alternative_name().unwrap().is_none());
        let purpose = certificate.extended_key_usage().unwrap().unwrap().value;
        assert!(purpose.client_auth && !purpose.server_auth);
        assert_eq!(certificate.key_usage().unwrap().unwrap().value.flags, 1, "digitalSignature only");
    }
}

#[test]
fn validity_is_counted_from_the_given_time() {
    let now = UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000));
    let pki = TestPki::generate(now).unwrap();
    let seconds = |leaf| {
        let validity = parse(leaf).validity().clone();
        (validity.not_before.timestamp() - 1_800_000_000, validity.not_after.timestamp() - 1_800_000_000)
    };
    assert_eq!(seconds(&pki.expired), (-30 * 86_400, -86_400));
    assert_eq!(seconds(&pki.server_p256), (-86_400, 365 * 86_400));
}

#[test]
fn a_time_before_the_epoch_of_certificates_is_an_error() {
    assert!(matches!(TestPki::generate(UnixTime::since_unix_epoch(Duration::ZERO)), Err(PkiError::Time)));
}

#[test]
fn authorities_say_that_they_are() {
    for (authority, path_length) in [(&PKI.root, None), (&PKI.intermediate, Some(0))] {
        let certificate = X509Certificate::from_der(authority.certificate()).unwrap().1;
        let constraints = certificate.basic_constraints().unwrap().unwrap();
        assert!(constraints.critical && constraints.value.ca);
        assert_eq!(constraints.value.path_len_constraint, path_length);
        let usage = certificate.key_usage().unwrap().unwrap().value;
        assert!(usage.key_cert_sign() && usage.crl_sign() && !usage.digital_signature());
    }
}

#[test]
fn key_identifiers_point_to_the_issuer() {
    use x509_parser::extensions::ParsedExtension as Ext;
    let identifiers = |der: &[u8]| {
        let certificate = X509Certificate::from_der(der).unwrap().1;
        let (mut subject, mut authority) = (None, None);
        for extension in certificate.extensions() {
            match extension.parsed_extension() {
                Ext::SubjectKeyIdentifier(id) => subject = Some(id.0.to_vec()),
                Ext::AuthorityKeyIdentifier(id) => authority = id.key_identifier.as_ref().map(|id| id.0.to_vec()),
                _ => {}
            }
        }
        (subject.unwrap(), authority)
    };
    let root = identifiers(PKI.root.certificate());
    let intermediate = identifiers(PKI.intermediate.certificate());
    assert_eq!(intermediate.1.as_ref(), Some(&root.0));
    for leaf in PKI.leaves() {
        assert_eq!(identifiers(&leaf.chain()[0]).1.as_ref(), Some(&intermediate.0), "{}", leaf.name());
    }
}

#[test]
fn printing_a_leaf_shows_no_key() {
    assert_eq!(format!("{:?}", PKI.server_p256), r#"Leaf { name: "server-p256", .. }"#);
}

#[test]
fn files_have_their_names_and_keys_are_for_the_owner() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let deep = directory.path().join("a/b");
    // A key that everybody can read is replaced by one that only the owner can.
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(deep.join("expired.key"), "old").unwrap();
    let written = PKI.write_to(&deep).unwrap();
    let mut expected = vec!["root.pem".to_owned(), "intermediate.pem".to_owned(), "intermediate.crl".to_owned()];
    for profile in PROFILES {
        expected.extend([format!("{}.pem", profile.name), format!("{}.key", profile.name)]);
    }
    expected.extend(["server-p256.ocsp", "revoked.ocsp"].map(str::to_owned));
    assert_eq!(written, expected.iter().map(|name| deep.join(name)).collect::<Vec<_>>());
    for path in written {
        let bytes = std::fs::read(&path).unwrap();
        if path.extension().unwrap() == "ocsp" {
            assert_eq!(bytes.first(), Some(&0x30), "DER");
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        if path.extension().unwrap() == "key" {
            assert!(text.starts_with("-----BEGIN PRIVATE KEY-----\n"), "{}", path.display());
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        } else if path.extension().unwrap() == "crl" {
            assert!(text.starts_with("-----BEGIN X509 CRL-----\n"), "{}", path.display());
        } else {
            let authority = path.ends_with("root.pem") || path.ends_with("intermediate.pem");
            assert_eq!(text.matches("-----BEGIN CERTIFICATE-----\n").count(), if authority { 1 } else { 2 });
        }
    }
}

#[test]
fn long_chains_are_long_and_lead_to_the_root() {
    for leaf in [PKI.server_long(now()).unwrap(), PKI.client_long(now()).unwrap()] {
        let total: usize = leaf.chain().iter().map(|certificate| certificate.len()).sum();
        // Three records, and within what a TLS peer reads.
        assert!((2 * 16_384..60_000).contains(&total), "{total}");
        assert_eq!(leaf.chain().len(), 6);
        let mut above = leaf.chain()[1..].iter().chain([PKI.root.certificate()]);
        for certificate in leaf.chain() {
            let issuer = X509Certificate::from_der(above.next().unwrap()).unwrap().1;
            let certificate = X509Certificate::from_der(certificate).unwrap().1;
            assert_eq!(certificate.issuer(), issuer.subject());
        }
        assert_eq!(leaf.chain_pem().matches("-----BEGIN CERTIFICATE-----\n").count(), 6);
    }
}

#[test]
fn a_directory_that_is_a_file_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = PKI.write_to(&file).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{} cannot be written: ", file.display())), "{error}");
}

#[test]
fn openssl_agrees() {
    if Command::new("openssl").arg("version").output().is_err() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    PKI.write_to(directory.path()).unwrap();
    for profile in PROFILES {
        let name = profile.name;
        let purpose = if name.starts_with("client") { "sslclient" } else { "sslserver" };
        let certificate = format!("{name}.pem");
        let chain = ["verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "intermediate.pem"];
        let verify = openssl(directory.path(), &[&chain[..], &["-purpose", purpose, &certificate]].concat());
        match name {
            "expired" => assert!(verify.contains("certificate has expired"), "{verify}"),
            "wrong-purpose" => assert!(verify.contains("purpose"), "{verify}"),
            _ => assert_eq!(verify, format!("{certificate}: OK\n")),
        }
        let in_certificate = openssl(directory.path(), &["x509", "-in", &certificate, "-noout", "-pubkey"]);
        let in_key = openssl(directory.path(), &["pkey", "-in", &format!("{name}.key"), "-pubout"]);
        assert!(in_key.starts_with("-----BEGIN PUBLIC KEY-----"), "{in_key}");
        assert_eq!(in_certificate, in_key, "{name}");
    }
}

fn openssl(directory: &Path, arguments: &[&str]) -> String {
    let output = Command::new("openssl").args(arguments).current_dir(directory).output().unwrap();
    String::from_utf8(if output.status.success() { output.stdout } else { output.stderr }).unwrap()
}
