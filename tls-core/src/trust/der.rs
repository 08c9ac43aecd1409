//! Just enough DER (X.690 §10) to find the parts of a certificate without copying them.
//!
//! `webpki` decides about certificates, but hands out neither `KeyUsage` nor borrowed parts; these are read here.

/// Tags of the types that occur.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(crate) const SEQUENCE: u8 = 0x30;
    /// `[0]`, constructed.
    pub(crate) const EXPLICIT_0: u8 = 0xA0;
    /// `[3]`, constructed.
    pub(crate) const EXPLICIT_3: u8 = 0xA3;
    /// `[1]` and `[2]`, primitive.
    pub(crate) const IMPLICIT_1: u8 = 0x81;
    pub(crate) const IMPLICIT_2: u8 = 0x82;
}

/// One value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) contents: &'a [u8],
    /// Tag and length included.
    pub(crate) whole: &'a [u8],
}

/// Values one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The next value; `None` if it is not DER or is cut off.
    pub(crate) fn next(&mut self) -> Option<Element<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        // Tag numbers above 30 take more bytes; certificates have none.
        if tag & 0x1F == 0x1F {
            return None;
        }
        let (length, rest) = length(rest)?;
        let contents = rest.get(..length)?;
        let header = self.0.len().checked_sub(rest.len())?;
        let (whole, after) = self.0.split_at_checked(header.checked_add(length)?)?;
        self.0 = after;
        Some(Element { tag, contents, whole })
    }

    /// The next value, if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Element<'a>> {
        let mut ahead = *self;
        let element = ahead.next().filter(|element| element.tag == tag)?;
        *self = ahead;
        Some(element)
    }

    /// The next value, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }

    /// The contents of the one value of this tag that `bytes` consists of.
    pub(crate) fn only(bytes: &'a [u8], tag: u8) -> Option<&'a [u8]> {
        let mut der = Self(bytes);
        let element = der.expect(tag)?;
        der.is_empty().then_some(element.contents)
    }
}

/// Definite lengths in the fewest bytes, below 2^24.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        return Some((usize::from(first), rest));
    }
    let count = usize::from(first & 0x7F);
    if count == 0 || count > 3 {
        return None;
    }
    let (digits, rest) = rest.split_at_checked(count)?;
    let length = digits.iter().fold(0_usize, |sum, &digit| sum << 8 | usize::from(digit));
    let shortest = match count {
        1 => length >= 0x80,
        _ => digits.first() != Some(&0),
    };
    shortest.then_some((length, rest))
}

/// `contents` as a SEQUENCE.
pub(crate) fn sequence(contents: &[u8]) -> alloc::vec::Vec<u8> {
    wrapped(tag::SEQUENCE, contents)
}

/// `contents` as a value with this tag.
pub(crate) fn wrapped(tag: u8, contents: &[u8]) -> alloc::vec::Vec<u8> {
    let mut out = alloc::vec![tag];
    let bytes = contents.len().to_be_bytes();
    let skip = bytes.iter().take_while(|&&byte| byte == 0).count();
    let digits = bytes.get(skip..).unwrap_or_default();
    match (digits, u8::try_from(digits.len())) {
        ([], _) => out.push(0),
        (&[short @ 0..=0x7F], _) => out.push(short),
        (_, Ok(count)) => {
            out.push(0x80 | count);
            out.extend_from_slice(digits);
        }
        (_, Err(_)) => {}
    }
    out.extend_from_slice(contents);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn what_is_wrapped_is_read_back() {
        for length in [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x1_0000] {
            let contents = vec![7; length];
            let wrapped = sequence(&contents);
            assert_eq!(Der::only(&wrapped, tag::SEQUENCE), Some(contents.as_slice()), "length {length}");
        }
    }

    #[test]
    fn other_encodings_of_a_length_are_refused() {
        for bytes in [
            &[0x30, 0x81, 0x01, 0x00][..],
            &[0x30, 0x82, 0x00, 0x80],
            &[0x30, 0x80, 0x00, 0x00],
            &[0x30, 0x84, 0, 0, 0, 1, 0],
            &[0x30, 0x02, 0x00],
            &[0x3F, 0x01, 0x00],
            &[0x30],
            &[],
        ] {
            assert!(Der::new(bytes).next().is_none(), "{bytes:02x?}");
        }
        assert_eq!(Der::only(&[0x30, 0x00, 0x00], tag::SEQUENCE), None, "trailing byte");
    }
}
