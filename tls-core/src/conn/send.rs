//! The sending half: fragments, protects and keeps what waits to be sent.

use super::Seams;
use super::effects::{Effects, NoTranscript};
use super::env::Env;
use super::event::{Direction, Epoch, Observation};
use super::notice::Notice;
use crate::config::common::Records;
use crate::crypto::NoRandom;
use crate::error::{ApiMisuse, Cause, Failure};
use crate::key_schedule::TrafficSecret;
use crate::msg::key_update::KeyUpdate;
use crate::msg::{Context, Role};
use crate::record::{Form, Out, Protection, RecordHeader, Slice};
use crate::registry::{AlertDescription, AlertLevel, ContentType, HandshakeType, KeyUpdateRequest, ProtocolVersion};
use crate::switches::{Check, enforced};
use alloc::vec::Vec;

/// Records that the keys keep in reserve for a KeyUpdate or an alert.
const RESERVE: u64 = 4;

/// "sending implementations MUST NOT allow the epoch -- and hence the number of key updates -- to exceed 2^48-1."
/// (RFC 9846 §4.7.3)
const MAX_GENERATION: u64 = (1 << 48) - 1;

/// What waits to be sent, and what protects it.
#[derive(Debug)]
pub(super) struct Send {
    role: Role,
    records: Records,
    protection: Option<Protection>,
    /// TLS 1.3: the secret behind the keys for application data, for the next KeyUpdate.
    secret: Option<TrafficSecret>,
    /// How often the keys for application data have changed.
    generation: u64,
    /// Handshake messages under the same keys, to be put into as few records as possible.
    queued: Vec<u8>,
    output: Vec<u8>,
    /// How much of `output` the caller has sent.
    sent: usize,
    /// Whether a record went out.
    started: bool,
    /// Whether close_notify or a fatal alert went out: nothing may follow.
    pub(super) closed: bool,
    /// Whether a KeyUpdate is owed before the next application data.
    owes_key_update: bool,
    /// Whether the peer was asked for a KeyUpdate that has not come.
    update_requested: bool,
}

/// What one call wrote into the caller's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Bytes of the data that are done with.
    pub consumed: usize,
    /// Bytes at the front of the output slice that are to be sent.
    pub written: usize,
}

impl Send {
    pub(super) const fn new(role: Role, records: Records) -> Self {
        Self {
            role,
            records,
            protection: None,
            secret: None,
            generation: 0,
            queued: Vec::new(),
            output: Vec::new(),
            sent: 0,
            started: false,
            closed: false,
            owes_key_update: false,
            update_requested: false,
        }
    }

    /// From here on records are made as another configuration says.
    pub(super) const fn configure(&mut self, records: Records) {
        self.records = records;
    }

    /// What waits to be sent.
    pub(super) fn output(&self) -> &[u8] {
        self.output.get(self.sent..).unwrap_or_default()
    }

    /// The caller has sent the first `count` bytes of it. The memory is given back when nothing waits.
    pub(super) fn output_sent(&mut self, count: usize) -> Result<(), ApiMisuse> {
        if count > self.output().len() {
            return Err(ApiMisuse::SentTooMuch);
        }
        self.sent = self.sent.saturating_add(count);
        if self.sent == self.output.len() {
            self.output = Vec::new();
            self.sent = 0;
        }
        Ok(())
    }

    /// Moves what waits into the caller's memory, as far as there is room.
    pub(super) fn take_output(&mut self, out: &mut Slice<'_>) {
        let waiting = self.output();
        let count = waiting.len().min(out.room());
        out.extend(waiting.get(..count).unwrap_or_default());
        // No more than there was.
        let _ = self.output_sent(count);
    }

    /// Queues a handshake message.
    pub(super) fn queue(&mut self, message: &[u8]) {
        self.queued.extend_from_slice(message);
    }

    /// Forgets what was queued.
    pub(super) fn drop_queued(&mut self) {
        self.queued.clear();
    }

    /// Puts the queued messages into records.
    pub(super) fn flush(&mut self, seams: &mut Seams) -> Result<(), Failure> {
        if self.queued.is_empty() {
            return Ok(());
        }
        let queued = core::mem::take(&mut self.queued);
        for fragment in queued.chunks(self.records.max_fragment) {
            self.record(ContentType::handshake, fragment, seams)?;
        }
        Ok(())
    }

    /// Everything from here on is protected by these keys. "Because the ClientHello, EndOfEarlyData, ServerHello, Finished,
    /// and KeyUpdate messages can immediately precede a key change, implementations MUST send these messages in alignment
    /// with a record boundary." (RFC 9846 §5.1)
    pub(super) fn protect(&mut self, protection: Protection, seams: &mut Seams) -> Result<(), Failure> {
        self.flush(seams)?;
        self.protection = Some(protection);
        Ok(())
    }

    /// Keeps the secret behind the keys for application data.
    pub(super) fn keep(&mut self, secret: TrafficSecret) {
        self.secret = Some(secret);
    }

