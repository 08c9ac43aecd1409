//! The roots that this system and others trust. Whom everybody trusts is not refused.

use crate::pki_types::CertificateDer;
use crate::trust::describe;
use crate::trust::strict::StrictRule;
use crate::trust::strict::subject::{Place, Subject};
use alloc::string::String;
use alloc::vec::Vec;
use std::collections::HashMap;
use std::println;

/// The rule that an anchor's certificate breaks.
fn broken(der: &CertificateDer<'_>) -> Option<(StrictRule, String)> {
    let subject = Subject { der, place: Place::Anchor, web: true, self_signed: false };
    subject.judge(None).err().map(|fault| (fault.rule, fault.text))
}

#[expect(clippy::print_stdout, reason = "how many were looked at is worth knowing")]
#[test]
fn no_root_of_this_system_breaks_a_rule_for_anchors() {
    let roots = rustls_native_certs::load_native_certs().certs;
    if roots.is_empty() {
        println!("skipped: this system trusts nobody");
        return;
    }
    // A store may hold a server's own certificate too; nothing ends at that but itself.
    let (roots, others): (Vec<_>, Vec<_>) =
        roots.into_iter().partition(|root| describe(root).is_ok_and(|root| root.is_ca));
    println!("{} certificates are no CA's", others.len());
    let mut refused: HashMap<StrictRule, Vec<String>> = HashMap::new();
    for (rule, text) in roots.iter().filter_map(broken) {
        refused.entry(rule).or_default().push(text);
    }
    let count: usize = refused.values().map(Vec::len).sum();
    println!("{count} of {} roots are refused: {refused:#?}", roots.len());
    assert_eq!(count, 0, "{refused:#?}");
}
