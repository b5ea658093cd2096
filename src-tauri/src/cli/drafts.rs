//! `copydeck drafts`: what is in the data folder.

use copydeck_core::{domain::id::DraftId, services::desk::Desk};

use super::{
    arguments::DraftsCommand,
    failure::{CliError, ExitStatus},
    output,
};

/// Carries out a subcommand of `drafts`.
pub(super) async fn run(desk: &Desk, command: DraftsCommand) -> Result<ExitStatus, CliError> {
    match command {
        DraftsCommand::List { format } => list(desk, format.json).await?,
        DraftsCommand::Show { id, format } => show(desk, &id, format.json).await?,
    }
    Ok(ExitStatus::Complete)
}

async fn list(desk: &Desk, as_json: bool) -> Result<(), CliError> {
    let mut cursor = None;
    let mut all = Vec::new();
    loop {
        let page = desk.page(cursor).await?;
        if as_json {
            all.extend(page.items);
        } else {
            for draft in page.items {
                output::line(format_args!(
                    "{}  {:.0}  {}",
                    draft.id, draft.updated_at, draft.title
                ))?;
            }
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    if as_json { output::json(&all) } else { Ok(()) }
}

async fn show(desk: &Desk, id: &str, as_json: bool) -> Result<(), CliError> {
    let id: DraftId = id
        .parse()
        .map_err(|_| CliError::Usage { message: format!("“{id}” is not the id of a draft") })?;
    let document = desk.open(id).await?;
    if as_json {
        output::json(&document)
    } else {
        output::line(document.draft.text.trim_end_matches('\n'))
    }
}
