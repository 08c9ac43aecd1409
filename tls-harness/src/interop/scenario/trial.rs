//! What a case tries beyond its version, suite, group and certificates.

use super::Role;
use core::fmt;

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Our program.
    Ours,
    /// The peer's.
    Theirs,
}

impl Side {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Ours, Self::Theirs];

    /// Which role the side has when we have `ours`.
    #[must_use]
    pub const fn role(self, ours: Role) -> Role {
        match self {
            Self::Ours => ours,
            Self::Theirs => ours.other(),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }
}

/// Who ends a connection, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The server sends its close_notify first; our own does so behind its answer to a request of HTTP/1.0. In all
    /// other cases the client does.
    ServerFirst,
    /// The client sends close_notify at once; what the server still has to send must arrive all the same.
    Half,
    /// The transport ends without close_notify, after all data.
    Cut,
}

/// For which groups the client sends key shares at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shares {
    /// For two, of which the server wants the second.
    Two,
    /// For none: the server must ask with HelloRetryRequest.
    None,
}

/// What we do about a peer without extended_master_secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WithoutEms {
    /// We were told to allow it (`--allow-no-ems`).
    Allowed,
    /// We were not: the handshake must fail.
    Refused,
}

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trial {
    /// The handshake itself, with a little data and with much.
    Plain,
    /// The client first offers a key share that the server does not want.
    Retry,
    /// The client sends more key shares than one, or none.
    KeyShares(Shares),
    /// TLS 1.2: the peer does not know extended_master_secret (RFC 7627).
    NoEms(WithoutEms),
    /// A side updates its keys several times, with data between.
    KeyUpdate(Side),
    /// A side's records hold at most so many bytes, those of the handshake included.
    Fragment(Side, u16),
    /// A side pads its records.
    Padding(Side, u16),
    /// Chains of many certificates, some of them large: each Certificate message spans several records.
    LongChains,
    /// The server asks for certificates of somebody else than the client has.
    ForeignAuthorities,
    /// The server asks for a certificate, takes none for an answer, and gets none.
    NoCertificate,
    /// 16 MiB in both directions at once.
    Duplex,
    /// An unusual end.
    Closing(End),
}

impl Trial {
    /// The family's name, for the report's rows.
    #[must_use]
    pub const fn family(self) -> &'static str {
        match self {
            Self::Plain => "handshake and data",
            Self::Retry => "HelloRetryRequest",
            Self::KeyShares(_) => "key shares",
            Self::NoEms(_) => "without EMS",
            Self::KeyUpdate(_) => "KeyUpdate",
            Self::Fragment(..) => "record sizes",
            Self::Padding(..) => "padding",
            Self::LongChains => "long chains",
            Self::ForeignAuthorities | Self::NoCertificate => "no client certificate",
            Self::Duplex => "16 MiB at once",
            Self::Closing(_) => "closing",
        }
    }
}

/// What stands at the end of a case's name.
impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain => Ok(()),
            Self::Retry => f.write_str("/retry"),
            Self::KeyShares(Shares::Two) => f.write_str("/shares-two"),
            Self::KeyShares(Shares::None) => f.write_str("/shares-none"),
            Self::NoEms(WithoutEms::Allowed) => f.write_str("/no-ems-allowed"),
            Self::NoEms(WithoutEms::Refused) => f.write_str("/no-ems-refused"),
            Self::KeyUpdate(side) => write!(f, "/key-update-{}", side.name()),
            Self::Fragment(side, size) => write!(f, "/records-{}-{size}", side.name()),
            Self::Padding(side, size) => write!(f, "/padding-{}-{size}", side.name()),
            Self::LongChains => f.write_str("/long-chains"),
            Self::ForeignAuthorities => f.write_str("/foreign-authorities"),
            Self::NoCertificate => f.write_str("/no-certificate"),
            Self::Duplex => f.write_str("/duplex"),
            Self::Closing(End::ServerFirst) => f.write_str("/server-closes-first"),
            Self::Closing(End::Half) => f.write_str("/half-close"),
            Self::Closing(End::Cut) => f.write_str("/cut"),
        }
    }
}
