//! The transcript hash (RFC 9846 §4.1).

use crate::crypto::{Hash, HashContext, HashOutput};
use crate::registry::HandshakeType;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The messages before the cipher suite, and with it the hash, is known.
#[derive(Debug, Default)]
pub struct HelloTranscript {
    messages: Vec<u8>,
}

impl HelloTranscript {
    /// Nothing was said yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { messages: Vec::new() }
    }

    /// Adds a whole message, header included.
    pub fn add(&mut self, message: &[u8]) {
        self.messages.extend_from_slice(message);
    }

    /// The messages so far, as they were sent.
    #[must_use]
    pub fn messages(&self) -> &[u8] {
        &self.messages
    }

    /// Goes on with a hash. With `keep_messages` the messages stay readable too: a TLS 1.2 CertificateVerify signs them
    /// with a hash of its own (RFC 5246 §7.4.8).
    #[must_use]
    pub fn select(self, hash: &'static dyn Hash, keep_messages: bool) -> Transcript {
        let mut context = hash.start();
        context.update(&self.messages);
        Transcript { hash, context, messages: keep_messages.then_some(self.messages) }
    }

    /// Goes on with a hash after a HelloRetryRequest: the first ClientHello is replaced by a message_hash.
    ///
    /// "when the server responds to a ClientHello with a HelloRetryRequest, the value of ClientHello1 is replaced with a
    /// special synthetic handshake message of handshake type "message_hash" (254) containing Hash(ClientHello1)."
    /// (RFC 9846 §4.1)
    #[must_use]
    pub fn select_after_retry(self, hash: &'static dyn Hash) -> Transcript {
        let digest = hash.hash(&self.messages);
        let mut context = hash.start();
        let length = u8::try_from(digest.as_ref().len()).unwrap_or(u8::MAX);
        context.update(&[HandshakeType::message_hash.0, 0, 0, length]);
        context.update(digest.as_ref());
        Transcript { hash, context, messages: None }
    }
}

/// The running hash over all handshake messages.
#[derive(Debug)]
pub struct Transcript {
    hash: &'static dyn Hash,
    context: Box<dyn HashContext>,
    messages: Option<Vec<u8>>,
}

impl Transcript {
    /// Adds a whole message, header included.
    pub fn add(&mut self, message: &[u8]) {
        self.context.update(message);
        if let Some(messages) = &mut self.messages {
            messages.extend_from_slice(message);
        }
    }

    /// The digest of everything so far.
    #[must_use]
    pub fn current(&self) -> HashOutput {
        self.context.current()
    }

    /// The hash.
    #[must_use]
    pub fn hash(&self) -> &'static dyn Hash {
        self.hash
    }

    /// The messages themselves, where they were kept.
    #[must_use]
    pub fn messages(&self) -> &[u8] {
        self.messages.as_deref().unwrap_or_default()
    }

    /// The messages are not needed any more.
    pub fn drop_messages(&mut self) {
        self.messages = None;
    }
}
