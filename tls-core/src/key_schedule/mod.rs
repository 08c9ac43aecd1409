//! From shared secrets to keys: the TLS 1.3 key schedule (RFC 9846 §7) as typestates, and the TLS 1.2 PRF.

mod hkdf;
mod stages;
pub mod tls12;
mod traffic;

pub use hkdf::{expand, expand_label, extract};
pub use stages::{EarlyStage, HandshakeStage, KeySchedule, MainStage};
pub use traffic::{RecordKeys, TrafficSecret};
