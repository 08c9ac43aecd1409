//! What `webpki` refused, in words that say what to do. These words may look at the whole chain; the decision is taken.

use super::check::{KeyUse, Ocsp, PeerCheck, Purpose};
use super::describe::{Description, address, describe, issuer_text, subject_text};
use super::keys::authority_key;
use super::parts::{Parts, PublicKey};
use super::verify::ChainRules;
use super::words::{date, printable, span};
use super::{TrustFailure, TrustReason as Reason, TrustStore, der};
use crate::pki_types::{CertificateDer, IpAddr, ServerName, UnixTime};
use alloc::format;
use alloc::string::{String, ToString};
use webpki::{EndEntityCert, Error};

/// Names of a certificate that are shown, and characters of each.
pub(super) const NAMES_SHOWN: usize = 8;
const NAME_SHOWN: usize = 64;

/// The refusal that an error of `webpki` stands for.
pub(super) fn refusal(store: &TrustStore, check: &PeerCheck<'_>, error: &Error) -> TrustFailure {
    let (reason, text) = match error {
        Error::CertExpired { time, not_after } => (Reason::Expired, expired(check, *time, *not_after)),
        Error::CertNotValidYet { time, not_before } => (Reason::NotYetValid, not_yet_valid(check, *time, *not_before)),
        Error::InvalidCertValidity => {
            (Reason::Malformed, "a certificate's validity ends before it begins; replace the certificate".into())
        }
        Error::CertNotValidForName(_) | Error::UnsupportedNameType => (Reason::WrongName, wrong_name(check)),
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => (Reason::WrongPurpose, wrong_purpose(check)),
        Error::CaUsedAsEndEntity => (Reason::CaAsLeaf, ca_as_leaf(check)),
        Error::EndEntityUsedAsCa => (Reason::NotACa, not_a_ca(check)),
        Error::PathLenConstraintViolated => (
            Reason::PathLength,
            "a CA in the path allows fewer CAs below it (pathLenConstraint); let another CA issue the certificate"
                .into(),
        ),
        Error::NameConstraintViolation => (
            Reason::NameConstraints,
            "a CA in the path may not certify a name in the certificate (nameConstraints); let another CA issue it"
                .into(),
        ),
        Error::UnknownIssuer => (Reason::UnknownIssuer, unknown_issuer(store, check)),
        Error::InvalidSignatureForPublicKey => bad_signature(store, check),
        Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => other_kind_of_key(store, check),
        Error::UnsupportedSignatureAlgorithmContext(context) => (
            if broken_hash(&context.signature_algorithm_id) {
                Reason::BrokenHash
            } else {
                Reason::UnsupportedAlgorithm
            },
            "a certificate is signed with an algorithm that is not accepted here (SHA-1 is not); have it issued with \
             ECDSA or RSA and SHA-256"
                .into(),
        ),
        Error::UnsupportedCertVersion => (
            Reason::UnsupportedCertificate,
            "a certificate is not of version 3; have it issued as an X.509 v3 one".into(),
        ),
        Error::UnsupportedCriticalExtension => (
            Reason::UnsupportedCertificate,
            "a certificate has a critical extension that is not understood here; have it issued without that".into(),
        ),
        Error::MaximumPathDepthExceeded
        | Error::MaximumPathBuildCallsExceeded
        | Error::MaximumSignatureChecksExceeded
        | Error::MaximumNameConstraintComparisonsExceeded => (
            Reason::TooComplex,
            "checking the certificates would take too long; send only the chain that is needed".into(),
        ),
        Error::TrailingData(_) if too_large(check) => (Reason::Malformed, TOO_LARGE.into()),
        other => (Reason::Malformed, damaged(other)),
    };
    TrustFailure::new(reason, text)
}

const TOO_LARGE: &str =
    "a certificate has more than 65,535 bytes, which is more than is read; have a smaller one issued";

