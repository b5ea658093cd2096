//! `copydeck refine`: a draft, or a passage of it, changed as the user says.

use copydeck_core::{
    domain::refining::RefineAsk,
    services::drafting::{
        event::DraftingEvent,
        refining::{Refined, RefiningRequest, RefiningStarted},
    },
};
use serde_json::json;
use tokio::sync::mpsc;

use super::{
    arguments::RefineArguments,
    draft::{Printing, Work, follow},
    drafts,
    failure::{CliError, ExitStatus},
    output,
};
use crate::state::Services;

/// Refines, and says how it ended. Nobody is asked piece by piece: copy that came whole takes the
/// passage's place, with the former text as an earlier version. What did not come whole waits to
/// be looked at in the window.
pub(super) async fn run(
    services: &Services,
    arguments: RefineArguments,
) -> Result<ExitStatus, CliError> {
    let (as_json, saves) = (arguments.json, !arguments.no_save);
    let started = match start(services, arguments).await {
        Ok(started) => started,
        Err(error) => {
            if as_json {
                let message = error.to_string();
                output::json_line(
                    &json!({ "type": "failed", "code": error.code(), "message": message }),
                )?;
            }
            return Err(error);
        }
    };
    let (RefiningStarted { run_id, .. }, events) = started;
    let printing = Printing::new(as_json, None, Work::Refining);
    let status = follow(services, run_id, events, printing).await?;
    if !saves {
        return Ok(status);
    }
    if services.drafting.refinement_is_settled(run_id).await? {
        return Ok(status);
    }
    eprintln!("copydeck: The draft is as it was. What came waits in the window, to be looked at.");
    Ok(if status == ExitStatus::Complete { ExitStatus::Provider } else { status })
}

async fn start(
    services: &Services,
    arguments: RefineArguments,
) -> Result<(RefiningStarted, mpsc::UnboundedReceiver<DraftingEvent>), CliError> {
    let id = drafts::draft_id(&arguments.draft)?;
    let draft = services.desk.open(id).await?.draft;
    let rules = services.library.find(&draft.template).await.ok();
    let request = RefiningRequest {
        draft_id: id,
        part: arguments.passage.map_or(Refined::Whole, Refined::Passage),
        ask: RefineAsk::Instruction { text: arguments.instruction },
        model: arguments.model.choice(services, Some(draft.brief.model)).await?,
        sampling: arguments.model.sampling(),
        rules: rules.and_then(|template| template.field_rules()),
        unasked: true,
    };
    Ok(if arguments.no_save {
        services.drafting.refine_unsaved(request).await?
    } else {
        services.drafting.refine(request).await?
    })
}
