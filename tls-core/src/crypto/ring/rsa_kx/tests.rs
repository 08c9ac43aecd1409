use super::decrypt::unpad;
use super::encrypt::{pad, raw_encrypt};
use super::*;
use crate::crypto::ring::der;
use crate::crypto::ring::random::SystemRandom;
use crate::crypto::{PREMASTER_LEN, RsaDecryptionKey as _, RsaKeyExchange as _};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey as _;

const PRIVATE_KEY: &[u8] = include_bytes!("../../../../tests/data/keys/rsa2048.pkcs8.der");
const PUBLIC_KEY: &[u8] = include_bytes!("../../../../tests/data/keys/rsa2048.spki.der");
const SHORT_PUBLIC_KEY: &[u8] = include_bytes!("../../../../tests/data/keys/rsa1024.spki.der");
const SHORT_PRIVATE_KEY: &[u8] = include_bytes!("../../../../tests/data/keys/rsa1024.pkcs8.der");
const P256_PUBLIC_KEY: &[u8] = include_bytes!("../../../../tests/data/keys/p256.spki.der");
/// The premaster secret of [`premaster`], encrypted to the key by OpenSSL.
const FROM_OPENSSL: &[u8] = include_bytes!("../../../../tests/data/keys/rsa2048.premaster.bin");

const MODULUS_LEN: usize = 256;
const VERSION: [u8; 2] = [3, 3];

/// 3, 3, then 0, 1, 2 and so on: as any premaster secret it may hold zeros.
fn premaster() -> [u8; PREMASTER_LEN] {
    let mut premaster = [0; PREMASTER_LEN];
    premaster[..2].copy_from_slice(&VERSION);
    for (value, byte) in (0..).zip(&mut premaster[2..]) {
        *byte = value;
    }
    premaster
}

/// Always the same bytes, so that the substitute is known; fails at the given call.
#[derive(Debug)]
struct Known {
    calls_until_failure: AtomicUsize,
    next: AtomicUsize,
}

impl Known {
    fn failing_after(calls: usize) -> Self {
        Self { calls_until_failure: AtomicUsize::new(calls), next: AtomicUsize::new(1) }
    }

    fn new() -> Self {
        Self::failing_after(usize::MAX)
    }

    /// The premaster secret of a ciphertext that holds none.
    fn substitute() -> [u8; PREMASTER_LEN] {
        let mut substitute = [0; PREMASTER_LEN];
        Self::new().fill(&mut substitute[2..]).unwrap();
        substitute[..2].copy_from_slice(&VERSION);
        substitute
    }
}

impl SecureRandom for Known {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        if self.calls_until_failure.load(Ordering::Relaxed) == 0 {
            return Err(CryptoFailure::Random);
        }
        self.calls_until_failure.fetch_sub(1, Ordering::Relaxed);
        for byte in out {
            *byte = self.next.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9).to_be_bytes()[5];
        }
        Ok(())
    }
}

/// Nothing but this byte.
#[derive(Debug)]
struct Constant(u8);

impl SecureRandom for Constant {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        out.fill(self.0);
        Ok(())
    }
}

fn key() -> Decryption {
    Decryption::from_pkcs8(PRIVATE_KEY).unwrap()
}

fn public_key() -> RsaPublicKey {
    RsaPublicKey::from_public_key_der(PUBLIC_KEY).unwrap()
}

fn decrypt(ciphertext: &[u8]) -> Vec<u8> {
    key().decrypt_premaster(ciphertext, VERSION, &Known::new()).unwrap().expose().to_vec()
}

/// `message` behind as much good padding as fits.
fn block(message: &[u8]) -> Vec<u8> {
    let padding = alloc::vec![0xA5; MODULUS_LEN - 3 - message.len()];
    [&[0, 2][..], &padding, &[0], message].concat()
}

fn decrypt_block(block: &[u8]) -> Vec<u8> {
    decrypt(&raw_encrypt(&public_key(), block).unwrap())
}

fn changed(position: usize, value: u8) -> Vec<u8> {
    let mut block = block(&premaster());
    assert_ne!(block[position], value);
    block[position] = value;
    block
}

#[test]
fn a_good_premaster_comes_back() {
    assert_eq!(decrypt_block(&block(&premaster())), premaster());
    assert_eq!(decrypt(FROM_OPENSSL), premaster());
    assert_ne!(Known::substitute(), premaster());
}

#[test]
fn what_the_client_encrypts_the_server_decrypts() {
    let first = Encryption.encrypt(PUBLIC_KEY, &premaster(), &SystemRandom).unwrap();
    let second = Encryption.encrypt(PUBLIC_KEY, &premaster(), &SystemRandom).unwrap();
    assert_ne!(first, second);
    assert_eq!(first.len(), MODULUS_LEN);
    for ciphertext in [first, second] {
        assert_eq!(decrypt(&ciphertext), premaster());
    }
}

