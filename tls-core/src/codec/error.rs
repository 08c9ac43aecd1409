//! Why bytes could not be decoded, and where.

use core::fmt;

/// How many enclosing field names an error remembers.
const DEPTH: usize = 6;

/// What was wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The structure needs more bytes than there are.
    Truncated,
    /// Bytes are left over after the structure.
    TrailingBytes,
    /// A vector's length lies outside its bounds, or is no multiple of its element's.
    BadLength,
    /// A field that allows one value holds another.
    BadValue,
}

/// Where in a message decoding stopped, and why.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: u32,
    path: [Option<&'static str>; DEPTH],
}

impl DecodeError {
    pub(crate) fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self { kind, offset: u32::try_from(offset).unwrap_or(u32::MAX), path: [None; DEPTH] }
    }

    /// Adds the name of the enclosing field, on the way out.
    pub(crate) fn within(mut self, name: &'static str) -> Self {
        self.path.rotate_right(1);
        if let Some(first) = self.path.first_mut() {
            *first = Some(name);
        }
        self
    }

    /// What was wrong.
    #[must_use]
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Bytes from the start of the message (its header included) to the place where decoding stopped.
    #[must_use]
    pub const fn offset(&self) -> u32 {
        self.offset
    }

    /// The names of the fields around that place, outermost first.
    pub fn path(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.path.iter().flatten().copied()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            DecodeErrorKind::Truncated => "bytes are missing",
            DecodeErrorKind::TrailingBytes => "bytes are left over",
            DecodeErrorKind::BadLength => "the length is outside its bounds",
            DecodeErrorKind::BadValue => "the value is not allowed here",
        };
        for (index, name) in self.path().enumerate() {
            write!(f, "{}{name}", if index == 0 { "" } else { "." })?;
        }
        let space = if self.path.first().is_some_and(Option::is_some) { ": " } else { "" };
        write!(f, "{space}{what} at byte {}", self.offset)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl core::error::Error for DecodeError {}
