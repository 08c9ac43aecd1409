//! Certificates and private keys in files: PEM (RFC 7468) or DER.
//!
//! The decoding is that of `rustls-pki-types`; here the blocks are found, so that an error can say which one it was.

use crate::pki_types::pem::{Error, PemObject, SectionKind};
use crate::pki_types::{CertificateDer, PrivateKeyDer};
use crate::trust::words::printable;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use zeroize::Zeroizing;

const BEGIN: &[u8] = b"-----BEGIN ";

/// A block of a PEM file.
struct Block<'a> {
    /// Counted from 1.
    number: usize,
    /// The line of its `-----BEGIN`, counted from 1.
    line: usize,
    label: &'a [u8],
    /// From `-----BEGIN` to the next one.
    text: &'a [u8],
}

/// A certificate and where it was.
pub(crate) struct Located {
    /// The block, counted from 1; 0 for a DER file.
    pub(crate) number: usize,
    /// The line where its block begins, counted from 1; 0 for a DER file.
    pub(crate) line: usize,
    pub(crate) der: CertificateDer<'static>,
}

impl Located {
    /// Where it was, in words.
    pub(crate) fn place(&self) -> String {
        match self.number {
            0 => "the certificate".into(),
            number => format!("block {number} (line {})", self.line),
        }
    }
}

/// All certificates of a PEM file, or the one that a DER file is. They need not be valid X.509.
///
/// # Errors
///
/// In words that say what to do, if there is none or a block is damaged.
pub(crate) fn certificates(file: &[u8]) -> Result<Vec<Located>, String> {
    let blocks = blocks(file);
    if blocks.is_empty() {
        return match not_a_certificate(file) {
            Some(why) => Err(why),
            None => Ok(alloc::vec![Located { number: 0, line: 0, der: CertificateDer::from(file.to_vec()) }]),
        };
    }
    let mut found = Vec::new();
    for block in blocks.iter().filter(|block| block.is_certificate()) {
        let (_, der) = block.decode()?;
        found.push(Located { number: block.number, line: block.line, der: CertificateDer::from(der.to_vec()) });
    }
    if found.is_empty() {
        return Err(no_certificate(&blocks));
    }
    Ok(found)
}

/// A block of a bundle, or all of a DER file.
pub(crate) struct Entry {
    /// The block, counted from 1; 0 for a DER file.
    pub(crate) number: usize,
    /// The line where it begins, counted from 1; 0 for a DER file.
    pub(crate) line: usize,
    pub(crate) content: Content,
}

