//! What channels allow: formats as they are written, and copy held to them.

use copydeck_core::{
    domain::format::mixing::Combination,
    services::library::{
        Library,
        formats::{CopyMeasure, FormatReading},
    },
};

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn read_format(name: String, text: String) -> Outcome<FormatReading> {
    Ok(Library::read_format(&name, &text))
}

/// How a draft's copy measures up; none where its template names no format.
#[tauri::command]
pub(super) async fn measure_copy(
    app: App<'_>,
    template: String,
    text: String,
) -> Outcome<Option<CopyMeasure>> {
    Ok(services(&app)?.library.measure(&template, &text).await?)
}

/// The ways in which the channel can put a draft's texts together, from one on.
#[tauri::command]
pub(super) async fn list_combinations(
    app: App<'_>,
    template: String,
    text: String,
    from: u32,
    repeating: bool,
) -> Outcome<Vec<Combination>> {
    Ok(services(&app)?.library.combinations(&template, &text, from, repeating).await?)
}
