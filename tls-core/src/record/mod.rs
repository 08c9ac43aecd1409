//! The record layer (RFC 9846 §5).

use crate::registry::{ContentType, ProtocolVersion};

/// The five bytes in front of every record (RFC 9846 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordHeader {
    /// What the record carries, or pretends to.
    pub content_type: ContentType,
    /// legacy_record_version.
    pub legacy_version: ProtocolVersion,
    /// Bytes that follow.
    pub length: u16,
}
