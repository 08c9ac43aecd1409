//! Whom a certificate names.

use tls_core::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

/// The subject in one line; a certificate without one is named by its first alternative name.
pub(crate) fn of(certificate: &CertificateDer<'_>) -> String {
    let Ok((_, parsed)) = X509Certificate::from_der(certificate) else {
        return "(a certificate that cannot be read)".to_owned();
    };
    let subject = parsed.subject().to_string();
    let name = if subject.is_empty() {
        let names = parsed.subject_alternative_name().ok().flatten();
        names.and_then(|names| names.value.general_names.first()).map_or_else(String::new, ToString::to_string)
    } else {
        subject
    };
    // The peer wrote this: nothing in it may reach a terminal as a command.
    name.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}
