//! The default provider.

use super::CryptoProvider;
use alloc::sync::Arc;

/// Everything that `ring` has, and with the feature `rsa-kex` RSA key exchange.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    unimplemented!()
}
