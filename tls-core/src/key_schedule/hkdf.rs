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

/// HKDF-Expand(PRK, info, L) (RFC 5869 §2.3), with the HMAC already keyed with the PRK and `info` in at most six parts.
///
/// Fills `out`, whose length is L; more than 255 blocks are not HKDF any more.
pub fn expand(prk: &dyn HmacKey, info: &[&[u8]; 6], out: &mut [u8]) {
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
