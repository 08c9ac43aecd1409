//! ServerKeyExchange of TLS 1.2 with ECDHE (RFC 8422 §5.4).

use super::client_hello::Random;
use crate::codec::{Opaque, Wire, Writer, wire_struct};
use crate::registry::{EcCurveType, NamedGroup, SignatureScheme};
use alloc::vec::Vec;

wire_struct! {
    /// The server's public value.
    "RFC 8422 §5.4"
    pub struct ServerEcdhParams<'a> {
        /// Always named_curve.
        curve_type: EcCurveType,
        /// One of the client's groups.
        namedcurve: NamedGroup,
        /// A point on it.
        point: Opaque<'a, 1, 1, 0xFF>,
    }
}

wire_struct! {
    /// The server's public value, signed.
    "RFC 8422 §5.4"
    pub struct ServerKeyExchange<'a> {
        /// What is signed, behind the two randoms.
        params: ServerEcdhParams<'a>,
        /// How it was signed.
        algorithm: SignatureScheme,
        /// The signature.
        signature: Opaque<'a, 2, 0, 0xFFFF>,
    }
}

impl ServerEcdhParams<'_> {
    /// The bytes that the signature covers: `ClientHello.random + ServerHello.random + ServerKeyExchange.params`.
    #[must_use]
    pub fn signed_content(&self, client_random: &Random, server_random: &Random) -> Vec<u8> {
        let mut content = Vec::with_capacity(64 + 4 + 133);
        content.extend_from_slice(client_random);
        content.extend_from_slice(server_random);
        self.encode(&mut Writer::new(&mut content));
        content
    }
}
