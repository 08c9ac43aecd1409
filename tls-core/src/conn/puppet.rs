//! The seam for lying consistently: only in builds with the feature `puppet`.

use super::Effects;
use crate::msg::Role;
use crate::registry::{ContentType, HandshakeType};
use alloc::vec::Vec;

/// Changes what a side does, for tests, the conformance suite and replays.
pub trait Puppet: Send {
    /// A message is about to be hashed and sent. `message` is the whole of it, header included; what it holds afterwards
    /// is hashed and sent instead, so both sides see the same lie.
    fn message_out(&mut self, role: Role, kind: HandshakeType, message: &mut Vec<u8>) {
        let _ = (role, kind, message);
    }

    /// A record has come and was deprotected. What `content` holds afterwards is worked on instead: only this side sees
    /// the lie. Its outer form (length, sequence, protection) was judged before.
    fn content_in(&mut self, role: Role, content_type: ContentType, content: &mut Vec<u8>) {
        let _ = (role, content_type, content);
    }

    /// A step has run and its effects are about to be carried out; `state` is the state reached.
    fn effects(&mut self, role: Role, state: &'static str, effects: &mut Effects) {
        let _ = (role, state, effects);
    }
}
