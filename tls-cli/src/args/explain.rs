//! `explain`: what was typed.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  tls-cli explain TLS-PEER-HTTP
  tls-cli explain --all > docs/errors.md";

/// What was typed after `explain`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// Codes as failures end with them, such as TLS-PEER-HTTP; capitals do not matter
    #[arg(value_name = "CODE", required_unless_present = "all")]
    pub(crate) codes: Vec<String>,
    /// Print them all: the document docs/errors.md
    #[arg(long, conflicts_with = "codes")]
    pub(crate) all: bool,
    /// Print JSON, one object on one line for each code
    #[arg(long)]
    pub(crate) json: bool,
}
