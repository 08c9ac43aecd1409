//! SHA-256 and SHA-384 (FIPS 180-4).

use crate::crypto::{Hash, HashContext, HashOutput};
use crate::registry::HashAlgorithm;
use alloc::boxed::Box;
use ring::digest;

/// SHA-256.
pub(super) static SHA256: RingHash = RingHash { id: HashAlgorithm::sha256, algorithm: &digest::SHA256 };
/// SHA-1, to find what something is called by it. It protects nothing any more.
pub(super) static SHA1: RingHash = RingHash { id: HashAlgorithm::sha1, algorithm: &digest::SHA1_FOR_LEGACY_USE_ONLY };
/// SHA-384.
pub(super) static SHA384: RingHash = RingHash { id: HashAlgorithm::sha384, algorithm: &digest::SHA384 };

#[derive(Debug)]
pub(super) struct RingHash {
    id: HashAlgorithm,
    algorithm: &'static digest::Algorithm,
}

impl Hash for RingHash {
    fn algorithm(&self) -> HashAlgorithm {
        self.id
    }

    fn start(&self) -> Box<dyn HashContext> {
        Box::new(Context(digest::Context::new(self.algorithm)))
    }

    fn hash(&self, data: &[u8]) -> HashOutput {
        HashOutput::new(digest::digest(self.algorithm, data).as_ref())
    }
}

#[derive(Clone)]
struct Context(digest::Context);

impl HashContext for Context {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn current(&self) -> HashOutput {
        HashOutput::new(self.0.clone().finish().as_ref())
    }

    fn fork(&self) -> Box<dyn HashContext> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::ring::der::unhex;

    /// FIPS 180-4 example messages: the one block "abc".
    const SHA256_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const SHA384_ABC: &str = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
                              8086072ba1e7cc2358baeca134c825a7";

    #[test]
    fn known_digests() {
        assert_eq!(SHA256.hash(b"abc").as_ref(), unhex(SHA256_ABC));
        assert_eq!(SHA384.hash(b"abc").as_ref(), unhex(SHA384_ABC));
    }

    #[test]
    fn current_is_a_snapshot_and_the_computation_goes_on() {
        for hash in [&SHA256, &SHA384] {
            let mut context = hash.start();
            assert_eq!(context.current(), hash.hash(b""));
            context.update(b"a");
            assert_eq!(context.current(), hash.hash(b"a"));
            context.update(b"bc");
            assert_eq!(context.current(), hash.hash(b"abc"));
            assert_eq!(context.current().as_ref().len(), hash.algorithm().output_len());
        }
    }

    #[test]
    fn a_fork_shares_the_past_and_not_the_future() {
        let mut context = SHA256.start();
        context.update(b"ab");
        let mut fork = context.fork();
        fork.update(b"c");
        context.update(b"d");
        assert_eq!(fork.current(), SHA256.hash(b"abc"));
        assert_eq!(context.current(), SHA256.hash(b"abd"));
    }
}
