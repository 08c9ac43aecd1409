//! The receiving half: records in, messages and data out.

use super::core::{Core, Outcome};
use super::event::{Direction, Observation};
use super::side::{Input, Side, unexpected};
use crate::error::{Cause, Failure};
use crate::msg::{Received, Role};
use crate::pki_types::UnixTime;
use crate::record::{
    Form, Front, HEADER_LEN, Opened, Protected, Protection, Reassembly, RecordHeader, front, read_header,
    sniff::{self, Verdict},
};
use crate::registry::{AlertDescription, AlertLevel, ContentType, HandshakeType, ProtocolVersion};
use crate::switches::{Check, enforced};
use alloc::format;
use alloc::vec::Vec;
use core::ops::Range;

/// What has come and is not done with, and what protects it.
#[derive(Debug, Default)]
pub(super) struct Recv {
    protection: Option<Protection>,
    reassembly: Reassembly,
    /// Handshake bytes that follow the message at hand in its record.
    following: usize,
    /// Whether buffered messages wait for an answer.
    pub(super) paused: bool,
    /// Whether a record came.
    started: bool,
    /// The first bytes, as long as nobody can tell from them who speaks.
    first_bytes: Vec<u8>,
    /// Whether close_notify came.
    pub(super) closed: bool,
    empty_records: u32,
    change_cipher_specs: u32,
    warnings: u32,
    renegotiation_requests: u32,
    /// Post-handshake messages since the last application data.
    post_handshake_messages: u32,
    /// NewSessionTickets among them.
    tickets: u32,
}

impl Recv {
    /// "Handshake messages MUST NOT span key changes. Implementations MUST verify that all messages immediately preceding a
    /// key change align with a record boundary; if not, then they MUST terminate the connection with an
    /// "unexpected_message" alert." (RFC 9846 §5.1)
    pub(super) fn check_aligned(&self) -> Result<(), Failure> {
        let following = self.following.saturating_add(self.reassembly.waiting().len());
        if enforced(Check::Aligned) && following > 0 {
            return Err(Failure::new(Cause::NotAligned).got(format!("{following} bytes")));
        }
        Ok(())
    }

    pub(super) fn protect(&mut self, protection: Protection) {
        self.protection = Some(protection);
    }

    fn protected(&self) -> Protected {
        match self.protection.as_ref().map(Protection::form) {
            None => Protected::No,
            Some(Form::Tls13) => Protected::Tls13,
            Some(Form::Tls12(_)) => Protected::Tls12,
        }
    }
}

impl<S: Side> Core<S> {
    /// Works on the record at the front of what came.
    pub(super) fn read_record(&mut self, incoming: &mut [u8], now: UnixTime) -> Result<(usize, Outcome), Failure> {
        // "Any data received after a closure alert has been received MUST be ignored." (RFC 9846 §6.1)
        if enforced(Check::DataAfterClose) && self.recv.closed {
            return Ok((incoming.len(), Outcome::Closed));
        }
        if enforced(Check::NotTls) && !self.recv.started {
            match sniff::judge(incoming, S::ROLE, false) {
                Verdict::Tls => {}
                Verdict::Foreign(failure) => return Err(failure),
                Verdict::Wait => {
                    self.recv.first_bytes = incoming.to_vec();
                    return Ok((0, Outcome::NeedInput(incoming.len().saturating_add(1))));
                }
            }
        }
        let Some(header) = read_header(incoming, self.recv.protected())? else {
            return Ok((0, Outcome::NeedInput(HEADER_LEN)));
        };
        self.recv.started = true;
        self.recv.first_bytes = Vec::new();
        let whole = HEADER_LEN.saturating_add(usize::from(header.length));
        let Some(body) = incoming.get_mut(HEADER_LEN..whole) else {
            return Ok((0, Outcome::NeedInput(whole)));
        };
        let outcome = self.on_record(header, body, now)?;
        let outcome = match outcome {
            Outcome::Plaintext(range) => {
                Outcome::Plaintext(range.start.saturating_add(HEADER_LEN)..range.end.saturating_add(HEADER_LEN))
            }
            other => other,
        };
        Ok((whole, outcome))
    }

