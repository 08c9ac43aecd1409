//! Extensions (RFC 9846 §4.3): TABLE 2 says where each may stand and what it holds there.

mod block;
mod carried;
mod certificate_authorities;
mod key_share;
mod pre_shared_key;
mod protocol_names;
mod renegotiation_info;
mod server_name;
mod signature_algorithms;
mod simple;
mod status_request;
mod supported_versions;

pub use block::{Extension, Extensions, ExtensionsWriter, Place, Placement, Requested, check};
pub use block::{InCertificate, InCertificateRequest, InClientHello, InEncryptedExtensions};
pub use block::{InHelloRetryRequest, InNewSessionTicket, InServerHello, Within};
pub use carried::Carried;
pub use certificate_authorities::{CertificateAuthorities, DistinguishedName, OidFilter, OidFilters};
pub use key_share::{KeyShareClientHello, KeyShareEntry, KeyShareHelloRetryRequest, KeyShareServerHello};
pub use pre_shared_key::{OfferedPsks, PskBinderEntry, PskIdentity, SelectedPsk};
pub use protocol_names::{ProtocolName, ProtocolNameList};
pub use renegotiation_info::RenegotiationInfo;
pub use server_name::{ServerName, ServerNameList};
pub use signature_algorithms::SignatureSchemeList;
pub use simple::{
    CertificateCompressionAlgorithms, Cookie, EarlyDataIndication, EcPointFormatList, Empty, MaxFragmentLength,
    NamedGroupList, PskKeyExchangeModes, RecordSizeLimit,
};
pub use status_request::{CertificateStatus, CertificateStatusRequest};
pub use supported_versions::{SelectedVersion, SupportedVersions};

use crate::codec::{DecodeError, Reader, Recorder, Rest, Wire};
use crate::registry::ExtensionType;

/// TABLE 2: extension | RFC | in which messages | with which content.
///
/// The messages are those of RFC 9846 §4.3 Table 1; `ServerHello12` is the ServerHello of TLS 1.2, which answers what
/// in TLS 1.3 is answered in EncryptedExtensions and Certificate.
macro_rules! table_2 {
    ($( $extension:ident, $section:literal: $( $place:ident($content:ty) )*; )*) => {
        /// Whether TABLE 2 lists the extension for this place.
        #[must_use]
        pub fn placement(extension: ExtensionType, place: Place) -> Placement {
            match (extension, place) {
                $( $( (ExtensionType::$extension, Place::$place) => Placement::Allowed, )*
                   (ExtensionType::$extension, _) => Placement::Misplaced, )*
                _ => Placement::Unknown,
            }
        }

        /// The RFC section that specifies an extension; empty if TABLE 2 does not list it.
        #[must_use]
        pub fn section(extension: ExtensionType) -> &'static str {
            match extension {
                $( ExtensionType::$extension => $section, )*
                unknown if unknown.is_grease() => "RFC 8701 §3",
                _ => "",
            }
        }

        /// Reads the content of an extension once, so that what is malformed is refused where it stands.
        fn decode_content<'a, R: Recorder>(
            extension: ExtensionType,
            place: Place,
            reader: &mut Reader<'a, '_, R>,
        ) -> Result<(), DecodeError> {
            match (extension, place) {
                $( $( (ExtensionType::$extension, Place::$place) => <$content>::decode(reader).map(drop), )* )*
                _ => reader.field::<Rest<'a>>("extension_data").map(drop),
            }
        }

        /// Every row: the extension and the places where it may stand.
        pub const TABLE_2: &[(ExtensionType, &[Place])] = &[
            $( (ExtensionType::$extension, &[$(Place::$place),*]), )*
        ];
    };
}

