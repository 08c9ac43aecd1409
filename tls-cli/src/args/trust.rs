//! How carefully a peer is looked at, for everything that decides about one.

use crate::problem::Problem;
use clap::Args;
use std::sync::Arc;
use tls_core::trust::{Pin, Pins, Trust, TrustStore};

/// As typed.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct TrustFlags {
    /// Ask for this certificate or key in the path too: sha256//BASE64 of a public key, as curl has it, or the SHA-256 of a
    /// certificate in hexadecimal; may be repeated, and one must match
    #[arg(long, value_name = "PIN", value_parser = pin, help_heading = "Trust")]
    pub(crate) pin: Vec<Pin>,
    /// Trust whoever has a certificate or key of --pin, whatever its name and issuer
    #[arg(long, requires = "pin", conflicts_with = "ca", help_heading = "Trust")]
    pub(crate) pinned_only: bool,
}

fn pin(typed: &str) -> Result<Pin, String> {
    typed.parse().map_err(|error: tls_core::trust::NotAPin| error.to_string())
}

impl TrustFlags {
    /// What was asked for; `anchors` are looked for only if they count.
    pub(crate) fn trust(&self, anchors: impl FnOnce() -> Result<Arc<TrustStore>, Problem>) -> Result<Trust, Problem> {
        let pins: Pins = self.pin.iter().cloned().collect();
        if self.pinned_only {
            return Ok(Trust::pinned(pins));
        }
        let mut trust = Trust::new(anchors()?);
        if !pins.is_empty() {
            trust = trust.pins(pins);
        }
        Ok(trust)
    }
}
