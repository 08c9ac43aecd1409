//! The little DER that `ring` leaves to its caller: wrapping what is already encoded.

use alloc::vec::Vec;

pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const SEQUENCE: u8 = 0x30;

/// One element: tag, length, and the parts in order as its content. The capacity is exact, so that no reallocation
/// leaves a copy of a private key behind.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let bytes = length.to_be_bytes();
    let leading_zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let significant = bytes.get(leading_zeros..).unwrap_or_default();

    let mut out = Vec::with_capacity(length.saturating_add(2).saturating_add(significant.len()));
    out.push(tag);
    match significant {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            // At most the eight bytes of a usize.
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(0x7F));
            out.extend_from_slice(long);
        }
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// `SubjectPublicKeyInfo` (RFC 5280 §4.1): the content of the algorithm identifier, and the key as its bit string.
pub(super) fn subject_public_key_info(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    const NO_UNUSED_BITS: &[u8] = &[0];
    element(SEQUENCE, &[&element(SEQUENCE, &[algorithm]), &element(BIT_STRING, &[NO_UNUSED_BITS, key])])
}

/// Bytes from hexadecimal digits, for test vectors.
#[cfg(test)]
pub(super) fn unhex(digits: &str) -> Vec<u8> {
    assert!(digits.len().is_multiple_of(2));
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_the_shortest_form() {
        for (length, header) in [
            (0, &[4, 0][..]),
            (1, &[4, 1]),
            (0x7F, &[4, 0x7F]),
            (0x80, &[4, 0x81, 0x80]),
            (0xFF, &[4, 0x81, 0xFF]),
            (0x100, &[4, 0x82, 1, 0]),
            (0x1_0000, &[4, 0x83, 1, 0, 0]),
        ] {
            let content = alloc::vec![0xAB; length];
            let element = element(OCTET_STRING, &[&content]);
            assert_eq!(&element[..header.len()], header);
            assert_eq!(&element[header.len()..], content);
        }
    }
}
