//! `cargo test -p tls-harness --test interop [-- FILTER]`: the interop matrix against OpenSSL, GnuTLS and rustls. The
//! filter's words must all occur in a case's name: `-- gnutls our-server 1.3`.
//!
//! Variables: `TLS_CLI` and `RUSTLS_PEER` name our programs (else they are built), `OPENSSL`, `GNUTLS_CLI` and
//! `GNUTLS_SERV` the peers'; `TLS_INTEROP_SEED` repeats a run's record sizes, `TLS_INTEROP_JSON` names a file for the
//! whole result, `TLS_INTEROP_OPTIONAL=1` makes a missing peer no error.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use tls_harness::interop::peer::Peer;
use tls_harness::interop::run::{Peers, Results};
use tls_harness::interop::{self, Settings, locate, report};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Test runners ask for names first; there is no test here that could be run alone but by the filter.
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let words = arguments.into_iter().filter(|argument| !argument.starts_with('-'));
    let settings =
        seed().map(|seed| Settings { filter: words.collect::<Vec<_>>().join(" "), seed, ..Settings::default() });
    match settings.and_then(|settings| results(&settings)) {
        Ok(results) => told(&results),
        Err(sentence) => {
            say(&format!("error: {sentence}"));
            ExitCode::FAILURE
        }
    }
}

/// The seed of `TLS_INTEROP_SEED`, else another one each time.
fn seed() -> Result<u64, String> {
    match std::env::var("TLS_INTEROP_SEED") {
        Ok(typed) => typed.parse().map_err(|_| format!("TLS_INTEROP_SEED={typed}: a number is needed")),
        Err(_) => Ok(u64::from(std::process::id())),
    }
}

fn results(settings: &Settings) -> Result<Results, String> {
    let mut directory = tempfile::tempdir().map_err(|error| format!("there is no place for files: {error}"))?;
    let place = directory.path();
    let ours = locate::tls_cli_at(copy("TLS_CLI", &["-p", "tls-cli"], "tls-cli", place)?)?;
    let example = ["-p", "tls-harness", "--example", "rustls_peer"];
    let rustls = copy("RUSTLS_PEER", &example, "examples/rustls_peer", place);
    let peers = Peers {
        openssl: locate::openssl().map(boxed),
        gnutls: locate::gnutls().map(boxed),
        rustls: rustls.and_then(locate::rustls_at).map(boxed),
    };
    let results = interop::run(&ours, &peers, settings, place)?;
    if report::Counts::of(&results.cases).failed > 0 {
        // The command lines of failures name these files.
        directory.disable_cleanup(true);
    }
    Ok(results)
}

fn boxed(peer: impl Peer + 'static) -> Box<dyn Peer> {
    Box::new(peer)
}

fn told(results: &Results) -> ExitCode {
    let counts = report::Counts::of(&results.cases);
    say(&format!("\n{}\n{}{}", report::summary(results), report::troubles(results), report::footer(results)));
    let mut written = Ok(());
    if let Some(path) = std::env::var_os("TLS_INTEROP_JSON") {
        written = std::fs::write(path, report::json(results).to_string());
    }
    if let Err(error) = &written {
        say(&format!("error: the file of TLS_INTEROP_JSON cannot be written: {error}"));
    }
    say(&counts.line());
    let optional = std::env::var_os("TLS_INTEROP_OPTIONAL").is_some_and(|value| value == "1");
    let fine = counts.failed == 0 && written.is_ok() && (optional || !report::is_incomplete(results));
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The program that the variable names, else the one that cargo builds at this place beside this test. It is copied: a
/// build that somebody starts meanwhile must not change the program under test.
fn copy(variable: &str, build: &[&str], place: &str, to: &Path) -> Result<PathBuf, String> {
    let program = match std::env::var_os(variable) {
        Some(path) => PathBuf::from(path),
        None => built(variable, build)?.join(format!("{place}{}", std::env::consts::EXE_SUFFIX)),
    };
    let copy = to.join(program.file_name().unwrap_or_default());
    std::fs::copy(&program, &copy).map_err(|error| format!("{} cannot be copied: {error}", program.display()))?;
    Ok(copy)
}

/// Builds; returns the directory of the profile that this test was built with.
fn built(variable: &str, what: &[&str]) -> Result<PathBuf, String> {
    // target/PROFILE/deps/interop-HASH
    let test = std::env::current_exe().map_err(|error| error.to_string())?;
    let profile = test.parent().and_then(Path::parent);
    let profile = profile.ok_or_else(|| format!("this test is not where cargo puts tests; set {variable}"))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet"]).args(what).arg("--target-dir").arg(profile.parent().unwrap_or(profile));
    if profile.ends_with("release") {
        build.arg("--release");
    }
    match build.current_dir(env!("CARGO_MANIFEST_DIR")).status() {
        Ok(status) if status.success() => Ok(profile.to_owned()),
        Ok(_) => Err(format!("`cargo build {}` fails; see above, or set {variable}", what.join(" "))),
        Err(error) => Err(format!("cargo cannot be started: {error}; set {variable} to our program")),
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
