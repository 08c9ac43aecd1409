//! Record protection, in place: TLS 1.3 (RFC 9846 §5.2) and the AEAD suites of TLS 1.2 (RFC 5246 §6.2.3.3).

use super::header::{HEADER_LEN, MAX_FRAGMENT_LEN, RecordHeader};
use super::out::Out;
use crate::crypto::{AeadKey, NonceScheme, TAG_LEN};
use crate::error::{Cause, Failure};
use crate::key_schedule::RecordKeys;
use crate::registry::ContentType;
use crate::switches::{Check, enforced};
use alloc::boxed::Box;
use core::fmt;
use core::ops::Range;
use zeroize::Zeroizing;

/// Bytes of a TLS 1.2 AES-GCM nonce that travel with the record (RFC 5288 §3).
const EXPLICIT_NONCE_LEN: usize = 8;

/// The first sequence number that protects nothing: it has no successor, so that what comes after it would use its nonce
/// again.
const UNUSED_SEQUENCE: u64 = u64::MAX - 1;

/// How records look under their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Type and padding inside.
    Tls13,
    /// Type outside; the nonce as the suite says.
    Tls12(NonceScheme),
}

/// The keys of one direction, with their sequence number. Prints neither key nor IV.
pub(crate) struct Protection {
    key: Box<dyn AeadKey>,
    iv: Zeroizing<[u8; 12]>,
    form: Form,
    sequence: u64,
    limit: u64,
}

/// A record that was deprotected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    /// What it carries.
    pub(crate) content_type: ContentType,
    /// Where its content is now, in the bytes behind the header.
    pub(crate) content: Range<usize>,
    /// TLS 1.3: bytes of padding.
    pub(crate) padding: usize,
    /// The sequence number under these keys.
    pub(crate) sequence: u64,
}

