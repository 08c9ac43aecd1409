//! Mutations that keep lengths right: of the records and, where a record holds whole messages, of the messages.
//!
//! Bytes that are inserted or deleted blindly leave a wrong length in front of them, and nothing behind it is looked at.

use crate::structure::{self, Change};

/// Bytes of a record header.
const RECORD: usize = 5;
/// Bytes that the toy provider puts behind a protected record.
const TAG: usize = 16;
/// The record type of handshake messages.
const HANDSHAKE: u8 = 22;
/// The record type of protected records in TLS 1.3.
const APPLICATION_DATA: u8 = 23;

/// What can be changed by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// A record of one type: the header, its content, and what stays behind the content.
    Record([u8; RECORD], Vec<u8>, Vec<u8>),
    /// What is no whole record.
    Rest(Vec<u8>),
}

/// Cuts bytes into records.
#[must_use]
pub fn split(mut bytes: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    while let Some((header, after)) = bytes.split_first_chunk::<RECORD>() {
        let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
        let Some((body, after)) = after.split_at_checked(length) else { break };
        // In TLS 1.3 the content type and the tag come last: they are best left alone.
        let kept = if header[0] == APPLICATION_DATA { TAG + 1 } else { 0 };
        let content = body.len().saturating_sub(kept);
        pieces.push(Piece::Record(*header, body[..content].to_vec(), body[content..].to_vec()));
        bytes = after;
    }
    if !bytes.is_empty() {
        pieces.push(Piece::Rest(bytes.to_vec()));
    }
    pieces
}

/// Puts pieces together, with lengths that are right.
#[must_use]
pub fn join(pieces: &[Piece]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Record(header, content, tail) => {
                let length = u16::try_from(content.len() + tail.len()).unwrap_or(u16::MAX).to_be_bytes();
                bytes.extend_from_slice(&header[..3]);
                bytes.extend_from_slice(&length);
                bytes.extend_from_slice(content);
                bytes.extend_from_slice(tail);
            }
            Piece::Rest(rest) => bytes.extend_from_slice(rest),
        }
    }
    bytes
}

/// Where the messages in a record begin and end, headers included; empty if they do not fill it.
fn messages(content: &[u8]) -> Vec<core::ops::Range<usize>> {
    let (mut ranges, mut at) = (Vec::new(), 0);
    while let Some(&[_, a, b, c]) = content.get(at..at + 4) {
        let end = at + 4 + usize::try_from(u32::from_be_bytes([0, a, b, c])).unwrap_or(usize::MAX / 2);
        if end > content.len() {
            break;
        }
        ranges.push(at..end);
        at = end;
    }
    if at == content.len() { ranges } else { Vec::new() }
}

/// Changes `data[..size]`, whose first byte is not one of the stream, and gives the new length, at most `max`. `blind`
/// changes a buffer of which so many bytes are used and gives the new length.
pub fn mutate(data: &mut [u8], size: usize, max: usize, seed: u32, blind: impl Fn(&mut [u8], usize) -> usize) -> usize {
    // Sometimes lengths must be wrong.
    let pick = |from: u32, count: usize| usize::try_from((seed >> from) & 0xff).unwrap_or_default() % count.max(1);
    if size < 2 || pick(0, 4) == 0 {
        return blind(&mut data[..max], size);
    }
    let mut pieces = split(&data[1..size]);
    let (index, other) = (pick(4, pieces.len()), pick(12, pieces.len()));
    match pick(20, 8) {
        0 => pieces.swap(index, other),
        1 => drop(pieces.remove(index)),
        2 => pieces.insert(index, pieces[other].clone()),
        _ => change(&mut pieces[index], usize::try_from(scramble(seed) >> 4).unwrap_or_default(), &blind),
    }
    let joined = join(&pieces);
    if joined.len() >= max {
        return blind(&mut data[..max], size);
    }
    data[1..=joined.len()].copy_from_slice(&joined);
    joined.len() + 1
}

fn change(piece: &mut Piece, which: usize, blind: &impl Fn(&mut [u8], usize) -> usize) {
    let blindly = |part: &[u8]| blindly(part, blind);
    match piece {
        Piece::Rest(rest) => *rest = blindly(rest),
        Piece::Record(header, content, _) => {
            let messages = messages(content);
            if messages.is_empty() || !matches!(header[0], HANDSHAKE | APPLICATION_DATA) {
                *content = blindly(content);
                return;
            }
            let range = messages[which % messages.len()].clone();
            if let Some(changed) = structured(&content[range.clone()], which / 8, blind) {
                content.splice(range, changed);
                return;
            }
            let body = blindly(&content[range.start + 4..range.end]);
            let [_, length @ ..] = u32::try_from(body.len()).unwrap_or_default().to_be_bytes();
            content.splice(range.start + 1..range.end, length.into_iter().chain(body));
        }
    }
}

fn blindly(part: &[u8], blind: &impl Fn(&mut [u8], usize) -> usize) -> Vec<u8> {
    let mut room = part.to_vec();
    room.resize(part.len() + 64, 0);
    let length = blind(&mut room, part.len());
    room.truncate(length);
    room
}

fn structured(message: &[u8], which: usize, blind: &impl Fn(&mut [u8], usize) -> usize) -> Option<Vec<u8>> {
    let how = match which % 8 {
        0 => return None,
        1 | 2 => Change::Repeat,
        3 => Change::Remove,
        _ => Change::Blind,
    };
    structure::change(message, how, which / 8, |field| blindly(field, blind))
}

/// Changes one message that fills `data[..size]`, and gives the new length, at most `max`.
pub fn mutate_message(
    data: &mut [u8],
    size: usize,
    max: usize,
    seed: u32,
    blind: impl Fn(&mut [u8], usize) -> usize,
) -> usize {
    let which = usize::try_from(scramble(seed)).unwrap_or_default();
    match structured(&data[..size], which, &blind) {
        Some(changed) if changed.len() <= max => {
            data[..changed.len()].copy_from_slice(&changed);
            changed.len()
        }
        _ => blind(&mut data[..max], size),
    }
}

/// Seeds are small numbers in a row at times: spreads their bits.
const fn scramble(seed: u32) -> u32 {
    let seed = (seed ^ (seed >> 16)).wrapping_mul(0x7feb_352d);
    let seed = (seed ^ (seed >> 15)).wrapping_mul(0x846c_a68b);
    seed ^ (seed >> 16)
}
