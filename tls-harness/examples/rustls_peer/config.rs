//! Configurations from flags.

use crate::Result;
use crate::flags::Flags;
use crate::seen::{Seen, Signing, WatchClient, WatchServer};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};
use std::sync::Arc;

/// `--suites` by code point, `--groups` too, both in order.
fn provider(flags: &Flags) -> Arc<CryptoProvider> {
    let mut provider = ring::default_provider();
    let suites: Vec<_> = flags.list("suites").collect();
    provider.cipher_suites.retain(|suite| suites.contains(&u16::from(suite.suite()).to_string().as_str()));
    let all = core::mem::take(&mut provider.kx_groups);
    let named = |code: &str| all.iter().copied().find(|group| u16::from(group.name()).to_string() == code);
    provider.kx_groups = flags.list("groups").filter_map(named).collect();
    Arc::new(provider)
}

fn version(flags: &Flags) -> Result<&'static SupportedProtocolVersion> {
    match flags.need("tls")? {
        "1.2" => Ok(&rustls::version::TLS12),
        "1.3" => Ok(&rustls::version::TLS13),
        other => Err(format!("--tls {other}: 1.2 or 1.3").into()),
    }
}

fn roots(path: &str) -> Result<Arc<RootCertStore>> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path)? {
        roots.add(certificate?)?;
    }
    Ok(Arc::new(roots))
}

/// The chain of `--cert` with the key of `--key`.
fn own(flags: &Flags, provider: &CryptoProvider, seen: &Arc<Seen>) -> Result<Option<Signing>> {
    let Some(path) = flags.get("cert") else { return Ok(None) };
    let chain = CertificateDer::pem_file_iter(path)?.collect::<core::result::Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_file(flags.need("key")?)?;
    let certified = CertifiedKey::from_der(chain, key, provider)?;
    Ok(Some(Signing::new(certified, seen)))
}

fn protocols(flags: &Flags) -> Vec<Vec<u8>> {
    flags.list("alpn").map(|name| name.as_bytes().to_vec()).collect()
}

pub(crate) fn client(flags: &Flags, seen: &Arc<Seen>) -> Result<ClientConfig> {
    let provider = provider(flags);
    let verifier = WebPkiServerVerifier::builder_with_provider(roots(flags.need("ca")?)?, provider.clone()).build()?;
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[version(flags)?])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(WatchServer::new(verifier, seen)));
    let signing = own(flags, &provider, seen)?.unwrap_or_else(|| Signing::nobody(seen));
    let mut config = config.with_client_cert_resolver(Arc::new(signing));
    config.resumption = Resumption::disabled();
    config.alpn_protocols = protocols(flags);
    config.max_fragment_size = flags.number("max-fragment-size")?;
    Ok(config)
}

pub(crate) fn server(flags: &Flags, seen: &Arc<Seen>) -> Result<ServerConfig> {
    let provider = provider(flags);
    let config = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(&[version(flags)?])?;
    let config = match flags.get("client-ca") {
        None => config.with_no_client_auth(),
        Some(path) => {
            let mut verifier = WebPkiClientVerifier::builder_with_provider(roots(path)?, provider.clone());
            if flags.get("client-auth") == Some("optional") {
                verifier = verifier.allow_unauthenticated();
            }
            config.with_client_cert_verifier(Arc::new(WatchClient::new(verifier.build()?, seen)))
        }
    };
    let signing = own(flags, &provider, seen)?.ok_or("--cert is missing")?;
    let mut config = config.with_cert_resolver(Arc::new(signing));
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols = protocols(flags);
    config.max_fragment_size = flags.number("max-fragment-size")?;
    Ok(config)
}
