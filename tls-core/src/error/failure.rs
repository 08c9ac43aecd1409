//! A refusal, ours or the peer's.

use super::{Blame, Cause};
use crate::codec::{DecodeError, DecodeErrorKind};
use crate::registry::{AlertDescription, ProtocolVersion};
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

/// Words about what was expected or what came. Never secrets.
pub type Detail = Cow<'static, str>;

/// Where a failure happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The state, by its name in RFC 9846 Appendix A (`WAIT_SH`).
    pub state: &'static str,
    /// The message, in the RFC's words, if one was being read.
    pub message: &'static str,
    /// The path of the field within the message.
    pub field: String,
    /// Bytes from the start of the message.
    pub offset: Option<u32>,
}

/// A handshake or connection that ended in a refusal.
///
/// Answers what was expected, what came, which rule says so and what the peer was told. `Display` is one line;
/// `{:#}` adds the advice.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    cause: Cause,
    alert: Option<AlertDescription>,
    position: Position,
    expected: Detail,
    got: Detail,
    trust: Option<crate::trust::TrustFailure>,
}

impl Failure {
    /// A failure with the alert of its row.
    #[must_use]
    pub fn new(cause: Cause) -> Self {
        Self(Box::new(Inner {
            cause,
            alert: cause.alert(),
            position: Position::default(),
            expected: Cow::Borrowed(""),
            got: Cow::Borrowed(""),
            trust: None,
        }))
    }

    /// The peer ended the connection with this alert.
    #[must_use]
    pub fn peer_alert(alert: AlertDescription) -> Self {
        let mut failure = Self::new(Cause::PeerAlert).got(alert.to_string());
        failure.0.alert = Some(alert);
        failure
    }

    /// The same, about the certificate that this client showed, or that it showed none.
    #[must_use]
    pub(crate) fn own_certificate(alert: AlertDescription, showed: &'static str) -> Self {
        let mut failure = Self::new(Cause::OwnCertificateRefused).got(alloc::format!("{alert}: {showed}"));
        failure.0.alert = Some(alert);
        failure
    }

    /// The same, in a record of a version that is no longer spoken, before the peer said anything else.
    #[must_use]
    pub(crate) fn old_peer_alert(alert: AlertDescription, version: ProtocolVersion) -> Self {
        let mut failure = Self::new(Cause::OldPeerAlert).got(alloc::format!("{alert}, in a record of {version}"));
        failure.0.alert = Some(alert);
        failure
    }

    /// The application refuses the peer, with an alert of its choice.
    #[must_use]
    pub(crate) fn answered_no(alert: AlertDescription) -> Self {
        let mut failure = Self::new(Cause::AnsweredNo);
        failure.0.alert = Some(alert);
        failure
    }

    /// The peer's certificates were not accepted.
    #[must_use]
    pub fn untrusted(trust: crate::trust::TrustFailure) -> Self {
        let mut failure = Self::new(Cause::Untrusted).got(trust.to_string());
        failure.0.alert = Some(trust.alert());
        failure.0.trust = Some(trust);
        failure
    }

    /// Says what the rule wanted.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<Detail>) -> Self {
        self.0.expected = expected.into();
        self
    }

    /// Says what came instead.
    #[must_use]
    pub fn got(mut self, got: impl Into<Detail>) -> Self {
        self.0.got = got.into();
        self
    }

    /// Names the field that broke the rule.
    #[must_use]
    pub fn field(mut self, path: impl Into<String>) -> Self {
        self.0.position.field = path.into();
        self
    }

    /// Fills in what the driver knows, where nobody said it before.
    #[must_use]
    pub(crate) fn at(mut self, state: &'static str, message: &'static str) -> Self {
        if self.0.position.state.is_empty() {
            self.0.position.state = state;
        }
        if self.0.position.message.is_empty() {
            self.0.position.message = message;
        }
        self
    }

    /// The row of the table of causes.
    #[must_use]
    pub fn cause(&self) -> Cause {
        self.0.cause
    }

    /// The stable code, such as `TLS-EXT-DUPLICATE`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.cause.code()
    }

    /// Whose fault it is, and so who can mend it.
    #[must_use]
    pub fn blame(&self) -> Blame {
        self.0.cause.blame()
    }

    /// The alert: the one we sent, or where [`received_alert`](Self::received_alert) says so the one that came.
    #[must_use]
    pub fn alert(&self) -> Option<AlertDescription> {
        self.0.alert
    }

    /// Whether [`alert`](Self::alert) came from the peer.
    #[must_use]
    pub fn received_alert(&self) -> bool {
        matches!(self.0.cause, Cause::PeerAlert | Cause::OldPeerAlert | Cause::OwnCertificateRefused)
    }

    /// The peer could not be told.
    pub(crate) fn untold(&mut self) {
        if !self.received_alert() {
            self.0.alert = None;
        }
    }

    /// The alert to tell the peer, if it is to be told anything.
    pub(crate) fn alert_to_send(&self) -> Option<AlertDescription> {
        if self.received_alert() { None } else { self.0.alert }
    }

    /// Where it happened.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.0.position
    }

    /// What the rule wanted; empty if the sentence says it all.
    #[must_use]
    pub fn expected_text(&self) -> &str {
        &self.0.expected
    }

    /// What came; empty if the sentence says it all.
    #[must_use]
    pub fn got_text(&self) -> &str {
        &self.0.got
    }

    /// Why the certificates were refused, if that was it.
    #[must_use]
    pub fn trust(&self) -> Option<&crate::trust::TrustFailure> {
        self.0.trust.as_ref()
    }
}

impl From<Cause> for Failure {
    fn from(cause: Cause) -> Self {
        Self::new(cause)
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        let cause = match error.kind() {
            DecodeErrorKind::Truncated => Cause::MessageTruncated,
            DecodeErrorKind::TrailingBytes => Cause::MessageTrailingBytes,
            DecodeErrorKind::BadLength => Cause::FieldLength,
            DecodeErrorKind::BadValue => Cause::FieldValue,
        };
        let mut failure = Self::new(cause);
        for name in error.path() {
            if !failure.0.position.field.is_empty() {
                failure.0.position.field.push('.');
            }
            failure.0.position.field.push_str(name);
        }
        failure.0.position.offset = Some(error.offset());
        failure
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { cause, alert, position, expected, got, .. } = &*self.0;
        if !position.state.is_empty() {
            write!(f, "{}: ", position.state)?;
        }
        f.write_str(cause.sentence())?;
        if !position.message.is_empty() {
            write!(f, "; in {}", position.message)?;
            if !position.field.is_empty() {
                write!(f, ".{}", position.field)?;
            }
            if let Some(offset) = position.offset {
                write!(f, " at byte {offset}")?;
            }
        } else if !position.field.is_empty() {
            write!(f, "; in {}", position.field)?;
        }
        if !expected.is_empty() {
            write!(f, "; expected {expected}")?;
        }
        if !got.is_empty() {
            write!(f, "; got {got}")?;
        }
        write!(f, " ({})", cause.section())?;
        match alert {
            Some(alert) if self.received_alert() => write!(f, "; received {alert}")?,
            Some(alert) => write!(f, "; sent {alert}")?,
            None => {}
        }
        if f.alternate() {
            write!(f, "\n  {}: {}", cause.code(), cause.advice())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failure({}: {self})", self.code())
    }
}

impl core::error::Error for Failure {}
