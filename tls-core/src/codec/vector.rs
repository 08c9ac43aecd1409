//! Variable-length vectors (RFC 9846 §3.4), borrowed from the message.

use super::{DecodeError, LengthWidth, Name, Off, Reader, Recorder, Wire, Writer};
use core::fmt;

/// `opaque name<MIN..MAX>`: bytes behind a length of `WIDTH` bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Opaque<'a, const WIDTH: usize, const MIN: usize, const MAX: usize>(pub &'a [u8]);

impl<'a, const WIDTH: usize, const MIN: usize, const MAX: usize> Wire<'a> for Opaque<'a, WIDTH, MIN, MAX> {
    fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError> {
        reader.vector(LengthWidth::from_bytes(WIDTH), MIN..=MAX, |content| {
            // An empty vector is its length and nothing else.
            if content.remaining() == 0 {
                return Ok(Self(&[]));
            }
            content.node(Name::Field("bytes"), |content| {
                let bytes = content.take(content.remaining())?;
                content.value(&Bytes(bytes));
                Ok(Self(bytes))
            })
        })
    }

    fn encode(&self, writer: &mut Writer<'_>) {
        writer.vector(LengthWidth::from_bytes(WIDTH), |writer| writer.bytes(self.0));
    }
}

impl<const WIDTH: usize, const MIN: usize, const MAX: usize> fmt::Debug for Opaque<'_, WIDTH, MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(self.0, f)
    }
}

/// Everything up to the end of the enclosing structure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Rest<'a>(pub &'a [u8]);

impl<'a> Wire<'a> for Rest<'a> {
    fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError> {
        let bytes = reader.take(reader.remaining())?;
        reader.value(&Bytes(bytes));
        Ok(Self(bytes))
    }

    fn encode(&self, writer: &mut Writer<'_>) {
        writer.bytes(self.0);
    }
}

impl fmt::Debug for Rest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(self.0, f)
    }
}

/// `T name<MIN..MAX>`: structures behind a length of `WIDTH` bytes; the bounds count bytes, as in the RFC.
///
/// A decoded list borrows its bytes and reads them again when iterated; a list to encode borrows its items.
#[derive(Clone, Copy)]
pub enum List<'a, T, const WIDTH: usize, const MIN: usize, const MAX: usize> {
    /// From the wire; every item has been decoded once.
    Encoded(&'a [u8]),
    /// From memory.
    Items(&'a [T]),
    /// From memory, with one more item in front.
    Led(Option<T>, &'a [T]),
}

impl<'a, T: Wire<'a> + Clone, const WIDTH: usize, const MIN: usize, const MAX: usize> List<'a, T, WIDTH, MIN, MAX> {
    /// The items, in order.
    pub fn iter(&self) -> impl Iterator<Item = T> + 'a {
        let (mut bytes, first, items) = match self {
            Self::Encoded(bytes) => (*bytes, None, [].as_slice()),
            Self::Items(items) => ([].as_slice(), None, *items),
            Self::Led(first, items) => ([].as_slice(), first.clone(), *items),
        };
        let mut items = first.into_iter().chain(items.iter().cloned());
        core::iter::from_fn(move || {
            if bytes.is_empty() {
                return items.next();
            }
            let mut off = Off;
            let mut reader = Reader::new(bytes, &mut off);
            let item = T::decode(&mut reader);
            bytes = bytes.get(reader.position()..).unwrap_or_default();
            item.ok()
        })
    }

    /// Whether the list holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Encoded(bytes) => bytes.is_empty(),
            Self::Items(items) => items.is_empty(),
            Self::Led(first, items) => first.is_none() && items.is_empty(),
        }
    }
}

impl<T, const WIDTH: usize, const MIN: usize, const MAX: usize> Default for List<'_, T, WIDTH, MIN, MAX> {
    fn default() -> Self {
        Self::Items(&[])
    }
}

impl<'a, T: Wire<'a>, const WIDTH: usize, const MIN: usize, const MAX: usize> Wire<'a>
    for List<'a, T, WIDTH, MIN, MAX>
{
    fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError> {
        reader.vector(LengthWidth::from_bytes(WIDTH), MIN..=MAX, |content| {
            let start = content.position();
            let mut index = 0usize;
            while content.remaining() > 0 {
                content.node(Name::Index(index), T::decode)?;
                index = index.saturating_add(1);
            }
            Ok(Self::Encoded(content.since(start)))
        })
    }

    fn encode(&self, writer: &mut Writer<'_>) {
        writer.vector(LengthWidth::from_bytes(WIDTH), |writer| match self {
            Self::Encoded(bytes) => writer.bytes(bytes),
            Self::Items(items) => items.iter().for_each(|item| item.encode(writer)),
            Self::Led(first, items) => first.iter().chain(*items).for_each(|item| item.encode(writer)),
        });
    }
}

impl<'a, T: Wire<'a> + Clone + fmt::Debug, const WIDTH: usize, const MIN: usize, const MAX: usize> fmt::Debug
    for List<'a, T, WIDTH, MIN, MAX>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Wire<'a> + Clone + PartialEq, const WIDTH: usize, const MIN: usize, const MAX: usize> PartialEq
    for List<'a, T, WIDTH, MIN, MAX>
{
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Bytes in words: text where they are text, their number where they are not.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::str::from_utf8(self.0) {
            Ok(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) => {
                write!(f, "\"{text}\"")
            }
            _ => write!(f, "{} bytes", self.0.len()),
        }
    }
}

/// Writes bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}
