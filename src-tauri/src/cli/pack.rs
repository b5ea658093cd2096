//! `copydeck pack`: packs looked at, taken, made and signed, fit for a team's own build.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
};

use copydeck_core::{
    domain::{
        api_key::ApiKey,
        library::ItemKind,
        pack::{
            item::ItemState,
            refusal::{Refusal, Shown},
        },
    },
    pack_file::{self, Pack, signing::PublicKey},
    services::packs::{
        Choice, ExportDetails, ItemChoice, ItemRef, PackPreview, Packs, PacksError, Signer, Trust,
    },
};
use serde_json::json;

use super::{
    failure::{CliError, ExitStatus},
    output,
    pack_arguments::{ExportArguments, ImportArguments, PackCommand},
};
use crate::state::{Services, app_version};

/// Carries out a subcommand of `pack`. With `--json` a failure is one object, too.
pub(super) async fn run(command: PackCommand, data_folder: &Path) -> Result<ExitStatus, CliError> {
    let as_json = match &command {
        PackCommand::Inspect { format, .. }
        | PackCommand::Sign { format, .. }
        | PackCommand::Verify { format, .. } => format.json,
        PackCommand::Import(arguments) => arguments.format.json,
        PackCommand::Export(arguments) => arguments.format.json,
    };
    let outcome = read_first(command, data_folder).await;
    if let Err(error) = &outcome
        && as_json
    {
        output::json(&json!({ "code": error.code(), "message": error.to_string() }))?;
    }
    outcome
}

/// Reads a pack that is to be looked at before anything else is touched: where it is refused, not
/// even the data folder is opened.
async fn read_first(command: PackCommand, data_folder: &Path) -> Result<ExitStatus, CliError> {
    let path = match &command {
        PackCommand::Inspect { pack, .. } | PackCommand::Verify { pack, .. } => Some(pack),
        PackCommand::Import(arguments) => Some(&arguments.pack),
        PackCommand::Export(_) | PackCommand::Sign { .. } => None,
    };
    let opened = path.map(|path| pack_file::open(path, app_version())).transpose();
    let pack = opened.map_err(PacksError::from)?;
    let services = Services::open(data_folder).await?;
    let outcome = match pack {
        Some(pack) => with_pack(&services.packs, pack, command).await,
        None => without_pack(&services.packs, command).await,
    };
    services.store.close().await;
    outcome
}

async fn with_pack(
    packs: &Packs,
    pack: Pack,
    command: PackCommand,
) -> Result<ExitStatus, CliError> {
    let preview = packs.hold(pack).await?;
    match command {
        PackCommand::Import(arguments) => return import(packs, preview, arguments).await,
        PackCommand::Verify { key, format, .. } => verify(&preview, key.as_deref(), format.json)?,
        command => {
            let as_json = matches!(command, PackCommand::Inspect { format, .. } if format.json);
            if as_json {
                output::json(&preview)?;
            } else {
                show(&preview)?;
            }
        }
    }
    Ok(ExitStatus::Complete)
}

async fn without_pack(packs: &Packs, command: PackCommand) -> Result<ExitStatus, CliError> {
    match command {
        PackCommand::Export(arguments) => export(packs, arguments).await?,
        PackCommand::Sign { pack, key_env, format } => {
            let given = key_env.as_deref().map(key_from).transpose()?;
            let key = packs.sign(&pack, given.as_ref()).await?;
            if format.json {
                output::json(&json!({ "key": key }))?;
            } else {
                output::line(format_args!("Signed with {key}"))?;
            }
        }
        PackCommand::Inspect { .. } | PackCommand::Import(_) | PackCommand::Verify { .. } => {}
    }
    Ok(ExitStatus::Complete)
}

fn verify(preview: &PackPreview, key: Option<&str>, as_json: bool) -> Result<(), CliError> {
    let found = preview.key.as_deref().ok_or(Refusal::NotSigned)?;
    if let Some(expected) = key {
        let expected = PublicKey::parse(expected)
            .map_err(|error| CliError::Usage { message: error.to_string() })?;
        if expected.as_str() != found {
            return Err(Refusal::KeyChanged.into());
        }
    }
    if as_json {
        let (publisher, trust) = (&preview.publisher, preview.trust);
        output::json(&json!({ "publisher": publisher, "key": found, "trust": trust }))
    } else {
        output::line(publisher(preview))
    }
}

async fn import(
    packs: &Packs,
    preview: PackPreview,
    arguments: ImportArguments,
) -> Result<ExitStatus, CliError> {
    let mut choices = choices(&preview, &arguments.take, &Choice::Take)?;
    choices.extend(self::choices(&preview, &arguments.skip, &Choice::Skip)?);
    if arguments.dry_run {
        if arguments.format.json {
            output::json(&preview)?;
        } else {
            show(&preview)?;
        }
        return Ok(ExitStatus::Complete);
    }
    let mut accepted = arguments.accept_key.clone();
    if !arguments.yes {
        if arguments.format.json || !io::stdin().is_terminal() {
            let message = "nobody can be asked here: add --yes to take the pack, or --dry-run to see what it would change".into();
            return Err(CliError::Usage { message });
        }
        show(&preview)?;
        if !is_agreed()? {
            return Ok(ExitStatus::Complete);
        }
        // Whoever has read the line about the key and agreed has accepted it.
        accepted = accepted.or_else(|| preview.key.clone());
    }
    let imported = packs.import(preview.open_id, &choices, accepted.as_deref()).await?;
    if arguments.format.json {
        output::json(&json!({
            "publisher": preview.publisher, "key": preview.key, "trust": preview.trust,
            "items": preview.items, "warnings": preview.warnings,
            "changed": imported.changed, "left": imported.left, "pack": imported.pack,
        }))?;
        return Ok(ExitStatus::Complete);
    }
    output::line(format_args!("{}: {} items taken", imported.pack.name, imported.changed))?;
    for (kind, name) in &imported.left {
        eprintln!(
            "copydeck: {} “{name}” was left as you have it: you and the pack have both changed it. Take the pack’s with --take {name}.",
            kind.word()
        );
    }
    Ok(ExitStatus::Complete)
}

