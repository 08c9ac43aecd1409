//! What a connection may do: made once, shared by many connections.

pub(crate) mod client;
pub(crate) mod common;
mod limits;
mod server;

pub use client::{ClientConfig, ClientConfigBuilder};
pub use common::{ConfigError, RecordPadding};
pub use limits::Limits;
pub use server::{ClientAuth, ServerConfig, ServerConfigBuilder};
