//! The bytes that go there and back.

use std::sync::Arc;

/// Sizes that every case tries, each over a connection of its own.
pub(crate) const SMALL: [usize; 2] = [0, 1];
/// 4 MiB.
pub(crate) const BIG: usize = 4 * 1024 * 1024;

/// Letters that `openssl s_server` and `s_client` do not take as commands when a piece of their standard input begins
/// with one, and that do not occur in the words that follow the payload on their standard output.
const LETTERS: &[u8; 16] = b"0123456789adfghj";

/// Pseudo-random letters, so that pieces that are lost, doubled or swapped show.
pub(crate) fn make(size: usize) -> Arc<[u8]> {
    let mut state = 0x9e37_79b9_u32;
    (0..size)
        .map(|_| {
            // Xorshift, 32 bits.
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            LETTERS.iter().copied().cycle().nth(usize::from(state.to_be_bytes().first().copied().unwrap_or(0) & 15))
        })
        .map(|letter| letter.unwrap_or(b'0'))
        .collect()
}

/// Says where what came differs from what was sent; `None` if it does not.
pub(crate) fn difference(sent: &[u8], came: Option<&[u8]>) -> Option<String> {
    let Some(came) = came else { return Some("the handshake did not get far enough for data".to_owned()) };
    if sent == came {
        return None;
    }
    let place = sent.iter().zip(came).position(|(sent, came)| sent != came);
    Some(match place {
        Some(place) => format!("{} of {} bytes came, and byte {place} is another", came.len(), sent.len()),
        None => format!("{} of {} bytes came", came.len(), sent.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_only_and_no_short_period() {
        let payload = make(100_000);
        assert!(payload.iter().all(|byte| LETTERS.contains(byte)));
        for letter in LETTERS {
            assert!(payload.iter().filter(|byte| *byte == letter).count() > 5_000, "{}", char::from(*letter));
        }
        assert!((1..50_000).all(|shift| payload[..64] != payload[shift..shift + 64]), "no period");
        assert_eq!(make(10)[..], payload[..10]);
    }

    #[test]
    fn differences_are_located() {
        assert_eq!(difference(b"abc", Some(b"abc")), None);
        assert_eq!(difference(b"", Some(b"")), None);
        assert_eq!(difference(b"abc", Some(b"ab")).unwrap(), "2 of 3 bytes came");
        assert_eq!(difference(b"abc", Some(b"abcd")).unwrap(), "4 of 3 bytes came");
        assert_eq!(difference(b"abc", Some(b"adc")).unwrap(), "3 of 3 bytes came, and byte 1 is another");
        assert!(difference(b"", None).is_some());
    }
}
