//! `pki DIR`.

use super::print;
use crate::args::PkiArgs;
use crate::io::unix_time;
use crate::problem::Problem;
use serde_json::json;
use std::path::Path;
use tls_pki::TestPki;

pub(crate) fn run(args: &PkiArgs) -> Result<(), Problem> {
    let made = TestPki::generate(unix_time()).and_then(|pki| pki.write_to(&args.directory));
    let written = made.map_err(|error| Problem::Usage(error.to_string()))?;
    if args.json {
        let files: Vec<_> = written.iter().map(|path| path.display().to_string()).collect();
        print(&json!({ "files": files }).to_string());
        return Ok(());
    }
    for path in &written {
        if !print(&path.display().to_string()) {
            return Ok(());
        }
    }
    print(&next(&args.directory));
    Ok(())
}

/// What to type next.
fn next(directory: &Path) -> String {
    let file = |name: &str| shell(&directory.join(name));
    format!(
        "\nNext, for example:\n  \
         tls-cli server --listen 127.0.0.1:4433 --cert {} --key {}\n\
         and in another terminal:\n  \
         tls-cli client localhost:4433 --ca {}",
        file("server-p256.pem"),
        file("server-p256.key"),
        file("root.pem")
    )
}

/// A path as a shell wants it.
fn shell(path: &Path) -> String {
    let path = path.display().to_string();
    if path.chars().all(|c| c.is_alphanumeric() || "/._-+@%".contains(c)) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_command_can_be_pasted() {
        assert!(next(Path::new("pki")).ends_with("tls-cli client localhost:4433 --ca pki/root.pem"));
        assert!(next(Path::new("my pki")).contains("--cert 'my pki/server-p256.pem' --key 'my pki/server-p256.key'"));
        assert_eq!(shell(Path::new("it's")), r"'it'\''s'");
    }
}
