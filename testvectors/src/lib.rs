//! What tests of the engine need: published vectors as data, a provider that gives the same bytes in every run, and two
//! connections in memory.
//!
//! Nothing here is for production: the keys are known to everybody and the randomness is not random.

mod format;

pub mod pair;
pub mod provider;
pub mod recorder;
pub mod rfc5869;
pub mod rfc8448;
pub mod tls12_prf;

pub use format::DataError;
