use super::*;

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----\n";

fn certificate_error(file: &str) -> String {
    certificates(file.as_bytes()).map(|found| found.len()).unwrap_err()
}

fn key_error(file: &str) -> String {
    private_key(file.as_bytes()).map(|_| ()).unwrap_err()
}

#[test]
fn blocks_are_counted_and_lines_too() {
    for newline in ["\n", "\r\n", "\r"] {
        let file = format!("# a comment\n\n{CERTIFICATE}{KEY}\n{CERTIFICATE}").replace('\n', newline);
        let found = certificates(file.as_bytes()).unwrap();
        let places: Vec<_> = found.iter().map(|found| (found.number, found.line)).collect();
        assert_eq!(places, [(1, 3), (3, 10)], "{newline:?}");
        assert_eq!(found[1].der.as_ref(), [0x30, 3, 2, 1, 1]);
    }
}

#[test]
fn a_byte_order_mark_or_an_indent_does_not_hide_a_block() {
    assert_eq!(certificates(format!("\u{FEFF}{CERTIFICATE}").as_bytes()).unwrap().len(), 1);
    assert_eq!(certificates(format!("  {CERTIFICATE}").as_bytes()).unwrap().len(), 1);
}

#[test]
fn damage_is_reported_with_block_and_line() {
    let damaged = CERTIFICATE.replace("MAMC", "M*MC");
    assert_eq!(
        certificate_error(&format!("{CERTIFICATE}{damaged}")),
        "block 2 (line 4): base64 is damaged; copy the file again from its source"
    );
    assert!(certificate_error(&CERTIFICATE.replace("-----END", "----END")).contains("END line is missing"));
    assert!(certificate_error(&CERTIFICATE.replace("END CERT", "END CRT")).contains("END line is missing"));
    assert!(certificate_error(&CERTIFICATE.replacen("CERTIFICATE-----", "CERTIFICATE---", 1)).contains("five dashes"));
}

#[test]
fn the_wrong_file_is_named() {
    assert_eq!(
        certificate_error(KEY),
        "the file has no CERTIFICATE block; it holds a PRIVATE KEY (line 1): give the certificate file"
    );
    assert_eq!(
        key_error(CERTIFICATE),
        "the file has no PRIVATE KEY block; it holds a CERTIFICATE (line 1): give the private key file"
    );
    assert!(certificate_error(&KEY.repeat(7)).contains("(line 10) and 3 more"));
    assert!(certificate_error(" \n").contains("empty"));
    assert!(certificate_error("hello").contains("neither PEM nor DER"));
    assert!(key_error("hello").contains("neither PEM nor DER"));
}

#[test]
fn keys_of_all_kinds_are_found() {
    for (label, wanted) in [("", "Pkcs8"), ("RSA ", "Pkcs1"), ("EC ", "Sec1")] {
        let parameters = "-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----\n";
        let file = format!("{parameters}{}", KEY.replace("PRIVATE", &format!("{label}PRIVATE")));
        let (key, place) = private_key(file.as_bytes()).unwrap();
        let kind = match key {
            PrivateKeyDer::Pkcs1(_) => "Pkcs1",
            PrivateKeyDer::Sec1(_) => "Sec1",
            PrivateKeyDer::Pkcs8(_) => "Pkcs8",
            _ => "?",
        };
        assert_eq!((kind, place.as_str()), (wanted, "block 2 (line 4)"));
    }
}

#[test]
fn encrypted_and_foreign_keys_say_how_to_convert_them() {
    let old = KEY.replace("PRIVATE", "RSA PRIVATE").replace("MAMC", "Proc-Type: 4,ENCRYPTED\n\nMAMC");
    for file in [old.as_str(), &KEY.replace("PRIVATE", "ENCRYPTED PRIVATE")] {
        let error = key_error(file);
        assert!(error.starts_with("block 1 (line 1)") && error.contains("openssl pkey"), "{error}");
    }
    assert!(key_error(&KEY.replace("PRIVATE", "OPENSSH PRIVATE")).contains("OPENSSH PRIVATE KEY is not understood"));
    assert!(private_key(&[0x30, 6, 0x30, 4, 6, 2, 1, 1]).map(|_| ()).unwrap_err().contains("encrypted"));
    let pkcs12 = [0x30, 5, 2, 1, 3, 0x30, 0];
    assert!(private_key(&pkcs12).map(|_| ()).unwrap_err().contains("PKCS#12"));
    assert!(certificates(&pkcs12).map(|_| ()).unwrap_err().contains("PKCS#12"));
    assert!(certificates(&[0x30, 3, 2, 1, 0]).map(|_| ()).unwrap_err().contains("private key"));
}
