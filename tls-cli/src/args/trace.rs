//! `trace`: what was typed.

use super::address::Address;
use super::connect::ConnectFlags;
use clap::Args;

/// What was typed after `trace`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  tls-cli trace localhost:4433 --ca pki/root.pem")]
pub(crate) struct TraceArgs {
    /// The server; without it, a client and a server of our own talk to each other in memory
    #[arg(value_name = "HOST:PORT")]
    pub(crate) target: Option<Address>,
    #[command(flatten)]
    pub(crate) connect: ConnectFlags,
}
