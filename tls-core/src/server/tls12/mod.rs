//! The server in TLS 1.2, from ClientHello on (RFC 5246 §7.3, RFC 8422).

mod certificate;
mod certificate_verify;
mod client_hello;
mod client_key_exchange;
mod connected;
mod finished;
mod flight;

pub(crate) use certificate::{VerifyPeer, WaitCertificate};
pub(crate) use certificate_verify::WaitCertificateVerify;
pub(super) use client_hello::on_client_hello;
pub(crate) use client_key_exchange::{Decrypt, WaitClientKeyExchange};
pub(crate) use connected::Connected;
pub(crate) use finished::{WaitChangeCipherSpec, WaitFinished};
pub(crate) use flight::{ChooseCredential, Sign};

use super::Handshake;
use crate::crypto::{ActiveKeyExchange, SigningKey, Suite};
use crate::key_schedule::tls12::MasterSecret;
use crate::msg::client_hello::Random;
use crate::pki_types::CertificateDer;
use crate::transcript::Transcript;
use alloc::boxed::Box;
use alloc::sync::Arc;

/// What the states after the server's flight carry along.
#[derive(Debug)]
pub(crate) struct Tls12 {
    handshake: Box<Handshake>,
    suite: Suite,
    server_random: Random,
    transcript: Transcript,
    extended_master_secret: bool,
    agreement: Agreement,
    /// The client's chain, once it is trusted; empty without one.
    chain: Arc<[CertificateDer<'static>]>,
}

/// How the premaster secret is agreed.
#[derive(Debug)]
enum Agreement {
    /// With this ephemeral key.
    Ecdhe(Box<dyn ActiveKeyExchange>),
    /// By decrypting with this key what begins with the version of the ClientHello.
    Rsa(Arc<dyn SigningKey>, [u8; 2]),
    /// It is there already.
    Done,
}

/// What the states after the key exchange carry along.
#[derive(Debug)]
pub(crate) struct Keyed {
    tls: Box<Tls12>,
    master: MasterSecret,
}
