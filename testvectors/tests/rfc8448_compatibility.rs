//! RFC 8448 §7, "Compatibility Mode", to the byte.

#[cfg(test)]
mod replay;

use testvectors::rfc8448::Section;
use tls_core::registry::NamedGroup;

#[test]
fn client() {
    replay::client(Section::CompatibilityMode).run();
}

#[test]
fn server() {
    replay::server(Section::CompatibilityMode, &[NamedGroup::x25519]).run();
}
