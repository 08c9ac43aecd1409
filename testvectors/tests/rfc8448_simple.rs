//! RFC 8448 §3, "Simple 1-RTT Handshake", to the byte.

#[cfg(test)]
mod replay;

use testvectors::rfc8448::Section;
use tls_core::registry::NamedGroup;

#[test]
fn client() {
    replay::client(Section::Simple).run();
}

#[test]
fn server() {
    replay::server(Section::Simple, &[NamedGroup::x25519]).run();
}
