//! A leaf: its chain and its key.

use crate::authority::Authority;
use crate::profile::Profile;
use crate::{PkiError, key};
use core::fmt;
use rcgen::CertificateParams;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

/// A certificate with its chain and its private key. The key is wiped on drop and not printed.
#[non_exhaustive]
pub struct Leaf {
    name: &'static str,
    chain: Vec<CertificateDer<'static>>,
    chain_pem: String,
    key: Zeroizing<Vec<u8>>,
    key_pem: Zeroizing<String>,
}

impl Leaf {
    /// The name of its files, such as `server-p256`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The leaf, then its intermediates, in DER.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// The leaf, then its intermediates, in PEM: what `NAME.pem` holds.
    #[must_use]
    pub fn chain_pem(&self) -> &str {
        &self.chain_pem
    }

    /// The private key: PKCS#8 in DER.
    #[must_use]
    pub fn key(&self) -> PrivateKeyDer<'_> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.as_slice()))
    }

    /// The private key: PKCS#8 in PEM, what `NAME.key` holds.
    #[must_use]
    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }
}

impl fmt::Debug for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leaf").field("name", &self.name).finish_non_exhaustive()
    }
}

/// `issuers` are those of the chain, the leaf's own first.
pub(crate) fn issue(profile: &Profile, params: &CertificateParams, issuers: &[&Authority]) -> Result<Leaf, PkiError> {
    let key = key::generate(profile.key)?;
    let issuer = issuers.first().ok_or(PkiError::Profile)?;
    let certificate = issuer.sign(params, &key)?;
    let above = issuers.iter().map(|issuer| issuer.certificate().clone());
    Ok(Leaf {
        name: profile.name,
        chain: core::iter::once(certificate.der().clone()).chain(above).collect(),
        chain_pem: issuers.iter().fold(certificate.pem(), |pem, issuer| pem + &issuer.certificate_pem()),
        key: Zeroizing::new(key.serialize_der()),
        key_pem: Zeroizing::new(key.serialize_pem()),
    })
}
