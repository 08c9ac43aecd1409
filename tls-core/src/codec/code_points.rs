//! A set of 16-bit code points.

/// Words of one bit per code point.
const WORDS: usize = 0x1_0000 / 64;

/// A set of 16-bit code points: eight kilobytes on the stack, so that looking for duplicates in a list takes time that grows
/// with its length, whatever a peer puts into it.
pub(crate) struct CodePoints([u64; WORDS]);

impl CodePoints {
    /// Those of a list.
    pub(crate) fn new(members: impl Iterator<Item = u16>) -> Self {
        let mut set = Self([0; WORDS]);
        members.for_each(|member| {
            set.insert(member);
        });
        set
    }

    fn word(&mut self, member: u16) -> (Option<&mut u64>, u64) {
        (self.0.get_mut(usize::from(member >> 6)), 1u64 << (member & 63))
    }

    /// Puts one in; says whether it was not there before.
    pub(crate) fn insert(&mut self, member: u16) -> bool {
        let (word, bit) = self.word(member);
        word.is_some_and(|word| {
            let new = *word & bit == 0;
            *word |= bit;
            new
        })
    }

    /// Takes one out; says whether it was there.
    pub(crate) fn remove(&mut self, member: u16) -> bool {
        let (word, bit) = self.word(member);
        word.is_some_and(|word| {
            let had = *word & bit != 0;
            *word &= !bit;
            had
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_point_is_itself() {
        let mut set = CodePoints::new([0, 63, 64, 0xFFFF].into_iter());
        for member in 0..=0xFFFFu16 {
            let is_in = matches!(member, 0 | 63 | 64 | 0xFFFF);
            assert_eq!(set.remove(member), is_in, "{member:#06x}");
            assert!(set.insert(member));
            assert!(!set.insert(member));
        }
    }
}
