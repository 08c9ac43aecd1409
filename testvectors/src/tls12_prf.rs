//! The PRF of TLS 1.2 (RFC 5246 §5) with SHA-256 and SHA-384.

use crate::format::{self, DataError};
use tls_core::registry::HashAlgorithm;

/// One vector: `output` is PRF(secret, label, seed), cut at its length.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrfVector {
    /// The hash inside.
    pub hash: HashAlgorithm,
    /// The secret.
    pub secret: Vec<u8>,
    /// The label, in ASCII.
    pub label: String,
    /// The seed, without the label.
    pub seed: Vec<u8>,
    /// What comes out.
    pub output: Vec<u8>,
}

/// One vector for each hash.
///
/// # Errors
///
/// If the data file is damaged.
pub fn vectors() -> Result<Vec<PrfVector>, DataError> {
    format::parse(include_str!("../data/tls12_prf.txt"))?
        .iter()
        .map(|entry| {
            Ok(PrfVector {
                hash: entry
                    .title
                    .strip_prefix("P_")
                    .and_then(HashAlgorithm::from_name)
                    .ok_or_else(|| DataError::Missing(format!("hash of the name \"{}\"", entry.title)))?,
                secret: entry.octets("secret")?.to_vec(),
                label: entry.text("label")?.to_owned(),
                seed: entry.octets("seed")?.to_vec(),
                output: entry.octets("output")?.to_vec(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::hmac;

    #[test]
    fn the_copy_is_true() {
        let vectors = vectors().unwrap();
        assert_eq!(vectors.len(), 2);
        for vector in vectors {
            let algorithm = match vector.hash {
                HashAlgorithm::sha256 => hmac::HMAC_SHA256,
                HashAlgorithm::sha384 => hmac::HMAC_SHA384,
                other => panic!("{other}"),
            };
            let key = hmac::Key::new(algorithm, &vector.secret);
            let seed = [vector.label.as_bytes(), &vector.seed].concat();
            let mut output = Vec::new();
            let mut a = seed.clone();
            while output.len() < vector.output.len() {
                a = hmac::sign(&key, &a).as_ref().to_vec();
                output.extend_from_slice(hmac::sign(&key, &[a.as_slice(), &seed].concat()).as_ref());
            }
            assert_eq!(output[..vector.output.len()], vector.output, "{}", vector.hash);
        }
    }
}
