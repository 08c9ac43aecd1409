//! The client in TLS 1.2, from ServerHello on (RFC 5246 §7.3, RFC 8422).

mod certificate;
mod certificate_status;
mod connected;
mod finished;
mod flight;
mod server_hello;
mod server_hello_done;
mod server_key_exchange;

pub(crate) use certificate::{VerifyPeer, WaitCertificate};
pub(crate) use certificate_status::{WaitStatusOrKeyExchange, WaitStatusOrRequestOrDone};
pub(crate) use connected::Connected;
pub(crate) use finished::{WaitChangeCipherSpec, WaitFinished};
pub(crate) use flight::{ChooseCredential, Sign};
pub(super) use server_hello::on_server_hello;
pub(crate) use server_hello_done::{WaitCertificateRequestOrDone, WaitServerHelloDone};
pub(crate) use server_key_exchange::WaitServerKeyExchange;

use super::Handshake;
use crate::crypto::{ActiveKeyExchange, Secret, Suite};
use crate::msg::client_hello::Random;
use crate::pki_types::CertificateDer;
use crate::registry::{KeyExchangeAlgorithm, SignatureScheme, SuiteAuthentication};
use crate::switches::Check;
use crate::transcript::Transcript;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What the states of TLS 1.2 carry along.
#[derive(Debug)]
pub(crate) struct Tls12 {
    handshake: Box<Handshake>,
    suite: Suite,
    key_exchange: KeyExchangeAlgorithm,
    authentication: SuiteAuthentication,
    server_random: Random,
    transcript: Transcript,
    extended_master_secret: bool,
    /// Whether the server has said that it may send CertificateStatus.
    certificate_status: bool,
    chain: Arc<[CertificateDer<'static>]>,
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
}

/// What the client contributes to the premaster secret.
#[derive(Debug)]
enum Contribution {
    /// ECDHE: our share, and the shared secret.
    Ecdhe(Vec<u8>, Secret),
    /// RSA: the encrypted premaster secret, and the premaster secret.
    Rsa(Vec<u8>, Secret),
}

/// "This message will be ignored by the client if the client is currently negotiating a session." (RFC 5246 §7.4.1.1)
macro_rules! ignore_hello_request {
    () => {
        pub(in crate::client) fn on_hello_request(
            self,
            message: crate::msg::Received<'_>,
            _: &mut crate::conn::env::Env<'_>,
            _: &mut crate::conn::Effects,
        ) -> Result<crate::client::ClientState, crate::error::Failure> {
            message.decode::<crate::msg::empty::HelloRequest>()?;
            Ok(self.into())
        }
    };
}

use ignore_hello_request;

/// The client's half of an ECDHE key exchange with the server's public value.
fn agree(exchange: Box<dyn ActiveKeyExchange>, point: &[u8]) -> Result<Contribution, crate::error::Failure> {
    let share = exchange.share().to_vec();
    Ok(Contribution::Ecdhe(share, crate::auth::agreed(Check::ServerShareValid12, exchange.complete(point))?))
}
