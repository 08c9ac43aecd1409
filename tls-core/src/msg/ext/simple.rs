//! Extensions of one field or none.

use crate::codec::{List, Opaque, wire_struct};
use crate::registry::{EcPointFormat, NamedGroup, PskKeyExchangeMode};

wire_struct! {
    /// An extension whose presence says everything.
    "RFC 9846 §4.3"
    pub struct Empty {}
}

wire_struct! {
    /// max_fragment_length.
    "RFC 6066 §4"
    pub struct MaxFragmentLength {
        /// 1 to 4 for 2^9 to 2^12 bytes.
        max_fragment_length: u8,
    }
}

wire_struct! {
    /// supported_groups.
    "RFC 9846 §4.3.7"
    pub struct NamedGroupList<'a> {
        /// In order of preference.
        named_group_list: List<'a, NamedGroup, 2, 2, 0xFFFF>,
    }
}

wire_struct! {
    /// ec_point_formats.
    "RFC 8422 §5.1.2"
    pub struct EcPointFormatList<'a> {
        /// Must contain uncompressed.
        ec_point_format_list: List<'a, EcPointFormat, 1, 1, 0xFF>,
    }
}

wire_struct! {
    /// cookie.
    "RFC 9846 §4.3.2"
    pub struct Cookie<'a> {
        /// What the server wants to see again.
        cookie: Opaque<'a, 2, 1, 0xFFFF>,
    }
}

wire_struct! {
    /// psk_key_exchange_modes.
    "RFC 9846 §4.3.9"
    pub struct PskKeyExchangeModes<'a> {
        /// How the client would use a PSK.
        ke_modes: List<'a, PskKeyExchangeMode, 1, 1, 0xFF>,
    }
}

wire_struct! {
    /// early_data in a NewSessionTicket.
    "RFC 9846 §4.3.10"
    pub struct EarlyDataIndication {
        /// Bytes of early data that the ticket allows.
        max_early_data_size: u32,
    }
}

wire_struct! {
    /// record_size_limit.
    "RFC 8449 §4"
    pub struct RecordSizeLimit {
        /// Bytes of plaintext that the sender accepts in one record.
        record_size_limit: u16,
    }
}

wire_struct! {
    /// compress_certificate.
    "RFC 8879 §3"
    pub struct CertificateCompressionAlgorithms<'a> {
        /// In order of preference.
        algorithms: Opaque<'a, 1, 2, 0xFE>,
    }
}
