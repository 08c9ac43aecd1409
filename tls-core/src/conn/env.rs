//! Everything impure that a step may use.

use super::Seams;
use super::event::{Direction, Observation, Sink};
use crate::crypto::{CryptoFailure, Secret, SecureRandom};
use crate::msg::client_hello::Random;
use crate::msg::{Context, Role};
use crate::registry::HandshakeType;

#[cfg(feature = "puppet")]
use super::Puppet;
use crate::switches::{Check, enforced};

/// Everything impure that a step may use: randomness, and whoever listens. Time arrives with the answers that need it.
pub(crate) struct Env<'e> {
    pub(crate) role: Role,
    pub(crate) random: &'e dyn SecureRandom,
    pub(crate) sink: Option<&'e mut dyn Sink>,
    #[cfg(feature = "puppet")]
    pub(crate) puppet: Option<&'e mut dyn Puppet>,
    /// What is known for decoding, for observers.
    pub(crate) context: Context,
}

impl<'e> Env<'e> {
    pub(crate) fn new(role: Role, random: &'e dyn SecureRandom, seams: &'e mut Seams, context: Context) -> Self {
        Self {
            role,
            random,
            sink: match &mut seams.sink {
                Some(sink) => Some(&mut **sink),
                None => None,
            },
            #[cfg(feature = "puppet")]
            puppet: match &mut seams.puppet {
                Some(puppet) => Some(&mut **puppet),
                None => None,
            },
            context,
        }
    }

    /// Tells the listener, if there is one.
    pub(crate) fn observe(&mut self, observation: Observation<'_>) {
        if let Some(sink) = &mut self.sink {
            sink.observe(self.role, observation);
        }
    }

    pub(crate) const fn listened(&self) -> bool {
        self.sink.is_some()
    }

    /// A check was made and passed.
    pub(crate) fn checked(&mut self, what: &'static str, section: &'static str) {
        self.observe(Observation::Checked { what, section });
    }

    /// Whether secrets have somebody to go to.
    pub(crate) fn wants_secrets(&self) -> bool {
        self.sink.as_ref().is_some_and(|sink| sink.wants_secrets())
    }

    /// A secret was derived: goes only to a sink that asked.
    pub(crate) fn secret(&mut self, name: &'static str, secret: &Secret, client_random: &Random) {
        if self.wants_secrets() {
            self.observe(Observation::Secret { name, secret, client_random });
        }
    }

    /// The transcript hash at a point where it matters.
    pub(crate) fn transcript_hash(&mut self, through: &'static str, hash: &[u8]) {
        self.observe(Observation::TranscriptHash { through, hash });
    }

    /// A message crosses.
    pub(crate) fn message(&mut self, direction: Direction, kind: HandshakeType, bytes: &[u8]) {
        let context = self.context;
        self.observe(Observation::Message { direction, kind, bytes, context });
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], CryptoFailure> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// Random bytes. "TLS requires a cryptographically secure pseudorandom number generator" (RFC 9846 §C.1): one that gives
    /// 32 zeros in a row is none, but was never seeded, or failed without saying so.
    pub(crate) fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        match self.random.fill(out) {
            Err(failure) if enforced(Check::RandomFailure) => return Err(failure),
            _ => {}
        }
        let is_zero = |part: &[u8]| part.iter().fold(0, |all, byte| all | byte) == 0;
        if enforced(Check::RandomZeros) && out.chunks_exact(32).any(is_zero) {
            return Err(CryptoFailure::Random);
        }
        Ok(())
    }
}
