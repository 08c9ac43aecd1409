//! Chains that are refused, and those that are not.

mod chains;
mod names;
mod odd;

use super::test_pki::{NOW, at};
use super::verify::decide;
use super::{KeyUse, PeerCheck, Purpose, TrustFailure, TrustReason, TrustStore};
use crate::pki_types::{CertificateDer, ServerName};
use crate::registry::AlertDescription;
use alloc::string::ToString;
use alloc::vec::Vec;

/// A question with what most tests have in common.
struct Ask<'a> {
    store: TrustStore,
    chain: Vec<CertificateDer<'a>>,
    name: Option<&'static str>,
    key_use: KeyUse,
    now: i64,
}

/// Anchors, and what the peer sends.
fn ask<'a>(anchors: &[&CertificateDer<'_>], chain: &[&CertificateDer<'a>]) -> Ask<'a> {
    let mut store = TrustStore::new();
    for anchor in anchors {
        store.add_certificate(anchor).unwrap();
    }
    let chain = chain.iter().copied().cloned().collect();
    Ask { store, chain, name: Some("a.example"), key_use: KeyUse::Sign, now: NOW }
}

impl Ask<'_> {
    fn name(self, name: &'static str) -> Self {
        Self { name: Some(name), ..self }
    }

    fn client(self) -> Self {
        Self { name: None, ..self }
    }

    fn at(self, now: i64) -> Self {
        Self { now, ..self }
    }

    fn to(self, key_use: KeyUse) -> Self {
        Self { key_use, ..self }
    }

    fn answer(&self) -> Result<(), TrustFailure> {
        let name = self.name.map(|name| ServerName::try_from(name).unwrap());
        let purpose = name.as_ref().map_or(Purpose::Client, Purpose::Server);
        let check = PeerCheck { chain: &self.chain, purpose, key_use: self.key_use, now: at(self.now) };
        let all = webpki::ALL_VERIFICATION_ALGS;
        decide(&self.store, &check, (all, all), 2048)
    }

    #[track_caller]
    fn is_trusted(&self) {
        self.answer().unwrap();
    }

    /// Refused for this reason, with this alert, in a text that has all these words.
    #[track_caller]
    fn is_refused(&self, reason: TrustReason, alert: AlertDescription, words: &[&str]) {
        let failure = self.answer().unwrap_err();
        let text = failure.to_string();
        assert_eq!((*failure.reason(), failure.alert()), (reason, alert), "{text}");
        for word in words {
            assert!(text.contains(word), "no {word:?} in {text:?}");
        }
        assert!(text.len() <= TrustFailure::MAX_TEXT && !text.contains(char::is_control), "{text:?}");
    }
}
