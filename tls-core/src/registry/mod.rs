//! The IANA tables that TLS refers to, each written once.
//!
//! Every code point is a newtype over its wire integer with the registered values as constants: an
//! unknown value is an ordinary value without a name, so nothing is lost between decode and encode.

mod alert;
mod cipher_suite;
mod extension_type;
pub(crate) mod grease;
mod misc;
mod named_group;
mod signature_scheme;
mod table;

pub use alert::{AlertDescription, AlertLevel};
pub use cipher_suite::{CipherSuite, KeyExchangeAlgorithm, SuiteAuthentication, SuiteFacts};
pub use extension_type::ExtensionType;
pub use misc::{
    CertificateStatusType, ClientCertificateType, CompressionMethod, ContentType, EcCurveType, EcPointFormat,
    HandshakeType, HashAlgorithm, KeyUpdateRequest, NameType, ProtocolVersion, PskKeyExchangeMode,
};
pub use named_group::NamedGroup;
pub use signature_scheme::SignatureScheme;
