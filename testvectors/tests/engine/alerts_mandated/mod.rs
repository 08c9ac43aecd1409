//! Every sentence of RFC 9846 that says which alert a violation must be answered with: one test each. The test sees the
//! two bytes of the alert as they were sealed and as the other side opened them, and the cause.

mod auth;
mod hellos;
mod records;

use crate::kit::{Lies, Scene, other};
use std::collections::BTreeSet;
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{AlertDescription, ContentType};

/// Each row a test under the sentence that it is for: where, who refuses for which cause with which byte, and the lie.
macro_rules! mandated {
    ($( $(#[doc = $sentence:literal])+ $name:ident: $scene:expr, $who:ident $cause:ident $byte:literal, $lies:expr; )*) => {
        /// What stands above each test here.
        pub(super) const SENTENCES: &[&str] = &[$(concat!($($sentence),+)),*];
        $(
            $(#[doc = $sentence])+
            #[test]
            fn $name() {
                let honest = $scene;
                let (who, cause) = (tls_core::msg::Role::$who, tls_core::error::Cause::$cause);
                crate::alerts_mandated::answers(&honest, &honest, who, (cause, $byte), $lies);
            }
        )*
    };
}
pub(crate) use mandated;

/// Between honest sides it works; with the lie, `who` sends one fatal alert, with this byte, and the other side gets
/// it.
#[track_caller]
pub(crate) fn answers(honest: &Scene, scene: &Scene, who: Role, (cause, byte): (Cause, u8), lies: Lies) {
    assert!(honest.play(Lies::none()).completed(), "the honest twin");
    let played = scene.play(lies);
    played.assert_refused_with(who, cause, AlertDescription(byte));
    let last = |role, direction| {
        let records = played.recorder.records(role, direction);
        records.into_iter().rfind(|(content_type, _)| *content_type == ContentType::alert).map(|(_, content)| content)
    };
    let fatal = Some(vec![2, byte]);
    assert_eq!((last(who, Direction::Send), last(other(who), Direction::Recv)), (fatal.clone(), fatal));
}

/// Sentences that need a feature that this engine does not have, each with its section.
const NOT_RUN: &[(&str, &str, &str)] = &[
    (
        "§4.2.3",
        "A legacy TLS client performing renegotiation with TLS 1.2 or prior and which receives a TLS 1.3 ServerHello during \
         renegotiation MUST abort the handshake with a \"protocol_version\" alert.",
        "nothing is ever renegotiated",
    ),
    (
        "§4.3.10",
        "Specifically, if the server fails to decrypt a 0-RTT record following an accepted \"early_data\" extension, it MUST \
         terminate the connection with a \"bad_record_mac\" alert as per Section 5.2.",
        "early data is never accepted",
    ),
    (
        "§4.3.11",
        "If these values are not consistent, the client MUST abort the handshake with an \"illegal_parameter\" alert.",
        "no PSK is ever offered: `auth::psk_that_nobody_offered` is what is left of it",
    ),
    (
        "§4.3.11",
        "If any other value is returned, the client MUST abort the handshake with an \"illegal_parameter\" alert.",
        "early data is never offered: `hellos::early_data_that_nobody_offered` is what is left of it",
    ),
];

#[test]
#[expect(clippy::print_stderr, reason = "the counts are for whoever looks at them")]
fn every_sentence_has_a_test_or_a_reason() {
    let tests = [hellos::SENTENCES, auth::SENTENCES, records::SENTENCES].concat();
    // Where a second test stands for "the same sentence", that is not in quotes.
    let run = tests.iter().filter(|text| text.starts_with(" \"")).collect::<BTreeSet<_>>().len();
    eprintln!("{run} sentences that mandate an alert have {} tests, {} have none:", tests.len(), NOT_RUN.len());
    for (section, sentence, why) in NOT_RUN {
        eprintln!("  {section}: {sentence} -- {why}");
    }
    assert!(run >= 50, "{run}");
}
