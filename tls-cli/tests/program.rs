//! The program without a connection: help, files, exit codes, broken pipes.

mod support;

use support::{PKI, program};

#[test]
fn help_renders_for_everything() {
    for words in [
        &["--help"][..],
        &["pki", "--help"],
        &["client", "-h"],
        &["server", "--help"],
        &["policy", "--help"],
        &["trace", "--help"],
        &["chain", "--help"],
    ] {
        let output = program().args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}");
        assert!(String::from_utf8(output.stdout).unwrap().contains("\nExample"), "{words:?}");
    }
}

#[test]
fn pki_lists_its_files_as_json() {
    let directory = tempfile::tempdir().unwrap();
    let output = program().arg("pki").arg(directory.path()).arg("--json").output().unwrap();
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = printed["files"].as_array().unwrap();
    assert_eq!(files.len(), std::fs::read_dir(directory.path()).unwrap().count());
    assert!(files.iter().all(|file| std::path::Path::new(file.as_str().unwrap()).is_file()), "{printed}");
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
    assert_eq!(there.len(), 29);
    assert!(text.contains("\n  tls-cli server --listen ") && text.contains("\n  tls-cli client localhost:4433 --ca "));
}

#[test]
fn a_broken_pipe_is_no_panic() {
    let pki = PKI.path().display().to_string();
    for words in [&["--help"][..], &["pki", &pki], &["client", "nowhere"], &["policy"], &["trace", "--json"]] {
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
        (&["policy", "ancient"], "there is no policy `ancient`; known are: modern-"),
        (&["pki", "/dev/null/x"], "/dev/null/x cannot be written"),
    ] {
        let output = program().args(words).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(text.starts_with("error: ") && text.contains(sentence), "{words:?}: {text}");
    }
}

/// The system's list can be told where to be.
#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn places_of_the_system_that_are_not_there_are_named() {
    let client = |directory: Option<&str>| {
        let mut program = program();
        program.args(["client", "127.0.0.1:1"]).env("SSL_CERT_FILE", "/nowhere/roots.pem").env_remove("SSL_CERT_DIR");
        let output = program.envs(directory.map(|directory| ("SSL_CERT_DIR", directory))).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = client(None);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.starts_with("error: this system lists no trust anchors: name one with --ca FILE"), "{text}");
    let (code, text) = client(PKI.path().to_str());
    assert_eq!(code, Some(3), "{text}");
    let warning = "warning: the system's list: left out: there is no /nowhere/roots.pem; check the path";
    let warnings: Vec<_> = text.lines().filter(|line| line.starts_with("warning")).collect();
    assert_eq!(warnings, [warning]);
}

#[test]
fn policies_are_listed_and_shown() {
    let text = |words: &[&str]| {
        let output = program().args(words).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{words:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(text(&["policy"]).starts_with("modern-"));
    assert!(text(&["policy", "intermediate"]).contains("\n  versions                TLSv1.3, TLSv1.2\n"));
    let all: serde_json::Value = serde_json::from_str(&text(&["policy", "--json"])).unwrap();
    assert_eq!(all[0]["alias"], "modern");
    let one: serde_json::Value = serde_json::from_str(&text(&["policy", "modern", "--json"])).unwrap();
    assert_eq!(one, all[0]);
}

#[test]
fn with_json_the_last_line_of_an_error_is_an_object() {
    let output = program().args(["client", "localhost:1", "--json", "--ca", "/nowhere/root.pem"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let object: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((&object["outcome"], &object["error"]["code"]), (&"usage".into(), &"USAGE".into()));
}

#[test]
fn a_trace_in_memory_shows_two_handshakes() {
    let output = program().arg("trace").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for words in
        ["TLS 1.3 with a client certificate", "ServerKeyExchange", "encrypted", "RFC 9846 §4.5.3", "What was agreed on"]
    {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("derived"), "no secret without --secrets");
    let output = program().args(["trace", "--json"]).output().unwrap();
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let steps = object.pointer("/handshakes/0/trace/steps").and_then(|steps| steps.as_array()).unwrap();
    assert!(steps.iter().any(|step| step.get("message").is_some_and(|name| name == "CertificateVerify")));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("TRAFFIC_SECRET"));
}
