//! Which combinations are tried.

use super::{End, Shares, Side, WithoutEms};
use super::{Exchange, Group, Implementation, Key, Role, SUITES, Scenario, Suite, Trial, Version};

/// Record sizes around every edge that there is: one byte, an AEAD's block, one byte of a length, the longest.
const SIZES: &[u16] = &[1, 2, 3, 15, 16, 17, 255, 256, 257, 16_383, 16_384];
/// How many more are drawn.
const DRAWN: usize = 5;
/// The peers can limit theirs, too, but not to everything.
const PEER_SIZES: &[u16] = &[27, 512, 513, 4_096, 16_383];
/// To multiples of these, records are padded.
const PADDINGS: &[u16] = &[2, 16, 255, 4_096, 16_384];

/// The whole matrix. The seed is for the drawn sizes of records.
#[must_use]
pub fn matrix(seed: u64) -> Vec<Scenario> {
    let sides = Implementation::ALL.iter().flat_map(|peer| Role::ALL.iter().map(|ours| (*peer, *ours)));
    sides.flat_map(|(peer, ours)| of_side(peer, ours, seed)).collect()
}

fn of_side(peer: Implementation, ours: Role, seed: u64) -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    for suite in SUITES {
        for group in groups(suite) {
            for server in Key::ALL.iter().copied().filter(|key| suite.fits(*key)) {
                for client in [None, next_kind(&scenarios, server)] {
                    scenarios.push(Scenario { peer, ours, suite, group, server, client, trial: Trial::Plain });
                }
            }
        }
    }
    // Both hashes: the transcript is begun anew with the hash of the first ClientHello.
    for suite in SUITES.iter().take(2) {
        for group in [Some(Group::P256), Some(Group::P384)] {
            for trial in [Trial::Retry, Trial::KeyShares(Shares::Two), Trial::KeyShares(Shares::None)] {
                let (server, client) = (Key::P256, None);
                scenarios.push(Scenario { peer, ours, suite, group, server, client, trial });
            }
        }
    }
    for (suite, client, trial) in trials(seed) {
        let (group, server) = (Some(Group::X25519), Key::P256);
        scenarios.push(Scenario { peer, ours, suite, group, server, client, trial });
    }
    scenarios
}

/// Everything that is tried with few suites and certificates only.
fn trials(seed: u64) -> Vec<(&'static Suite, Option<Key>, Trial)> {
    let suites = |version: Version| {
        let all = SUITES.iter().filter(move |suite| suite.version() == version && suite.fits(Key::P256));
        all.cycle()
    };
    let mut trials = Vec::new();
    for suite in suites(Version::Tls13).take(3) {
        trials.extend(Side::BOTH.map(|side| (suite, None, Trial::KeyUpdate(side))));
    }
    for suite in suites(Version::Tls12).take(3) {
        trials.extend([WithoutEms::Allowed, WithoutEms::Refused].map(|what| (suite, None, Trial::NoEms(what))));
    }
    for version in [Version::Tls13, Version::Tls12] {
        let mut next = suites(version);
        let mut add = |client, trial| trials.extend(next.next().map(|suite| (suite, client, trial)));
        for size in SIZES.iter().copied().chain(drawn(seed, version)) {
            add(None, Trial::Fragment(Side::Ours, size));
        }
        for size in PEER_SIZES {
            add(None, Trial::Fragment(Side::Theirs, *size));
        }
        // TLS 1.2 has no padding.
        for size in PADDINGS.iter().filter(|_| version == Version::Tls13) {
            for side in Side::BOTH {
                add(None, Trial::Padding(side, *size));
            }
        }
        add(Some(Key::P256), Trial::LongChains);
        add(Some(Key::P256), Trial::ForeignAuthorities);
        add(None, Trial::NoCertificate);
        add(None, Trial::Duplex);
        for end in [End::ServerFirst, End::Half, End::Cut] {
            add(None, Trial::Closing(end));
        }
    }
    trials
}

/// Sizes between the edges: 18 to 16,382.
fn drawn(seed: u64, version: Version) -> Vec<u16> {
    // SplitMix64: any seed will do, 0 included.
    let mut state = seed.wrapping_add(if version == Version::Tls13 { 0 } else { 1 << 32 });
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u16::try_from((word ^ (word >> 31)) % 16_365).unwrap_or_default().saturating_add(18)
    };
    let mut sizes: Vec<u16> = (0..DRAWN).map(|_| next()).collect();
    // Two of the same would be one case twice.
    sizes.sort_unstable();
    sizes.dedup();
    sizes.retain(|size| !SIZES.contains(size));
    sizes
}

