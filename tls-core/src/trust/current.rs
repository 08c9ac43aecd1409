//! The store that holds at this moment.

use super::TrustStore;
use alloc::sync::Arc;
use core::fmt;

/// Something that says which store holds now, so that a configuration need not be made again when that changes. With
/// the feature `std` [`ReloadableStore`](super::ReloadableStore) is one.
pub trait CurrentStore: fmt::Debug + Send + Sync {
    /// The store that holds now. It is asked in the middle of handshakes and should not wait for files or networks.
    fn current(&self) -> Arc<TrustStore>;
}

/// The anchors of a configuration: always the same ones, or those that hold when a peer's certificate comes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Anchors {
    /// Always these.
    Fixed(Arc<TrustStore>),
    /// Those that hold at the time. Each verification works with one store from beginning to end.
    Current(Arc<dyn CurrentStore>),
}

impl Anchors {
    /// The store that holds now.
    #[must_use]
    pub fn store(&self) -> Arc<TrustStore> {
        match self {
            Self::Fixed(store) => Arc::clone(store),
            Self::Current(current) => current.current(),
        }
    }
}

impl From<TrustStore> for Anchors {
    fn from(store: TrustStore) -> Self {
        Self::Fixed(Arc::new(store))
    }
}

impl From<Arc<TrustStore>> for Anchors {
    fn from(store: Arc<TrustStore>) -> Self {
        Self::Fixed(store)
    }
}

impl<S: CurrentStore + 'static> From<Arc<S>> for Anchors {
    fn from(current: Arc<S>) -> Self {
        Self::Current(current)
    }
}