    fn on_record(&mut self, header: RecordHeader, body: &mut [u8], now: UnixTime) -> Result<Outcome, Failure> {
        let (opened, protected) = self.open(header, body)?;
        let content = body.get(opened.content.clone()).unwrap_or_default();
        #[cfg(feature = "puppet")]
        let content = &*self.puppet_content(opened.content_type, content);
        self.observe(Observation::Record {
            direction: Direction::Recv,
            header,
            content_type: opened.content_type,
            payload: content,
            protected,
            sequence: opened.sequence,
            padding: opened.padding,
        });
        // "if a handshake message is split over two or more records, there MUST NOT be any other records between them."
        // (RFC 9846 §5.1)
        let between = opened.content_type != ContentType::handshake;
        if enforced(Check::Interleaved) && between && !self.recv.reassembly.is_empty() {
            return Err(Failure::new(Cause::Interleaved).got(format!("{}", opened.content_type)));
        }
        match opened.content_type {
            ContentType::handshake => self.on_handshake(content, now),
            ContentType::alert => self.on_alert(content, header),
            ContentType::change_cipher_spec => self.on_change_cipher_spec(content, protected, now),
            ContentType::application_data => self.on_application_data(opened.content),
            // "If a TLS implementation receives an unexpected record type, it MUST terminate the connection with an
            // "unexpected_message" alert." (RFC 9846 §5)
            other if enforced(Check::InnerType) => Err(Failure::new(Cause::UnexpectedRecord).got(format!("{other:?}"))),
            _ => Ok(Outcome::Continue),
        }
    }

    /// Why the transport ended without close_notify: the few bytes that came may tell.
    pub(super) fn cut_off(&self) -> Failure {
        match sniff::judge(&self.recv.first_bytes, S::ROLE, true) {
            Verdict::Foreign(failure) => failure,
            Verdict::Tls | Verdict::Wait if self.done => Cause::Truncated.into(),
            Verdict::Tls | Verdict::Wait => Cause::ClosedInHandshake.into(),
        }
    }

    /// What a puppet makes of a record's content. Application data is left alone: it lies in the caller's memory.
    #[cfg(feature = "puppet")]
    fn puppet_content(&mut self, content_type: ContentType, content: &[u8]) -> Vec<u8> {
        let mut content = content.to_vec();
        if let Some(puppet) = &mut self.seams.puppet
            && content_type != ContentType::application_data
        {
            puppet.content_in(S::ROLE, content_type, &mut content);
        }
        content
    }

    /// Deprotects a record, where it is protected.
    fn open(&mut self, header: RecordHeader, body: &mut [u8]) -> Result<(Opened, bool), Failure> {
        let as_is = Opened { content_type: header.content_type, content: 0..body.len(), padding: 0, sequence: 0 };
        let early_alert = self.early_plaintext_alert(header);
        let Some(protection) = &mut self.recv.protection else {
            return Ok((as_is, false));
        };
        // "Note that this record may appear at a point at the handshake where the implementation is expecting protected
        // records, and so it is necessary to detect this condition prior to attempting to deprotect the record."
        // (RFC 9846 §5)
        let tls13 = protection.form() == Form::Tls13;
        if tls13 && (header.content_type == ContentType::change_cipher_spec || early_alert) {
            return Ok((as_is, false));
        }
        Ok((protection.open(header, body)?, true))
    }

    /// A client that cannot use our ServerHello has no keys to protect its alert with. Nothing was deprotected yet, so an
    /// alert in the clear is all that it can send; it ends the handshake like the forged one that anybody on the path
    /// could send, never a connection that carries data.
    fn early_plaintext_alert(&self, header: RecordHeader) -> bool {
        let fresh = self.recv.protection.as_ref().is_some_and(|protection| protection.sequence() == 0);
        S::ROLE == Role::Server && !self.done && fresh && header.content_type == ContentType::alert
    }

