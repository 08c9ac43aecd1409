//! The engine against bad input: both sides in memory, with lies at every seam.
#![cfg(test)]

mod alerts_mandated;
mod attacks;
mod bad_input;
mod determinism;
mod edit;
mod kit;
mod lies;
mod matrix;
mod rules;
