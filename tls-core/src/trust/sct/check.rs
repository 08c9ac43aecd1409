//! Which timestamps of a certificate are worth something.

use super::log::{Entry, sha256};
use super::tbs::Split;
use super::{LogList, LogState, Sct, SctV1, embedded, wire};
use crate::codec::{Opaque, Wire as _, Writer};
use crate::crypto::CryptoProvider;
use crate::pki_types::{CertificateDer, UnixTime};
use crate::switches::{Check, enforced};
use crate::trust::parts::PublicKey;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// What a timestamp is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SctVerdict {
    /// A log of the list signed it for this certificate.
    Verified {
        /// The log's name.
        log: String,
    },
    /// The list has no such log.
    UnknownLog,
    /// The log did not sign it, or for another certificate or issuer.
    BadSignature,
    /// It is from the future.
    Future,
    /// The log takes no certificates that end when this one does.
    WrongInterval,
    /// The log was retired before.
    Retired,
    /// It, or the whole list, cannot be read.
    Malformed,
    /// It is of a version that is not known.
    UnsupportedVersion,
}

impl fmt::Display for SctVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Verified { log } => return write!(f, "verified: {log}"),
            Self::UnknownLog => "unknown log",
            Self::BadSignature => "bad signature",
            Self::Future => "from the future",
            Self::WrongInterval => "the log takes no certificates that end then",
            Self::Retired => "later than the log's retirement",
            Self::Malformed => "malformed",
            Self::UnsupportedVersion => "unknown version",
        })
    }
}

/// What is asked of a certificate's timestamps.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a policy that anybody may put together")]
pub struct SctPolicy {
    /// The logs that count.
    pub logs: Arc<LogList>,
    /// How many different ones of them must have signed a timestamp.
    pub at_least: usize,
}

/// Too few logs saw the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SctFailure {
    /// How many different logs are asked for.
    pub wanted: usize,
    /// How many there are.
    pub verified: usize,
    /// What every timestamp is worth, in their order.
    pub verdicts: Vec<SctVerdict>,
}

impl fmt::Display for SctFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of the logs in the list vouch for the certificate, {} are asked for",
            self.verified, self.wanted
        )?;
        for (index, verdict) in self.verdicts.iter().enumerate() {
            let separator = if index == 0 { " (timestamps: " } else { ", " };
            // The names of the logs are long, and those that count are not what is wrong.
            match verdict {
                SctVerdict::Verified { .. } => write!(f, "{separator}verified")?,
                other => write!(f, "{separator}{other}")?,
            }
        }
        f.write_str(if self.verdicts.is_empty() { "" } else { ")" })?;
        f.write_str("; have it issued by a CA that logs its certificates, or bring the log list up to date")
    }
}

impl core::error::Error for SctFailure {}

/// What the timestamps embedded in `leaf` are worth, in their order, if enough different logs vouch for it.
///
/// `issuer_spki` is the `SubjectPublicKeyInfo` of who issued it, with its outer SEQUENCE. A list that cannot be read
/// counts as one timestamp that is [`Malformed`](SctVerdict::Malformed).
///
/// # Errors
///
/// If fewer logs vouch for it than the policy asks for.
pub fn check(
    leaf: &CertificateDer<'_>,
    issuer_spki: &[u8],
    now: UnixTime,
    policy: &SctPolicy,
    provider: &CryptoProvider,
) -> Result<Vec<SctVerdict>, SctFailure> {
    let (mut verdicts, mut logs) = (Vec::new(), Vec::new());
    match embedded(leaf).ok().zip(Context::new(leaf, issuer_spki, now, provider)) {
        Some((list, context)) => {
            for sct in &list {
                let (verdict, entry) = context.judge(sct, &policy.logs);
                // One log is one witness, however often it signs.
                if let Some(entry) = entry.filter(|one| !enforced(Check::SctDistinct) || !logs.contains(&one.id)) {
                    logs.push(entry.id);
                }
                verdicts.push(verdict);
            }
        }
        None => verdicts.push(SctVerdict::Malformed),
    }
    if enforced(Check::SctCount) && logs.len() < policy.at_least {
        return Err(SctFailure { wanted: policy.at_least, verified: logs.len(), verdicts });
    }
    Ok(verdicts)
}

