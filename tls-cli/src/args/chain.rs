//! `chain`: what was typed, and the certificates that it names.

use super::address::Address;
use super::ct_logs::log_list;
use super::files::{read, source, system_trust};
use super::time::rfc3339;
use super::trust::TrustFlags;
use crate::problem::Problem;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tls_core::pki_types::{CertificateDer, ServerName, UnixTime};
use tls_core::trust::report::{Block, certificates};
use tls_core::trust::sct::LogList;
use tls_core::trust::{SkippedKind, Source, Sources, TrustStore};

const EXAMPLES: &str = "\
Examples:
  tls-cli chain server.pem --ca root.pem --name server.example
  tls-cli chain leaf.der intermediates.pem --time 2027-01-01T00:00:00Z
  tls-cli chain client.pem --ca root.pem --purpose client --json
  tls-cli chain server.example:443

Ends with 0 if the chain is trusted, with 1 if it is refused.";

/// What was typed after `chain`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ChainArgs {
    /// Certificates (PEM or DER): the first one is the peer's, the others are what it sent along, in any order. HOST:PORT
    /// instead asks a server for its own, with HOST as the name
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Trust the certificates of this file (PEM or DER) or directory and nobody else; `system` and `mozilla` stand for
    /// their lists; may be repeated [default: those that the system trusts]
    #[arg(long, value_name = "FILE", help_heading = "Trust")]
    pub(crate) ca: Vec<PathBuf>,
    /// The DNS name or IP address that the certificate must be for; without it, the name is not checked
    #[arg(long, value_name = "NAME", help_heading = "Trust")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
    /// As what the peer presents the certificate
    #[arg(long, value_name = "PURPOSE", value_enum, default_value = "server", help_heading = "Trust")]
    pub(crate) purpose: PeerPurpose,
    /// The time at which the chain must be valid, as RFC 3339 writes it [default: now]
    #[arg(long, value_name = "TIME", value_parser = rfc3339, help_heading = "Trust")]
    pub(crate) time: Option<UnixTime>,
    /// The most CAs between the certificate and the trust anchor [default: 6, and never more]
    #[arg(long, value_name = "N", help_heading = "Trust")]
    pub(crate) max_depth: Option<usize>,
    /// Verify the timestamps of Certificate Transparency logs with this log list (JSON, version 3); the verdict does not
    /// depend on them
    #[arg(long, value_name = "FILE", help_heading = "Trust")]
    pub(crate) ct_logs: Option<PathBuf>,
    /// Print the report as JSON, one object on one line
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// What a certificate is to be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PeerPurpose {
    /// It is a server's
    Server,
    /// It is a client's
    Client,
}

/// A certificate and where it was found.
#[derive(Debug)]
pub(crate) struct Presented {
    /// The file, and the line where there are lines.
    pub(crate) place: String,
    pub(crate) der: CertificateDer<'static>,
    /// Why it could not be decoded.
    pub(crate) defect: Option<String>,
}

/// An anchor that was left out.
#[derive(Debug)]
pub(crate) struct Skipped {
    pub(crate) place: String,
    pub(crate) reason: String,
}

impl ChainArgs {
    /// The name that the certificate must be for.
    pub(crate) fn server_name(&self) -> Result<Option<ServerName<'static>>, Problem> {
        let host = self.target().map(|target| target.host);
        let Some(name) = self.name.as_ref().or(host.as_ref()) else { return Ok(None) };
        if self.purpose == PeerPurpose::Client {
            return Err(Problem::Usage(
                "the name of a client is not checked: leave out --name, or --purpose client".into(),
            ));
        }
        let name = name.strip_suffix('.').unwrap_or(name);
        let read = ServerName::try_from(name.to_owned());
        read.map(Some).map_err(|_| Problem::Usage(format!("--name: `{name}` is neither a DNS name nor an IP address")))
    }

    /// The server that is to be asked, if what was typed is no file but `HOST:PORT`.
    pub(crate) fn target(&self) -> Option<Address> {
        let [path] = self.files.as_slice() else { return None };
        if path.exists() { None } else { path.to_str()?.parse().ok() }
    }

    /// The certificates, in the order of the files.
    pub(crate) fn presented(&self) -> Result<Vec<Presented>, Problem> {
        let mut presented = Vec::new();
        for path in &self.files {
            let found = blocks("FILE", path)?.into_iter();
            presented.extend(found.map(|(place, block)| Presented { place, der: block.der, defect: block.defect }));
        }
        Ok(presented)
    }

    /// The logs whose timestamps count, if there is a list of them, and what was left out of it.
    pub(crate) fn logs(&self) -> Result<Option<(LogList, Vec<String>)>, Problem> {
        let Some(path) = &self.ct_logs else { return Ok(None) };
        let list = log_list(&read("--ct-logs", path)?);
        list.map(Some).map_err(|why| Problem::Usage(format!("--ct-logs: {}: {why}", path.display())))
    }

    /// The anchors, and those that cannot be used.
    pub(crate) fn anchors(&self) -> Result<(Arc<TrustStore>, Vec<Skipped>), Problem> {
        let (mut store, mut skipped) = (TrustStore::new(), Vec::new());
        if self.trust.pinned_only {
            return Ok((Arc::new(store), skipped));
        }
        if self.ca.is_empty() {
            let system = "the system's list";
            let store = system_trust(&mut |reason| skipped.push(Skipped { place: system.to_owned(), reason }));
            // A system without anchors trusts nobody, and the report says so.
            return Ok((store.unwrap_or_default(), skipped));
        }
        for path in &self.ca {
            let source = source(path);
            if !matches!(source, Source::File(_)) {
                let directory = matches!(source, Source::Directory(_));
                let loaded = Sources::from(source).load();
                let (more, report) = loaded.map_err(|error| Problem::Usage(format!("--ca: {error}")))?;
                for anchor in more.anchors() {
                    let whole = anchor.certificate().and_then(|certificate| store.add_certificate(certificate).ok());
                    if whole.is_none() {
                        store.add_anchor(anchor.trust_anchor().clone());
                    }
                }
                let unusable = report
                    .skipped()
                    .filter(|one| one.kind == SkippedKind::Certificate || directory && one.kind == SkippedKind::File);
                skipped.extend(unusable.map(|one| Skipped {
                    place: place(one.file.as_deref().map_or(path, Path::new), one.line),
                    reason: one.reason.clone(),
                }));
                continue;
            }
            for (place, block) in blocks("--ca", path)? {
                let reason = block.defect.or_else(|| Some(store.add_certificate(&block.der).err()?.to_string()));
                skipped.extend(reason.map(|reason| Skipped { place, reason }));
            }
        }
        Ok((Arc::new(store), skipped))
    }
}

fn place(path: &Path, line: Option<usize>) -> String {
    let file = path.display();
    line.map_or_else(|| file.to_string(), |line| format!("{file}, line {line}"))
}

/// The certificates of a file, each with its place.
fn blocks(flag: &str, path: &Path) -> Result<Vec<(String, Block)>, Problem> {
    let file = path.display();
    let found = certificates(&read(flag, path)?)
        .map_err(|why| Problem::Usage(format!("{flag}: {file} has no certificate: {why}")))?;
    let placed = found.into_iter().map(|block| (place(path, (block.line > 0).then_some(block.line)), block));
    Ok(placed.collect())
}
