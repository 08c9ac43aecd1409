//! One lie for each rule: the cause, the alert, and that the other side hears exactly that alert. The twin without the lie
//! runs first and succeeds.

mod alerts;
mod auth;
pub(crate) mod hellos;
mod keys;
mod order;
mod records;
mod sweeps;
mod tls12;

use crate::kit::{Lies, Scene};
use std::collections::BTreeSet;
use tls_core::error::{Blame, Cause};
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

/// Causes of the peer's that nothing can provoke, and why.
const NOT_PROVOKED: &[(Cause, &str)] = &[];

/// A new cause needs a lie that provokes it.
#[test]
fn every_cause_of_the_peer_is_provoked() {
    let provoked = [
        alerts::PROVOKED,
        auth::PROVOKED,
        hellos::PROVOKED,
        keys::PROVOKED,
        order::PROVOKED,
        records::PROVOKED,
        tls12::PROVOKED,
    ];
    // These have tests of their own in `auth` and `alerts`.
    let others = [Cause::Untrusted, Cause::Truncated, Cause::ClosedInHandshake];
    let provoked: BTreeSet<_> =
        [provoked.concat(), others.to_vec()].concat().iter().map(|cause| cause.code()).collect();
    for cause in Cause::ALL {
        let peers = matches!(cause.blame(), Blame::Peer | Blame::NoCommonGround | Blame::Trust | Blame::Transport);
        let known = NOT_PROVOKED.iter().any(|(not, _)| not == cause);
        assert_eq!(provoked.contains(cause.code()), peers && !known, "{cause:?}: {}", cause.code());
    }
}
