//! Record protection: AES-GCM (RFC 5116) and ChaCha20-Poly1305 (RFC 8439), in place.

use crate::crypto::{Aead, AeadKey, CryptoFailure, NonceScheme, TAG_LEN};
use alloc::boxed::Box;
use ring::aead::{self, LessSafeKey, Nonce, UnboundKey};

/// "For AES-GCM, up to 2^24.5 full-size records (about 24 million) may be encrypted under a given set of keys"
/// (RFC 9846 §5.5). A third of it, so that a connection that was told to update its keys has time to.
const AES_GCM_RECORDS: u64 = 1 << 23;
/// "For ChaCha20/Poly1305, the record sequence number would wrap before the safety limit is reached" (RFC 9846 §5.5).
const CHACHA20_POLY1305_RECORDS: u64 = u64::MAX;

/// AES-128-GCM.
pub(super) static AES_128_GCM: RingAead =
    RingAead { algorithm: &aead::AES_128_GCM, tls12_nonce: NonceScheme::Explicit, record_limit: AES_GCM_RECORDS };
/// AES-256-GCM.
pub(super) static AES_256_GCM: RingAead =
    RingAead { algorithm: &aead::AES_256_GCM, tls12_nonce: NonceScheme::Explicit, record_limit: AES_GCM_RECORDS };
/// ChaCha20-Poly1305.
pub(super) static CHACHA20_POLY1305: RingAead = RingAead {
    algorithm: &aead::CHACHA20_POLY1305,
    tls12_nonce: NonceScheme::Xor,
    record_limit: CHACHA20_POLY1305_RECORDS,
};

#[derive(Debug)]
pub(super) struct RingAead {
    algorithm: &'static aead::Algorithm,
    tls12_nonce: NonceScheme,
    record_limit: u64,
}

impl Aead for RingAead {
    fn key_len(&self) -> usize {
        self.algorithm.key_len()
    }

    fn tls12_nonce(&self) -> NonceScheme {
        self.tls12_nonce
    }

    fn record_limit(&self) -> u64 {
        self.record_limit
    }

    fn key(&self, key: &[u8]) -> Result<Box<dyn AeadKey>, CryptoFailure> {
        let key = UnboundKey::new(self.algorithm, key).map_err(|_| CryptoFailure::BadKey)?;
        Ok(Box::new(Key(LessSafeKey::new(key))))
    }
}

/// "Less safe" in `ring`'s words, because the caller chooses the nonces: the record layer counts them.
struct Key(LessSafeKey);

