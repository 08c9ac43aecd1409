//! supported_versions (RFC 9846 §4.3.1).

use crate::codec::{List, wire_struct};
use crate::registry::ProtocolVersion;

wire_struct! {
    /// What the client speaks.
    "RFC 9846 §4.3.1"
    pub struct SupportedVersions<'a> {
        /// In order of preference.
        versions: List<'a, ProtocolVersion, 1, 2, 254>,
    }
}

wire_struct! {
    /// What the server chose.
    "RFC 9846 §4.3.1"
    pub struct SelectedVersion {
        /// TLS 1.3 or later.
        selected_version: ProtocolVersion,
    }
}
