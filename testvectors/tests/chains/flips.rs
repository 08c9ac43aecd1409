//! Every bit flipped and every length cut, of every certificate of ten chains.

use crate::all;
use crate::case::Case;
use crate::make::Der;

/// The chains, and the certificates in them that are not needed.
const CHAINS: &[(&str, &[usize])] = &[
    ("in order", &[]),
    ("with the root", &[3]),
    ("cross-signed root", &[]),
    ("cross-signed root, needless", &[2]),
    ("RSA SHA-256", &[]),
    ("RSA-PSS SHA-384", &[]),
    ("key Ed25519, signed with P-256", &[]),
    ("constraint: address inside", &[]),
    ("pathLenConstraint 1, 1 below", &[]),
    ("6 intermediates", &[]),
];

/// Of so many mutants one is reported on, too.
const REPORT_EVERY: usize = 61;

fn mutants(der: &Der) -> impl Iterator<Item = Der> + '_ {
    let flips = (0..der.len() * 8).map(|bit| {
        let mut bytes = der.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        Der::from(bytes)
    });
    flips.chain((0..der.len()).map(|length| Der::from(der[..length].to_vec())))
}

/// A mutant is trusted if and only if the certificate is not needed: what is needed is signed to the last bit.
fn sweep(case: &Case, needless: &[usize]) -> usize {
    let mut count = 0;
    for index in 0..case.chain.len() {
        let mut chain = case.chain.clone();
        for mutant in mutants(&case.chain[index]) {
            chain[index] = mutant;
            let verdict = case.verify(&chain);
            assert_eq!(verdict.is_ok(), needless.contains(&index), "{}, certificate {index}, {count}", case.name);
            if count % REPORT_EVERY == 0 {
                assert_eq!(case.report(&chain).verdict, verdict, "{}, certificate {index}, {count}", case.name);
            }
            count += 1;
        }
    }
    count
}

#[test]
#[expect(clippy::print_stderr, reason = "a figure")]
fn no_flipped_bit_and_no_cut_is_trusted() {
    let cases = all();
    let find = |name: &str| cases.iter().find(|case| case.name == name).unwrap();
    let work: Vec<_> = CHAINS.iter().map(|(name, needless)| (find(name), *needless)).collect();
    let run = |start: usize| work.iter().skip(start).step_by(2).map(|(case, needless)| sweep(case, needless)).sum();
    let total: usize = std::thread::scope(|scope| {
        let other = scope.spawn(|| -> usize { run(1) });
        let own: usize = run(0);
        own + other.join().unwrap()
    });
    eprintln!("{total} mutants");
    assert!(total > 100_000, "{total}");
}