/// What an [`Entry`] holds.
pub(crate) enum Content {
    /// Need not be valid X.509.
    Certificate(CertificateDer<'static>),
    /// A certificate that cannot be decoded, and why.
    Damaged(String),
    /// Something else, in words.
    Foreign(String),
}

/// Everything in a PEM file, whatever it is, or the one certificate that a DER file is.
///
/// # Errors
///
/// In words that say what to do, if there is no CERTIFICATE block at all.
pub(crate) fn entries(file: &[u8]) -> Result<Vec<Entry>, String> {
    let blocks = blocks(file);
    if blocks.is_empty() {
        return match not_a_certificate(file) {
            Some(why) => Err(why),
            None => {
                let content = Content::Certificate(CertificateDer::from(file.to_vec()));
                Ok(alloc::vec![Entry { number: 0, line: 0, content }])
            }
        };
    }
    if !blocks.iter().any(Block::is_certificate) {
        return Err(no_certificate(&blocks));
    }
    let entries = blocks.iter().map(|block| {
        let content = match block.is_certificate().then(|| block.contents()) {
            Some(Ok((_, der))) => Content::Certificate(CertificateDer::from(der.to_vec())),
            Some(Err(why)) => Content::Damaged(format!("{why}; copy the file again from its source")),
            None => Content::Foreign(block.name()),
        };
        Entry { number: block.number, line: block.line, content }
    });
    Ok(entries.collect())
}

/// A CRL of a file, or why it cannot be decoded.
pub(crate) struct CrlEntry {
    /// The line where it begins, counted from 1; 0 for a DER file.
    pub(crate) line: usize,
    pub(crate) content: Result<Vec<u8>, String>,
}

/// The `X509 CRL` blocks of a PEM file (RFC 7468 §6), or what a DER file has. Other blocks are passed over.
///
/// # Errors
///
/// In words that say what to do, if there is none.
pub(crate) fn crls(file: &[u8]) -> Result<Vec<CrlEntry>, String> {
    let blocks = blocks(file);
    if blocks.is_empty() {
        return match sequence_start(file) {
            Some(_) => Ok(alloc::vec![CrlEntry { line: 0, content: Ok(file.to_vec()) }]),
            None => Err("the file is neither PEM nor DER: give a CRL file".into()),
        };
    }
    let found: Vec<_> = blocks
        .iter()
        .filter(|block| block.label == b"X509 CRL")
        .map(|block| CrlEntry {
            line: block.line,
            content: block
                .contents()
                .map(|(_, der)| der.to_vec())
                .map_err(|why| format!("{why}; copy the file again from its source")),
        })
        .collect();
    match found.is_empty() {
        true => Err(format!("the file has no X509 CRL block; it holds {}: give a CRL file", list(&blocks))),
        false => Ok(found),
    }
}

fn no_certificate(blocks: &[Block<'_>]) -> String {
    format!("the file has no CERTIFICATE block; it holds {}: give the certificate file", list(blocks))
}

/// The first private key of a PEM file, or the one that a DER file is; and in words, where it was.
///
/// # Errors
///
/// In words that say what to do, if there is none, or it is damaged or encrypted.
pub(crate) fn private_key(file: &[u8]) -> Result<(PrivateKeyDer<'static>, String), String> {
    let blocks = blocks(file);
    if blocks.is_empty() {
        return private_key_der(file).map(|key| (key, String::from("the key")));
    }
    let Some(block) = blocks.iter().find(|block| block.label.ends_with(b"PRIVATE KEY")) else {
        let list = list(&blocks);
        return Err(format!("the file has no PRIVATE KEY block; it holds {list}: give the private key file"));
    };
    if block.is_encrypted() {
        return Err(format!(
            "{}: the private key is encrypted; decrypt it with `openssl pkey -in FILE -out plain.pem`",
            block.place()
        ));
    }
    let (kind, der) = block.decode()?;
    let key = match kind {
        SectionKind::PrivateKey => PrivateKeyDer::Pkcs8(der.to_vec().into()),
        SectionKind::RsaPrivateKey => PrivateKeyDer::Pkcs1(der.to_vec().into()),
        SectionKind::EcPrivateKey => PrivateKeyDer::Sec1(der.to_vec().into()),
        _ => return Err(block.unsupported()),
    };
    Ok((key, block.place()))
}

fn private_key_der(file: &[u8]) -> Result<PrivateKeyDer<'static>, String> {
    match (sequence_start(file), PrivateKeyDer::try_from(file)) {
        (Some([0x02, 0x01, 0x03, ..]), _) => Err(PKCS12.into()),
        (_, Ok(key)) => Ok(key.clone_key()),
        // EncryptedPrivateKeyInfo (RFC 5958 §3) begins with an AlgorithmIdentifier; so does no plain key.
        (Some([0x30, _, 0x06, ..]), _) => {
            Err("the private key is encrypted; decrypt it with `openssl pkey -in FILE -out plain.pem`".into())
        }
        (Some(_), Err(_)) => Err("the file is DER, but no private key: give the private key file".into()),
        (None, Err(_)) => Err("the file is neither PEM nor DER: give the private key as PEM".into()),
    }
}

const NOT_UNDERSTOOD: &str = "is not understood";
const PKCS12: &str = "the file is PKCS#12; convert it with `openssl pkcs12 -in FILE -nodes -out plain.pem`";

/// Why a file without PEM blocks cannot be a certificate.
fn not_a_certificate(file: &[u8]) -> Option<String> {
    match sequence_start(file) {
        Some([0x02, 0x01, 0x03, ..]) => Some(PKCS12.into()),
        Some([0x30, ..]) => None,
        Some([0x02, ..]) => Some("the file holds a private key in DER: give the certificate file".into()),
        Some(_) => Some("the file is DER, but no X.509 certificate: give the certificate file".into()),
        None if file.iter().all(u8::is_ascii_whitespace) => Some("the file is empty: give the certificate file".into()),
        None => Some("the file is neither PEM nor DER: give the certificate as PEM".into()),
    }
}

/// What a DER SEQUENCE begins with.
fn sequence_start(file: &[u8]) -> Option<&[u8]> {
    match file {
        [0x30, length @ 0..=0x7F, rest @ ..] if rest.len() == usize::from(*length) => Some(rest),
        [0x30, 0x81, _, rest @ ..] | [0x30, 0x82, _, _, rest @ ..] | [0x30, 0x83, _, _, _, rest @ ..] => Some(rest),
        _ => None,
    }
}

/// The blocks of a file, in order.
fn blocks(file: &[u8]) -> Vec<Block<'_>> {
    let mut starts = Vec::new();
    let (mut line, mut offset) = (1, 0);
    // Lines end as LF, CR LF or CR (RFC 7468 §3).
    for text in file.split_inclusive(|&byte| byte == b'\n').flat_map(|text| text.split_inclusive(|&byte| byte == b'\r'))
    {
        let indent = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | 0xEF | 0xBB | 0xBF)).count();
        if text.get(indent..).is_some_and(|text| text.starts_with(BEGIN)) {
            starts.push((line, offset + indent));
        }
        // The LF of CR LF comes as a line of its own.
        if text != b"\n" || file.get(..offset).and_then(<[u8]>::last) != Some(&b'\r') {
            line += 1;
        }
        offset += text.len();
    }
    let ends = starts.iter().skip(1).map(|&(_, offset)| offset).chain([file.len()]);
    let located = starts.iter().zip(ends).enumerate();
    located
        .filter_map(|(index, (&(line, start), end))| {
            let text = file.get(start..end)?;
            let first = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?.strip_prefix(BEGIN)?;
            let label = first.split(|&byte| byte == b'-').next()?;
            Some(Block { number: index + 1, line, label, text })
        })
        .collect()
}