/// Whether some certificate is longer than the DER that is read.
fn too_large(check: &PeerCheck<'_>) -> bool {
    check.chain.iter().any(|certificate| certificate.len() > usize::from(u16::MAX))
}

fn damaged(error: &Error) -> String {
    let error = printable(&format!("{error:?}"), 80);
    format!("a certificate is damaged or breaks a rule of X.509 ({error}); replace it")
}

/// Why a certificate is not one that can be worked with, wherever in a path it stands.
pub(super) fn unreadable(certificate: &CertificateDer<'_>) -> Option<TrustFailure> {
    let error = EndEntityCert::try_from(certificate).err()?;
    let (chain, now) = (core::slice::from_ref(certificate), UnixTime::since_unix_epoch(core::time::Duration::ZERO));
    let check = PeerCheck { chain, purpose: Purpose::AnyServer, key_use: KeyUse::Sign, now, ocsp: Ocsp::NotRequested };
    Some(refusal(&TrustStore::new(), &check, &error))
}

/// Whether the content of an `AlgorithmIdentifier` begins with one of the algorithms that use MD5 or SHA-1:
/// md5WithRSAEncryption, sha1WithRSAEncryption (RFC 3279 §2.2.1), ecdsa-with-SHA1 (§2.2.3).
pub(super) fn broken_hash(algorithm: &[u8]) -> bool {
    const BROKEN: [&[u8]; 3] = [
        &[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 4],
        &[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 5],
        &[6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1],
    ];
    BROKEN.iter().any(|identifier| algorithm.starts_with(identifier))
}

/// The certificate in the chain for which `holds`, in words.
fn which(check: &PeerCheck<'_>, holds: impl Fn(&Description) -> bool) -> String {
    let at =
        check.chain.iter().position(|certificate| describe(certificate).is_ok_and(|description| holds(&description)));
    match at.and_then(|at| check.chain.get(at).map(|certificate| (at, certificate))) {
        Some((0, _)) => "the certificate".into(),
        Some((_, certificate)) => format!("the intermediate certificate {}", subject_text(certificate)),
        None => "a certificate of the chain".into(),
    }
}

pub(super) fn day(time: UnixTime) -> String {
    i64::try_from(time.as_secs())
        .map_or_else(|_| String::from("a time beyond all calendars"), |seconds| date(seconds, ' '))
}

fn expired(check: &PeerCheck<'_>, now: UnixTime, not_after: UnixTime) -> String {
    format!(
        "{} expired {} ago (on {}); renew it",
        which(check, |description| description.not_after == not_after),
        span(now.as_secs().saturating_sub(not_after.as_secs())),
        day(not_after)
    )
}

fn not_yet_valid(check: &PeerCheck<'_>, now: UnixTime, not_before: UnixTime) -> String {
    format!(
        "{} is valid only in {} (from {}), by a clock that says {}; check the clock, or wait",
        which(check, |description| description.not_before == not_before),
        span(not_before.as_secs().saturating_sub(now.as_secs())),
        day(not_before),
        day(now)
    )
}

fn server_name(name: &ServerName<'_>) -> String {
    let address = match name {
        ServerName::DnsName(name) => return printable(name.as_ref(), NAME_SHOWN),
        ServerName::IpAddress(IpAddr::V4(bytes)) => address(bytes.as_ref()),
        ServerName::IpAddress(IpAddr::V6(bytes)) => address(bytes.as_ref()),
        _ => None,
    };
    address.map_or_else(|| String::from("another kind of name"), |address| address.to_string())
}

fn wrong_name(check: &PeerCheck<'_>) -> String {
    let (what, advice) = names_differ(check);
    format!("the certificate {what}: {advice}")
}

