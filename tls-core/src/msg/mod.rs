//! Handshake messages (RFC 9846 §4, RFC 5246 §7.4): one file each; TABLE 1 says which there are.

pub mod certificate;
pub mod certificate_request;
pub mod certificate_verify;
pub mod client_hello;
pub mod client_key_exchange;
pub mod empty;
pub mod encrypted_extensions;
pub mod ext;
pub mod finished;
pub mod key_update;
pub mod new_session_ticket;
pub mod server_hello;
pub mod server_key_exchange;

mod received;
mod role;

pub use received::Received;
pub use role::Role;

use crate::codec::{DecodeError, DecodeErrorKind, LengthWidth, Name, Reader, Recorder, Rest, Wire, Writer};
use crate::registry::{HandshakeType, KeyExchangeAlgorithm, ProtocolVersion};
use crate::switches::Check;
use alloc::vec::Vec;
use certificate::{Certificate, Certificate12};
use certificate_request::{CertificateRequest, CertificateRequest12};
use certificate_verify::CertificateVerify;
use client_hello::ClientHello;
use client_key_exchange::{ClientKeyExchangeEcdhe, ClientKeyExchangeRsa};
use empty::{EndOfEarlyData, HelloRequest, ServerHelloDone};
use encrypted_extensions::EncryptedExtensions;
use ext::CertificateStatus;
use finished::Finished;
use key_update::KeyUpdate;
use new_session_ticket::{NewSessionTicket, NewSessionTicket12};
use server_hello::{HelloRetryRequest, ServerHello, is_hello_retry_request};
use server_key_exchange::ServerKeyExchange;

/// Bytes of a handshake message's header: type and length (RFC 9846 §4).
pub const HEADER_LEN: usize = 4;

/// Who sends a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SentBy {
    /// Only clients.
    Client,
    /// Only servers.
    Server,
    /// Either.
    Both,
}

/// The versions that have a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Versions {
    /// TLS 1.2 only.
    Tls12,
    /// TLS 1.3 only.
    Tls13,
    /// Both.
    Both,
}

impl Versions {
    /// Whether a version is among them; an unknown version is taken for the newest.
    #[must_use]
    pub fn contain(self, version: Option<ProtocolVersion>) -> bool {
        match self {
            Self::Both => true,
            Self::Tls12 => version == Some(ProtocolVersion::TLSv1_2),
            Self::Tls13 => version != Some(ProtocolVersion::TLSv1_2),
        }
    }
}

/// What must be known to read a body: the same type has other bodies in other versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a question that anybody may put")]
pub struct Context {
    /// The negotiated version, once it is known.
    pub version: Option<ProtocolVersion>,
    /// TLS 1.2: how the premaster secret is agreed.
    pub key_exchange: Option<KeyExchangeAlgorithm>,
}

/// One row of TABLE 1.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Row {
    /// The code point.
    pub kind: HandshakeType,
    /// The message's name.
    pub name: &'static str,
    /// Where it is specified.
    pub section: &'static str,
    /// Who sends it.
    pub sent_by: SentBy,
    /// Which versions have it.
    pub versions: Versions,
}

/// TABLE 1: code point | which of its bodies | message | RFC | sent by | versions.
macro_rules! table_1 {
    ($( $kind:ident $(if $guard:expr)? => $variant:ident($body:ty), $name:literal, $section:literal, $sent_by:ident, $versions:ident; )*) => {
        /// A handshake message of any kind.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum HandshakeMessage<'a> {
            $( #[doc = concat!($name, " (", $section, ").")] $variant($body), )*
            /// A type that TABLE 1 does not know in this version.
            Unknown(HandshakeType, Rest<'a>),
        }

        /// Every row of TABLE 1.
        pub const TABLE_1: &[Row] = &[
            $( Row { kind: HandshakeType::$kind, name: $name, section: $section, sent_by: SentBy::$sent_by, versions: Versions::$versions }, )*
        ];

        /// The row for a message whose body is at hand.
        #[must_use]
        pub fn row(kind: HandshakeType, body: &[u8], context: Context) -> Option<&'static Row> {
            TABLE_1.iter().find(|row| {
                $( (row.name == $name && kind == HandshakeType::$kind && Versions::$versions.contain(context.version)
                    $(&& { let guard: fn(&[u8], Context) -> bool = $guard; guard(body, context) })?) || )* false
            })
        }

        impl<'a> HandshakeMessage<'a> {
            fn decode_body<R: Recorder>(
                kind: HandshakeType,
                row: Option<&'static Row>,
                reader: &mut Reader<'a, '_, R>,
            ) -> Result<Self, DecodeError> {
                match row.map_or("", |row| row.name) {
                    $( $name => <$body>::decode(reader).map(Self::$variant), )*
                    _ => reader.field::<Rest<'a>>("body").map(|body| Self::Unknown(kind, body)),
                }
            }

            /// The code point.
            #[must_use]
            pub fn kind(&self) -> HandshakeType {
                match self {
                    $( Self::$variant(_) => HandshakeType::$kind, )*
                    Self::Unknown(kind, _) => *kind,
                }
            }

            /// The name.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $( Self::$variant(_) => $name, )*
                    Self::Unknown(..) => "unknown",
                }
            }

            fn encode_body(&self, writer: &mut Writer<'_>) {
                match self {
                    $( Self::$variant(body) => body.encode(writer), )*
                    Self::Unknown(_, body) => body.encode(writer),
                }
            }
        }
    };
}