/// What blocks there are: `a PRIVATE KEY (line 1), a PUBLIC KEY (line 9)`.
fn list(blocks: &[Block<'_>]) -> String {
    const SHOWN: usize = 4;
    let mut out = String::new();
    for block in blocks.iter().take(SHOWN) {
        let comma = if out.is_empty() { "" } else { ", " };
        out.push_str(&format!("{comma}a {} (line {})", block.name(), block.line));
    }
    if blocks.len() > SHOWN {
        out.push_str(&format!(" and {} more", blocks.len() - SHOWN));
    }
    out
}

impl Block<'_> {
    fn name(&self) -> String {
        printable(&String::from_utf8_lossy(self.label), 40)
    }

    fn place(&self) -> String {
        format!("block {} (line {})", self.number, self.line)
    }

    /// RFC 5958 §3, or the older way of RFC 1421 §4.6.1.1.
    fn is_encrypted(&self) -> bool {
        self.label == b"ENCRYPTED PRIVATE KEY" || self.text.windows(11).any(|window| window == b"4,ENCRYPTED")
    }

    fn unsupported(&self) -> String {
        format!(
            "{}: a {} is not understood; convert it with `openssl pkey -in FILE -out key.pem`",
            self.place(),
            self.name()
        )
    }

    fn is_certificate(&self) -> bool {
        self.label == b"CERTIFICATE"
    }

    fn decode(&self) -> Result<(SectionKind, Zeroizing<Vec<u8>>), String> {
        self.contents().map_err(|why| match why {
            NOT_UNDERSTOOD => self.unsupported(),
            why => format!("{}: {why}; copy the file again from its source", self.place()),
        })
    }

    /// What it holds, or why it cannot be read.
    fn contents(&self) -> Result<(SectionKind, Zeroizing<Vec<u8>>), &'static str> {
        let decoded: Result<(SectionKind, Vec<u8>), Error> = PemObject::from_pem_slice(self.text);
        decoded.map(|(kind, der)| (kind, Zeroizing::new(der))).map_err(|error| match error {
            Error::NoItemsFound => NOT_UNDERSTOOD,
            Error::Base64Decode(_) => "base64 is damaged",
            Error::MissingSectionEnd { .. } => "the END line is missing or has another label",
            Error::IllegalSectionStart { .. } => "the BEGIN line does not end in five dashes",
            _ => "cannot be read",
        })
    }
}

#[cfg(test)]
mod tests;
