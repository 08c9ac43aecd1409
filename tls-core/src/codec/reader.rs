//! A bounded cursor that cannot panic and tells a [`Recorder`] what it read.

use super::{DecodeError, DecodeErrorKind, Leaf, LengthWidth, Name, Recorder, Wire};
use crate::switches::{Check, enforced};

/// Reads one message front to back.
#[derive(Debug)]
pub struct Reader<'a, 'r, R: Recorder> {
    input: &'a [u8],
    position: usize,
    end: usize,
    recorder: &'r mut R,
}

impl<'a, 'r, R: Recorder> Reader<'a, 'r, R> {
    /// Starts at the first byte of `input`.
    pub fn new(input: &'a [u8], recorder: &'r mut R) -> Self {
        Self { input, position: 0, end: input.len(), recorder }
    }

    /// Bytes read so far.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Bytes that are left.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.end.saturating_sub(self.position)
    }

    /// Everything read since `start`.
    #[must_use]
    pub fn since(&self, start: usize) -> &'a [u8] {
        self.input.get(start..self.position).unwrap_or_default()
    }

    pub(crate) fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::new(kind, self.position)
    }

    /// Takes `count` bytes.
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let end = self.position.checked_add(count).filter(|end| *end <= self.end);
        let bytes = end.and_then(|end| self.input.get(self.position..end));
        let (Some(end), Some(bytes)) = (end, bytes) else {
            return Err(self.error(DecodeErrorKind::Truncated));
        };
        self.position = end;
        Ok(bytes)
    }

    /// Takes a fixed number of bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let at = self.position;
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| DecodeError::new(DecodeErrorKind::Truncated, at))
    }

    /// Takes an unsigned big-endian length of the given width.
    pub(crate) fn length(&mut self, width: LengthWidth) -> Result<usize, DecodeError> {
        let mut value = 0usize;
        for byte in self.take(width.bytes())? {
            value = (value << 8) | usize::from(*byte);
        }
        Ok(value)
    }

    /// Reads a named field.
    ///
    /// # Errors
    ///
    /// As the field's own decoding.
    pub fn field<T: Wire<'a>>(&mut self, name: &'static str) -> Result<T, DecodeError> {
        self.node(Name::Field(name), T::decode).map_err(|error| error.within(name))
    }

    /// Runs `read` inside a node of the span tree.
    pub(crate) fn node<T>(
        &mut self,
        name: Name,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.recorder.enter(name, self.position);
        let result = read(self);
        self.recorder.leave(self.position);
        result
    }

    /// Reads a vector's length, checks it, and hands the reader of exactly its content to `read`, which must use it up.
    pub(crate) fn vector<T>(
        &mut self,
        width: LengthWidth,
        bounds: core::ops::RangeInclusive<usize>,
        read: impl FnOnce(&mut Reader<'a, '_, R>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let at = self.position;
        let length = self.node(Name::Field("length"), |reader| {
            let length = reader.length(width)?;
            reader.value(&length);
            Ok(length)
        })?;
        if enforced(Check::VectorLength) && !bounds.contains(&length) {
            return Err(DecodeError::new(DecodeErrorKind::BadLength, at));
        }
        let end = self.position.checked_add(length).filter(|end| *end <= self.end);
        let Some(end) = end else {
            return Err(self.error(DecodeErrorKind::Truncated));
        };
        let mut content = Reader { input: self.input, position: self.position, end, recorder: &mut *self.recorder };
        let value = read(&mut content)?;
        content.finish(Check::VectorTrailing)?;
        self.position = end;
        Ok(value)
    }

    /// Tells the recorder what the current node's bytes stand for.
    pub(crate) fn value(&mut self, value: &dyn core::fmt::Display) {
        self.recorder.value(value);
    }

    /// Gives the current node another name, known only after its first bytes.
    pub(crate) fn rename(&mut self, name: Name) {
        self.recorder.rename(name);
    }

    /// Tells the recorder where the current node is specified.
    pub(crate) fn section(&mut self, section: &'static str) {
        self.recorder.section(section);
    }

    pub(crate) fn records(&self) -> bool {
        R::ON
    }

    /// Nothing may be left.
    ///
    /// # Errors
    ///
    /// When bytes are left: "senders MUST NOT include data after the structure" (RFC 9846 §4.3).
    pub(crate) fn finish(&self, check: Check) -> Result<(), DecodeError> {
        if self.remaining() == 0 || !enforced(check) { Ok(()) } else { Err(self.error(DecodeErrorKind::TrailingBytes)) }
    }
}

macro_rules! integers {
    ($($int:ty),*) => {$(
        impl<'a> Wire<'a> for $int {
            fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError> {
                let value = Self::from_be_bytes(reader.array()?);
                reader.value(&value);
                Ok(value)
            }
            fn encode(&self, writer: &mut super::Writer<'_>) {
                writer.bytes(&self.to_be_bytes());
            }
        }
        impl Leaf for $int {
            type Int = Self;
            fn from_int(value: Self) -> Self { value }
            fn to_int(self) -> Self { self }
        }
    )*};
}

integers!(u8, u16, u32, u64);

impl<'a, const N: usize> Wire<'a> for [u8; N] {
    fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError> {
        let bytes: Self = reader.array()?;
        reader.value(&super::vector::Bytes(&bytes));
        Ok(bytes)
    }

    fn encode(&self, writer: &mut super::Writer<'_>) {
        writer.bytes(self);
    }
}
