//! Chains that are as long as chains get: what a peer must be able to read although it hardly ever sees it.

use crate::authority::{self, Authority};
use crate::profile::PROFILES;
use crate::{Leaf, PkiError, TestPki, leaf};
use rcgen::{CertificateParams, CustomExtension, SanType};
use rustls_pki_types::UnixTime;

/// Intermediates between the root and the leaf.
const INTERMEDIATES: usize = 5;
/// Bytes that make each intermediate large.
const FILLING: u16 = 6_000;
/// An extension that nobody knows, and that is not critical: in the arc for examples, {joint-iso-itu-t(2) example(999)}.
const EXAMPLE: [u64; 3] = [2, 999, 1];
/// Names more in the leaf, each of some thirty bytes.
const NAMES: u16 = 300;

impl TestPki {
    /// A leaf like `server-p256` with many names more, below five large intermediates: a Certificate message of some
    /// 45,000 bytes, which takes three records. Its files are named `server-p256-long`.
    ///
    /// # Errors
    ///
    /// As [`TestPki::generate`].
    pub fn server_long(&self, now: UnixTime) -> Result<Leaf, PkiError> {
        self.long("server-p256", "server-p256-long", now)
    }

    /// The same for `client-p256`.
    ///
    /// # Errors
    ///
    /// As [`TestPki::generate`].
    pub fn client_long(&self, now: UnixTime) -> Result<Leaf, PkiError> {
        self.long("client-p256", "client-p256-long", now)
    }

    fn long(&self, like: &str, name: &'static str, now: UnixTime) -> Result<Leaf, PkiError> {
        let mut profile = *PROFILES.iter().find(|profile| profile.name == like).ok_or(PkiError::Profile)?;
        profile.name = name;
        let mut issuers: Vec<Authority> = Vec::new();
        for _ in 0..INTERMEDIATES {
            let above = issuers.first().unwrap_or(&self.root);
            let below = authority::large(now, above, filling())?;
            issuers.insert(0, below);
        }
        let mut params = profile.params(now)?;
        add_names(&mut params)?;
        leaf::issue(&profile, &params, &issuers.iter().collect::<Vec<_>>())
    }
}

fn add_names(params: &mut CertificateParams) -> Result<(), PkiError> {
    for number in 0..NAMES {
        params.subject_alt_names.push(SanType::DnsName(format!("host-{number:04}.large.server.example").try_into()?));
    }
    Ok(())
}

/// An OCTET STRING of zeros.
fn filling() -> CustomExtension {
    let [high, low] = FILLING.to_be_bytes();
    let mut content = vec![0x04, 0x82, high, low];
    content.resize(content.len().saturating_add(usize::from(FILLING)), 0);
    CustomExtension::from_oid_content(&EXAMPLE, content)
}
