//! key_share (RFC 9846 §4.3.8).

use crate::codec::{List, Opaque, wire_struct};
use crate::registry::NamedGroup;

wire_struct! {
    /// A public value for one group.
    "RFC 9846 §4.3.8"
    pub struct KeyShareEntry<'a> {
        /// The group.
        group: NamedGroup,
        /// The public value, in the form of the group.
        key_exchange: Opaque<'a, 2, 1, 0xFFFF>,
    }
}

wire_struct! {
    /// The client's public values.
    "RFC 9846 §4.3.8"
    pub struct KeyShareClientHello<'a> {
        /// In order of preference; empty to ask for a HelloRetryRequest.
        client_shares: List<'a, KeyShareEntry<'a>, 2, 0, 0xFFFF>,
    }
}

wire_struct! {
    /// The group that the server wants instead.
    "RFC 9846 §4.3.8"
    pub struct KeyShareHelloRetryRequest {
        /// One of the client's supported_groups for which it sent no share.
        selected_group: NamedGroup,
    }
}

wire_struct! {
    /// The server's public value.
    "RFC 9846 §4.3.8"
    pub struct KeyShareServerHello<'a> {
        /// In the group of one of the client's shares.
        server_share: KeyShareEntry<'a>,
    }
}