    fn on_handshake(&mut self, content: &[u8], now: UnixTime) -> Result<Outcome, Failure> {
        // "Implementations MUST NOT send zero-length fragments of Handshake types, even if those fragments contain
        // padding." (RFC 9846 §5.1)
        if enforced(Check::EmptyHandshake) && content.is_empty() {
            return Err(Failure::new(Cause::RecordEmptyFragment).got("handshake"));
        }
        if self.recv.reassembly.is_empty() {
            let consumed = self.on_messages(content, now)?;
            self.recv.reassembly.push(content.get(consumed..).unwrap_or_default());
        } else {
            self.recv.reassembly.push(content);
            self.read_buffered(now)?;
        }
        Ok(Outcome::Continue)
    }

    /// Works on what was buffered.
    pub(super) fn read_buffered(&mut self, now: UnixTime) -> Result<(), Failure> {
        let (bytes, start) = self.recv.reassembly.take();
        let consumed = self.on_messages(bytes.get(start..).unwrap_or_default(), now);
        self.recv.reassembly.put_back((bytes, start));
        self.recv.reassembly.consume(consumed?);
        Ok(())
    }

    /// Works on every complete message at the front of `bytes`; says how much of them that was.
    fn on_messages(&mut self, bytes: &[u8], now: UnixTime) -> Result<usize, Failure> {
        let mut consumed = 0usize;
        loop {
            let rest = bytes.get(consumed..).unwrap_or_default();
            // What came together with the message that led to a question waits for the answer.
            if self.question.is_some() {
                self.recv.paused = !rest.is_empty();
                return Ok(consumed);
            }
            // What is not due is refused from its first byte, however long it says it is and before it is buffered.
            if let Some(kind) = rest.first().map(|byte| HandshakeType(*byte))
                && enforced(Check::UndueFirstByte)
                && !self.is_due(kind)
            {
                return Err(unexpected(self.expected(), kind).at(self.state_name(), ""));
            }
            let Front::Complete(kind, length) = front(rest, self.side.limits())? else {
                return Ok(consumed);
            };
            let message = rest.get(..length).unwrap_or_default();
            self.recv.following = rest.len().saturating_sub(length);
            consumed = consumed.saturating_add(length);
            let received = self.on_message(Received::new(kind, message), now);
            self.recv.following = 0;
            received?;
        }
    }

    /// Whether the state waits for this type. HelloRequest is a message of TLS 1.2, for those who speak it.
    fn is_due(&self, kind: HandshakeType) -> bool {
        let known = kind != HandshakeType::hello_request
            || !enforced(Check::HelloRequest13)
            || self.side.allows(ProtocolVersion::TLSv1_2);
        known && self.expected().contains(&kind)
    }

    /// Whether the rules of TLS 1.3 hold: it was negotiated, or nothing else can be.
    fn is_tls13(&self) -> bool {
        match self.context.version {
            Some(version) => version == ProtocolVersion::TLSv1_3,
            None => !self.side.allows(ProtocolVersion::TLSv1_2),
        }
    }

    fn on_message(&mut self, message: Received<'_>, now: UnixTime) -> Result<(), Failure> {
        let context = self.context;
        let (kind, bytes) = (message.kind(), message.bytes());
        self.observe(Observation::Message { direction: Direction::Recv, kind, bytes, context });
        self.count(kind)?;
        self.run(Input::Message(message), now)
    }

