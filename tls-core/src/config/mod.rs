//! What a connection may do: made once, shared by many connections.

pub(crate) mod client;
pub(crate) mod common;
mod limits;
pub(crate) mod offer;
pub(crate) mod policy;
mod server;

pub use client::{ClientConfig, ClientConfigBuilder};
pub use common::{ConfigError, RecordPadding};
pub use limits::Limits;
pub use policy::Policy;
pub use server::{ClientAuth, ServerConfig, ServerConfigBuilder};
