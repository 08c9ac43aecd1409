//! OCSP responses that come with a certificate (RFC 6066 §8, RFC 6960).
//!
//! Our own, for no maintained crate checks responses without bringing another cryptographic stack. The signatures are
//! the provider's, and a delegated responder's certificate is judged by `webpki`, with the issuer as its only anchor.

mod fault;
mod response;
#[cfg(test)]
mod tests;

pub use fault::StapleFault;

use super::der::{Der, tag};
use super::parts::{Parts, PublicKey};
use crate::crypto::CryptoProvider;
use crate::pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use crate::registry::HashAlgorithm;
use crate::switches::{Check, enforced};
use alloc::vec::Vec;
use core::time::Duration;
use response::{Basic, Responder, Single, Status};
use webpki::{EndEntityCert, KeyUsage};

/// How old a response may be that does not say when the next one is due.
const MOST_AGE: Duration = Duration::from_secs(7 * 86_400);
/// The most certificates of a response that are looked at for its signer.
const MOST_CERTIFICATES: usize = 8;
/// id-kp-OCSPSigning, 1.3.6.1.5.5.7.3.9.
const OCSP_SIGNING: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 9];
/// id-pe-tlsfeature, 1.3.6.1.5.5.7.1.24 (RFC 7633 §3).
const TLS_FEATURE: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 1, 24];

/// What is asked of a response.
#[derive(Clone, Copy, Debug)]
pub(super) struct StapleCheck<'a> {
    /// An `OCSPResponse` in DER.
    pub(super) response: &'a [u8],
    pub(super) leaf: &'a CertificateDer<'a>,
    /// The issuer's `Name` in DER, with its outer SEQUENCE.
    pub(super) issuer_subject: &'a [u8],
    /// The issuer's `SubjectPublicKeyInfo` in DER, with its outer SEQUENCE.
    pub(super) issuer_key: &'a [u8],
    pub(super) now: UnixTime,
}

/// Whether a response says that the certificate is good.
pub(super) fn check(
    check: &StapleCheck<'_>,
    provider: &CryptoProvider,
    algorithms: &[&'static dyn SignatureVerificationAlgorithm],
) -> Result<(), StapleFault> {
    let basic = Basic::read(check.response)?;
    let single = speaks_for(&basic, check, provider)?;
    is_signed(&basic, check, provider, algorithms)?;
    is_current(&single, check.now)?;
    // "good [...] revoked [...] unknown" (RFC 6960 §4.2.1)
    match single.status {
        Status::Good => Ok(()),
        _ if !enforced(Check::StapleStatus) => Ok(()),
        Status::Revoked { at } => Err(StapleFault::Revoked { at }),
        Status::Unknown => Err(StapleFault::Unknown),
    }
}

/// "1. The certificate identified in a received response corresponds to the certificate that was identified in the
/// corresponding request" (RFC 6960 §3.2)
fn speaks_for<'a>(
    basic: &Basic<'a>,
    check: &StapleCheck<'_>,
    provider: &CryptoProvider,
) -> Result<Single<'a>, StapleFault> {
    let leaf = Parts::read(check.leaf).ok_or(StapleFault::Malformed)?;
    let key = PublicKey::read(check.issuer_key).ok_or(StapleFault::Malformed)?.key;
    let mut found = None;
    for single in basic.singles()? {
        let hash = provider.certificate_id_hashes.iter().find(|hash| Some(hash.algorithm()) == single.hash);
        let Some(hash) = hash else { continue };
        let ours = single.serial == leaf.serial
            && single.issuer_name_hash == hash.hash(check.issuer_subject).as_ref()
            && single.issuer_key_hash == hash.hash(key).as_ref();
        if !ours && enforced(Check::StapleCertificate) {
            continue;
        }
        // Of several that do not agree the worst counts, of those that do the newest.
        let worse = |other: &Single<'_>| {
            (other.status != Status::Good, other.this_update) <= (single.status != Status::Good, single.this_update)
        };
        if found.as_ref().is_none_or(worse) {
            found = Some(single);
        }
    }
    found.ok_or(StapleFault::OtherCertificate)
}

