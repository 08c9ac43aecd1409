//! What is asked of the keys in a path.

use super::check::KeyUse;
use super::leaf::KeyKind;
use super::parts::{KeyUsageBits, Parts, PublicKey};
use super::verify::Terms;
use super::{TrustFailure, TrustReason};
use crate::switches::{Check, enforced};
use alloc::format;
use alloc::string::String;

/// The most bits of an RSA key in a leaf; those of CAs are bounded by the provider's algorithms.
const MOST_RSA_BITS: usize = 8192;

/// "[...] the public key (with associated restrictions) MUST be compatible with some supported signature scheme."
/// (RFC 9846 §4.5.1.2)
pub(super) fn leaf_key(spki: &[u8], terms: &Terms<'_>) -> Result<(), TrustFailure> {
    let minimum_rsa_bits = terms.minimum_rsa_bits;
    let damaged = || {
        let text = "the certificate's public key is damaged; replace the certificate";
        TrustFailure::new(TrustReason::Malformed, text.into())
    };
    let key = PublicKey::read(spki).ok_or_else(damaged)?;
    if !terms.leaf_algorithms.iter().any(|algorithm| algorithm.public_key_alg_id().as_ref() == key.algorithm) {
        let text = format!(
            "the certificate's key ({}) is of a kind that is not supported here; use an EC P-256 or RSA 2048 key",
            key.words()
        );
        return Err(TrustFailure::new(TrustReason::UnsupportedAlgorithm, text));
    }
    if key.kind() != KeyKind::Rsa {
        return Ok(());
    }
    let bits = key.rsa_bits().ok_or_else(damaged)?;
    if (minimum_rsa_bits..=MOST_RSA_BITS).contains(&bits) || !enforced(Check::LeafKeyStrength) {
        return Ok(());
    }
    let text = format!(
        "the certificate's RSA key has {bits} bits; only {minimum_rsa_bits} to {MOST_RSA_BITS} are accepted: make a new key \
         and certificate"
    );
    Err(TrustFailure::new(TrustReason::WeakKey, text))
}

/// The key of a CA between the leaf and the anchor.
pub(super) fn authority_key(certificate: &[u8], minimum_rsa_bits: usize) -> Result<(), TrustFailure> {
    let key = Parts::read(certificate).and_then(|parts| PublicKey::read(parts.public_key));
    let Some(bits) = key.filter(|key| key.kind() == KeyKind::Rsa).and_then(|key| key.rsa_bits()) else {
        return Ok(());
    };
    if bits >= minimum_rsa_bits || !enforced(Check::AuthorityKeyStrength) {
        return Ok(());
    }
    let text = format!(
        "an intermediate certificate's RSA key has {bits} bits; at least {minimum_rsa_bits} are asked for: have the \
         certificate issued by another CA"
    );
    Err(TrustFailure::new(TrustReason::WeakKey, text))
}

pub(super) fn leaf_key_usage(usage: Result<Option<KeyUsageBits>, ()>, key_use: KeyUse) -> Result<(), TrustFailure> {
    let Ok(usage) = usage else {
        let text = "the certificate's KeyUsage extension is damaged; replace the certificate";
        return Err(TrustFailure::new(TrustReason::Malformed, text.into()));
    };
    let Some(bits) = usage else { return Ok(()) };
    let (allowed, wanted, action) = match key_use {
        // "The digitalSignature bit is asserted when the subject public key is used for verifying digital signatures,
        // other than signatures on certificates (bit 5) and CRLs (bit 6), such as those used in an entity
        // authentication service" (RFC 5280 §4.2.1.3); "That is, the digitalSignature bit MUST be set if the Key Usage
        // extension is present" (RFC 9846 §4.5.1.2).
        KeyUse::Sign => {
            (bits.digital_signature() || !enforced(Check::LeafSigns), "digitalSignature", "sign the handshake")
        }
        // "The keyEncipherment bit is asserted when the subject public key is used for enciphering private or secret
        // keys, i.e., for key transport." (RFC 5280 §4.2.1.3); "the keyEncipherment bit MUST be set if the key usage
        // extension is present" (RFC 5246 §7.4.2).
        KeyUse::Encipher => (
            bits.key_encipherment() || !enforced(Check::LeafEnciphers),
            "keyEncipherment",
            "decrypt in RSA key exchange",
        ),
    };
    if allowed {
        return Ok(());
    }
    let advice = match key_use {
        KeyUse::Sign => String::new(),
        KeyUse::Encipher => String::from(", or use an ECDHE suite"),
    };
    let text = format!(
        "the certificate's KeyUsage is without {wanted}, so its key may not {action}; have it issued with \
         {wanted}{advice}"
    );
    Err(TrustFailure::new(TrustReason::KeyUsage, text))
}
