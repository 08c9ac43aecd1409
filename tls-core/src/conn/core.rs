//! The driver that both roles share: bytes in, one step at a time, bytes out.

use super::Seams;
use super::effects::{Effect, Effects, Fact};
use super::env::Env;
use super::event::Observation;
use super::facts::Facts;
use super::halves::SendHalf;
use super::notice::Notice;
use super::peer::PeerChain;
use super::progress::{Closed, Progress, Step};
use super::question::Question;
use super::recv::Recv;
use super::send::{Send, SendError, Written};
use super::side::{Input, Side, States};
use crate::error::{ApiMisuse, Cause, Failure};
use crate::msg::Context;
use crate::pki_types::UnixTime;
use crate::record::{Protection, Slice};
use crate::registry::{AlertDescription, AlertLevel, HandshakeType, KeyUpdateRequest};
use crate::switches::{Check, enforced};
use alloc::boxed::Box;
use core::ops::Range;

/// What one call to [`Core::step`] came to, before anything is borrowed for the caller.
pub(super) enum Outcome {
    NeedInput(usize),
    Continue,
    Ask,
    Done,
    Plaintext(Range<usize>),
    Closed,
}

/// One side of one connection.
pub(crate) struct Core<S: Side> {
    pub(super) side: S,
    /// `None` only while a step runs, and after one has failed.
    state: Option<S::State>,
    state_name: &'static str,
    pub(super) context: Context,
    pub(super) recv: Recv,
    pub(super) send: Send,
    pub(super) seams: Seams,
    effects: Effects,
    pub(super) question: Option<Question>,
    /// Whether the sending half is elsewhere: then it is told by notices.
    split: bool,
    pub(super) notice: Notice,
    pub(super) facts: Box<Facts>,
    /// Who the peer is, once that was decided.
    pub(super) peer: Option<Box<PeerChain>>,
    /// The handshake is done.
    pub(super) done: bool,
    /// The caller has not been told yet that it is.
    tell_done: bool,
    failure: Option<Failure>,
}

impl<S: Side> core::fmt::Debug for Core<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Connection")
            .field("role", &S::ROLE)
            .field("state", &self.state_name)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

impl<S: Side> Core<S> {
    pub(crate) fn new(side: S, state: Option<S::State>, seams: Seams) -> Self {
        let state_name = state.as_ref().map_or("START", States::name);
        let send = Send::new(S::ROLE, side.common().records);
        Self {
            side,
            state,
            state_name,
            context: Context::default(),
            recv: Recv::default(),
            send,
            seams,
            effects: Effects::default(),
            question: None,
            split: false,
            notice: Notice::default(),
            facts: Box::default(),
            peer: None,
            done: false,
            tell_done: false,
            failure: None,
        }
    }

    pub(crate) fn facts(&self) -> Option<&Facts> {
        self.done.then_some(&*self.facts)
    }

