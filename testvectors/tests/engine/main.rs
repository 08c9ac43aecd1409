//! The engine against bad input: both sides in memory, with lies at every seam.
#![cfg(test)]

mod bad_input;
mod certificate_schemes;
mod determinism;
mod edit;
mod grease;
mod kit;
mod lies;
mod matrix;
mod negotiation;
mod rules;
