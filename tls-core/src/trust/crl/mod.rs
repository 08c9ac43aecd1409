//! Certificate revocation lists (RFC 5280 §5), and what is asked of them.
//!
//! `webpki` decides: who may sign a list, for which certificates it speaks, and which are revoked. It takes the first
//! list that speaks for a certificate and does not look at `thisUpdate`; so the lists are given to it newest first, and
//! those from the future are left out.

mod explain;
mod policy;

pub(super) use explain::{anchor_may_sign, fault, refusal};
pub use policy::{Coverage, Crls, CurrentCrls, ExpiredCrl, Revocation};

use super::describe::issuer_of_crl;
use super::loaded::{Loaded, Skipped, SkippedKind};
use super::parts;
use super::store::Added;
use super::words::printable;
use crate::pem;
use crate::pki_types::UnixTime;
use crate::switches::{Check, enforced};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use webpki::{CertRevocationList, Error, OwnedCertRevocationList};
use x509_parser::oid_registry::{
    OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER, OID_X509_EXT_CRL_NUMBER, OID_X509_EXT_ISSUER_DISTRIBUTION_POINT,
};
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

/// Lists of revoked certificates, several to an issuer if need be: the newest one that speaks for a certificate counts.
#[derive(Debug, Default)]
pub struct CrlStore {
    /// The newest first.
    lists: Vec<List>,
}

#[derive(Debug)]
pub(super) struct List {
    pub(super) webpki: CertRevocationList<'static>,
    pub(super) der: Vec<u8>,
    pub(super) about: CrlDescription,
    /// The `Name` of the issuer in DER, with its outer SEQUENCE.
    issuer: Vec<u8>,
    /// Which key of the issuer signed it, if it says so (RFC 5280 §5.2.1).
    key_id: Option<Vec<u8>>,
    /// For which certificates it speaks, if not for all of its issuer (RFC 5280 §5.2.5): the extension's value.
    scope: Option<Vec<u8>>,
    /// Its number (RFC 5280 §5.2.3), an INTEGER in DER.
    number: Vec<u8>,
    /// What it revokes: contents of INTEGERs.
    serials: BTreeSet<Vec<u8>>,
}

impl List {
    /// Whether the newer of the two takes the other's place.
    fn same_kind(&self, other: &Self) -> bool {
        (&self.issuer, &self.key_id, &self.scope) == (&other.issuer, &other.key_id, &other.scope)
    }

    /// "[...] a monotonically increasing sequence number for a given CRL scope and CRL issuer" (RFC 5280 §5.2.3), which
    /// counts where the times are the same.
    fn age(&self) -> (UnixTime, usize, &[u8]) {
        (self.about.this_update, self.number.len(), &self.number)
    }
}

/// A list for people. All text is fit to print.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CrlDescription {
    /// Who issued it: `CN=Example CA`.
    pub issuer: String,
    /// From when it is (thisUpdate).
    pub this_update: UnixTime,
    /// When the next one is due at the latest (nextUpdate).
    pub next_update: UnixTime,
    /// How many certificates it revokes.
    pub revoked: usize,
}

/// A file without a list that could be taken; the text says why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CrlError(String);

impl fmt::Display for CrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for CrlError {}

impl CrlStore {
    /// No list.
    #[must_use]
    pub const fn new() -> Self {
        Self { lists: Vec::new() }
    }

