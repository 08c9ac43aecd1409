//! Why the timestamps of a certificate cannot be read.

use crate::codec::DecodeError;
use core::fmt;

/// Why the timestamps of a certificate cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SctFault {
    /// The bytes are no X.509 certificate.
    Unreadable,
    /// The extension is there twice (RFC 5280 §4.2).
    Repeated,
    /// The extension's value is no OCTET STRING (RFC 6962 §3.3).
    Value,
    /// The list in the extension cannot be read (RFC 6962 §3.3).
    List(DecodeError),
    /// There are more timestamps than are looked at.
    TooMany,
}

impl fmt::Display for SctFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => f.write_str("this is no X.509 certificate"),
            Self::Repeated => f.write_str("there are two lists of timestamps; have the certificate issued anew"),
            Self::Value => f.write_str("the timestamps' extension is damaged; have the certificate issued anew"),
            Self::List(error) => {
                write!(f, "the list of timestamps is damaged ({error}); have the certificate issued anew")
            }
            Self::TooMany => {
                write!(f, "there are more than {} timestamps; have the certificate issued with fewer", super::MOST)
            }
        }
    }
}

impl core::error::Error for SctFault {}
