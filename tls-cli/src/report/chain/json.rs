//! One JSON object for a chain.

use super::{Shown, word};
use serde_json::{Value, json};
use tls_core::trust::SctText;
use tls_core::trust::report::{CandidatePath, CertificateFacts, Fault};
use tls_core::trust::sct::SctVerdict;

/// The object. Every key is always there, with `null` for what does not apply.
pub(crate) fn object(shown: &Shown<'_>) -> Value {
    let report = shown.report;
    let certificates = report.certificates.iter().enumerate().map(|(index, facts)| {
        let place = shown.presented.get(index).map(|presented| presented.place.as_str());
        certificate(shown, facts, place, shown.defect(index))
    });
    let error = shown.refusal().map(|refusal| {
        json!({
            "reason": word(refusal.reason),
            "section": refusal.section,
            "text": refusal.text,
            "fix": refusal.fix,
            "alert": refusal.alert,
        })
    });
    let skipped = shown.skipped.iter().map(|skipped| json!({ "place": skipped.place, "reason": skipped.reason }));
    json!({
        "verdict": if report.verdict.is_ok() { "trusted" } else { "refused" },
        "profile": shown.profile,
        "purpose": if shown.client { "client" } else { "server" },
        "name": shown.name,
        "name_checked": shown.name.is_some(),
        "time": super::text::time(shown.now),
        "error": error,
        "anchors": { "taken": shown.anchors, "skipped": skipped.collect::<Vec<_>>() },
        "crls": shown.crls.map(|(crls, skipped)| json!({
            "taken": crls.descriptions().map(|about| json!({
                "issuer": about.issuer,
                "this_update": super::text::time(about.this_update),
                "next_update": super::text::time(about.next_update),
                "revoked": about.revoked,
            })).collect::<Vec<_>>(),
            "skipped": skipped.iter().map(|one| json!({ "place": one.place, "reason": one.reason })).collect::<Vec<_>>(),
        })),
        "certificates": certificates.collect::<Vec<_>>(),
        "paths": report.paths.iter().map(|candidate| path(shown, candidate)).collect::<Vec<_>>(),
        "paths_omitted": report.omitted,
    })
}

fn path(shown: &Shown<'_>, path: &CandidatePath) -> Value {
    let steps = path.certificates.iter().zip(&path.edges).map(|(&index, edge)| {
        let facts = shown.report.certificates.get(index);
        json!({
            "certificate": index,
            "subject": facts.map(|facts| &facts.subject),
            "issuer": edge.issuer,
            "sha256": facts.and_then(|facts| facts.fingerprint.as_ref()),
            "failed": edge.fault.as_ref().map(fault),
        })
    });
    json!({
        "trusted": path.is_good(),
        "certificates": steps.collect::<Vec<_>>(),
        "anchor": path.anchor.as_ref().map(|anchor| certificate(shown, anchor, None, None)),
        "failed": path.fault().map(fault),
    })
}

fn fault(fault: &Fault) -> Value {
    json!({ "reason": word(fault.reason), "section": fault.section, "text": fault.text, "fix": fault.fix })
}

fn certificate(shown: &Shown<'_>, facts: &CertificateFacts, place: Option<&str>, defect: Option<&str>) -> Value {
    let about = facts.description.as_ref();
    json!({
        "subject": about.map_or(&facts.subject, |about| &about.subject),
        "issuer": about.map(|about| &about.issuer),
        "names": about.map(|about| &about.names),
        "not_before": about.map(|about| &about.not_before_text),
        "not_after": about.map(|about| &about.not_after_text),
        "key": facts.key,
        "serial": about.map(|about| &about.serial),
        "ca": about.map(|about| about.is_ca),
        "key_usage": about.and_then(|about| about.key_usage.as_ref()),
        "extended_key_usage": about.map(|about| &about.extended_key_usage),
        "subject_key_id": about.and_then(|about| about.subject_key_id.as_ref()),
        "authority_key_id": about.and_then(|about| about.authority_key_id.as_ref()),
        "scts": about.map(|_| shown.scts(facts).map(sct).collect::<Vec<_>>()),
        "sha256": facts.fingerprint,
        "anchor": facts.is_anchor,
        "place": place,
        "defect": defect,
    })
}

fn sct((sct, verdict): (&SctText, Option<&SctVerdict>)) -> Value {
    json!({ "log_id": sct.log_id, "time": sct.time_text, "verdict": verdict.map(ToString::to_string) })
}
