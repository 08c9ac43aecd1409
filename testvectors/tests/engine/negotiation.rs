//! Which group, suite and key share come out of what both sides offer.

use crate::edit::{Edit, set};
use crate::kit::{Auth, Kind, Lies, Played, Scene, WORLD, credential};
use tls_core::config::{ClientConfigBuilder, ConfigError, ServerConfigBuilder};
use tls_core::conn::Direction;
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{CipherSuite, HandshakeType, NamedGroup, ProtocolVersion};

const TLS13: Kind = Kind::Tls13;
const X25519: NamedGroup = NamedGroup::x25519;
const P256: NamedGroup = NamedGroup::secp256r1;
const P384: NamedGroup = NamedGroup::secp384r1;
const ALL: [NamedGroup; 3] = [X25519, P256, P384];

fn scene(
    client: impl FnOnce(ClientConfigBuilder) -> ClientConfigBuilder,
    server: impl FnOnce(ServerConfigBuilder) -> ServerConfigBuilder,
) -> Scene {
    Scene::with(TLS13, Auth::None, client, server)
}

/// Group and whether it took a HelloRetryRequest, on which both sides agree.
#[track_caller]
fn outcome(scene: &Scene) -> (NamedGroup, bool) {
    let played = scene.play(Lies::none());
    assert!(played.completed(), "{played:#?}");
    let (client, server) = (played.client.facts.unwrap(), played.server.facts.unwrap());
    assert_eq!((client.group, client.hello_retry), (server.group, server.hello_retry));
    (client.group.unwrap(), client.hello_retry)
}

fn hello(played: &Played, index: usize) -> Vec<u8> {
    let sent = played.recorder.messages(Role::Client, Direction::Send);
    let hellos = sent.into_iter().filter(|(kind, _)| *kind == HandshakeType::client_hello);
    hellos.map(|(_, message)| message).nth(index).unwrap()
}

/// The groups of a ClientHello's shares, in order.
fn shares(mut hello: Vec<u8>) -> Vec<NamedGroup> {
    let edit = Edit::new(TLS13, &mut hello);
    let list = edit.get("ClientHello.extensions[key_share].client_shares");
    let (mut rest, mut groups) = (&list[2..], Vec::new());
    while let [high, low, length_high, length_low, ..] = rest {
        groups.push(NamedGroup(u16::from_be_bytes([*high, *low])));
        rest = &rest[4 + usize::from(u16::from_be_bytes([*length_high, *length_low]))..];
    }
    groups
}

#[test]
fn one_share_unless_told() {
    let played = scene(|client| client.groups(&ALL), |server| server).play(Lies::none());
    assert_eq!(shares(hello(&played, 0)), [X25519]);
}

/// "Each KeyShareEntry value MUST correspond to a group offered in the "supported_groups" extension and MUST appear in the
/// same order." (RFC 9846 §4.3.8)
#[test]
fn shares_stand_in_the_order_of_the_groups() {
    let scene = scene(
        |client| client.groups(&[P384, X25519, P256]).key_shares(&[P256, P384, P256]),
        |server| server.groups(&[P256, X25519]),
    );
    let played = scene.play(Lies::none());
    assert_eq!(shares(hello(&played, 0)), [P384, P256], "each once, whatever the order they were asked for in");
    assert_eq!(outcome(&scene), (P256, false), "the share that was not the first is good too");
}

#[test]
fn every_share_that_was_sent_can_be_chosen() {
    for group in ALL {
        let scene = scene(|client| client.groups(&ALL).key_shares(&ALL), |server| server.groups(&[group]));
        assert_eq!(outcome(&scene), (group, false));
    }
}

/// "Clients MAY send an empty client_shares list to request group selection from the server, at the cost of an additional
/// round trip" (RFC 9846 §4.3.8)
#[test]
fn no_share_asks_for_a_retry() {
    let scene = scene(|client| client.groups(&ALL).key_shares(&[]), |server| server.groups(&[P384, P256]));
    assert_eq!(outcome(&scene), (P384, true));
    let played = scene.play(Lies::none());
    assert_eq!((shares(hello(&played, 0)), shares(hello(&played, 1))), (vec![], vec![P384]));
}

#[test]
fn a_share_needs_its_group() {
    let error = TLS13.client().groups(&[X25519]).key_shares(&[P256]).build().unwrap_err();
    assert_eq!(error, ConfigError::KeyShares { group: "secp256r1".into() });
    assert!(error.to_string().contains("a key share is wanted for secp256r1"), "{error}");
}

fn retry_for(group: &'static [u8]) -> Lies {
    let path = "HelloRetryRequest.extensions[key_share].selected_group";
    Lies::none().says(Role::Server, HandshakeType::server_hello, set(TLS13, path, group))
}

/// A HelloRetryRequest may name no group whose share was sent, be it the second one.
#[test]
fn a_retry_for_any_share_that_was_sent_is_refused() {
    let scene = scene(|client| client.groups(&ALL).key_shares(&[X25519, P256]), |server| server.groups(&[P384]));
    assert_eq!(outcome(&scene), (P384, true));
    for group in [&[0, 29], &[0, 23]] {
        scene.play(retry_for(group)).assert_refused(Role::Client, Cause::HelloRetryGroup);
    }
}

