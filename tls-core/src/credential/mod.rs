//! Our own certificates and keys.
