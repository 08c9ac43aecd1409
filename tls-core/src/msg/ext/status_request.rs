//! status_request (RFC 6066 §8, RFC 9846 §4.5.1.1).

use crate::codec::{DecodeError, DecodeErrorKind, Opaque, Reader, Recorder, Wire, Writer, wire_struct};
use crate::registry::CertificateStatusType;
use crate::switches::{Check, enforced};

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

impl CertificateStatusRequest<'_> {
    /// "A zero-length "responder_id_list" sequence has the special meaning that the responders are implicitly known to the
    /// server, e.g., by prior arrangement. [...] A zero-length "request_extensions" value means that there are no
    /// extensions" (RFC 6066 §8)
    pub const OCSP: Self = Self {
        status_type: CertificateStatusType::ocsp,
        responder_id_list: Opaque(&[]),
        request_extensions: Opaque(&[]),
    };
}

/// An OCSP response.
///
/// RFC 6066 §8.
#[derive(Clone, Debug, PartialEq)]
pub struct CertificateStatus<'a> {
    /// Always ocsp.
    pub status_type: CertificateStatusType,
    /// An `OCSPResponse` in DER.
    pub response: Opaque<'a, 3, 1, 0xFF_FFFF>,
}

impl<'a> CertificateStatus<'a> {
    /// One that holds this response.
    #[must_use]
    pub const fn ocsp(response: &'a [u8]) -> Self {
        Self { status_type: CertificateStatusType::ocsp, response: Opaque(response) }
    }
}

impl<'a> Wire<'a> for CertificateStatus<'a> {
    fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError> {
        reader.section("RFC 6066 §8");
        let status_type: CertificateStatusType = reader.field("status_type")?;
        // "select (status_type) { case ocsp: OCSPResponse; } response;" (RFC 6066 §8): only ocsp was asked for, and what any
        // other type holds is unknown. "illegal_parameter: A field in the handshake was incorrect or inconsistent with other
        // fields." (RFC 9846 §6.2)
        if enforced(Check::StatusType) && status_type != CertificateStatusType::ocsp {
            return Err(reader.error(DecodeErrorKind::BadValue).within("status_type"));
        }
        let response = reader.field("response")?;
        Ok(Self { status_type, response })
    }

    fn encode(&self, writer: &mut Writer<'_>) {
        self.status_type.encode(writer);
        self.response.encode(writer);
    }
}
