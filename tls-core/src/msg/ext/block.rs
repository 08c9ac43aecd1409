//! Blocks of extensions: reading, writing, and the checks that every block must pass.

use super::{decode_content, placement, section};
use crate::codec::{CodePoints, DecodeError, LengthWidth, Name, Off, Reader, Recorder, Wire, Writer};
use crate::error::{Cause, Failure};
use crate::registry::ExtensionType;
use crate::switches::{Check, enforced};
use alloc::format;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

/// The messages that carry extensions, the columns of TABLE 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// ClientHello of any version.
    ClientHello,
    /// ServerHello of TLS 1.3.
    ServerHello,
    /// HelloRetryRequest.
    HelloRetryRequest,
    /// EncryptedExtensions.
    EncryptedExtensions,
    /// An entry of a TLS 1.3 Certificate.
    Certificate,
    /// CertificateRequest of TLS 1.3.
    CertificateRequest,
    /// NewSessionTicket of TLS 1.3.
    NewSessionTicket,
    /// ServerHello of TLS 1.2.
    ServerHello12,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 8] = [
        Self::ClientHello,
        Self::ServerHello,
        Self::HelloRetryRequest,
        Self::EncryptedExtensions,
        Self::Certificate,
        Self::CertificateRequest,
        Self::NewSessionTicket,
        Self::ServerHello12,
    ];

    /// The message's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientHello => "ClientHello",
            Self::ServerHello | Self::ServerHello12 => "ServerHello",
            Self::HelloRetryRequest => "HelloRetryRequest",
            Self::EncryptedExtensions => "EncryptedExtensions",
            Self::Certificate => "Certificate",
            Self::CertificateRequest => "CertificateRequest",
            Self::NewSessionTicket => "NewSessionTicket",
        }
    }
}

/// What TABLE 2 says about an extension in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Placement {
    /// It may stand there.
    Allowed,
    /// It is known, and not for there.
    Misplaced,
    /// The table does not know it.
    Unknown,
}

/// A type that stands for the message around a block of extensions.
pub trait Within: Clone + fmt::Debug + PartialEq {
    /// Where the block's extensions are looked up when they are decoded.
    const PLACE: Place;
    /// A second place to look, where one message serves two versions.
    const OR: Place = Self::PLACE;
}

macro_rules! within {
    ($( $(#[$meta:meta])* $name:ident = $place:ident $(or $or:ident)?; )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;
        impl Within for $name {
            const PLACE: Place = Place::$place;
            $( const OR: Place = Place::$or; )?
        }
    )*};
}

within! {
    /// The block of a ClientHello.
    InClientHello = ClientHello;
    /// The block of a ServerHello, of either version.
    InServerHello = ServerHello or ServerHello12;
    /// The block of a HelloRetryRequest.
    InHelloRetryRequest = HelloRetryRequest;
    /// The block of an EncryptedExtensions.
    InEncryptedExtensions = EncryptedExtensions;
    /// The block of an entry of a Certificate.
    InCertificate = Certificate;
    /// The block of a CertificateRequest.
    InCertificateRequest = CertificateRequest;
    /// The block of a NewSessionTicket.
    InNewSessionTicket = NewSessionTicket;
}

/// One extension as it stands in a block (RFC 9846 §4.3).
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extension<'a> {
    /// Which one.
    pub extension_type: ExtensionType,
    /// Its content, without the length.
    pub extension_data: &'a [u8],
}

impl fmt::Debug for Extension<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: ", self.extension_type)?;
        crate::codec::hex(self.extension_data, f)
    }
}

impl<'a> Extension<'a> {
    fn decode_in<R: Recorder>(reader: &mut Reader<'a, '_, R>, place: Place, or: Place) -> Result<Self, DecodeError> {
        let extension_type: ExtensionType = reader.field("extension_type")?;
        if reader.records() {
            reader.rename(Name::Item(extension_type.name().unwrap_or("unknown")));
            reader.section(section(extension_type));
        }
        let place = if placement(extension_type, place) == Placement::Allowed { place } else { or };
        let extension_data = reader
            .vector(LengthWidth::U16, 0..=0xFFFF, |content| {
                let start = content.position();
                decode_content(extension_type, place, content)?;
                Ok(content.since(start))
            })
            .map_err(|error| error.within(extension_type.name().unwrap_or("unknown")))?;
        Ok(Self { extension_type, extension_data })
    }
}

