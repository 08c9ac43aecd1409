//! The flags of everything that connects to a server.

use super::files;
use super::negotiation::{NegotiationFlags, apply};
use super::policy::{RecordFlags, apply_records};
use super::trust::TrustFlags;
use super::{OutputFlags, address::Address, names};
use crate::problem::Problem;
use clap::Args;
use core::time::Duration;
use std::path::PathBuf;
use std::sync::Arc;
use tls_core::config::ClientConfig;
use tls_core::crypto::ring::provider;
use tls_core::pki_types::ServerName;

/// As typed.
#[derive(Args, Debug, Default)]
pub(crate) struct ConnectFlags {
    /// Trust the certificates of this file (PEM or DER) or directory and nobody else; `system` and `mozilla` stand for
    /// their lists; may be repeated [default: system]
    #[arg(long, value_name = "FILE", help_heading = "Trust")]
    pub(crate) ca: Vec<PathBuf>,
    /// The DNS name or IP address that the server's certificate must have [default: HOST]
    #[arg(long, value_name = "NAME", help_heading = "Trust")]
    pub(crate) name: Option<String>,
    /// Accept any certificate of anybody: whoever is on the path can read and change everything
    #[arg(long, conflicts_with_all = ["ca", "pin", "crl"], help_heading = "Trust")]
    pub(crate) insecure: bool,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
    /// Do not ask for an OCSP response with the server's certificate
    #[arg(long, help_heading = "Trust")]
    pub(crate) no_ocsp: bool,
    /// The certificate for servers that ask for one (PEM, leaf first)
    #[arg(long, value_name = "FILE", requires = "key", help_heading = "Own certificate")]
    pub(crate) cert: Option<PathBuf>,
    /// Its private key (PKCS#8, PKCS#1 or SEC1)
    #[arg(long, value_name = "FILE", requires = "cert", help_heading = "Own certificate")]
    pub(crate) key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) negotiation: NegotiationFlags,
    /// Groups of --groups for which a key share is sent at once, `none` to let the server choose [default: the first one, or
    /// those of the policy]
    #[arg(long, value_name = "LIST", value_delimiter = ',', help_heading = "Policy and records")]
    pub(crate) key_shares: Vec<String>,
    #[command(flatten)]
    pub(crate) records: RecordFlags,
    /// Seconds for connecting and the handshake together
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = "Limits")]
    pub(crate) timeout: Duration,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

impl ConnectFlags {
    /// The name that the certificate must have.
    pub(crate) fn server_name(&self, target: &Address) -> Result<ServerName<'static>, Problem> {
        // RFC 6066 §3: the name is sent "without a trailing dot".
        let name = self.name.as_deref().unwrap_or(&target.host);
        let name = name.strip_suffix('.').unwrap_or(name);
        ServerName::try_from(name.to_owned()).map_err(|_| {
            Problem::Usage(format!("`{name}` is neither a DNS name nor an IP address; set the server's with --name"))
        })
    }

    /// The configuration. Warnings go to `warn`.
    pub(crate) fn config(&self, warn: &mut dyn FnMut(String)) -> Result<Arc<ClientConfig>, Problem> {
        let trust = match self.insecure {
            true => None,
            false => {
                let crls = self.trust.crls_or_warn(warn)?;
                let anchors = || match self.ca.is_empty() {
                    true => files::system_trust(warn),
                    false => files::trust("--ca", &self.ca, warn),
                };
                Some(self.trust.trust(anchors, crls)?)
            }
        };
        let provider = provider();
        let mut builder = apply!(&self.negotiation.meaning(&provider)?, ClientConfig::builder(Arc::clone(&provider)));
        builder = apply_records!(&self.records, builder);
        if !self.key_shares.is_empty() {
            builder = builder.key_shares(&names::key_shares(&self.key_shares, &provider)?);
        }
        builder = match trust {
            Some(trust) => builder.trust(trust),
            None => builder.dangerous_accept_any_certificate(),
        };
        if let (Some(cert), Some(key)) = (&self.cert, &self.key) {
            builder = builder.credential(files::credential(&provider, cert, key)?);
        }
        Ok(builder.request_ocsp(!self.no_ocsp).build()?)
    }
}

/// A time limit, in seconds and fractions of them.
pub(crate) fn seconds(typed: &str) -> Result<Duration, String> {
    let duration = typed.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration
        .filter(|duration| !duration.is_zero() && *duration <= Duration::from_secs(86_400))
        .ok_or_else(|| "give seconds, more than 0 and at most 86400, such as 10 or 0.5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_in_seconds() {
        assert_eq!(seconds("10"), Ok(Duration::from_secs(10)));
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for typed in ["0", "-1", "NaN", "inf", "1e9", "ten", ""] {
            assert!(seconds(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn the_name_is_the_host_unless_it_is_given() {
        let target = Address { host: "localhost.".to_owned(), port: 1 };
        let mut flags = ConnectFlags::default();
        assert_eq!(flags.server_name(&target).unwrap().to_str(), "localhost");
        flags.name = Some("server.example".to_owned());
        assert_eq!(flags.server_name(&target).unwrap().to_str(), "server.example");
        flags.name = Some("::1".to_owned());
        assert!(matches!(flags.server_name(&target), Ok(ServerName::IpAddress(_))));
        flags.name = Some("not a name".to_owned());
        assert!(flags.server_name(&target).unwrap_err().to_string().contains("--name"));
    }
}
