//! What may be negotiated: the same flags for both sides.

use super::names;
use super::policy::PolicyFlags;
use crate::problem::Problem;
use clap::Args;
use tls_core::config::Policy;
use tls_core::crypto::CryptoProvider;
use tls_core::registry::{CipherSuite, KeyExchangeAlgorithm, NamedGroup, ProtocolVersion, SignatureScheme};

/// As typed. Lists are comma-separated, in order of preference.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Negotiation")]
pub(crate) struct NegotiationFlags {
    /// Protocol versions: 1.2, 1.3 or both [default: both, or those that --suites has suites for]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = names::version)]
    pub(crate) tls: Vec<ProtocolVersion>,
    /// Cipher suites by their IANA names, such as `TLS_AES_128_GCM_SHA256`
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) suites: Vec<String>,
    /// Key exchange groups, such as `x25519` or `P-256`. A `/` instead of a comma starts the next tier: a server takes a
    /// better tier even if that takes a HelloRetryRequest, and within a tier the group that it has the client's share for
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) groups: Vec<String>,
    /// Signature schemes, such as `ecdsa_secp256r1_sha256`
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) sigalgs: Vec<String>,
    /// Application protocols, such as `h2,http/1.1`
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) alpn: Vec<String>,
    /// Allow RSA key exchange in TLS 1.2: no forward secrecy, deprecated by RFC 10015
    #[arg(long)]
    pub(crate) rsa_key_exchange: bool,
    #[command(flatten)]
    pub(crate) policy: PolicyFlags,
}

/// As meant. An empty list leaves the default.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Negotiation {
    pub(crate) versions: Vec<ProtocolVersion>,
    pub(crate) suites: Vec<CipherSuite>,
    /// In tiers.
    pub(crate) groups: Vec<Vec<NamedGroup>>,
    pub(crate) schemes: Vec<SignatureScheme>,
    pub(crate) alpn: Vec<String>,
    pub(crate) rsa_key_exchange: bool,
    pub(crate) policy: Option<&'static Policy>,
    pub(crate) allow_no_ems: bool,
}

impl NegotiationFlags {
    pub(crate) fn meaning(&self, provider: &CryptoProvider) -> Result<Negotiation, Problem> {
        let suites = names::suites(&self.suites, provider)?;
        let policy = self.policy.meaning()?;
        let rsa_key_exchange = self.rsa_key_exchange || policy.is_some_and(Policy::rsa_key_exchange);
        check_rsa(&suites, rsa_key_exchange)?;
        Ok(Negotiation {
            versions: versions(&self.tls, &suites),
            suites,
            groups: names::group_tiers(&self.groups, provider)?,
            schemes: names::schemes(&self.sigalgs, provider)?,
            alpn: self.alpn.clone(),
            rsa_key_exchange,
            policy,
            allow_no_ems: self.policy.allow_no_ems,
        })
    }
}

/// Whoever lists only suites of one version means that version.
fn versions(typed: &[ProtocolVersion], suites: &[CipherSuite]) -> Vec<ProtocolVersion> {
    if !typed.is_empty() {
        return typed.to_vec();
    }
    let mut versions = Vec::new();
    for version in suites.iter().filter_map(|suite| suite.facts()).map(|facts| facts.version) {
        if !versions.contains(&version) {
            versions.push(version);
        }
    }
    versions
}

fn check_rsa(suites: &[CipherSuite], allowed: bool) -> Result<(), Problem> {
    let rsa =
        |suite: &&CipherSuite| suite.facts().and_then(|facts| facts.key_exchange) == Some(KeyExchangeAlgorithm::Rsa);
    match suites.iter().find(rsa) {
        Some(suite) if !allowed => Err(Problem::Usage(format!(
            "{suite} uses RSA key exchange, which is off: add --rsa-key-exchange, or take the suite out of --suites"
        ))),
        _ => Ok(()),
    }
}

/// Carries a [`Negotiation`] over to a builder; the two builders have the same setters, but no trait.
macro_rules! apply {
    ($negotiation:expr, $builder:expr) => {{
        let negotiation: &$crate::args::negotiation::Negotiation = $negotiation;
        let mut builder = $builder;
        if let Some(policy) = negotiation.policy {
            builder = builder.policy(policy);
        }
        builder = builder.rsa_key_exchange(negotiation.rsa_key_exchange);
        if negotiation.allow_no_ems {
            builder = builder.require_extended_master_secret(false);
        }
        if !negotiation.versions.is_empty() {
            builder = builder.versions(&negotiation.versions);
        }
        if !negotiation.suites.is_empty() {
            builder = builder.suites(&negotiation.suites);
        }
        if !negotiation.groups.is_empty() {
            builder = builder.group_tiers(&negotiation.groups.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
        if !negotiation.schemes.is_empty() {
            builder = builder.signature_schemes(&negotiation.schemes);
        }
        if !negotiation.alpn.is_empty() {
            builder = builder.alpn(&negotiation.alpn.iter().map(String::as_bytes).collect::<Vec<_>>());
        }
        builder
    }};
}
pub(crate) use apply;

#[cfg(test)]
mod tests {
    use super::*;

    const IN_12: CipherSuite = CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    const IN_13: CipherSuite = CipherSuite::TLS_AES_128_GCM_SHA256;

    #[test]
    fn suites_stand_for_their_versions_unless_versions_were_typed() {
        assert_eq!(versions(&[], &[]), []);
        assert_eq!(versions(&[], &[IN_12, IN_12]), [ProtocolVersion::TLSv1_2]);
        assert_eq!(versions(&[], &[IN_12, IN_13]), [ProtocolVersion::TLSv1_2, ProtocolVersion::TLSv1_3]);
        assert_eq!(versions(&[ProtocolVersion::TLSv1_3], &[IN_12, IN_13]), [ProtocolVersion::TLSv1_3]);
    }

    #[test]
    fn suites_with_rsa_key_exchange_need_the_switch() {
        let suites = [IN_12, CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256];
        assert!(check_rsa(&suites, true).is_ok());
        let error = check_rsa(&suites, false).unwrap_err().to_string();
        assert!(error.starts_with("TLS_RSA_WITH_AES_128_GCM_SHA256 uses RSA key exchange"), "{error}");
        assert!(check_rsa(&[IN_12], false).is_ok());
    }
}
