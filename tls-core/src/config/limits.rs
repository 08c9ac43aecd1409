//! How much a peer may send.

use crate::error::{Cause, Failure};
use crate::registry::HandshakeType;
use crate::switches::{Check, enforced};
use alloc::format;

/// How much a peer may send before the connection is refused. Lengths are bytes of a message's body, without the 4-byte
/// header; they are checked from the header, before anything is buffered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// ClientHello.
    pub client_hello: usize,
    /// ServerHello, HelloRetryRequest, EncryptedExtensions, ServerKeyExchange.
    pub server_parameters: usize,
    /// CertificateRequest: it carries the names of authorities.
    pub certificate_request: usize,
    /// Certificate.
    pub certificate: usize,
    /// Certificates in one list.
    pub certificates: usize,
    /// NewSessionTicket, CertificateStatus.
    pub ticket: usize,
    /// Warning alerts of TLS 1.2 in one connection.
    pub warning_alerts: u32,
    /// ChangeCipherSpec records of TLS 1.3 before the peer's Finished.
    pub change_cipher_specs: u32,
    /// Post-handshake messages in a row without application data.
    pub post_handshake_messages: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            client_hello: 65_535,
            server_parameters: 16_384,
            certificate_request: 65_535,
            certificate: 65_535,
            certificates: 10,
            ticket: 16_384,
            warning_alerts: 4,
            change_cipher_specs: 2,
            post_handshake_messages: 32,
        }
    }
}

impl Limits {
    /// Refuses a list of certificates that is longer than allowed.
    pub(crate) fn check_certificates(&self, count: usize) -> Result<(), Failure> {
        if enforced(Check::CertificateListLength) && count > self.certificates {
            return Err(Failure::new(Cause::TooManyCertificates)
                .expected(format!("at most {}", self.certificates))
                .field("certificate_list"));
        }
        Ok(())
    }

    /// The longest body accepted for a message type, in bytes.
    #[must_use]
    pub fn message(&self, kind: HandshakeType) -> usize {
        match kind {
            HandshakeType::client_hello => self.client_hello,
            HandshakeType::server_hello | HandshakeType::encrypted_extensions | HandshakeType::server_key_exchange => {
                self.server_parameters
            }
            HandshakeType::certificate_request => self.certificate_request,
            HandshakeType::certificate => self.certificate,
            HandshakeType::new_session_ticket | HandshakeType::certificate_status => self.ticket,
            HandshakeType::certificate_verify => 1_024 + 4,
            HandshakeType::client_key_exchange => 1_024 + 2,
            HandshakeType::finished => 64,
            HandshakeType::key_update => 1,
            _ => 0,
        }
    }
}
