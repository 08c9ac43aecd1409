//! Changes to messages, field by field: the engine's own span tree says where a field stands and which lengths count it.

use crate::kit::Kind;
use core::ops::Range;
use tls_core::codec::{Name, SpanTree};
use tls_core::msg::{Context, HandshakeMessage};
use tls_core::registry::{ExtensionType, KeyExchangeAlgorithm};

/// A message that is being changed.
pub(crate) struct Edit<'a> {
    message: &'a mut Vec<u8>,
    context: Context,
}

impl<'a> Edit<'a> {
    pub(crate) fn new(kind: Kind, message: &'a mut Vec<u8>) -> Self {
        let key_exchange = match kind {
            Kind::Tls13 => None,
            Kind::Tls12 => Some(KeyExchangeAlgorithm::Ecdhe),
            Kind::Tls12Rsa => Some(KeyExchangeAlgorithm::Rsa),
        };
        Self { message, context: Context { version: Some(kind.version()), key_exchange } }
    }

    fn tree(&self) -> SpanTree {
        let mut tree = SpanTree::new();
        HandshakeMessage::decode(self.message, self.context, &mut tree).unwrap();
        tree
    }

    fn node(&self, path: &str) -> (SpanTree, usize) {
        let tree = self.tree();
        let all = || (0..tree.spans().len()).map(|index| tree.path(index)).collect::<Vec<_>>();
        let index = tree.find(path).unwrap_or_else(|| panic!("no {path} in {:#?}", all()));
        (tree, index)
    }

    /// The bytes of a field.
    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        self.message[self.range(path)].to_vec()
    }

    /// Where a field stands.
    pub(crate) fn range(&self, path: &str) -> Range<usize> {
        let (tree, index) = self.node(path);
        tree.spans()[index].bytes.clone()
    }

    /// Puts other bytes, of any length, in a field's place. None: the field is gone.
    pub(crate) fn set(&mut self, path: &str, bytes: &[u8]) {
        let (tree, index) = self.node(path);
        self.splice(&tree, &around(&tree, index)[1..], tree.spans()[index].bytes.clone(), bytes);
    }

    /// Adds bytes at the end of a structure or vector.
    pub(crate) fn append(&mut self, path: &str, bytes: &[u8]) {
        let (tree, index) = self.node(path);
        let end = tree.spans()[index].bytes.end;
        self.splice(&tree, &around(&tree, index), end..end, bytes);
    }

    /// Turns a bit over.
    pub(crate) fn flip(&mut self, path: &str, bit: usize) {
        let mut bytes = self.get(path);
        bytes[bit / 8] ^= 1 << (bit % 8);
        self.set(path, &bytes);
    }

    /// Replaces bytes, and adds the difference to the length of everything that counts them.
    fn splice(&mut self, tree: &SpanTree, enclosing: &[usize], range: Range<usize>, bytes: &[u8]) {
        for index in enclosing {
            let child = tree.spans()[*index].depth + 1;
            let inside = tree.spans()[index + 1..].iter().take_while(|span| span.depth >= child);
            let length = inside.filter(|span| span.depth == child).find(|span| span.name == Name::Field("length"));
            if let Some(length) = length {
                self.add(length.bytes.clone(), bytes.len(), range.len());
            }
        }
        self.message.splice(range, bytes.iter().copied());
    }

    fn add(&mut self, field: Range<usize>, more: usize, less: usize) {
        let old = self.message[field.clone()].iter().fold(0usize, |value, byte| value << 8 | usize::from(*byte));
        let new = u32::try_from(old + more - less).unwrap().to_be_bytes();
        let width = field.len();
        self.message[field].copy_from_slice(&new[4 - width..]);
    }
}

/// A node and what encloses it, from the inside out.
fn around(tree: &SpanTree, index: usize) -> Vec<usize> {
    let mut nodes = vec![index];
    for outer in (0..index).rev() {
        if tree.spans()[outer].depth < tree.spans()[nodes[nodes.len() - 1]].depth {
            nodes.push(outer);
        }
    }
    nodes
}

/// An extension as it stands in a block.
pub(crate) fn extension(kind: ExtensionType, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    [&kind.0.to_be_bytes(), &length.to_be_bytes(), content].concat()
}

/// A change to one field, as a lie.
pub(crate) fn set(kind: Kind, path: &'static str, bytes: &[u8]) -> impl FnMut(&mut Vec<u8>) + Send + 'static {
    let bytes = bytes.to_vec();
    move |message| Edit::new(kind, message).set(path, &bytes)
}

/// Bytes added to one field, as a lie.
pub(crate) fn append(kind: Kind, path: &'static str, bytes: &[u8]) -> impl FnMut(&mut Vec<u8>) + Send + 'static {
    let bytes = bytes.to_vec();
    move |message| Edit::new(kind, message).append(path, &bytes)
}

#[test]
fn lengths_follow() {
    use crate::kit::{Auth, Lies, Scene};
    use tls_core::conn::Direction;
    use tls_core::msg::Role;
    let played = Scene::new(Kind::Tls13, Auth::None).play(Lies::none());
    let (_, before) = played.recorder.messages(Role::Client, Direction::Send).remove(0);
    let mut hello = before.clone();
    let mut edit = Edit::new(Kind::Tls13, &mut hello);
    edit.set("ClientHello.legacy_session_id.bytes", &[1, 2]);
    edit.append("ClientHello.extensions", &extension(ExtensionType::padding, &[0; 9]));
    edit.set("ClientHello.extensions[server_name]", &[]);
    // It can still be read, so every length fits.
    assert_eq!(edit.get("ClientHello.legacy_session_id"), [2, 1, 2]);
    assert_eq!(edit.get("ClientHello.extensions[padding]"), [0, 21, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    edit.set("ClientHello.extensions[padding]", &[]);
    assert_eq!(hello.len(), before.len() - 30 - 4 - 5 - "server.example".len());
}
