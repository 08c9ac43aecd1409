//! HKDF (RFC 5869 Appendix A): the test cases with SHA-256.

use crate::format::{self, DataError};

/// One test case, in the RFC's words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestCase {
    /// Its number and title.
    pub title: String,
    /// The input keying material.
    pub ikm: Vec<u8>,
    /// The salt; may be empty.
    pub salt: Vec<u8>,
    /// The context; may be empty.
    pub info: Vec<u8>,
    /// What HKDF-Extract gives.
    pub prk: Vec<u8>,
    /// What HKDF-Expand gives; its length is the RFC's `L`.
    pub okm: Vec<u8>,
}

/// Test cases 1 to 3.
///
/// # Errors
///
/// If the data file is damaged.
pub fn test_cases() -> Result<Vec<TestCase>, DataError> {
    format::parse(include_str!("../data/rfc5869.txt"))?
        .into_iter()
        .map(|entry| {
            let okm = entry.octets("OKM")?.to_vec();
            if entry.text("L")?.parse() != Ok(okm.len()) {
                return Err(DataError::Missing(format!("OKM of L octets in \"{}\"", entry.title)));
            }
            Ok(TestCase {
                ikm: entry.octets("IKM")?.to_vec(),
                salt: entry.octets("salt")?.to_vec(),
                info: entry.octets("info")?.to_vec(),
                prk: entry.octets("PRK")?.to_vec(),
                okm,
                title: entry.title,
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
        let cases = test_cases().unwrap();
        assert_eq!(cases.len(), 3);
        for case in cases {
            let prk = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &case.salt), &case.ikm);
            assert_eq!(prk.as_ref(), case.prk, "{}", case.title);
            let key = hmac::Key::new(hmac::HMAC_SHA256, &case.prk);
            let mut okm = Vec::new();
            let mut block = Vec::new();
            for counter in 1.. {
                block.extend_from_slice(&case.info);
                block.push(counter);
                block = hmac::sign(&key, &block).as_ref().to_vec();
                okm.extend_from_slice(&block);
                if okm.len() >= case.okm.len() {
                    break;
                }
            }
            assert_eq!(okm[..case.okm.len()], case.okm, "{}", case.title);
        }
    }
}
