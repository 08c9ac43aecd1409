//! What went wrong, for people and for scripts, and how the process ends.

use core::fmt;
use std::process::ExitCode;
use tls_core::config::ConfigError;
use tls_core::error::{Blame, Failure};

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything worked and both sides closed cleanly.
    Clean,
    /// A handshake or a certificate was refused, by this side or by the peer.
    Refused,
    /// What was typed cannot work, a file included that is missing or does not fit.
    Usage,
    /// The network failed, or the peer cut the connection off.
    Transport,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Transport => 3,
        }
    }

    /// The word for it in reports.
    pub(crate) const fn outcome(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Refused => "refused",
            Self::Usage => "usage",
            Self::Transport => "transport",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Something that ended the work: one sentence that says what to do, and a stable code.
#[derive(Clone, Debug)]
pub(crate) enum Problem {
    /// What was typed, or a file that it names.
    Usage(String),
    /// The network.
    Transport {
        /// The stable code.
        code: &'static str,
        /// What happened and what to do.
        sentence: String,
    },
    /// TLS.
    Tls(Failure),
}

impl Problem {
    pub(crate) fn transport(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::Transport { code, sentence: sentence.into() }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Transport { .. } => Exit::Transport,
            Self::Tls(failure) if failure.blame() == Blame::Transport => Exit::Transport,
            Self::Tls(_) => Exit::Refused,
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "USAGE",
            Self::Transport { code, .. } => code,
            Self::Tls(failure) => failure.code(),
        }
    }

    pub(crate) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Tls(failure) => Some(failure),
            Self::Usage(_) | Self::Transport { .. } => None,
        }
    }
}

/// One line; `{:#}` adds the advice.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(sentence) | Self::Transport { sentence, .. } => f.write_str(sentence),
            Self::Tls(failure) => fmt::Display::fmt(failure, f),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Tls(failure)
    }
}

impl From<ConfigError> for Problem {
    fn from(error: ConfigError) -> Self {
        Self::Usage(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tls_core::error::Cause;
    use tls_core::registry::AlertDescription;

    #[test]
    fn exit_codes() {
        let exit = |problem: Problem| problem.exit().code();
        assert_eq!(Exit::Clean.code(), 0);
        assert_eq!(exit(Failure::new(Cause::BadFinished).into()), 1);
        assert_eq!(exit(Failure::new(Cause::Untrusted).into()), 1);
        assert_eq!(exit(Failure::new(Cause::PeerSpeaksHttp).into()), 1);
        assert_eq!(exit(Failure::peer_alert(AlertDescription::handshake_failure).into()), 1);
        assert_eq!(exit(ConfigError::NoTrust.into()), 2);
        assert_eq!(exit(Problem::Usage(String::new())), 2);
        assert_eq!(exit(Problem::transport("NET-CONNECT", "")), 3);
        assert_eq!(exit(Failure::new(Cause::Truncated).into()), 3);
        assert_eq!(exit(Failure::new(Cause::ClosedInHandshake).into()), 3);
    }
}
