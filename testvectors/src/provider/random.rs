//! Sources of bytes that are anything but random.

use core::fmt;
use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use tls_core::crypto::{CryptoFailure, SecureRandom};

/// Scripted bytes first, then an endless stream from a seed.
pub struct ScriptedRandom(Mutex<State>);

struct State {
    script: VecDeque<u8>,
    stream: Stream,
}

impl ScriptedRandom {
    /// Hands out `script`, then what `seed` gives.
    #[must_use]
    pub fn new(seed: u64, script: Vec<u8>) -> Self {
        Self(Mutex::new(State { script: script.into(), stream: Stream::new(seed) }))
    }
}

impl SecureRandom for ScriptedRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State { script, stream } = &mut *guard;
        for byte in out {
            *byte = script.pop_front().unwrap_or_else(|| stream.byte());
        }
        Ok(())
    }
}

impl fmt::Debug for ScriptedRandom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).script.len();
        write!(f, "ScriptedRandom({left} scripted bytes left)")
    }
}

/// SHA-256 over seed and counter, block after block.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    seed: u64,
    counter: u64,
    block: [u8; SHA256_OUTPUT_LEN],
    used: usize,
}

impl Stream {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { seed, counter: 0, block: [0; SHA256_OUTPUT_LEN], used: SHA256_OUTPUT_LEN }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        if self.used >= SHA256_OUTPUT_LEN {
            let input = [self.seed.to_be_bytes(), self.counter.to_be_bytes()].concat();
            for (to, from) in self.block.iter_mut().zip(digest(&SHA256, &input).as_ref()) {
                *to = *from;
            }
            self.counter = self.counter.wrapping_add(1);
            self.used = 0;
        }
        let byte = self.block.get(self.used).copied().unwrap_or_default();
        self.used = self.used.saturating_add(1);
        byte
    }

    /// A number from 1 to `most`; 1 if that is 0.
    pub(crate) fn up_to(&mut self, most: usize) -> usize {
        let number = usize::from(u16::from_be_bytes([self.byte(), self.byte()]));
        number.checked_rem(most).unwrap_or_default().saturating_add(1)
    }
}

/// Gives nothing, after a number of requests that it serves.
#[derive(Debug)]
pub struct FailingRandom {
    before: Mutex<usize>,
    source: ScriptedRandom,
}

impl FailingRandom {
    /// Serves `before` requests from a seed, then fails each one.
    #[must_use]
    pub fn after(before: usize) -> Self {
        Self { before: Mutex::new(before), source: ScriptedRandom::new(0, Vec::new()) }
    }
}

impl SecureRandom for FailingRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        *before = before.checked_sub(1).ok_or(CryptoFailure::Random)?;
        self.source.fill(out)
    }
}

/// The same bytes at every request: a generator that is stuck.
#[derive(Clone, Copy, Debug)]
pub struct ConstantRandom(
    /// Repeated as often as needed.
    pub [u8; 32],
);

impl SecureRandom for ConstantRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        for (to, from) in out.iter_mut().zip(self.0.iter().cycle()) {
            *to = *from;
        }
        Ok(())
    }
}

/// Only zeros: a generator that was never seeded.
#[derive(Clone, Copy, Debug)]
pub struct ZeroRandom;

impl SecureRandom for ZeroRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        out.fill(0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(random: &dyn SecureRandom, count: usize) -> Vec<u8> {
        let mut out = vec![0xEE; count];
        random.fill(&mut out).unwrap();
        out
    }

    #[test]
    fn the_script_comes_first_however_it_is_asked_for() {
        let random = ScriptedRandom::new(7, vec![1, 2, 3, 4, 5]);
        assert_eq!(take(&random, 2), [1, 2]);
        let rest = take(&random, 70);
        assert_eq!(rest[..3], [3, 4, 5]);
        assert_eq!(rest[3..], take(&ScriptedRandom::new(7, Vec::new()), 67));
    }

    #[test]
    fn a_seed_gives_one_stream_and_another_seed_another() {
        let [one, again, other] = [1, 1, 2].map(|seed| take(&ScriptedRandom::new(seed, Vec::new()), 100));
        assert_eq!(one, again);
        assert_ne!(one, other);
        assert_ne!(one[..32], one[32..64]);
        let block = digest(&SHA256, &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(one[32..64], *block.as_ref());
    }

    #[test]
    fn generators_that_are_broken() {
        let failing = FailingRandom::after(2);
        assert_ne!(take(&failing, 4), take(&failing, 4));
        assert_eq!(failing.fill(&mut [0; 4]), Err(CryptoFailure::Random));
        assert_eq!(failing.fill(&mut [0; 4]), Err(CryptoFailure::Random));
        let constant = ConstantRandom([9; 32]);
        assert_eq!(take(&constant, 40), [9; 40]);
        assert_eq!(take(&ZeroRandom, 3), [0; 3]);
    }

    #[test]
    fn numbers_stay_in_range() {
        let mut stream = Stream::new(3);
        let numbers: Vec<usize> = (0..200).map(|_| stream.up_to(5)).collect();
        assert!((1..=5).all(|wanted| numbers.contains(&wanted)));
        assert!(numbers.iter().all(|number| (1..=5).contains(number)));
        assert_eq!(stream.up_to(0), 1);
    }
}
