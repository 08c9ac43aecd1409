//! Times as RFC 3339 writes them.

use core::time::Duration;
use tls_core::pki_types::UnixTime;

/// A time from 1970 on, such as `2026-11-22T10:00:00Z` or `2026-11-22 12:00:00+02:00`; fractions of a second are cut.
pub(crate) fn rfc3339(typed: &str) -> Result<UnixTime, String> {
    let seconds = seconds(typed.trim()).and_then(|seconds| u64::try_from(seconds).ok());
    seconds.map(|seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds))).ok_or_else(|| {
        "write a time from 1970 on as RFC 3339 does: 2026-11-22T10:00:00Z, or with an offset: ..+02:00".to_owned()
    })
}

fn seconds(typed: &str) -> Option<i64> {
    let (date, time) = typed.split_once(['T', 't', ' '])?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at_checked(at)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    // RFC 3339 §5.7 has a second 60 for leap seconds; it counts as the one that follows.
    let valid = (1..=12).contains(&month) && (1..=days).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let local = days_before(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    (digits && valid).then_some(local - offset(zone)?)
}

/// Seconds east of UTC.
fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next()? {
        'Z' | 'z' => return (zone.len() == 1).then_some(0),
        '+' => 1,
        _ => -1,
    };
    let [hours, minutes] = numbers(zone.get(1..)?, ':', [2, 2])?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Days from 1970-01-01 in the Gregorian calendar.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    // Counted from March, so that the leap day is the last of its year; months from March on have 31, 30, 31, 30, 31
    // days, again and again.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leaps + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// Numbers of so many digits, parted by a character.
fn numbers<const COUNT: usize>(text: &str, between: char, lengths: [usize; COUNT]) -> Option<[i64; COUNT]> {
    let mut parts = text.split(between);
    let mut numbers = [0; COUNT];
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let part =
            parts.next().filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (typed, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-22T10:00:00Z", 1_795_341_600),
            ("2026-11-22 12:00:00.75+02:00", 1_795_341_600),
            ("2026-11-22t04:30:00-05:30", 1_795_341_600),
            ("2000-02-29T00:00:00Z", 951_782_400),
            ("2000-03-01T00:00:00z", 951_868_800),
            ("1999-12-31T23:59:60Z", 946_684_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(rfc3339(typed).map(|time| time.as_secs()), Ok(seconds), "{typed}");
        }
    }

    #[test]
    fn other_texts_are_no_times() {
        for typed in [
            "",
            "now",
            "2026-11-22",
            "2026-11-22T10:00:00",
            "2026-11-22T10:00Z",
            "2026-13-22T10:00:00Z",
            "2026-11-31T10:00:00Z",
            "2026-02-29T10:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T10:00:00.Z",
            "2026-11-22T10:00:00Z ago",
            "2026-11-22T10:00:00+2:00",
            "+026-11-22T10:00:00Z",
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00:00+00:01",
        ] {
            assert!(rfc3339(typed).is_err(), "{typed}");
        }
    }
}
