//! The example handshakes of RFC 8448, value by value.
//!
//! A [`Trace`] is the list of an RFC section's steps in order. A step is looked up by who takes it and by its title as
//! printed, and a value of it by its printed name:
//!
//! ```
//! # fn main() -> Result<(), testvectors::DataError> {
//! use testvectors::rfc8448::{Actor, Section, trace};
//!
//! let simple = trace(Section::Simple)?;
//! let secret = simple.get(Actor::Server, "derive secret \"tls13 c hs traffic\"", "expanded")?;
//! assert_eq!(secret.len(), 32);
//! # Ok(())
//! # }
//! ```

use crate::format::{self, DataError};
use ring::digest::{SHA256, digest};

/// Octets of a SHA-256 digest; every trace uses that hash.
const HASH_LEN: usize = 32;

/// The header of a `message_hash` (RFC 9846 §4.5.1): type 254 and the length of a digest.
const MESSAGE_HASH_HEADER: [u8; 4] = [254, 0, 0, 32];

/// A section of the RFC with a handshake in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Section {
    /// §3, "Simple 1-RTT Handshake".
    Simple,
    /// §5, "HelloRetryRequest".
    HelloRetryRequest,
    /// §6, "Client Authentication".
    ClientAuthentication,
    /// §7, "Compatibility Mode".
    CompatibilityMode,
}

impl Section {
    /// Every section that is here.
    pub const ALL: &'static [Self] =
        &[Self::Simple, Self::HelloRetryRequest, Self::ClientAuthentication, Self::CompatibilityMode];

    const fn text(self) -> &'static str {
        match self {
            Self::Simple => include_str!("../data/rfc8448/simple.txt"),
            Self::HelloRetryRequest => include_str!("../data/rfc8448/hello-retry-request.txt"),
            Self::ClientAuthentication => include_str!("../data/rfc8448/client-authentication.txt"),
            Self::CompatibilityMode => include_str!("../data/rfc8448/compatibility-mode.txt"),
        }
    }
}

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a handshake has two sides")]
pub enum Actor {
    /// `{client}`.
    Client,
    /// `{server}`.
    Server,
}

/// One step of a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    actor: Actor,
    title: String,
    same_as: Option<String>,
    values: Vec<(String, Vec<u8>)>,
}

impl Step {
    /// Who takes it.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// What is done, as printed, without the colon and without "(same as ...)".
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whose values these are, if the RFC prints only that ("server", "server early secret").
    #[must_use]
    pub fn same_as(&self) -> Option<&str> {
        self.same_as.as_deref()
    }

    /// The values in order, with their printed names. A salt that is printed as "0 (all zero octets)" has as many
    /// octets as the hash gives.
    pub fn values(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// The value with this printed name.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn get(&self, name: &str) -> Result<&[u8], DataError> {
        self.values()
            .find(|(own, _)| *own == name)
            .map(|(_, value)| value)
            .ok_or_else(|| DataError::Missing(format!("\"{name}\" in \"{}\"", self.title)))
    }
}

/// One example handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    steps: Vec<Step>,
}

impl Trace {
    /// The steps, in the order of the RFC.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps of this title that have values, in order: `send handshake record` comes several times.
    pub fn all<'t>(&'t self, actor: Actor, title: &str) -> impl Iterator<Item = &'t Step> {
        self.steps.iter().filter(move |step| step.actor == actor && step.title == title && !step.values.is_empty())
    }

    /// The step of this title that has values, counted from 0 if there are several.
    ///
    /// # Errors
    ///
    /// If there are fewer.
    pub fn nth(&self, actor: Actor, title: &str, index: usize) -> Result<&Step, DataError> {
        self.all(actor, title)
            .nth(index)
            .ok_or_else(|| DataError::Missing(format!("step {index} of {actor:?} \"{title}\"")))
    }

    /// A value of the first step of this title that has values.
    ///
    /// # Errors
    ///
    /// If there is no such step, or no such value in it.
    pub fn get(&self, actor: Actor, title: &str, name: &str) -> Result<&[u8], DataError> {
        self.nth(actor, title, 0)?.get(name)
    }

    /// The handshake messages in order, headers included, each with who sends it and its printed name. A
    /// HelloRetryRequest is printed as a ServerHello.
    pub fn messages(&self) -> impl Iterator<Item = (Actor, &str, &[u8])> {
        let constructs = self.steps.iter().filter(|step| step.title.starts_with("construct a"));
        constructs.flat_map(|step| step.values().map(|(name, message)| (step.actor, name, message)))
    }

    /// The transcript hash after each message of [`messages`](Self::messages) (RFC 9846 §4.5.1). What comes after the
    /// client's Finished is in no transcript.
    #[must_use]
    pub fn transcript_hashes(&self) -> Vec<(Actor, &str, Vec<u8>)> {
        let sha256 = |data: &[u8]| digest(&SHA256, data).as_ref().to_vec();
        let retried = self.messages().filter(|(_, name, _)| *name == "ClientHello").count() > 1;
        let mut transcript = Vec::new();
        let mut hashes = Vec::new();
        for (actor, name, message) in self.messages().filter(|(_, name, _)| *name != "NewSessionTicket") {
            // A message_hash stands for the ClientHello before a HelloRetryRequest.
            if retried && hashes.len() == 1 {
                transcript = [MESSAGE_HASH_HEADER.to_vec(), sha256(&transcript)].concat();
            }
            transcript.extend_from_slice(message);
            hashes.push((actor, name, sha256(&transcript)));
        }
        hashes
    }

    /// What a side sent in its records, in order: each step's `complete record`.
    pub fn records(&self, actor: Actor) -> impl Iterator<Item = &[u8]> {
        self.steps.iter().filter(move |step| step.actor == actor).filter_map(|step| step.get("complete record").ok())
    }
}

/// The handshake of a section.
///
/// # Errors
///
/// If the data file is damaged.
pub fn trace(section: Section) -> Result<Trace, DataError> {
    let steps = format::parse(section.text())?.into_iter().map(step).collect::<Result<_, _>>()?;
    Ok(Trace { steps })
}

fn step(entry: format::Entry) -> Result<Step, DataError> {
    let words = [(Actor::Client, "{client} "), (Actor::Server, "{server} ")];
    let (actor, title) = words
        .into_iter()
        .find_map(|(actor, word)| Some((actor, entry.title.strip_prefix(word)?.to_owned())))
        .ok_or_else(|| DataError::Missing(format!("side that takes the step \"{}\"", entry.title)))?;
    let mut values: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, text) in entry.texts {
        if text != "0 (all zero octets)" {
            return Err(DataError::Missing(format!("meaning of \"{name}: {text}\"")));
        }
        values.push((name, vec![0; HASH_LEN]));
    }
    values.extend(entry.octets);
    let same_as = entry.note.and_then(|note| Some(note.strip_prefix("same as ")?.to_owned()));
    if same_as.is_none() && values.is_empty() {
        return Err(DataError::Missing(format!("value in \"{title}\"")));
    }
    Ok(Step { actor, title, same_as, values })
}

#[cfg(test)]
mod tests;