    /// change_cipher_spec is never protected in TLS 1.3 (RFC 9846 §5), and in TLS 1.2 comes before the keys.
    pub(super) fn change_cipher_spec(&mut self, seams: &mut Seams) -> Result<(), Failure> {
        self.flush(seams)?;
        self.plaintext(ContentType::change_cipher_spec, &[1], seams);
        Ok(())
    }

    /// Whatever a puppet wants, after what was queued.
    pub(super) fn any_record(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        seams: &mut Seams,
    ) -> Result<(), Failure> {
        self.flush(seams)?;
        self.record(content_type, content, seams)
    }

    /// Does what the receiving half wants done.
    pub(super) fn heed(&mut self, notice: Notice, seams: &mut Seams) -> Result<(), Failure> {
        self.update_requested &= !notice.peer_updated;
        self.owes_key_update |= notice.owes_key_update;
        match notice.alert {
            Some((level, description)) if !self.closed => self.alert(level, description, seams),
            _ => Ok(()),
        }
    }

    /// After a fatal alert nothing follows; what could not be sent before it is not sent any more.
    pub(super) fn alert(
        &mut self,
        level: AlertLevel,
        description: AlertDescription,
        seams: &mut Seams,
    ) -> Result<(), Failure> {
        if level == AlertLevel::fatal {
            self.queued.clear();
            self.closed = true;
        }
        self.flush(seams)?;
        self.record(ContentType::alert, &[level.0, description.0], seams)?;
        // Only now: where it cannot be sealed, nobody is told.
        if let Some(sink) = &mut seams.sink {
            sink.observe(self.role, Observation::Alert { direction: Direction::Send, level, description });
        }
        Ok(())
    }

    /// "Each party MUST send a "close_notify" alert before closing its write side of the connection, unless it has already
    /// sent some error alert." (RFC 9846 §6.1)
    pub(super) fn close(&mut self, seams: &mut Seams) -> Result<(), Failure> {
        if self.closed {
            return Ok(());
        }
        let sent = self.alert(AlertLevel::warning, AlertDescription::close_notify, seams);
        self.closed = true;
        sent
    }

    /// Protects application data and appends it to the output.
    pub(super) fn data(&mut self, data: &[u8], seams: &mut Seams) -> Result<(), Failure> {
        for fragment in data.chunks(self.records.max_fragment) {
            self.renew_keys(seams)?;
            self.record(ContentType::application_data, fragment, seams)?;
        }
        Ok(())
    }

    /// Protects application data in the caller's memory, after what waits to be sent, as far as there is room. A record
    /// is made shorter for want of room only if it is the first.
    pub(super) fn data_into(
        &mut self,
        data: &[u8],
        out: &mut Slice<'_>,
        seams: &mut Seams,
    ) -> Result<Written, SendError> {
        let mut consumed = 0usize;
        let mut records = 0u32;
        while let Some(rest) = data.get(consumed..).filter(|rest| !rest.is_empty()) {
            match self.renew_keys(seams) {
                // What was sealed before goes out; the next call says why no more does.
                Err(_) if records > 0 => break,
                renewed => renewed?,
            }
            self.take_output(out);
            let overhead = self.protection.as_ref().ok_or(Cause::Internal)?.overhead();
            let wanted = rest.len().min(self.records.max_fragment);
            let fits = match out.room().checked_sub(overhead) {
                Some(room) if self.output().is_empty() => wanted.min(self.fits(room)),
                _ => 0,
            };
            if fits == 0 || (fits < wanted && records > 0) {
                break;
            }
            let fragment = rest.get(..fits).unwrap_or_default();
            self.seal(ContentType::application_data, fragment, out, seams)?;
            consumed = consumed.saturating_add(fits);
            records = records.saturating_add(1);
        }
        self.take_output(out);
        if out.len() == 0 && !data.is_empty() {
            return Err(SendError::Misuse(ApiMisuse::BufferTooSmall(self.smallest_record())));
        }
        Ok(Written { consumed, written: out.len() })
    }

    /// The most content that a record takes which may be this many bytes longer than its overhead.
    fn fits(&self, room: usize) -> usize {
        // The type of the content, part of the overhead, is part of what padding fills up.
        if self.is_tls13() { self.records.padding.fits(room.saturating_add(1)) } else { room }
    }

    /// The bytes of a record with one byte of content.
    fn smallest_record(&self) -> usize {
        let overhead = self.protection.as_ref().map_or(0, Protection::overhead);
        let padding = if self.is_tls13() { self.records.padding.of(1) } else { 0 };
        overhead.saturating_add(1).saturating_add(padding)
    }

    fn is_tls13(&self) -> bool {
        self.protection.as_ref().is_some_and(|protection| protection.form() == Form::Tls13)
    }

    /// Whether the peer was asked for a KeyUpdate that has not come.
    pub(super) const fn awaits_key_update(&self) -> bool {
        self.update_requested
    }

    /// Whether the peer can be asked for (or told of) new keys now.
    pub(super) fn may_update(&self, request: KeyUpdateRequest) -> Result<(), ApiMisuse> {
        if self.secret.is_none() {
            return Err(ApiMisuse::NoKeyUpdate);
        }
        // "Until receiving a subsequent KeyUpdate from the peer, the sender MUST NOT send another KeyUpdate with
        // request_update set to "update_requested"." (RFC 9846 §4.7.3)
        if request == KeyUpdateRequest::update_requested && self.update_requested {
            return Err(ApiMisuse::UpdateAlreadyRequested);
        }
        Ok(())
    }

