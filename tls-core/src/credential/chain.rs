//! With which signature schemes the certificates of a chain are signed (RFC 9846 §4.3.3).

use crate::pki_types::{AlgorithmIdentifier, CertificateDer, alg_id};
use crate::registry::SignatureScheme as Scheme;
use crate::trust::parts::Parts;
use alloc::vec::Vec;

/// `AlgorithmIdentifier`s of SHA-1, which nobody else here knows (RFC 8017 §A.2.4, RFC 5758 §3.2).
const RSA_PKCS1_SHA1: &[u8] = &[0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 5, 0x05, 0];
const ECDSA_SHA1: &[u8] = &[0x06, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1];
/// NULL, which the parameters of RSA PKCS#1 should be; some leave them out (RFC 4055 §5).
const NULL: &[u8] = &[0x05, 0];

/// An algorithm and the schemes that stand for it.
type Row = (AlgorithmIdentifier, &'static [Scheme]);

/// An ECDSA signature does not say on which curve it is, and an RSA-PSS one not of which kind the issuer's key is.
const TABLE: &[Row] = &[
    (alg_id::ECDSA_SHA256, &[Scheme::ecdsa_secp256r1_sha256]),
    (alg_id::ECDSA_SHA384, &[Scheme::ecdsa_secp384r1_sha384]),
    (alg_id::ECDSA_SHA512, &[Scheme::ecdsa_secp521r1_sha512]),
    (alg_id::ED25519, &[Scheme::ed25519]),
    (alg_id::ED448, &[Scheme::ed448]),
    (alg_id::RSA_PKCS1_SHA256, &[Scheme::rsa_pkcs1_sha256]),
    (alg_id::RSA_PKCS1_SHA384, &[Scheme::rsa_pkcs1_sha384]),
    (alg_id::RSA_PKCS1_SHA512, &[Scheme::rsa_pkcs1_sha512]),
    (alg_id::RSA_PSS_SHA256, &[Scheme::rsa_pss_rsae_sha256, Scheme::rsa_pss_pss_sha256]),
    (alg_id::RSA_PSS_SHA384, &[Scheme::rsa_pss_rsae_sha384, Scheme::rsa_pss_pss_sha384]),
    (alg_id::RSA_PSS_SHA512, &[Scheme::rsa_pss_rsae_sha512, Scheme::rsa_pss_pss_sha512]),
];

/// What signs the certificates of a chain, for each that anybody verifies: the schemes of which a peer must accept one.
#[derive(Clone, Debug, Default)]
pub(super) struct ChainSignatures(Vec<&'static [Scheme]>);

impl ChainSignatures {
    /// "Certificates that are self-signed or certificates that are expected to be trust anchors are not validated as part
    /// of the chain and therefore MAY be signed with any algorithm." (RFC 9846 §4.5.1.2): they are left out.
    pub(super) fn of(chain: &[CertificateDer<'_>]) -> Self {
        let parts = chain.iter().filter_map(|certificate| Parts::read(certificate));
        Self(parts.filter(|parts| parts.issuer != parts.subject).map(|parts| schemes(parts.signature)).collect())
    }

    #[cfg(test)]
    pub(super) const fn made_up(schemes: Vec<&'static [Scheme]>) -> Self {
        Self(schemes)
    }

    /// Whether a peer that accepts these schemes can verify every certificate.
    pub(super) fn all_in(&self, accepted: &[Scheme]) -> bool {
        self.0.iter().all(|schemes| schemes.iter().any(|scheme| accepted.contains(scheme)))
    }

    /// Whether SHA-1 signs something, and a peer that accepts these schemes did not ask for that.
    pub(super) fn uses_sha1_unasked(&self, accepted: &[Scheme]) -> bool {
        let sha1 = |scheme: &Scheme| matches!(*scheme, Scheme::rsa_pkcs1_sha1 | Scheme::ecdsa_sha1);
        self.0.iter().any(|schemes| schemes.iter().any(|scheme| sha1(scheme) && !accepted.contains(scheme)))
    }
}

/// The schemes for the contents of an `AlgorithmIdentifier`; none for one that no scheme stands for.
fn schemes(algorithm: &[u8]) -> &'static [Scheme] {
    match algorithm {
        ECDSA_SHA1 => return &[Scheme::ecdsa_sha1],
        RSA_PKCS1_SHA1 => return &[Scheme::rsa_pkcs1_sha1],
        _ => {}
    }
    let is = |known: &[u8]| algorithm == known || Some(algorithm) == known.strip_suffix(NULL);
    TABLE.iter().find(|(known, _)| is(known.as_ref())).map_or(&[], |(_, schemes)| *schemes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::test_pki::{Authority, leaf};
    use rcgen::{PKCS_ECDSA_P384_SHA384, PKCS_ED25519};

    #[test]
    fn algorithms_stand_for_schemes() {
        assert_eq!(schemes(ECDSA_SHA1), [Scheme::ecdsa_sha1]);
        assert_eq!(schemes(RSA_PKCS1_SHA1), [Scheme::rsa_pkcs1_sha1]);
        assert_eq!(schemes(&alg_id::RSA_PKCS1_SHA256), [Scheme::rsa_pkcs1_sha256]);
        let absent = alg_id::RSA_PKCS1_SHA256.as_ref().strip_suffix(NULL).unwrap();
        assert_eq!(schemes(absent), [Scheme::rsa_pkcs1_sha256]);
        assert_eq!(schemes(b"\x06\x01\x00"), []);
    }

    #[test]
    fn what_signs_itself_does_not_count() {
        let root = Authority::made("Root", None, &PKCS_ECDSA_P384_SHA384, |_| {});
        let middle = Authority::made("Middle", Some(&root), &PKCS_ED25519, |_| {});
        let made = leaf("a.example").by(&middle);
        let chain = ChainSignatures::of(&[made.der, middle.der, root.der]);
        assert!(chain.all_in(&[Scheme::ecdsa_secp384r1_sha384, Scheme::ed25519]));
        assert!(!chain.all_in(&[Scheme::ed25519]) && !chain.all_in(&[]) && !chain.uses_sha1_unasked(&[]));
        let old = ChainSignatures(Vec::from([schemes(ECDSA_SHA1), schemes(&alg_id::ED25519)]));
        assert!(old.uses_sha1_unasked(&[Scheme::ed25519]) && !old.uses_sha1_unasked(&[Scheme::ecdsa_sha1]));
    }
}
