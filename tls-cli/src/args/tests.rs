//! What can be typed.

use super::server::Whether;
use super::*;
use clap::CommandFactory;
use core::time::Duration;
use tls_core::config::RecordPadding;
use tls_core::registry::ProtocolVersion;

fn parse(line: &str) -> Result<Command, String> {
    let words = core::iter::once("tls-cli").chain(line.split_whitespace());
    Cli::try_parse_from(words).map(|cli| cli.command).map_err(|error| error.to_string())
}

fn client(line: &str) -> ClientArgs {
    match parse(line) {
        Ok(Command::Client(args)) => *args,
        other => panic!("{other:?}"),
    }
}

fn server(flags: &str) -> Result<ServerArgs, String> {
    match parse(&format!("server {flags}"))? {
        Command::Server(args) => Ok(*args),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn client_with_everything() {
    let args = client(
        "client [::1]:443 --ca a --ca b --name server.example --tls 1.2,1.3 --suites X,Y --groups P-256,X25519 \
         --sigalgs ed25519 --alpn h2,http/1.1 --cert c --key k --rsa-key-exchange --timeout 2.5 --keylog l --json",
    );
    assert_eq!(args.target.to_string(), "[::1]:443");
    let connect = args.connect;
    assert_eq!(connect.ca, ["a", "b"].map(PathBuf::from));
    assert_eq!(connect.negotiation.tls, [ProtocolVersion::TLSv1_2, ProtocolVersion::TLSv1_3]);
    assert_eq!(connect.negotiation.suites, ["X", "Y"]);
    assert_eq!(connect.negotiation.groups, ["P-256", "X25519"]);
    assert_eq!(connect.negotiation.alpn, ["h2", "http/1.1"]);
    assert!(connect.negotiation.rsa_key_exchange && connect.output.json && !connect.insecure);
    assert_eq!(connect.timeout, Duration::from_millis(2_500));
}

#[test]
fn the_timeout_is_ten_seconds_unless_told() {
    assert_eq!(client("client localhost:1").connect.timeout, Duration::from_secs(10));
}

#[test]
fn policies_and_records() {
    let args = client(
        "client localhost:1 --insecure --policy legacy --allow-no-ems --key-shares x25519,P-256 --pad-to 256 \
         --max-fragment 1000 --rekey-after 7",
    );
    let (connect, records) = (&args.connect, &args.connect.records);
    assert_eq!(connect.negotiation.policy.policy.as_deref(), Some("legacy"));
    assert!(connect.negotiation.policy.allow_no_ems);
    assert_eq!(connect.key_shares, ["x25519", "P-256"]);
    assert_eq!(records.padding(), RecordPadding::ToMultiple(256));
    assert_eq!((records.max_fragment, records.rekey_after), (Some(1000), Some(7)));
    assert!(args.plan(&mut |_| ()).is_ok());
    let args = server("--listen 127.0.0.1:0 --cert c --key k --policy modern --pad-to 16 --rekey-after 9").unwrap();
    assert_eq!(args.negotiation.policy.policy.as_deref(), Some("modern"));
    assert_eq!((args.records.pad_to, args.records.rekey_after), (Some(16), Some(9)));
}

#[test]
fn what_cannot_be_offered_is_a_usage_error() {
    for (flags, part) in [
        ("--policy ancient", "there is no policy `ancient`; known are: modern-"),
        ("--groups P-256 --key-shares x25519", "a key share is wanted for x25519"),
        ("--policy modern --tls 1.2", "TLSv1.2 is allowed but no cipher suite for it"),
        ("--policy modern --suites TLS_RSA_WITH_AES_128_GCM_SHA256", "add --rsa-key-exchange"),
    ] {
        let problem = client(&format!("client localhost:1 --insecure {flags}")).plan(&mut |_| ()).unwrap_err();
        assert_eq!(problem.exit().code(), 2, "{flags}");
        assert!(problem.to_string().contains(part), "{flags}: {problem}");
    }
    for flags in ["--policy legacy --suites TLS_RSA_WITH_AES_128_GCM_SHA256", "--policy modern --groups P-384"] {
        client(&format!("client localhost:1 --insecure {flags}")).plan(&mut |_| ()).unwrap();
    }
}

#[test]
fn what_does_not_go_together() {
    for (line, part) in [
        ("client localhost:1 --cert c", "--key <FILE>"),
        ("client localhost:1 --key k", "--cert <FILE>"),
        ("client localhost:1 --insecure --ca a", "cannot be used with"),
        ("client localhost", "the port is missing: write localhost:443"),
        ("client localhost:1 --tls 1.1", "known versions are 1.2 and 1.3"),
        ("client localhost:1 --timeout 0", "more than 0"),
        ("client localhost:1 --max-fragment 16385", "16385 is not in 1..=16384"),
        ("client localhost:1 --pad-to 0", "0 is not in 1.."),
        ("client localhost:1 --rekey-after 0", "0 is not in 1.."),
        ("server --listen 127.0.0.1:0 --cert c --key k --key-shares x25519", "unexpected argument"),
        ("server --listen 127.0.0.1:0 --cert c --key k --count 0", "0 is not in 1.."),
        ("server --listen 127.0.0.1:0 --cert c --key k --mode ftp", "echo, http, discard"),
        ("server --listen 127.0.0.1:0", "--cert <FILE>"),
    ] {
        let error = parse(line).unwrap_err();
        assert!(error.contains(part), "{line}: {error}");
    }
}

#[test]
fn certificates_and_keys_come_in_pairs() {
    let args = server("--listen 127.0.0.1:0 --cert a.pem --key a.key --cert b.pem --key b.key").unwrap();
    let pairs: Vec<_> = args.pairs().unwrap().into_iter().map(|(cert, key)| (cert.to_str(), key.to_str())).collect();
    assert_eq!(pairs, [(Some("a.pem"), Some("a.key")), (Some("b.pem"), Some("b.key"))]);
    let odd = server("--listen 127.0.0.1:0 --cert a.pem --cert b.pem --key a.key").unwrap();
    assert!(odd.pairs().unwrap_err().to_string().contains("there are 2 --cert and 1 --key"));
}

#[test]
fn whether_clients_are_asked() {
    let whether = |flags: &str| {
        let args = server(&format!("--listen 127.0.0.1:0 --cert a --key b {flags}")).unwrap();
        args.whether().map_err(|problem| problem.to_string())
    };
    assert_eq!(whether(""), Ok(Whether::None));
    assert_eq!(whether("--client-ca f"), Ok(Whether::Required));
    assert_eq!(whether("--client-ca f --client-auth optional"), Ok(Whether::Optional));
    assert!(whether("--client-auth required").unwrap_err().contains("add --client-ca FILE"));
    assert_eq!(whether("--client-ca f --client-auth none"), Ok(Whether::None));
}

#[test]
fn a_missing_file_is_a_usage_error_before_anything_else() {
    let args = client("client localhost:1 --ca /nowhere/root.pem");
    let problem = args.plan(&mut |_| ()).unwrap_err();
    assert_eq!(problem.exit().code(), 2);
    assert!(problem.to_string().contains("there is no file /nowhere/root.pem"), "{problem}");
}

#[test]
fn every_help_has_an_example_and_fits() {
    for name in ["", "pki", "client", "server", "policy", "trace"] {
        let line = format!("{name} --help");
        let help = parse(line.trim()).unwrap_err();
        assert!(help.contains("\nExample"), "{name}: {help}");
        // Commands that a terminal of 80 columns would break cannot be pasted.
        for line in help.lines().filter(|line| line.starts_with("  tls-cli ") || line.starts_with("      --")) {
            assert!(line.chars().count() <= 100, "{name}: {line}");
        }
        for line in help.lines().filter(|line| line.starts_with("  tls-cli ")) {
            assert!(line.chars().count() < 80, "{name}: {line}");
        }
    }
}

#[test]
fn flags_stand_under_headings() {
    let mut command = Cli::command();
    command.build();
    let help = command.find_subcommand_mut("client").unwrap().render_help().to_string();
    for heading in ["Trust:", "Own certificate:", "Negotiation:", "Policy and records:", "Limits:", "Output:"] {
        assert!(help.contains(&format!("\n{heading}\n")), "{heading}\n{help}");
    }
}
