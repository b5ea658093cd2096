//! The library: looked through and written in.

use copydeck_core::{
    domain::{
        diff::comparison::Comparison,
        id::LibraryItemId,
        library::{ItemKind, ItemSummary, ItemVersion, LibraryItem, LibraryQuery, Origin},
    },
    services::library::{ComparedWith, ItemRecord, LibraryOutline, LibraryTemplate, TemplateForm},
    store::library::list::{LibraryCursor, LibraryPage},
};

use super::{App, Outcome, services};

/// How many templates the window is told of at once.
const MOST_TEMPLATES: usize = 500;

#[tauri::command]
pub(super) async fn list_templates(app: App<'_>) -> Outcome<Vec<TemplateForm>> {
    let templates = services(&app)?.library.templates(MOST_TEMPLATES).await?;
    Ok(templates.iter().map(LibraryTemplate::form).collect())
}

#[tauri::command]
pub(super) async fn get_template(app: App<'_>, name: String) -> Outcome<TemplateForm> {
    Ok(services(&app)?.library.find(&name).await?.form())
}

#[tauri::command]
pub(super) async fn list_library(
    app: App<'_>,
    query: LibraryQuery,
    cursor: Option<LibraryCursor>,
) -> Outcome<LibraryPage> {
    Ok(services(&app)?.library.page(query, cursor).await?)
}

#[tauri::command]
pub(super) async fn get_library_outline(app: App<'_>, kind: ItemKind) -> Outcome<LibraryOutline> {
    Ok(services(&app)?.library.outline(kind).await?)
}

#[tauri::command]
pub(super) async fn get_library_item(app: App<'_>, id: LibraryItemId) -> Outcome<LibraryItem> {
    Ok(services(&app)?.library.open(id).await?)
}

#[tauri::command]
pub(super) async fn add_library_item(
    app: App<'_>,
    kind: ItemKind,
    name: String,
    text: String,
) -> Outcome<LibraryItem> {
    Ok(services(&app)?.library.add(kind, &name, text, Origin::Own).await?)
}

#[tauri::command]
pub(super) async fn save_library_item(
    app: App<'_>,
    id: LibraryItemId,
    text: String,
    note: String,
) -> Outcome<LibraryItem> {
    Ok(services(&app)?.library.save(id, text, note).await?)
}

#[tauri::command]
pub(super) async fn keep_working_text(
    app: App<'_>,
    id: LibraryItemId,
    working: Option<String>,
) -> Outcome<ItemSummary> {
    Ok(services(&app)?.library.keep_working_text(id, working).await?)
}

#[tauri::command]
pub(super) async fn reset_library_item(app: App<'_>, id: LibraryItemId) -> Outcome<LibraryItem> {
    Ok(services(&app)?.library.reset(id).await?)
}

#[tauri::command]
pub(super) async fn list_versions(
    app: App<'_>,
    id: LibraryItemId,
    before: Option<u32>,
) -> Outcome<Vec<ItemVersion>> {
    Ok(services(&app)?.library.versions(id, before).await?)
}

#[tauri::command]
pub(super) async fn compare_version(
    app: App<'_>,
    id: LibraryItemId,
    number: u32,
    with: ComparedWith,
) -> Outcome<Comparison> {
    Ok(services(&app)?.library.compare(id, number, with).await?)
}

#[tauri::command]
pub(super) async fn note_version(
    app: App<'_>,
    id: LibraryItemId,
    number: u32,
    note: String,
) -> Outcome<()> {
    Ok(services(&app)?.library.note_version(id, number, note).await?)
}

#[tauri::command]
pub(super) async fn restore_version(
    app: App<'_>,
    id: LibraryItemId,
    number: u32,
) -> Outcome<LibraryItem> {
    Ok(services(&app)?.library.restore(id, number).await?)
}

#[tauri::command]
pub(super) async fn get_item_record(app: App<'_>, id: LibraryItemId) -> Outcome<ItemRecord> {
    Ok(services(&app)?.library.record(id).await?)
}

#[tauri::command]
pub(super) async fn mark_favourite(
    app: App<'_>,
    id: LibraryItemId,
    favourite: bool,
) -> Outcome<ItemSummary> {
    Ok(services(&app)?.library.mark_favourite(id, favourite).await?)
}

#[tauri::command]
pub(super) async fn move_to_folder(
    app: App<'_>,
    id: LibraryItemId,
    folder: String,
) -> Outcome<ItemSummary> {
    Ok(services(&app)?.library.move_to_folder(id, &folder).await?)
}

#[tauri::command]
pub(super) async fn delete_library_item(app: App<'_>, id: LibraryItemId) -> Outcome<ItemSummary> {
    Ok(services(&app)?.library.delete(id).await?)
}

#[tauri::command]
pub(super) async fn undelete_library_item(app: App<'_>, id: LibraryItemId) -> Outcome<ItemSummary> {
    Ok(services(&app)?.library.undelete(id).await?)
}

#[tauri::command]
pub(super) async fn delete_library_items(app: App<'_>, ids: Vec<LibraryItemId>) -> Outcome<()> {
    Ok(services(&app)?.library.delete_all(ids).await?)
}
