//! A list that is handed out in order.

use core::fmt;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Byte strings that are handed out in order, each once. Prints only how many are left: they may be keys.
pub(crate) struct Script(Mutex<VecDeque<Vec<u8>>>);

impl Script {
    pub(crate) fn new(entries: Vec<Vec<u8>>) -> Self {
        Self(Mutex::new(entries.into()))
    }

    pub(crate) fn next(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        write!(f, "Script({left} left)")
    }
}
