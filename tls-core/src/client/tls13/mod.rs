//! The client in TLS 1.3, from ServerHello on.

mod certificate;
mod certificate_verify;
mod connected;
mod encrypted_extensions;
mod finished;
mod server_hello;

pub(crate) use certificate::{VerifyPeer, WaitCertificate, WaitCertificateOrRequest};
pub(crate) use certificate_verify::WaitCertificateVerify;
pub(crate) use connected::Connected;
pub(crate) use encrypted_extensions::WaitEncryptedExtensions;
pub(crate) use finished::{ChooseCredential, Sign, WaitFinished};
pub(super) use server_hello::on_server_hello;

use super::Handshake;
use crate::key_schedule::{HandshakeStage, KeySchedule, TrafficSecret};
use crate::registry::SignatureScheme;
use crate::transcript::Transcript;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// What the states of TLS 1.3 carry along.
#[derive(Debug)]
pub(crate) struct Tls13 {
    handshake: Box<Handshake>,
    transcript: Transcript,
    schedule: KeySchedule<HandshakeStage>,
    client_handshake_traffic_secret: TrafficSecret,
    server_handshake_traffic_secret: TrafficSecret,
    /// Whether the change_cipher_spec record for middleboxes is still to be sent.
    owes_ccs: bool,
    certificate_request: Option<CertificateRequested>,
}

/// What the server asked for with its CertificateRequest.
#[derive(Debug, Default)]
struct CertificateRequested {
    /// In the server's order; only those that our configuration has too.
    schemes: Vec<SignatureScheme>,
    /// Those that the server accepts in certificates.
    certificate_schemes: Vec<SignatureScheme>,
    /// Names of authorities; empty for any.
    authorities: Vec<Vec<u8>>,
    /// Whether an OCSP response is wanted with our certificate.
    ocsp: bool,
}