    /// Counts what may come, but not for ever.
    fn count(&mut self, kind: HandshakeType) -> Result<(), Failure> {
        let limits = *self.side.limits();
        let request = match kind {
            HandshakeType::hello_request => Some(Check::HelloRequestCount),
            HandshakeType::client_hello if self.done => Some(Check::RenegotiationCount),
            _ => None,
        };
        if let Some(check) = request
            && exceeds(&mut self.recv.renegotiation_requests, limits.renegotiation_requests)
            && enforced(check)
        {
            return Err(Cause::RenegotiationRefused.into());
        }
        let too_many = Err(Cause::TooManyKeyUpdates.into());
        // An answer was asked for.
        let answer = kind == HandshakeType::key_update && self.send.awaits_key_update();
        if self.done
            && !answer
            && exceeds(&mut self.recv.post_handshake_messages, limits.post_handshake_messages)
            && enforced(Check::PostHandshakeCount)
        {
            return too_many;
        }
        if kind == HandshakeType::new_session_ticket
            && exceeds(&mut self.recv.tickets, limits.tickets)
            && enforced(Check::TicketCount)
        {
            return too_many;
        }
        Ok(())
    }

    fn on_change_cipher_spec(&mut self, content: &[u8], protected: bool, now: UnixTime) -> Result<Outcome, Failure> {
        self.observe(Observation::ChangeCipherSpec { direction: Direction::Recv });
        // "An implementation which receives any other change_cipher_spec value or which receives a protected
        // change_cipher_spec record MUST abort the handshake with an "unexpected_message" alert." (RFC 9846 §5)
        let fits = content == [1] || !enforced(Check::ChangeCipherSpecValue);
        if !fits || (enforced(Check::ChangeCipherSpecClear) && protected) {
            return Err(Cause::UnexpectedChangeCipherSpec.into());
        }
        let most = self.side.limits().change_cipher_specs;
        if exceeds(&mut self.recv.change_cipher_specs, most) && enforced(Check::ChangeCipherSpecCount) {
            return Err(Failure::new(Cause::UnexpectedChangeCipherSpec).got("too many of them"));
        }
        self.run(Input::ChangeCipherSpec, now)?;
        Ok(Outcome::Continue)
    }

    fn on_application_data(&mut self, content: Range<usize>) -> Result<Outcome, Failure> {
        // "Application Data messages are always protected" and come after the peer's Finished (RFC 9846 §5.1, §4.5.3).
        if enforced(Check::DataBeforeDone) && !self.done {
            return Err(Failure::new(Cause::UnexpectedRecord).got("application_data before the handshake is done"));
        }
        if content.is_empty() {
            // "Zero-length fragments of Application Data [...] MAY be sent" (RFC 9846 §5.1), but not for ever.
            let most = self.side.limits().empty_records;
            if exceeds(&mut self.recv.empty_records, most) && enforced(Check::EmptyRecords) {
                return Err(Cause::TooManyRecords.into());
            }
            return Ok(Outcome::Continue);
        }
        self.recv.empty_records = 0;
        self.recv.post_handshake_messages = 0;
        self.recv.tickets = 0;
        Ok(Outcome::Plaintext(content))
    }

