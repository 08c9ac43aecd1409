use super::fixture::{Issuance, NOW_MS, TestLog, check_with, extension, list, other, vector};
use super::*;
use crate::crypto::ring::provider;
use crate::trust::describe;
use crate::trust::test_pki::{Authority, NOW, at};
use alloc::string::{String, ToString};
use alloc::vec;

fn verified(name: &str) -> SctVerdict {
    SctVerdict::Verified { log: String::from(name) }
}

#[test]
fn what_is_embedded_is_read_and_described() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    let certificate = issuance.stamped(&[(&log, 1_735_787_045_678)]);
    let [Sct::V1(sct)] = &embedded(&certificate).unwrap()[..] else { panic!("one of version 1") };
    assert_eq!((sct.log_id, sct.timestamp, sct.time().as_secs()), (log.id, 1_735_787_045_678, 1_735_787_045));
    assert_eq!((sct.algorithm, sct.extensions.len()), (SignatureScheme::ecdsa_secp256r1_sha256, 0));
    let described = describe(&certificate).unwrap().scts;
    assert_eq!(described[0].time_text, "2025-01-02T03:04:05Z");
    assert_eq!((described[0].log_id.len(), described[0].short_log_id().len()), (64, 16));
    assert_eq!(embedded(&issuance.with(vec![])), Ok(vec![]));
    assert_eq!(embedded(&CertificateDer::from(&b"no"[..])), Err(SctFault::Unreadable));
}

#[test]
fn every_byte_of_a_timestamp_has_a_name() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    let sct = log.sign(NOW_MS, &issuance.root.der, b"tbs");
    let mut tree = crate::codec::SpanTree::new();
    let mut reader = crate::codec::Reader::new(&sct, &mut tree);
    reader.field::<wire::SignedCertificateTimestamp<'_>>("SignedCertificateTimestamp").unwrap();
    assert_eq!(tree.leaves().map(|leaf| leaf.bytes.len()).sum::<usize>(), sct.len());
    assert!(tree.find("SignedCertificateTimestamp.timestamp").is_some());
}

#[test]
fn a_timestamp_verifies_wherever_the_list_stands() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    for count in 0..3 {
        let others: Vec<_> = (0..count).map(|number| other(number, 5)).collect();
        let sct = log.sign(NOW_MS, &issuance.root.der, &issuance.tbs(others.clone()));
        for place in 0..=others.len() {
            let mut extensions = others.clone();
            extensions.insert(place, extension(&list(core::slice::from_ref(&sct))));
            let certificate = issuance.with(extensions);
            let verdicts = issuance.check(&certificate, &[log.log("log")], 1);
            assert_eq!(verdicts, Ok(vec![verified("log")]), "at {place} of {count}");
        }
    }
}

#[test]
fn lengths_are_encoded_anew_in_the_fewest_bytes() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    // What is left has 95 to 135, 225 to 265 and 65500 to 65540 bytes, around where a length takes a byte more.
    for length in (75..120).chain(200..250).chain(65_440..65_540).chain([0]) {
        let others = vec![other(1, length)];
        let sct = log.sign(NOW_MS, &issuance.root.der, &issuance.tbs(others.clone()));
        let certificate = issuance.with([others, vec![extension(&list(&[sct]))]].concat());
        assert_eq!(issuance.check(&certificate, &[log.log("log")], 1), Ok(vec![verified("log")]), "{length} bytes");
    }
}

#[test]
fn no_changed_byte_of_the_list_verifies() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    let tbs = issuance.tbs(vec![other(1, 9)]);
    let whole = list(&[log.sign(NOW_MS, &issuance.root.der, &tbs)]);
    for at in 0..whole.len() {
        for mask in [0x01, 0x80, 0xFF] {
            let mut changed = whole.clone();
            changed[at] ^= mask;
            let certificate = issuance.with(vec![other(1, 9), extension(&changed)]);
            let failure = issuance.check(&certificate, &[log.log("log")], 1).unwrap_err();
            assert_eq!((failure.verified, failure.verdicts.len()), (0, 1), "byte {at}");
        }
    }
}

#[test]
fn a_timestamp_is_for_one_certificate_and_issuer() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    let certificate = issuance.stamped(&[(&log, NOW_MS)]);
    let logs = [log.log("log")];
    assert_eq!(issuance.check(&certificate, &logs, 0), Ok(vec![verified("log")]));
    let elsewhere = Authority::new("Root");
    let verdicts = check_with(&certificate, &elsewhere.der, at(NOW), &logs, 0);
    assert_eq!(verdicts, Ok(vec![SctVerdict::BadSignature]), "another issuer");
    let sct = log.sign(NOW_MS, &issuance.root.der, &issuance.tbs(vec![other(1, 9)]));
    let another = issuance.with(vec![other(1, 8), extension(&list(&[sct]))]);
    assert_eq!(issuance.check(&another, &logs, 0), Ok(vec![SctVerdict::BadSignature]), "another certificate");
}

