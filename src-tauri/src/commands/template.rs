//! A template while it is being written.

use copydeck_core::{
    domain::{
        draft::Brief,
        id::{LibraryItemId, RunId},
        model::ModelChoice,
        prompt::Sampling,
        run::DraftingMode,
        source::facts::Facts,
        template::edit::TemplateEdit,
        variable::VariableValues,
    },
    services::{
        drafting::{DraftingRequest, event::DraftingEvent},
        library::{Library, TemplatePreview, TemplateReading, WritingAids},
        template_tests::{TemplateTestEvent, TestsRequest},
    },
    store::template_tests::TemplateTestRun,
};
use tauri::ipc::Channel;

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn get_writing_aids(app: App<'_>) -> Outcome<WritingAids> {
    Ok(services(&app)?.library.writing_aids().await?)
}

#[tauri::command]
pub(super) async fn read_template(
    app: App<'_>,
    name: String,
    text: String,
) -> Outcome<TemplateReading> {
    Ok(services(&app)?.library.read_text(&name, &text).await?)
}

#[tauri::command]
pub(super) async fn preview_template(
    app: App<'_>,
    name: String,
    text: String,
    values: VariableValues,
) -> Outcome<TemplatePreview> {
    Ok(services(&app)?.library.preview_text(&name, &text, values).await?)
}

#[tauri::command]
pub(super) async fn edit_template(
    name: String,
    text: String,
    edit: TemplateEdit,
) -> Outcome<String> {
    Ok(Library::edit_text(&name, &text, &edit)?)
}

/// Drafts with a text that may not be saved, for its author to see; the draft is not kept.
#[tauri::command]
pub(super) async fn try_template(
    app: App<'_>,
    name: String,
    text: String,
    brief: Brief,
    on_event: Channel<DraftingEvent>,
) -> Outcome<RunId> {
    let services = services(&app)?;
    let template = services.library.of_text(&name, &text).await?;
    let mode = DraftingMode::Afresh;
    let request = DraftingRequest {
        template,
        brief,
        overrides: Sampling::default(),
        mode,
        facts: Facts::default(),
    };
    let (run_id, mut events) = services.drafting.start_unsaved(request).await?;
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.recv().await {
            if on_event.send(event).is_err() {
                services.drafting.stop(run_id);
                break;
            }
        }
    });
    Ok(run_id)
}

/// Runs the tests of a text. Where it is the item's newest version, what comes of it is kept.
#[tauri::command]
pub(super) async fn run_template_tests(
    app: App<'_>,
    id: LibraryItemId,
    text: String,
    model: ModelChoice,
    judged: bool,
    on_event: Channel<TemplateTestEvent>,
) -> Outcome<TemplateTestRun> {
    let services = services(&app)?;
    let template = services.library.of_item(id, &text).await?;
    let asked = TestsRequest { template: &template, item: Some(id), model: &model, judged };
    let told = |event| {
        // The window that asked has been closed: what comes of the tests is kept all the same.
        let _ = on_event.send(event);
    };
    Ok(services.template_tests.run(&services.drafting, asked, told).await?)
}

#[tauri::command]
pub(super) async fn list_template_tests(
    app: App<'_>,
    id: LibraryItemId,
) -> Outcome<Vec<TemplateTestRun>> {
    Ok(services(&app)?.template_tests.kept(id).await?)
}
