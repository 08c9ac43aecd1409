//! HMAC (RFC 2104) with SHA-256 and SHA-384.

use crate::crypto::{Hmac, HmacKey, Secret};
use ring::hmac;

/// HMAC-SHA-256.
pub(super) static SHA256: RingHmac = RingHmac(hmac::HMAC_SHA256);
/// HMAC-SHA-384.
pub(super) static SHA384: RingHmac = RingHmac(hmac::HMAC_SHA384);

#[derive(Debug)]
pub(super) struct RingHmac(hmac::Algorithm);

impl Hmac for RingHmac {
    fn output_len(&self) -> usize {
        self.0.digest_algorithm().output_len()
    }

    fn with_key(&self, key: &[u8], f: &mut dyn FnMut(&dyn HmacKey)) {
        f(&Keyed(hmac::Key::new(self.0, key)));
    }
}

/// The inner and the outer hash, each with its key block already compressed.
struct Keyed(hmac::Key);

impl HmacKey for Keyed {
    fn tag(&self, parts: &[&[u8]]) -> Secret {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(part);
        }
        let tag = context.sign();
        let mut secret = Secret::zeroed(tag.as_ref().len());
        for (to, from) in secret.as_mut().iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        secret
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::ring::der::unhex;
    use alloc::vec::Vec;

    fn tag(hmac: &dyn Hmac, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        let mut tag = Vec::new();
        hmac.with_key(key, &mut |keyed| tag = keyed.tag(parts).expose().to_vec());
        tag
    }

    /// RFC 4231 §4.3, test case 2.
    #[test]
    fn rfc_4231_test_case_2() {
        let (key, data) = (b"Jefe", b"what do ya want for nothing?");
        let sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let sha384 = "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e\
                      8e2240ca5e69e2c78b3239ecfab21649";
        assert_eq!(tag(&SHA256, key, &[data]), unhex(sha256));
        assert_eq!(tag(&SHA384, key, &[data]), unhex(sha384));
    }

    /// RFC 4231 §4.7, test case 6: a key longer than the block.
    #[test]
    fn a_key_longer_than_the_block_is_hashed() {
        let key = [0xAA; 131];
        let data = b"Test Using Larger Than Block-Size Key - Hash Key First";
        let expected = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";
        assert_eq!(tag(&SHA256, &key, &[data]), unhex(expected));
    }

    #[test]
    fn parts_are_read_as_one_message() {
        assert_eq!(tag(&SHA256, b"key", &[b"a", b"", b"bc"]), tag(&SHA256, b"key", &[b"abc"]));
        assert_eq!(tag(&SHA384, b"", &[]), tag(&SHA384, b"", &[b""]));
    }

    #[test]
    fn one_key_gives_many_tags() {
        let mut tags = Vec::new();
        SHA256.with_key(b"key", &mut |keyed| {
            for message in [b"one", b"two", b"one"] {
                tags.push(keyed.tag(&[message]).expose().to_vec());
            }
        });
        assert_eq!(tags[0], tags[2]);
        assert_ne!(tags[0], tags[1]);
        assert_eq!(tags[0].len(), SHA256.output_len());
    }
}