    /// Adds the `X509 CRL` blocks of a PEM file (RFC 7468 §6), or the one list of a DER file. What cannot be taken is left
    /// out and listed: indirect lists, delta lists, lists of some reasons only, and what is no list.
    ///
    /// # Errors
    ///
    /// If there is no list in it; one that cannot be used is listed.
    pub fn add(&mut self, pem_or_der: &[u8]) -> Result<Loaded, CrlError> {
        let (mut loaded, mut lists) = (Loaded::default(), 0_usize);
        for entry in pem::crls(pem_or_der).map_err(CrlError)? {
            let is_list = entry.content.as_ref().is_ok_and(|der| read(der).is_some());
            lists += usize::from(is_list);
            let added = match entry.content {
                Ok(der) => self.add_der(&der).map_err(|CrlError(why)| why),
                Err(why) => Err(why),
            };
            match added {
                Ok(added) => loaded.count(added),
                Err(reason) => {
                    let line = (entry.line > 0).then_some(entry.line);
                    loaded.skipped.push(Skipped { file: None, line, kind: SkippedKind::Certificate, reason });
                }
            }
        }
        match loaded.skipped.first() {
            Some(skipped) if lists == 0 => Err(CrlError(format!("{skipped}"))),
            _ => Ok(loaded),
        }
    }

    /// Adds one list in DER.
    ///
    /// # Errors
    ///
    /// If it cannot be used.
    pub fn add_der(&mut self, der: &[u8]) -> Result<Added, CrlError> {
        let list = OwnedCertRevocationList::from_der(der).map_err(|error| CrlError(unusable(&error)))?;
        let Some(parsed) = read(der) else { return Err(CrlError(unusable(&Error::BadDer))) };
        let time = |time: x509_parser::time::ASN1Time| {
            UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(time.timestamp()).unwrap_or(0)))
        };
        let Some(next_update) = parsed.next_update() else { return Err(CrlError(unusable(&Error::BadDer))) };
        // "CRL issuers conforming to this profile MUST include this extension in all CRLs and MUST mark this extension as
        // non-critical." (RFC 5280 §5.2.3)
        let number = parsed.extensions().iter().find(|extension| extension.oid == OID_X509_EXT_CRL_NUMBER);
        if number.is_none_or(|number| number.critical) && enforced(Check::CrlNumber) {
            return Err(CrlError(unusable(&Error::InvalidCrlNumber)));
        }
        let about = CrlDescription {
            issuer: issuer_of_crl(parsed.issuer()),
            this_update: time(parsed.last_update()),
            next_update: time(next_update),
            revoked: parsed.iter_revoked_certificates().count(),
        };
        if self.lists.iter().any(|known| known.der == der) {
            return Ok(Added::Duplicate);
        }
        let extension = |oid| parsed.extensions().iter().find(|extension| extension.oid == oid);
        let key_id = extension(OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER).and_then(|id| parts::key_id(id.value));
        let number = number.map(|number| number.value.to_vec()).unwrap_or_default();
        let serials = parsed.iter_revoked_certificates().map(|entry| entry.raw_serial().to_vec()).collect();
        let list = List {
            webpki: list.into(),
            der: der.to_vec(),
            about,
            issuer: parsed.issuer().as_raw().to_vec(),
            key_id: key_id.map(<[u8]>::to_vec),
            scope: extension(OID_X509_EXT_ISSUER_DISTRIBUTION_POINT).map(|scope| scope.value.to_vec()),
            number,
            serials,
        };
        let place = self.lists.partition_point(|known| known.age() >= list.age());
        self.lists.insert(place, list);
        Ok(Added::Taken)
    }

    /// Adds the lists of a file, or of all files in a directory, in the order of their names. In a directory, what has no
    /// list is left out and listed.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or a file that was named has no list that could be taken.
    #[cfg(feature = "std")]
    pub fn add_path(&mut self, path: &std::path::Path) -> Result<Loaded, CrlError> {
        use alloc::string::ToString;
        /// Lists of the largest CAs have some megabytes.
        const MOST_BYTES: u64 = 64 << 20;
        /// Names in a directory.
        const MOST_FILES: usize = 4096;
        let cannot = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => CrlError(format!("there is no {}; check the path", path.display())),
            _ => CrlError(format!("{} cannot be read: {error}", path.display())),
        };
        let read = |path: &std::path::Path| {
            use std::io::Read;
            let mut bytes = Vec::new();
            std::fs::File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
            match u64::try_from(bytes.len()) {
                Ok(length) if length <= MOST_BYTES => Ok(bytes),
                _ => Err(std::io::Error::other(format!("it has more than {MOST_BYTES} bytes; name another file"))),
            }
        };
        if !path.is_dir() {
            let named = |CrlError(why)| CrlError(format!("{}: {why}", path.display()));
            return self.add(&read(path).map_err(cannot)?).map_err(named);
        }
        let mut names = Vec::new();
        for entry in path.read_dir().map_err(cannot)? {
            if names.len() == MOST_FILES {
                let text = format!("{} has more than {MOST_FILES} files; name another directory", path.display());
                return Err(CrlError(text));
            }
            names.push(entry.map_err(cannot)?.path());
        }
        names.sort();
        let mut all = Loaded::default();
        for name in names.iter().filter(|name| name.is_file()) {
            let file = Some(name.display().to_string());
            let added = read(name).map_err(|error| CrlError(format!("cannot be read: {error}")));
            match added.and_then(|bytes| self.add(&bytes)) {
                Ok(loaded) => {
                    all.taken += loaded.taken;
                    all.duplicates += loaded.duplicates;
                    let placed = loaded.skipped.into_iter().map(|one| Skipped { file: file.clone(), ..one });
                    all.skipped.extend(placed);
                }
                Err(CrlError(reason)) => {
                    all.skipped.push(Skipped { file, line: None, kind: SkippedKind::File, reason });
                }
            }
        }
        Ok(all)
    }

    /// How many lists there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lists.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// What they are, the newest first.
    pub fn descriptions(&self) -> impl Iterator<Item = &CrlDescription> {
        self.lists.iter().map(|list| &list.about)
    }
}

