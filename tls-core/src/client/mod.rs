//! The client: its states, and the one table that says which message leads from which to which.
//!
//! ```text
//! TLS 1.3 (RFC 9846 §A.1)                        TLS 1.2 (RFC 5246 §7.3)
//!
//!            WAIT_SH <-- HelloRetryRequest            WAIT_SH
//!               | ServerHello                            | ServerHello
//!            WAIT_EE                                  WAIT_CERT
//!               | EncryptedExtensions                    | Certificate
//!            WAIT_CERT_CR -- CertificateRequest --.   [WAIT_CS_SKE, WAIT_CS_CR_SHD]
//!               | Certificate              WAIT_CERT     | [CertificateStatus]
//!            VERIFY_PEER (question) <-------------'   VERIFY_PEER (question)
//!               |                                        |            `-- RSA key exchange --.
//!            WAIT_CV                                  WAIT_SKE                               |
//!               | CertificateVerify                      | ServerKeyExchange                 |
//!            WAIT_FINISHED                            WAIT_CR_SHD <--------------------------'
//!               | Finished                               | [CertificateRequest], ServerHelloDone
//!            [CHOOSE_CREDENTIAL, SIGN] (questions)    [CHOOSE_CREDENTIAL, SIGN] (questions)
//!               |                                        |
//!            CONNECTED                                WAIT_CCS
//!                                                        | change_cipher_spec
//!                                                     WAIT_FINISHED
//!                                                        | Finished
//!                                                     CONNECTED
//!
//! In WAIT_CS_SKE and WAIT_CS_CR_SHD a server that promised CertificateStatus may also go on without it: what comes then is
//! held until VERIFY_PEER is answered.
//! ```

mod handshake;
mod hello;
mod server_hello;
mod tls12;
mod tls13;

pub(crate) use handshake::Handshake;
pub(crate) use hello::start;

use crate::conn::side::step_table;
use server_hello::{WaitSecondServerHello, WaitServerHello};

step_table! {
    /// A client's state.
    enum ClientState {
        "WAIT_SH" ServerHello(WaitServerHello) {
            server_hello => on_server_hello,
            hello_request => on_hello_request,
            [ccs => on_change_cipher_spec]
        }
        "WAIT_SH (after retry)" SecondServerHello(WaitSecondServerHello) {
            server_hello => on_server_hello,
            [ccs ignored]
        }

        "WAIT_EE" EncryptedExtensions13(tls13::WaitEncryptedExtensions) {
            encrypted_extensions => on_encrypted_extensions,
            [ccs ignored]
        }
        "WAIT_CERT_CR" CertificateOrRequest13(tls13::WaitCertificateOrRequest) {
            certificate_request => on_certificate_request,
            certificate => on_certificate,
            [ccs ignored]
        }
        "WAIT_CERT" Certificate13(tls13::WaitCertificate) {
            certificate => on_certificate,
            [ccs ignored]
        }
        "VERIFY_PEER" VerifyPeer13(tls13::VerifyPeer) {
            [answer Verified => on_verified]
        }
        "WAIT_CV" CertificateVerify13(tls13::WaitCertificateVerify) {
            certificate_verify => on_certificate_verify,
            [ccs ignored]
        }
        "WAIT_FINISHED" Finished13(tls13::WaitFinished) {
            finished => on_finished,
            [ccs ignored]
        }
        "CHOOSE_CREDENTIAL" ChooseCredential13(tls13::ChooseCredential) {
            [answer Credential => on_credential]
        }
        "SIGN" Sign13(tls13::Sign) {
            [answer Signature => on_signature]
        }
        "CONNECTED" Connected13(tls13::Connected) {
            new_session_ticket => on_new_session_ticket,
            key_update => on_key_update,
        }

        "WAIT_CERT (1.2)" Certificate12(tls12::WaitCertificate) {
            certificate => on_certificate,
            hello_request => on_hello_request,
        }
        "WAIT_CS_SKE (1.2)" StatusOrKeyExchange12(tls12::WaitStatusOrKeyExchange) {
            certificate_status => on_certificate_status,
            server_key_exchange => on_server_key_exchange,
            hello_request => on_hello_request,
        }
        "WAIT_CS_CR_SHD (1.2)" StatusOrRequestOrDone12(tls12::WaitStatusOrRequestOrDone) {
            certificate_status => on_certificate_status,
            certificate_request => on_certificate_request,
            server_hello_done => on_server_hello_done,
            hello_request => on_hello_request,
        }
        "VERIFY_PEER (1.2)" VerifyPeer12(tls12::VerifyPeer) {
            [answer Verified => on_verified]
        }
        "WAIT_SKE (1.2)" ServerKeyExchange12(tls12::WaitServerKeyExchange) {
            server_key_exchange => on_server_key_exchange,
            hello_request => on_hello_request,
        }
        "WAIT_CR_SHD (1.2)" CertificateRequestOrDone12(tls12::WaitCertificateRequestOrDone) {
            certificate_request => on_certificate_request,
            server_hello_done => on_server_hello_done,
            hello_request => on_hello_request,
        }
        "WAIT_SHD (1.2)" ServerHelloDone12(tls12::WaitServerHelloDone) {
            server_hello_done => on_server_hello_done,
            hello_request => on_hello_request,
        }
        "CHOOSE_CREDENTIAL (1.2)" ChooseCredential12(tls12::ChooseCredential) {
            [answer Credential => on_credential]
        }
        "SIGN (1.2)" Sign12(tls12::Sign) {
            [answer Signature => on_signature]
        }
        "WAIT_CCS (1.2)" ChangeCipherSpec12(tls12::WaitChangeCipherSpec) {
            hello_request => on_hello_request,
            [ccs => on_change_cipher_spec]
        }
        "WAIT_FINISHED (1.2)" Finished12(tls12::WaitFinished) {
            finished => on_finished,
        }
        "CONNECTED (1.2)" Connected12(tls12::Connected) {
            hello_request => on_hello_request,
        }
    }
}
