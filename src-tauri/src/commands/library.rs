//! Templates.

use copydeck_core::services::library::{LibraryTemplate, TemplateForm};

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn list_templates(app: App<'_>) -> Outcome<Vec<TemplateForm>> {
    Ok(services(&app)?.library.templates().iter().map(LibraryTemplate::form).collect())
}
