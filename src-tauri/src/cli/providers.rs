//! `copydeck providers`: the servers that can draft.

use std::io::Read;

use copydeck_core::{
    domain::{api_key::ApiKey, model::KeySource},
    services::providers::{NewKey, ProviderDetails, ProviderSummary, Providers, ProvidersError},
};
use zeroize::Zeroizing;

use super::{
    arguments::{AddProviderArguments, ProvidersCommand},
    failure::{CliError, ExitStatus},
    keys, output,
};

/// The longest key taken from standard input, in bytes: more is a mistake in a pipe.
const MOST_KEY_BYTES: u64 = 64 * 1024;

/// Carries out a subcommand of `providers`.
pub(super) async fn run(
    providers: &Providers,
    command: ProvidersCommand,
) -> Result<ExitStatus, CliError> {
    match command {
        ProvidersCommand::List { format } => {
            let all = providers.list().await?;
            if format.json {
                output::json(&all)?;
            } else {
                for provider in &all {
                    output::line(in_words(provider))?;
                }
            }
        }
        ProvidersCommand::Add(arguments) => add(providers, arguments).await?,
        ProvidersCommand::Keys(command) => keys::run(providers, command).await?,
        ProvidersCommand::Remove { name } => {
            let provider = providers.named(&name).await?;
            providers.remove(provider.id).await?;
            eprintln!("copydeck: removed {}", provider.name);
        }
        ProvidersCommand::Test { name, format } => {
            let provider = providers.named(&name).await?;
            let report = providers.test(provider.id).await?;
            if format.json {
                output::json(&report)?;
            } else {
                for step in &report.steps {
                    output::line(format_args!(
                        "{} {}",
                        if step.ok { "✓" } else { "✗" },
                        step.message
                    ))?;
                }
            }
            if !report.works {
                return Ok(ExitStatus::Provider);
            }
        }
    }
    Ok(ExitStatus::Complete)
}

async fn add(providers: &Providers, arguments: AddProviderArguments) -> Result<(), CliError> {
    let key = if arguments.key_stdin { Some(NewKey::InVault(key_from_stdin()?)) } else { None };
    let details = ProviderDetails {
        name: arguments.name,
        kind: Some(arguments.kind),
        base_url: arguments.base_url.unwrap_or_default(),
        deployment: arguments.deployment,
        api_version: arguments.api_version,
        model: arguments.model,
        key_variable: arguments.key_env,
    };
    match providers.add(details, key).await {
        Ok(added) => {
            eprintln!("copydeck: added {}", in_words(&added));
            Ok(())
        }
        Err(ProvidersError::Vault(error)) => {
            eprintln!("copydeck: a key can also come from an environment variable: --key-env");
            Err(ProvidersError::Vault(error).into())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn key_from_stdin() -> Result<ApiKey, CliError> {
    let mut typed = Zeroizing::new(String::new());
    let read = std::io::stdin().lock().take(MOST_KEY_BYTES).read_to_string(&mut typed);
    // The error of a failed read could hold what was read; say only that it failed.
    let key = read.ok().and_then(|_| ApiKey::new(&typed));
    key.ok_or_else(|| CliError::Usage { message: "no key came from standard input".to_owned() })
}

fn in_words(provider: &ProviderSummary) -> String {
    let config = &provider.config;
    let model = config.model.as_deref().unwrap_or("no model chosen");
    let key = match &config.key {
        KeySource::None => "no key".to_owned(),
        KeySource::Vault { last_four, .. } if last_four.is_empty() => {
            "key in the system keyring".to_owned()
        }
        KeySource::Vault { last_four, .. } => {
            format!("key ending {last_four} in the system keyring")
        }
        KeySource::Environment { variable } => format!("key from ${variable}"),
    };
    let kind = config.kind.name();
    format!("{}: {kind} at {} ({model}, {key})", config.name, config.base_url)
}
