//! What the fuzz targets share. The targets themselves are one call each.

pub mod configs;
pub mod message;
pub mod mutate;
pub mod side;
pub mod structure;
pub mod toy;
pub mod watch;

#[cfg(test)]
mod tests;
