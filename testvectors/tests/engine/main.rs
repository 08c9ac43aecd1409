//! The engine against bad input: both sides in memory, with lies at every seam.
#![cfg(test)]

mod bad_input;
mod determinism;
mod edit;
mod figures;
mod kit;
mod lies;
mod limits;
mod matrix;
mod rules;
mod splits;
mod sweeps;
