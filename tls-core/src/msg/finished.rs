//! Finished (RFC 9846 §4.5.3; for TLS 1.2 RFC 5246 §7.4.9).

use crate::codec::{Rest, wire_struct};

wire_struct! {
    /// A MAC over the handshake.
    "RFC 9846 §4.5.3"
    pub struct Finished<'a> {
        /// As long as the hash; in TLS 1.2 always 12 bytes.
        verify_data: Rest<'a>,
    }
}
