//! Bytes that wait, first in, first out.

/// Bytes that wait, contiguous, with cheap removal at the front.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    bytes: Vec<u8>,
    start: usize,
}

impl Queue {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.compact();
        self.bytes.extend_from_slice(bytes);
    }

    /// What waits.
    pub(crate) fn front(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// What waits, to be worked on in place.
    pub(crate) fn front_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.start..).unwrap_or_default()
    }

    pub(crate) fn drop_front(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.bytes.len());
        if self.start == self.bytes.len() {
            self.bytes.clear();
            self.start = 0;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.front().len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.front().is_empty()
    }

    /// The vector itself, for appending to, with room for `room` more bytes.
    pub(crate) fn tail(&mut self, room: usize) -> &mut Vec<u8> {
        self.compact();
        self.bytes.reserve(room);
        &mut self.bytes
    }

    /// Moves what waits to the beginning, once that is less work than what was removed.
    fn compact(&mut self) {
        if self.start > 0 && self.start >= self.len() {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_in_order_whatever_the_portions() {
        let (mut queue, mut next_in, mut next_out) = (Queue::default(), 0_u8, 0_u8);
        for round in 1..200_usize {
            let portion: Vec<u8> =
                (0..round % 7).map(|step| next_in.wrapping_add(u8::try_from(step).unwrap())).collect();
            next_in = next_in.wrapping_add(u8::try_from(portion.len()).unwrap());
            queue.push(&portion);
            let taken = (round % 5).min(queue.len());
            for byte in &queue.front()[..taken] {
                assert_eq!(*byte, next_out);
                next_out = next_out.wrapping_add(1);
            }
            queue.drop_front(taken);
        }
        assert_eq!(queue.len(), usize::from(next_in.wrapping_sub(next_out)));
    }

    #[test]
    fn dropping_more_than_there_is_empties_it() {
        let mut queue = Queue::default();
        queue.push(b"abc");
        queue.drop_front(9);
        assert!(queue.is_empty());
        queue.push(b"d");
        assert_eq!(queue.front(), b"d");
    }

    #[test]
    fn memory_stays_bounded() {
        let mut queue = Queue::default();
        for _ in 0..10_000 {
            queue.push(&[0; 100]);
            queue.drop_front(if queue.len() > 300 { 110 } else { 99 });
        }
        assert!(queue.bytes.capacity() < 100_000, "{}", queue.bytes.capacity());
    }
}
