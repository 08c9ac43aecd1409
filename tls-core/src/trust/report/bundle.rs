//! The certificates of a file, damaged ones included.

use crate::pem::{self, Content, Entry};
use crate::pki_types::CertificateDer;
use alloc::string::String;
use alloc::vec::Vec;

/// A CERTIFICATE block of a PEM file, or a DER file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Block {
    /// The line where it begins, counted from 1; 0 for a DER file.
    pub line: usize,
    /// What it holds, which need not be X.509; empty if it could not be decoded.
    pub der: CertificateDer<'static>,
    /// Why it could not be decoded.
    pub defect: Option<String>,
}

/// Finds the certificates of a file, those included that are damaged.
///
/// # Errors
///
/// In words that say what to do, if there is none.
pub fn certificates(pem_or_der: &[u8]) -> Result<Vec<Block>, String> {
    let entries = pem::entries(pem_or_der)?.into_iter();
    let blocks = entries.filter_map(|Entry { line, content, .. }| match content {
        Content::Certificate(der) => Some(Block { line, der, defect: None }),
        Content::Damaged(why) => Some(Block { line, der: CertificateDer::from(Vec::new()), defect: Some(why) }),
        Content::Foreign(_) => None,
    });
    Ok(blocks.collect())
}
