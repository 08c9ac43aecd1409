//! D, continued: RSA key exchange against a client that encrypts anything (RFC 5246 §7.4.7.1).

use super::provider::{Encrypt, encrypting};
use crate::kit::{Auth, Kind, Lies, Played, Scene};
use rsa::pkcs8::DecodePublicKey as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPublicKey, hazmat};
use testvectors::pair::End;
use testvectors::recorder::Event;
use tls_core::error::{Cause, Failure};
use tls_core::msg::Role;

const MODULUS: usize = 256;
/// Where the premaster secret begins, behind the padding and the zero.
const PREMASTER: usize = MODULUS - 48;

fn key(spki: &[u8]) -> RsaPublicKey {
    RsaPublicKey::from_public_key_der(spki).unwrap()
}

/// The raw operation on a block as long as the modulus.
fn raw(spki: &[u8], block: &[u8]) -> Vec<u8> {
    assert_eq!(block.len(), MODULUS);
    let key = key(spki);
    let message = BoxedUint::from_be_slice(block, key.n_bits_precision()).unwrap();
    let encrypted = hazmat::rsa_encrypt(&key, &message).unwrap().to_be_bytes();
    encrypted[encrypted.len() - MODULUS..].to_vec()
}

/// As much good padding as fits, and this message.
fn block(message: &[u8]) -> Vec<u8> {
    [&[0, 2][..], &vec![0xA5; MODULUS - 3 - message.len()], &[0], message].concat()
}

/// A good block with one byte that is another.
fn with(spki: &[u8], premaster: &[u8], place: usize, value: u8) -> Vec<u8> {
    let mut block = block(premaster);
    block[place] = value;
    raw(spki, &block)
}

/// What a client may put into its ClientKeyExchange instead of what it should.
const MALFORMED: [(&str, Encrypt); 22] = [
    ("first byte", |key, secret| with(key, secret, 0, 1)),
    ("block type 0", |key, secret| with(key, secret, 1, 0)),
    ("block type 1", |key, secret| with(key, secret, 1, 1)),
    ("block type 3", |key, secret| with(key, secret, 1, 3)),
    ("no zero in front of the secret", |key, secret| with(key, secret, PREMASTER - 1, 1)),
    ("no zero at all", |key, _| raw(key, &[&[0, 2][..], &[0xA5; MODULUS - 2]].concat())),
    ("no padding", |key, secret| with(key, secret, 2, 0)),
    ("seven bytes of padding", |key, secret| with(key, secret, 9, 0)),
    ("eight bytes of padding", |key, secret| with(key, secret, 10, 0)),
    ("a zero just before the zero", |key, secret| with(key, secret, PREMASTER - 2, 0)),
    ("major version", |key, secret| with(key, secret, PREMASTER, 2)),
    ("minor version of TLS 1.1", |key, secret| with(key, secret, PREMASTER + 1, 2)),
    ("minor version of TLS 1.3", |key, secret| with(key, secret, PREMASTER + 1, 4)),
    ("47 bytes", |key, secret| raw(key, &block(&secret[..47]))),
    ("49 bytes", |key, secret| raw(key, &block(&[secret, &[1]].concat()))),
    ("no bytes", |key, _| raw(key, &block(&[]))),
    ("as many bytes as fit", |key, _| raw(key, &block(&[3; MODULUS - 11]))),
    ("zero", |key, _| raw(key, &[0; MODULUS])),
    ("a ciphertext that is too short", |key, secret| raw(key, &block(secret))[1..].to_vec()),
    ("a ciphertext that is too long", |key, secret| [&raw(key, &block(secret))[..], &[0]].concat()),
    ("the modulus", |spki, _| key(spki).n_bytes().to_vec()),
    ("nothing", |_, _| Vec::new()),
];

fn played(encrypt: Encrypt) -> Played {
    let honest = Scene::new(Kind::Tls12Rsa, Auth::None);
    let client = Kind::Tls12Rsa.client_over(encrypting(encrypt)).build().unwrap();
    Scene { client, ..honest }.play(Lies::none())
}

/// Everything that can be seen of the server, or that it says about itself.
fn behaviour(played: &Played) -> (Failure, Vec<String>) {
    let End::Failed(failure) = played.server.end.clone() else { panic!("{played:#?}") };
    let seen = played.recorder.events(Role::Server).into_iter().filter_map(|event| match event {
        Event::Record { direction, header, content_type, .. } => {
            Some(format!("{direction:?} {} {content_type:?}", header.content_type.0))
        }
        Event::Message { direction, kind, .. } => Some(format!("{direction:?} {kind:?}")),
        Event::Alert { direction, description, .. } => Some(format!("{direction:?} {description:?}")),
        Event::State { from, to } => Some(format!("{from} to {to}")),
        Event::Keys { direction, epoch } => Some(format!("{direction:?} {epoch:?}")),
        Event::Checked { what, .. } => Some(what.to_owned()),
        Event::Failed(failure) => Some(format!("{failure:#}")),
        _ => None,
    });
    (failure, seen.collect())
}

/// Row 62: whatever is wrong, the server goes on to Finished, finds that the keys differ, and says bad_record_mac: the
/// same steps, the same words. The timing is measured elsewhere.
#[test]
fn every_malformed_premaster_looks_the_same() {
    assert!(played(|key, secret| raw(key, &block(secret))).completed(), "the honest twin");
    let mut wanted = None;
    for (what, encrypt) in MALFORMED {
        let played = played(encrypt);
        played.assert_refused(Role::Server, Cause::RecordBadMac);
        let behaviour = behaviour(&played);
        assert!(behaviour.1.len() > 10, "{behaviour:#?}");
        assert_eq!(behaviour, *wanted.get_or_insert_with(|| behaviour.clone()), "{what}");
    }
}
