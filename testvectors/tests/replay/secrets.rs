//! Where the RFC prints each secret that the engine tells.

use testvectors::rfc8448::{Actor, Trace};
use tls_core::crypto::Secret;

const EARLY: &str = "extract secret \"early\"";
const HANDSHAKE: &str = "extract secret \"handshake\"";
const MAIN: &str = "extract secret \"master\"";
const FINISHED: &str = "calculate finished \"tls13 finished\"";
const WRITE_HANDSHAKE: &str = "derive write traffic keys for handshake data";
const READ_HANDSHAKE: &str = "derive read traffic keys for handshake data";
const WRITE_APPLICATION: &str = "derive write traffic keys for application data";

/// The name that the engine uses, then who prints the value, in which step and under which name.
type Row = (&'static str, Actor, &'static str, &'static str);

/// Secrets that must be told.
const REQUIRED: &[Row] = &[
    ("early_secret", Actor::Server, EARLY, "secret"),
    ("handshake_secret", Actor::Server, HANDSHAKE, "secret"),
    ("main_secret", Actor::Server, MAIN, "secret"),
    ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", Actor::Server, "derive secret \"tls13 c hs traffic\"", "expanded"),
    ("SERVER_HANDSHAKE_TRAFFIC_SECRET", Actor::Server, "derive secret \"tls13 s hs traffic\"", "expanded"),
    ("CLIENT_TRAFFIC_SECRET_0", Actor::Server, "derive secret \"tls13 c ap traffic\"", "expanded"),
    ("SERVER_TRAFFIC_SECRET_0", Actor::Server, "derive secret \"tls13 s ap traffic\"", "expanded"),
    ("EXPORTER_SECRET", Actor::Server, "derive secret \"tls13 exp master\"", "expanded"),
];

/// Secrets that may be told.
const ALLOWED: &[Row] = &[
    ("shared_secret", Actor::Server, HANDSHAKE, "IKM"),
    ("resumption_secret", Actor::Client, "derive secret \"tls13 res master\"", "expanded"),
    ("client_finished_key", Actor::Client, FINISHED, "expanded"),
    ("server_finished_key", Actor::Server, FINISHED, "expanded"),
    ("client_handshake_key", Actor::Server, READ_HANDSHAKE, "key expanded"),
    ("client_handshake_iv", Actor::Server, READ_HANDSHAKE, "iv expanded"),
    ("server_handshake_key", Actor::Server, WRITE_HANDSHAKE, "key expanded"),
    ("server_handshake_iv", Actor::Server, WRITE_HANDSHAKE, "iv expanded"),
    ("client_application_key", Actor::Client, WRITE_APPLICATION, "key expanded"),
    ("client_application_iv", Actor::Client, WRITE_APPLICATION, "iv expanded"),
    ("server_application_key", Actor::Server, WRITE_APPLICATION, "key expanded"),
    ("server_application_iv", Actor::Server, WRITE_APPLICATION, "iv expanded"),
];

/// Every secret told is the one printed, and none of the required is left out.
pub(super) fn check(trace: &Trace, told: &[(&'static str, Secret)]) {
    for (name, secret) in told {
        let row = REQUIRED.iter().chain(ALLOWED).find(|row| row.0 == *name);
        let (_, actor, title, value) = row.unwrap_or_else(|| panic!("{name} is in no table here: add it"));
        assert_eq!(secret.expose(), trace.get(*actor, title, value).unwrap(), "{name}");
    }
    for (name, ..) in REQUIRED {
        assert!(told.iter().any(|(told, _)| told == name), "{name} was not told");
    }
}
