//! Whether the copy is true: lengths are counted when a file is read, and here everything that can be computed is.

use super::*;
use ring::{aead, hmac};

/// Steps and values that each section prints, counted in the RFC's text by itself.
const COUNTS: [(Section, usize, usize); 4] = [
    (Section::Simple, 55, 109),
    (Section::HelloRetryRequest, 54, 106),
    (Section::ClientAuthentication, 52, 101),
    (Section::CompatibilityMode, 51, 102),
];

fn traces() -> impl Iterator<Item = (Section, Trace)> {
    Section::ALL.iter().map(|section| (*section, trace(*section).unwrap()))
}

fn hmac_sha256(key: &[u8], data: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data).as_ref().to_vec()
}

/// HKDF-Expand for one block.
fn expand(prk: &[u8], info: &[u8], length: usize) -> Vec<u8> {
    let mut block = hmac_sha256(prk, &[info, &[1]].concat());
    block.truncate(length);
    block
}

#[test]
fn every_value_of_every_section_is_here() {
    for (section, steps, values) in COUNTS {
        let trace = trace(section).unwrap();
        assert_eq!(trace.steps().len(), steps, "{section:?}");
        assert_eq!(trace.steps().iter().map(|step| step.values().count()).sum::<usize>(), values, "{section:?}");
    }
    assert_eq!(COUNTS.len(), Section::ALL.len());
}

#[test]
fn lookups() {
    let simple = trace(Section::Simple).unwrap();
    assert_eq!(simple.get(Actor::Server, "extract secret \"early\"", "salt").unwrap(), [0; 32]);
    // The first of the two is printed as "same as server".
    let finished = simple.nth(Actor::Client, "calculate finished \"tls13 finished\"", 0).unwrap();
    assert_eq!(finished.get("hash").unwrap(), []);
    assert_eq!(finished.same_as(), None);
    assert_eq!(simple.all(Actor::Server, "send handshake record").count(), 3);
    assert!(matches!(simple.get(Actor::Client, "sing", "payload"), Err(DataError::Missing(_))));
    assert!(matches!(simple.get(Actor::Client, "send alert record", "song"), Err(DataError::Missing(_))));
    assert!(simple.nth(Actor::Client, "send alert record", 1).is_err());
}

#[test]
fn every_derivation_gives_what_is_printed() {
    let mut checked = 0;
    for (section, trace) in traces() {
        for step in trace.steps() {
            let at = format!("{section:?}, {:?} {}", step.actor(), step.title());
            for (info, expanded) in [("info", "expanded"), ("key info", "key expanded"), ("iv info", "iv expanded")] {
                if let (Ok(prk), Ok(info), Ok(expanded)) = (step.get("PRK"), step.get(info), step.get(expanded)) {
                    assert_eq!(expand(prk, info, expanded.len()), expanded, "{at}");
                    checked += 1;
                }
            }
            if let (Ok(salt), Ok(ikm), Ok(secret)) = (step.get("salt"), step.get("IKM"), step.get("secret")) {
                assert_eq!(hmac_sha256(salt, ikm), secret, "{at}");
                checked += 1;
            }
            if let (Ok(hash), Ok(info)) = (step.get("hash"), step.get("info")) {
                assert!(info.ends_with(hash), "{at}");
            }
        }
    }
    assert_eq!(checked, 89); // 45 expanded, 16 pairs of key and iv, 12 extracted
}

#[test]
fn hashes_and_finished_are_those_of_the_messages() {
    for (section, trace) in traces() {
        let hashes = trace.transcript_hashes();
        let position =
            |actor, name: &str| hashes.iter().rposition(|(who, own, _)| *who == actor && *own == name).unwrap();
        let printed =
            |actor, label: &str| trace.get(actor, &format!("derive secret \"tls13 {label}\""), "hash").unwrap();
        for (sender, message, actor, label) in [
            (Actor::Server, "ServerHello", Actor::Server, "c hs traffic"),
            (Actor::Server, "Finished", Actor::Server, "c ap traffic"),
            (Actor::Client, "Finished", Actor::Client, "res master"),
        ] {
            assert_eq!(hashes[position(sender, message)].2, printed(actor, label), "{section:?} {label}");
        }
        for actor in [Actor::Server, Actor::Client] {
            let step = trace.nth(actor, "calculate finished \"tls13 finished\"", 0).unwrap();
            let before = &hashes[position(actor, "Finished") - 1].2;
            let finished = hmac_sha256(step.get("expanded").unwrap(), before);
            assert_eq!(finished, step.get("finished").unwrap(), "{section:?}");
        }
    }
}

#[test]
fn every_record_protects_its_payload() {
    for (section, trace) in traces() {
        for (index, step) in trace.steps().iter().enumerate() {
            let (Ok(payload), Ok(record)) = (step.get("payload"), step.get("complete record")) else { continue };
            let at = format!("{section:?}, {:?} {}", step.actor(), step.title());
            let (header, body) = record.split_at(5);
            assert_eq!(usize::from(u16::from_be_bytes([header[3], header[4]])), body.len(), "{at}");
            if header[0] != 23 {
                assert_eq!(body, payload, "{at}");
                continue;
            }
            let inner = [payload, &[inner_type(step.title())]].concat();
            // The epoch and the sequence number are not printed: one of the few possible ones must open the record.
            let opens = trace.steps()[..=index.max(1)]
                .iter()
                .filter(|keys| keys.get("key expanded").is_ok())
                .any(|keys| (0..4).any(|sequence| open(keys, sequence, header, body).as_ref() == Some(&inner)));
            assert!(opens, "{at}");
        }
    }
}

fn inner_type(title: &str) -> u8 {
    match title {
        "send alert record" => 21,
        "send handshake record" => 22,
        "send application_data record" => 23,
        other => panic!("{other}"),
    }
}

fn open(keys: &Step, sequence: u8, header: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    let key = aead::UnboundKey::new(&aead::AES_128_GCM, keys.get("key expanded").unwrap()).unwrap();
    let mut nonce: [u8; 12] = keys.get("iv expanded").unwrap().try_into().unwrap();
    nonce[11] ^= sequence;
    let mut data = body.to_vec();
    aead::LessSafeKey::new(key)
        .open_in_place(aead::Nonce::assume_unique_for_key(nonce), aead::Aad::from(header), &mut data)
        .ok()
        .map(|plain| plain.to_vec())
}
