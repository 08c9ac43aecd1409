//! A message as it came, before anybody knows whether it is due.

use super::{Context, HEADER_LEN, row};
use crate::codec::{Off, Reader, Wire};
use crate::error::Failure;
use crate::registry::HandshakeType;
use crate::switches::Check;

/// A whole handshake message as it came. Its body is decoded only once the state has said that this type is due: what
/// is out of order is refused as that, however it is written.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    kind: HandshakeType,
    bytes: &'a [u8],
}

impl<'a> Received<'a> {
    /// A message whose header says `kind`; `bytes` are header and body.
    #[must_use]
    pub const fn new(kind: HandshakeType, bytes: &'a [u8]) -> Self {
        Self { kind, bytes }
    }

    /// The type.
    #[must_use]
    pub const fn kind(&self) -> HandshakeType {
        self.kind
    }

    /// Its name in TABLE 1.
    #[must_use]
    pub fn name(&self, context: Context) -> &'static str {
        row(self.kind, self.body(), context).map_or("handshake message", |row| row.name)
    }

    /// Header and body, as the transcript hash wants them.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.bytes.get(HEADER_LEN..).unwrap_or_default()
    }

    /// Reads the body as a `T`, which must fill it.
    ///
    /// # Errors
    ///
    /// "Peers which receive a message which cannot be parsed according to the syntax (e.g., have a length extending
    /// beyond the message boundary or contain an out-of-range length) MUST terminate the connection with a
    /// "decode_error" alert." (RFC 9846 §6)
    pub fn decode<T: Wire<'a>>(&self) -> Result<T, Failure> {
        let mut off = Off;
        let mut reader = Reader::new(self.bytes, &mut off);
        reader.take(HEADER_LEN)?;
        let body = T::decode(&mut reader)?;
        reader.finish(Check::MessageTrailing)?;
        Ok(body)
    }
}
