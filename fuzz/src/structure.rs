//! Mutations of one field of a message, with every length around it kept right.
//!
//! The span tree says where the fields are and which lengths enclose them, so this knows no message in particular.

use core::ops::Range;
use tls_core::codec::{Name, Span, SpanTree};
use tls_core::msg::HandshakeMessage;

use crate::message::CONTEXTS;

/// What happens to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is there twice.
    Repeat,
    /// It is gone.
    Remove,
    /// It is changed blindly, and may become longer or shorter.
    Blind,
}

/// Changes the field that `which` chooses; `None` if this is no message.
#[must_use]
pub fn change(message: &[u8], change: Change, which: usize, blind: impl Fn(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
    let tree = CONTEXTS.into_iter().find_map(|context| {
        let mut tree = SpanTree::new();
        HandshakeMessage::decode(message, context, &mut tree).ok().map(|_| tree)
    })?;
    let spans = tree.spans();
    // The whole message and its header stay.
    let fields: Vec<usize> =
        (3..spans.len()).filter(|index| !is_length(&spans[*index]) && !spans[*index].bytes.is_empty()).collect();
    let index = *fields.get(which.checked_rem(fields.len())?)?;
    let range = spans[index].bytes.clone();
    let field = &message[range.clone()];
    let new = match change {
        Change::Repeat => [field, field].concat(),
        Change::Remove => Vec::new(),
        Change::Blind => blind(field),
    };
    let mut changed = message.to_vec();
    for length in enclosing_lengths(spans, index) {
        resize(&mut changed[length], field.len(), new.len());
    }
    changed.splice(range, new);
    Some(changed)
}

fn is_length(span: &Span) -> bool {
    span.name == Name::Field("length")
}

/// The lengths that count the bytes of a node: each stands first in one of the nodes around it (in the message itself,
/// behind the type).
fn enclosing_lengths(spans: &[Span], index: usize) -> Vec<Range<usize>> {
    let (mut lengths, mut depth) = (Vec::new(), spans[index].depth);
    for span in spans[..index].iter().rev() {
        if span.depth > depth {
            continue;
        }
        if span.depth == depth && is_length(span) {
            lengths.push(span.bytes.clone());
        }
        depth = depth.min(span.depth);
    }
    lengths
}

/// Adds to a big-endian length what a field has become longer. What does not fit is wrong, as lengths may be.
fn resize(length: &mut [u8], old: usize, new: usize) {
    let value = length.iter().fold(0_usize, |value, byte| (value << 8) | usize::from(*byte));
    let bytes = (value + new).saturating_sub(old).to_be_bytes();
    let skip = bytes.len() - length.len();
    length.copy_from_slice(&bytes[skip..]);
}
