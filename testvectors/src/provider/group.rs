//! Groups whose private keys can be given.

use super::Script;
use p256::elliptic_curve::sec1::ToSec1Point;
use tls_core::crypto::{ActiveKeyExchange, CryptoFailure, KeyExchangeGroup, Secret, SecureRandom};
use tls_core::registry::NamedGroup;

/// Bytes of a private key in both groups, and of an X25519 public key.
const KEY_LEN: usize = 32;
/// Bytes of an uncompressed point (RFC 9846 §4.3.8.2).
const POINT_LEN: usize = 65;
/// How often a private key is drawn before the randomness counts as broken; a good draw fails once in 2^32.
const DRAWS: usize = 4;

/// X25519 (RFC 7748) with scripted private keys.
#[derive(Debug)]
pub(super) struct X25519Group(Script);

impl X25519Group {
    pub(super) const fn new(keys: Script) -> Self {
        Self(keys)
    }
}

impl KeyExchangeGroup for X25519Group {
    fn name(&self) -> NamedGroup {
        NamedGroup::x25519
    }

    fn start(&self, random: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        let key = match self.0.next() {
            Some(scripted) => scripted.try_into().map_err(|_| CryptoFailure::BadKey)?,
            None => draw(random)?,
        };
        let private = x25519_dalek::StaticSecret::from(key);
        let share = x25519_dalek::PublicKey::from(&private).to_bytes();
        Ok(Box::new(X25519Exchange { private, share }))
    }
}

struct X25519Exchange {
    private: x25519_dalek::StaticSecret,
    share: [u8; KEY_LEN],
}

impl ActiveKeyExchange for X25519Exchange {
    fn group(&self) -> NamedGroup {
        NamedGroup::x25519
    }

    fn share(&self) -> &[u8] {
        &self.share
    }

    fn complete(self: Box<Self>, peer_share: &[u8]) -> Result<Secret, CryptoFailure> {
        let peer: [u8; KEY_LEN] = peer_share.try_into().map_err(|_| CryptoFailure::BadPublicValue)?;
        let shared = self.private.diffie_hellman(&peer.into());
        // "Implementations MUST check whether the computed Diffie-Hellman shared secret is the all-zero value and abort
        // if so" (RFC 9846 §7.4.2)
        if !shared.was_contributory() {
            return Err(CryptoFailure::BadPublicValue);
        }
        Secret::copied(shared.as_bytes()).ok_or(CryptoFailure::BadPublicValue)
    }
}

/// P-256 (secp256r1) with scripted private keys.
#[derive(Debug)]
pub(super) struct P256Group(Script);

impl P256Group {
    pub(super) const fn new(keys: Script) -> Self {
        Self(keys)
    }
}

impl KeyExchangeGroup for P256Group {
    fn name(&self) -> NamedGroup {
        NamedGroup::secp256r1
    }

    fn start(&self, random: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        let private = match self.0.next() {
            // The length is checked here, because the curve library would pad a short key.
            Some(scripted) if scripted.len() == KEY_LEN => {
                p256::SecretKey::from_slice(&scripted).map_err(|_| CryptoFailure::BadKey)?
            }
            Some(_) => return Err(CryptoFailure::BadKey),
            None => p256_key(random)?,
        };
        let share = private.public_key().to_sec1_point(false).as_bytes().to_vec();
        Ok(Box::new(P256Exchange { private, share }))
    }
}

struct P256Exchange {
    private: p256::SecretKey,
    share: Vec<u8>,
}

impl ActiveKeyExchange for P256Exchange {
    fn group(&self) -> NamedGroup {
        NamedGroup::secp256r1
    }

    fn share(&self) -> &[u8] {
        &self.share
    }

    fn complete(self: Box<Self>, peer_share: &[u8]) -> Result<Secret, CryptoFailure> {
        // The length excludes the compressed form, which the curve library would read.
        if peer_share.len() != POINT_LEN {
            return Err(CryptoFailure::BadPublicValue);
        }
        let peer = p256::PublicKey::from_sec1_bytes(peer_share).map_err(|_| CryptoFailure::BadPublicValue)?;
        let shared = self.private.diffie_hellman(&peer);
        Secret::copied(shared.raw_secret_bytes()).ok_or(CryptoFailure::BadPublicValue)
    }
}

fn draw(random: &dyn SecureRandom) -> Result<[u8; KEY_LEN], CryptoFailure> {
    let mut key = [0; KEY_LEN];
    random.fill(&mut key)?;
    Ok(key)
}

