//! Certificate (RFC 9846 §4.5.1; for TLS 1.2 RFC 5246 §7.4.2).

use super::ext::{Extensions, InCertificate};
use crate::codec::{List, Opaque, wire_struct};

wire_struct! {
    /// One certificate of a TLS 1.3 chain.
    "RFC 9846 §4.5.1"
    pub struct CertificateEntry<'a> {
        /// X.509 in DER.
        cert_data: Opaque<'a, 3, 1, 0xFF_FFFF>,
        /// OCSP response, SCTs.
        extensions: Extensions<'a, InCertificate>,
    }
}

wire_struct! {
    /// The sender's chain in TLS 1.3.
    "RFC 9846 §4.5.1"
    pub struct Certificate<'a> {
        /// Empty from a server; from a client what the CertificateRequest said.
        certificate_request_context: Opaque<'a, 1, 0, 0xFF>,
        /// The sender's own certificate first.
        certificate_list: List<'a, CertificateEntry<'a>, 3, 0, 0xFF_FFFF>,
    }
}

wire_struct! {
    /// One certificate of a TLS 1.2 chain.
    "RFC 5246 §7.4.2"
    pub struct Asn1Cert<'a> {
        /// X.509 in DER.
        cert_data: Opaque<'a, 3, 1, 0xFF_FFFF>,
    }
}

wire_struct! {
    /// The sender's chain in TLS 1.2.
    "RFC 5246 §7.4.2"
    pub struct Certificate12<'a> {
        /// The sender's own certificate first.
        certificate_list: List<'a, Asn1Cert<'a>, 3, 0, 0xFF_FFFF>,
    }
}
