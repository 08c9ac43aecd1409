//! The root and the intermediate.

use crate::PkiError;
use crate::key::{self, KeyType};
use crate::profile::{at, base};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationListParams, CustomExtension, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason, RevokedCertParams, SerialNumber,
};
use rustls_pki_types::{CertificateDer, UnixTime};

/// Days for which an authority is valid.
const VALID_DAYS: i64 = 3_650;

/// A certificate authority: its certificate, and inside its key.
#[derive(Debug)]
pub struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// Another root, of nobody's chain.
    ///
    /// # Errors
    ///
    /// If there is no randomness, or `now` is beyond what a certificate can say.
    pub fn stranger(now: UnixTime) -> Result<Self, PkiError> {
        root(now)
    }

    /// The certificate in DER.
    #[must_use]
    pub fn certificate(&self) -> &CertificateDer<'static> {
        self.certificate.der()
    }

    /// The certificate in PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        self.certificate.pem()
    }

    pub(crate) fn key(&self) -> &KeyPair {
        self.issuer.key()
    }

    pub(crate) fn sign(&self, params: &CertificateParams, subject: &KeyPair) -> Result<Certificate, PkiError> {
        Ok(params.signed_by(subject, &self.issuer)?)
    }
}

pub(crate) fn root(now: UnixTime) -> Result<Authority, PkiError> {
    let key = key::generate(KeyType::P256)?;
    // Every root has a name of its own: two PKIs do not know each other, instead of taking each other for forgeries.
    let params = params(&format!("tls-pki test root {}", mark(&key)), now, BasicConstraints::Unconstrained)?;
    let certificate = params.self_signed(&key)?;
    Ok(Authority { certificate, issuer: Issuer::new(params, key) })
}

pub(crate) fn intermediate(now: UnixTime, root: &Authority) -> Result<Authority, PkiError> {
    let key = key::generate(KeyType::P256)?;
    // It signs leaves only.
    let name = format!("tls-pki test intermediate {}", mark(&key));
    let params = params(&name, now, BasicConstraints::Constrained(0))?;
    let certificate = root.sign(&params, &key)?;
    Ok(Authority { certificate, issuer: Issuer::new(params, key) })
}

/// An intermediate that may sign others, with one extension more.
pub(crate) fn large(now: UnixTime, issuer: &Authority, extension: CustomExtension) -> Result<Authority, PkiError> {
    let key = key::generate(KeyType::P256)?;
    let name = format!("tls-pki test large intermediate {}", mark(&key));
    let mut params = params(&name, now, BasicConstraints::Unconstrained)?;
    params.custom_extensions.push(extension);
    let certificate = issuer.sign(&params, &key)?;
    Ok(Authority { certificate, issuer: Issuer::new(params, key) })
}

/// A revocation list, from one day before `now` for a year.
pub(crate) fn crl(now: UnixTime, issuer: &Authority, serials: &[SerialNumber]) -> Result<String, PkiError> {
    let revoked = serials.iter().map(|serial| {
        Ok::<_, PkiError>(RevokedCertParams {
            serial_number: serial.clone(),
            revocation_time: at(now, -1)?,
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        })
    });
    let params = CertificateRevocationListParams {
        this_update: at(now, -1)?,
        next_update: at(now, 365)?,
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect::<Result<_, _>>()?,
        key_identifier_method: KeyIdMethod::Sha256,
    };
    Ok(params.signed_by(&issuer.issuer)?.pem()?)
}

/// A few digits of the public key, to tell authorities apart.
fn mark(key: &KeyPair) -> String {
    let digits = key.public_key_raw().iter().rev().take(3);
    digits.map(|byte| format!("{byte:02x}")).collect()
}

fn params(name: &str, now: UnixTime, constraints: BasicConstraints) -> Result<CertificateParams, PkiError> {
    let mut params = base(name, now, -1, VALID_DAYS)?;
    params.is_ca = IsCa::Ca(constraints);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}