impl CrlStore {
    /// Whether a list of this issuer is there, whose `Name` is in DER with its outer SEQUENCE.
    pub(super) fn is_of(&self, issuer: &[u8]) -> bool {
        self.lists.iter().any(|list| list.issuer == issuer)
    }
}

/// A list, if that is all there is.
fn read(der: &[u8]) -> Option<CertificateRevocationList<'_>> {
    let (rest, parsed) = CertificateRevocationList::from_der(der).ok()?;
    rest.is_empty().then_some(parsed)
}

/// Why a list cannot be used.
fn unusable(error: &Error) -> String {
    match error {
        Error::UnsupportedIndirectCrl => "this is an indirect CRL, which speaks for other issuers' certificates \
                                          (RFC 5280 §5.2.5); get one that the CA itself issued",
        Error::UnsupportedDeltaCrl => "this is a delta CRL (RFC 5280 §5.2.4); get the complete CRL",
        // What `webpki` says of one for attribute certificates.
        Error::MalformedExtensions | Error::UnsupportedCrlIssuingDistributionPoint => {
            "this CRL is for attribute certificates, or its scope is none that is understood (RFC 5280 §5.2.5); get the \
             CRL for public key certificates"
        }
        Error::UnsupportedRevocationReasonsPartitioning => {
            "this CRL is for some revocation reasons only (RFC 5280 §5.2.5); get the one for all reasons"
        }
        Error::UnsupportedCriticalExtension => {
            "this CRL has a critical extension that is not understood (RFC 5280 §5.2); get one without"
        }
        Error::UnsupportedCrlVersion => "this CRL is not of version 2 (RFC 5280 §5.1.2.1); have a v2 CRL issued",
        Error::InvalidCrlNumber => "this CRL's number is missing, critical or too large (RFC 5280 §5.2.3); have it issued again",
        Error::UnsupportedRevocationReason => {
            "this CRL gives a revocation reason that does not exist (RFC 5280 §5.3.1); have it issued again"
        }
        _ => return format!("this is no CRL, or a damaged one ({}); get it again", printable(&format!("{error:?}"), 60)),
    }
    .into()
}
