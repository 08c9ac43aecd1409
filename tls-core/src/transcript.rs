//! The transcript hash (RFC 9846 §4.1).
