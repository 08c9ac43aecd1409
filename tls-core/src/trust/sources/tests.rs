use super::*;
use crate::trust::SkippedKind;
use crate::trust::test_pki::{Authority, pem};
use alloc::borrow::ToOwned;
use alloc::format;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Names and contents of files.
fn directory(files: &[(&str, &[u8])]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, contents) in files {
        fs::write(directory.path().join(name), contents).unwrap();
    }
    directory
}

fn root(name: &str) -> String {
    pem(&Authority::new(name).der)
}

fn subjects(store: &TrustStore) -> Vec<String> {
    store.anchors().map(|anchor| anchor.subject()).collect()
}

fn file(path: impl AsRef<Path>) -> Sources {
    Source::File(path.as_ref().to_owned()).into()
}

fn all_of(path: &TempDir) -> Sources {
    Source::Directory(path.path().to_owned()).into()
}

#[test]
fn a_bundle_and_a_der_file() {
    let one = Authority::new("One");
    let there = directory(&[("one.der", &*one.der), ("both.pem", (pem(&one.der) + &root("Two")).as_bytes())]);
    let sources = file(there.path().join("one.der")).and(Source::File(there.path().join("both.pem")));
    let (store, report) = sources.load().unwrap();
    assert_eq!(subjects(&store), ["CN=One", "CN=Two"]);
    assert_eq!((report.taken(), report.duplicates(), report.skipped().count()), (2, 1, 0));
    let path = there.path().display();
    assert_eq!(
        report.to_string(),
        format!("{path}/one.der: 1 anchor taken\n{path}/both.pem: 1 anchor taken, 1 duplicate")
    );
}

#[test]
fn bytes_are_called_by_their_name() {
    let bytes = |bytes: &[u8]| Source::Bytes { name: "the built-in root".into(), bytes: bytes.to_vec() };
    let (store, report) = Sources::from(bytes(root("One").as_bytes())).load().unwrap();
    assert_eq!((store.len(), report.to_string().as_str()), (1, "the built-in root: 1 anchor taken"));
    let error = Sources::from(bytes(b"")).load().unwrap_err().to_string();
    assert_eq!(error, "the built-in root has no trust anchor: the file is empty: give the certificate file");
}