/// A scalar that is neither zero nor too large.
fn p256_key(random: &dyn SecureRandom) -> Result<p256::SecretKey, CryptoFailure> {
    for _ in 0..DRAWS {
        if let Ok(key) = p256::SecretKey::from_slice(&draw(random)?) {
            return Ok(key);
        }
    }
    Err(CryptoFailure::Random)
}

#[cfg(test)]
mod tests {
    use super::super::{ConstantRandom, FailingRandom, ScriptedRandom, ZeroRandom};
    use super::*;
    use crate::rfc8448::{Actor, Section, trace};

    fn groups(keys: &[&[u8]]) -> [Box<dyn KeyExchangeGroup>; 2] {
        let script = || Script::new(keys.iter().map(|key| key.to_vec()).collect());
        [Box::new(X25519Group::new(script())), Box::new(P256Group::new(script()))]
    }

    #[test]
    fn the_keys_of_the_traces() {
        let sections = [
            (Section::Simple, "x25519"),
            (Section::HelloRetryRequest, "P-256"),
            (Section::ClientAuthentication, "x25519"),
            (Section::CompatibilityMode, "x25519"),
        ];
        for (section, name) in sections {
            let trace = trace(section).unwrap();
            let title = format!("create an ephemeral {name} key pair");
            let key = |actor, value| trace.get(actor, &title, value).unwrap();
            let exchange = |actor| {
                let [x25519, p256] = groups(&[key(actor, "private key")]);
                let group = if name == "x25519" { x25519 } else { p256 };
                group.start(&FailingRandom::after(0)).unwrap()
            };
            let (client, server) = (exchange(Actor::Client), exchange(Actor::Server));
            assert_eq!(client.share(), key(Actor::Client, "public key"), "{section:?}");
            assert_eq!(server.share(), key(Actor::Server, "public key"), "{section:?}");
            let ikm = trace.get(Actor::Server, "extract secret \"handshake\"", "IKM").unwrap();
            let share = client.share().to_vec();
            assert_eq!(client.complete(key(Actor::Server, "public key")).unwrap().expose(), ikm, "{section:?}");
            assert_eq!(server.complete(&share).unwrap().expose(), ikm, "{section:?}");
        }
    }

    #[test]
    fn after_the_script_the_randomness() {
        for group in groups(&[&[1; 32]]) {
            let random = ScriptedRandom::new(5, vec![2; 32]);
            let share = || group.start(&random).unwrap().share().to_vec();
            let (scripted, drawn, seeded) = (share(), share(), share());
            let again = groups(&[]).into_iter().find(|other| other.name() == group.name()).unwrap();
            assert_eq!(again.start(&ConstantRandom([1; 32])).unwrap().share(), scripted);
            assert_eq!(again.start(&ConstantRandom([2; 32])).unwrap().share(), drawn);
            assert_eq!(again.start(&ScriptedRandom::new(5, Vec::new())).unwrap().share(), seeded);
            assert_eq!(again.start(&FailingRandom::after(0)).unwrap_err(), CryptoFailure::Random);
        }
    }

    #[test]
    fn keys_and_shares_that_are_none() {
        for group in groups(&[&[1; 31]]) {
            assert_eq!(group.start(&ZeroRandom).unwrap_err(), CryptoFailure::BadKey);
        }
        let [x25519, p256] = groups(&[]);
        assert_eq!(p256.start(&ZeroRandom).unwrap_err(), CryptoFailure::Random);
        let random = ScriptedRandom::new(1, Vec::new());
        let bad = |group: &dyn KeyExchangeGroup, share: &[u8]| {
            group.start(&random).unwrap().complete(share).map(|_| ()) == Err(CryptoFailure::BadPublicValue)
        };
        for share in [&[9; 31][..], &[9; 33], &[0; 32], &[]] {
            assert!(bad(&*x25519, share), "{share:?}");
        }
        let good = p256.start(&random).unwrap().share().to_vec();
        assert!(!bad(&*p256, &good));
        let mut off_curve = good.clone();
        off_curve[64] ^= 1;
        let compressed = [&[2 | (good[64] & 1)], &good[1..33]].concat();
        let mut hybrid = good.clone();
        hybrid[0] = 6 | (good[64] & 1);
        for share in [&off_curve[..], &compressed, &hybrid, &good[..64], &[0], &[0; 65]] {
            assert!(bad(&*p256, share), "{share:?}");
        }
    }
}
