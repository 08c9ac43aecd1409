//! Randomness: the operating system's generator.

use crate::crypto::{CryptoFailure, SecureRandom};
use ring::rand::SecureRandom as _;

/// The operating system's generator.
#[derive(Debug)]
pub(super) struct SystemRandom;

impl SecureRandom for SystemRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        ring::rand::SystemRandom::new().fill(out).map_err(|_| CryptoFailure::Random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_fills_differ() {
        let (mut first, mut second) = ([0; 32], [0; 32]);
        SystemRandom.fill(&mut first).unwrap();
        SystemRandom.fill(&mut second).unwrap();
        assert_ne!(first, [0; 32]);
        assert_ne!(first, second);
    }

    #[test]
    fn an_empty_fill_is_fine() {
        SystemRandom.fill(&mut []).unwrap();
    }
}