impl fmt::Debug for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Protection")
            .field("form", &self.form)
            .field("sequence", &self.sequence)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl Protection {
    pub(crate) fn new(keys: RecordKeys, form: Form) -> Self {
        Self { key: keys.key, iv: keys.iv, form, sequence: 0, limit: keys.limit }
    }

    pub(crate) const fn form(&self) -> Form {
        self.form
    }

    /// The sequence number of the next record.
    pub(crate) const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// How many records these keys may still protect.
    pub(crate) const fn remaining(&self) -> u64 {
        let most = if self.limit < UNUSED_SEQUENCE { self.limit } else { UNUSED_SEQUENCE };
        most.saturating_sub(self.sequence)
    }

    /// The per-record nonce: "The padded sequence number is XORed with either the static client_write_iv or
    /// server_write_iv" (RFC 9846 §5.3).
    fn xor_nonce(&self) -> [u8; 12] {
        let mut nonce = *self.iv;
        for (byte, sequence) in nonce.iter_mut().skip(4).zip(self.sequence.to_be_bytes()) {
            *byte ^= sequence;
        }
        nonce
    }

    /// TLS 1.2 AES-GCM: four secret bytes, then the explicit part (RFC 5288 §3).
    fn explicit_nonce(&self, explicit: [u8; EXPLICIT_NONCE_LEN]) -> [u8; 12] {
        let mut nonce = *self.iv;
        for (byte, explicit) in nonce.iter_mut().skip(4).zip(explicit) {
            *byte = explicit;
        }
        nonce
    }

    /// "additional_data = seq_num + TLSCompressed.type + TLSCompressed.version + TLSCompressed.length"
    /// (RFC 5246 §6.2.3.3).
    fn tls12_additional_data(&self, header: RecordHeader, length: usize) -> [u8; 13] {
        let mut data = [0; 13];
        let inner = RecordHeader { length: u16::try_from(length).unwrap_or(u16::MAX), ..header };
        for (to, from) in data.iter_mut().zip(self.sequence.to_be_bytes().into_iter().chain(inner.to_bytes())) {
            *to = from;
        }
        data
    }

    /// "If a TLS implementation would need to wrap a sequence number, it MUST either rekey (Section 4.7.3) or terminate the
    /// connection." (RFC 9846 §5.3)
    fn next_sequence(&mut self) -> Result<(), Failure> {
        let next = self.sequence.checked_add(1).filter(|next| *next < u64::MAX);
        if enforced(Check::SequenceWrap) && next.is_none() {
            return Err(Cause::SequenceExhausted.into());
        }
        self.sequence = self.sequence.wrapping_add(1);
        Ok(())
    }

    /// How many bytes a record has more than its content, without padding.
    pub(crate) const fn overhead(&self) -> usize {
        HEADER_LEN
            + match self.form {
                Form::Tls13 => 1 + TAG_LEN,
                Form::Tls12(NonceScheme::Explicit) => EXPLICIT_NONCE_LEN + TAG_LEN,
                Form::Tls12(NonceScheme::Xor) => TAG_LEN,
            }
    }

    /// Appends one protected record with this content to `out`. Padding is for TLS 1.3.
    pub(crate) fn seal(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        padding: usize,
        out: &mut impl Out,
    ) -> Result<RecordHeader, Failure> {
        if enforced(Check::SendLimit) && self.remaining() == 0 {
            return Err(Cause::SequenceExhausted.into());
        }
        let start = out.len();
        let length = content.len().saturating_add(padding).saturating_add(self.overhead()).saturating_sub(HEADER_LEN);
        let length = u16::try_from(length).map_err(|_| Cause::EncodingFailed)?;
        let outer_type = if self.form == Form::Tls13 { ContentType::application_data } else { content_type };
        let header = RecordHeader::new(outer_type, length);
        if !out.make_room(HEADER_LEN.saturating_add(usize::from(length))) {
            return Err(Cause::EncodingFailed.into());
        }
        out.extend(&header.to_bytes());
        let explicit = self.sequence.to_be_bytes();
        let nonce = match self.form {
            Form::Tls13 | Form::Tls12(NonceScheme::Xor) => self.xor_nonce(),
            Form::Tls12(NonceScheme::Explicit) => {
                out.extend(&explicit);
                self.explicit_nonce(explicit)
            }
        };
        let inner = out.len();
        out.extend(content);
        let tag = if self.form == Form::Tls13 {
            out.extend(&[content_type.0]);
            out.zeros(padding);
            self.key.seal(nonce, &header.to_bytes(), out.from(inner))
        } else {
            let additional_data = self.tls12_additional_data(header, content.len());
            self.key.seal(nonce, &additional_data, out.from(inner))
        };
        match tag {
            Ok(tag) => out.extend(&tag),
            Err(failure) => {
                // Nothing of what was to be protected stays behind.
                out.from(start).fill(0);
                out.truncate(start);
                return Err(failure.into());
            }
        }
        self.next_sequence()?;
        Ok(header)
    }

    /// Deprotects the bytes behind a header, in place.
    pub(crate) fn open(&mut self, header: RecordHeader, body: &mut [u8]) -> Result<Opened, Failure> {
        match self.form {
            Form::Tls13 => self.open_tls13(header, body),
            Form::Tls12(scheme) => self.open_tls12(header, scheme, body),
        }
    }

    fn open_tls13(&mut self, header: RecordHeader, body: &mut [u8]) -> Result<Opened, Failure> {
        // "The outer opaque_type field of a TLSCiphertext record is always set to the value 23 (application_data)"
        // (RFC 9846 §5.2)
        if enforced(Check::OuterType) && header.content_type != ContentType::application_data {
            return Err(Failure::new(Cause::RecordOuterType).got(alloc::format!("{:?}", header.content_type)));
        }
        let sequence = self.sequence;
        // "If the decryption fails, the receiver MUST terminate the connection with a "bad_record_mac" alert."
        // (RFC 9846 §5.2)
        let opened = self.key.open(self.xor_nonce(), &header.to_bytes(), body).ok();
        let length = opened.or_else(|| unopened(Check::RecordAuthentic, body.len())).ok_or(Cause::RecordBadMac)?;
        self.next_sequence()?;
        let plaintext = body.get(..length).unwrap_or_default();
        // "the full encoded TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets" (RFC 9846 §5.4)
        if enforced(Check::InnerLength13) && length > MAX_FRAGMENT_LEN + 1 {
            return Err(Failure::new(Cause::RecordOverflow).got(alloc::format!("{length} bytes of TLSInnerPlaintext")));
        }
        // "If a receiving implementation does not find a non-zero octet in the cleartext, it MUST terminate the
        // connection with an "unexpected_message" alert." (RFC 9846 §5.4)
        let end = plaintext.iter().rposition(|byte| *byte != 0);
        let end = end.or_else(|| unopened(Check::InnerTypeThere, 0)).ok_or(Cause::RecordNoContentType)?;
        let content_type = ContentType(plaintext.get(end).copied().unwrap_or_default());
        Ok(Opened { content_type, content: 0..end, padding: length.saturating_sub(end).saturating_sub(1), sequence })
    }

    fn open_tls12(&mut self, header: RecordHeader, scheme: NonceScheme, body: &mut [u8]) -> Result<Opened, Failure> {
        let sequence = self.sequence;
        let bad = Cause::RecordBadMac;
        let (nonce, skip) = match scheme {
            NonceScheme::Xor => (self.xor_nonce(), 0),
            NonceScheme::Explicit => {
                let explicit = *body.first_chunk::<EXPLICIT_NONCE_LEN>().ok_or(bad)?;
                (self.explicit_nonce(explicit), EXPLICIT_NONCE_LEN)
            }
        };
        let ciphertext = body.get_mut(skip..).ok_or(bad)?;
        let length = ciphertext.len().checked_sub(TAG_LEN).ok_or(bad)?;
        let additional_data = self.tls12_additional_data(header, length);
        // "If the decryption fails, a fatal bad_record_mac alert MUST be generated." (RFC 5246 §6.2.3.3)
        let opened = self.key.open(nonce, &additional_data, ciphertext).ok();
        let length = opened.or_else(|| unopened(Check::RecordAuthentic12, ciphertext.len())).ok_or(bad)?;
        self.next_sequence()?;
        // "The length MUST NOT exceed 2^14." (RFC 5246 §6.2.1)
        if enforced(Check::InnerLength12) && length > MAX_FRAGMENT_LEN {
            return Err(Failure::new(Cause::RecordOverflow).got(alloc::format!("{length} bytes of content")));
        }
        Ok(Opened { content_type: header.content_type, content: skip..skip + length, padding: 0, sequence })
    }
}