table_1! {
    hello_request => HelloRequest(HelloRequest), "HelloRequest", "RFC 5246 §7.4.1.1", Server, Tls12;
    client_hello => ClientHello(ClientHello<'a>), "ClientHello", "RFC 9846 §4.2.2", Client, Both;
    server_hello if |body, _| !is_hello_retry_request(body) => ServerHello(ServerHello<'a>), "ServerHello", "RFC 9846 §4.2.3", Server, Both;
    server_hello if |body, _| is_hello_retry_request(body) => HelloRetryRequest(HelloRetryRequest<'a>), "HelloRetryRequest", "RFC 9846 §4.2.4", Server, Both;
    new_session_ticket => NewSessionTicket(NewSessionTicket<'a>), "NewSessionTicket", "RFC 9846 §4.7.1", Server, Tls13;
    new_session_ticket => NewSessionTicket12(NewSessionTicket12<'a>), "NewSessionTicket (TLS 1.2)", "RFC 5077 §3.3", Server, Tls12;
    end_of_early_data => EndOfEarlyData(EndOfEarlyData), "EndOfEarlyData", "RFC 9846 §4.6", Client, Tls13;
    encrypted_extensions => EncryptedExtensions(EncryptedExtensions<'a>), "EncryptedExtensions", "RFC 9846 §4.4.1", Server, Tls13;
    certificate => Certificate(Certificate<'a>), "Certificate", "RFC 9846 §4.5.1", Both, Tls13;
    certificate => Certificate12(Certificate12<'a>), "Certificate (TLS 1.2)", "RFC 5246 §7.4.2", Both, Tls12;
    server_key_exchange => ServerKeyExchange(ServerKeyExchange<'a>), "ServerKeyExchange", "RFC 8422 §5.4", Server, Tls12;
    certificate_request => CertificateRequest(CertificateRequest<'a>), "CertificateRequest", "RFC 9846 §4.4.2", Server, Tls13;
    certificate_request => CertificateRequest12(CertificateRequest12<'a>), "CertificateRequest (TLS 1.2)", "RFC 5246 §7.4.4", Server, Tls12;
    server_hello_done => ServerHelloDone(ServerHelloDone), "ServerHelloDone", "RFC 5246 §7.4.5", Server, Tls12;
    certificate_verify => CertificateVerify(CertificateVerify<'a>), "CertificateVerify", "RFC 9846 §4.5.2", Both, Both;
    client_key_exchange if |_, context| context.key_exchange != Some(KeyExchangeAlgorithm::Rsa) => ClientKeyExchangeEcdhe(ClientKeyExchangeEcdhe<'a>), "ClientKeyExchange", "RFC 8422 §5.7", Client, Tls12;
    client_key_exchange if |_, context| context.key_exchange == Some(KeyExchangeAlgorithm::Rsa) => ClientKeyExchangeRsa(ClientKeyExchangeRsa<'a>), "ClientKeyExchange (RSA)", "RFC 5246 §7.4.7.1", Client, Tls12;
    finished => Finished(Finished<'a>), "Finished", "RFC 9846 §4.5.3", Both, Both;
    certificate_status => CertificateStatus(CertificateStatus<'a>), "CertificateStatus", "RFC 6066 §8", Server, Tls12;
    key_update => KeyUpdate(KeyUpdate), "KeyUpdate", "RFC 9846 §4.7.3", Both, Tls13;
}

impl<'a> HandshakeMessage<'a> {
    /// Decodes a whole message, header included, recording the span tree from its first byte to its last.
    ///
    /// # Errors
    ///
    /// If the header's length is not the body's, or the body cannot be read.
    pub fn decode<R: Recorder>(message: &'a [u8], context: Context, recorder: &mut R) -> Result<Self, DecodeError> {
        let kind = message.first().map_or(HandshakeType(0), |byte| HandshakeType(*byte));
        let row = row(kind, message.get(HEADER_LEN..).unwrap_or_default(), context);
        let root = row.map_or("unknown", |row| row.name.split(' ').next().unwrap_or(row.name));
        let mut reader = Reader::new(message, recorder);
        reader.node(Name::Field(root), |reader| {
            reader.section("RFC 9846 §4");
            let kind: HandshakeType = reader.field("msg_type")?;
            let length = reader.node(Name::Field("length"), |reader| {
                let length = reader.length(LengthWidth::U24)?;
                reader.value(&length);
                Ok(length)
            })?;
            if length != reader.remaining() {
                let error = if length > reader.remaining() {
                    DecodeErrorKind::Truncated
                } else {
                    DecodeErrorKind::TrailingBytes
                };
                return Err(reader.error(error));
            }
            let body = Self::decode_body(kind, row, reader)?;
            reader.finish(Check::MessageTrailing)?;
            Ok(body)
        })
    }

    /// Appends the whole message, header included. Returns whether every length fitted its field.
    #[must_use]
    pub fn encode(&self, out: &mut Vec<u8>) -> bool {
        encode(self.kind(), out, |writer| self.encode_body(writer))
    }
}

/// Appends a message: header, then what `body` writes. Returns whether every length fitted its field.
pub(crate) fn encode(kind: HandshakeType, out: &mut Vec<u8>, body: impl FnOnce(&mut Writer<'_>)) -> bool {
    let mut writer = Writer::new(out);
    kind.encode(&mut writer);
    writer.vector(LengthWidth::U24, body);
    !writer.overflowed()
}
