//! The engine against bad input: both sides in memory, with lies at every seam.
#![cfg(test)]

mod alerts_mandated;
mod attacks;
mod bad_input;
mod banners;
mod certificate_schemes;
mod cheap;
mod determinism;
mod edit;
mod environment;
mod figures;
mod grease;
mod halves;
mod kit;
mod lies;
mod limits;
mod matrix;
mod misuse;
mod negotiation;
mod peers;
mod questions;
mod reload;
mod remembered;
mod rules;
mod secrets;
mod sending;
mod splits;
mod staples;
mod sweeps;
