use crate::mutate::{Piece, join, mutate, split};
use crate::structure::{Change, change};
use crate::{configs, message, side};
use std::fs;
use std::path::Path;
use tls_core::codec::Off;
use tls_core::conn::{Seams, Step};
use tls_core::msg::HandshakeMessage;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let seeds: Vec<_> =
        fs::read_dir(directory).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
    assert!(seeds.len() > 5, "{target}");
    seeds
}

#[test]
fn seeds_pass() {
    for (target, run) in [("message", message::run as fn(&[u8])), ("client", side::client), ("server", side::server)] {
        for mut seed in seeds(target) {
            run(&seed);
            if target != "message" {
                seed[0] |= 0x30;
                run(&seed);
            }
        }
    }
}

/// If seeds went stale, the fuzzer would never get past the hellos.
#[test]
fn seeds_still_finish_their_handshakes() {
    for seed in seeds("client") {
        let mut client = configs::client(seed[0], Seams::default());
        let mut waiting = seed[1..].to_vec();
        while client.facts().is_none() {
            let progress = client.step(&mut waiting, configs::now());
            let consumed = progress.consumed;
            assert!(!matches!(progress.step, Step::NeedInput { .. } | Step::Failed(_)), "{:?}", progress.step);
            waiting.drain(..consumed);
        }
    }
}

#[test]
fn records_are_cut_and_joined() {
    let bytes =
        [22, 3, 3, 0, 4, 20, 0, 0, 0, 23, 3, 3, 0, 18, 9, 22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
    let pieces = split(&bytes);
    assert_eq!(pieces.len(), 3);
    assert!(matches!(&pieces[1], Piece::Record(_, content, tail) if content == &[9] && tail.len() == 17));
    assert_eq!(join(&pieces), bytes);
}

#[test]
fn lengths_follow_what_is_changed() {
    for number in 0..2_000_u32 {
        let mut data = [0; 64];
        data[..12].copy_from_slice(&[0, 22, 3, 3, 0, 6, 20, 0, 0, 2, 8, 8]);
        // Neither blind nor a change of records.
        let seed = number << 9 & 0xff0f_ffff | number & 0xf | 3 << 20;
        if seed & 3 == 0 {
            continue;
        }
        let length = mutate(&mut data, 12, 64, seed, |part, used| {
            part[used] = 1;
            used + 1
        });
        assert_ne!(length, 12, "something changed");
        assert_eq!(usize::from(data[5]), length - 6, "the record");
        assert_eq!(usize::from(data[9]), length - 10, "the message");
    }
}

/// Whatever field is repeated or made longer, the message can be read, or its bounds say no.
#[test]
fn lengths_around_a_field_follow_it() {
    let mut good = 0;
    for seed in seeds("message") {
        for which in 0..200 {
            let Some(repeated) = change(&seed, Change::Repeat, which, <[u8]>::to_vec) else { continue };
            assert!(repeated.len() > seed.len());
            let length = u32::from_be_bytes([0, repeated[1], repeated[2], repeated[3]]);
            assert_eq!(usize::try_from(length).unwrap(), repeated.len() - 4);
            let decodes = |context| HandshakeMessage::decode(&repeated, context, &mut Off).is_ok();
            good += usize::from(message::CONTEXTS.into_iter().any(decodes));
            let shorter = change(&seed, Change::Remove, which, <[u8]>::to_vec).unwrap();
            assert_eq!(seed.len() - shorter.len(), repeated.len() - seed.len());
        }
    }
    assert!(good > 1_000, "{good}");
}
