//! The app: the window, the command line, and the engine process, behind one executable.
//!
//! No argument opens the window, `engine` is the local model's process and `read-source` reads one
//! document (both started by the app itself), any other subcommand is the command line. Both faces use the same services, which
//! are put together in [`state`].

use std::process::ExitCode;

use clap::Parser;

mod cli;
pub mod commands;
mod error;
mod folders;
mod logging;
mod one_window;
#[cfg(target_os = "linux")]
mod spelling;
mod state;
mod window;

pub use error::CommandError;

/// Runs what the arguments ask for.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match arguments.command {
        Some(cli::Command::Engine) => copydeck_engine::main(),
        Some(cli::Command::ReadSource { name }) => copydeck_core::sources::child::main(&name),
        Some(command) => cli::run(command, arguments.data_dir),
        None => window::open(arguments.data_dir, arguments.pack),
    }
}