/// What counts where nothing was found, with a check switched off.
fn unopened(check: Check, otherwise: usize) -> Option<usize> {
    (!enforced(check)).then_some(otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::CipherSuite;
    use alloc::vec::Vec;

    /// A limit that is no limit, as ChaCha20-Poly1305 has.
    fn protection(form: Form, sequence: u64) -> Protection {
        let provider = crate::crypto::ring::provider();
        let suite = provider.suite(CipherSuite::TLS_AES_128_GCM_SHA256).unwrap();
        Protection { key: suite.aead.key(&[7; 16]).unwrap(), iv: [9; 12].into(), form, sequence, limit: u64::MAX }
    }

    #[test]
    fn sequence_numbers_do_not_wrap() {
        for form in [Form::Tls13, Form::Tls12(NonceScheme::Explicit), Form::Tls12(NonceScheme::Xor)] {
            let (mut sender, mut receiver) = (protection(form, u64::MAX - 3), protection(form, u64::MAX - 3));
            let mut out = Vec::new();
            for left in [2, 1] {
                assert_eq!(sender.remaining(), left);
                let start = out.len();
                let header = sender.seal(ContentType::application_data, b"x", 0, &mut out).unwrap();
                receiver.open(header, &mut out[start + HEADER_LEN..]).unwrap();
            }
            let whole = out.len();
            for _ in 0..3 {
                let failure = sender.seal(ContentType::alert, &[2, 80], 0, &mut out).unwrap_err();
                assert_eq!((failure.cause(), out.len()), (Cause::SequenceExhausted, whole), "{form:?}");
            }
            // Nor do those of a peer that sends on.
            assert_eq!(receiver.next_sequence().unwrap_err().cause(), Cause::SequenceExhausted, "{form:?}");
        }
    }
}