    /// Changes the keys if they must be changed before more application data: because the peer wants it, because the
    /// configuration does, or because they have protected almost as many records as is safe (RFC 9846 §5.5). Where they
    /// cannot be changed, as in TLS 1.2, they fail then; there is enough left of them for an alert.
    fn renew_keys(&mut self, seams: &mut Seams) -> Result<(), Failure> {
        let protection = self.protection.as_ref();
        let used_up = protection.is_some_and(|protection| protection.remaining() <= RESERVE);
        let old = protection.is_some_and(|protection| protection.sequence() >= self.records.rekey_after);
        if self.secret.is_some() && self.generation < MAX_GENERATION {
            if used_up || old || self.owes_key_update {
                self.update_keys(KeyUpdateRequest::update_not_requested, seams)?;
            }
        } else if used_up && enforced(Check::SendLimit) {
            return Err(Cause::SequenceExhausted.into());
        }
        Ok(())
    }

    /// Sends a KeyUpdate under the old keys and changes to the new ones.
    pub(super) fn update_keys(&mut self, request: KeyUpdateRequest, seams: &mut Seams) -> Result<(), Failure> {
        // "the receiver MUST send a KeyUpdate of its own with request_update set to "update_not_requested""
        // (RFC 9846 §4.7.3): an answer that is owed is not given by a request.
        if core::mem::take(&mut self.owes_key_update) && request == KeyUpdateRequest::update_requested {
            self.update_keys(KeyUpdateRequest::update_not_requested, seams)?;
        }
        let secret = self.secret.as_ref().ok_or(Cause::Internal)?.update();
        let keys = secret.record_keys()?;
        let mut effects = Effects::default();
        let mut env = Env::new(self.role, &NoRandom, seams, Context::default());
        let body = KeyUpdate { request_update: request };
        let message = effects.send(&mut env, &mut NoTranscript, HandshakeType::key_update, &body)?;
        env.observe(Observation::Keys { direction: Direction::Send, epoch: Epoch::Application });
        self.queue(effects.sent(message));
        self.protect(Protection::new(keys, Form::Tls13), seams)?;
        self.secret = Some(secret);
        self.generation = self.generation.saturating_add(1);
        self.update_requested |= request == KeyUpdateRequest::update_requested;
        Ok(())
    }

    fn record(&mut self, content_type: ContentType, content: &[u8], seams: &mut Seams) -> Result<(), Failure> {
        if self.protection.is_none() {
            self.plaintext(content_type, content, seams);
            return Ok(());
        }
        let mut output = core::mem::take(&mut self.output);
        let sealed = self.seal(content_type, content, &mut output, seams);
        self.output = output;
        sealed
    }

    fn seal(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        out: &mut impl Out,
        seams: &mut Seams,
    ) -> Result<(), Failure> {
        let padding = if self.is_tls13() { self.records.padding.of(content.len()) } else { 0 };
        let protection = self.protection.as_mut().ok_or(Cause::Internal)?;
        let sequence = protection.sequence();
        let header = protection.seal(content_type, content, padding, out)?;
        self.started = true;
        self.observe_record(header, (content_type, content), Some((sequence, padding)), seams);
        Ok(())
    }

    fn plaintext(&mut self, content_type: ContentType, content: &[u8], seams: &mut Seams) {
        let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
        let mut header = RecordHeader::new(content_type, length);
        // "a record containing an initial ClientHello SHOULD have version 0x0301 (reflecting TLS 1.0) and a record
        // containing a second ClientHello or a ServerHello MUST have version 0x0303" (RFC 9846 §5.1)
        if self.role == Role::Client && !self.started {
            header.legacy_version = ProtocolVersion::TLSv1_0;
        }
        self.output.extend_from_slice(&header.to_bytes());
        self.output.extend_from_slice(content);
        self.started = true;
        self.observe_record(header, (content_type, content), None, seams);
    }

    /// Tells the listener of a record; `protection` is its sequence number and its bytes of padding.
    fn observe_record(
        &self,
        header: RecordHeader,
        (content_type, payload): (ContentType, &[u8]),
        protection: Option<(u64, usize)>,
        seams: &mut Seams,
    ) {
        let Some(sink) = &mut seams.sink else {
            return;
        };
        let (direction, protected) = (Direction::Send, protection.is_some());
        let (sequence, padding) = protection.unwrap_or_default();
        let record = Observation::Record { direction, header, content_type, payload, protected, sequence, padding };
        sink.observe(self.role, record);
    }
}

/// Why data could not be protected.
#[derive(Debug)]
pub(super) enum SendError {
    /// The caller's fault; nothing happened.
    Misuse(ApiMisuse),
    /// The connection is over.
    Failed(Failure),
}

impl<T: Into<Failure>> From<T> for SendError {
    fn from(failure: T) -> Self {
        Self::Failed(failure.into())
    }
}