#[test]
fn only_logs_of_the_list_count() {
    let (issuance, log, stranger) = (Issuance::new(), TestLog::new(), TestLog::new());
    let certificate = issuance.stamped(&[(&log, NOW_MS)]);
    assert_eq!(issuance.check(&certificate, &[stranger.log("other")], 0), Ok(vec![SctVerdict::UnknownLog]));
    assert_eq!(issuance.check(&certificate, &[], 0), Ok(vec![SctVerdict::UnknownLog]));
    // The signature is the log's, the id is not.
    let mut sct = log.sign(NOW_MS, &issuance.root.der, &issuance.tbs(vec![]));
    sct[1..33].copy_from_slice(&stranger.id);
    let certificate = issuance.with(vec![extension(&list(&[sct]))]);
    assert_eq!(issuance.check(&certificate, &[log.log("log")], 0), Ok(vec![SctVerdict::UnknownLog]));
}

#[test]
fn the_algorithm_is_the_one_of_the_log() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    for algorithm in [[4, 1], [5, 3], [2, 3], [0, 0]] {
        let mut sct = log.sign(NOW_MS, &issuance.root.der, &issuance.tbs(vec![]));
        sct[43..45].copy_from_slice(&algorithm);
        let certificate = issuance.with(vec![extension(&list(&[sct]))]);
        assert_eq!(issuance.check(&certificate, &[log.log("log")], 0), Ok(vec![SctVerdict::BadSignature]));
    }
}

#[test]
fn the_future_is_refused() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    for (ms, verdict) in [
        (NOW_MS + 999, verified("log")),
        (NOW_MS + 1000, SctVerdict::Future),
        (u64::MAX, SctVerdict::Future),
        (0, verified("log")),
    ] {
        let certificate = issuance.stamped(&[(&log, ms)]);
        assert_eq!(issuance.check(&certificate, &[log.log("log")], 0), Ok(vec![verdict]), "{ms}");
    }
}

#[test]
fn a_retired_log_counts_for_what_it_saw_before() {
    let (issuance, key) = (Issuance::new(), TestLog::new());
    let log = Log { state: LogState::Retired { since: at(NOW - 100) }, ..key.log("log") };
    for (ms, verdict) in [(NOW_MS - 100_001, verified("log")), (NOW_MS - 100_000, SctVerdict::Retired)] {
        let certificate = issuance.stamped(&[(&key, ms)]);
        assert_eq!(issuance.check(&certificate, core::slice::from_ref(&log), 0), Ok(vec![verdict]), "{ms}");
    }
}

#[test]
fn the_certificate_ends_when_the_log_takes_it() {
    let (issuance, key) = (Issuance::new(), TestLog::new());
    let certificate = issuance.stamped(&[(&key, NOW_MS)]);
    let end = NOW + 86_400;
    for (interval, verdict) in [
        (at(end)..at(end + 1), verified("log")),
        (at(end - 10)..at(end), SctVerdict::WrongInterval),
        (at(end + 1)..at(end + 10), SctVerdict::WrongInterval),
    ] {
        let log = Log { interval: Some(interval), ..key.log("log") };
        assert_eq!(issuance.check(&certificate, &[log], 0), Ok(vec![verdict]));
    }
}

#[test]
fn one_log_is_one_witness() {
    let (issuance, one, two) = (Issuance::new(), TestLog::new(), TestLog::new());
    let logs = [one.log("one"), two.log("two")];
    let certificate = issuance.stamped(&[(&one, NOW_MS), (&one, NOW_MS - 1)]);
    assert_eq!(issuance.check(&certificate, &logs, 1), Ok(vec![verified("one"), verified("one")]));
    let failure = issuance.check(&certificate, &logs, 2).unwrap_err();
    assert_eq!((failure.verified, failure.wanted), (1, 2));
    assert!(failure.to_string().starts_with("1 of the logs in the list vouch for the certificate, 2 are asked for"));
    let certificate = issuance.stamped(&[(&one, NOW_MS), (&two, NOW_MS)]);
    assert_eq!(issuance.check(&certificate, &logs, 2), Ok(vec![verified("one"), verified("two")]));
}

#[test]
fn too_few_logs_are_refused() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    let bare = issuance.with(vec![]);
    assert_eq!(issuance.check(&bare, &[log.log("log")], 0), Ok(vec![]));
    assert_eq!(issuance.check(&bare, &[log.log("log")], 1).unwrap_err().verified, 0);
    assert!(issuance.check(&issuance.stamped(&[(&log, NOW_MS)]), &[], 1).is_err());
}

