//! Priority strings: what GnuTLS may negotiate.

use crate::interop::scenario::{Exchange, Group, Role, Scenario, Trial, Version};

/// Exactly what the case wants.
pub(super) fn of(scenario: &Scenario, role: Role) -> String {
    let mut words = vec!["NONE", "+CTYPE-X509", "+COMP-NULL", "+SIGN-ALL", "+AEAD", "+GROUP-ALL"];
    let groups = scenario.groups(role);
    if !groups.is_empty() {
        words.pop();
    }
    let mut priority = words.join(":");
    let version = match scenario.version() {
        Version::Tls12 => "VERS-TLS1.2",
        Version::Tls13 => "VERS-TLS1.3",
    };
    let exchange = match scenario.suite.exchange {
        Exchange::Any => None,
        Exchange::EcdheEcdsa => Some("ECDHE-ECDSA"),
        Exchange::EcdheRsa => Some("ECDHE-RSA"),
        Exchange::Rsa => Some("RSA"),
    };
    let groups = groups.iter().map(|group| match group {
        Group::X25519 => "GROUP-X25519",
        Group::P256 => "GROUP-SECP256R1",
        Group::P384 => "GROUP-SECP384R1",
    });
    for word in [version, scenario.suite.gnutls].into_iter().chain(exchange).chain(groups) {
        priority.push_str(":+");
        priority.push_str(word);
    }
    if matches!(scenario.trial, Trial::NoEms(_)) {
        priority.push_str(":%NO_SESSION_HASH");
    }
    priority
}
