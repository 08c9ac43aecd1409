//! The server: its states, and the one table that says which message leads from which to which.
//!
//! ```text
//! TLS 1.3 (RFC 9846 §A.2)                        TLS 1.2 (RFC 5246 §7.3)
//!
//!             START -- HelloRetryRequest --.         START
//!               | ClientHello      WAIT_CH2 |          | ClientHello
//!            CHOOSE_CREDENTIAL <------------'        CHOOSE_CREDENTIAL, [SIGN] (questions)
//!            SIGN (questions)                          |
//!               |                                    [WAIT_CERT -- Certificate -> VERIFY_PEER (question)]
//!            [WAIT_CERT                                |
//!               | Certificate                        WAIT_CKE
//!             VERIFY_PEER (question)                   | ClientKeyExchange [DECRYPT (question)]
//!               |                                    [WAIT_CV -- CertificateVerify]
//!             WAIT_CV                                  |
//!               | CertificateVerify]                 WAIT_CCS
//!            WAIT_FINISHED                             | change_cipher_spec
//!               | Finished                           WAIT_FINISHED
//!            CONNECTED                                 | Finished
//!                                                    CONNECTED
//! ```

mod handshake;
mod hello;
mod negotiate;
mod second_hello;
mod tls12;
mod tls13;

pub(crate) use handshake::Handshake;
pub(crate) use hello::{ChooseConfig, WaitClientHello};
pub(crate) use negotiate::server_name;

use crate::conn::side::step_table;
use second_hello::WaitSecondClientHello;

step_table! {
    /// A server's state.
    enum ServerState {
        "START" ClientHello(WaitClientHello) {
            client_hello => on_client_hello,
        }
        "CHOOSE_CONFIG" ChooseConfig(ChooseConfig) {
            [answer Config => on_config]
        }
        "WAIT_CH2" SecondClientHello(WaitSecondClientHello) {
            client_hello => on_client_hello,
            [ccs ignored]
        }

        "CHOOSE_CREDENTIAL" ChooseCredential13(tls13::ChooseCredential) {
            [answer Credential => on_credential]
        }
        "SIGN" Sign13(tls13::Sign) {
            [answer Signature => on_signature]
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
        "CONNECTED" Connected13(tls13::Connected) {
            key_update => on_key_update,
        }

        "CHOOSE_CREDENTIAL (1.2)" ChooseCredential12(tls12::ChooseCredential) {
            [answer Credential => on_credential]
        }
        "SIGN (1.2)" Sign12(tls12::Sign) {
            [answer Signature => on_signature]
        }
        "WAIT_CERT (1.2)" Certificate12(tls12::WaitCertificate) {
            certificate => on_certificate,
        }
        "VERIFY_PEER (1.2)" VerifyPeer12(tls12::VerifyPeer) {
            [answer Verified => on_verified]
        }
        "WAIT_CKE (1.2)" ClientKeyExchange12(tls12::WaitClientKeyExchange) {
            client_key_exchange => on_client_key_exchange,
        }
        "DECRYPT (1.2)" Decrypt12(tls12::Decrypt) {
            [answer Premaster => on_premaster]
        }
        "WAIT_CV (1.2)" CertificateVerify12(tls12::WaitCertificateVerify) {
            certificate_verify => on_certificate_verify,
        }
        "WAIT_CCS (1.2)" ChangeCipherSpec12(tls12::WaitChangeCipherSpec) {
            [ccs => on_change_cipher_spec]
        }
        "WAIT_FINISHED (1.2)" Finished12(tls12::WaitFinished) {
            finished => on_finished,
        }
        "CONNECTED (1.2)" Connected12(tls12::Connected) {
            client_hello => on_client_hello,
        }
    }
}
