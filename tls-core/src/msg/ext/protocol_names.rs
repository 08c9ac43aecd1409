//! application_layer_protocol_negotiation (RFC 7301 §3.1).

use crate::codec::{List, Opaque, wire_struct};

wire_struct! {
    /// An application protocol.
    "RFC 7301 §3.1"
    pub struct ProtocolName<'a> {
        /// Such as `h2`.
        name: Opaque<'a, 1, 1, 0xFF>,
    }
}

wire_struct! {
    /// The protocols that the client speaks, or the one that the server chose.
    "RFC 7301 §3.1"
    pub struct ProtocolNameList<'a> {
        /// In order of preference; from the server exactly one.
        protocol_name_list: List<'a, ProtocolName<'a>, 2, 2, 0xFFFF>,
    }
}