/// A block of extensions inside the message `M`; the contents of those that TABLE 2 knows have been decoded once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Extensions<'a, M> {
    /// `None` where TLS 1.2 allows the whole block to be absent.
    encoded: Option<&'a [u8]>,
    message: PhantomData<M>,
}

impl<'a, M: Within> Extensions<'a, M> {
    /// A block that an [`ExtensionsWriter`] has written.
    #[must_use]
    pub const fn encoded(bytes: &'a [u8]) -> Self {
        Self { encoded: Some(bytes), message: PhantomData }
    }

    /// No block at all.
    #[must_use]
    pub const fn absent() -> Self {
        Self { encoded: None, message: PhantomData }
    }

    /// Whether there is a block, be it an empty one.
    #[must_use]
    pub const fn is_present(&self) -> bool {
        self.encoded.is_some()
    }

    /// The extensions, in order.
    pub fn iter(&self) -> impl Iterator<Item = Extension<'a>> + use<'a, M> {
        let mut bytes = self.encoded.unwrap_or_default();
        core::iter::from_fn(move || {
            let mut off = Off;
            let mut reader = Reader::new(bytes, &mut off);
            let extension_type = ExtensionType::decode(&mut reader).ok()?;
            let length = reader.length(LengthWidth::U16).ok()?;
            let extension_data = reader.take(length).ok()?;
            bytes = bytes.get(reader.position()..).unwrap_or_default();
            Some(Extension { extension_type, extension_data })
        })
    }

    /// Whether an extension is there.
    #[must_use]
    pub fn has(&self, extension_type: ExtensionType) -> bool {
        self.iter().any(|extension| extension.extension_type == extension_type)
    }

    /// The content of an extension, if it is there.
    ///
    /// # Errors
    ///
    /// If the content is not a `T`: only if TABLE 2 has another type for this place.
    pub fn get<T: Wire<'a>>(&self, extension_type: ExtensionType) -> Result<Option<T>, DecodeError> {
        self.iter()
            .find(|extension| extension.extension_type == extension_type)
            .map(|extension| crate::codec::decode_exact(extension.extension_data))
            .transpose()
    }
}

impl<'a, M: Within> Wire<'a> for Extensions<'a, M> {
    fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError> {
        // "The presence of extensions can be detected by determining whether there are bytes following the
        // compression_methods field" (RFC 9846 §4.2.2). Only the hellos may end without a block.
        if reader.remaining() == 0 && matches!(M::PLACE, Place::ClientHello | Place::ServerHello) {
            return Ok(Self::absent());
        }
        reader.vector(LengthWidth::U16, 0..=0xFFFF, |content| {
            let start = content.position();
            let mut index = 0usize;
            while content.remaining() > 0 {
                content.node(Name::Index(index), |content| Extension::decode_in(content, M::PLACE, M::OR))?;
                index = index.saturating_add(1);
            }
            Ok(Self::encoded(content.since(start)))
        })
    }

    fn encode(&self, writer: &mut Writer<'_>) {
        if let Some(bytes) = self.encoded {
            writer.vector(LengthWidth::U16, |writer| writer.bytes(bytes));
        }
    }
}

impl<M: Within> fmt::Debug for Extensions<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Writes a block, one extension after the other.
#[derive(Debug, Default)]
pub struct ExtensionsWriter {
    bytes: Vec<u8>,
    overflowed: bool,
}

