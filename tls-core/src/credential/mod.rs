//! Our own certificates and keys.

/// A certificate chain with its key.
#[derive(Debug)]
pub struct Credential;
