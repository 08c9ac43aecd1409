//! What both kinds of connection can do.

use tls_core::conn::{Answer, ClientConnection, Closed, Facts, Question, ServerConnection, Step};
use tls_core::error::{ApiMisuse, Failure};
use tls_core::pki_types::UnixTime;

/// A [`Step`] that anybody can make, so that the pump itself can be tested.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "described at Step")]
pub enum Report<'b> {
    NeedInput {
        at_least: usize,
    },
    Continue,
    Ask(&'b Question),
    Done(&'b Facts),
    Plaintext(&'b [u8]),
    Closed(Closed),
    Failed(&'b Failure),
    /// A step that is not listed above.
    Unknown,
}

impl<'b> From<Step<'b>> for Report<'b> {
    fn from(step: Step<'b>) -> Self {
        match step {
            Step::NeedInput { at_least } => Self::NeedInput { at_least },
            Step::Continue => Self::Continue,
            Step::Ask(question) => Self::Ask(question),
            Step::Done(facts) => Self::Done(facts),
            Step::Plaintext(data) => Self::Plaintext(data),
            Step::Closed(how) => Self::Closed(how),
            Step::Failed(failure) => Self::Failed(failure),
            _ => Self::Unknown,
        }
    }
}

/// What [`ClientConnection`] and [`ServerConnection`] have in common; see there.
#[expect(missing_docs, clippy::missing_errors_doc, reason = "described where they are defined")]
pub trait Connection {
    /// Gives the bytes consumed and what happened.
    fn step<'b>(&'b mut self, incoming: &'b mut [u8], now: UnixTime) -> (usize, Report<'b>);
    fn output(&self) -> &[u8];
    fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse>;
    fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse>;
    fn answer(&mut self, answer: Answer, now: UnixTime) -> Result<(), ApiMisuse>;
    fn close(&mut self);
    fn transport_ended(&mut self) -> Result<(), Failure>;
    fn facts(&self) -> Option<&Facts>;
    fn failure(&self) -> Option<&Failure>;
    fn state(&self) -> &'static str;
}

macro_rules! connection {
    ($side:ty) => {
        impl Connection for $side {
            fn step<'b>(&'b mut self, incoming: &'b mut [u8], now: UnixTime) -> (usize, Report<'b>) {
                let progress = <$side>::step(self, incoming, now);
                (progress.consumed, progress.step.into())
            }
            fn output(&self) -> &[u8] {
                <$side>::output(self)
            }
            fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse> {
                <$side>::output_sent(self, count)
            }
            fn send(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
                <$side>::send(self, data)
            }
            fn answer(&mut self, answer: Answer, now: UnixTime) -> Result<(), ApiMisuse> {
                <$side>::answer(self, answer, now)
            }
            fn close(&mut self) {
                <$side>::close(self);
            }
            fn transport_ended(&mut self) -> Result<(), Failure> {
                <$side>::transport_ended(self)
            }
            fn facts(&self) -> Option<&Facts> {
                <$side>::facts(self)
            }
            fn failure(&self) -> Option<&Failure> {
                <$side>::failure(self)
            }
            fn state(&self) -> &'static str {
                <$side>::state(self)
            }
        }
    };
}
connection!(ClientConnection);
connection!(ServerConnection);
