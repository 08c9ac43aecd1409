//! KeyUpdate (RFC 9846 §4.7.3).

use crate::codec::wire_struct;
use crate::registry::KeyUpdateRequest;

wire_struct! {
    /// The sender's next record uses new keys.
    "RFC 9846 §4.7.3"
    pub struct KeyUpdate {
        /// Whether the receiver must do the same.
        request_update: KeyUpdateRequest,
    }
}