/// "2. The signature on the response is valid; 3. The identity of the signer matches the intended recipient of the
/// request; 4. The signer is currently authorized to provide a response for the certificate in question" (RFC 6960 §3.2)
fn is_signed(
    basic: &Basic<'_>,
    check: &StapleCheck<'_>,
    provider: &CryptoProvider,
    algorithms: &[&'static dyn SignatureVerificationAlgorithm],
) -> Result<(), StapleFault> {
    let issuer = PublicKey::read(check.issuer_key).ok_or(StapleFault::Malformed)?;
    if names(&basic.responder, check.issuer_subject, issuer.key, provider) {
        return verifies(basic, issuer, algorithms);
    }
    // "This certificate MUST be issued directly by the CA that is identified in the request." (RFC 6960 §4.2.2.2)
    for certificate in basic.certificates().take(MOST_CERTIFICATES) {
        let Some(parts) = Parts::read(certificate) else { continue };
        let Some(key) = PublicKey::read(parts.public_key) else { continue };
        if !names(&basic.responder, parts.subject, key.key, provider) {
            continue;
        }
        if enforced(Check::StapleResponder) && !is_delegated(certificate, &parts, check, algorithms) {
            continue;
        }
        // One that is named and may sign is enough to look at.
        return verifies(basic, key, algorithms);
    }
    Err(StapleFault::UntrustedResponder)
}

/// Whether a responder's id is that of a name and key (RFC 6960 §4.2.1): "SHA-1 hash of responder's public key (excluding the
/// tag and length fields)".
fn names(responder: &Responder<'_>, subject: &[u8], key: &[u8], provider: &CryptoProvider) -> bool {
    match responder {
        Responder::Name(name) => *name == subject,
        Responder::KeyHash(hash) => {
            let sha1 = provider.certificate_id_hashes.iter().find(|hash| hash.algorithm() == HashAlgorithm::sha1);
            sha1.is_some_and(|sha1| sha1.hash(key).as_ref() == *hash)
        }
    }
}

/// "OCSP signing delegation SHALL be designated by the inclusion of id-kp-OCSPSigning in an extended key usage certificate
/// extension included in the OCSP response signer's certificate." (RFC 6960 §4.2.2.2)
fn is_delegated(
    certificate: &[u8],
    parts: &Parts<'_>,
    check: &StapleCheck<'_>,
    algorithms: &[&'static dyn SignatureVerificationAlgorithm],
) -> bool {
    let contents = |der| Der::only(der, tag::SEQUENCE);
    let (Some(subject), Some(key)) = (contents(check.issuer_subject), contents(check.issuer_key)) else { return false };
    let issuer = TrustAnchor { subject: subject.into(), subject_public_key_info: key.into(), name_constraints: None };
    let certificate = CertificateDer::from(certificate);
    let Ok(responder) = EndEntityCert::try_from(&certificate) else { return false };
    let usage = KeyUsage::required(OCSP_SIGNING);
    let signs = matches!(parts.key_usage(), Ok(usage) if usage.is_none_or(|usage| usage.digital_signature()));
    let anchors = [issuer];
    signs && responder.verify_for_usage(algorithms, &anchors, &[], check.now, usage, None, None).is_ok()
}

fn verifies(
    basic: &Basic<'_>,
    key: PublicKey<'_>,
    algorithms: &[&'static dyn SignatureVerificationAlgorithm],
) -> Result<(), StapleFault> {
    if !enforced(Check::StapleSignature) {
        return Ok(());
    }
    let fits = |algorithm: &&&'static dyn SignatureVerificationAlgorithm| {
        algorithm.signature_alg_id().as_ref() == basic.algorithm
            && algorithm.public_key_alg_id().as_ref() == key.algorithm
    };
    let algorithm = algorithms.iter().find(fits).ok_or(StapleFault::UnsupportedAlgorithm)?;
    algorithm.verify_signature(key.key, basic.signed, basic.signature).map_err(|_| StapleFault::BadSignature)
}

/// "5. The time at which the status being indicated is known to be correct (thisUpdate) is sufficiently recent; 6. When
/// available, the time at or before which newer information will be available about the status of the certificate
/// (nextUpdate) is greater than the current time." (RFC 6960 §3.2)
fn is_current(single: &Single<'_>, now: UnixTime) -> Result<(), StapleFault> {
    if !enforced(Check::StapleTime) {
        return Ok(());
    }
    let this_update = single.this_update;
    if this_update > now {
        return Err(StapleFault::Future { this_update, now });
    }
    let oldest = UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs().saturating_sub(MOST_AGE.as_secs())));
    match single.next_update {
        Some(next_update) if next_update <= now => Err(StapleFault::Stale { next_update, now }),
        None if this_update < oldest => Err(StapleFault::TooOld { this_update, now }),
        _ => Ok(()),
    }
}

/// Whether a certificate promises that its server sends an OCSP response: its TLS features have status_request
/// (RFC 7633 §4); `Err` if they cannot be read.
pub(super) fn must_staple(certificate: &[u8]) -> Result<bool, ()> {
    let Some(value) = Parts::read(certificate).ok_or(())?.extension(TLS_FEATURE)? else { return Ok(false) };
    let mut features = Der::new(Der::only(value, tag::SEQUENCE).ok_or(())?);
    let mut found = Vec::new();
    while !features.is_empty() {
        found.push(features.expect(tag::INTEGER).ok_or(())?.contents);
    }
    /// status_request.
    const STATUS_REQUEST: &[u8] = &[5];
    Ok(found.contains(&STATUS_REQUEST))
}
