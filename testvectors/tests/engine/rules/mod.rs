//! One lie for each rule: the cause, the alert, and that the other side hears exactly that alert. The twin without the lie
//! runs first and succeeds.

mod alerts;
mod auth;
mod extensions;
pub(crate) mod hellos;
mod keys;
mod local;
mod order;
mod records;
mod tls12;

use crate::banners;
use crate::kit::{Lies, Scene};
use std::collections::BTreeSet;
use tls_core::error::Cause;
use tls_core::msg::Role;

/// Each row a test: where, who refuses for which cause, and the lie.
macro_rules! rules {
    ($( $name:ident: $scene:expr, $who:ident $cause:ident, $lies:expr; )*) => {
        /// The causes that this file provokes.
        pub(super) const PROVOKED: &[tls_core::error::Cause] = &[$(tls_core::error::Cause::$cause),*];
        $(
            #[test]
            fn $name() {
                crate::rules::refuses(&$scene, tls_core::msg::Role::$who, tls_core::error::Cause::$cause, $lies);
            }
        )*
    };
}
pub(crate) use rules;

/// Without the lie it works; with it, `who` refuses.
#[track_caller]
pub(crate) fn refuses(scene: &Scene, who: Role, cause: Cause, lies: Lies) {
    let honest = scene.play(Lies::none());
    assert!(honest.completed(), "the honest twin: {honest:#?}");
    scene.play(lies).assert_refused(who, cause);
}

/// Causes that nothing can provoke, and why.
const NOT_PROVOKED: &[(Cause, &str)] = &[(
    Cause::Internal,
    "stands where an earlier check leaves nothing to go wrong: the fuzzers take it for a finding, and so does every test",
)];

/// A new cause needs a lie that provokes it, or something on this side that is broken.
#[test]
fn every_cause_is_provoked() {
    let provoked = [
        alerts::PROVOKED,
        auth::PROVOKED,
        hellos::PROVOKED,
        keys::PROVOKED,
        order::PROVOKED,
        records::PROVOKED,
        tls12::PROVOKED,
        local::PROVOKED,
    ];
    // These have tests of their own in `auth`, `alerts`, `questions` and `peers`; those of the first bytes are in `banners`.
    let others = [
        Cause::Untrusted,
        Cause::Truncated,
        Cause::ClosedInHandshake,
        Cause::ClosedByCaller,
        Cause::AnsweredNo,
        Cause::OwnCertificateRefused,
    ];
    let provoked: BTreeSet<_> =
        [provoked.concat(), others.to_vec(), banners::provoked()].concat().iter().map(|cause| cause.code()).collect();
    for cause in Cause::ALL {
        let known = NOT_PROVOKED.iter().any(|(not, _)| not == cause);
        assert_ne!(provoked.contains(cause.code()), known, "{cause:?}: {}", cause.code());
    }
}
