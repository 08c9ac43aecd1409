//! A store that can be loaded again while connections run.

use super::{CurrentStore, LoadError, LoadReport, Sources, TrustStore};
use alloc::sync::Arc;
use std::sync::{Mutex, PoisonError, RwLock};

/// A store that can be loaded again, or replaced, while configurations hold it and connections run.
///
/// Configurations take it as they take a [`TrustStore`], in an `Arc`. A handshake that is verifying a certificate goes
/// on with the store that it began with; the next verification takes the new one. Connections that are established
/// stay so.
#[derive(Debug)]
pub struct ReloadableStore {
    current: RwLock<Arc<TrustStore>>,
    /// Locked while they are read, so that of two reloads the later one holds in the end.
    sources: Mutex<Sources>,
}

impl ReloadableStore {
    /// Reads the sources for the first time.
    ///
    /// # Errors
    ///
    /// As [`Sources::load`].
    pub fn load(sources: Sources) -> Result<(Arc<Self>, LoadReport), LoadError> {
        let (store, report) = sources.load()?;
        Ok((Arc::new(Self { current: RwLock::new(Arc::new(store)), sources: Mutex::new(sources) }), report))
    }

    /// Reads the same sources again, and trusts what they have now. Takes as long as the files take; handshakes do not
    /// wait for it.
    ///
    /// # Errors
    ///
    /// As [`Sources::load`]; then the store stays as it was.
    pub fn reload(&self) -> Result<LoadReport, LoadError> {
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let (store, report) = sources.load()?;
        self.replace(Arc::new(store));
        Ok(report)
    }

    /// Trusts a store that was made otherwise, until the next [`reload`](Self::reload). The old one is given back. An
    /// empty store is taken at its word: nobody is trusted.
    pub fn replace(&self, store: Arc<TrustStore>) -> Arc<TrustStore> {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        core::mem::replace(&mut current, store)
    }
}

impl CurrentStore for ReloadableStore {
    fn current(&self) -> Arc<TrustStore> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::Source;
    use crate::trust::test_pki::{Authority, pem};
    use alloc::string::ToString;
    use std::fs;

    fn subject(store: &ReloadableStore) -> alloc::string::String {
        store.current().anchors().next().unwrap().subject()
    }

    #[test]
    fn a_reload_reads_again_and_a_failed_one_changes_nothing() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), pem(&Authority::new("One").der)).unwrap();
        let (store, report) = ReloadableStore::load(Source::File(file.path().into()).into()).unwrap();
        assert_eq!((report.taken(), subject(&store).as_str()), (1, "CN=One"));
        let before = store.current();

        fs::write(file.path(), pem(&Authority::new("Two").der)).unwrap();
        assert_eq!(subject(&store), "CN=One");
        assert_eq!(store.reload().unwrap().taken(), 1);
        assert_eq!(subject(&store), "CN=Two");
        assert_eq!(before.anchors().next().unwrap().subject(), "CN=One");

        fs::write(file.path(), "gone").unwrap();
        let error = store.reload().unwrap_err().to_string();
        assert!(error.contains(" has no trust anchor: the file is neither PEM nor DER"), "{error}");
        assert_eq!(subject(&store), "CN=Two");
    }

    #[test]
    fn a_replaced_store_holds_until_the_next_reload() {
        let source = Source::Bytes { name: "bytes".into(), bytes: pem(&Authority::new("One").der).into() };
        let (store, _) = ReloadableStore::load(source.into()).unwrap();
        assert_eq!(store.replace(Arc::new(TrustStore::new())).len(), 1);
        assert!(store.current().is_empty());
        store.reload().unwrap();
        assert_eq!(subject(&store), "CN=One");
    }
}
