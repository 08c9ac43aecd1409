//! `tls-cli`: TLS at the command line.
//!
//! Two phases: [`args`] turns what was typed into what it means, [`cmd`] does it. [`io`] moves bytes between a socket
//! and the engine, [`report`] says what was found out, and [`problem`] what went wrong and with which exit code.

mod args;
mod cmd;
mod io;
mod problem;
mod report;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match args::Cli::try_parse() {
        Ok(cli) => cmd::run(cli.command).into(),
        Err(error) => {
            // Nobody may be left to read it; the exit code stays.
            let _ = error.print();
            u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}
