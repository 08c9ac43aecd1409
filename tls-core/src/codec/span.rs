//! The span tree: field path -> byte range -> value -> RFC section.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

/// How a node is called within its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Name {
    /// A field, in the RFC's spelling.
    Field(&'static str),
    /// An item of a vector, by position.
    Index(usize),
    /// An item of a vector that has a name of its own, such as an extension: shown in brackets.
    Item(&'static str),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Item(name) => write!(f, "[{name}]"),
        }
    }
}

/// Hears what a [`Reader`](super::Reader) reads. [`Off`] compiles to nothing.
pub trait Recorder {
    /// Whether anybody listens.
    const ON: bool;
    /// A node begins at byte `at`.
    fn enter(&mut self, name: Name, at: usize);
    /// The innermost open node gets another name, known only after its first bytes.
    fn rename(&mut self, name: Name);
    /// The innermost open node stands for `value`.
    fn value(&mut self, value: &dyn fmt::Display);
    /// The innermost open node is specified in `section`.
    fn section(&mut self, section: &'static str);
    /// The innermost open node ends before byte `at`.
    fn leave(&mut self, at: usize);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Off;

impl Recorder for Off {
    const ON: bool = false;
    #[inline(always)]
    fn enter(&mut self, _: Name, _: usize) {}
    #[inline(always)]
    fn rename(&mut self, _: Name) {}
    #[inline(always)]
    fn value(&mut self, _: &dyn fmt::Display) {}
    #[inline(always)]
    fn section(&mut self, _: &'static str) {}
    #[inline(always)]
    fn leave(&mut self, _: usize) {}
}

/// One node of a span tree.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span {
    /// Its name within the parent.
    pub name: Name,
    /// How many nodes enclose it.
    pub depth: usize,
    /// The bytes that it covers, counted from the start of the message.
    pub bytes: Range<usize>,
    /// What the bytes stand for, in words; empty for a structure.
    pub value: String,
    /// Where it is specified; inherited from the parent if it says nothing of its own.
    pub section: &'static str,
    /// Whether it has no children: every byte of a message lies in exactly one leaf.
    pub leaf: bool,
}

/// The nodes of one message in the order of their first bytes, parents before children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpanTree {
    spans: Vec<Span>,
    open: Vec<usize>,
}

impl SpanTree {
    /// An empty tree, to record into.
    #[must_use]
    pub const fn new() -> Self {
        Self { spans: Vec::new(), open: Vec::new() }
    }

    /// All nodes.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The nodes without children: together they cover every byte once.
    pub fn leaves(&self) -> impl Iterator<Item = &Span> {
        self.spans.iter().filter(|span| span.leaf)
    }

    /// The path of the node at `index`, as in `ServerHello.extensions[key_share].server_share.group`.
    #[must_use]
    pub fn path(&self, index: usize) -> String {
        let mut names = Vec::new();
        let mut depth = usize::MAX;
        for span in self.spans.iter().take(index.saturating_add(1)).rev() {
            if span.depth < depth {
                depth = span.depth;
                names.push(span.name);
            }
        }
        let mut path = String::new();
        for name in names.iter().rev() {
            if !path.is_empty() && matches!(name, Name::Field(_)) {
                path.push('.');
            }
            path.push_str(&name.to_string());
        }
        path
    }

    /// The index of the node with this path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        (0..self.spans.len()).find(|index| self.path(*index) == path)
    }

    fn innermost(&mut self) -> Option<&mut Span> {
        let index = *self.open.last()?;
        self.spans.get_mut(index)
    }
}

impl Recorder for SpanTree {
    const ON: bool = true;

    fn enter(&mut self, name: Name, at: usize) {
        let section = self.innermost().map_or("", |parent| {
            parent.leaf = false;
            parent.section
        });
        let depth = self.open.len();
        self.open.push(self.spans.len());
        self.spans.push(Span { name, depth, bytes: at..at, value: String::new(), section, leaf: true });
    }

    fn rename(&mut self, name: Name) {
        if let Some(span) = self.innermost() {
            span.name = name;
        }
    }

    fn value(&mut self, value: &dyn fmt::Display) {
        if let Some(span) = self.innermost() {
            span.value = value.to_string();
        }
    }

    fn section(&mut self, section: &'static str) {
        if let Some(span) = self.innermost() {
            span.section = section;
        }
    }

    fn leave(&mut self, at: usize) {
        if let Some(span) = self.innermost() {
            span.bytes.end = at;
        }
        self.open.pop();
    }
}
