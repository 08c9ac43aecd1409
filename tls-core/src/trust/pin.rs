//! Pins: certificates and keys that are trusted, or asked for, by themselves.

use super::describe::{describe, hex, subject_text};
use super::fingerprint::{self, Sha256};
use super::parts::Parts;
use super::words::printable;
use crate::crypto::CryptoProvider;
use crate::pki_types::CertificateDer;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

/// One certificate or one key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pin {
    /// This certificate, byte for byte.
    Certificate(CertificateDer<'static>),
    /// The certificate with this SHA-256, over its DER: what `openssl x509 -noout -fingerprint -sha256` prints.
    CertificateSha256([u8; 32]),
    /// Every certificate with this key: a `SubjectPublicKeyInfo` in DER, with its outer SEQUENCE.
    PublicKey(Vec<u8>),
    /// Every certificate whose `SubjectPublicKeyInfo` has this SHA-256 (RFC 7469 §2.4).
    PublicKeySha256([u8; 32]),
}

/// A text that is no [`Pin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotAPin;

impl fmt::Display for NotAPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a pin is sha256// with 44 base64 digits (the SHA-256 of a public key), or 64 hexadecimal digits (the SHA-256 \
             of a certificate)",
        )
    }
}

impl core::error::Error for NotAPin {}

/// `sha256//BASE64` or `sha256/BASE64` is a key, 64 hexadecimal digits, with or without colons, are a certificate.
impl FromStr for Pin {
    type Err = NotAPin;

    fn from_str(text: &str) -> Result<Self, NotAPin> {
        let array = |bytes: Vec<u8>| <[u8; 32]>::try_from(bytes).map_err(|_| NotAPin);
        if let Some(base64) = text.strip_prefix("sha256/") {
            let base64 = base64.strip_prefix('/').unwrap_or(base64);
            return BASE64.decode(base64.as_bytes()).map_err(|_| NotAPin).and_then(array).map(Self::PublicKeySha256);
        }
        let digits: String = text.chars().filter(|&character| character != ':').collect();
        let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| NotAPin)?;
        array(bytes).map(Self::CertificateSha256)
    }
}

/// As [`FromStr`] reads it, where it is a hash; a certificate or key in words.
impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(certificate) => write!(f, "the certificate {}", subject_text(certificate)),
            Self::CertificateSha256(hash) => f.write_str(&hex(hash)),
            Self::PublicKey(_) => f.write_str("a public key"),
            Self::PublicKeySha256(hash) => f.write_str(&key_text(hash)),
        }
    }
}

fn key_text(hash: &[u8]) -> String {
    format!("sha256//{}", BASE64.encode(hash))
}

/// Several pins, one of which must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pins {
    pins: Vec<Pin>,
    pub(super) even_out_of_date: bool,
}

impl Pins {
    /// No pin, which nothing matches.
    #[must_use]
    pub const fn new() -> Self {
        Self { pins: Vec::new(), even_out_of_date: false }
    }

    /// One more pin. Whoever pins a key should pin the next one too, before it is used.
    #[must_use]
    pub fn and(mut self, pin: Pin) -> Self {
        self.pins.push(pin);
        self
    }

    /// One more certificate to trust, byte for byte.
    #[must_use]
    pub fn and_certificate(self, certificate: &CertificateDer<'_>) -> Self {
        self.and(Pin::Certificate(certificate.clone().into_owned()))
    }

    /// Whether a pinned certificate is accepted before and after its validity too. Default: no. It counts only where pins
    /// are all the trust there is ([`Trust::pinned`](super::Trust::pinned)).
    #[must_use]
    pub const fn even_out_of_date(mut self, accept: bool) -> Self {
        self.even_out_of_date = accept;
        self
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pins.is_empty()
    }

    /// The pins.
    pub fn iter(&self) -> impl Iterator<Item = &Pin> {
        self.pins.iter()
    }

    /// Whether one of them is this certificate or its key.
    #[must_use]
    pub fn match_certificate(&self, certificate: &CertificateDer<'_>, provider: &CryptoProvider) -> bool {
        let whole = self.pins.iter().any(|pin| match pin {
            Pin::Certificate(pinned) => pinned == certificate,
            Pin::CertificateSha256(pinned) => fingerprint::sha256(certificate, provider).as_ref() == Some(pinned),
            Pin::PublicKey(_) | Pin::PublicKeySha256(_) => false,
        });
        whole || Parts::read(certificate).is_some_and(|parts| self.match_key(parts.public_key, provider))
    }

    /// Whether one of them is this key, a `SubjectPublicKeyInfo` with its outer SEQUENCE.
    pub(super) fn match_key(&self, key: &[u8], provider: &CryptoProvider) -> bool {
        self.pins.iter().any(|pin| match pin {
            Pin::PublicKey(pinned) => pinned == key,
            Pin::PublicKeySha256(pinned) => fingerprint::sha256(key, provider).as_ref() == Some(pinned),
            Pin::Certificate(_) | Pin::CertificateSha256(_) => false,
        })
    }

    /// That `what` matches none of them, and how it would.
    pub(super) fn none_matches(
        &self,
        leaf: &CertificateDer<'_>,
        whole_path: bool,
        provider: &CryptoProvider,
    ) -> String {
        let hash = |bytes: &[u8]| fingerprint::sha256(bytes, provider);
        let certificate = hash(leaf).map_or_else(|| "unknown".into(), |hash: Sha256| hex(&hash));
        let key = Parts::read(leaf).and_then(|parts| hash(parts.public_key));
        let key = key.map_or_else(|| "unknown".into(), |hash| key_text(&hash));
        let shown = self.pins.iter().take(4).map(|pin| format!("{pin}"));
        let mut pins = String::new();
        for pin in shown {
            pins.push_str(if pins.is_empty() { "" } else { ", " });
            pins.push_str(&printable(&pin, 96));
        }
        if let more @ 1.. = self.pins.len().saturating_sub(4) {
            pins.push_str(&format!(" and {more} more"));
        }
        let who = describe(leaf).map_or_else(|_| String::from("the certificate"), |_| subject_text(leaf));
        let who = if whole_path { format!("no certificate of the path of {who} is") } else { format!("{who} is not") };
        format!(
            "{who} pinned ({pins}); its SHA-256 is {certificate}, its key's {key}: pin one of those if it changed for a \
             reason that you know, otherwise somebody is in between"
        )
    }
}

impl FromIterator<Pin> for Pins {
    fn from_iter<I: IntoIterator<Item = Pin>>(pins: I) -> Self {
        Self { pins: pins.into_iter().collect(), even_out_of_date: false }
    }
}

impl From<Pin> for Pins {
    fn from(pin: Pin) -> Self {
        Self::new().and(pin)
    }
}
