//! HKDF (RFC 5869) and HKDF-Expand-Label (RFC 9846 §7.1).

use crate::crypto::{Hmac, HmacKey, Secret};

/// "tls13 " in front of every label.
const LABEL_PREFIX: &[u8] = b"tls13 ";

/// HKDF-Extract(salt, IKM).
#[must_use]
pub fn extract(hmac: &dyn Hmac, salt: &[u8], input_keying_material: &[u8]) -> Secret {
    let mut output = Secret::zeroed(0);
    hmac.with_key(salt, &mut |key| output = key.tag(&[input_keying_material]));
    output
}

/// HKDF-Expand-Label(Secret, Label, Context, Length), with the HMAC already keyed with the Secret.
///
/// Fills `out`, whose length is Length; no label of TLS needs more than 255 blocks.
pub fn expand_label(secret: &dyn HmacKey, label: &[u8], context: &[u8], out: &mut [u8]) {
    let length = u16::try_from(out.len()).unwrap_or(u16::MAX).to_be_bytes();
    let label_length = [u8::try_from(LABEL_PREFIX.len().saturating_add(label.len())).unwrap_or(u8::MAX)];
    let context_length = [u8::try_from(context.len()).unwrap_or(u8::MAX)];
    let info: [&[u8]; 6] = [&length, &label_length, LABEL_PREFIX, label, &context_length, context];
    expand(secret, &info, out);
}

/// HKDF-Expand(PRK, info, L), with the HMAC already keyed with the PRK and `info` in at most six parts.
fn expand(prk: &dyn HmacKey, info: &[&[u8]; 6], out: &mut [u8]) {
    let mut previous = Secret::zeroed(0);
    let mut counter = 0u8;
    let mut rest = out;
    while !rest.is_empty() {
        counter = counter.wrapping_add(1);
        let [a, b, c, d, e, f] = info;
        previous = prk.tag(&[previous.expose(), a, b, c, d, e, f, &[counter]]);
        let block = previous.expose();
        let (now, later) = rest.split_at_mut(rest.len().min(block.len()).max(1));
        for (to, from) in now.iter_mut().zip(block) {
            *to = *from;
        }
        rest = later;
    }
}

#[cfg(all(test, feature = "ring"))]
mod tests {
    use super::*;
    use crate::registry::CipherSuite;

    #[expect(clippy::unwrap_used, reason = "a helper of tests")]
    fn bytes(hex: &str) -> alloc::vec::Vec<u8> {
        (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
    }

    /// RFC 5869 A.1: basic test case with SHA-256.
    #[test]
    fn rfc_5869_case_1() {
        let provider = crate::crypto::ring::provider();
        let hmac = provider.suite(CipherSuite::TLS_AES_128_GCM_SHA256).unwrap().hmac;
        let prk = extract(hmac, &bytes("000102030405060708090a0b0c"), &[0x0b; 22]);
        assert_eq!(prk.expose(), bytes("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
        let info = bytes("f0f1f2f3f4f5f6f7f8f9");
        let mut okm = [0; 42];
        hmac.with_key(prk.expose(), &mut |key| expand(key, &[&info, b"", b"", b"", b"", b""], &mut okm));
        let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
        assert_eq!(okm.as_slice(), bytes(expected));
    }
}
