//! RFC 8448 §5 to §7, to the byte: HelloRetryRequest, client authentication, compatibility mode.

#[cfg(test)]
mod replay;

use testvectors::rfc8448::Section;
use tls_core::registry::NamedGroup;

#[test]
fn hello_retry_request_client() {
    replay::client(Section::HelloRetryRequest).run();
}

#[test]
fn hello_retry_request_server() {
    replay::server(Section::HelloRetryRequest, &[NamedGroup::secp256r1]).run();
}

/// Only the client: its certificate is signed by itself with 1,024 bits, which no trust store of ours would take.
#[test]
fn client_authentication_client() {
    replay::client(Section::ClientAuthentication).run();
}

#[test]
fn compatibility_mode_client() {
    replay::client(Section::CompatibilityMode).run();
}

#[test]
fn compatibility_mode_server() {
    replay::server(Section::CompatibilityMode, &[NamedGroup::x25519]).run();
}