table_2! {
    server_name, "RFC 6066 §3": ClientHello(ServerNameList<'a>) EncryptedExtensions(Empty) CertificateRequest(Carried<'a>) ServerHello12(Empty);
    max_fragment_length, "RFC 6066 §4": ClientHello(MaxFragmentLength) EncryptedExtensions(MaxFragmentLength) ServerHello12(MaxFragmentLength);
    status_request, "RFC 6066 §8": ClientHello(CertificateStatusRequest<'a>) CertificateRequest(Carried<'a>) Certificate(CertificateStatus<'a>) ServerHello12(Empty);
    supported_groups, "RFC 9846 §4.3.7": ClientHello(NamedGroupList<'a>) EncryptedExtensions(NamedGroupList<'a>) ServerHello12(NamedGroupList<'a>);
    ec_point_formats, "RFC 8422 §5.1.2": ClientHello(EcPointFormatList<'a>) ServerHello12(EcPointFormatList<'a>);
    signature_algorithms, "RFC 9846 §4.3.3": ClientHello(SignatureSchemeList<'a>) CertificateRequest(SignatureSchemeList<'a>);
    use_srtp, "RFC 5764 §4.1": ClientHello(Carried<'a>) EncryptedExtensions(Carried<'a>) ServerHello12(Carried<'a>);
    heartbeat, "RFC 6520 §2": ClientHello(Carried<'a>) EncryptedExtensions(Carried<'a>) ServerHello12(Carried<'a>);
    application_layer_protocol_negotiation, "RFC 7301 §3.1": ClientHello(ProtocolNameList<'a>) EncryptedExtensions(ProtocolNameList<'a>) ServerHello12(ProtocolNameList<'a>);
    signed_certificate_timestamp, "RFC 6962 §3.3.1": ClientHello(Carried<'a>) CertificateRequest(Carried<'a>) Certificate(Carried<'a>) ServerHello12(Carried<'a>);
    client_certificate_type, "RFC 7250 §3": ClientHello(Carried<'a>) EncryptedExtensions(Carried<'a>) ServerHello12(Carried<'a>);
    server_certificate_type, "RFC 7250 §3": ClientHello(Carried<'a>) EncryptedExtensions(Carried<'a>) ServerHello12(Carried<'a>);
    padding, "RFC 7685 §3": ClientHello(Carried<'a>);
    encrypt_then_mac, "RFC 7366 §2": ClientHello(Carried<'a>) ServerHello12(Carried<'a>);
    extended_master_secret, "RFC 7627 §5.1": ClientHello(Empty) ServerHello12(Empty);
    compress_certificate, "RFC 8879 §3": ClientHello(CertificateCompressionAlgorithms<'a>) CertificateRequest(CertificateCompressionAlgorithms<'a>);
    record_size_limit, "RFC 8449 §4": ClientHello(RecordSizeLimit) EncryptedExtensions(RecordSizeLimit) ServerHello12(RecordSizeLimit);
    delegated_credential, "RFC 9345 §4.1": ClientHello(Carried<'a>) CertificateRequest(Carried<'a>) Certificate(Carried<'a>);
    session_ticket, "RFC 5077 §3.2": ClientHello(Carried<'a>) ServerHello12(Carried<'a>);
    pre_shared_key, "RFC 9846 §4.3.11": ClientHello(OfferedPsks<'a>) ServerHello(SelectedPsk);
    early_data, "RFC 9846 §4.3.10": ClientHello(Empty) EncryptedExtensions(Empty) NewSessionTicket(EarlyDataIndication);
    supported_versions, "RFC 9846 §4.3.1": ClientHello(SupportedVersions<'a>) ServerHello(SelectedVersion) HelloRetryRequest(SelectedVersion);
    cookie, "RFC 9846 §4.3.2": ClientHello(Cookie<'a>) HelloRetryRequest(Cookie<'a>);
    psk_key_exchange_modes, "RFC 9846 §4.3.9": ClientHello(PskKeyExchangeModes<'a>);
    certificate_authorities, "RFC 9846 §4.3.4": ClientHello(CertificateAuthorities<'a>) CertificateRequest(CertificateAuthorities<'a>);
    oid_filters, "RFC 9846 §4.3.5": CertificateRequest(OidFilters<'a>);
    post_handshake_auth, "RFC 9846 §4.3.6": ClientHello(Empty);
    signature_algorithms_cert, "RFC 9846 §4.3.3": ClientHello(SignatureSchemeList<'a>) CertificateRequest(SignatureSchemeList<'a>);
    key_share, "RFC 9846 §4.3.8": ClientHello(KeyShareClientHello<'a>) ServerHello(KeyShareServerHello<'a>) HelloRetryRequest(KeyShareHelloRetryRequest);
    quic_transport_parameters, "RFC 9001 §8.2": ClientHello(Carried<'a>) EncryptedExtensions(Carried<'a>);
    ticket_request, "RFC 9149 §2": ClientHello(Carried<'a>) EncryptedExtensions(Carried<'a>);
    ech_outer_extensions, "RFC 9849 §5.1": ClientHello(Carried<'a>);
    encrypted_client_hello, "RFC 9849 §5": ClientHello(Carried<'a>) HelloRetryRequest(Carried<'a>) EncryptedExtensions(Carried<'a>);
    renegotiation_info, "RFC 5746 §3.2": ClientHello(RenegotiationInfo<'a>) ServerHello12(RenegotiationInfo<'a>);
}
