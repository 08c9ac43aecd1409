//! What was typed. Each subcommand's file also says what that means, as a plan that `cmd` carries out.

mod address;
mod chain;
mod client;
mod connect;
mod ct_logs;
mod explain;
mod files;
mod names;
mod negotiation;
mod policy;
mod server;
#[cfg(test)]
mod tests;
mod time;
mod trace;
mod trust;

pub(crate) use address::Address;
pub(crate) use chain::{ChainArgs, PeerPurpose, Presented, Skipped};
pub(crate) use client::{ClientArgs, ClientPlan};
pub(crate) use explain::ExplainArgs;
pub(crate) use policy::named as policy_named;
pub(crate) use server::{Mode, ServerArgs, ServerPlan};
pub(crate) use trace::TraceArgs;
pub(crate) use trust::SkippedCrl;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  tls-cli trace
  tls-cli pki pki
  tls-cli server --listen 127.0.0.1:4433 \\
      --cert pki/server-p256.pem --key pki/server-p256.key
  tls-cli client localhost:4433 --ca pki/root.pem

Exit codes:
  0  everything worked and the connection was closed cleanly
  1  a handshake or a certificate was refused
  2  what was typed cannot work, or a file is missing or does not fit
  3  the network failed, or the connection was cut off without close_notify";

/// TLS 1.3 and TLS 1.2 at the command line: a client, a server and a test PKI.
#[derive(Debug, Parser)]
#[command(name = "tls-cli", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a test PKI: root, intermediate, certificates and keys for servers and clients
    Pki(PkiArgs),
    /// Connect to a server: standard input goes to it, what it sends to standard output
    Client(Box<ClientArgs>),
    /// Serve: echo, a small HTTP page, or nothing
    Server(Box<ServerArgs>),
    /// Show what a policy offers, or list the policies
    Policy(PolicyArgs),
    /// Show a handshake, message by message: without arguments two of our own, in memory
    Trace(Box<TraceArgs>),
    /// Decide about certificates as a handshake does, and show every path and the rule that failed
    Chain(ChainArgs),
    /// Say what an error code means, whose fault it is and what to do
    Explain(ExplainArgs),
}

/// What was typed after `pki`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  tls-cli pki pki\n\nThe keys are not encrypted: for tests only.")]
pub(crate) struct PkiArgs {
    /// The directory for the files; made if it does not exist, files of the same names are replaced
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// Print the files as JSON, on one line
    #[arg(long)]
    pub(crate) json: bool,
}

/// What was typed after `policy`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  tls-cli policy\n  tls-cli policy modern\n  tls-cli policy legacy-2026-11 --json")]
pub(crate) struct PolicyArgs {
    /// Which one; without it, all are listed
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Print it as JSON, on one line
    #[arg(long)]
    pub(crate) json: bool,
}

/// What both `client` and `server` print and log.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputFlags {
    /// Append the secrets of the connection to this file, in the format of RFC 9850, which Wireshark reads; whoever
    /// reads it can decrypt the connection. Without the flag, the variable SSLKEYLOGFILE names the file
    #[arg(long, value_name = "FILE")]
    pub(crate) keylog: Option<PathBuf>,
    /// Print facts as JSON, one object on one line
    #[arg(long)]
    pub(crate) json: bool,
}
