#![no_main]
//! Any bytes as a handshake message, in every context.

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz::mutate::mutate_message(data, size, max_size, seed, |part, used| {
        let room = part.len();
        libfuzzer_sys::fuzzer_mutate(part, used, room)
    })
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::message::run(data));