/// What to do with the items of these names.
fn choices(
    preview: &PackPreview,
    names: &[String],
    choice: &Choice,
) -> Result<Vec<ItemChoice>, CliError> {
    let mut choices = Vec::new();
    for written in names {
        let wanted = item(written)?;
        let any_kind = !written.contains(':');
        let found =
            preview.items.iter().enumerate().filter(|(_, item)| {
                item.name == wanted.name && (any_kind || item.kind == wanted.kind)
            });
        let before = choices.len();
        choices.extend(found.map(|(item, _)| ItemChoice { item, choice: choice.clone() }));
        if choices.len() == before {
            let message = format!("the pack has no “{}”", wanted.name);
            return Err(CliError::Usage { message });
        }
    }
    Ok(choices)
}

fn is_agreed() -> Result<bool, CliError> {
    print!("Take it? [y/N] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

async fn export(packs: &Packs, arguments: ExportArguments) -> Result<(), CliError> {
    let items =
        arguments.items.iter().map(|written| item(written)).collect::<Result<Vec<_>, _>>()?;
    let outline = packs.outline(&arguments.name, &items).await?;
    for problem in &outline.problems {
        eprintln!("copydeck: {}: {}", problem.item.name, problem.message);
    }
    let given = arguments.key_env.as_deref().map(key_from).transpose()?;
    let signer = match (&given, arguments.unsigned) {
        (_, true) => Signer::Nobody,
        (Some(key), _) => Signer::Given(key),
        (None, _) => Signer::Vault,
    };
    let mut author = arguments.author.unwrap_or_default();
    if author.is_empty() && outline.author.is_empty() {
        let name = ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        author = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Unnamed".to_owned());
    }
    let details = ExportDetails {
        name: arguments.name,
        version: arguments.version,
        author,
        licence: arguments.licence.unwrap_or_default(),
        description: arguments.description.unwrap_or_default(),
    };
    let made = packs.export(&details, &items, signer, &arguments.out).await?;
    if arguments.format.json {
        output::json(&made)
    } else {
        output::line(format_args!(
            "{} {}, {} items: {}",
            made.name,
            made.version,
            made.items,
            arguments.out.display()
        ))
    }
}

/// An item as it is written on the command line: `name`, a template's, or `kind:name`.
fn item(written: &str) -> Result<ItemRef, CliError> {
    let Some((kind, name)) = written.split_once(':') else {
        return Ok(ItemRef { kind: ItemKind::Template, name: written.to_owned() });
    };
    match ItemKind::ALL.into_iter().find(|known| known.word() == kind) {
        Some(kind) => Ok(ItemRef { kind, name: name.to_owned() }),
        None => {
            let kinds = ItemKind::ALL.map(ItemKind::word).join(", ");
            let message = format!("“{kind}” is no kind of item; there are {kinds}");
            Err(CliError::Usage { message })
        }
    }
}

fn key_from(variable: &str) -> Result<ApiKey, CliError> {
    let value = std::env::var(variable).ok().as_deref().and_then(ApiKey::new);
    value.ok_or_else(|| CliError::Usage {
        message: format!("the environment variable {variable} holds no key"),
    })
}

fn publisher(preview: &PackPreview) -> String {
    let publisher = Shown::new(&preview.publisher);
    let fingerprint = preview.fingerprint.as_deref().unwrap_or_default();
    match preview.trust {
        Trust::Trusted => {
            format!("Signed by {publisher}, whose key you trust ({fingerprint}).")
        }
        Trust::New => format!(
            "Signed by {publisher}, with a key you have not seen before: {fingerprint}. Ask them whether it is theirs."
        ),
        Trust::Changed => format!(
            "CAREFUL: signed in the name of {publisher}, but with ANOTHER KEY than before: {fingerprint}. Ask them before you take it."
        ),
        Trust::Unsigned => {
            format!("Not signed: nobody can tell whether it comes from {publisher}.")
        }
    }
}

fn show(preview: &PackPreview) -> Result<(), CliError> {
    let installed =
        preview.installed.map(|version| format!(" (you have {version})")).unwrap_or_default();
    output::line(format_args!(
        "{} {}{installed}\n{}\n",
        Shown::new(&preview.name),
        preview.version,
        publisher(preview)
    ))?;
    for item in &preview.items {
        let state = match (item.state, item.merges) {
            (ItemState::New, _) => "new",
            (ItemState::Same, _) => "same",
            (ItemState::Update, false) => "update",
            (ItemState::Update, true) => "update, joins your edits",
            (ItemState::Conflict, _) => "conflict, stays as you have it",
        };
        output::line(format_args!(
            "  {:<9} {:<28} {state}",
            item.kind.word(),
            Shown::new(&item.name).to_string()
        ))?;
        for warning in &item.warnings {
            output::line(format_args!("            ! {}", warning.message))?;
        }
    }
    for warning in &preview.warnings {
        output::line(format_args!("  ! {}", warning.message))?;
    }
    Ok(())
}

impl From<Refusal> for CliError {
    fn from(refusal: Refusal) -> Self {
        Self::Packs(PacksError::from(refusal))
    }
}