/// RFC 5246 §7.4.7.1: "it MUST continue the handshake with a randomly generated premaster secret".
#[test]
fn every_malformed_block_gives_the_substitute() {
    let separator = MODULUS_LEN - PREMASTER_LEN - 1;
    let version = separator + 1;
    let premaster = premaster();
    let longer = [&premaster[..], &[1]].concat();
    let short_padding = [&[0, 2][..], &[0xA5; 7], &[0], &premaster, &[1; MODULUS_LEN - 10 - PREMASTER_LEN]].concat();
    for (what, malformed) in [
        ("first byte not zero", changed(0, 1)),
        ("block type 0", changed(1, 0)),
        ("block type 1, as in a signature", changed(1, 1)),
        ("block type 3", changed(1, 3)),
        ("no zero byte after the padding", changed(separator, 1)),
        ("no zero byte after the padding, high bit only", changed(separator, 0x80)),
        ("padding of length zero", changed(2, 0)),
        ("padding of seven bytes, then a long message", changed(9, 0)),
        ("padding of eight bytes, then a long message", changed(10, 0)),
        ("a zero just before the separator", changed(separator - 1, 0)),
        ("major version", changed(version, 2)),
        ("minor version, TLS 1.1", changed(version + 1, 2)),
        ("minor version, TLS 1.3", changed(version + 1, 4)),
        ("a message one byte too short", block(&premaster[..PREMASTER_LEN - 1])),
        ("a message without its first byte", block(&premaster[1..])),
        ("a message one byte too long", block(&longer)),
        ("an empty message", block(&[])),
        ("a message of two bytes", block(&VERSION)),
        ("the longest message that PKCS#1 allows", block(&[3; MODULUS_LEN - 11])),
        ("padding of seven bytes, and the premaster in front", short_padding),
        ("nothing", alloc::vec![0; MODULUS_LEN]),
        ("one", [&[0; MODULUS_LEN - 1][..], &[1]].concat()),
        ("no zero byte at all", [&[0, 2][..], &[0xA5; MODULUS_LEN - 2]].concat()),
    ] {
        assert_eq!(malformed.len(), MODULUS_LEN, "{what}");
        assert_eq!(decrypt_block(&malformed), Known::substitute(), "{what}");
    }
}

#[test]
fn every_ciphertext_that_is_no_number_below_the_modulus_gives_the_substitute() {
    let good = raw_encrypt(&public_key(), &block(&premaster())).unwrap();
    let modulus = public_key().n_bytes().to_vec();
    let mut above = modulus.clone();
    above[MODULUS_LEN - 1] += 1; // this key's last byte is not 255
    for (what, ciphertext) in [
        ("empty", Vec::new()),
        ("one byte", alloc::vec![1]),
        ("one byte too short", good[..MODULUS_LEN - 1].to_vec()),
        ("its first byte missing", good[1..].to_vec()),
        ("one byte too long", [&good[..], &[0]].concat()),
        ("a leading zero too many", [&[0], &good[..]].concat()),
        ("twice as long", [&good[..], &good].concat()),
        ("the modulus", modulus),
        ("the modulus and one", above),
        ("all ones", alloc::vec![0xFF; MODULUS_LEN]),
    ] {
        assert_eq!(decrypt(&ciphertext), Known::substitute(), "{what}");
    }
}

/// All single-byte changes of the padding and of the version, without the slow operation in front.
#[test]
fn every_byte_before_the_random_part_is_checked() {
    let substitute: [u8; PREMASTER_LEN - 2] = Known::substitute()[2..].try_into().unwrap();
    let random_part = MODULUS_LEN - PREMASTER_LEN + 2;
    let separator = MODULUS_LEN - PREMASTER_LEN - 1;
    let good = block(&premaster());
    for position in 0..random_part {
        for value in 0..=u8::MAX {
            let mut block = good.clone();
            block[position] = value;
            let is_padding = (2..separator).contains(&position);
            let fits = if is_padding { value != 0 } else { value == good[position] };
            let expected = if fits { premaster() } else { Known::substitute() };
            assert_eq!(unpad(&block, VERSION, &substitute).expose(), expected, "byte {position} is {value}");
        }
    }
}

#[test]
fn the_version_of_the_client_hello_stands_in_front() {
    let good = raw_encrypt(&public_key(), &block(&premaster())).unwrap();
    let secret = key().decrypt_premaster(&good, [3, 1], &Known::new()).unwrap();
    assert_eq!(secret.expose(), [&[3, 1], &Known::substitute()[2..]].concat());
}

#[test]
fn the_substitute_is_another_one_every_time() {
    let decrypt = || key().decrypt_premaster(b"", VERSION, &SystemRandom).unwrap();
    assert_ne!(decrypt().expose(), decrypt().expose());
}

#[test]
fn without_randomness_there_is_an_error_for_good_and_bad_alike() {
    let good = raw_encrypt(&public_key(), &block(&premaster())).unwrap();
    for ciphertext in [&good[..], b"", &good[1..]] {
        let result = key().decrypt_premaster(ciphertext, VERSION, &Known::failing_after(0));
        assert_eq!(result.err(), Some(CryptoFailure::Random));
    }
    let result = key().decrypt_premaster(&good, VERSION, &Known::failing_after(1));
    assert_eq!(result.err(), Some(CryptoFailure::Random), "blinding needs randomness too");
    let result = Encryption.encrypt(PUBLIC_KEY, &premaster(), &Known::failing_after(0));
    assert_eq!(result.err(), Some(CryptoFailure::Random));
}

