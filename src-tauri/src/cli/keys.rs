//! `copydeck providers keys`: several keys of one server, of which one is in use.

use copydeck_core::{
    domain::{id::CredentialId, id::ProviderId, model::ProviderKey},
    services::providers::Providers,
};

use super::{arguments::KeysCommand, failure::CliError, output, providers::key_from_stdin};

/// Carries out a subcommand of `providers keys`.
pub(super) async fn run(providers: &Providers, command: KeysCommand) -> Result<(), CliError> {
    match command {
        KeysCommand::List { name, format } => {
            let keys = providers.keys(providers.named(&name).await?.id).await?;
            if format.json {
                return output::json(&keys);
            }
            for key in &keys {
                output::line(in_words(key))?;
            }
        }
        KeysCommand::Add { name, label } => {
            let id = providers.named(&name).await?.id;
            for key in providers.add_key(id, &label, key_from_stdin()?).await? {
                eprintln!("copydeck: {}", in_words(&key));
            }
        }
        KeysCommand::Use { name, label } => {
            let id = providers.named(&name).await?.id;
            providers.use_key(id, labelled(providers, id, &label).await?).await?;
            eprintln!("copydeck: requests to {name} are made with the key “{label}” from now on");
        }
        KeysCommand::Remove { name, label } => {
            let id = providers.named(&name).await?.id;
            let left = providers.remove_key(id, labelled(providers, id, &label).await?).await?;
            eprintln!("copydeck: removed the key “{label}”");
            if !left.iter().any(|key| key.in_use) && !left.is_empty() {
                eprintln!("copydeck: none is in use now; choose one with: providers keys use");
            }
        }
    }
    Ok(())
}

async fn labelled(
    providers: &Providers,
    id: ProviderId,
    label: &str,
) -> Result<CredentialId, CliError> {
    let keys = providers.keys(id).await?;
    keys.into_iter()
        .find(|key| key.label.to_lowercase() == label.to_lowercase())
        .map(|key| key.id)
        .ok_or_else(|| CliError::Usage { message: format!("there is no key called “{label}”") })
}

fn in_words(key: &ProviderKey) -> String {
    let ending = if key.last_four.is_empty() {
        String::new()
    } else {
        format!(", ending {}", key.last_four)
    };
    let used = match (key.in_use, key.last_used_at) {
        (true, Some(time)) => format!(", in use, last at {time:.0}"),
        (true, None) => ", in use".to_owned(),
        (false, Some(time)) => format!(", last used at {time:.0}"),
        (false, None) => String::new(),
    };
    format!("{}{ending}{used}", key.label)
}
