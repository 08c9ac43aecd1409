//! Judges of the engine from outside.
//!
//! [`interop`] lets the command line talk to other implementations, in both roles, and believes neither side's exit
//! code: a case passes when both sides, and the bytes of the handshake, tell the same story.
//!
//! Nothing here uses the engine's own code, so that one mistake cannot be made twice.

mod clock;
pub mod interop;
