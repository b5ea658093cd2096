//! `copydeck drafts`: what is in the data folder.

use copydeck_core::{
    domain::{
        draft::DraftSummary,
        draft_list::{DraftPlace, DraftQuery},
        id::DraftId,
    },
    services::desk::Desk,
};

use super::{
    arguments::DraftsCommand,
    export,
    failure::{CliError, ExitStatus},
    output,
};
use crate::state::Services;

mod variants;

/// Carries out a subcommand of `drafts`.
pub(super) async fn run(
    services: &Services,
    command: DraftsCommand,
) -> Result<ExitStatus, CliError> {
    let Services { desk, exporting, drafting, .. } = services;
    match command {
        DraftsCommand::List { format } => {
            print_all(desk, DraftQuery::default(), format.json).await?;
        }
        DraftsCommand::Export { id, to, out } => {
            export::run(exporting, draft_id(&id)?, to.into(), out.as_deref()).await?;
        }
        DraftsCommand::Show { id, variant, round, format } => {
            variants::show(services, draft_id(&id)?, variant, round, format.json).await?;
        }
        DraftsCommand::Pick { id, variant, round, format } => {
            let id = draft_id(&id)?;
            let picked = variants::find(drafting, id, variant, round).await?;
            let draft = drafting.pick_variant(id, picked.run_id).await?.draft;
            if format.json {
                output::json(&draft)?;
            } else {
                output::line(format_args!("Variant {variant} is the copy now: {}", draft.title))?;
            }
        }
        DraftsCommand::Search { text, format } => {
            let query = DraftQuery { text: text.join(" "), ..DraftQuery::default() };
            if !query.asks_for_words() {
                return Err(CliError::Usage { message: "there is no word to look for".into() });
            }
            print_all(desk, query, format.json).await?;
        }
        DraftsCommand::Delete { id, format } => {
            let draft = desk.delete(draft_id(&id)?).await?;
            say(&draft, "In the bin", format.json)?;
        }
        DraftsCommand::Restore { id, format } => {
            let draft = desk.undelete(draft_id(&id)?).await?;
            let place = match draft.place() {
                DraftPlace::Archive => "In the archive again",
                DraftPlace::Desk | DraftPlace::Bin => "On the desk again",
            };
            say(&draft, place, format.json)?;
        }
    }
    Ok(ExitStatus::Complete)
}

/// Prints all drafts that a query finds, as they are read.
async fn print_all(desk: &Desk, query: DraftQuery, as_json: bool) -> Result<(), CliError> {
    let mut cursor = None;
    let mut all = Vec::new();
    loop {
        let page = desk.page(query.clone(), cursor).await?;
        if as_json {
            all.extend(page.items);
        } else {
            for draft in &page.items {
                print_line(draft)?;
            }
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    if as_json { output::json(&all) } else { Ok(()) }
}

fn print_line(draft: &DraftSummary) -> Result<(), CliError> {
    output::line(format_args!("{}  {:.0}  {}", draft.id, draft.updated_at, draft.title))?;
    match &draft.found {
        Some(found) if !found.passage.text.is_empty() => {
            output::line(format_args!("    {}", found.passage.text))
        }
        _ => Ok(()),
    }
}

fn say(draft: &DraftSummary, what: &str, as_json: bool) -> Result<(), CliError> {
    if as_json {
        output::json(draft)
    } else {
        output::line(format_args!("{what}: {}", draft.title))
    }
}

pub(super) fn draft_id(text: &str) -> Result<DraftId, CliError> {
    text.parse()
        .map_err(|_| CliError::Usage { message: format!("“{text}” is not the id of a draft") })
}
