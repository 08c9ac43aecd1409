//! The server in TLS 1.3, from ClientHello on.

mod certificate;
mod client_hello;
mod connected;
mod finished;
mod flight;

pub(crate) use certificate::{VerifyPeer, WaitCertificate, WaitCertificateVerify};
pub(super) use client_hello::{on_client_hello, on_second_client_hello};
pub(crate) use connected::Connected;
pub(crate) use finished::WaitFinished;
pub(crate) use flight::{ChooseCredential, Sign};

use super::Handshake;
use crate::key_schedule::{KeySchedule, MainStage, TrafficSecret};
use crate::transcript::Transcript;
use alloc::boxed::Box;

/// What the states after the server's flight carry along.
#[derive(Debug)]
pub(crate) struct Tls13 {
    handshake: Box<Handshake>,
    transcript: Transcript,
    main: KeySchedule<MainStage>,
    client_handshake_traffic_secret: TrafficSecret,
    client_application_traffic_secret: TrafficSecret,
}
