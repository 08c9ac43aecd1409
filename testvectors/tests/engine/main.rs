//! The engine against bad input: both sides in memory, with lies at every seam.
#![cfg(test)]

mod bad_input;
mod banners;
mod determinism;
mod edit;
mod halves;
mod kit;
mod lies;
mod matrix;
mod misuse;
mod questions;
mod rules;
mod sending;
