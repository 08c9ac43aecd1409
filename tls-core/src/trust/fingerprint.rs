//! SHA-256 of certificates and keys, to know them by.

use crate::crypto::CryptoProvider;
use crate::registry::HashAlgorithm;

/// A hash.
pub(super) type Sha256 = [u8; 32];

/// The SHA-256 of something; `None` with a provider that has no suite with that hash.
pub(super) fn sha256(bytes: &[u8], provider: &CryptoProvider) -> Option<Sha256> {
    let hash = provider.suites.iter().map(|suite| suite.hash).find(|hash| hash.algorithm() == HashAlgorithm::sha256)?;
    hash.hash(bytes).as_ref().try_into().ok()
}
