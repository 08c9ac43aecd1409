//! Finds the programs.

use super::gnutls::GnuTls;
use super::openssl::OpenSsl;
use super::rustls::Rustls;
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

/// What to do where there is no GnuTLS.
pub const INSTALL_GNUTLS: &str = "install it (Debian, Ubuntu: apt install gnutls-bin; Fedora: dnf install gnutls-utils; \
                                  macOS: brew install gnutls), or name the programs with GNUTLS_CLI and GNUTLS_SERV";

/// `gnutls-cli` and `gnutls-serv` of the variables `GNUTLS_CLI` and `GNUTLS_SERV`, else of the search path.
///
/// # Errors
///
/// As [`openssl`].
pub fn gnutls() -> Result<GnuTls, String> {
    let named =
        |variable: &str, name: &str| std::env::var_os(variable).map_or_else(|| PathBuf::from(name), PathBuf::from);
    gnutls_at(named("GNUTLS_CLI", "gnutls-cli"), named("GNUTLS_SERV", "gnutls-serv"))
}

/// The programs of these paths.
///
/// # Errors
///
/// As [`openssl`].
pub fn gnutls_at(client: PathBuf, server: PathBuf) -> Result<GnuTls, String> {
    for program in [&server, &client] {
        let name = program.display();
        let version = version(program, "--version").map_err(|error| format!("{name}: {error}; {INSTALL_GNUTLS}"))?;
        let mut numbers = version.rsplit(' ').next().unwrap_or_default().split('.').map(str::parse::<u32>);
        match (version.starts_with("gnutls-"), numbers.next(), numbers.next()) {
            (true, Some(Ok(3)), Some(Ok(7..))) | (true, Some(Ok(4..)), _) => {}
            _ => return Err(format!("{name} is `{version}`, but GnuTLS 3.7 or later is needed; {INSTALL_GNUTLS}")),
        }
    }
    let version = version(&client, "--version")?.replace("gnutls-cli", "GnuTLS");
    Ok(GnuTls::new(client, server, version))
}

/// The program with rustls at this path.
///
/// # Errors
///
/// One sentence: why it cannot be run.
pub fn rustls_at(program: PathBuf) -> Result<Rustls, String> {
    match version(&program, "--version") {
        Ok(version) => Ok(Rustls::new(program, version)),
        Err(error) => {
            let name = program.display();
            Err(format!("{name}: {error}; build it: cargo build -p tls-harness --example rustls_peer"))
        }
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
        let sentence = gnutls_at("/nowhere/gnutls-cli".into(), "/nowhere/gnutls-serv".into()).unwrap_err();
        assert!(sentence.starts_with("/nowhere/gnutls-serv: ") && sentence.contains("gnutls-bin"), "{sentence}");
        assert!(rustls_at("/nowhere/rustls_peer".into()).unwrap_err().contains("--example rustls_peer"));
        assert!(tls_cli_at("/nowhere/tls-cli".into()).unwrap_err().contains("cargo build -p tls-cli"));
    }

    #[test]
    fn another_program_is_no_openssl() {
        assert!(openssl_at("true".into()).is_err());
        let sentence = openssl_at("echo".into()).unwrap_err();
        assert!(sentence.contains("is `version`, but OpenSSL 3.0"), "{sentence}");
        let sentence = gnutls_at("echo".into(), "echo".into()).unwrap_err();
        assert!(sentence.contains("but GnuTLS 3.7"), "{sentence}");
    }
}
