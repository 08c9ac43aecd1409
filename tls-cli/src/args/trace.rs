//! `trace`: what was typed.

use super::address::Address;
use super::connect::ConnectFlags;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  tls-cli trace
  tls-cli trace --bytes | less -R
  tls-cli trace localhost:4433 --ca pki/root.pem";

/// What was typed after `trace`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TraceArgs {
    /// The server; without it, a client and a server of our own talk to each other in memory
    #[arg(value_name = "HOST:PORT")]
    pub(crate) target: Option<Address>,
    /// Show every field of every message: its bytes, what they mean, and the section of the RFC
    #[arg(long, short = 'b', help_heading = "Detail")]
    pub(crate) bytes: bool,
    /// Show the secrets that were derived: whoever sees them can decrypt the connection
    #[arg(long, help_heading = "Detail")]
    pub(crate) secrets: bool,
    #[command(flatten)]
    pub(crate) connect: ConnectFlags,
}
