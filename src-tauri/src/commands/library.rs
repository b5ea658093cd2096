//! Templates.

use copydeck_core::services::library::{LibraryTemplate, TemplateForm};

use super::{App, Outcome, services};

/// How many templates the window is told of at once.
const MOST_TEMPLATES: usize = 500;

#[tauri::command]
pub(super) async fn list_templates(app: App<'_>) -> Outcome<Vec<TemplateForm>> {
    let templates = services(&app)?.library.templates(MOST_TEMPLATES).await?;
    Ok(templates.iter().map(LibraryTemplate::form).collect())
}
