//! Trust anchors.

use crate::pki_types::CertificateDer;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Trust anchors: the certificates at which every accepted chain must end.
#[derive(Debug, Default)]
pub struct TrustStore {}

/// What loading a bundle did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loaded {
    /// Anchors taken.
    pub taken: usize,
    /// Anchors left out: at which line their block begins, and why.
    pub skipped: Vec<(usize, String)>,
}

/// A trust anchor or a bundle that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// Neither PEM with a certificate in it nor DER; the text says what there is, with the block and the line.
    NotACertificate(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotACertificate(what) => f.write_str(what),
        }
    }
}

impl core::error::Error for StoreError {}

impl TrustStore {
    /// Nobody is trusted.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }

    /// Adds the certificates of a PEM bundle, or the one certificate of a DER file.
    ///
    /// # Errors
    ///
    /// If there is no certificate in it, or a block is damaged.
    pub fn add(&mut self, _pem_or_der: &[u8]) -> Result<Loaded, StoreError> {
        Ok(Loaded::default())
    }

    /// Adds one anchor.
    ///
    /// # Errors
    ///
    /// If it is no X.509 certificate.
    pub fn add_certificate(&mut self, _certificate: &CertificateDer<'_>) -> Result<(), StoreError> {
        Ok(())
    }

    /// How many anchors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The anchors' subjects, each an X.501 `Name` in DER with its outer SEQUENCE, as certificate_authorities wants them.
    pub fn subjects(&self) -> impl Iterator<Item = &[u8]> {
        core::iter::empty()
    }
}
