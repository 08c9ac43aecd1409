//! Ephemeral elliptic-curve Diffie-Hellman: X25519 (RFC 7748), P-256 and P-384.

use crate::crypto::{ActiveKeyExchange, CryptoFailure, KeyExchangeGroup, Secret, SecureRandom};
use crate::registry::NamedGroup;
use alloc::boxed::Box;
use core::fmt;
use ring::agreement::{self, EphemeralPrivateKey, UnparsedPublicKey};

/// The groups, in order of preference.
pub(super) static GROUPS: &[&dyn KeyExchangeGroup] = &[&X25519, &SECP256R1, &SECP384R1];

static X25519: Group = Group {
    name: NamedGroup::x25519,
    algorithm: &agreement::X25519,
    rules: ShareRules { length: 32, legacy_form: None },
};
static SECP256R1: Group = Group {
    name: NamedGroup::secp256r1,
    algorithm: &agreement::ECDH_P256,
    rules: ShareRules { length: 65, legacy_form: Some(4) },
};
static SECP384R1: Group = Group {
    name: NamedGroup::secp384r1,
    algorithm: &agreement::ECDH_P384,
    rules: ShareRules { length: 97, legacy_form: Some(4) },
};

struct Group {
    name: NamedGroup,
    algorithm: &'static agreement::Algorithm,
    rules: ShareRules,
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Group({})", self.name)
    }
}

impl KeyExchangeGroup for Group {
    fn name(&self) -> NamedGroup {
        self.name
    }

    fn start(&self, _: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        // `ring` accepts no other source of randomness than its own.
        let private_key = EphemeralPrivateKey::generate(self.algorithm, &ring::rand::SystemRandom::new())
            .map_err(|_| CryptoFailure::Random)?;
        let share = private_key.compute_public_key().map_err(|_| CryptoFailure::BadKey)?;
        Ok(Box::new(Ephemeral { name: self.name, rules: self.rules, private_key, share }))
    }
}

/// What the bytes of a public value must look like.
#[derive(Clone, Copy)]
struct ShareRules {
    /// In bytes.
    length: usize,
    /// The first byte, where the group has a fixed one.
    legacy_form: Option<u8>,
}

impl ShareRules {
    fn check(self, share: &[u8]) -> Result<(), CryptoFailure> {
        // "For secp256r1, secp384r1, and secp521r1, the contents are the serialized value of the following struct:
        // [...] uint8 legacy_form = 4;" and "This is 32 bytes for X25519" (RFC 9846 §4.3.8.2).
        let form_fits = self.legacy_form.is_none_or(|form| share.first() == Some(&form));
        if share.len() == self.length && form_fits { Ok(()) } else { Err(CryptoFailure::BadPublicValue) }
    }
}

struct Ephemeral {
    name: NamedGroup,
    rules: ShareRules,
    private_key: EphemeralPrivateKey,
    share: agreement::PublicKey,
}

impl ActiveKeyExchange for Ephemeral {
    fn group(&self) -> NamedGroup {
        self.name
    }

    fn share(&self) -> &[u8] {
        self.share.as_ref()
    }

