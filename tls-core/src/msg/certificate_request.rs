//! CertificateRequest (RFC 9846 §4.4.2; for TLS 1.2 RFC 5246 §7.4.4).

use super::ext::{DistinguishedName, Extensions, InCertificateRequest};
use crate::codec::{List, Opaque, wire_struct};
use crate::registry::{ClientCertificateType, SignatureScheme};

wire_struct! {
    /// A TLS 1.3 server asks the client who it is.
    "RFC 9846 §4.4.2"
    pub struct CertificateRequest<'a> {
        /// Empty during the handshake.
        certificate_request_context: Opaque<'a, 1, 0, 0xFF>,
        /// What the certificate must be; signature_algorithms must be among them.
        extensions: Extensions<'a, InCertificateRequest>,
    }
}

wire_struct! {
    /// A TLS 1.2 server asks the client who it is.
    "RFC 5246 §7.4.4"
    pub struct CertificateRequest12<'a> {
        /// Kinds of keys.
        certificate_types: List<'a, ClientCertificateType, 1, 1, 0xFF>,
        /// Kinds of signatures.
        supported_signature_algorithms: List<'a, SignatureScheme, 2, 2, 0xFFFE>,
        /// Authorities that the server accepts; empty for any.
        certificate_authorities: List<'a, DistinguishedName<'a>, 2, 0, 0xFFFF>,
    }
}
