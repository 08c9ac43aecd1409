//! renegotiation_info (RFC 5746 §3.2).

use crate::codec::{Opaque, wire_struct};

wire_struct! {
    /// Binds a renegotiation to its connection; empty in a first handshake.
    "RFC 5746 §3.2"
    pub struct RenegotiationInfo<'a> {
        /// The verify_data of the enclosing connection.
        renegotiated_connection: Opaque<'a, 1, 0, 0xFF>,
    }
}
