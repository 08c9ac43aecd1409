//! RFC 8448 §3, §5, §6 and §7 to the byte, each in both roles.

#[cfg(test)]
mod replay;

use testvectors::rfc8448::{Actor, Section};
use tls_core::registry::NamedGroup;

/// Each row a replay: the section and the role.
macro_rules! replays {
    ($( $name:ident: $section:ident $role:ident; )*) => {
        /// What is replayed.
        const REPLAYED: &[(Section, Actor)] = &[$( (Section::$section, Actor::$role) ),*];
        $(
            #[test]
            fn $name() {
                run(Section::$section, Actor::$role);
            }
        )*
    };
}

replays! {
    simple_client: Simple Client;
    simple_server: Simple Server;
    hello_retry_request_client: HelloRetryRequest Client;
    hello_retry_request_server: HelloRetryRequest Server;
    client_authentication_client: ClientAuthentication Client;
    client_authentication_server: ClientAuthentication Server;
    compatibility_mode_client: CompatibilityMode Client;
    compatibility_mode_server: CompatibilityMode Server;
}

#[cfg(test)]
fn run(section: Section, role: Actor) {
    let group = if section == Section::HelloRetryRequest { NamedGroup::secp256r1 } else { NamedGroup::x25519 };
    match role {
        Actor::Client => replay::client(section).run(),
        Actor::Server => replay::server(section, &[group]).run(),
    }
}

#[test]
fn every_section_is_replayed_in_both_roles() {
    let both = Section::ALL.iter().flat_map(|section| [(*section, Actor::Client), (*section, Actor::Server)]);
    assert_eq!(REPLAYED, both.collect::<Vec<_>>());
}
