//! A sans-IO TLS 1.2 and TLS 1.3 engine.
//!
//! The whole protocol is one pure function, `step(state, input, env, effects)`: bytes and answers go in, ordered
//! effects come out, and one interpreter carries them out. Nothing here reads a clock, opens a socket or keeps a
//! global.
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod auth;
mod client;
pub mod codec;
pub mod config;
pub mod conn;
pub mod credential;
pub mod crypto;
pub mod error;
pub mod flows;
mod grease;
pub mod key_schedule;
mod key_update;
pub mod msg;
mod pem;
pub mod record;
pub mod registry;
mod server;
pub mod switches;
pub mod transcript;
pub mod trust;

pub use rustls_pki_types as pki_types;