/// After a HelloRetryRequest only the new share counts: "the client MUST verify that the selected NamedGroup in the
/// ServerHello is the same as that in the HelloRetryRequest" (RFC 9846 §4.3.8).
#[test]
fn shares_of_the_first_hello_are_forgotten() {
    let scene = scene(|client| client.groups(&ALL).key_shares(&[X25519, P256]), |server| server.groups(&[P384]));
    let mut seen = 0;
    let lies = Lies::none().out(move |role, kind, message| {
        if role == Role::Server && kind == HandshakeType::server_hello {
            seen += 1;
            if seen == 2 {
                Edit::new(TLS13, message).set("ServerHello.extensions[key_share].server_share.group", &[0, 23]);
            }
        }
    });
    scene.play(lies).assert_refused(Role::Client, Cause::UnofferedGroup);
}

/// What a client offers, with its shares; the server's tiers; what comes out, and whether after a HelloRetryRequest.
type Case<'a> = (&'a [NamedGroup], &'a [NamedGroup], &'a [&'a [NamedGroup]], (NamedGroup, bool));

#[test]
fn tiers_of_groups() {
    let cases: &[Case<'_>] = &[
        // One tier: a share at hand wins over the order, and the order where there is no share.
        (&ALL, &[P256], &[&[X25519, P256]], (P256, false)),
        (&ALL, &[P256, X25519], &[&[X25519, P256]], (X25519, false)),
        (&ALL, &[P384], &[&[P256, X25519]], (P256, true)),
        // Several: the better tier wins, even if it takes a HelloRetryRequest.
        (&ALL, &[X25519], &[&[P384], &[X25519, P256]], (P384, true)),
        (&ALL, &[X25519, P384], &[&[P384], &[X25519, P256]], (P384, false)),
        (&ALL, &[P256], &[&[P384, P256], &[X25519]], (P256, false)),
        // A tier that the client has nothing of does not count.
        (&[X25519, P256], &[P256], &[&[P384], &[X25519, P256]], (P256, false)),
        (&[X25519, P256], &[X25519], &[&[P384], &[P256], &[X25519]], (P256, true)),
    ];
    for (offered, shares, tiers, expected) in cases {
        let scene = scene(|client| client.groups(offered).key_shares(shares), |server| server.group_tiers(tiers));
        assert_eq!(outcome(&scene), *expected, "{offered:?} {shares:?} {tiers:?}");
    }
}

/// A later list replaces tiers, and the other way round.
#[test]
fn the_last_word_about_groups_counts() {
    let client = |client: ClientConfigBuilder| client.groups(&ALL).key_shares(&[X25519]);
    let flat = |server: ServerConfigBuilder| server.group_tiers(&[&[P384], &[X25519]]).groups(&[P384, X25519]);
    assert_eq!(outcome(&scene(client, flat)), (X25519, false));
    let tiers = |server: ServerConfigBuilder| server.groups(&[P384, X25519]).group_tiers(&[&[P384], &[X25519]]);
    assert_eq!(outcome(&scene(client, tiers)), (P384, true));
}

const AES: CipherSuite = CipherSuite::TLS_AES_128_GCM_SHA256;
const AES_256: CipherSuite = CipherSuite::TLS_AES_256_GCM_SHA384;
const CHACHA: CipherSuite = CipherSuite::TLS_CHACHA20_POLY1305_SHA256;

#[test]
fn chacha20_for_who_likes_it_best() {
    for (offered, on, expected) in [
        (&[CHACHA, AES_256, AES], true, CHACHA),
        (&[CHACHA, AES_256, AES], false, AES),
        (&[AES_256, CHACHA, AES], true, AES),
    ] {
        for grease in [false, true] {
            let scene = scene(
                |client| client.suites(offered).grease(grease),
                |server| server.suites(&[AES, AES_256, CHACHA]).prioritize_chacha20(on),
            );
            let played = scene.play(Lies::none());
            assert_eq!(played.server.facts.unwrap().suite, Some(expected), "{offered:?} {on} {grease}");
        }
    }
}

#[test]
fn chacha20_in_tls12_too() {
    let (aes, chacha) = (
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    );
    for (on, expected) in [(true, chacha), (false, aes)] {
        let scene = Scene::with(
            Kind::Tls12,
            Auth::None,
            |client| client.suites(&[chacha, aes]),
            |server| server.suites(&[aes, chacha]).prioritize_chacha20(on),
        );
        assert_eq!(scene.play(Lies::none()).client.facts.unwrap().suite, Some(expected));
    }
}

/// A client of both versions sends its shares and drops them when the server speaks TLS 1.2.
#[test]
fn shares_do_not_matter_in_tls12() {
    let both = [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2];
    let suites = [AES, CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256];
    let client = TLS13.client().versions(&both).suites(&suites).groups(&ALL).key_shares(&ALL).build().unwrap();
    let server = Kind::Tls12.server_with(WORLD.provider.clone(), credential(&WORLD.pki.server_p256));
    let scene = Scene { client, server: server.groups(&[P384]).build().unwrap() };
    let played = scene.play(Lies::none());
    assert!(played.completed());
    assert_eq!(played.client.facts.unwrap().group, Some(P384));
}
