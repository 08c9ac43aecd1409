//! RFC 8448 §5, "HelloRetryRequest", to the byte.

#[cfg(test)]
mod replay;

use testvectors::rfc8448::Section;
use tls_core::registry::NamedGroup;

#[test]
fn client() {
    replay::client(Section::HelloRetryRequest).run();
}

#[test]
fn server() {
    replay::server(Section::HelloRetryRequest, &[NamedGroup::secp256r1]).run();
}
