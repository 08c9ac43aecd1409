#![no_main]
//! Any bytes as a handshake message, in every context.

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::message::run(data));