/// What is wrong with the certificate's names, and what to do.
pub(super) fn names_differ(check: &PeerCheck<'_>) -> (String, String) {
    let other = |asked: &str| (format!("is not for {asked}"), String::from("replace it"));
    let Purpose::Server(asked) = check.purpose else { return other("this name") };
    let asked = server_name(asked);
    let Some(description) = check.chain.first().and_then(|leaf| describe(leaf).ok()) else {
        return other(&asked);
    };
    if description.names.is_empty() {
        let has = match &description.common_name {
            Some(name) if name.eq_ignore_ascii_case(&asked) => {
                format!("has CN={}, which would match, but no", printable(name, NAME_SHOWN))
            }
            Some(name) => format!("has CN={} but no", printable(name, NAME_SHOWN)),
            None => "has no".into(),
        };
        let what = format!("{has} name in subjectAltName; names are read from subjectAltName only (RFC 9525 §6.3)");
        return (what, format!("have it issued with {asked} there"));
    }
    let shown = description.names.iter().take(NAMES_SHOWN).map(|name| printable(name, NAME_SHOWN));
    let mut names = String::new();
    for name in shown {
        names.push_str(if names.is_empty() { "" } else { ", " });
        names.push_str(&name);
    }
    if let more @ 1.. = description.names.len().saturating_sub(NAMES_SHOWN) {
        names.push_str(&format!(" and {more} more"));
    }
    let common_name = description.common_name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(&asked));
    let hint = match check.purpose {
        _ if common_name => " (its CN would match, but names are read from subjectAltName only, RFC 9525 §6.3)",
        Purpose::Server(ServerName::IpAddress(_)) => " (an address must be there as an iPAddress)",
        _ if names.contains('*') => " (* stands for exactly one label)",
        _ => "",
    };
    let what = format!("is valid for {names}; you asked for {asked}{hint}");
    (what, "ask for one of those, or replace it".into())
}

fn wrong_purpose(check: &PeerCheck<'_>) -> String {
    let wanted = match check.purpose {
        Purpose::Server(_) | Purpose::AnyServer => "serverAuth",
        Purpose::Client => "clientAuth",
    };
    let lacks = |description: &Description| {
        let has = &description.extended_key_usage;
        !has.is_empty() && !has.iter().any(|purpose| purpose == wanted)
    };
    let mut has = String::new();
    if let Some(description) = check.chain.iter().filter_map(|certificate| describe(certificate).ok()).find(lacks) {
        for purpose in description.extended_key_usage.iter().take(NAMES_SHOWN) {
            has.push_str(if has.is_empty() { " is for " } else { ", " });
            has.push_str(&printable(purpose, NAME_SHOWN));
        }
    }
    let which = which(check, lacks);
    format!("{which}{has} and not for {wanted} (ExtendedKeyUsage); have it issued with {wanted}")
}

fn ca_as_leaf(check: &PeerCheck<'_>) -> String {
    let subject = check.chain.first().map(subject_text).unwrap_or_default();
    format!(
        "the first certificate ({subject}) is that of a CA; send a leaf certificate first, issued by that CA and \
         without CA:TRUE"
    )
}

fn not_a_ca(check: &PeerCheck<'_>) -> String {
    let not_a_ca = |certificate: &&CertificateDer<'_>| {
        describe(certificate).is_ok_and(|description| {
            let signs = description.key_usage.is_none_or(|usage| usage.contains(&"keyCertSign"));
            !description.is_ca || !signs
        })
    };
    let which = check.chain.iter().skip(1).find(not_a_ca).map_or_else(|| String::from("a certificate"), subject_text);
    format!("{which} signed a certificate but may not (basicConstraints or KeyUsage); let a CA issue the certificate")
}

/// The last certificate that can be reached from the leaf by going from issuer to issuer.
fn end_of_path<'a>(check: &PeerCheck<'a>) -> Option<(&'a CertificateDer<'a>, Parts<'a>)> {
    let mut end = check.chain.first()?;
    let mut parts = Parts::read(end)?;
    // Each step takes another certificate, so that a circle ends.
    for _ in check.chain {
        let next = check.chain.iter().skip(1).find_map(|certificate| {
            let next = Parts::read(certificate)?;
            (next.subject == parts.issuer && next.subject != next.issuer).then_some((certificate, next))
        });
        match next {
            Some((certificate, next)) if next.public_key != parts.public_key => (end, parts) = (certificate, next),
            _ => break,
        }
    }
    Some((end, parts))
}

