//! A chain, what is asked of it, and what must come out.

use crate::make::{Der, NOW};
use core::time::Duration;
use tls_core::crypto::ring::provider;
use tls_core::pki_types::{ServerName, UnixTime};
use tls_core::trust::report::PathReport;
use tls_core::trust::{KeyUse, PeerCheck, Purpose, TrustFailure, TrustReason, TrustStore};

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) anchors: Vec<Der>,
    pub(crate) chain: Vec<Der>,
    /// The server's name; `None` for a client.
    pub(crate) server: Option<String>,
    pub(crate) key_use: KeyUse,
    pub(crate) now: i64,
    pub(crate) expected: Result<(), TrustReason>,
    section: Option<&'static str>,
    words: &'static [&'static str],
}

/// A case that is to be trusted as the server a.example.
pub(crate) fn case(name: impl Into<String>, anchors: &[&Der], chain: &[&Der]) -> Case {
    let own = |list: &[&Der]| list.iter().map(|one| (*one).clone()).collect();
    Case {
        name: name.into(),
        anchors: own(anchors),
        chain: own(chain),
        server: Some("a.example".into()),
        key_use: KeyUse::Sign,
        now: NOW,
        expected: Ok(()),
        section: None,
        words: &[],
    }
}

impl Case {
    pub(crate) fn asks(mut self, server: &str) -> Self {
        self.server = Some(server.into());
        self
    }

    pub(crate) fn client(mut self) -> Self {
        self.server = None;
        self
    }

    pub(crate) fn encipher(mut self) -> Self {
        self.key_use = KeyUse::Encipher;
        self
    }

    pub(crate) fn at(mut self, now: i64) -> Self {
        self.now = now;
        self
    }

    pub(crate) fn is(mut self, reason: TrustReason) -> Self {
        self.expected = Err(reason);
        self
    }

    /// Trusted or not.
    pub(crate) fn unless(mut self, refused: Option<TrustReason>) -> Self {
        self.expected = refused.map_or(Ok(()), Err);
        self
    }

    pub(crate) fn words(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    pub(crate) fn section(mut self, section: &'static str) -> Self {
        self.section = Some(section);
        self
    }

    pub(crate) fn ask<T>(&self, chain: &[Der], answer: impl FnOnce(&TrustStore, &PeerCheck<'_>) -> T) -> T {
        let mut store = TrustStore::new();
        for anchor in &self.anchors {
            store.add_certificate(anchor).unwrap();
        }
        let name = self.server.as_deref().map(|name| ServerName::try_from(name).unwrap());
        let now = UnixTime::since_unix_epoch(Duration::from_secs(self.now.try_into().unwrap()));
        let purpose = name.as_ref().map_or(Purpose::Client, Purpose::Server);
        answer(&store, &PeerCheck { key_use: self.key_use, ..PeerCheck::new(chain, purpose, now) })
    }

    pub(crate) fn verify(&self, chain: &[Der]) -> Result<(), TrustFailure> {
        self.ask(chain, |store, check| store.verify(check, &provider()))
    }

    pub(crate) fn report(&self, chain: &[Der]) -> PathReport {
        self.ask(chain, |store, check| store.report(check, &provider(), None))
    }

    /// Whether the verdicts are as expected, and equal; the report must give the rule that is broken.
    pub(crate) fn judge(&self) -> Result<(), String> {
        let (verdict, report) = (self.verify(&self.chain), self.report(&self.chain));
        let reason = verdict.as_ref().map_err(|failure| *failure.reason()).copied();
        let text = verdict.as_ref().err().map(ToString::to_string).unwrap_or_default();
        let fail = |what: String| Err(format!("{}: {what} ({text})", self.name));
        if reason != self.expected {
            return fail(format!("{reason:?}, not {:?}", self.expected));
        }
        if report.verdict != verdict {
            return fail(format!("the report says {:?}", report.verdict));
        }
        if report.paths.iter().any(|path| path.is_good()) != verdict.is_ok() {
            return fail("the report's paths say something else".into());
        }
        let Err(reason) = self.expected else { return Ok(()) };
        let fault = report.fault();
        // Without a path there is nobody to blame but the chain as a whole.
        let whole = [TrustReason::NoCertificate, TrustReason::TooComplex].contains(&reason);
        let defect = report.certificates.iter().any(|facts| facts.defect.is_some());
        match fault {
            None if whole || defect => {}
            None => return fail("the report names no fault".into()),
            Some(fault) if fault.section != self.section.unwrap_or_else(|| section(reason)) => {
                return fail(format!("the report says {} ({})", fault.section, fault.text));
            }
            Some(_) => {}
        }
        let told = format!("{text} {}", fault.map(|fault| fault.text.as_str()).unwrap_or_default());
        match self.words.iter().find(|word| !told.contains(**word)) {
            Some(word) => fail(format!("no {word:?} in {told:?}")),
            None => Ok(()),
        }
    }
}

/// Where the rule stands that the report must name.
fn section(reason: TrustReason) -> &'static str {
    match reason {
        TrustReason::Malformed => "RFC 5280 §4.1",
        TrustReason::Expired | TrustReason::NotYetValid => "RFC 5280 §4.1.2.5",
        TrustReason::WrongName => "RFC 9525 §6.3",
        TrustReason::WrongPurpose => "RFC 5280 §4.2.1.12",
        TrustReason::KeyUsage => "RFC 5280 §4.2.1.3",
        TrustReason::CaAsLeaf | TrustReason::NotACa | TrustReason::PathLength => "RFC 5280 §4.2.1.9",
        TrustReason::NameConstraints => "RFC 5280 §4.2.1.10",
        TrustReason::WeakKey | TrustReason::UnsupportedAlgorithm => "RFC 9846 §4.5.1.2",
        TrustReason::BrokenHash => "RFC 9846 §4.5.1.3",
        TrustReason::UnsupportedCertificate => "RFC 5280 §4.2",
        TrustReason::BadSignature => "RFC 5280 §6.1.3",
        _ => "RFC 5280 §6.1",
    }
}
