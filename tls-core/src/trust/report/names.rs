//! Faults about names and extensions.

use super::edge::Walk;
use super::fault::Fault;
use super::search::{Candidate, judge};
use crate::pki_types::CertificateDer;
use crate::trust::check::{PeerCheck, Purpose};
use crate::trust::describe::{address, dn_text};
use crate::trust::explain::{NAMES_SHOWN, names_differ};
use crate::trust::words::printable;
use crate::trust::{Description, TrustReason as Reason, TrustStore, budget, subject_text};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use webpki::EndEntityCert;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, GeneralSubtree};
use x509_parser::prelude::FromDer;

/// Whether the leaf is for the server's name.
pub(super) fn leaf(check: &PeerCheck<'_>, certificate: &CertificateDer<'_>) -> Option<Fault> {
    let Purpose::Server(name) = check.purpose else { return None };
    EndEntityCert::try_from(certificate).ok()?.verify_is_valid_for_subject_name(name).err()?;
    let (text, fix) = names_differ(check);
    Some(Fault::new(Reason::WrongName, format!("{} {text}", subject_text(certificate)), fix))
}

/// Whether the issuer of the certificate at `index` may certify the names below it: the verifier is asked again, with
/// the issuer as the anchor, whether that is what it refuses.
pub(super) fn constraints(walk: &Walk<'_, '_>, index: usize, description: &Description) -> Option<Fault> {
    let below = walk.candidate.certificates.get(..=index)?;
    let mut store = TrustStore::new();
    let issuer = match walk.chain.get(index + 1) {
        Some(issuer) => {
            store.add_certificate(issuer).ok()?;
            Some(*issuer)
        }
        None => {
            store.add_anchor(walk.store.anchors.get(walk.candidate.anchor?)?.clone());
            walk.store.certificate(walk.candidate.anchor?)
        }
    };
    store.anchors.first()?.name_constraints.as_ref()?;
    let (leaf, others) = walk.check.chain.split_first()?;
    if !budget::affordable(leaf, others) {
        return None;
    }
    let prefix = Candidate { certificates: below.to_vec(), anchor: Some(0), mismatches: 0 };
    let failure = judge(&store, walk.check, walk.terms, &prefix).err()?;
    if *failure.reason() != Reason::NameConstraints {
        return None;
    }
    let (subject, subtrees) = issuer.map_or_else(
        || (description.issuer.clone(), String::from("do not permit the names")),
        |issuer| (subject_text(issuer), subtrees(issuer)),
    );
    let leaf = walk.chain.first().and_then(|leaf| crate::trust::describe(leaf).ok());
    let names = leaf.map(|leaf| list(&leaf.names)).filter(|names| !names.is_empty());
    let names = names.unwrap_or_else(|| description.subject.clone());
    let text = format!("nameConstraints of {subject} {subtrees}; the certificate has {names}");
    Some(Fault::new(Reason::NameConstraints, text, "let another CA issue the certificate"))
}

/// What nameConstraints say, in words.
fn subtrees(issuer: &CertificateDer<'_>) -> String {
    let parsed = X509Certificate::from_der(issuer).ok();
    let constraints = parsed.as_ref().and_then(|(_, parsed)| parsed.name_constraints().ok().flatten());
    let Some(constraints) = constraints else { return "do not permit the names".into() };
    let words = |subtrees: &Option<Vec<GeneralSubtree<'_>>>| {
        list(&subtrees.iter().flatten().map(|subtree| general_name(&subtree.base)).collect::<Vec<_>>())
    };
    let (permitted, excluded) =
        (words(&constraints.value.permitted_subtrees), words(&constraints.value.excluded_subtrees));
    match (permitted.is_empty(), excluded.is_empty()) {
        (false, true) => format!("permit {permitted}"),
        (true, _) => format!("exclude {excluded}"),
        (false, false) => format!("permit {permitted} and exclude {excluded}"),
    }
}

fn general_name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(name) | GeneralName::RFC822Name(name) | GeneralName::URI(name) => printable(name, 64),
        GeneralName::DirectoryName(name) => dn_text(name.as_raw()),
        GeneralName::IPAddress(bytes) => {
            let (base, mask) = bytes.split_at(bytes.len() / 2);
            let prefix: u32 = mask.iter().map(|byte| byte.leading_ones()).sum();
            address(base).map_or_else(|| "a damaged address".into(), |base| format!("{base}/{prefix}"))
        }
        _ => "another kind of name".into(),
    }
}

/// Critical extensions that the verifier does not know.
pub(super) fn unknown_critical(certificate: &CertificateDer<'_>) -> String {
    const KNOWN: [&str; 6] = ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.31", "2.5.29.37"];
    let Ok((_, parsed)) = X509Certificate::from_der(certificate) else { return String::new() };
    let critical = parsed.extensions().iter().filter(|extension| extension.critical);
    let identifiers = critical.map(|extension| extension.oid.to_string());
    list(&identifiers.filter(|identifier| !KNOWN.contains(&identifier.as_str())).collect::<Vec<_>>())
}

/// The first few, with commas.
pub(super) fn list(words: &[String]) -> String {
    let mut list = words.iter().take(NAMES_SHOWN).map(|word| printable(word, 64)).collect::<Vec<_>>().join(", ");
    if let more @ 1.. = words.len().saturating_sub(NAMES_SHOWN) {
        list.push_str(&format!(" and {more} more"));
    }
    list
}
