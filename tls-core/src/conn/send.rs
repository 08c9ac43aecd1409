//! The sending half: fragments, protects and keeps what waits to be sent.

use super::Seams;
use super::event::{Direction, Observation};
use crate::error::{ApiMisuse, Failure};
use crate::msg::Role;
use crate::record::{Form, MAX_FRAGMENT_LEN, Protection, RecordHeader};
use crate::registry::{AlertDescription, AlertLevel, ContentType, ProtocolVersion};
use alloc::vec::Vec;

/// Records that the keys keep in reserve for a KeyUpdate or an alert.
const RESERVE: u64 = 4;

/// What waits to be sent, and what protects it.
#[derive(Debug)]
pub(super) struct Send {
    role: Role,
    protection: Option<Protection>,
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
    pub(super) owes_key_update: bool,
    /// The most content that goes into one record, in bytes.
    pub(super) max_fragment: usize,
}

impl Send {
    pub(super) const fn new(role: Role) -> Self {
        Self {
            role,
            protection: None,
            queued: Vec::new(),
            output: Vec::new(),
            sent: 0,
            started: false,
            closed: false,
            owes_key_update: false,
            max_fragment: MAX_FRAGMENT_LEN,
        }
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
        for fragment in queued.chunks(self.max_fragment) {
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

    /// change_cipher_spec is never protected in TLS 1.3 (RFC 9846 §5), and in TLS 1.2 comes before the keys.
    pub(super) fn change_cipher_spec(&mut self, seams: &mut Seams) -> Result<(), Failure> {
        self.flush(seams)?;
        self.plaintext(ContentType::change_cipher_spec, &[1], seams);
        Ok(())
    }

    pub(super) fn alert(
        &mut self,
        level: AlertLevel,
        description: AlertDescription,
        seams: &mut Seams,
    ) -> Result<(), Failure> {
        self.flush(seams)?;
        self.record(ContentType::alert, &[level.0, description.0], seams)
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

    pub(super) fn application_data(&mut self, fragment: &[u8], seams: &mut Seams) -> Result<(), Failure> {
        self.record(ContentType::application_data, fragment, seams)
    }

    /// Whether the keys must change before more application data: because the peer wants it, or because they have
    /// protected almost as many records as is safe (RFC 9846 §5.5). TLS 1.2 cannot change keys; there the keys fail when
    /// they are used up.
    pub(super) fn needs_new_keys(&self) -> bool {
        self.protection.as_ref().is_some_and(|protection| {
            protection.form() == Form::Tls13 && (self.owes_key_update || protection.remaining() <= RESERVE)
        })
    }

    fn record(&mut self, content_type: ContentType, content: &[u8], seams: &mut Seams) -> Result<(), Failure> {
        let Some(protection) = &mut self.protection else {
            self.plaintext(content_type, content, seams);
            return Ok(());
        };
        let sequence = protection.sequence();
        let header = protection.seal(content_type, content, 0, &mut self.output)?;
        self.started = true;
        if let Some(sink) = &mut seams.sink {
            let direction = Direction::Send;
            sink.observe(
                self.role,
                Observation::Record {
                    direction,
                    header,
                    content_type,
                    payload: content,
                    protected: true,
                    sequence,
                    padding: 0,
                },
            );
        }
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
        if let Some(sink) = &mut seams.sink {
            let direction = Direction::Send;
            sink.observe(
                self.role,
                Observation::Record {
                    direction,
                    header,
                    content_type,
                    payload: content,
                    protected: false,
                    sequence: 0,
                    padding: 0,
                },
            );
        }
    }
}
