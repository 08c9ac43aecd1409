//! Says what the trace says, where an implementation may choose.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tls_core::conn::{Effects, Puppet};
use tls_core::msg::Role;
use tls_core::registry::HandshakeType;

/// Messages whose content the RFC leaves open. Everything else the engine must get right by itself.
const CHOSEN: [HandshakeType; 4] = [
    HandshakeType::client_hello,
    HandshakeType::server_hello,
    HandshakeType::encrypted_extensions,
    HandshakeType::certificate_request,
];

/// A message and its type.
type Said = (HandshakeType, Vec<u8>);

/// What the engine would have said, before it was replaced.
#[derive(Clone, Default)]
pub(crate) struct Own(Arc<Mutex<Vec<Said>>>);

impl Own {
    pub(crate) fn last(&self, kind: HandshakeType) -> Option<Vec<u8>> {
        let own = self.0.lock().unwrap();
        own.iter().rfind(|(own, _)| *own == kind).map(|(_, message)| message.clone())
    }
}

pub(crate) struct TracePuppet {
    messages: VecDeque<Vec<u8>>,
    ticket: Option<Vec<u8>>,
    own: Own,
}

impl TracePuppet {
    pub(crate) fn new<'t>(messages: impl Iterator<Item = (&'t str, &'t [u8])>, own: Own) -> Self {
        let of_kind = |message: &[u8], kind: HandshakeType| message.first() == Some(&kind.0);
        let mut puppet = Self { messages: VecDeque::new(), ticket: None, own };
        for (_, message) in messages {
            if CHOSEN.iter().any(|kind| of_kind(message, *kind)) {
                puppet.messages.push_back(message.to_vec());
            } else if of_kind(message, HandshakeType::new_session_ticket) {
                puppet.ticket = Some(message.to_vec());
            }
        }
        puppet
    }
}

impl Puppet for TracePuppet {
    fn message_out(&mut self, _role: Role, kind: HandshakeType, message: &mut Vec<u8>) {
        self.own.0.lock().unwrap().push((kind, message.clone()));
        if CHOSEN.contains(&kind) {
            let next = self.messages.pop_front().expect("a message that the trace has");
            assert_eq!(next[0], kind.0, "the trace sends another message here");
            *message = next;
        }
    }

    fn effects(&mut self, _role: Role, state: &'static str, effects: &mut Effects) {
        if state == "CONNECTED"
            && let Some(ticket) = self.ticket.take()
        {
            effects.push_message(&ticket);
        }
    }
}
