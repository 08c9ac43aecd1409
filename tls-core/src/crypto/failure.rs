//! How a primitive can fail.

use crate::error::{Cause, Failure};
use core::fmt;

/// How a primitive can fail. Says nothing about secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CryptoFailure {
    /// The random number generator gave nothing.
    Random,
    /// The peer's public value is not a valid one for the group.
    BadPublicValue,
    /// A key could not be used: wrong kind, wrong length, or not understood.
    BadKey,
    /// Signing failed.
    Sign,
    /// A record did not authenticate.
    Open,
    /// A record could not be sealed.
    Seal,
    /// The operation is not one that this provider has.
    Unsupported,
}

impl fmt::Display for CryptoFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Random => "the random number generator failed",
            Self::BadPublicValue => "the public value is not valid for its group",
            Self::BadKey => "the key cannot be used",
            Self::Sign => "signing failed",
            Self::Open => "the record does not authenticate",
            Self::Seal => "the record could not be sealed",
            Self::Unsupported => "the provider does not have this operation",
        })
    }
}

impl core::error::Error for CryptoFailure {}

impl From<CryptoFailure> for Failure {
    fn from(failure: CryptoFailure) -> Self {
        Self::new(match failure {
            CryptoFailure::Random => Cause::RandomFailed,
            CryptoFailure::BadPublicValue => Cause::BadKeyShare,
            CryptoFailure::Sign => Cause::SigningFailed,
            CryptoFailure::Open => Cause::RecordBadMac,
            CryptoFailure::BadKey | CryptoFailure::Seal | CryptoFailure::Unsupported => Cause::CryptoFailed,
        })
    }
}