impl AeadKey for Key {
    fn seal(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; TAG_LEN], CryptoFailure> {
        self.0
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), aead::Aad::from(aad), data)
            .ok()
            .and_then(|tag| tag.as_ref().try_into().ok())
            .ok_or(CryptoFailure::Seal)
    }

    fn open(&self, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<usize, CryptoFailure> {
        self.0
            .open_in_place(Nonce::assume_unique_for_key(nonce), aead::Aad::from(aad), data)
            .map(|plaintext| plaintext.len())
            .map_err(|_| CryptoFailure::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::ring::der::unhex;
    use alloc::vec::Vec;

    struct Vector {
        aead: &'static dyn Aead,
        key: &'static str,
        nonce: &'static str,
        aad: &'static str,
        plaintext: &'static [u8],
        sealed: &'static str,
    }

    const GCM_KEY: &str = "feffe9928665731c6d6a8f9467308308";
    const GCM_KEY_TWICE: &str = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    const GCM_NONCE: &str = "cafebabefacedbaddecaf888";
    const GCM_AAD: &str = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    const GCM_PLAINTEXT: &[u8] = &[
        0xd9, 0x31, 0x32, 0x25, 0xf8, 0x84, 0x06, 0xe5, 0xa5, 0x59, 0x09, 0xc5, 0xaf, 0xf5, 0x26, 0x9a, 0x86, 0xa7,
        0xa9, 0x53, 0x15, 0x34, 0xf7, 0xda, 0x2e, 0x4c, 0x30, 0x3d, 0x8a, 0x31, 0x8a, 0x72, 0x1c, 0x3c, 0x0c, 0x95,
        0x95, 0x68, 0x09, 0x53, 0x2f, 0xcf, 0x0e, 0x24, 0x49, 0xa6, 0xb5, 0x25, 0xb1, 0x6a, 0xed, 0xf5, 0xaa, 0x0d,
        0xe6, 0x57, 0xba, 0x63, 0x7b, 0x39,
    ];

    /// Test cases 4 and 16 of the GCM specification submitted to NIST, and RFC 8439 §2.8.2.
    static VECTORS: [Vector; 3] = [
        Vector {
            aead: &AES_128_GCM,
            key: GCM_KEY,
            nonce: GCM_NONCE,
            aad: GCM_AAD,
            plaintext: GCM_PLAINTEXT,
            sealed: "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05\
                     1ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47",
        },
        Vector {
            aead: &AES_256_GCM,
            key: GCM_KEY_TWICE,
            nonce: GCM_NONCE,
            aad: GCM_AAD,
            plaintext: GCM_PLAINTEXT,
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838\
                     c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
        },
        Vector {
            aead: &CHACHA20_POLY1305,
            key: "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
            nonce: "070000004041424344454647",
            aad: "50515253c0c1c2c3c4c5c6c7",
            plaintext: b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
                         sunscreen would be it.",
            sealed: "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b\
                     1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc\
                     3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691",
        },
    ];

    impl Vector {
        fn key(&self) -> Box<dyn AeadKey> {
            self.aead.key(&unhex(self.key)).unwrap()
        }

        fn nonce(&self) -> [u8; 12] {
            unhex(self.nonce).try_into().unwrap()
        }

        fn open(&self, nonce: [u8; 12], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CryptoFailure> {
            let mut data = sealed.to_vec();
            let length = self.key().open(nonce, aad, &mut data)?;
            data.truncate(length);
            Ok(data)
        }
    }

    #[test]
    fn known_records_seal_and_open() {
        for vector in &VECTORS {
            let aad = unhex(vector.aad);
            let mut data = vector.plaintext.to_vec();
            let tag = vector.key().seal(vector.nonce(), &aad, &mut data).unwrap();
            data.extend_from_slice(&tag);
            assert_eq!(data, unhex(vector.sealed), "{:?}", vector.aead);
            assert_eq!(vector.open(vector.nonce(), &aad, &data).unwrap(), vector.plaintext);
        }
    }

    #[test]
    fn any_changed_byte_fails_to_open() {
        for vector in &VECTORS {
            let (aad, sealed) = (unhex(vector.aad), unhex(vector.sealed));
            for position in 0..sealed.len() {
                let mut damaged = sealed.clone();
                damaged[position] ^= 1;
                assert_eq!(vector.open(vector.nonce(), &aad, &damaged), Err(CryptoFailure::Open));
            }
            let mut other_nonce = vector.nonce();
            other_nonce[11] ^= 1;
            assert_eq!(vector.open(other_nonce, &aad, &sealed), Err(CryptoFailure::Open));
            assert_eq!(vector.open(vector.nonce(), &aad[1..], &sealed), Err(CryptoFailure::Open));
        }
    }

    #[test]
    fn a_record_without_room_for_a_tag_fails_to_open() {
        for vector in &VECTORS {
            for length in 0..TAG_LEN {
                assert_eq!(vector.open(vector.nonce(), b"", &[0; TAG_LEN][..length]), Err(CryptoFailure::Open));
            }
        }
    }

    #[test]
    fn an_empty_record_is_a_tag() {
        for vector in &VECTORS {
            let tag = vector.key().seal(vector.nonce(), b"aad", &mut []).unwrap();
            assert_eq!(vector.open(vector.nonce(), b"aad", &tag).unwrap(), b"");
        }
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        for vector in &VECTORS {
            for length in [0, vector.aead.key_len() - 1, vector.aead.key_len() + 1] {
                assert_eq!(vector.aead.key(&[0; 33][..length]).err(), Some(CryptoFailure::BadKey));
            }
        }
    }

    #[test]
    fn the_limits_keep_below_the_rfc() {
        // 2^24.5 is the square root of 2^49.
        for aes in [&AES_128_GCM, &AES_256_GCM] {
            assert!(u128::from(aes.record_limit()).pow(2) < 1 << 49);
        }
        assert_eq!(CHACHA20_POLY1305.record_limit(), u64::MAX);
    }
}
