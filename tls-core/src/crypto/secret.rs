//! Bytes that are wiped when dropped and never printed.

use super::MAX_HASH_LEN;
use core::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret of at most [`MAX_HASH_LEN`] bytes, inline, wiped on drop. Prints only its length.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret {
    bytes: [u8; MAX_HASH_LEN],
    #[zeroize(skip)]
    length: usize,
}

impl Secret {
    /// `length` zero bytes, to be filled; more than [`MAX_HASH_LEN`] gives [`MAX_HASH_LEN`].
    #[must_use]
    pub fn zeroed(length: usize) -> Self {
        Self { bytes: [0; MAX_HASH_LEN], length: length.min(MAX_HASH_LEN) }
    }

    /// A copy of `bytes`; `None` if there are more than [`MAX_HASH_LEN`].
    #[must_use]
    pub fn copied(bytes: &[u8]) -> Option<Self> {
        let mut secret = Self::zeroed(bytes.len());
        if secret.length != bytes.len() {
            return None;
        }
        secret.as_mut().copy_from_slice(bytes);
        Some(secret)
    }

    /// The secret itself. Whoever calls this is responsible for where it goes.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl AsMut<[u8]> for Secret {
    fn as_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.length).unwrap_or_default()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_schedule::tls12::MasterSecret;
    use crate::key_schedule::{KeySchedule, MainStage, TrafficSecret};

    /// What holds secrets wipes them: by itself, or because all that is secret in it is a [`Secret`].
    #[test]
    fn secrets_wipe_themselves() {
        const fn wipes<T: ZeroizeOnDrop>() {}
        const { wipes::<Secret>() };
        const { wipes::<zeroize::Zeroizing<[u8; 12]>>() };
        const {
            assert!(core::mem::needs_drop::<TrafficSecret>());
            assert!(core::mem::needs_drop::<KeySchedule<MainStage>>());
            assert!(core::mem::needs_drop::<MasterSecret>());
        }
        let mut secret = Secret::copied(&[7; 48]).unwrap();
        secret.zeroize();
        assert_eq!(secret.bytes, [0; MAX_HASH_LEN]);
        assert_eq!(secret.expose(), [0; 48]);
    }

    #[test]
    fn printing_shows_the_length_only() {
        let secret = Secret::copied(b"a secret").unwrap();
        assert_eq!(alloc::format!("{secret:?} {secret:#?}"), "Secret(8 bytes) Secret(8 bytes)");
    }
}
