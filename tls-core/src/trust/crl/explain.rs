//! What lists have to do with a refusal, in words that say what to do.

use super::{Coverage, CrlStore, ExpiredCrl, List, Revocation};
use crate::pki_types::{CertificateDer, UnixTime};
use crate::trust::check::PeerCheck;
use crate::trust::describe::{hex, issuer_text};
use crate::trust::explain::day;
use crate::trust::parts::Parts;
use crate::trust::report::Fault;
use crate::trust::{Anchor, TrustFailure, TrustReason as Reason, subject_text};
use alloc::format;
use alloc::string::String;
use core::time::Duration;
use webpki::Error;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

/// The refusal that an error of `webpki` about lists stands for; `None` if it is about something else.
pub(in crate::trust) fn refusal(revocation: &Revocation, check: &PeerCheck<'_>, error: &Error) -> Option<TrustFailure> {
    let reason = match error {
        Error::CertRevoked => Reason::Revoked,
        Error::UnknownRevocationStatus => Reason::RevocationUnknown,
        Error::CrlExpired { .. } => Reason::CrlExpired,
        Error::InvalidCrlSignatureForPublicKey
        | Error::IssuerNotCrlSigner
        | Error::UnsupportedCrlSignatureAlgorithmContext(_)
        | Error::UnsupportedCrlSignatureAlgorithmForPublicKeyContext(_) => Reason::CrlUnusable,
        _ => return None,
    };
    let found = check
        .chain
        .iter()
        .find_map(|certificate| fault(revocation, certificate, check.now, true).filter(|fault| fault.reason == reason));
    let text = match (found, error) {
        (Some(Fault { text, fix, .. }), _) => format!("{text}: {}", fix.unwrap_or_default()),
        (None, Error::IssuerNotCrlSigner) => {
            "a CRL was issued by a CA whose KeyUsage lacks cRLSign, so that it counts \
                                              nothing (RFC 5280 §6.3.3 (f)); get one of a CA that may issue CRLs"
                .into()
        }
        (None, Error::InvalidCrlSignatureForPublicKey) => {
            "the signature of a CRL does not verify with its issuer's key \
                                                           (RFC 5280 §6.3.3 (g)); get it again from its source"
                .into()
        }
        (None, _) if reason == Reason::CrlUnusable => {
            "a CRL is signed with an algorithm that is not accepted here; have it issued with ECDSA or RSA and SHA-256"
                .into()
        }
        (None, _) => "whether a certificate is revoked could not be found out; get the CRL of its issuer".into(),
    };
    Some(TrustFailure::new(reason, text))
}

/// `webpki` does not know what an anchor's certificate says: "If a key usage extension is present in the CRL issuer's
/// certificate, verify that the cRLSign bit is set." (RFC 5280 §6.3.3 (f))
pub(in crate::trust) fn anchor_may_sign(crls: &CrlStore, anchor: &Anchor<'_>) -> Result<(), Error> {
    let usage = anchor.certificate().and_then(|anchor| Parts::read(anchor)?.key_usage().ok()?);
    match usage {
        Some(usage) if !usage.crl_sign() && crls.is_of(anchor.subject_der()) => Err(Error::IssuerNotCrlSigner),
        _ => Ok(()),
    }
}

/// What the lists have against a certificate. `must`: whether one must speak for it.
pub(in crate::trust) fn fault(
    revocation: &Revocation,
    certificate: &CertificateDer<'_>,
    now: UnixTime,
    is_leaf: bool,
) -> Option<Fault> {
    let store = revocation.store();
    let issuer = Parts::read(certificate)?.issuer;
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    let subject = subject_text(certificate);
    let lists = || store.lists.iter().filter(|list| list.issuer == issuer);
    let newest = lists().find(|list| list.about.this_update <= now);
    if let Some(list) = newest
        && let Some((date, why)) = entry(list, parsed.raw_serial())
    {
        let serial = hex(parsed.raw_serial());
        let text = format!(
            "{subject} (serial {serial}) was revoked on {}{why} by the CRL of {} of {}",
            day(date),
            list.about.issuer,
            day(list.about.this_update)
        );
        return Some(Fault::new(Reason::Revoked, text, "do not trust it; its owner needs a new key and certificate"));
    }
    let get = match source(&parsed) {
        Some(url) => format!("get the current CRL from {url}"),
        None => format!("get the current CRL of {}", issuer_text(certificate)),
    };
    match newest {
        Some(list) if revocation.expired == ExpiredCrl::Refuse && list.about.next_update <= now => {
            let next = day(list.about.next_update);
            let text = format!(
                "the CRL of {} has expired: nextUpdate {next}, clock {}; whether {subject} is revoked is not known",
                list.about.issuer,
                day(now)
            );
            Some(Fault::new(Reason::CrlExpired, text, get))
        }
        Some(_) => None,
        None if revocation.coverage == Coverage::WholePath || (is_leaf && revocation.coverage == Coverage::Leaf) => {
            let text = match lists().next() {
                Some(list) => format!(
                    "the CRL of {} is from the future: thisUpdate {}, clock {}; whether {subject} is revoked is not known",
                    list.about.issuer,
                    day(list.about.this_update),
                    day(now)
                ),
                None => format!("no CRL speaks for {subject}: {}", has(&store, &issuer_text(certificate))),
            };
            Some(Fault::new(Reason::RevocationUnknown, text, get))
        }
        None => None,
    }
}

/// Which lists there are instead.
fn has(store: &CrlStore, wanted: &str) -> String {
    let mut text = format!("there is none of {wanted}");
    for (index, list) in store.lists.iter().take(4).enumerate() {
        text.push_str(if index == 0 { ", only of " } else { ", " });
        text.push_str(&list.about.issuer);
    }
    text
}

/// When and why a list revokes a serial number.
fn entry(list: &List, serial: &[u8]) -> Option<(UnixTime, String)> {
    let (_, parsed) = CertificateRevocationList::from_der(&list.der).ok()?;
    let entry = parsed.iter_revoked_certificates().find(|entry| entry.raw_serial() == serial)?;
    let seconds = u64::try_from(entry.revocation_date.timestamp()).unwrap_or(0);
    let why = entry.reason_code().map(|(_, reason)| format!(" ({reason})")).unwrap_or_default();
    Some((UnixTime::since_unix_epoch(Duration::from_secs(seconds)), why))
}

/// Where a certificate says that its CRL is (RFC 5280 §4.2.1.13).
fn source(certificate: &X509Certificate<'_>) -> Option<String> {
    let points = certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::CRLDistributionPoints(points) => Some(points),
        _ => None,
    })?;
    let names = points.iter().filter_map(|point| match &point.distribution_point {
        Some(DistributionPointName::FullName(names)) => Some(names),
        _ => None,
    });
    let url = names.flatten().find_map(|name| match name {
        GeneralName::URI(url) => Some(*url),
        _ => None,
    })?;
    Some(crate::trust::words::printable(url, 128))
}
