//! The program without a connection: help, files, exit codes, broken pipes.

mod support;

use support::{PKI, program};

#[test]
fn help_renders_for_everything() {
    for words in [&["--help"][..], &["pki", "--help"], &["client", "-h"], &["server", "--help"], &["trace", "--help"]] {
        let output = program().args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}");
        assert!(String::from_utf8(output.stdout).unwrap().contains("\nExample"), "{words:?}");
    }
}

#[test]
fn pki_prints_every_file_and_what_to_type_next() {
    let directory = tempfile::tempdir().unwrap();
    let output = program().arg("pki").arg(directory.path()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let mut listed: Vec<_> = text.lines().take_while(|line| !line.is_empty()).map(str::to_owned).collect();
    let mut there: Vec<_> =
        directory.path().read_dir().unwrap().map(|e| e.unwrap().path().display().to_string()).collect();
    listed.sort();
    there.sort();
    assert_eq!(listed, there);
    assert_eq!(there.len(), 24);
    assert!(text.contains("\n  tls-cli server --listen ") && text.contains("\n  tls-cli client localhost:4433 --ca "));
}

#[test]
fn a_broken_pipe_is_no_panic() {
    let pki = PKI.path().display().to_string();
    for words in [&["--help"][..], &["pki", &pki], &["client", "nowhere"], &["trace", "--json"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let code = program().args(words).stdout(writer.try_clone().unwrap()).stderr(writer).status().unwrap().code();
        assert!(matches!(code, Some(0 | 2)), "{words:?}: {code:?}");
    }
}

#[test]
fn usage_errors_say_one_sentence_and_end_with_2() {
    for (words, sentence) in [
        (&["client", "localhost:1", "--ca", "/nowhere/root.pem"][..], "there is no file /nowhere/root.pem"),
        (&["client", "localhost"], "the port is missing"),
        (&["server", "--listen", "127.0.0.1:0", "--cert", "a", "--cert", "b", "--key", "c"], "come in pairs"),
        (&["pki", "/dev/null/x"], "/dev/null/x cannot be written"),
    ] {
        let output = program().args(words).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(text.starts_with("error: ") && text.contains(sentence), "{words:?}: {text}");
    }
}

#[test]
fn with_json_the_last_line_of_an_error_is_an_object() {
    let output = program().args(["client", "localhost:1", "--json", "--ca", "/nowhere/root.pem"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let object: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((&object["outcome"], &object["error"]["code"]), (&"usage".into(), &"USAGE".into()));
}
