//! How a flight is cut on its way.

use crate::provider::Stream;

/// How the bytes of a flight arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Chunking {
    /// At once.
    #[default]
    Whole,
    /// One byte at a time.
    Bytes,
    /// In pieces of 1 to 400 bytes, whose lengths this seed gives.
    Random(u64),
}

/// The longest random piece: some hold several messages, some cut a record header.
const MOST: usize = 400;

/// Cuts flights.
#[derive(Clone, Debug)]
pub(super) struct Cutter {
    chunking: Chunking,
    stream: Stream,
}

impl Cutter {
    pub(super) const fn new(chunking: Chunking) -> Self {
        let seed = if let Chunking::Random(seed) = chunking { seed } else { 0 };
        Self { chunking, stream: Stream::new(seed) }
    }

    /// The pieces of a flight, in order; none of them is empty.
    pub(super) fn cut(&mut self, flight: &[u8]) -> Vec<Vec<u8>> {
        let mut pieces = Vec::new();
        let mut rest = flight;
        while !rest.is_empty() {
            let length = match self.chunking {
                Chunking::Whole => rest.len(),
                Chunking::Bytes => 1,
                Chunking::Random(_) => self.stream.up_to(MOST),
            };
            let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            pieces.push(piece.to_vec());
            rest = after;
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_nothing_is_empty() {
        let flight: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        for (chunking, pieces) in [(Chunking::Whole, 1..=1), (Chunking::Bytes, 5_000..=5_000)] {
            let cut = Cutter::new(chunking).cut(&flight);
            assert!(pieces.contains(&cut.len()), "{chunking:?}");
            assert_eq!(cut.concat(), flight);
        }
        let cut = |seed| Cutter::new(Chunking::Random(seed)).cut(&flight);
        assert_eq!(cut(1).concat(), flight);
        assert_eq!(cut(1), cut(1));
        assert_ne!(cut(1), cut(2));
        assert!(cut(1).iter().all(|piece| (1..=MOST).contains(&piece.len())));
        assert!(Cutter::new(Chunking::Whole).cut(&[]).is_empty());
    }
}
