//! How carefully a peer is looked at, for everything that decides about one.

use crate::problem::Problem;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;
use tls_core::trust::{Coverage, CrlStore, ExpiredCrl, Pin, Pins, Profile, Revocation, Trust, TrustStore};

/// As typed.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct TrustFlags {
    /// Ask for this certificate or key in the path too: sha256//BASE64 of a public key, as curl has it, or the SHA-256 of a
    /// certificate in hexadecimal; may be repeated, and one must match
    #[arg(long, value_name = "PIN", value_parser = pin, help_heading = "Trust")]
    pub(crate) pin: Vec<Pin>,
    /// Trust whoever has a certificate or key of --pin, whatever its name and issuer
    #[arg(long, requires = "pin", conflicts_with_all = ["ca", "crl"], help_heading = "Trust")]
    pub(crate) pinned_only: bool,
    /// Look at the certificate revocation lists of this file (PEM or DER) or directory; may be repeated. One must speak for
    /// the peer's certificate; CAs above it are looked up where there is one of their issuer
    #[arg(long, value_name = "FILE", help_heading = "Trust")]
    pub(crate) crl: Vec<PathBuf>,
    /// Which rules the certificates must keep: `strict` adds what RFC 5280 and the Baseline Requirements ask for and a search for
    /// a path leaves out
    #[arg(long, value_name = "PROFILE", value_enum, default_value = "default", help_heading = "Trust")]
    pub(crate) profile: WhichRules,
    /// For which certificates there must be a list
    #[arg(long, value_name = "WHICH", value_enum, default_value = "leaf", requires = "crl", help_heading = "Trust")]
    pub(crate) crl_coverage: WhichCovered,
    /// Let lists count after their time (nextUpdate) too
    #[arg(long, requires = "crl", help_heading = "Trust")]
    pub(crate) crl_expired: bool,
}

/// Which rules certificates must keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhichRules {
    /// What protects a connection
    #[default]
    Default,
    /// Everything that they ought to keep
    Strict,
}

impl WhichRules {
    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Strict => "strict",
        }
    }
}

/// Which certificates a list must speak for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhichCovered {
    /// The peer's own
    #[default]
    Leaf,
    /// All below the trust anchor
    Path,
    /// None: without a list a certificate passes
    None,
}

/// A revocation list that was left out.
#[derive(Debug)]
pub(crate) struct SkippedCrl {
    pub(crate) place: String,
    pub(crate) reason: String,
}

fn pin(typed: &str) -> Result<Pin, String> {
    typed.parse().map_err(|error: tls_core::trust::NotAPin| error.to_string())
}

impl TrustFlags {
    /// What was asked for; `anchors` are looked for only if they count. `crls` are those of [`crls`](Self::crls).
    pub(crate) fn trust(
        &self,
        anchors: impl FnOnce() -> Result<Arc<TrustStore>, Problem>,
        crls: Arc<CrlStore>,
    ) -> Result<Trust, Problem> {
        let pins: Pins = self.pin.iter().cloned().collect();
        if self.pinned_only {
            return Ok(Trust::pinned(pins));
        }
        let mut trust = Trust::new(anchors()?);
        if self.profile == WhichRules::Strict {
            trust = trust.profile(Profile::Strict);
        }
        if !pins.is_empty() {
            trust = trust.pins(pins);
        }
        if !self.crl.is_empty() {
            let coverage = match self.crl_coverage {
                WhichCovered::Leaf => Coverage::Leaf,
                WhichCovered::Path => Coverage::WholePath,
                WhichCovered::None => Coverage::Nothing,
            };
            let expired = if self.crl_expired { ExpiredCrl::Accept } else { ExpiredCrl::Refuse };
            trust = trust.revocation(Revocation::new(crls).coverage(coverage).expired(expired));
        }
        Ok(trust)
    }

    /// The revocation lists, and those that cannot be used.
    pub(crate) fn crls(&self) -> Result<(Arc<CrlStore>, Vec<SkippedCrl>), Problem> {
        let (mut store, mut skipped) = (CrlStore::new(), Vec::new());
        for path in &self.crl {
            let loaded = store.add_path(path).map_err(|error| Problem::Usage(format!("--crl: {error}")))?;
            skipped.extend(loaded.skipped.into_iter().map(|one| SkippedCrl {
                place: one.file.unwrap_or_else(|| path.display().to_string())
                    + &one.line.map(|line| format!(", line {line}")).unwrap_or_default(),
                reason: one.reason,
            }));
        }
        Ok((Arc::new(store), skipped))
    }

    /// The same, with a warning for each that was left out.
    pub(crate) fn crls_or_warn(&self, warn: &mut dyn FnMut(String)) -> Result<Arc<CrlStore>, Problem> {
        let (store, skipped) = self.crls()?;
        for one in skipped {
            warn(format!("--crl: {} was left out: {}", one.place, one.reason));
        }
        Ok(store)
    }
}
