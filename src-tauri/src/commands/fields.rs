//! Copy in fields, as a form.

use copydeck_core::domain::fields::form::FormText;

use super::{App, Outcome, services};

/// The texts of a draft's form as they stand in its copy. A template that makes none has no form.
#[tauri::command]
pub(super) async fn read_fields(
    app: App<'_>,
    template: String,
    text: String,
) -> Outcome<Vec<FormText>> {
    let template = services(&app)?.library.find(&template).await?;
    let rules = template.field_rules();
    Ok(rules.map(|rules| rules.read(&text)).unwrap_or_default())
}
