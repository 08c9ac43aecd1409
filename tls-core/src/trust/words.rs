//! Words for times and for text that a peer chose.

use alloc::format;
use alloc::string::String;

/// Text from a certificate, made fit to print: at most `limit` characters and a mark, without any that could move the
/// cursor, change the direction of writing or stay invisible.
pub(crate) fn printable(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut left = limit;
    for character in text.chars() {
        let hidden = character.is_control() || is_invisible(character);
        let length = if hidden { character.escape_unicode().len() } else { 1 };
        let Some(rest) = left.checked_sub(length) else {
            out.push('…');
            break;
        };
        left = rest;
        match hidden {
            true => out.extend(character.escape_unicode()),
            false => out.push(character),
        }
    }
    out
}

/// Characters that show nothing, and those that change the direction of writing.
const fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A time as RFC 3339 writes it, with `separator` between date and time: `T`, or a blank for people (§5.6).
pub(crate) fn date(seconds: i64, separator: char) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}{separator}{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day in the Gregorian calendar, from days since 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 0000-03-01, so that the leap day is the last of its year; 400 years always have the same days.
    const DAYS_OF_400_YEARS: i64 = 146_097;
    let days = days + 719_468;
    let (period, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // Months from March on have 31, 30, 31, 30, 31 days, again and again.
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (period * 400 + year + carry, month, day)
}

/// How long a time is, in its largest unit: `3 days`.
pub(crate) fn span(seconds: u64) -> String {
    let (count, unit) = match seconds {
        86_400.. => (seconds / 86_400, "day"),
        3600.. => (seconds / 3600, "hour"),
        60.. => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_right_at_the_edges() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00Z"),
            (-1, "1969-12-31 23:59:59Z"),
            (951_782_400, "2000-02-29 00:00:00Z"),
            (951_868_800, "2000-03-01 00:00:00Z"),
            (1_795_341_600, "2026-11-22 10:00:00Z"),
            (2_524_607_999, "2049-12-31 23:59:59Z"),
            (4_107_542_400, "2100-03-01 00:00:00Z"),
            (253_402_300_799, "9999-12-31 23:59:59Z"),
        ] {
            assert_eq!(date(seconds, ' '), text);
        }
        assert_eq!(date(0, 'T'), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn spans_use_the_largest_unit() {
        for (seconds, text) in
            [(0, "0 seconds"), (1, "1 second"), (119, "1 minute"), (7200, "2 hours"), (259_200, "3 days")]
        {
            assert_eq!(span(seconds), text);
        }
    }

    #[test]
    fn what_a_peer_wrote_cannot_move_the_cursor() {
        assert_eq!(printable("a\u{1b}[2J\nb\0\u{202e}c", 100), "a\\u{1b}[2J\\u{a}b\\u{0}\\u{202e}c");
        assert_eq!(printable("Müller", 3), "Mül…");
        assert_eq!(printable("Mül", 3), "Mül");
        assert_eq!(printable("a\0\0", 8), "a\\u{0}…", "escapes count too");
    }
}
