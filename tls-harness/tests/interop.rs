//! `cargo test -p tls-harness --test interop [-- FILTER]`: the interop matrix against the system's `openssl`.
//!
//! Variables: `TLS_CLI` names our program (else it is built), `OPENSSL` the peer's, `TLS_INTEROP_JSON` a file for the
//! whole result, `TLS_INTEROP_OPTIONAL=1` makes a missing peer no error.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use tls_harness::interop::{self, Settings, locate, report, run::Results};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Test runners ask for names first; there is no test here that could be run alone but by the filter.
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let words = arguments.into_iter().filter(|argument| !argument.starts_with('-'));
    let settings = Settings { filter: words.collect::<Vec<_>>().join(" "), ..Settings::default() };
    match results(&settings) {
        Ok((results, fatal)) => told(&results, fatal),
        Err(sentence) => {
            say(&format!("error: {sentence}"));
            ExitCode::FAILURE
        }
    }
}

/// The results, and whether cases that were not run are an error.
fn results(settings: &Settings) -> Result<(Results, bool), String> {
    let mut directory = tempfile::tempdir().map_err(|error| format!("there is no place for files: {error}"))?;
    // A copy: a build that somebody starts meanwhile must not change the program under test.
    let program = directory.path().join(format!("tls-cli{}", std::env::consts::EXE_SUFFIX));
    std::fs::copy(tls_cli()?, &program).map_err(|error| format!("our program cannot be copied: {error}"))?;
    let ours = locate::tls_cli_at(program)?;
    let optional = std::env::var_os("TLS_INTEROP_OPTIONAL").is_some_and(|value| value == "1");
    let peer = match locate::openssl() {
        Ok(peer) => peer,
        Err(reason) => {
            return Ok((Results::not_run("tls-cli", "no OpenSSL", &settings.filter, &reason), !optional));
        }
    };
    let results = interop::run(&ours, &peer, settings, directory.path())?;
    if report::Counts::of(&results.cases).failed > 0 {
        // The command lines of failures name these files.
        directory.disable_cleanup(true);
    }
    Ok((results, true))
}

fn told(results: &Results, fatal: bool) -> ExitCode {
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
    let fine = counts.failed == 0 && written.is_ok() && (counts.not_run == 0 || !fatal);
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The program of `TLS_CLI`, else the one that cargo builds beside this test.
fn tls_cli() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("TLS_CLI") {
        return Ok(path.into());
    }
    // target/PROFILE/deps/interop-HASH
    let test = std::env::current_exe().map_err(|error| error.to_string())?;
    let profile = test.parent().and_then(Path::parent).ok_or("this test is not where cargo puts tests; set TLS_CLI")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "-p", "tls-cli", "--target-dir"]).arg(profile.parent().unwrap_or(profile));
    if profile.ends_with("release") {
        build.arg("--release");
    }
    match build.current_dir(env!("CARGO_MANIFEST_DIR")).status() {
        Ok(status) if status.success() => Ok(profile.join(format!("tls-cli{}", std::env::consts::EXE_SUFFIX))),
        Ok(_) => Err("tls-cli does not build; see above, or set TLS_CLI to a program that is there".to_owned()),
        Err(error) => Err(format!("cargo cannot be started: {error}; set TLS_CLI to our program")),
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
