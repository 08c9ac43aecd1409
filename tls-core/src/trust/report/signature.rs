//! Faults about signatures.

use super::edge::Walk;
use super::facts::short_id;
use super::fault::Fault;
use crate::pki_types::CertificateDer;
use crate::trust::describe::issuer_text;
use crate::trust::explain::broken_hash;
use crate::trust::parts::{Parts, PublicKey};
use crate::trust::{TrustReason as Reason, der, describe, subject_text};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// Whether the signature on the certificate at `index` is its issuer's, by the provider's algorithms.
pub(super) fn fault(walk: &Walk<'_, '_>, index: usize, certificate: &CertificateDer<'_>) -> Option<Fault> {
    let issuer = walk.chain.get(index + 1);
    let spki = match issuer {
        Some(issuer) => Cow::Borrowed(Parts::read(issuer)?.public_key),
        None => Cow::Owned(der::sequence(&walk.store.anchors.get(walk.candidate.anchor?)?.subject_public_key_info)),
    };
    let key = PublicKey::read(&spki)?;
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    let parts = Parts::read(certificate)?;
    let mut known = walk.terms.algorithms.iter().filter(|one| one.signature_alg_id().as_ref() == parts.signature);
    if known.clone().next().is_none() {
        return Some(unknown_algorithm(certificate, &parsed, broken_hash(parts.signature)));
    }
    let Some(algorithm) = known.find(|one| one.public_key_alg_id().as_ref() == key.algorithm) else {
        let reason = if issuer.is_some() { Reason::UnsupportedAlgorithm } else { Reason::UnknownIssuer };
        return Some(other_key(walk, index, certificate, reason));
    };
    let (message, signature) = (parsed.tbs_certificate.as_ref(), parsed.signature_value.as_ref());
    algorithm.verify_signature(key.key, message, signature).err()?;
    Some(other_key(walk, index, certificate, Reason::BadSignature))
}

fn unknown_algorithm(certificate: &CertificateDer<'_>, parsed: &X509Certificate<'_>, broken: bool) -> Fault {
    let identifier = parsed.signature_algorithm.algorithm.to_id_string();
    let name = match identifier.as_str() {
        "1.2.840.113549.1.1.4" => "RSA with MD5",
        "1.2.840.113549.1.1.5" => "RSA with SHA-1",
        "1.2.840.10045.4.1" => "ECDSA with SHA-1",
        other => other,
    };
    let reason = if broken { Reason::BrokenHash } else { Reason::UnsupportedAlgorithm };
    let text = format!("{} is signed with {name}, which is not accepted here", subject_text(certificate));
    Fault::new(reason, text, "have it issued with ECDSA or RSA and SHA-256")
}

/// The issuer's key did not make the signature.
fn other_key(walk: &Walk<'_, '_>, index: usize, certificate: &CertificateDer<'_>, reason: Reason) -> Fault {
    let subject = subject_text(certificate);
    let wanted = describe(certificate).ok().and_then(|description| description.authority_key_id);
    let (issuer, key, found) = match (walk.chain.get(index + 1), walk.candidate.anchor) {
        (Some(issuer), _) => {
            let description = describe(issuer).ok();
            let key = description.as_ref().map(|description| description.key.clone()).unwrap_or_default();
            (subject_text(issuer), key, description.and_then(|description| description.subject_key_id))
        }
        (None, Some(anchor)) => {
            let id = walk.store.certificate(anchor).and_then(|anchor| describe(anchor).ok()?.subject_key_id);
            (issuer_text(certificate), walk.store.anchor_key(anchor), id)
        }
        (None, None) => (String::new(), String::new(), None),
    };
    let anchor = walk.chain.len() == index + 1;
    let get = "get the current certificate of that CA";
    let text = match (&wanted, &found) {
        (Some(wanted), Some(found)) if wanted != found => {
            let who = if anchor { format!("an anchor is named {issuer}") } else { format!("{issuer} was sent") };
            let (wanted, found) = (short_id(wanted), short_id(found));
            format!("{who} but has another key ({key}): {subject} wants key id {wanted}, found {found}")
        }
        (Some(_), Some(_)) => {
            let text = format!(
                "the signature on {subject} does not verify with the key of {issuer} ({key}), though the key ids agree: a \
                 certificate was changed"
            );
            return Fault::new(reason, text, "get the certificate again from its source");
        }
        _ if anchor => format!(
            "the signature on {subject} does not verify with the key of {issuer} ({key}): an anchor has that name but \
             another key, or a certificate was changed"
        ),
        _ => format!("the signature on {subject} does not verify with the key of {issuer} ({key})"),
    };
    Fault::new(reason, text, get)
}