#[test]
fn a_directory_is_read_in_the_order_of_names_and_everything_else_is_named() {
    let there = directory(&[
        ("b.pem", root("B").as_bytes()),
        ("a.pem", (root("A") + "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n").as_bytes()),
        ("c.txt", b"Dear reader"),
        ("d.key", b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"),
        ("e.pem", b"-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n"),
    ]);
    fs::create_dir(there.path().join("sub")).unwrap();
    fs::write(there.path().join("sub/hidden.pem"), root("Hidden")).unwrap();
    let (store, report) = all_of(&there).load().unwrap();
    assert_eq!(subjects(&store), ["CN=A", "CN=B"]);
    let name = |name: &str| format!("{}/{name}", there.path().display());
    let skipped: Vec<_> = report.skipped().map(|one| (one.file.clone().unwrap(), one.line, one.kind)).collect();
    assert_eq!(
        skipped,
        [
            (name("a.pem"), Some(1 + root("A").lines().count()), SkippedKind::Certificate),
            (name("c.txt"), None, SkippedKind::File),
            (name("d.key"), None, SkippedKind::File),
            (name("e.pem"), None, SkippedKind::File),
            (name("sub"), None, SkippedKind::Directory),
        ]
    );
    let text = report.to_string();
    for sentence in [
        "2 anchors taken from 2 files, 5 left out\n",
        "a.pem: line ",
        ": base64 is damaged; copy the file again from its source",
        "c.txt: the file is neither PEM nor DER",
        "d.key: the file has no CERTIFICATE block; it holds a PRIVATE KEY (line 1)",
        "e.pem: block 1 (line 1): this is no X.509 certificate",
        "sub: a directory in a directory is not searched; name it too",
    ] {
        assert!(text.contains(sentence), "{sentence:?} in {text}");
    }
}

#[cfg(unix)]
#[test]
fn links_to_one_file_are_read_once_and_broken_ones_are_named() {
    let there = directory(&[("root.pem", root("Root").as_bytes())]);
    for (name, target) in [("0a1b2c3d.0", "root.pem"), ("4e5f6a7b.0", "0a1b2c3d.0"), ("dead.0", "gone.pem")] {
        std::os::unix::fs::symlink(target, there.path().join(name)).unwrap();
    }
    let (store, report) = all_of(&there).load().unwrap();
    let source = &report.sources[0];
    assert_eq!((store.len(), source.files, source.links, source.duplicates), (1, 1, 2, 0));
    assert!(report.to_string().contains("dead.0: the link leads nowhere"), "{report}");
    // A file that was named before is not read again either.
    let (_, report) = file(there.path().join("root.pem")).and(Source::Directory(there.path().into())).load().unwrap();
    assert_eq!((report.sources[1].files, report.sources[1].links), (0, 3));
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_waited_for() {
    let there = directory(&[("root.pem", root("Root").as_bytes())]);
    let _listening = std::os::unix::net::UnixListener::bind(there.path().join("socket")).unwrap();
    let (_, report) = all_of(&there).load().unwrap();
    let skipped: Vec<_> = report.skipped().map(ToString::to_string).collect();
    assert_eq!(skipped, [format!("{}/socket: is no regular file", there.path().display())]);
}

#[test]
fn what_is_too_large_is_refused_or_left_out() {
    let there = directory(&[("a.pem", root("A").as_bytes()), ("b.pem", (root("B") + &"#".repeat(2000)).as_bytes())]);
    let error = file(there.path().join("b.pem")).most_bytes(2000).load().unwrap_err();
    assert!(matches!(error, LoadError::Unreadable { kind: io::ErrorKind::FileTooLarge, .. }), "{error}");
    let (store, report) = all_of(&there).most_bytes(2000).load().unwrap();
    assert_eq!(subjects(&store), ["CN=A"]);
    assert!(report.to_string().contains("b.pem: cannot be read: it has more than 2000 bytes"), "{report}");
    let length = fs::metadata(there.path().join("b.pem")).unwrap().len();
    assert_eq!(all_of(&there).most_bytes(length).most_files(2).load().unwrap().0.len(), 2);
    let error = all_of(&there).most_files(1).load().unwrap_err().to_string();
    assert!(error.contains("it has more than 1 files, too many for trust anchors"), "{error}");
}

#[test]
fn what_was_named_must_be_there() {
    let there = directory(&[]);
    let gone = there.path().join("gone");
    for source in [Source::File(gone.clone()), Source::Directory(gone.clone())] {
        let error = Sources::from(source).load().unwrap_err();
        assert_eq!(error.to_string(), format!("there is no {}; check the path", gone.display()));
    }
    let error = file(there.path()).load().unwrap_err();
    assert!(matches!(error, LoadError::Unreadable { kind: io::ErrorKind::IsADirectory, .. }), "{error:?}");
}

#[test]
fn no_anchor_at_all_is_an_error_that_says_where_none_was_found() {
    let there = directory(&[("a.txt", b"Dear reader")]);
    let error = all_of(&there).load().unwrap_err().to_string();
    let path = there.path().display();
    assert!(error.starts_with(&format!("there is no trust anchor in {path} ({path}/a.txt: the file is ")), "{error}");
    assert!(error.ends_with("; name a file with the certificate of a CA"), "{error}");
    assert!(matches!(Sources::new().load(), Err(LoadError::Empty(_))));
    // One that is empty beside one that is not is only reported.
    let (store, report) =
        all_of(&there).and(Source::Bytes { name: "a".into(), bytes: root("A").into() }).load().unwrap();
    assert_eq!((store.len(), report.sources[0].taken), (1, 0));
}

/// The decision which certificates are the system's is not ours.
#[cfg(all(feature = "native-roots", unix, not(target_os = "macos")))]
#[test]
fn the_system_is_what_rustls_native_certs_says_and_nothing_is_left_out_in_silence() {
    let native = rustls_native_certs::load_native_certs();
    let mut expected = TrustStore::new();
    let refused = native.certs.iter().filter(|certificate| expected.add_certificate(certificate).is_err()).count();
    let (store, report) = match Sources::from(Source::System).load() {
        Ok((store, report)) => (store, report),
        Err(LoadError::Empty(report)) => (TrustStore::new(), report),
        Err(error) => panic!("{error}"),
    };
    let keys = |store: &TrustStore| {
        let mut keys: Vec<_> = store.anchors().map(|anchor| anchor.trust_anchor().clone()).collect();
        keys.sort_by(|a, b| {
            (&*a.subject, &*a.subject_public_key_info).cmp(&(&*b.subject, &*b.subject_public_key_info))
        });
        keys
    };
    assert_eq!(keys(&store), keys(&expected));
    let missed = report.skipped().filter(|skipped| skipped.kind == SkippedKind::Certificate).count();
    assert!(missed >= refused, "{report}");
    assert_eq!(report.taken(), store.len());
}

#[cfg(all(feature = "native-roots", feature = "mozilla-roots"))]
#[test]
fn the_system_and_mozilla_together() {
    let (store, report) = Sources::from(Source::Mozilla).and(Source::System).load().unwrap();
    assert_eq!(report.sources[0].name, "Mozilla's list");
    assert_eq!(report.taken(), store.len());
    let (alone, _) = Sources::from(Source::Mozilla).load().unwrap();
    assert_eq!(report.sources[0].taken, alone.len());
}
