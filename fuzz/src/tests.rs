use crate::mutate::{Piece, join, mutate, split};
use crate::{configs, message, side};
use std::fs;
use std::path::Path;
use tls_core::conn::{Seams, Step};

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
    let mut data = [0; 64];
    data[..12].copy_from_slice(&[0, 22, 3, 3, 0, 6, 20, 0, 0, 2, 8, 8]);
    // Not blind, first piece, a change: one byte longer.
    let longer = mutate(&mut data, 12, 64, 1 | 7 << 20, |part, used| {
        part[used] = 1;
        used + 1
    });
    assert_eq!(data[..longer], [0, 22, 3, 3, 0, 7, 20, 0, 0, 3, 8, 8, 1]);
}
