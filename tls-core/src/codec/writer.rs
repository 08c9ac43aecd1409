//! Appends wire forms to a buffer.

use alloc::vec::Vec;

/// How many bytes a vector's length takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LengthWidth {
    /// One byte: `<..2^8-1>`.
    U8,
    /// Two bytes: `<..2^16-1>`.
    U16,
    /// Three bytes: `<..2^24-1>`.
    U24,
}

impl LengthWidth {
    /// The width as a number of bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::U16 => 2,
            Self::U24 => 3,
        }
    }

    /// From the number of bytes, for const generics; anything else is read as three.
    #[must_use]
    pub const fn from_bytes(bytes: usize) -> Self {
        match bytes {
            1 => Self::U8,
            2 => Self::U16,
            _ => Self::U24,
        }
    }
}

/// Appends wire forms to a buffer. What is too long for its length field marks the writer as [`overflowed`](Self::overflowed).
#[derive(Debug)]
pub struct Writer<'b> {
    buffer: &'b mut Vec<u8>,
    overflowed: bool,
}

impl<'b> Writer<'b> {
    /// Appends to `buffer`.
    pub fn new(buffer: &'b mut Vec<u8>) -> Self {
        Self { buffer, overflowed: false }
    }

    /// Appends bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Appends a length, then what `write` appends; the length is filled in afterwards.
    pub fn vector(&mut self, width: LengthWidth, write: impl FnOnce(&mut Self)) {
        let at = self.buffer.len();
        self.buffer.extend_from_slice([0; 3].get(..width.bytes()).unwrap_or_default());
        let start = self.buffer.len();
        write(self);
        let length = self.buffer.len().saturating_sub(start);
        let encoded = u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes();
        let (high, low) = encoded.split_at(encoded.len().saturating_sub(width.bytes()));
        self.overflowed |= high.iter().any(|byte| *byte != 0);
        if let Some(slot) = self.buffer.get_mut(at..start) {
            slot.copy_from_slice(low);
        }
    }

    /// Whether some vector was longer than its length field can say: then the buffer must not be sent.
    #[must_use]
    pub const fn overflowed(&self) -> bool {
        self.overflowed
    }
}
