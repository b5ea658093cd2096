//! Providers and their keys. A key comes from the window once, as it was typed, and never goes
//! back to it.

use copydeck_core::{
    domain::{
        api_key::ApiKey,
        id::{CredentialId, ProviderId},
        model::{ProviderKey, TestReport},
    },
    services::providers::{NewKey, ProviderDetails, ProviderSummary},
};

use super::{App, Outcome, services};
use crate::CommandError;

#[tauri::command]
pub(super) async fn add_provider(
    app: App<'_>,
    details: ProviderDetails,
    key: Option<String>,
    hold_key_for_this_run: bool,
) -> Outcome<ProviderSummary> {
    let key = key.as_deref().and_then(|key| new_key(key, hold_key_for_this_run));
    Ok(services(&app)?.providers.add(details, key).await?)
}

#[tauri::command]
pub(super) async fn update_provider(
    app: App<'_>,
    id: ProviderId,
    details: ProviderDetails,
) -> Outcome<ProviderSummary> {
    Ok(services(&app)?.providers.update(id, details).await?)
}

#[tauri::command]
pub(super) async fn replace_key(
    app: App<'_>,
    id: ProviderId,
    key: String,
    hold_for_this_run: bool,
) -> Outcome<ProviderSummary> {
    let key = new_key(&key, hold_for_this_run)
        .ok_or_else(|| CommandError::new("key_missing", "Enter the new key."))?;
    Ok(services(&app)?.providers.replace_key(id, key).await?)
}

#[tauri::command]
pub(super) async fn remove_provider(app: App<'_>, id: ProviderId) -> Outcome<()> {
    Ok(services(&app)?.providers.remove(id).await?)
}

#[tauri::command]
pub(super) async fn test_provider(app: App<'_>, id: ProviderId) -> Outcome<TestReport> {
    Ok(services(&app)?.providers.test(id).await?)
}

#[tauri::command]
pub(super) async fn list_keys(app: App<'_>, id: ProviderId) -> Outcome<Vec<ProviderKey>> {
    Ok(services(&app)?.providers.keys(id).await?)
}

#[tauri::command]
pub(super) async fn add_key(
    app: App<'_>,
    id: ProviderId,
    label: String,
    key: String,
) -> Outcome<Vec<ProviderKey>> {
    let key =
        ApiKey::new(&key).ok_or_else(|| CommandError::new("key_missing", "Enter the new key."))?;
    Ok(services(&app)?.providers.add_key(id, &label, key).await?)
}

#[tauri::command]
pub(super) async fn use_key(
    app: App<'_>,
    id: ProviderId,
    key_id: CredentialId,
) -> Outcome<ProviderSummary> {
    Ok(services(&app)?.providers.use_key(id, key_id).await?)
}

#[tauri::command]
pub(super) async fn remove_key(
    app: App<'_>,
    id: ProviderId,
    key_id: CredentialId,
) -> Outcome<Vec<ProviderKey>> {
    Ok(services(&app)?.providers.remove_key(id, key_id).await?)
}

fn new_key(typed: &str, hold_for_this_run: bool) -> Option<NewKey> {
    let key = ApiKey::new(typed)?;
    Some(if hold_for_this_run { NewKey::ForThisRun(key) } else { NewKey::InVault(key) })
}