#[test]
fn damaged_lists_are_refused_and_damaged_items_passed_over() {
    let (issuance, log) = (Issuance::new(), TestLog::new());
    let read = |contents: &[u8]| embedded(&issuance.with(vec![extension(contents)]));
    for bytes in [&[][..], &[0], &[0, 0], &[0, 1, 0], &[0, 2, 0, 0], &[0, 3, 0, 2, 1], &[0, 3, 0, 1, 1, 9]] {
        assert!(matches!(read(bytes), Err(SctFault::List(_))), "{bytes:02x?}");
    }
    let good = log.sign(NOW_MS, &issuance.root.der, &issuance.tbs(vec![]));
    let trailing = [&good[..], &[0]].concat();
    let items = [vec![0], vec![1, 2, 3], trailing, good];
    let scts = read(&list(&items)).unwrap();
    assert!(matches!(scts[..], [Sct::Malformed(_), Sct::Other { version: 1, .. }, Sct::Malformed(_), Sct::V1(_)]));
    let certificate = issuance.with(vec![extension(&list(&items))]);
    let expected = vec![SctVerdict::Malformed, SctVerdict::UnsupportedVersion, SctVerdict::Malformed, verified("log")];
    assert_eq!(issuance.check(&certificate, &[log.log("log")], 1), Ok(expected));
    assert!(read(&list(&vec![vec![1]; MOST])).is_ok());
    assert_eq!(read(&list(&vec![vec![1]; MOST + 1])), Err(SctFault::TooMany));
}

#[test]
fn damaged_extensions_are_refused() {
    let issuance = Issuance::new();
    let one = extension(&list(&[vec![1]]));
    let twice = issuance.with(vec![one.clone(), other(1, 1), one]);
    assert_eq!(embedded(&twice), Err(SctFault::Repeated));
    assert_eq!(issuance.check(&twice, &[], 0), Ok(vec![SctVerdict::Malformed]));
    let bare = rcgen::CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 11129, 2, 4, 2], vector(&[1]));
    assert_eq!(embedded(&issuance.with(vec![bare])), Err(SctFault::Value));
}

#[test]
fn logs_have_keys_of_two_kinds() {
    let mut logs = LogList::new();
    let log = TestLog::new();
    assert_eq!(logs.add(log.log("log"), &provider()), Ok(log.id));
    assert_eq!(logs.add(log.log("again"), &provider()), Err(LogFault::Repeated));
    let other = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let key = rcgen::PublicKeyData::subject_public_key_info(&other);
    assert_eq!(logs.add(Log { key, ..log.log("odd") }, &provider()), Err(LogFault::Key));
    assert_eq!(logs.add(Log { key: vec![], ..log.log("none") }, &provider()), Err(LogFault::Key));
    assert_eq!(logs.len(), 1);
}

/// What real logs signed: neither certificate nor timestamps were made by this code.
#[test]
fn the_timestamps_of_real_logs_verify() {
    use crate::pki_types::SubjectPublicKeyInfoDer;
    use crate::pki_types::pem::PemObject as _;
    use alloc::sync::Arc;
    let pem = include_bytes!("real.pem");
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem).map(Result::unwrap).collect();
    let [certificate, issuer] = &certificates[..] else { panic!("two certificates") };
    let keys: Vec<_> = SubjectPublicKeyInfoDer::pem_slice_iter(pem).map(Result::unwrap).collect();
    let [icarus, mammoth] = &keys[..] else { panic!("two keys") };
    let mut logs = LogList::new();
    for (name, key) in [("icarus", icarus), ("mammoth", mammoth)] {
        let (state, interval) = (LogState::Usable, None);
        logs.add(Log { name: name.into(), key: key.to_vec(), state, interval }, &provider()).unwrap();
    }
    let policy = SctPolicy { logs: Arc::new(logs), at_least: 2 };
    let verdicts = check(certificate, issuer_key(issuer).unwrap(), at(NOW), &policy, &provider());
    assert_eq!(verdicts, Ok(vec![verified("icarus"), verified("mammoth")]));
    let failure = check(certificate, icarus, at(NOW), &policy, &provider()).unwrap_err();
    assert_eq!(failure.verdicts, [SctVerdict::BadSignature, SctVerdict::BadSignature], "another issuer");
    // The digest of what another implementation makes of the certificate.
    let tbs = tbs::Split::read(certificate).unwrap().without_list();
    let digest: String =
        log::sha256(&tbs, &provider()).unwrap().iter().map(|byte| alloc::format!("{byte:02x}")).collect();
    assert_eq!(digest, "fa39683d8211d86e416d5316da4b03c94b39e5942fb6acd36dd6b6b807de1259");
}
