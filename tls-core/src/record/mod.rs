//! The record layer (RFC 9846 §5).
