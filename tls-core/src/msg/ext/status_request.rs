//! status_request (RFC 6066 §8, RFC 9846 §4.5.1.1).

use crate::codec::{Opaque, wire_struct};
use crate::registry::CertificateStatusType;

wire_struct! {
    /// The client wants an OCSP response with the certificate.
    "RFC 6066 §8"
    pub struct CertificateStatusRequest<'a> {
        /// Always ocsp.
        status_type: CertificateStatusType,
        /// Responders that the client trusts; usually empty.
        responder_id_list: Opaque<'a, 2, 0, 0xFFFF>,
        /// Extensions of the OCSP request; usually empty.
        request_extensions: Opaque<'a, 2, 0, 0xFFFF>,
    }
}

wire_struct! {
    /// An OCSP response.
    "RFC 6066 §8"
    pub struct CertificateStatus<'a> {
        /// Always ocsp.
        status_type: CertificateStatusType,
        /// An `OCSPResponse` in DER.
        response: Opaque<'a, 3, 1, 0xFF_FFFF>,
    }
}
