//! ClientKeyExchange of TLS 1.2 (RFC 5246 §7.4.7): with ECDHE (RFC 8422 §5.7) or RSA (RFC 5246 §7.4.7.1).

use crate::codec::{Opaque, wire_struct};

wire_struct! {
    /// The client's public value.
    "RFC 8422 §5.7"
    pub struct ClientKeyExchangeEcdhe<'a> {
        /// A point on the server's curve.
        ecdh_yc: Opaque<'a, 1, 1, 0xFF>,
    }
}

wire_struct! {
    /// The premaster secret, encrypted to the server's RSA key.
    "RFC 5246 §7.4.7.1"
    pub struct ClientKeyExchangeRsa<'a> {
        /// As long as the key's modulus.
        encrypted_pre_master_secret: Opaque<'a, 2, 0, 0xFFFF>,
    }
}
