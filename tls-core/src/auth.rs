//! What both roles check of a peer's proof of identity.

use crate::codec::Opaque;
use crate::config::Limits;
use crate::config::common::Common;
use crate::credential::Credential;
use crate::crypto::{CryptoFailure, Secret};
use crate::error::{Cause, Failure};
use crate::msg::certificate::CertificateEntry;
use crate::msg::ext::{CertificateStatus, Extensions, ExtensionsWriter};
use crate::pki_types::CertificateDer;
use crate::registry::{ExtensionType, ProtocolVersion, SignatureScheme};
use crate::switches::{Check, enforced};
use crate::trust::TrustFailure;
use crate::trust::leaf::{self, SignatureFault};
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use subtle::ConstantTimeEq;

/// Copies a peer's chain out of the message that holds it, and refuses more certificates than are allowed.
pub(crate) fn peer_chain<'a>(
    limits: &Limits,
    entries: impl Iterator<Item = &'a [u8]>,
) -> Result<Arc<[CertificateDer<'static>]>, Failure> {
    let mut chain = Vec::new();
    for certificate in entries {
        limits.check_certificates(chain.len().saturating_add(1))?;
        chain.push(CertificateDer::from(certificate.to_vec()));
    }
    Ok(chain.into())
}

/// The extensions of our leaf in TLS 1.3: its OCSP response, if it has one and the peer asked for it. "the body of the
/// "status_request" extension from the server MUST be a CertificateStatus structure as defined in [RFC6066]"
/// (RFC 9846 §4.5.1.1)
pub(crate) fn status_extension(credential: &Credential, requested: bool) -> Result<ExtensionsWriter, Failure> {
    let mut extensions = ExtensionsWriter::new();
    if let Some(response) = credential.ocsp_response().filter(|_| requested) {
        extensions.add(ExtensionType::status_request, &CertificateStatus::ocsp(response));
    }
    if extensions.overflowed() { Err(Cause::EncodingFailed.into()) } else { Ok(extensions) }
}

/// A chain of ours for a TLS 1.3 Certificate; the leaf has these extensions.
pub(crate) fn certificate_entries<'a>(
    chain: &'a [CertificateDer<'_>],
    leaf: &'a ExtensionsWriter,
) -> Vec<CertificateEntry<'a>> {
    let extensions = core::iter::once(leaf.block()).chain(core::iter::repeat(Extensions::encoded(&[])));
    let entry = |(one, extensions): (&'a CertificateDer<'_>, _)| CertificateEntry {
        cert_data: Opaque(one.as_ref()),
        extensions,
    };
    chain.iter().zip(extensions).map(entry).collect()
}

/// Refuses a peer whose chain is not trusted.
pub(crate) fn check_trust(check: Check, verdict: Result<(), TrustFailure>) -> Result<(), Failure> {
    if enforced(check) { verdict.map_err(Failure::untrusted) } else { Ok(()) }
}

/// The shared secret. Without the check of the peer's public value it is all zeros, as for the points of small order.
pub(crate) fn agreed(check: Check, secret: Result<Secret, CryptoFailure>) -> Result<Secret, CryptoFailure> {
    secret.or_else(|failure| if enforced(check) { Err(failure) } else { Ok(Secret::zeroed(32)) })
}

/// Verifies a signature over the handshake with the key of the chain's leaf.
pub(crate) fn verify_signature(
    check: Check,
    common: &Common,
    version: ProtocolVersion,
    chain: &[CertificateDer<'_>],
    (scheme, signature): (SignatureScheme, &[u8]),
    content: &[u8],
) -> Result<(), Failure> {
    let leaf = chain.first().ok_or(Cause::Internal)?;
    let tls13 = version == ProtocolVersion::TLSv1_3;
    let refuse = |cause| Failure::new(cause).field("algorithm").got(format!("{scheme}"));
    // "the signature algorithm MUST be one offered in the client's "signature_algorithms" extension [...] If sent by a
    // client, the signature algorithm used in the signature MUST be one of those present in the
    // supported_signature_algorithms field of the "signature_algorithms" extension in the CertificateRequest message."
    // (RFC 9846 §4.5.2); in TLS 1.3 never one of the legacy algorithms (§4.3.3).
    let offered = common.signature_schemes.contains(&scheme);
    if enforced(Check::SchemeOffered) && !offered {
        return Err(refuse(Cause::UnofferedSignatureScheme));
    }
    if enforced(Check::SchemeForTls13) && tls13 && !scheme.usable_in_tls13_handshake() {
        return Err(refuse(Cause::UnofferedSignatureScheme));
    }
    let verification = common.provider.verification(scheme).ok_or_else(|| refuse(Cause::UnofferedSignatureScheme))?;
    let verdict = leaf::verify_signature(leaf, verification, tls13, content, signature);
    verdict.or_else(|fault| match fault {
        SignatureFault::KeyMismatch if !enforced(Check::SchemeFitsKey) => Ok(()),
        SignatureFault::Invalid if !enforced(check) => Ok(()),
        // "In addition, the signature algorithm MUST be compatible with the key in the sender's end-entity certificate."
        // (RFC 9846 §4.5.2)
        SignatureFault::KeyMismatch => Err(refuse(Cause::SchemeDoesNotFitKey)),
        // "If the verification fails, the receiver MUST terminate the handshake with a "decrypt_error" alert."
        // (RFC 9846 §4.5.2)
        SignatureFault::Invalid | SignatureFault::Certificate => Err(refuse(Cause::BadSignature)),
    })
}

/// Compares a Finished with what it must be, in constant time.
pub(crate) fn check_finished(check: Check, got: &[u8], expected: &[u8]) -> Result<(), Failure> {
    // opaque verify_data[Hash.length] (RFC 9846 §4.5.3), opaque verify_data[verify_data_length] (RFC 5246 §7.4.9)
    if enforced(Check::FinishedLength) && got.len() != expected.len() {
        return Err(Failure::new(Cause::FieldLength)
            .field("verify_data")
            .expected(format!("{} bytes", expected.len()))
            .got(format!("{} bytes", got.len())));
    }
    // "Recipients of Finished messages MUST verify that the contents are correct and if incorrect MUST terminate the
    // connection with a "decrypt_error" alert." (RFC 9846 §4.5.3)
    if bool::from(got.ct_eq(expected)) || !enforced(check) { Ok(()) } else { Err(Cause::BadFinished.into()) }
}
