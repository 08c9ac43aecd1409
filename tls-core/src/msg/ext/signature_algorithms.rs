//! signature_algorithms and signature_algorithms_cert (RFC 9846 §4.3.3).

use crate::codec::{List, wire_struct};
use crate::registry::SignatureScheme;

wire_struct! {
    /// Signature schemes that the sender accepts.
    "RFC 9846 §4.3.3"
    pub struct SignatureSchemeList<'a> {
        /// In order of preference.
        supported_signature_algorithms: List<'a, SignatureScheme, 2, 2, 0xFFFE>,
    }
}
