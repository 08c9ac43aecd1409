//! The project's own checks as commands.

mod switches;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The project's own checks as commands.
#[derive(Debug, Parser)]
#[command(name = "cargo run -p xtask --")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Switches(switches::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Switches(arguments) => switches::run(&arguments),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            say::problem(&failure);
            ExitCode::from(2)
        }
    }
}

/// The two streams.
mod say {
    use std::io::{Write, stderr, stdout};

    /// The result, a line of it.
    pub(crate) fn line(text: &str) {
        // Whoever reads this may have heard enough.
        let _ = writeln!(stdout().lock(), "{text}");
    }

    /// How far it is, or why it does not go on.
    pub(crate) fn problem(text: &str) {
        let _ = writeln!(stderr().lock(), "{text}");
    }
}
