//! Whom a certificate names.

use tls_core::pki_types::CertificateDer;
use tls_core::trust::describe;

/// The whole subject in one line; a certificate without one is named by its first alternative name. Nothing that the peer
/// wrote reaches a terminal as a command: the description has seen to that.
pub(crate) fn of(certificate: &CertificateDer<'_>) -> String {
    match describe(certificate) {
        Ok(about) if !about.subject.is_empty() => about.subject,
        Ok(about) => about.names.into_iter().next().unwrap_or_default(),
        Err(_) => "(a certificate that cannot be read)".to_owned(),
    }
}