/// What the timestamps of one certificate have in common.
struct Context<'p> {
    issuer_key_hash: [u8; 32],
    tbs_certificate: Vec<u8>,
    not_after: u64,
    now: UnixTime,
    provider: &'p CryptoProvider,
}

impl<'p> Context<'p> {
    fn new(leaf: &CertificateDer<'_>, issuer_spki: &[u8], now: UnixTime, provider: &'p CryptoProvider) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(leaf).ok()?;
        Some(Self {
            issuer_key_hash: sha256(issuer_spki, provider)?,
            tbs_certificate: Split::read(leaf).ok()?.without_list(),
            not_after: u64::try_from(parsed.validity().not_after.timestamp()).unwrap_or(0),
            now,
            provider,
        })
    }

    /// What a timestamp is worth, and the log that vouches, if one does.
    fn judge<'l>(&self, sct: &Sct, logs: &'l LogList) -> (SctVerdict, Option<&'l Entry>) {
        let sct = match sct {
            Sct::V1(sct) => sct,
            Sct::Other { .. } => return (SctVerdict::UnsupportedVersion, None),
            Sct::Malformed(_) => return (SctVerdict::Malformed, None),
        };
        let Some(entry) = logs.entries().find(|entry| !enforced(Check::SctLog) || entry.id == sct.log_id) else {
            return (SctVerdict::UnknownLog, None);
        };
        match self.fault(sct, entry) {
            Some(fault) => (fault, None),
            None => (SctVerdict::Verified { log: entry.log.name.clone() }, Some(entry)),
        }
    }

    fn fault(&self, sct: &SctV1, entry: &Entry) -> Option<SctVerdict> {
        // A log has one key, and a key one algorithm (RFC 6962 §2.1.4).
        if enforced(Check::SctAlgorithm) && sct.algorithm != entry.scheme {
            return Some(SctVerdict::BadSignature);
        }
        // Clients are to compute what was signed and to verify it with the key of the log (RFC 6962 §5.2).
        if enforced(Check::SctSignature) && !self.is_signed(sct, entry) {
            return Some(SctVerdict::BadSignature);
        }
        // "TLS clients MUST reject SCTs whose timestamp is in the future" (RFC 6962 §5.2). The clock knows seconds: the
        // current one is not over.
        if enforced(Check::SctFuture) && sct.timestamp / 1000 > self.now.as_secs() {
            return Some(SctVerdict::Future);
        }
        let retired = match entry.log.state {
            LogState::Usable => false,
            LogState::Retired { since } => sct.timestamp / 1000 >= since.as_secs(),
        };
        if enforced(Check::SctRetired) && retired {
            return Some(SctVerdict::Retired);
        }
        let interval = entry.log.interval.as_ref();
        let takes = interval.is_none_or(|range| (range.start.as_secs()..range.end.as_secs()).contains(&self.not_after));
        (enforced(Check::SctInterval) && !takes).then_some(SctVerdict::WrongInterval)
    }

    fn is_signed(&self, sct: &SctV1, entry: &Entry) -> bool {
        let Some(key) = PublicKey::read(&entry.log.key) else { return false };
        let Some(message) = self.message(sct) else { return false };
        let algorithms = self.provider.verification(entry.scheme).map(|one| one.algorithms).unwrap_or_default();
        let algorithm = algorithms.iter().find(|one| one.public_key_alg_id().as_ref() == key.algorithm);
        algorithm.is_some_and(|one| one.verify_signature(key.key, &message, &sct.signature).is_ok())
    }

    /// What the log signed; `None` if the certificate is too long for it.
    fn message(&self, sct: &SctV1) -> Option<Vec<u8>> {
        let signed = wire::SignedTimestamp {
            sct_version: wire::V1,
            signature_type: wire::CERTIFICATE_TIMESTAMP,
            timestamp: sct.timestamp,
            entry_type: wire::PRECERT_ENTRY,
            signed_entry: wire::PreCert {
                issuer_key_hash: self.issuer_key_hash,
                tbs_certificate: Opaque(&self.tbs_certificate),
            },
            extensions: Opaque(&sct.extensions),
        };
        let mut message = Vec::new();
        let mut writer = Writer::new(&mut message);
        signed.encode(&mut writer);
        (!writer.overflowed()).then_some(message)
    }
}