/// No group where none is used.
fn groups(suite: &Suite) -> Vec<Option<Group>> {
    match suite.exchange {
        Exchange::Rsa => vec![None],
        _ => Group::ALL.iter().copied().map(Some).collect(),
    }
}

/// The kinds of client certificates in turn, for each kind of server on its own, so that each meets every other.
fn next_kind(scenarios: &[Scenario], server: Key) -> Option<Key> {
    let met = scenarios.iter().filter(|scenario| scenario.server == server && scenario.client.is_some()).count();
    Key::ALL.iter().copied().cycle().nth(met)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_combination_occurs_once_for_every_peer_and_side() {
        for seed in 0..200 {
            let matrix = matrix(seed);
            let names: BTreeSet<_> = matrix.iter().map(ToString::to_string).collect();
            assert_eq!(names.len(), matrix.len(), "names are unique, seed {seed}");
        }
        let matrix = matrix(1);
        for peer in Implementation::ALL {
            for ours in Role::ALL {
                let of_side = |trial: fn(Trial) -> bool| {
                    let all = matrix.iter().filter(|s| s.peer == *peer && s.ours == *ours && trial(s.trial));
                    all.count()
                };
                // 1.3 and 1.2 with 3 AEADs x 3 groups x 4 certificates x with and without, RSA 2 x 2.
                assert_eq!(of_side(|trial| trial == Trial::Plain), 72 + 72 + 4);
                assert_eq!(of_side(|trial| trial == Trial::Retry), 4);
                assert_eq!(of_side(|trial| matches!(trial, Trial::KeyShares(_))), 8);
                assert_eq!(of_side(|trial| matches!(trial, Trial::NoEms(_))), 6);
                assert_eq!(of_side(|trial| matches!(trial, Trial::KeyUpdate(_))), 6);
                assert_eq!(of_side(|trial| matches!(trial, Trial::Closing(_))), 6);
                assert_eq!(of_side(|trial| matches!(trial, Trial::Padding(..))), 10);
                assert!(of_side(|trial| matches!(trial, Trial::Fragment(Side::Ours, _))) > 2 * SIZES.len());
            }
        }
    }

    #[test]
    fn a_seed_gives_the_same_sizes_each_time() {
        assert_eq!(drawn(7, Version::Tls13), drawn(7, Version::Tls13));
        assert_ne!(drawn(7, Version::Tls13), drawn(8, Version::Tls13));
        assert_ne!(drawn(7, Version::Tls13), drawn(7, Version::Tls12));
        assert!((0..1000).flat_map(|seed| drawn(seed, Version::Tls12)).all(|size| (18..=16_382).contains(&size)));
    }

    #[test]
    fn every_kind_of_client_meets_every_kind_of_server() {
        for version in Version::ALL {
            let pairs: BTreeSet<_> = matrix(0)
                .iter()
                .filter(|scenario| scenario.version() == *version)
                .filter_map(|scenario| Some((scenario.server, scenario.client?)))
                .collect();
            assert_eq!(pairs.len(), 16, "{version}: {pairs:?}");
        }
    }

    #[test]
    fn in_tls_1_2_groups_are_for_certificates_too() {
        let scenario = Scenario {
            peer: Implementation::OpenSsl,
            ours: Role::Client,
            suite: &SUITES[3],
            group: Some(Group::X25519),
            server: Key::P384,
            client: Some(Key::P256),
            trial: Trial::Plain,
        };
        assert_eq!(scenario.groups(Role::Server), [Group::X25519, Group::P384, Group::P256]);
        let retry = Scenario { suite: &SUITES[0], group: Some(Group::P384), trial: Trial::Retry, ..scenario };
        assert_eq!(retry.groups(Role::Client), [Group::X25519, Group::P384]);
        assert_eq!(retry.groups(Role::Server), [Group::P384]);
        assert_eq!(retry.key_shares(), [Group::X25519]);
        let shares = |shares| Scenario { trial: Trial::KeyShares(shares), ..retry.clone() }.key_shares();
        assert_eq!((shares(Shares::Two), shares(Shares::None)), (vec![Group::X25519, Group::P384], vec![]));
    }

    #[test]
    fn filters_are_words() {
        let scenario = &matrix(0)[0];
        let name = "openssl/our-client/1.3/TLS_AES_128_GCM_SHA256/x25519/server-p256/client-none";
        assert_eq!(scenario.to_string(), name);
        assert!(scenario.matches("") && scenario.matches("1.3 server-p256"));
        assert!(!scenario.matches("1.3 server-p384"));
    }
}
