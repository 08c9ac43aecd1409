//! Kinds of keys and signatures; the certificates are in `data/chains`.

use crate::case::{Case, case};
use crate::make::{Der, leaf_of, root};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use tls_core::trust::TrustReason::{BrokenHash, UnsupportedAlgorithm, WeakKey};

macro_rules! der {
    ($name:literal) => {
        Der::from(&include_bytes!(concat!("../../../data/chains/", $name, ".der"))[..])
    };
}

pub(crate) fn cases() -> Vec<Case> {
    let anchor = der!("root");
    let leaves = [
        ("RSA SHA-256", der!("sha256"), None),
        ("RSA SHA-384", der!("sha384"), None),
        ("RSA SHA-512", der!("sha512"), None),
        ("RSA SHA-1", der!("sha1"), Some(BrokenHash)),
        ("RSA MD5", der!("md5"), Some(BrokenHash)),
        ("RSA-PSS SHA-256", der!("pss-sha256"), None),
        ("RSA-PSS SHA-384", der!("pss-sha384"), None),
        ("RSA-PSS with a salt of 20", der!("pss-salt-20"), Some(UnsupportedAlgorithm)),
        ("key RSA 1024", der!("rsa1024"), Some(WeakKey)),
        ("key RSA 3072", der!("rsa3072"), None),
        ("key RSA 4096", der!("rsa4096"), None),
        ("key P-521", der!("p521"), Some(UnsupportedAlgorithm)),
        ("key P-384", der!("p384"), None),
        ("key Ed448", der!("ed448"), Some(UnsupportedAlgorithm)),
    ];
    let mut cases: Vec<_> =
        leaves.iter().map(|(name, leaf, refused)| case(*name, &[&anchor], &[leaf]).unless(*refused)).collect();
    let chains = [
        ("CA's key RSA 1024", der!("below1024"), der!("middle1024"), Some(WeakKey)),
        ("CA's key P-521", der!("below521"), der!("middle521"), Some(UnsupportedAlgorithm)),
        ("CA signed with SHA-1", der!("belowsha1"), der!("middlesha1"), Some(BrokenHash)),
    ];
    cases.extend(
        chains.iter().map(|(name, leaf, middle, refused)| case(*name, &[&anchor], &[leaf, middle]).unless(*refused)),
    );
    let root = root("Root");
    for (name, kind) in
        [("P-256", &PKCS_ECDSA_P256_SHA256), ("P-384", &PKCS_ECDSA_P384_SHA384), ("Ed25519", &PKCS_ED25519)]
    {
        let made = leaf_of(kind, &["a.example"], &root, |_| {});
        cases.push(case(format!("key {name}, signed with P-256"), &[&root.der], &[&made]));
    }
    cases
}
