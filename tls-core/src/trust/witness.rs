//! What others say of a leaf whose path is known: its issuer in an OCSP response, logs in timestamps.

use super::check::{Ocsp, PeerCheck};
use super::ocsp::{self, StapleCheck, StapleFault};
use super::parts::Parts;
use super::policy::ValidPath;
use super::verify::Terms;
use super::{TrustFailure, TrustReason, TrustStore, sct};
use crate::switches::{Check, enforced};
use alloc::borrow::Cow;
use alloc::format;

/// Whether the OCSP response that came with the leaf does, and one came that must.
pub(super) fn staple(
    store: &TrustStore,
    check: &PeerCheck<'_>,
    terms: &Terms<'_>,
    path: &ValidPath,
) -> Result<(), TrustFailure> {
    let (Some(leaf), false) = (check.chain.first(), check.ocsp == Ocsp::NotRequested && !terms.demands.require_ocsp)
    else {
        return Ok(());
    };
    let Ocsp::Response(response) = check.ocsp else {
        let promised = ocsp::must_staple(leaf).map_err(|()| {
            let text = "the certificate's TLS features cannot be read; replace the certificate";
            TrustFailure::new(TrustReason::Malformed, text.into())
        })?;
        if !enforced(Check::StapleThere) || !(promised || terms.demands.require_ocsp) {
            return Ok(());
        }
        let why = if promised { "the certificate promises one (TLS features)" } else { "one is asked for" };
        let text =
            format!("no OCSP response came with the certificate, though {why}; switch OCSP stapling on at the server");
        return Err(TrustFailure::new(TrustReason::StapleMissing, text));
    };
    let Some((issuer_subject, issuer_key)) = issuer(store, check, path) else {
        return Err(StapleFault::UntrustedResponder.into());
    };
    let (issuer_subject, issuer_key) = (&*issuer_subject, &*issuer_key);
    let question = StapleCheck { response, leaf, issuer_subject, issuer_key, now: check.now };
    ocsp::check(&question, terms.provider, &terms.algorithms).map_err(TrustFailure::from)
}

/// Name and key, each with its outer SEQUENCE.
type IssuerParts<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// Name and key of the leaf's issuer.
fn issuer<'a>(store: &'a TrustStore, check: &'a PeerCheck<'_>, path: &ValidPath) -> Option<IssuerParts<'a>> {
    if let Some(&place) = path.certificates.get(1) {
        let parts = Parts::read(check.chain.get(place)?)?;
        return Some((parts.subject.into(), parts.public_key.into()));
    }
    let anchor = store.anchors().nth(path.anchor?)?;
    Some((anchor.subject_der().into(), anchor.key_der().into()))
}

/// Whether as many logs vouch for the leaf as are asked for.
pub(super) fn timestamps(
    store: &TrustStore,
    check: &PeerCheck<'_>,
    terms: &Terms<'_>,
    path: &ValidPath,
) -> Result<(), TrustFailure> {
    let (Some(policy), Some(leaf)) = (&terms.demands.scts, check.chain.first()) else { return Ok(()) };
    let key = issuer(store, check, path).map(|(_, key)| key).unwrap_or_default();
    let verdicts = sct::check(leaf, &key, check.now, policy, terms.provider);
    verdicts.map(drop).map_err(|failure| TrustFailure::new(TrustReason::TooFewScts, format!("{failure}")))
}