/// A source that is stuck may never give a number that blinds. Some do: then the secret comes back.
#[test]
fn a_stuck_source_ends() {
    let ciphertext = Encryption.encrypt(PUBLIC_KEY, &premaster(), &SystemRandom).unwrap();
    for byte in 0..=255 {
        match key().decrypt_premaster(&ciphertext, VERSION, &Constant(byte)) {
            Ok(secret) => assert_eq!(secret.expose(), premaster(), "{byte}"),
            Err(failure) => assert_eq!(failure, CryptoFailure::Random, "{byte}"),
        }
    }
    for byte in [0, 255] {
        let result = key().decrypt_premaster(&ciphertext, VERSION, &Constant(byte));
        assert_eq!(result.err(), Some(CryptoFailure::Random), "{byte}");
    }
}

#[test]
fn padding_has_no_zero_byte() {
    let block = pad(&premaster(), MODULUS_LEN, &Known::new()).unwrap();
    assert_eq!(block.len(), MODULUS_LEN);
    assert_eq!(block[..2], [0, 2]);
    let separator = MODULUS_LEN - PREMASTER_LEN - 1;
    assert!(block[2..separator].iter().all(|byte| *byte != 0));
    assert_eq!(block[separator], 0);
    assert_eq!(block[separator + 1..], premaster());

    let mut drawn = [0; MODULUS_LEN - PREMASTER_LEN - 3];
    Known::new().fill(&mut drawn).unwrap();
    assert!(drawn.contains(&0), "or this test shows nothing");
}

#[test]
fn a_source_of_zeros_ends_in_an_error() {
    assert_eq!(pad(&premaster(), MODULUS_LEN, &Constant(0)).err(), Some(CryptoFailure::Random));
    assert!(pad(&premaster(), MODULUS_LEN, &Constant(1)).is_ok());
}

#[test]
fn a_message_that_leaves_less_than_eight_bytes_of_padding_is_refused() {
    assert!(pad(&[1; MODULUS_LEN - 11], MODULUS_LEN, &Constant(1)).is_ok());
    for length in [MODULUS_LEN - 10, MODULUS_LEN, MODULUS_LEN + 1] {
        assert_eq!(pad(&alloc::vec![1; length], MODULUS_LEN, &Constant(1)).err(), Some(CryptoFailure::BadKey));
    }
}

#[test]
fn keys_of_another_kind_or_size_are_refused() {
    const RSASSA_PSS: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
    let signing_only = der::subject_public_key_info(RSASSA_PSS, &PUBLIC_KEY[PUBLIC_KEY.len() - 270..]);
    assert!(RsaPublicKey::from_public_key_der(&signing_only).is_ok(), "the algorithm alone is what is refused");
    for key in [&signing_only[..], SHORT_PUBLIC_KEY, P256_PUBLIC_KEY, b"", &PUBLIC_KEY[..100]] {
        assert_eq!(Encryption.encrypt(key, &premaster(), &SystemRandom).err(), Some(CryptoFailure::BadKey));
    }
    assert_eq!(Decryption::from_pkcs8(SHORT_PRIVATE_KEY).err(), Some(CryptoFailure::BadKey));
    assert_eq!(Decryption::from_pkcs1(PRIVATE_KEY).err(), Some(CryptoFailure::BadKey));
}

/// A public key with the modulus 11...1 of so many bits. That nobody knows its factors does not matter here.
fn public_key_of(bits: usize) -> Vec<u8> {
    let mut modulus = alloc::vec![0xFF; bits.div_ceil(8) + 1];
    modulus[0] = 0;
    modulus[1] >>= modulus[1..].len() * 8 - bits;
    if modulus[1] < 0x80 {
        modulus.remove(0); // DER has the shortest form
    }
    let key = der::element(der::SEQUENCE, &[&der::element(2, &[&modulus]), &der::element(2, &[&[1, 0, 1]])]);
    der::subject_public_key_info(&rustls_pki_types::alg_id::RSA_ENCRYPTION, &key)
}

#[test]
fn a_modulus_has_2048_to_8192_bits() {
    let encrypt = |bits| Encryption.encrypt(&public_key_of(bits), &premaster(), &SystemRandom);
    for bits in [2048, 2049, 8192] {
        assert_eq!(encrypt(bits).map(|ciphertext| ciphertext.len()), Ok(bits.div_ceil(8)), "{bits} bits");
    }
    for bits in [2047, 8193, 16384] {
        assert_eq!(encrypt(bits), Err(CryptoFailure::BadKey), "{bits} bits");
    }
}

#[test]
fn printing_shows_the_size_only() {
    assert_eq!(alloc::format!("{:?}", key()), "Decryption(256 bytes)");
}
