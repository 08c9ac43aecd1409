//! Where records are written: a buffer that grows, or the caller's memory.

use alloc::vec::Vec;

/// Takes bytes one after the other.
pub(crate) trait Out {
    /// Bytes that stand there already.
    fn len(&self) -> usize;
    /// Makes sure that so many bytes fit behind them; `false` if they cannot.
    fn make_room(&mut self, bytes: usize) -> bool;
    /// Appends bytes for which room was made.
    fn extend(&mut self, bytes: &[u8]);
    /// Appends zeros for which room was made.
    fn zeros(&mut self, count: usize);
    /// What stands from `start` on.
    fn from(&mut self, start: usize) -> &mut [u8];
    /// Forgets what stands from `start` on.
    fn truncate(&mut self, start: usize);
}

impl Out for Vec<u8> {
    fn len(&self) -> usize {
        Self::len(self)
    }

    fn make_room(&mut self, bytes: usize) -> bool {
        self.reserve(bytes);
        true
    }

    fn extend(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn zeros(&mut self, count: usize) {
        self.resize(Self::len(self).saturating_add(count), 0);
    }

    fn from(&mut self, start: usize) -> &mut [u8] {
        self.get_mut(start..).unwrap_or_default()
    }

    fn truncate(&mut self, start: usize) {
        Self::truncate(self, start);
    }
}

/// The caller's memory, filled from the front.
#[derive(Debug)]
pub(crate) struct Slice<'a> {
    buffer: &'a mut [u8],
    len: usize,
}

impl<'a> Slice<'a> {
    pub(crate) const fn new(buffer: &'a mut [u8]) -> Self {
        Self { buffer, len: 0 }
    }

    /// Bytes that can still be written.
    pub(crate) fn room(&self) -> usize {
        self.buffer.len().saturating_sub(self.len)
    }

    fn write(&mut self, count: usize, fill: impl FnOnce(&mut [u8])) {
        let end = self.len.saturating_add(count);
        if let Some(target) = self.buffer.get_mut(self.len..end) {
            fill(target);
            self.len = end;
        }
    }
}

impl Out for Slice<'_> {
    fn len(&self) -> usize {
        self.len
    }

    fn make_room(&mut self, bytes: usize) -> bool {
        bytes <= self.room()
    }

    fn extend(&mut self, bytes: &[u8]) {
        self.write(bytes.len(), |target| target.copy_from_slice(bytes));
    }

    fn zeros(&mut self, count: usize) {
        self.write(count, |target| target.fill(0));
    }

    fn from(&mut self, start: usize) -> &mut [u8] {
        self.buffer.get_mut(start..self.len).unwrap_or_default()
    }

    fn truncate(&mut self, start: usize) {
        self.len = self.len.min(start);
    }
}
