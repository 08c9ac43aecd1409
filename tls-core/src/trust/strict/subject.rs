//! One certificate that is judged.

use super::read::Certificate;
use super::rules::{Reach, Realm, StrictRule};
use super::{authority, constraints, extensions, fields, identifiers, key, leaf, names, policies};
use crate::pki_types::CertificateDer;
use crate::trust::describe::subject_text;
use alloc::format;
use alloc::string::String;

/// Where in the path it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Leaf,
    Intermediate,
    Anchor,
}

/// A certificate and where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) der: &'a CertificateDer<'a>,
    pub(super) place: Place,
    /// Whether the path is a server's.
    pub(super) web: bool,
    /// Whether it is a leaf that is its own anchor.
    pub(super) self_signed: bool,
}

/// A rule and how it is broken.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) rule: StrictRule,
    pub(super) text: String,
}

impl Subject<'_> {
    pub(super) fn judge(&self, issuer: Option<&Certificate<'_>>) -> Result<(), Fault> {
        let Some(certificate) = Certificate::read(self.der) else {
            return self.hold(StrictRule::Encoding, false, || "its fields are not those of a certificate".into());
        };
        fields::judge(self, &certificate)?;
        key::judge(self, &certificate)?;
        extensions::judge(self, &certificate)?;
        identifiers::judge(self, &certificate, issuer)?;
        policies::judge(self, &certificate)?;
        constraints::judge(self, &certificate)?;
        match self.place {
            Place::Leaf => {
                leaf::judge(self, &certificate)?;
                names::judge(self, &certificate)
            }
            Place::Intermediate | Place::Anchor => authority::judge(self, &certificate),
        }
    }

    /// Fails if the rule holds for this certificate and `kept` is false. `what` says what is wrong.
    pub(super) fn hold(&self, rule: StrictRule, kept: bool, what: impl FnOnce() -> String) -> Result<(), Fault> {
        let elsewhere =
            rule.realm() == Realm::Web && !self.web || rule.reach() == Reach::Below && self.place == Place::Anchor;
        if kept || elsewhere {
            return Ok(());
        }
        let (which, advice) = match self.place {
            Place::Leaf => ("the peer's certificate", "have it issued anew without that fault"),
            Place::Intermediate => ("the intermediate certificate", "have the leaf issued by another CA"),
            Place::Anchor => ("the anchor's certificate", "trust another root"),
        };
        let text = format!(
            "{which} `{}` breaks a rule of the strict profile ({}, {}): {}; {advice}, or use the default profile",
            subject_text(self.der),
            rule.name(),
            rule.section(),
            what(),
        );
        Err(Fault { rule, text })
    }

    /// What can be read, or a fault: the extension `name` is damaged.
    pub(super) fn readable<T>(&self, value: Option<T>, name: &str) -> Result<T, Fault> {
        value.ok_or(()).or_else(|()| {
            self.hold(StrictRule::Encoding, false, || format!("its {name} is damaged"))?;
            // `hold` fails for this rule wherever it is asked.
            Err(Fault { rule: StrictRule::Encoding, text: format!("{name} is damaged; replace the certificate") })
        })
    }

    pub(super) fn is_authority(&self) -> bool {
        self.place != Place::Leaf
    }
}
