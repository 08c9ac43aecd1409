//! The bytes that go there and back.

use super::scenario::{End, Trial, WithoutEms};
use std::sync::Arc;

/// 16 MiB.
pub(crate) const HUGE: usize = 16 * 1024 * 1024;
/// Programs that read lines get lines, of so many bytes each.
const LINE: usize = 512;

/// How many bytes each of a trial's connections carries in each direction, where the peer moves `bulk` with ease.
pub(crate) fn sizes(trial: Trial, bulk: usize) -> Vec<usize> {
    match trial {
        Trial::Plain => vec![0, 1, bulk],
        // Many records of whatever length, and a last one that is shorter.
        Trial::Fragment(_, limit) => vec![usize::from(limit).saturating_mul(64).clamp(600, bulk.min(65_536)) + 1],
        Trial::Padding(..) => vec![40_000],
        // Seven updates: GnuTLS ends connections with more than eight in a second.
        Trial::KeyUpdate(_) => vec![8 * PIECE],
        Trial::Duplex => vec![HUGE],
        Trial::Closing(End::Half) => vec![bulk],
        Trial::NoEms(WithoutEms::Refused) => vec![0],
        Trial::KeyShares(_)
        | Trial::NoEms(_)
        | Trial::Retry
        | Trial::LongChains
        | Trial::ForeignAuthorities
        | Trial::NoCertificate
        | Trial::Closing(_) => {
            vec![1_000]
        }
    }
}

/// What is sent at once where records count: whole lines, so that a command may follow.
pub(crate) const PIECE: usize = 2 * LINE;

/// Letters that `openssl s_server` and `s_client` do not take as commands when a piece of their standard input begins
/// with one, and that do not occur in the words that follow the payload on their standard output.
const LETTERS: &[u8; 16] = b"0123456789adfghj";

/// Pseudo-random letters, in lines, so that pieces that are lost, doubled or swapped show.
pub(crate) fn make(size: usize) -> Arc<[u8]> {
    let mut state = 0x9e37_79b9_u32;
    let letter = |index: usize| {
        // Xorshift, 32 bits.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let [letter, ..] = state.to_be_bytes();
        match index % LINE {
            last if last + 1 == LINE || index + 1 == size => b'\n',
            _ => LETTERS.get(usize::from(letter & 15)).copied().unwrap_or(b'0'),
        }
    };
    (0..size).map(letter).collect()
}

const NOT_DONE: &str = "the handshake did not get far enough for data";

/// Says where what came differs from what was sent; `None` if it does not.
pub(crate) fn difference(sent: &[u8], came: Option<&[u8]>) -> Option<String> {
    let Some(came) = came else { return Some(NOT_DONE.to_owned()) };
    if sent == came {
        return None;
    }
    let place = sent.iter().zip(came).position(|(sent, came)| sent != came);
    Some(match place {
        Some(place) => format!("{} of {} bytes came, and byte {place} is another", came.len(), sent.len()),
        None => format!("{} of {} bytes came", came.len(), sent.len()),
    })
}

/// What is asked of our server when it shall answer and close.
pub(crate) const REQUEST: &[u8] = b"GET / HTTP/1.0\r\n\r\n";

/// Says what is wrong with the answer to [`REQUEST`]; `None` if nothing is. It must be whole, and nothing behind it.
pub(crate) fn answer_fault(came: Option<&[u8]>) -> Option<String> {
    let Some(came) = came else { return Some(NOT_DONE.to_owned()) };
    let text = String::from_utf8_lossy(came);
    let told = || format!("no whole answer came, but {text:?}");
    let parts = text.strip_prefix("HTTP/1.1 200 OK\r\n").and_then(|rest| rest.split_once("\r\n\r\n"));
    let Some((head, body)) = parts else { return Some(told()) };
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse::<usize>().ok());
    (body.is_empty() || length != Some(body.len())).then(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_only_and_no_short_period() {
        let payload = make(100_000);
        assert!(payload.iter().all(|byte| LETTERS.contains(byte) || *byte == b'\n'));
        assert!(payload.split(|byte| *byte == b'\n').all(|line| line.len() < LINE) && payload.ends_with(b"\n"));
        for letter in LETTERS {
            assert!(payload.iter().filter(|byte| *byte == letter).count() > 5_000, "{}", char::from(*letter));
        }
        assert!((1..50_000).all(|shift| payload[..64] != payload[shift..shift + 64]), "no period");
        assert_eq!(make(10)[..9], payload[..9]);
        assert_eq!(make(1)[..], *b"\n");
    }

    #[test]
    fn answers_are_whole_and_alone() {
        let page = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nTLS";
        assert_eq!(answer_fault(Some(page.as_bytes())), None);
        for wrong in [&page[..page.len() - 1], &format!("{page}{page}"), &page.replace("200", "500"), ""] {
            assert!(answer_fault(Some(wrong.as_bytes())).is_some(), "{wrong}");
        }
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
