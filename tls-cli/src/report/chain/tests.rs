//! Words and lines; whole reports are in `tests/chain.rs`.

use super::text::wrapped;
use super::word;
use tls_core::trust::TrustReason;

#[test]
fn reasons_in_json() {
    assert_eq!(word(TrustReason::Expired), "expired");
    assert_eq!(word(TrustReason::NotYetValid), "not_yet_valid");
    assert_eq!(word(TrustReason::NotACa), "not_a_ca");
}

#[test]
fn lines_break_between_words() {
    assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
    assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
    assert_eq!(wrapped("longer-than-a-line x", 4), ["longer-than-a-line", "x"]);
    assert_eq!(wrapped("", 4), [""]);
}