/// An anchor with the name of the issuer at the end of the path.
fn anchor_of_that_name<'s>(store: &'s TrustStore, parts: &Parts<'_>) -> Option<&'s [u8]> {
    let issuer = der::Der::only(parts.issuer, der::tag::SEQUENCE)?;
    let anchor = store.anchors.iter().find(|anchor| anchor.subject.as_ref() == issuer)?;
    Some(anchor.subject_public_key_info.as_ref())
}

fn unknown_issuer(store: &TrustStore, check: &PeerCheck<'_>) -> String {
    let Some((end, parts)) = end_of_path(check) else { return "the issuer of the certificate is not known".into() };
    if store.is_empty() {
        return "there are no trust anchors to check the certificate with; add one".into();
    }
    let (subject, issuer) = (subject_text(end), issuer_text(end));
    let peer = match check.purpose {
        Purpose::Server(_) | Purpose::AnyServer => "server",
        Purpose::Client => "client",
    };
    if parts.subject == parts.issuer {
        return format!("{subject} is self-signed and not a trust anchor here; add it as one if you trust this {peer}");
    }
    if check.chain.len() == 1 {
        return format!(
            "issuer {issuer} is missing: the {peer} sent only its leaf, and no trust anchor has that name; make the \
             {peer} send its intermediate certificates, or add the issuer as a trust anchor"
        );
    }
    format!(
        "no path leads to a trust anchor: {subject} was issued by {issuer}, which was neither sent nor is a trust \
         anchor; add the root certificate as a trust anchor, or make the {peer} send what is missing"
    )
}

/// A CA in the chain that signed another certificate of it with a key that is too small for any signature to verify.
fn weak_issuer(check: &PeerCheck<'_>) -> Option<TrustFailure> {
    let parts = || check.chain.iter().filter_map(|certificate| Parts::read(certificate));
    check.chain.iter().skip(1).find_map(|certificate| {
        let subject = Parts::read(certificate)?.subject;
        parts().find(|parts| parts.issuer == subject)?;
        authority_key(certificate, ChainRules::DEFAULT.minimum_rsa_bits).err()
    })
}

fn bad_signature(store: &TrustStore, check: &PeerCheck<'_>) -> (Reason, String) {
    if let Some(failure) = weak_issuer(check) {
        return (*failure.reason(), failure.to_string());
    }
    let text = match end_of_path(check) {
        Some((end, parts)) if anchor_of_that_name(store, &parts).is_some() => format!(
            "a signature does not verify: {} names {} as its issuer, and an anchor has that name but another key, \
             unless a certificate was changed on the way; get the current certificate of that CA",
            subject_text(end),
            issuer_text(end)
        ),
        _ => "a certificate's signature does not verify; replace the certificate".into(),
    };
    (Reason::BadSignature, text)
}

/// The signature's algorithm and the issuer's key are of different kinds.
fn other_kind_of_key(store: &TrustStore, check: &PeerCheck<'_>) -> (Reason, String) {
    let Some((end, parts)) = end_of_path(check) else {
        return (
            Reason::UnsupportedAlgorithm,
            "a certificate's signature is of an unsupported kind; replace it".into(),
        );
    };
    let anchor_key = anchor_of_that_name(store, &parts).map(der::sequence);
    match anchor_key.as_deref().and_then(PublicKey::read).map(|key| key.words()) {
        Some(key) => (
            Reason::UnknownIssuer,
            format!(
                "{} names {} as its issuer; an anchor has that name but another key ({key}), of a kind that cannot \
                 have made this signature; get the current certificate of that CA",
                subject_text(end),
                issuer_text(end)
            ),
        ),
        None => (
            Reason::UnsupportedAlgorithm,
            format!("the signature on {} does not fit its issuer's key; have it issued again", subject_text(end)),
        ),
    }
}
