//! A certificate of a report.

use crate::crypto::CryptoProvider;
use crate::pki_types::CertificateDer;
use crate::trust::describe::hex;
use crate::trust::explain::unreadable;
use crate::trust::parts::Parts;
use crate::trust::{Description, TrustStore, der, describe, fingerprint, subject_text};
use alloc::format;
use alloc::string::{String, ToString};

/// A certificate, presented or an anchor, in words. All text is fit to print.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateFacts {
    /// The shortest text by which to know it: `CN=a.example`.
    pub subject: String,
    /// What it says; `None` if it is no X.509 certificate, or an anchor of which only name and key are known.
    pub description: Option<Description>,
    /// Kind and size of its key: `EC P-256`, `RSA 2048`.
    pub key: String,
    /// SHA-256 of the certificate in hexadecimal; `None` if only name and key are known, or without such a hash.
    pub fingerprint: Option<String>,
    /// Why it cannot be read or used, if so.
    pub defect: Option<String>,
    /// Whether an anchor has its name and key.
    pub is_anchor: bool,
}

impl CertificateFacts {
    pub(super) fn of(certificate: &CertificateDer<'_>, provider: &CryptoProvider) -> Self {
        let description = describe(certificate).ok();
        let key = description.as_ref().map(|description| description.key.clone()).unwrap_or_default();
        Self {
            subject: subject_text(certificate),
            description,
            key,
            fingerprint: fingerprint::sha256(certificate, provider).map(|hash| hex(&hash)),
            defect: unreadable(certificate).map(|failure| failure.to_string()),
            is_anchor: false,
        }
    }

    pub(super) fn of_anchor(store: &TrustStore, index: usize, provider: &CryptoProvider) -> Self {
        if let Some(certificate) = store.certificate(index) {
            return Self { is_anchor: true, defect: None, ..Self::of(certificate, provider) };
        }
        let anchor = store.anchors().nth(index);
        Self {
            subject: anchor.map(|anchor| anchor.subject()).unwrap_or_default(),
            description: None,
            key: store.anchor_key(index),
            fingerprint: None,
            defect: None,
            is_anchor: true,
        }
    }
}

impl TrustStore {
    /// The certificate that an anchor was taken from.
    pub(super) fn certificate(&self, index: usize) -> Option<&CertificateDer<'static>> {
        self.anchors().nth(index)?.certificate
    }

    /// The anchor with the name and key of a certificate.
    pub(super) fn anchor_like(&self, certificate: &CertificateDer<'_>) -> Option<usize> {
        let parts = Parts::read(certificate)?;
        let subject = der::Der::only(parts.subject, der::tag::SEQUENCE)?;
        let key = der::Der::only(parts.public_key, der::tag::SEQUENCE)?;
        self.anchors
            .iter()
            .position(|anchor| anchor.subject.as_ref() == subject && anchor.subject_public_key_info.as_ref() == key)
    }

    /// Kind and size of an anchor's key.
    pub(super) fn anchor_key(&self, index: usize) -> String {
        self.anchors().nth(index).map(|anchor| anchor.key()).unwrap_or_default()
    }
}

/// Enough of a key identifier to know it by.
pub(super) fn short_id(id: &str) -> String {
    match id.get(..12) {
        Some(start) if id.len() > 16 => format!("{start}.."),
        _ => String::from(id),
    }
}
