//! The command line: the same services as the window's, for scripts and for machines without a
//! display.
//!
//! What was asked for goes to standard output, everything else to standard error. The exit codes
//! are in [`ExitStatus`].

use std::{path::PathBuf, process::ExitCode};

pub(crate) use arguments::{Arguments, Command};
use failure::{CliError, ExitStatus};

use crate::{folders, logging, state::Services};

mod arguments;
mod draft;
mod drafts;
mod export;
mod failure;
mod keys;
mod output;
mod pack;
mod pack_arguments;
mod providers;
mod refine;
mod templates;

/// Runs a subcommand on a data folder, the user's own where none is given.
pub(crate) fn run(command: Command, data_dir: Option<PathBuf>) -> ExitCode {
    logging::to_standard_error();
    // A second provider can't be installed; the first is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let outcome = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(dispatch(command, data_dir)),
        Err(error) => Err(CliError::Output(error)),
    };
    match outcome {
        Ok(status) => status.into(),
        Err(error) => {
            let remedy = error.remedy().map(|remedy| format!(" {remedy}")).unwrap_or_default();
            eprintln!("copydeck: {error}{remedy}");
            error.status().into()
        }
    }
}

async fn dispatch(command: Command, data_dir: Option<PathBuf>) -> Result<ExitStatus, CliError> {
    let folder = data_dir.or_else(folders::default_data_folder).ok_or(CliError::NoDataFolder)?;
    if let Command::Pack(command) = command {
        return pack::run(command, &folder).await;
    }
    let services = Services::open(&folder).await?;
    let outcome = carry_out(&services, command).await;
    services.store.close().await;
    outcome
}

async fn carry_out(services: &Services, command: Command) -> Result<ExitStatus, CliError> {
    match command {
        Command::Draft(arguments) => {
            let outcome = draft::run(services, arguments).await;
            back_up(services).await;
            outcome
        }
        Command::Refine(arguments) => {
            let outcome = refine::run(services, arguments).await;
            back_up(services).await;
            outcome
        }
        Command::Templates(command) => templates::run(services, command).await,
        Command::Drafts(command) => drafts::run(services, command).await,
        Command::Providers(command) => providers::run(&services.providers, command).await,
        Command::Pack(_) | Command::Engine | Command::ReadSource { .. } => Ok(ExitStatus::Complete),
    }
}

async fn back_up(services: &Services) {
    if let Err(error) = services.backups.make_daily().await {
        tracing::warn!(code = error.code(), %error, "the day's backup was not made");
    }
}
