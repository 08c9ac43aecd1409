//! Why an OCSP response does not do.

use crate::pki_types::UnixTime;
use crate::trust::explain::day;
use crate::trust::{TrustFailure, TrustReason};
use alloc::format;
use core::fmt;

/// Why an OCSP response does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StapleFault {
    /// It is none, or breaks a rule of its encoding, or has a critical extension.
    Malformed,
    /// The responder did not answer: `OCSPResponseStatus`.
    NotSuccessful(u8),
    /// It is about other certificates.
    OtherCertificate,
    /// Who signed it is neither the certificate's issuer nor empowered by that.
    UntrustedResponder,
    /// It is signed in a way that is not accepted.
    UnsupportedAlgorithm,
    /// Its signature does not verify.
    BadSignature,
    /// It is from the future.
    Future {
        /// From when it is.
        this_update: UnixTime,
        /// The time at which it was looked at.
        now: UnixTime,
    },
    /// It does not say when the next one is due, and is older than a week.
    TooOld {
        /// From when it is.
        this_update: UnixTime,
        /// The time at which it was looked at.
        now: UnixTime,
    },
    /// It is too old.
    Stale {
        /// When the next one was due.
        next_update: UnixTime,
        /// The time at which it was looked at.
        now: UnixTime,
    },
    /// It says that the certificate is revoked.
    Revoked {
        /// Since when.
        at: UnixTime,
    },
    /// It says that the certificate is not known.
    Unknown,
}

impl fmt::Display for StapleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the OCSP response that came with the certificate ")?;
        let get = "the server must fetch a new one from its CA";
        match self {
            Self::Malformed => write!(f, "is damaged, or has a critical extension that is not understood; {get}"),
            Self::NotSuccessful(status) => {
                let name = match status {
                    1 => "malformedRequest",
                    2 => "internalError",
                    3 => "tryLater",
                    5 => "sigRequired",
                    6 => "unauthorized",
                    _ => "unknown",
                };
                write!(f, "says {name} ({status}) and not how the certificate is; {get}")
            }
            Self::OtherCertificate => {
                write!(f, "is about another certificate, or names it by a hash that is not known here; {get}")
            }
            Self::UntrustedResponder => write!(
                f,
                "is signed by nobody who may: neither by the certificate's issuer nor by one whom it empowered \
                 (id-kp-OCSPSigning); {get}"
            ),
            Self::UnsupportedAlgorithm => {
                write!(f, "is signed with an algorithm that is not accepted here (SHA-1 is not); {get}")
            }
            Self::BadSignature => write!(f, "has a signature that does not verify; {get}"),
            Self::Future { this_update, now } => write!(
                f,
                "is from the future: thisUpdate {}, clock {}; check the clock, or {get}",
                day(*this_update),
                day(*now)
            ),
            Self::TooOld { this_update, now } => write!(
                f,
                "is older than a week and does not say when the next one is due: thisUpdate {}, clock {}; {get}",
                day(*this_update),
                day(*now)
            ),
            Self::Stale { next_update, now } => {
                write!(f, "is too old: the next one was due {}, clock {}; {get}", day(*next_update), day(*now))
            }
            Self::Revoked { at } => {
                write!(f, "says that it was revoked on {}; its owner needs a new key and certificate", day(*at))
            }
            Self::Unknown => write!(f, "says that its CA does not know it; have it issued again"),
        }
    }
}

impl core::error::Error for StapleFault {}

impl From<StapleFault> for TrustFailure {
    fn from(fault: StapleFault) -> Self {
        let reason = match fault {
            StapleFault::Revoked { .. } => TrustReason::StapleRevoked,
            _ => TrustReason::StapleUnusable,
        };
        Self::new(reason, format!("{fault}"))
    }
}
