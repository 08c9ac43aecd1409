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
    /// ClientHello. Default: 65,535.
    pub client_hello: usize,
    /// ServerHello and HelloRetryRequest. Default: 16,384.
    pub server_hello: usize,
    /// EncryptedExtensions. Default: 16,384.
    pub encrypted_extensions: usize,
    /// CertificateRequest: it carries the names of authorities. Default: 65,535.
    pub certificate_request: usize,
    /// Certificate. Default: 65,535.
    pub certificate: usize,
    /// Certificates in one list. Default: 10.
    pub certificates: usize,
    /// CertificateVerify: scheme, length and signature. Default: 1,028, for signatures by RSA keys of 8,192 bits.
    pub certificate_verify: usize,
    /// TLS 1.2: ServerKeyExchange. Default: 16,384.
    pub server_key_exchange: usize,
    /// TLS 1.2: ClientKeyExchange. Default: 600; RSA key exchange with a key of 4,096 bits needs 514.
    pub client_key_exchange: usize,
    /// TLS 1.2: CertificateStatus: type, length and OCSP response. Default: 65,535. In TLS 1.3 the response counts as a part
    /// of Certificate.
    pub certificate_status: usize,
    /// NewSessionTicket. Default: 65,811, for the longest ticket.
    pub ticket: usize,
    /// NewSessionTickets in a row without application data. Default: 8.
    pub tickets: u32,
    /// Post-handshake messages of any type in a row without application data. Default: 32. KeyUpdates that this side has
    /// asked for do not count; in a connection that was [split](crate::conn::ClientConnection::split) they do, as the
    /// receiving half does not hear of what was asked.
    pub post_handshake_messages: u32,
    /// TLS 1.2: HelloRequests, or ClientHellos after the handshake, in one connection. Default: 1.
    pub renegotiation_requests: u32,
    /// Warning alerts in one connection; in TLS 1.3 only user_canceled is one. Default: 4.
    pub warning_alerts: u32,
    /// ChangeCipherSpec records of TLS 1.3 before the peer's Finished. Default: 2.
    pub change_cipher_specs: u32,
    /// Application data records without content in a row. Default: 16.
    pub empty_records: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            client_hello: 65_535,
            server_hello: 16_384,
            encrypted_extensions: 16_384,
            certificate_request: 65_535,
            certificate: 65_535,
            certificates: 10,
            certificate_verify: 1_024 + 4,
            server_key_exchange: 16_384,
            client_key_exchange: 600,
            certificate_status: 65_535,
            // The longest ticket and nonce, with early_data (RFC 9846 §4.7.1): a server that keeps no state puts the
            // client's whole chain into it.
            ticket: 4 + 4 + (1 + 255) + (2 + 65_535) + (2 + 8),
            tickets: 8,
            post_handshake_messages: 32,
            renegotiation_requests: 1,
            warning_alerts: 4,
            change_cipher_specs: 2,
            empty_records: 16,
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
            HandshakeType::server_hello => self.server_hello,
            HandshakeType::encrypted_extensions => self.encrypted_extensions,
            HandshakeType::certificate_request => self.certificate_request,
            HandshakeType::certificate => self.certificate,
            HandshakeType::certificate_verify => self.certificate_verify,
            HandshakeType::server_key_exchange => self.server_key_exchange,
            HandshakeType::client_key_exchange => self.client_key_exchange,
            HandshakeType::certificate_status => self.certificate_status,
            HandshakeType::new_session_ticket => self.ticket,
            // What the RFCs fix: the longest hash, and one byte.
            HandshakeType::finished => 64,
            HandshakeType::key_update => 1,
            _ => 0,
        }
    }
}
