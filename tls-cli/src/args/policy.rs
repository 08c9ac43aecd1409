//! Which policy, and how records are made: the same flags for both sides.

use crate::problem::Problem;
use clap::Args;
use tls_core::config::{Policy, RecordPadding};

/// As typed: what is negotiated under one name.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Policy and records")]
pub(crate) struct PolicyFlags {
    /// Start from what a policy says, such as `modern`, `intermediate`, `legacy` or one with a date; the flags under
    /// Negotiation change single things. `tls-cli policy` lists them [default: all that this program can, without RSA key
    /// exchange]
    #[arg(long, value_name = "NAME")]
    pub(crate) policy: Option<String>,
    /// Accept TLS 1.2 peers without `extended_master_secret` (RFC 7627): a connection with them can be spliced into
    /// another one; for old equipment only
    #[arg(long)]
    pub(crate) allow_no_ems: bool,
}

impl PolicyFlags {
    pub(crate) fn meaning(&self) -> Result<Option<&'static Policy>, Problem> {
        self.policy.as_deref().map(named).transpose()
    }
}

/// The policy with this name; one that does not exist is answered with those that do.
pub(crate) fn named(name: &str) -> Result<&'static Policy, Problem> {
    Policy::named(name.trim()).ok_or_else(|| {
        let known: Vec<_> = Policy::all().iter().map(|policy| policy.name()).collect();
        let problem = format!(
            "there is no policy `{}`; known are: {} (without the date: the newest of its kind)",
            name.trim(),
            known.join(", ")
        );
        Problem::Usage(problem)
    })
}

/// As typed: how records are made.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Policy and records")]
pub(crate) struct RecordFlags {
    /// Pad the records of TLS 1.3 to a multiple of so many bytes, so that an observer learns less about lengths
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) pad_to: Option<u16>,
    /// Put at most so many bytes into one record, 1 to 16384 [default: 16384]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=16_384))]
    pub(crate) max_fragment: Option<u16>,
    /// Change our keys (`KeyUpdate` of TLS 1.3) after so many records [default: before the cipher's limit]
    #[arg(long, value_name = "RECORDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) rekey_after: Option<u64>,
}

impl RecordFlags {
    pub(crate) fn padding(&self) -> RecordPadding {
        self.pad_to.map_or(RecordPadding::None, RecordPadding::ToMultiple)
    }
}

/// Carries [`RecordFlags`] over to a builder.
macro_rules! apply_records {
    ($flags:expr, $builder:expr) => {{
        let flags: &$crate::args::policy::RecordFlags = $flags;
        let mut builder = $builder.padding(flags.padding());
        if let Some(bytes) = flags.max_fragment {
            builder = builder.max_fragment(bytes.into());
        }
        if let Some(records) = flags.rekey_after {
            builder = builder.rekey_after(records);
        }
        builder
    }};
}
pub(crate) use apply_records;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_by_kind_and_by_date() {
        assert_eq!(named("modern").unwrap().name(), "modern-2026-11");
        assert_eq!(named(" legacy-2026-11").unwrap().name(), "legacy-2026-11");
    }

    #[test]
    fn an_unknown_policy_is_answered_with_the_known_ones() {
        let error = named("ancient").unwrap_err().to_string();
        assert!(error.starts_with("there is no policy `ancient`; known are: modern-2026-11, "), "{error}");
    }
}