    pub(crate) const fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    pub(crate) const fn state_name(&self) -> &'static str {
        self.state_name
    }

    pub(super) fn expected(&self) -> &'static [HandshakeType] {
        self.state.as_ref().map_or(&[], States::expected)
    }

    /// Starts a side that speaks first.
    pub(crate) fn start(
        &mut self,
        begin: impl FnOnce(&S, &mut Env<'_>, &mut Effects) -> Result<S::State, Failure>,
    ) -> Result<(), Failure> {
        let mut effects = core::mem::take(&mut self.effects);
        let begun = begin(
            &self.side,
            &mut Env::new(S::ROLE, &*self.side.provider().random, &mut self.seams, self.context),
            &mut effects,
        );
        let state = begun.map_err(|failure| failure.at("START", "ClientHello"))?;
        self.arrive(state);
        self.apply(effects)?;
        self.send.flush(&mut self.seams)
    }

    /// Works on what came; see [`Progress`].
    pub(crate) fn step<'b>(&'b mut self, incoming: &'b mut [u8], now: UnixTime) -> Progress<'b> {
        let length = incoming.len();
        let advanced =
            if self.failure.is_some() { Ok((length, Outcome::Continue)) } else { self.advance(incoming, now) };
        let (consumed, outcome) = advanced.unwrap_or_else(|failure| {
            self.fail(failure);
            (length, Outcome::Continue)
        });
        if let Some(failure) = &self.failure {
            return Progress { consumed: length, step: Step::Failed(failure) };
        }
        let step = match outcome {
            Outcome::NeedInput(at_least) => Step::NeedInput { at_least },
            Outcome::Continue => Step::Continue,
            Outcome::Ask => match &self.question {
                Some(question) => Step::Ask(question),
                None => Step::Continue,
            },
            Outcome::Done => Step::Done(&self.facts),
            Outcome::Plaintext(range) => Step::Plaintext(incoming.get(range).unwrap_or_default()),
            Outcome::Closed => Step::Closed(Closed::Clean),
        };
        Progress { consumed, step }
    }

    fn advance(&mut self, incoming: &mut [u8], now: UnixTime) -> Result<(usize, Outcome), Failure> {
        if core::mem::take(&mut self.tell_done) {
            return Ok((0, Outcome::Done));
        }
        if self.question.is_some() {
            return Ok((0, Outcome::Ask));
        }
        if core::mem::take(&mut self.recv.paused) {
            self.read_buffered(now)?;
            return Ok((0, Outcome::Continue));
        }
        self.read_record(incoming, now)
    }

    pub(super) fn run_once(&mut self, input: Input<'_>) -> Result<(), Failure> {
        let state = self.state.take().ok_or(Cause::Internal)?;
        let message = match &input {
            Input::Message(message) => message.name(self.context),
            Input::ChangeCipherSpec => "change_cipher_spec",
            Input::Answer(_) => "",
        };
        let mut effects = core::mem::take(&mut self.effects);
        let next = state.step(
            input,
            &mut Env::new(S::ROLE, &*self.side.provider().random, &mut self.seams, self.context),
            &mut effects,
        );
        let next = next.map_err(|failure| failure.at(self.state_name, message))?;
        self.arrive(next);
        #[cfg(feature = "puppet")]
        if let Some(puppet) = &mut self.seams.puppet {
            puppet.effects(S::ROLE, self.state_name, &mut effects);
        }
        self.apply(effects)
    }

    fn arrive(&mut self, state: S::State) {
        let (from, to) = (self.state_name, state.name());
        self.state = Some(state);
        self.state_name = to;
        if from != to {
            self.observe(Observation::State { from, to });
        }
    }

    /// Carries effects out, in order.
    fn apply(&mut self, mut effects: Effects) -> Result<(), Failure> {
        for effect in effects.list.drain(..) {
            match effect {
                Effect::Send(range) => self.send.queue(effects.bytes.get(range).unwrap_or_default()),
                Effect::SendRecord(content_type, range) => {
                    let content = effects.bytes.get(range).unwrap_or_default();
                    self.send.any_record(content_type, content, &mut self.seams)?;
                }
                Effect::SendChangeCipherSpec => self.send.change_cipher_spec(&mut self.seams)?,
                Effect::SendWarning(description) => self.tell(Notice::alert(AlertLevel::warning, description))?,
                Effect::SetRecvKeys(form, keys) => {
                    self.recv.check_aligned()?;
                    self.recv.protect(Protection::new(keys, form));
                }
                Effect::CheckAligned => self.recv.check_aligned()?,
                Effect::SetSendKeys(form, keys) => {
                    self.send.protect(Protection::new(keys, form), &mut self.seams)?;
                }
                Effect::Ask(question) => self.question = Some(question),
                Effect::Learn(fact) => self.learn(fact),
                Effect::KeepSendSecret(secret) => self.send.keep(secret),
                Effect::PeerKeyUpdate { answer } => {
                    self.tell(Notice { peer_updated: true, owes_key_update: answer, alert: None })?;
                }
                Effect::Done => {
                    self.done = true;
                    self.tell_done = true;
                }
            }
        }
        effects.bytes.clear();
        // The buffers serve every step of the handshake, and are given back when it is over.
        if !self.done {
            self.effects = effects;
        }
        Ok(())
    }

    fn learn(&mut self, fact: Fact) {
        match &fact {
            Fact::Version(version) => self.context.version = Some(*version),
            Fact::Suite(suite) => self.context.key_exchange = super::effects::key_exchange(*suite),
            _ => {}
        }
        self.facts.learn(fact);
    }

    pub(super) fn observe(&mut self, observation: Observation<'_>) {
        if let Some(sink) = &mut self.seams.sink {
            sink.observe(S::ROLE, observation);
        }
    }

    /// Tells the sending half, wherever it is.
    fn tell(&mut self, notice: Notice) -> Result<(), Failure> {
        if self.split {
            self.notice.merge(notice);
            return Ok(());
        }
        self.send.heed(notice, &mut self.seams)
    }

    /// Ends the connection: the peer is told with one alert, the caller with the failure.
    pub(super) fn fail(&mut self, failure: Failure) {
        let mut failure = failure.at(self.state_name, "");
        self.observe(Observation::Failed(&failure));
        if let Some(description) = failure.alert_to_send()
            && (self.send.closed || self.tell(Notice::alert(AlertLevel::fatal, description)).is_err())
        {
            // Nothing may follow what was said before, or even the alert cannot be sealed.
            failure.untold();
        }
        self.end(failure);
    }

    fn end(&mut self, failure: Failure) {
        self.send.closed = true;
        self.state = None;
        self.question = None;
        self.failure = Some(failure);
    }

    fn may_send(&self) -> Result<(), ApiMisuse> {
        if self.failure.is_some() {
            return Err(ApiMisuse::ConnectionOver);
        }
        if enforced(Check::SendBeforeDone) && !self.done {
            return Err(ApiMisuse::HandshakeNotDone);
        }
        if self.send.closed {
            return Err(ApiMisuse::AlreadyClosed);
        }
        Ok(())
    }

    /// Protects application data and appends it to the output.
    pub(crate) fn send_data(&mut self, data: &[u8]) -> Result<(), ApiMisuse> {
        self.may_send()?;
        let sent = self.send.data(data, &mut self.seams);
        self.or_fail(sent)
    }

    /// Protects application data in the caller's memory.
    pub(crate) fn send_into(&mut self, data: &[u8], out: &mut [u8]) -> Result<Written, ApiMisuse> {
        self.may_send()?;
        match self.send.data_into(data, &mut Slice::new(out), &mut self.seams) {
            Ok(written) => Ok(written),
            Err(SendError::Misuse(misuse)) => Err(misuse),
            Err(SendError::Failed(failure)) => {
                self.fail(failure);
                Err(ApiMisuse::ConnectionOver)
            }
        }
    }

    /// Changes the keys of the sending direction.
    pub(crate) fn update_keys(&mut self, request: KeyUpdateRequest) -> Result<(), ApiMisuse> {
        self.may_send()?;
        self.send.may_update(request)?;
        let updated = self.send.update_keys(request, &mut self.seams);
        self.or_fail(updated)
    }

    fn or_fail(&mut self, done: Result<(), Failure>) -> Result<(), ApiMisuse> {
        done.map_err(|failure| {
            self.fail(failure);
            ApiMisuse::ConnectionOver
        })
    }

    /// Puts close_notify into the output. A handshake ends with it: there is no more to send for it.
    pub(crate) fn close(&mut self) {
        if self.send.closed {
            return;
        }
        if self.done {
            if let Err(failure) = self.send.close(&mut self.seams) {
                self.fail(failure);
            }
            return;
        }
        // "user_canceled: This alert notifies the recipient that the sender is canceling the handshake for some reason
        // unrelated to a protocol failure. [...] This alert MUST be followed by a "close_notify"." (RFC 9846 §6.1)
        self.send.drop_queued();
        let cancelled = Notice::alert(AlertLevel::warning, AlertDescription::user_canceled);
        match self.tell(cancelled).and_then(|()| self.send.close(&mut self.seams)) {
            Err(failure) => self.fail(failure),
            Ok(()) => {
                let failure = Failure::from(Cause::ClosedByCaller).at(self.state_name, "");
                self.observe(Observation::Failed(&failure));
                self.end(failure);
            }
        }
    }

    /// Gives the sending half away, once the handshake is done.
    #[expect(clippy::result_large_err, reason = "a connection that cannot be split comes back as it was")]
    pub(crate) fn split(mut self, seams: Seams) -> Result<(SendHalf, Self), Self> {
        if !self.done || self.failure.is_some() {
            return Err(self);
        }
        let stub = Send::new(S::ROLE, self.side.common().records);
        let send = ::core::mem::replace(&mut self.send, stub);
        // Nobody is told anything any more, if that was so.
        self.send.closed = send.closed;
        self.split = true;
        Ok((SendHalf::new(send, seams), self))
    }

    /// The transport ended: was that the end of the peer's data?
    pub(crate) fn transport_ended(&mut self) -> Result<(), Failure> {
        if self.recv.closed || !enforced(Check::TransportEnd) {
            return Ok(());
        }
        if self.failure.is_none() {
            // "The client and the server must share knowledge that the connection is ending in order to avoid a truncation
            // attack." (RFC 9846 §6.1)
            self.fail(self.cut_off());
        }
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