impl ExtensionsWriter {
    /// An empty block.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new(), overflowed: false }
    }

    /// Appends an extension.
    pub fn add<'a>(&mut self, extension_type: ExtensionType, content: &impl Wire<'a>) {
        let mut writer = Writer::new(&mut self.bytes);
        extension_type.encode(&mut writer);
        writer.vector(LengthWidth::U16, |writer| content.encode(writer));
        self.overflowed |= writer.overflowed();
    }

    /// The block, as [`Extensions`] wants it.
    #[must_use]
    pub fn block<M: Within>(&self) -> Extensions<'_, M> {
        Extensions::encoded(&self.bytes)
    }

    /// Whether something was too long for its field.
    #[must_use]
    pub const fn overflowed(&self) -> bool {
        self.overflowed
    }
}

/// The extensions that we asked for: only they may be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requested(Vec<ExtensionType>);

impl Requested {
    /// What stands in a block of ours. GREASE asks for nothing: "the client MUST fail the connection if a GREASE value appears
    /// in any of the following: [...] Any ServerHello extension [...] Any HelloRetryRequest, EncryptedExtensions, or
    /// Certificate extension in TLS 1.3" (RFC 8701 §3.1).
    #[must_use]
    pub fn of<M: Within>(block: &Extensions<'_, M>) -> Self {
        let types = block.iter().map(|extension| extension.extension_type);
        Self(types.filter(|extension_type| !extension_type.is_grease() || !enforced(Check::GreaseUnanswered)).collect())
    }

    /// Whether an extension was asked for.
    #[must_use]
    pub fn contains(&self, extension_type: ExtensionType) -> bool {
        self.0.contains(&extension_type)
    }

    /// Counts an extension as asked for, where something else stands for it.
    pub fn insert(&mut self, extension_type: ExtensionType) {
        self.0.push(extension_type);
    }
}

/// Checks a received block: nothing twice, nothing out of place, nothing that was not asked for.
///
/// `requested` is what this side sent; `None` where the block is a request itself, whose unknown extensions are ignored.
///
/// # Errors
///
/// `DuplicateExtension`, `MisplacedExtension`, `UnsolicitedExtension`.
pub fn check<M: Within>(block: &Extensions<'_, M>, place: Place, requested: Option<&Requested>) -> Result<(), Failure> {
    let mut seen = CodePoints::new(core::iter::empty());
    for Extension { extension_type, .. } in block.iter() {
        let refuse = |cause| {
            Failure::new(cause).field(format!("extensions[{extension_type}]")).got(format!("{extension_type:?}"))
        };
        // "There MUST NOT be more than one extension of the same type in a given extension block." (RFC 9846 §4.3)
        if !seen.insert(extension_type.0) && enforced(Check::ExtensionTwice) {
            return Err(refuse(Cause::DuplicateExtension));
        }
        // "If an implementation receives an extension which it recognizes and which is not specified for the message
        // in which it appears, it MUST abort the handshake with an "illegal_parameter" alert." (RFC 9846 §4.3)
        let placed = placement(extension_type, place);
        if placed == Placement::Misplaced {
            // One that was not even asked for is refused as that: the alert is more telling.
            let asked = requested.is_none_or(|requested| requested.contains(extension_type));
            let (check, cause) = if asked {
                (Check::ExtensionMisplaced, Cause::MisplacedExtension)
            } else {
                (Check::ExtensionUnsolicited, Cause::UnsolicitedExtension)
            };
            if enforced(check) {
                return Err(refuse(cause));
            }
        }
        // "Implementations MUST NOT send extension responses [...] if the remote endpoint did not send the
        // corresponding extension requests, with the exception of the "cookie" extension in the HelloRetryRequest.
        // Upon receiving such an extension, an endpoint MUST abort the handshake with an "unsupported_extension"
        // alert." (RFC 9846 §4.3)
        let cookie = place == Place::HelloRetryRequest && extension_type == ExtensionType::cookie;
        if let Some(requested) = requested
            && !cookie
            && !requested.contains(extension_type)
            && enforced(Check::ExtensionUnsolicited)
        {
            return Err(refuse(Cause::UnsolicitedExtension));
        }
    }
    Ok(())
}
