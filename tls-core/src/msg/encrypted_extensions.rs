//! EncryptedExtensions (RFC 9846 §4.4.1).

use super::ext::{Extensions, InEncryptedExtensions};
use crate::codec::wire_struct;

wire_struct! {
    /// The server's answers that the key schedule does not need.
    "RFC 9846 §4.4.1"
    pub struct EncryptedExtensions<'a> {
        /// The answers.
        extensions: Extensions<'a, InEncryptedExtensions>,
    }
}
