//! Packs in the window: looked at before anything changes, taken, taken back, removed, made.
//!
//! The page never names a file: what is opened was picked in the system's dialog, dropped on the
//! window as bytes, or given to the app by the system; what is written was picked.

use copydeck_core::{
    domain::{
        id::{OpenPackId, PackChangeId},
        pack::installed::InstalledPack,
    },
    services::packs::{
        ExportDetails, ExportOutline, Imported, ItemChoice, ItemDetails, ItemRef, MadeFile,
        PackPreview, Signer,
    },
};
use tauri::{
    AppHandle,
    ipc::{InvokeBody, Request},
};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use super::{App, Outcome, services};
use crate::CommandError;

/// The ending of a pack's file name, and what the dialogs call such files.
const ENDING: &str = "copypack";
const FILTER: &str = "Copydeck packs";

/// Asks the user for a pack, in the system's own dialog. `None` when they think better of it.
#[tauri::command]
pub(super) async fn choose_pack(app: App<'_>, handle: AppHandle) -> Outcome<Option<PackPreview>> {
    let (chosen, choice) = oneshot::channel();
    handle.dialog().file().add_filter(FILTER, &[ENDING]).pick_file(move |file| {
        // The command has been dropped with its window: nobody asks any more.
        let _ = chosen.send(file);
    });
    let path = choice.await.ok().flatten().and_then(|file| file.into_path().ok());
    match path {
        Some(path) => Ok(Some(services(&app)?.packs.open(&path).await?)),
        None => Ok(None),
    }
}

/// Opens a pack that was dropped on the window: its bytes are the call's body.
#[tauri::command]
pub(super) async fn read_pack(app: App<'_>, request: Request<'_>) -> Outcome<PackPreview> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(CommandError::new("pack_not_a_pack", "The file could not be read."));
    };
    Ok(services(&app)?.packs.read(bytes.clone()).await?)
}

/// The pack that Copydeck was started with, once.
#[tauri::command]
pub(super) async fn take_offered_pack(app: App<'_>) -> Outcome<Option<PackPreview>> {
    match app.take_offered() {
        Some(path) => Ok(Some(services(&app)?.packs.open(&path).await?)),
        None => Ok(None),
    }
}

#[tauri::command]
pub(super) async fn get_pack_item(
    app: App<'_>,
    open: OpenPackId,
    item: usize,
) -> Outcome<ItemDetails> {
    Ok(services(&app)?.packs.item(open, item).await?)
}

#[tauri::command]
pub(super) async fn import_pack(
    app: App<'_>,
    open: OpenPackId,
    choices: Vec<ItemChoice>,
    accepted_key: Option<String>,
) -> Outcome<Imported> {
    Ok(services(&app)?.packs.import(open, &choices, accepted_key.as_deref()).await?)
}

#[tauri::command]
pub(super) async fn close_pack(app: App<'_>, open: OpenPackId) -> Outcome<()> {
    services(&app)?.packs.close(open);
    Ok(())
}

#[tauri::command]
pub(super) async fn undo_pack_change(app: App<'_>, change: PackChangeId) -> Outcome<()> {
    Ok(services(&app)?.packs.undo(change).await?)
}

#[tauri::command]
pub(super) async fn list_packs(app: App<'_>) -> Outcome<Vec<InstalledPack>> {
    Ok(services(&app)?.packs.installed().await?)
}

#[tauri::command]
pub(super) async fn remove_pack(app: App<'_>, pack: String) -> Outcome<PackChangeId> {
    Ok(services(&app)?.packs.remove(pack).await?)
}

#[tauri::command]
pub(super) async fn outline_pack(
    app: App<'_>,
    name: String,
    items: Vec<ItemRef>,
) -> Outcome<ExportOutline> {
    Ok(services(&app)?.packs.outline(&name, &items).await?)
}

/// Makes a pack where the user picks in the system's own dialog, which asks before it replaces a
/// file. `None` when they think better of it.
#[tauri::command]
pub(super) async fn export_pack(
    app: App<'_>,
    handle: AppHandle,
    details: ExportDetails,
    items: Vec<ItemRef>,
) -> Outcome<Option<MadeFile>> {
    let (chosen, choice) = oneshot::channel();
    let name = copydeck_core::services::packs::file_name(&details.name);
    handle.dialog().file().set_file_name(name).add_filter(FILTER, &[ENDING]).save_file(
        move |file| {
            // The command has been dropped with its window: nobody asks any more.
            let _ = chosen.send(file);
        },
    );
    let path = choice.await.ok().flatten().and_then(|file| file.into_path().ok());
    match path {
        Some(path) => {
            let packs = &services(&app)?.packs;
            Ok(Some(packs.export(&details, &items, Signer::Vault, &path).await?))
        }
        None => Ok(None),
    }
}
