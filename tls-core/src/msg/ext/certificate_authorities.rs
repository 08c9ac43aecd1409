//! certificate_authorities (RFC 9846 §4.3.4) and oid_filters (§4.3.5).

use crate::codec::{List, Opaque, wire_struct};

wire_struct! {
    /// A distinguished name.
    "RFC 9846 §4.3.4"
    pub struct DistinguishedName<'a> {
        /// An X.501 `Name` in DER.
        name: Opaque<'a, 2, 1, 0xFFFF>,
    }
}

wire_struct! {
    /// Authorities that the sender accepts.
    "RFC 9846 §4.3.4"
    pub struct CertificateAuthorities<'a> {
        /// Their names.
        authorities: List<'a, DistinguishedName<'a>, 2, 3, 0xFFFF>,
    }
}

wire_struct! {
    /// An extension that the client's certificate must have.
    "RFC 9846 §4.3.5"
    pub struct OidFilter<'a> {
        /// Its object identifier in DER.
        certificate_extension_oid: Opaque<'a, 1, 1, 0xFF>,
        /// Its values in DER.
        certificate_extension_values: Opaque<'a, 2, 0, 0xFFFF>,
    }
}

wire_struct! {
    /// Extensions that the client's certificate must have.
    "RFC 9846 §4.3.5"
    pub struct OidFilters<'a> {
        /// One per extension.
        filters: List<'a, OidFilter<'a>, 2, 0, 0xFFFF>,
    }
}
