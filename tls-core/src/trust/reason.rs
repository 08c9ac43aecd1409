//! Why a chain was refused.

use super::StrictRule;
use crate::registry::AlertDescription;
use alloc::string::String;
use core::fmt;

/// The class of reason for which a chain was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustReason {
    /// There is no certificate.
    NoCertificate,
    /// A certificate cannot be read, or breaks a rule of its encoding.
    Malformed,
    /// No path leads to an anchor.
    UnknownIssuer,
    /// A certificate's validity is over.
    Expired,
    /// A certificate's validity has not begun.
    NotYetValid,
    /// The server's certificate is for other names.
    WrongName,
    /// `ExtendedKeyUsage` allows other purposes only.
    WrongPurpose,
    /// `KeyUsage` does not allow what the leaf's key is to do.
    KeyUsage,
    /// A certificate of a CA is used as a leaf.
    CaAsLeaf,
    /// A certificate in the path may not sign certificates.
    NotACa,
    /// There are more certificates below a CA than its pathLenConstraint allows.
    PathLength,
    /// A name lies outside of what a CA in the path may certify.
    NameConstraints,
    /// A key is too small, or too large to be worked with.
    WeakKey,
    /// A key or signature is of a kind that the provider does not have.
    UnsupportedAlgorithm,
    /// A certificate is signed with MD5 or SHA-1.
    BrokenHash,
    /// A certificate is not of version 3, or has a critical extension that is not understood.
    UnsupportedCertificate,
    /// A certificate's signature does not verify.
    BadSignature,
    /// The search for a path would take too long.
    TooComplex,
    /// A certificate is revoked.
    Revoked,
    /// No CRL says whether a certificate is revoked.
    RevocationUnknown,
    /// The CRL that would say so has expired.
    CrlExpired,
    /// The CRL that would say so is not signed as it should be.
    CrlUnusable,
    /// The OCSP response that came with the certificate says that it is revoked.
    StapleRevoked,
    /// The OCSP response that came with the certificate does not do.
    StapleUnusable,
    /// An OCSP response should have come with the certificate and did not.
    StapleMissing,
    /// Fewer logs vouch for the certificate than are asked for.
    TooFewScts,
    /// A certificate breaks a rule of the strict profile.
    Strict(StrictRule),
    /// No certificate is pinned.
    NotPinned,
    /// The caller, who was asked, said no.
    Refused,
}

/// A chain that was refused, in words that say what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFailure {
    reason: TrustReason,
    text: String,
}

impl TrustFailure {
    /// The most bytes that a text has, whatever the peer sent.
    pub const MAX_TEXT: usize = 1024;

    /// The refusal of a verifier of the caller's own; a text longer than [`MAX_TEXT`](Self::MAX_TEXT) is cut.
    #[must_use]
    pub fn refused(text: impl Into<String>) -> Self {
        Self::new(TrustReason::Refused, text.into())
    }

    /// A refusal; a text longer than [`MAX_TEXT`](Self::MAX_TEXT) is cut.
    pub(crate) fn new(reason: TrustReason, mut text: String) -> Self {
        const CUT: &str = "…";
        if text.len() > Self::MAX_TEXT {
            let mut end = Self::MAX_TEXT - CUT.len();
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            text.push_str(CUT);
        }
        Self { reason, text }
    }

    /// The class of the reason.
    #[must_use]
    pub fn reason(&self) -> &TrustReason {
        &self.reason
    }

    /// The alert that tells the peer (RFC 9846 §6.2).
    #[must_use]
    pub fn alert(&self) -> AlertDescription {
        match self.reason {
            // "A certificate has expired or is not currently valid."
            TrustReason::Expired | TrustReason::NotYetValid => AlertDescription::certificate_expired,
            // "[...] the CA certificate could not be located or could not be matched with a known trust anchor."
            TrustReason::UnknownIssuer => AlertDescription::unknown_ca,
            // "A certificate was corrupt, contained signatures that did not verify correctly, etc."
            TrustReason::Malformed
            | TrustReason::WrongName
            | TrustReason::KeyUsage
            | TrustReason::CaAsLeaf
            | TrustReason::NotACa
            | TrustReason::PathLength
            | TrustReason::NameConstraints
            | TrustReason::BadSignature
            | TrustReason::Strict(_)
            // "Any endpoint receiving any certificate which it would need to validate using any signature algorithm
            // using an MD5 hash MUST abort the handshake with a "bad_certificate" alert." For SHA-1 the same "is
            // RECOMMENDED" (RFC 9846 §4.5.1.3).
            | TrustReason::BrokenHash => AlertDescription::bad_certificate,
            // "A certificate was of an unsupported type."
            TrustReason::WrongPurpose
            | TrustReason::WeakKey
            | TrustReason::UnsupportedAlgorithm
            | TrustReason::UnsupportedCertificate => AlertDescription::unsupported_certificate,
            // "A certificate was revoked by its signer."
            TrustReason::Revoked => AlertDescription::certificate_revoked,
            // "Clients requesting an OCSP response and receiving an OCSP response in a "CertificateStatus" message MUST
            // check the OCSP response and abort the handshake if the response is not satisfactory with
            // bad_certificate_status_response(113) alert." (RFC 6066 §8)
            TrustReason::StapleRevoked | TrustReason::StapleUnusable | TrustReason::StapleMissing => {
                AlertDescription::bad_certificate_status_response
            }
            // "Some other (unspecified) issue arose in processing the certificate, rendering it unacceptable."
            TrustReason::NoCertificate
            | TrustReason::TooComplex
            | TrustReason::RevocationUnknown
            | TrustReason::CrlExpired
            | TrustReason::CrlUnusable
            | TrustReason::TooFewScts
            | TrustReason::NotPinned
            | TrustReason::Refused => AlertDescription::certificate_unknown,
        }
    }
}

impl fmt::Display for TrustFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl core::error::Error for TrustFailure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        for pad in 0..4 {
            let text = "x".repeat(pad) + &"ü€𝄞".repeat(500);
            let failure = TrustFailure::new(TrustReason::Malformed, text);
            let length = alloc::string::ToString::to_string(&failure).len();
            assert!((TrustFailure::MAX_TEXT - 4..=TrustFailure::MAX_TEXT).contains(&length), "{length}");
        }
    }
}
