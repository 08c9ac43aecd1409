//! nameConstraints on directory names and e-mail addresses.
//!
//! `webpki` does not compare these: a certificate that has such a name under such a constraint is refused, whether the
//! constraint allows it or not (the organization is not where the leaf's subject begins, so that to others it is outside of
//! every one of these directories). That is stricter than RFC 5280 §4.2.1.10, and never laxer.

use crate::case::{Case, case};
use crate::make::{ca_with, leaf_with, root};
use rcgen::{DistinguishedName, DnType, GeneralSubtree, NameConstraints, SanType};
use tls_core::trust::TrustReason::NameConstraints as Refused;

fn organization(name: &str) -> GeneralSubtree {
    let mut directory = DistinguishedName::new();
    directory.push(DnType::OrganizationName, name);
    GeneralSubtree::DirectoryName(directory)
}

fn email(name: &str) -> GeneralSubtree {
    GeneralSubtree::Rfc822Name(name.into())
}

pub(crate) fn cases() -> Vec<Case> {
    let root = root("Root");
    let mut cases = Vec::new();
    for (name, subtree) in [
        ("directory, its own", organization("Example")),
        ("directory, another", organization("Other")),
        ("e-mail, its own", email("a.example")),
        ("e-mail, another", email("b.example")),
    ] {
        for excluded in [false, true] {
            let limits = match excluded {
                false => NameConstraints { permitted_subtrees: vec![subtree.clone()], excluded_subtrees: vec![] },
                true => NameConstraints { permitted_subtrees: vec![], excluded_subtrees: vec![subtree.clone()] },
            };
            let middle = ca_with("Bound", &root, |params| params.name_constraints = Some(limits));
            let leaf = leaf_with(&["a.example"], &middle, |params| {
                params.distinguished_name.push(DnType::OrganizationName, "Example");
                params.subject_alt_names.push(SanType::Rfc822Name("user@a.example".try_into().unwrap()));
            });
            let kind = if excluded { "excluded" } else { "permitted" };
            cases.push(case(format!("{kind} {name}"), &[&root.der], &[&leaf, &middle.der]).is(Refused));
        }
    }
    cases
}
