//! `client`: what was typed and what it means.

use super::address::Address;
use super::connect::ConnectFlags;
use crate::io::KeyLog;
use crate::problem::Problem;
use clap::Args;
use core::time::Duration;
use std::sync::Arc;
use tls_core::config::ClientConfig;
use tls_core::pki_types::ServerName;

const EXAMPLES: &str = "\
Examples:
  tls-cli client example.com:443
  tls-cli client localhost:4433 --ca pki/root.pem --tls 1.3 --groups P-256
  tls-cli client [::1]:4433 --ca pki/root.pem \\
      --cert pki/client-p256.pem --key pki/client-p256.key

Lists are comma-separated, in order of preference; a name that is not known is answered with those that are.

The end of standard input sends close_notify; what the server still sends is read until its own close_notify. \
Facts go to standard error; with --json they are its last line.";

/// What was typed after `client`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ClientArgs {
    /// The server; an IPv6 address stands in brackets
    #[arg(value_name = "HOST:PORT")]
    pub(crate) target: Address,
    #[command(flatten)]
    pub(crate) connect: ConnectFlags,
}

/// What it means.
#[derive(Debug)]
pub(crate) struct ClientPlan {
    pub(crate) target: Address,
    pub(crate) name: ServerName<'static>,
    pub(crate) config: Arc<ClientConfig>,
    pub(crate) timeout: Duration,
    pub(crate) keylog: Option<KeyLog>,
}

impl ClientArgs {
    pub(crate) fn plan(&self, warn: &mut dyn FnMut(String)) -> Result<ClientPlan, Problem> {
        Ok(ClientPlan {
            target: self.target.clone(),
            name: self.connect.server_name(&self.target)?,
            config: self.connect.config(warn)?,
            timeout: self.connect.timeout,
            keylog: KeyLog::from_flag(self.connect.output.keylog.as_deref())?,
        })
    }
}
