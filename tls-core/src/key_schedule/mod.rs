//! The key schedule (RFC 9846 §7) and the PRF of TLS 1.2 (RFC 5246 §5).
