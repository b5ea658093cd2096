//! The log: in the data folder for the window, on standard error for the command line.
//!
//! At the default level it holds what happened and never what was written: no key, no prompt, no
//! completion. `COPYDECK_LOG` sets another level, in the form of `tracing-subscriber`.

use std::{io, path::Path};

use tracing_appender::{non_blocking::WorkerGuard, rolling};
use tracing_subscriber::EnvFilter;

/// The variable that sets another level.
const LEVEL_VARIABLE: &str = "COPYDECK_LOG";

/// How many days of the log are kept.
const KEPT_DAYS: usize = 7;

fn filter(default: &str) -> EnvFilter {
    EnvFilter::try_from_env(LEVEL_VARIABLE).unwrap_or_else(|_| EnvFilter::new(default))
}

/// Logs to a file a day in the data folder, until the guard is dropped. Without a folder to write
/// in, warnings go to standard error: the window says itself what is wrong.
pub(crate) fn to_folder(data_folder: &Path) -> Option<WorkerGuard> {
    let file = rolling::Builder::new()
        .rotation(rolling::Rotation::DAILY)
        .filename_prefix("copydeck")
        .filename_suffix("log")
        .max_log_files(KEPT_DAYS)
        .build(data_folder.join("logs"));
    match file {
        Ok(file) => {
            let (writer, guard) = tracing_appender::non_blocking(file);
            tracing_subscriber::fmt()
                .with_env_filter(filter("copydeck=info,copydeck_core=info,warn"))
                .with_writer(writer)
                .with_ansi(false)
                .init();
            Some(guard)
        }
        Err(_) => {
            to_standard_error();
            None
        }
    }
}

/// Logs to standard error: warnings, and nothing else by default.
pub(crate) fn to_standard_error() {
    tracing_subscriber::fmt().with_env_filter(filter("error")).with_writer(io::stderr).init();
}
