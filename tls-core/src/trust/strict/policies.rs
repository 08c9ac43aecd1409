//! Policies, as far as they can contradict themselves. They are not processed.

use super::StrictRule;
use super::read::{Certificate, elements, id};
use super::subject::{Fault, Subject};
use crate::trust::der::{Der, tag};
use alloc::format;

/// anyPolicy, 2.5.29.32.0.
const ANY_POLICY: &[u8] = &[0x55, 0x1D, 0x20, 0x00];

/// The most policies of one certificate: they are compared with one another.
const MOST_POLICIES: usize = 64;

pub(super) fn judge(subject: &Subject<'_>, certificate: &Certificate<'_>) -> Result<(), Fault> {
    let list = |id| certificate.extension(id).map(|extension| Der::only(extension.value, tag::SEQUENCE));
    if let Some(value) = list(id::CERTIFICATE_POLICIES) {
        policies(subject, subject.readable(value, "certificatePolicies")?)?;
    }
    if let Some(value) = list(id::POLICY_MAPPINGS) {
        mappings(subject, subject.readable(value, "policyMappings")?)?;
    }
    if let Some(value) = list(id::POLICY_CONSTRAINTS) {
        let value = subject.readable(value, "policyConstraints")?;
        // "Conforming CAs MUST NOT issue certificates where policy constraints is an empty sequence."
        // (RFC 5280 §4.2.1.11)
        subject
            .hold(StrictRule::PolicyConstraintsEmpty, !value.is_empty(), || "its policyConstraints is empty".into())?;
    }
    Ok(())
}

/// "A certificate policy OID MUST NOT appear more than once in a certificate policies extension." (RFC 5280 §4.2.1.4)
fn policies(subject: &Subject<'_>, list: &[u8]) -> Result<(), Fault> {
    let mut seen = alloc::vec::Vec::new();
    for element in elements(list) {
        let policy = element.and_then(|element| Der::new(element.contents).expect(tag::OBJECT_IDENTIFIER));
        let policy = policy.filter(|_| seen.len() < MOST_POLICIES).map(|policy| policy.contents);
        let policy = subject.readable(policy, "certificatePolicies")?;
        subject.hold(StrictRule::PolicyOnce, !seen.contains(&policy), || {
            format!("its certificatePolicies names a policy twice, the second time as its number {}", seen.len() + 1)
        })?;
        seen.push(policy);
    }
    Ok(())
}

/// "Policies MUST NOT be mapped either to or from the special value anyPolicy (Section 4.2.1.4)." (RFC 5280 §4.2.1.5)
fn mappings(subject: &Subject<'_>, list: &[u8]) -> Result<(), Fault> {
    for element in elements(list) {
        let pair = element.and_then(|element| {
            let mut pair = Der::new(element.contents);
            Some([pair.expect(tag::OBJECT_IDENTIFIER)?.contents, pair.expect(tag::OBJECT_IDENTIFIER)?.contents])
        });
        let pair = subject.readable(pair, "policyMappings")?;
        subject.hold(StrictRule::PolicyMappingAny, !pair.contains(&ANY_POLICY), || {
            "its policyMappings maps anyPolicy".into()
        })?;
    }
    Ok(())
}
