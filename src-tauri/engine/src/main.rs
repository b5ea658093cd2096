//! The engine by itself, as `copydeck engine` runs it: for its tests, and for speaking to a model
//! by hand. The app never starts this executable.

use std::process::ExitCode;

fn main() -> ExitCode {
    copydeck_engine::main()
}
