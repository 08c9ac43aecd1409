//! The messages without a body.

use crate::codec::wire_struct;

wire_struct! {
    /// A TLS 1.2 server asks for a renegotiation.
    "RFC 5246 §7.4.1.1"
    pub struct HelloRequest {}
}

wire_struct! {
    /// A TLS 1.2 server has said what it has to say.
    "RFC 5246 §7.4.5"
    pub struct ServerHelloDone {}
}

wire_struct! {
    /// A client's 0-RTT data ends.
    "RFC 9846 §4.6"
    pub struct EndOfEarlyData {}
}
