//! The command line: `--flag VALUE`.

use std::collections::BTreeMap;

/// What was typed.
#[derive(Debug, Default)]
pub(crate) struct Flags(BTreeMap<String, String>);

impl Flags {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut flags = BTreeMap::new();
        let mut arguments = arguments;
        while let Some(flag) = arguments.next() {
            let name = flag.strip_prefix("--").ok_or_else(|| format!("`{flag}` is no flag"))?;
            let value = arguments.next().ok_or_else(|| format!("{flag} has no value"))?;
            flags.insert(name.to_owned(), value);
        }
        Ok(Self(flags))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn need(&self, name: &str) -> Result<&str, String> {
        self.get(name).ok_or_else(|| format!("--{name} is missing"))
    }

    pub(crate) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).unwrap_or_default().split(',').filter(|word| !word.is_empty())
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<usize>, String> {
        self.get(name).map(|text| text.parse().map_err(|_| format!("--{name} {text} is no number"))).transpose()
    }
}
