//! Finds the programs.

use super::openssl::OpenSsl;
use super::tls_cli::TlsCli;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to do where there is no `openssl`.
pub const INSTALL_OPENSSL: &str = "install it (Debian, Ubuntu: apt install openssl; Fedora: dnf install openssl; \
                                   macOS: brew install openssl@3), or name the program with OPENSSL=/path/to/openssl";

/// The `openssl` of the variable `OPENSSL`, else of the search path.
///
/// # Errors
///
/// One sentence: why there is none, and what to do.
pub fn openssl() -> Result<OpenSsl, String> {
    let program = std::env::var_os("OPENSSL").map_or_else(|| PathBuf::from("openssl"), PathBuf::from);
    openssl_at(program)
}

/// The `openssl` of this path. LibreSSL is not taken for it: its reports are others.
///
/// # Errors
///
/// As [`openssl`].
pub fn openssl_at(program: PathBuf) -> Result<OpenSsl, String> {
    let name = program.display();
    let version = version(&program, "version").map_err(|error| format!("{name}: {error}; {INSTALL_OPENSSL}"))?;
    let number = version.strip_prefix("OpenSSL ").unwrap_or_default();
    let major = number.split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(3..) => Ok(OpenSsl::new(program, version)),
        _ => Err(format!("{name} is `{version}`, but OpenSSL 3.0 or later is needed; {INSTALL_OPENSSL}")),
    }
}

/// Our program at this path.
///
/// # Errors
///
/// One sentence: why it cannot be run.
pub fn tls_cli_at(program: PathBuf) -> Result<TlsCli, String> {
    match version(&program, "--version") {
        Ok(version) => Ok(TlsCli::new(program, version)),
        Err(error) => Err(format!("{}: {error}; build it: cargo build -p tls-cli", program.display())),
    }
}

fn version(program: &Path, flag: &str) -> Result<String, String> {
    let output = Command::new(program).arg(flag).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().next().filter(|_| output.status.success());
    line.map(|line| line.trim().to_owned()).ok_or_else(|| format!("`{flag}` ended with {}", output.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_none_is_told_how_to_get_one() {
        let sentence = openssl_at("/nowhere/openssl".into()).unwrap_err();
        assert!(sentence.starts_with("/nowhere/openssl: ") && sentence.contains("apt install openssl"), "{sentence}");
        assert!(tls_cli_at("/nowhere/tls-cli".into()).unwrap_err().contains("cargo build -p tls-cli"));
    }

    #[test]
    fn another_program_is_no_openssl() {
        assert!(openssl_at("true".into()).is_err());
        let sentence = openssl_at("echo".into()).unwrap_err();
        assert!(sentence.contains("is `version`, but OpenSSL 3.0"), "{sentence}");
    }
}