    fn on_alert(&mut self, content: &[u8], header: RecordHeader) -> Result<Outcome, Failure> {
        // "a record with an Alert type MUST contain exactly one message." (RFC 9846 §5.1)
        let &[level, description] = content else {
            let (check, cause) = if content.is_empty() {
                (Check::EmptyAlert, Cause::RecordEmptyFragment)
            } else {
                (Check::AlertLength, Cause::AlertDecode)
            };
            if !enforced(check) {
                return Ok(Outcome::Continue);
            }
            return Err(Failure::new(cause).got(format!("{} bytes of alert", content.len())));
        };
        let (level, description) = (AlertLevel(level), AlertDescription(description));
        self.observe(Observation::Alert { direction: Direction::Recv, level, description });
        if description == AlertDescription::close_notify {
            if enforced(Check::CloseInHandshake) && !self.done {
                return Err(Failure::new(Cause::ClosedInHandshake).got("close_notify"));
            }
            self.recv.closed = true;
            return Ok(Outcome::Closed);
        }
        let warning = if self.is_tls13() {
            // "All the alerts listed in Section 6.2 MUST be sent with AlertLevel=fatal and MUST be treated as error alerts
            // when received regardless of the AlertLevel in the message. Unknown Alert types MUST be treated as error
            // alerts." (RFC 9846 §6): user_canceled is the one that is not listed there.
            description == AlertDescription::user_canceled
                || (!enforced(Check::AlertLevel13) && level == AlertLevel::warning)
        } else {
            // enum { warning(1), fatal(2), (255) } AlertLevel (RFC 5246 §7.2)
            match level {
                AlertLevel::warning => true,
                AlertLevel::fatal => false,
                _ if !enforced(Check::AlertLevel12) => false,
                other => return Err(Failure::new(Cause::AlertLevel).got(format!("{other:?}"))),
            }
        };
        if !warning {
            return Err(self.refused_by(description, header.legacy_version));
        }
        let most = self.side.limits().warning_alerts;
        if exceeds(&mut self.recv.warnings, most) && enforced(Check::WarningCount) {
            return Err(Failure::new(Cause::TooManyWarnings).got(format!("{description}")));
        }
        Ok(Outcome::Continue)
    }

    /// A server that refuses a ClientHello in a record of an old version is an old one, or one that does not know yet what
    /// it speaks.
    fn refused_by(&self, description: AlertDescription, version: ProtocolVersion) -> Failure {
        let reason = [AlertDescription::protocol_version, AlertDescription::handshake_failure].contains(&description);
        if S::ROLE == Role::Client && self.context.version.is_none() && reason && version < ProtocolVersion::TLSv1_2 {
            return Failure::old_peer_alert(description, version);
        }
        if S::ROLE == Role::Client && self.facts.client_certificate_requested && self.is_about_certificate(description)
        {
            return Failure::own_certificate(description, self.showed());
        }
        Failure::peer_alert(description)
    }

    /// Whether an alert is about the certificate that a client showed, or that it showed none (RFC 9846 §6.2; RFC 5246
    /// §7.4.6 for handshake_failure).
    fn is_about_certificate(&self, description: AlertDescription) -> bool {
        use AlertDescription as Alert;
        let tls12 = self.context.version == Some(ProtocolVersion::TLSv1_2);
        match description {
            Alert::bad_certificate
            | Alert::unsupported_certificate
            | Alert::certificate_revoked
            | Alert::certificate_expired
            | Alert::certificate_unknown
            | Alert::unknown_ca
            | Alert::access_denied
            | Alert::certificate_required => true,
            // "If the client does not send any certificates, the server MAY at its discretion either continue the handshake
            // without client authentication, or respond with a fatal handshake_failure alert." (RFC 5246 §7.4.6)
            Alert::handshake_failure => tls12 && !self.facts.client_authenticated,
            _ => false,
        }
    }

    /// What a client showed, and when a server looks at it: in TLS 1.3 the client's last flight has its certificate and
    /// its Finished, so that it may send data before it hears that it is refused (RFC 9846 §2).
    fn showed(&self) -> &'static str {
        let late = self.done && self.context.version == Some(ProtocolVersion::TLSv1_3);
        match (self.facts.client_authenticated, late) {
            (true, true) => {
                "this client showed a certificate; its handshake was done before the server looked at that, as always in \
                 TLS 1.3"
            }
            (false, true) => {
                "this client was asked for a certificate and showed none; its handshake was done before the server said \
                 that it wants one, as always in TLS 1.3"
            }
            (true, false) => "this client showed a certificate",
            (false, false) => "this client was asked for a certificate and showed none",
        }
    }
}

/// Counts one more; says whether that is more than `most`.
fn exceeds(counter: &mut u32, most: u32) -> bool {
    *counter = counter.saturating_add(1);
    *counter > most
}
