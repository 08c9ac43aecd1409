//! The text format of the files under `data/`.
//!
//! ```text
//! # comment
//! title of an entry
//!   free words, such as "same as server"
//!   name (3 octets)
//!     010203
//!   name: text
//! ```
//!
//! Indentation says what a line is. The octets are counted against the number in parentheses.

use core::fmt;

/// A data file, or a question about it, that cannot be right.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataError {
    /// The line (counted from 1) is none of the format.
    Line(usize),
    /// The value that ends before this line (counted from 1) has another length than it says.
    Length {
        /// The line after the value.
        line: usize,
        /// Octets that it says.
        said: usize,
        /// Octets that are there.
        found: usize,
    },
    /// There is no such entry or value; the text says which was asked for.
    Missing(String),
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => {
                write!(f, "line {line} of the data is not in the format: compare it with its neighbours")
            }
            Self::Length { line, said, found } => {
                write!(f, "the value before line {line} says {said} octets and has {found}: copy it again")
            }
            Self::Missing(what) => write!(f, "the data have no {what}: look up the exact title in the file"),
        }
    }
}

impl core::error::Error for DataError {}

/// One entry: a title and what stands below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) title: String,
    pub(crate) note: Option<String>,
    pub(crate) octets: Vec<(String, Vec<u8>)>,
    pub(crate) texts: Vec<(String, String)>,
}

impl Entry {
    pub(crate) fn octets(&self, name: &str) -> Result<&[u8], DataError> {
        self.octets
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_slice())
            .ok_or_else(|| self.missing(name))
    }

    pub(crate) fn text(&self, name: &str) -> Result<&str, DataError> {
        self.texts
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
            .ok_or_else(|| self.missing(name))
    }

    fn missing(&self, name: &str) -> DataError {
        DataError::Missing(format!("\"{name}\" in \"{}\"", self.title))
    }
}

/// Reads a file.
pub(crate) fn parse(text: &str) -> Result<Vec<Entry>, DataError> {
    let mut entries: Vec<Entry> = Vec::new();
    // Octets that the value being read still lacks, and how many it says it has.
    let mut open: Option<usize> = None;
    let mut last = 0;
    for (number, line) in (1..).zip(text.lines()) {
        last = number;
        if line.starts_with('#') {
            continue;
        }
        if let Some(hex) = line.strip_prefix("    ") {
            let value = entries.last_mut().filter(|_| open.is_some()).and_then(|entry| entry.octets.last_mut());
            let (_, value) = value.ok_or(DataError::Line(number))?;
            value.extend(unhex(hex).ok_or(DataError::Line(number))?);
            continue;
        }
        close(&entries, open.take(), number)?;
        if line.is_empty() {
            continue;
        }
        if let Some(words) = line.strip_prefix("  ") {
            let entry = entries.last_mut().ok_or(DataError::Line(number))?;
            open = field(entry, words).ok_or(DataError::Line(number))?;
        } else {
            entries.push(Entry { title: line.to_owned(), ..Entry::default() });
        }
    }
    close(&entries, open, last.saturating_add(1))?;
    Ok(entries)
}

/// Begins what an indented line begins; gives the octets that must follow if that is a value.
fn field(entry: &mut Entry, words: &str) -> Option<Option<usize>> {
    if let Some((name, text)) = words.split_once(": ") {
        entry.texts.push((name.to_owned(), text.to_owned()));
        return Some(None);
    }
    let Some((name, count)) = words.strip_suffix(" octets)").and_then(|words| words.rsplit_once(" (")) else {
        entry.note = Some(words.to_owned());
        return Some(None);
    };
    entry.octets.push((name.to_owned(), Vec::new()));
    Some(Some(count.parse().ok()?))
}

/// Counts the value that has just ended.
fn close(entries: &[Entry], said: Option<usize>, line: usize) -> Result<(), DataError> {
    let (Some(said), Some((_, value))) = (said, entries.last().and_then(|entry| entry.octets.last())) else {
        return Ok(());
    };
    let found = value.len();
    if found == said { Ok(()) } else { Err(DataError::Length { line, said, found }) }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| core::str::from_utf8(pair).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_the_format_has() {
        let entries = parse(
            "# c\n\none thing\n  same as another\n  a b (3 octets)\n    0102\n    03\n  n (0 octets)\n  k: v w\n",
        );
        let entries = entries.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].title, "one thing");
        assert_eq!(entries[0].note.as_deref(), Some("same as another"));
        assert_eq!(entries[0].octets("a b").unwrap(), [1, 2, 3]);
        assert_eq!(entries[0].octets("n").unwrap(), []);
        assert_eq!(entries[0].text("k").unwrap(), "v w");
        assert!(matches!(entries[0].octets("z"), Err(DataError::Missing(_))));
    }

    #[test]
    fn a_wrong_length_is_found_wherever_the_value_ends() {
        for rest in ["", "\n", "\nnext", "\n  k: v"] {
            let found = parse(&format!("t\n  a (3 octets)\n    0102{rest}"));
            assert_eq!(found, Err(DataError::Length { line: 4, said: 3, found: 2 }), "{rest:?}");
        }
        assert!(matches!(parse("t\n  a (1 octets)\n"), Err(DataError::Length { said: 1, found: 0, .. })));
    }

    #[test]
    fn lines_that_are_none() {
        assert_eq!(parse("  a: b"), Err(DataError::Line(1)));
        assert_eq!(parse("t\n    00"), Err(DataError::Line(2)));
        assert_eq!(parse("t\n  a (1 octets)\n    0"), Err(DataError::Line(3)));
        assert_eq!(parse("t\n  a (1 octets)\n    zz"), Err(DataError::Line(3)));
        assert_eq!(parse("t\n  a (x octets)"), Err(DataError::Line(2)));
    }
}
