//! server_name (RFC 6066 §3).

use crate::codec::{List, Opaque, wire_struct};
use crate::registry::NameType;

wire_struct! {
    /// One name of the server.
    "RFC 6066 §3"
    pub struct ServerName<'a> {
        /// Always host_name; others were never defined.
        name_type: NameType,
        /// A DNS name in ASCII, without a trailing dot.
        host_name: Opaque<'a, 2, 1, 0xFFFF>,
    }
}

wire_struct! {
    /// The name that the client wants to reach.
    "RFC 6066 §3"
    pub struct ServerNameList<'a> {
        /// "The ServerNameList MUST NOT contain more than one name of the same name_type."
        server_name_list: List<'a, ServerName<'a>, 2, 1, 0xFFFF>,
    }
}
