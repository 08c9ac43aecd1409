//! Lies: what is changed on the way from one side to the other, at every seam of the engine.

use std::sync::{Arc, Mutex};
use testvectors::pair::Flow;
use tls_core::conn::{Effects, Puppet};
use tls_core::msg::Role;
use tls_core::registry::{ContentType, HandshakeType};

type Out = Box<dyn FnMut(Role, HandshakeType, &mut Vec<u8>) + Send>;
type Heard = Box<dyn FnMut(Role, ContentType, &mut Vec<u8>) + Send>;
type Steps = Box<dyn FnMut(Role, &'static str, &mut Effects) + Send>;
pub(crate) type Wire = Box<dyn FnMut(Flow, &mut Vec<u8>) + Send>;

/// What is changed, on both sides.
#[derive(Default)]
pub(crate) struct Lies {
    out: Option<Out>,
    heard: Option<Heard>,
    effects: Option<Steps>,
    wire: Option<Wire>,
}

impl Lies {
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// Changes messages before they are hashed.
    pub(crate) fn out(mut self, lie: impl FnMut(Role, HandshakeType, &mut Vec<u8>) + Send + 'static) -> Self {
        self.out = Some(Box::new(lie));
        self
    }

    /// Changes the first message of one kind from one side before it is hashed.
    pub(crate) fn says(
        self,
        from: Role,
        kind: HandshakeType,
        mut lie: impl FnMut(&mut Vec<u8>) + Send + 'static,
    ) -> Self {
        let mut done = false;
        self.out(move |role, sent, message| {
            if role == from && sent == kind && !done {
                done = true;
                lie(message);
            }
        })
    }

    /// Changes contents of records that came.
    pub(crate) fn heard(mut self, lie: impl FnMut(Role, ContentType, &mut Vec<u8>) + Send + 'static) -> Self {
        self.heard = Some(Box::new(lie));
        self
    }

    /// Changes the effects of a step that leads to a state.
    pub(crate) fn effects(mut self, lie: impl FnMut(Role, &'static str, &mut Effects) + Send + 'static) -> Self {
        self.effects = Some(Box::new(lie));
        self
    }

    /// Changes what is sent when one side comes to a state for the first time.
    pub(crate) fn at(self, who: Role, state: &'static str, mut lie: impl FnMut(&mut Effects) + Send + 'static) -> Self {
        let mut done = false;
        self.effects(move |role, reached, effects| {
            if role == who && reached == state && !done {
                done = true;
                lie(effects);
            }
        })
    }

    /// What changes flights, to be given to the wire.
    pub(crate) fn take_wire(&mut self) -> Option<Wire> {
        self.wire.take()
    }

    /// Changes flights.
    pub(crate) fn wire(mut self, lie: impl FnMut(Flow, &mut Vec<u8>) + Send + 'static) -> Self {
        self.wire = Some(Box::new(lie));
        self
    }
}

/// One of the two ends of these lies.
pub(crate) fn puppet(lies: &Arc<Mutex<Lies>>) -> Box<dyn Puppet> {
    Box::new(Liar(lies.clone()))
}

struct Liar(Arc<Mutex<Lies>>);

impl Puppet for Liar {
    fn message_out(&mut self, role: Role, kind: HandshakeType, message: &mut Vec<u8>) {
        if let Some(lie) = &mut self.0.lock().unwrap().out {
            lie(role, kind, message);
        }
    }

    fn content_in(&mut self, role: Role, content_type: ContentType, content: &mut Vec<u8>) {
        if let Some(lie) = &mut self.0.lock().unwrap().heard {
            lie(role, content_type, content);
        }
    }

    fn effects(&mut self, role: Role, state: &'static str, effects: &mut Effects) {
        if let Some(lie) = &mut self.0.lock().unwrap().effects {
            lie(role, state, effects);
        }
    }
}
