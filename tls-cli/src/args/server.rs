//! `server`: what was typed and what it means.

use super::address::Address;
use super::connect::seconds;
use super::negotiation::{NegotiationFlags, apply};
use super::policy::{RecordFlags, apply_records};
use super::trust::TrustFlags;
use super::{OutputFlags, files};
use crate::io::KeyLog;
use crate::problem::Problem;
use clap::{Args, ValueEnum};
use core::time::Duration;
use std::path::PathBuf;
use std::sync::Arc;
use tls_core::config::{ClientAuth, ServerConfig};
use tls_core::crypto::ring::provider;

const EXAMPLES: &str = "\
Examples:
  tls-cli server --listen 127.0.0.1:4433 \\
      --cert pki/server-p256.pem --key pki/server-p256.key
  tls-cli server --listen [::1]:0 --mode http --alpn http/1.1 \\
      --cert pki/server-p256.pem --key pki/server-p256.key \\
      --cert pki/server-rsa2048.pem --key pki/server-rsa2048.key
  tls-cli server --listen 127.0.0.1:4433 --client-ca pki/root.pem \\
      --cert pki/server-p256.pem --key pki/server-p256.key

Lists are comma-separated, in order of preference; a name that is not known is answered with those that are.

The first line of standard output is `listening on ADDR:PORT`. Then comes one line of facts for each connection \
that has ended, failed ones included.

SIGHUP makes it read all files again, for new connections: certificates, keys, trust anchors.";

/// What was typed after `server`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ServerArgs {
    /// Where to listen; port 0 takes any free port
    #[arg(long, value_name = "ADDR:PORT")]
    pub(crate) listen: Address,
    /// What to do with the clients' data: send it back, answer each request with a small page (and close after a request
    /// of HTTP/1.0), or forget it
    #[arg(long, value_enum, value_name = "MODE", default_value = "echo")]
    pub(crate) mode: Mode,
    /// End with exit code 0 after this many connections
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,
    /// A certificate (PEM, leaf first); several pairs of --cert and --key are chosen between by server name and
    /// signature algorithms
    #[arg(long, value_name = "FILE", required = true, help_heading = "Own certificate")]
    pub(crate) cert: Vec<PathBuf>,
    /// The private key of the --cert before it (PKCS#8, PKCS#1 or SEC1)
    #[arg(long, value_name = "FILE", required = true, help_heading = "Own certificate")]
    pub(crate) key: Vec<PathBuf>,
    /// An OCSP response (DER) for the leaf of --cert, for clients that ask for one; of several, each is for the --cert in the
    /// same place
    #[arg(long, value_name = "FILE", help_heading = "Own certificate")]
    pub(crate) ocsp: Vec<PathBuf>,
    /// Trust clients whose certificates lead to the certificates of this file or directory; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Clients' certificates")]
    pub(crate) client_ca: Vec<PathBuf>,
    /// Whether clients are asked for a certificate; `optional` lets them decline [default: required with --client-ca,
    /// else none]
    #[arg(long, value_enum, value_name = "WHETHER", help_heading = "Clients' certificates")]
    pub(crate) client_auth: Option<Whether>,
    /// Look clients' certificates up in the revocation lists of this file (PEM or DER) or directory, as `client --crl` does a
    /// server's; may be repeated
    #[arg(long, value_name = "FILE", requires = "client_ca", help_heading = "Clients' certificates")]
    pub(crate) crl: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) negotiation: NegotiationFlags,
    #[command(flatten)]
    pub(crate) records: RecordFlags,
    /// Seconds for each handshake
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = "Limits")]
    pub(crate) timeout: Duration,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

/// What the server does with its clients' data. (A text for each would make the help twice as long.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    Echo,
    Http,
    Discard,
}

/// Whether clients are asked for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Whether {
    None,
    Optional,
    Required,
}

/// What it means.
#[derive(Debug)]
pub(crate) struct ServerPlan {
    pub(crate) listen: Address,
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) mode: Mode,
    pub(crate) count: Option<u64>,
    pub(crate) timeout: Duration,
    pub(crate) keylog: Option<KeyLog>,
    pub(crate) json: bool,
}

impl ServerArgs {
    pub(crate) fn plan(&self, warn: &mut dyn FnMut(String)) -> Result<ServerPlan, Problem> {
        let pairs = self.pairs()?;
        let client_auth = self.client_auth(warn)?;
        let provider = provider();
        let mut builder = apply!(&self.negotiation.meaning(&provider)?, ServerConfig::builder(Arc::clone(&provider)));
        builder = apply_records!(&self.records, builder);
        if self.ocsp.len() > pairs.len() {
            return Err(Problem::Usage(format!(
                "there are {} --ocsp for {} --cert: give each certificate one response at most",
                self.ocsp.len(),
                pairs.len()
            )));
        }
        let mut responses = self.ocsp.iter();
        for (cert, key) in pairs {
            let mut credential = files::credential(&provider, cert, key)?;
            if let Some(response) = responses.next() {
                credential = credential.with_ocsp_response(files::ocsp_response(response)?);
            }
            builder = builder.credential(credential);
        }
        Ok(ServerPlan {
            listen: self.listen.clone(),
            config: builder.client_auth(client_auth).build()?,
            mode: self.mode,
            count: self.count,
            timeout: self.timeout,
            keylog: KeyLog::from_flag(self.output.keylog.as_deref())?,
            json: self.output.json,
        })
    }

    /// The certificates with their keys.
    pub(crate) fn pairs(&self) -> Result<Vec<(&PathBuf, &PathBuf)>, Problem> {
        if self.cert.len() != self.key.len() {
            return Err(Problem::Usage(format!(
                "--cert and --key come in pairs, but there are {} --cert and {} --key: give each certificate its key",
                self.cert.len(),
                self.key.len()
            )));
        }
        Ok(self.cert.iter().zip(&self.key).collect())
    }

    pub(crate) fn whether(&self) -> Result<Whether, Problem> {
        match (self.client_auth, self.client_ca.is_empty()) {
            (None, true) => Ok(Whether::None),
            (None, false) => Ok(Whether::Required),
            (Some(Whether::Optional | Whether::Required), true) => Err(Problem::Usage(
                "--client-auth needs trust anchors: add --client-ca FILE, for example --client-ca pki/root.pem"
                    .to_owned(),
            )),
            (Some(whether), _) => Ok(whether),
        }
    }

    fn client_auth(&self, warn: &mut dyn FnMut(String)) -> Result<ClientAuth, Problem> {
        let whether = self.whether()?;
        let careful = TrustFlags { crl: self.crl.clone(), ..TrustFlags::default() };
        let crls = careful.crls_or_warn(warn)?;
        let trust = careful.trust(|| files::trust("--client-ca", &self.client_ca, warn), crls)?;
        Ok(match whether {
            Whether::None => ClientAuth::None,
            Whether::Optional => ClientAuth::optional(trust),
            Whether::Required => ClientAuth::required(trust),
        })
    }
}