    fn complete(self: Box<Self>, peer_share: &[u8]) -> Result<Secret, CryptoFailure> {
        self.rules.check(peer_share)?;
        // Two rules that `ring` enforces. For the curves: "peers MUST validate each other's public value Q by ensuring
        // that the point is a valid point on the elliptic curve" (RFC 9846 §4.3.8.2). For X25519: "Implementations
        // MUST check whether the computed Diffie-Hellman shared secret is the all-zero value and abort if so"
        // (RFC 9846 §7.4.2).
        let peer = UnparsedPublicKey::new(self.private_key.algorithm(), peer_share);
        agreement::agree_ephemeral(self.private_key, &peer, Secret::copied)
            .ok()
            .flatten()
            .ok_or(CryptoFailure::BadPublicValue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::ring::der::unhex;
    use crate::crypto::ring::random::SystemRandom;

    fn complete(group: &dyn KeyExchangeGroup, share: &[u8]) -> Result<usize, CryptoFailure> {
        group.start(&SystemRandom).unwrap().complete(share).map(|secret| secret.expose().len())
    }

    fn share(group: &dyn KeyExchangeGroup) -> alloc::vec::Vec<u8> {
        group.start(&SystemRandom).unwrap().share().to_vec()
    }

    #[test]
    fn both_sides_agree_and_every_exchange_is_fresh() {
        for (group, secret_len) in GROUPS.iter().zip([32, 32, 48]) {
            let ours = group.start(&SystemRandom).unwrap();
            assert_eq!(ours.group(), group.name());
            let (their_share, their_secret) = group.respond(ours.share(), &SystemRandom).unwrap();
            let our_secret = ours.complete(&their_share).unwrap();
            assert_eq!(our_secret.expose(), their_secret.expose(), "{}", group.name());
            assert_eq!(our_secret.expose().len(), secret_len, "{}", group.name());
            assert_ne!(share(*group), share(*group), "{}", group.name());
        }
    }

    #[test]
    fn a_share_of_another_length_is_refused() {
        for group in GROUPS {
            let share = share(*group);
            assert!(complete(*group, &share).is_ok());
            let longer = [&share[..], &[0]].concat();
            for wrong in [&longer[..], &share[..share.len() - 1], &[]] {
                assert_eq!(complete(*group, wrong), Err(CryptoFailure::BadPublicValue), "{}", group.name());
            }
        }
    }

    #[test]
    fn only_the_uncompressed_form_is_accepted() {
        for group in [&SECP256R1, &SECP384R1] {
            let mut share = share(group);
            let coordinate = (share.len() - 1) / 2;
            let compressed = [&[2 + (share[share.len() - 1] & 1)], &share[1..=coordinate]].concat();
            assert_eq!(complete(group, &compressed), Err(CryptoFailure::BadPublicValue));
            for form in [0, 2, 3, 5, 6, 7] {
                share[0] = form;
                assert_eq!(complete(group, &share), Err(CryptoFailure::BadPublicValue));
            }
            assert_eq!(complete(group, &[0]), Err(CryptoFailure::BadPublicValue));
        }
    }

    #[test]
    fn a_point_off_the_curve_is_refused() {
        for group in [&SECP256R1, &SECP384R1] {
            let length = group.rules.length;
            let mut share = share(group);
            share[length - 1] ^= 1;
            assert_eq!(complete(group, &share), Err(CryptoFailure::BadPublicValue));
            for fill in [0, 0xFF] {
                let mut share = alloc::vec![fill; length];
                share[0] = 4;
                assert_eq!(complete(group, &share), Err(CryptoFailure::BadPublicValue));
            }
        }
    }

    /// P-256 with (x + p, y) for the point of x = 5: on the curve modulo p, but x is "not in the correct interval".
    #[test]
    fn a_coordinate_that_is_not_reduced_is_refused() {
        let y = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
        let with_x = |x: &str| unhex(&["04", x, y].concat());
        let reduced = with_x("0000000000000000000000000000000000000000000000000000000000000005");
        let unreduced = with_x("ffffffff00000001000000000000000000000001000000000000000000000004");
        assert_eq!(complete(&SECP256R1, &reduced), Ok(32));
        assert_eq!(complete(&SECP256R1, &unreduced), Err(CryptoFailure::BadPublicValue));
    }

    /// The points of small order of Curve25519 and its twist as u-coordinates (little-endian): 0, 1, the two of order
    /// 8, p - 1, and 0 and 1 once more as p and p + 1. RFC 7748 §5 ignores the top bit, so it is tried both ways.
    #[test]
    fn an_all_zero_x25519_secret_is_refused() {
        const P_MIDDLE: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
        let p_minus_1 = ["ec", P_MIDDLE, "7f"].concat();
        let p = ["ed", P_MIDDLE, "7f"].concat();
        let p_plus_1 = ["ee", P_MIDDLE, "7f"].concat();
        for u in [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            &p_minus_1,
            &p,
            &p_plus_1,
        ] {
            let mut share = unhex(u);
            assert_eq!(complete(&X25519, &share), Err(CryptoFailure::BadPublicValue), "{u}");
            share[31] |= 0x80;
            assert_eq!(complete(&X25519, &share), Err(CryptoFailure::BadPublicValue), "{u} with the top bit");
        }
        // Nine is the base point: the test above refuses for the order, not for everything.
        let mut base = [0; 32];
        base[0] = 9;
        assert_eq!(complete(&X25519, &base), Ok(32));
    }
}
