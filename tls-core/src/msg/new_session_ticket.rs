//! NewSessionTicket (RFC 9846 §4.7.1; for TLS 1.2 RFC 5077 §3.3).

use super::ext::{Extensions, InNewSessionTicket};
use crate::codec::{Opaque, wire_struct};

wire_struct! {
    /// A key for a later TLS 1.3 handshake.
    "RFC 9846 §4.7.1"
    pub struct NewSessionTicket<'a> {
        /// Seconds; at most seven days.
        ticket_lifetime: u32,
        /// Hides the ticket's age.
        ticket_age_add: u32,
        /// Makes the keys of several tickets differ.
        ticket_nonce: Opaque<'a, 1, 0, 0xFF>,
        /// What the client gives back.
        ticket: Opaque<'a, 2, 1, 0xFFFF>,
        /// early_data.
        extensions: Extensions<'a, InNewSessionTicket>,
    }
}

wire_struct! {
    /// A ticket for a later TLS 1.2 handshake.
    "RFC 5077 §3.3"
    pub struct NewSessionTicket12<'a> {
        /// Seconds; a hint.
        ticket_lifetime_hint: u32,
        /// What the client gives back; may be empty.
        ticket: Opaque<'a, 2, 0, 0xFFFF>,
    }
}
