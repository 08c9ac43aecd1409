//! The presentation language (RFC 9846 §3).
//!
//! A structure is declared once, with `wire_struct!`, in the words of the RFC: named fields with bounds. From that
//! one reading come decode, encode and the span tree. Decoding borrows from the receive buffer; vectors of
//! structures are checked once when they are decoded and read again, lazily, when somebody iterates.
#![warn(clippy::arithmetic_side_effects)]

mod code_points;
mod error;
mod macros;
mod reader;
mod span;
mod vector;
mod writer;

pub(crate) use code_points::CodePoints;
pub use error::{DecodeError, DecodeErrorKind};
pub(crate) use macros::{leaf_wire, wire_struct};
pub use reader::Reader;
pub use span::{Name, Off, Recorder, Span, SpanTree};
pub(crate) use vector::hex;
pub use vector::{List, Opaque, Rest};
pub use writer::{LengthWidth, Writer};

use crate::switches::Check;

/// Something with one wire form.
pub trait Wire<'a>: Sized {
    /// Reads the value, recording what every byte means.
    ///
    /// # Errors
    ///
    /// When the bytes do not hold such a value: too short, or a length outside its bounds.
    fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError>;

    /// Writes the value.
    fn encode(&self, writer: &mut Writer<'_>);
}

/// A value that is one integer on the wire.
pub trait Leaf: Copy + core::fmt::Display {
    /// The wire integer.
    type Int: Copy;
    /// From the wire.
    fn from_int(value: Self::Int) -> Self;
    /// To the wire.
    fn to_int(self) -> Self::Int;
}

/// Decodes a value that fills `bytes` exactly.
///
/// # Errors
///
/// As [`Wire::decode`]; and if bytes are left over.
pub fn decode_exact<'a, T: Wire<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    let mut off = Off;
    let mut reader = Reader::new(bytes, &mut off);
    let value = T::decode(&mut reader)?;
    reader.finish(Check::VectorTrailing)?;
    Ok(value)
}
