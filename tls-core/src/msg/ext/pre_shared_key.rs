//! pre_shared_key (RFC 9846 §4.3.11).

use crate::codec::{List, Opaque, wire_struct};

wire_struct! {
    /// A key that the client offers.
    "RFC 9846 §4.3.11"
    pub struct PskIdentity<'a> {
        /// A ticket, or the name of an external key.
        identity: Opaque<'a, 2, 1, 0xFFFF>,
        /// The ticket's age in milliseconds plus ticket_age_add, modulo 2^32.
        obfuscated_ticket_age: u32,
    }
}

wire_struct! {
    /// Proof that the client has the key.
    "RFC 9846 §4.3.11"
    pub struct PskBinderEntry<'a> {
        /// An HMAC over the ClientHello up to the binders.
        binder: Opaque<'a, 1, 32, 0xFF>,
    }
}

wire_struct! {
    /// The keys that the client offers.
    "RFC 9846 §4.3.11"
    pub struct OfferedPsks<'a> {
        /// The keys.
        identities: List<'a, PskIdentity<'a>, 2, 7, 0xFFFF>,
        /// One proof for each.
        binders: List<'a, PskBinderEntry<'a>, 2, 33, 0xFFFF>,
    }
}

wire_struct! {
    /// The key that the server chose.
    "RFC 9846 §4.3.11"
    pub struct SelectedPsk {
        /// Its index in the client's list.
        selected_identity: u16,
    }
}
