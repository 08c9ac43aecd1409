//! The test programs, built with the switches in them.

use serde_json::Value;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A test program.
#[derive(Clone, Debug)]
pub(super) struct Binary {
    /// The target's name.
    pub(super) name: String,
    pub(super) program: PathBuf,
    /// Where its tests expect to run: the package's directory.
    pub(super) directory: PathBuf,
}

/// The directory of the workspace.
pub(super) fn workspace() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Builds the tests of the engine.
pub(super) fn build() -> Result<Vec<Binary>, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["test", "--no-run", "--quiet", "--message-format=json-render-diagnostics"])
        .args(["-p", "testvectors", "-p", "tls-core", "--features", "tls-core/check-switches"])
        .current_dir(workspace())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    if !output.status.success() {
        return Err("the tests cannot be built; mend what cargo says above".into());
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    Ok(messages.lines().filter_map(|line| binary(&serde_json::from_str(line).ok()?)).collect())
}

fn binary(message: &Value) -> Option<Binary> {
    message.pointer("/profile/test")?.as_bool().filter(|test| *test)?;
    let program = PathBuf::from(message.pointer("/executable")?.as_str()?);
    let manifest = Path::new(message.pointer("/manifest_path")?.as_str()?);
    let name = message.pointer("/target/name")?.as_str()?.to_owned();
    Some(Binary { name, program, directory: manifest.parent()?.to_path_buf() })
}
