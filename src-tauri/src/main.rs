//! The executable. What it does is decided in the library, where tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    copydeck::run()
}
