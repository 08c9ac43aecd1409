//! `explain`: the table of causes, for people and for scripts.

use super::print;
use crate::args::ExplainArgs;
use crate::problem::Problem;
use crate::report::explain::{document, object, text};
use tls_core::error::Cause;

/// How many codes are offered in place of one that does not exist.
const NEAREST: usize = 3;

pub(super) fn run(args: &ExplainArgs) -> Result<(), Problem> {
    let causes = match args.all {
        true => Cause::ALL.to_vec(),
        false => args.codes.iter().map(|code| find(code)).collect::<Result<Vec<_>, _>>()?,
    };
    let text = match (args.json, args.all) {
        (true, _) => causes.into_iter().map(|cause| object(cause).to_string()).collect::<Vec<_>>().join("\n"),
        (false, true) => document().trim_end().to_owned(),
        (false, false) => causes.into_iter().map(text).collect::<Vec<_>>().join("\n\n"),
    };
    print(&text);
    Ok(())
}

fn find(code: &str) -> Result<Cause, Problem> {
    let found = Cause::ALL.iter().find(|cause| cause.code().eq_ignore_ascii_case(code));
    found.copied().ok_or_else(|| {
        let nearest = nearest(code).join(", ");
        Problem::Usage(format!("there is no code {code:?}; the nearest are {nearest}, and --all prints every one"))
    })
}

/// Codes that hold what was typed first, then those that differ least from it, as a whole or in one of their words.
fn nearest(code: &str) -> Vec<&'static str> {
    let typed = code.to_ascii_uppercase();
    let mut codes: Vec<_> = Cause::ALL.iter().map(|cause| cause.code()).collect();
    codes.sort_by_key(|known| {
        let words = known.split('-').map(|word| distance(word, &typed)).min();
        let whole = distance(known, &typed);
        (!known.contains(&typed), words.map_or(whole, |words| words.min(whole)), whole)
    });
    codes.truncate(NEAREST);
    codes
}

/// How many letters must be put in, taken out or replaced to make one of the other (Levenshtein's distance).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.bytes().enumerate() {
        let mut left = index.saturating_add(1);
        let mut diagonal = index;
        let mut next = Vec::from([left]);
        for (wanted, above) in other.bytes().zip(row.iter().skip(1)) {
            let replaced = diagonal.saturating_add(usize::from(letter != wanted));
            left = replaced.min(left.saturating_add(1)).min(above.saturating_add(1));
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, letters) in [("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 1)] {
            assert_eq!((distance(one, other), distance(other, one)), (letters, letters));
        }
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn capitals_do_not_matter() {
        assert_eq!(find("tls-peer-http").unwrap(), Cause::PeerSpeaksHttp);
        for cause in Cause::ALL {
            assert_eq!(find(cause.code()).unwrap(), *cause);
        }
    }

    #[test]
    fn the_nearest_codes_are_offered() {
        assert_eq!(nearest("TLS-PER-HTTP").first(), Some(&"TLS-PEER-HTTP"));
        assert_eq!(nearest("htp").first(), Some(&"TLS-PEER-HTTP"));
        assert_eq!(nearest("finished").first(), Some(&"TLS-AUTH-BAD-FINISHED"));
        let problem = find("http").unwrap_err();
        assert_eq!(problem.exit().code(), 2);
        assert!(problem.to_string().contains("TLS-PEER-HTTP, "), "{problem}");
    }
}
