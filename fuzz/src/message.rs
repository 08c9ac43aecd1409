//! The target `message`: any bytes as a handshake message, in every context.

use tls_core::codec::{Off, SpanTree};
use tls_core::msg::{Context, HEADER_LEN, HandshakeMessage};
use tls_core::registry::{KeyExchangeAlgorithm, ProtocolVersion};

/// Every context in which a body is read in another way.
pub const CONTEXTS: [Context; 4] = [
    Context { version: None, key_exchange: None },
    Context { version: Some(ProtocolVersion::TLSv1_3), key_exchange: None },
    Context { version: Some(ProtocolVersion::TLSv1_2), key_exchange: Some(KeyExchangeAlgorithm::Ecdhe) },
    Context { version: Some(ProtocolVersion::TLSv1_2), key_exchange: Some(KeyExchangeAlgorithm::Rsa) },
];

/// Decodes the bytes as they are, and again with a length that is right.
pub fn run(data: &[u8]) {
    for context in CONTEXTS {
        check(data, context);
    }
    let Some(body) = data.len().checked_sub(HEADER_LEN) else { return };
    let [_, length @ ..] = u32::try_from(body).unwrap_or_default().to_be_bytes();
    if data[1..HEADER_LEN] != length {
        let mut fixed = data.to_vec();
        fixed[1..HEADER_LEN].copy_from_slice(&length);
        for context in CONTEXTS {
            check(&fixed, context);
        }
    }
}

/// # Panics
///
/// If a message that can be decoded is not the same bytes when it is encoded, its span tree does not cover every byte
/// once, or listening changes what is decoded.
fn check(bytes: &[u8], context: Context) {
    let mut tree = SpanTree::new();
    let decoded = HandshakeMessage::decode(bytes, context, &mut tree);
    assert_eq!(decoded, HandshakeMessage::decode(bytes, context, &mut Off), "with and without a recorder");
    let message = match decoded {
        Ok(message) => message,
        Err(error) => {
            let offset = usize::try_from(error.offset()).expect("64 bits");
            assert!(offset <= bytes.len(), "{error} lies outside {} bytes", bytes.len());
            return;
        }
    };
    let mut encoded = Vec::new();
    assert!(message.encode(&mut encoded), "a decoded {} fits its fields", message.name());
    assert_eq!(encoded, bytes, "{} in {context:?}", message.name());
    let mut at = 0;
    for leaf in tree.leaves() {
        assert_eq!(leaf.bytes.start, at, "leaf {} of {}", leaf.name, message.name());
        at = leaf.bytes.end;
    }
    assert_eq!(at, bytes.len(), "the leaves of {}", message.name());
    // Whatever is in it can be shown.
    assert!(!format!("{message:?}").is_empty());
}
