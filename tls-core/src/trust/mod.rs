//! Whom we trust, and why not.

use crate::registry::AlertDescription;
use core::fmt;

/// Why a certificate chain was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFailure;

impl TrustFailure {
    /// The alert that tells the peer.
    #[must_use]
    pub fn alert(&self) -> AlertDescription {
        AlertDescription::certificate_unknown
    }
}

impl fmt::Display for TrustFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("")
    }
}

/// Trust anchors.
#[derive(Debug)]
pub struct TrustStore;

impl TrustStore {
    /// Whether there are no anchors.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }
}
