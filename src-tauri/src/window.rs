//! The window: opened on a data folder, and closed only when all it showed is saved.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use copydeck_core::store::{
    StoreError,
    backup_name::BackupName,
    recovery::{self, Recovery},
};
use tauri::{AppHandle, Emitter, Manager, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::{
    CommandError, commands, folders, logging,
    one_window::{self, Claim, Claimed},
    state::{Services, StartError},
};

/// The one window's label, as the capability file names it.
const MAIN: &str = "main";

/// Broadcast when the user closes the window: it saves what it holds and answers with
/// `finish_closing`, or with `keep_open` when it can't.
const CLOSING: &str = "closing";

/// Broadcast when Copydeck was started again with a pack: the window takes it with
/// `take_offered_pack`.
const PACK_OFFERED: &str = "pack-offered";

/// How long a page that says nothing is waited for, and then the runs: longer than a store that
/// another process keeps busy.
const CLOSING_LIMIT: Duration = Duration::from_secs(6);

/// How often the desk is tidied while the window is open.
const TIDIED_EVERY: Duration = Duration::from_secs(60);

/// How often it is looked whether the day's backup is still to be made, and how long after the
/// start for the first time: a window that opens has better things to do.
const BACKUP_CHECK: Duration = Duration::from_secs(3600);
const FIRST_BACKUP_CHECK: Duration = Duration::from_secs(20);

/// What the window's commands work on.
pub(crate) struct AppState {
    /// The data folder, for Settings to show.
    pub(crate) data_folder: PathBuf,
    /// The services, or why there are none; the window opens all the same and says so.
    services: RwLock<Result<Arc<Services>, StartError>>,
    /// Held while the store is opened once more.
    opening: tokio::sync::Mutex<()>,
    closing: AtomicBool,
    /// A pack that the system asked Copydeck to open, until the window has taken it.
    offered: Mutex<Option<PathBuf>>,
}

impl AppState {
    /// The services.
    ///
    /// # Errors
    /// Why there are none.
    pub(crate) fn services(&self) -> Result<Arc<Services>, CommandError> {
        let services = self.services.read().unwrap_or_else(PoisonError::into_inner);
        services.as_ref().map(Arc::clone).map_err(CommandError::from)
    }

    /// What can be done about the store, if it is damaged.
    pub(crate) async fn recovery(&self) -> Result<Option<Recovery>, StoreError> {
        let details = {
            let services = self.services.read().unwrap_or_else(PoisonError::into_inner);
            match services.as_ref() {
                Err(StartError::Store(StoreError::Damaged { details })) => details.clone(),
                _ => return Ok(None),
            }
        };
        recovery::options(&self.data_folder, details).await.map(Some)
    }

    /// Opens the store if it is not open.
    pub(crate) async fn reopen(&self) {
        let _opening = self.opening.lock().await;
        self.open_again().await;
    }

    /// Puts a backup in the place of a damaged store, and opens it.
    pub(crate) async fn restore_over_damage(&self, name: BackupName) -> Result<(), StoreError> {
        let _opening = self.opening.lock().await;
        if self.services().is_err() {
            recovery::restore(&self.data_folder, name, jiff::Timestamp::now()).await?;
            self.open_again().await;
        }
        Ok(())
    }

    /// Puts an empty store in the place of a damaged one, and opens it.
    pub(crate) async fn begin_anew(&self) -> Result<(), StoreError> {
        let _opening = self.opening.lock().await;
        if self.services().is_err() {
            recovery::begin_anew(&self.data_folder, jiff::Timestamp::now()).await?;
            self.open_again().await;
        }
        Ok(())
    }

    async fn open_again(&self) {
        if self.services().is_ok() {
            return;
        }
        let opened = Services::open(&self.data_folder).await.map(Arc::new);
        if let Err(error) = &opened {
            tracing::error!(%error, "the services could not be started");
        }
        *self.services.write().unwrap_or_else(PoisonError::into_inner) = opened;
    }

    /// The pack that the system asked Copydeck to open, once.
    pub(crate) fn take_offered(&self) -> Option<PathBuf> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn offer(&self, pack: PathBuf) {
        *self.offered.lock().unwrap_or_else(PoisonError::into_inner) = Some(pack);
    }

    /// Lets a window that has been asked to close stay open.
    pub(crate) fn keep_open(&self) {
        self.closing.store(false, Ordering::SeqCst);
    }
}

/// Opens the window and runs until it is closed. A second start on the same data folder brings
/// the first window to the front instead, which then opens the pack that was given.
pub(crate) fn open(data_folder: Option<PathBuf>, pack: Option<PathBuf>) -> ExitCode {
    // The first window may have been started somewhere else.
    let pack = pack.map(|pack| std::path::absolute(&pack).unwrap_or(pack));
    prefer_shared_memory_rendering();
    // A second provider can't be installed; the first is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (data_folder, claimed, log, services) =
        match data_folder.or_else(folders::default_data_folder) {
            Some(folder) => {
                let claimed = match one_window::claim(&folder, pack.as_deref()) {
                    Claim::First(claimed) => Some(claimed),
                    Claim::Unclaimed => None,
                    Claim::Shown => return ExitCode::SUCCESS,
                    Claim::Silent => {
                        eprintln!(
                            "copydeck: a window is open on {} already, and does not answer",
                            folder.display()
                        );
                        return ExitCode::FAILURE;
                    }
                };
                let log = logging::to_folder(&folder);
                let services = tauri::async_runtime::block_on(Services::open(&folder));
                (folder, claimed, log, services.map(Arc::new))
            }
            None => (PathBuf::new(), None, None, Err(StartError::NoDataFolder)),
        };
    if let Err(error) = &services {
        tracing::error!(%error, "the services could not be started");
    }
    let state = AppState {
        data_folder: data_folder.clone(),
        services: RwLock::new(services),
        opening: tokio::sync::Mutex::default(),
        closing: AtomicBool::new(false),
        offered: Mutex::new(pack),
    };
    let outcome = tauri::Builder::default()
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(data_folder.join("window.json").to_string_lossy())
                .build(),
        )
        .manage(state)
        .invoke_handler(commands::handler())
        .setup(move |app| {
            create(app.handle(), page_folder(&data_folder, claimed.is_some()).as_deref())?;
            if let Some(claimed) = claimed {
                show_on_second_start(app.handle(), claimed);
            }
            tauri::async_runtime::spawn(back_up_daily(app.handle().clone()));
            tauri::async_runtime::spawn(keep_tidy(app.handle().clone()));
            Ok(())
        })
        .run(tauri::generate_context!());
    drop(log);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("copydeck: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Brings the window to the front whenever Copydeck is started again on its folder.
fn show_on_second_start(app: &AppHandle, mut claimed: Claimed) {
    let shown = app.clone();
    claimed.on_second_start(move |pack| {
        let Some(window) = shown.get_webview_window(MAIN) else { return };
        if let Some(pack) = pack {
            shown.state::<AppState>().offer(pack);
            if let Err(error) = window.emit(PACK_OFFERED, ()) {
                tracing::warn!(%error, "the window could not be told of a pack");
            }
        }
        let outcome =
            window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = outcome {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    });
    // Kept until the process ends, and the claim with it.
    app.manage(claimed);
}

async fn back_up_daily(app: AppHandle) {
    tokio::time::sleep(FIRST_BACKUP_CHECK).await;
    loop {
        // A store that is not open has its own screen; one that fails says so when it is used.
        if let Ok(services) = app.state::<AppState>().services()
            && let Err(error) = services.backups.make_daily().await
        {
            tracing::warn!(code = error.code(), %error, "the day's backup was not made");
        }
        tokio::time::sleep(BACKUP_CHECK).await;
    }
}

/// Where the page keeps what it remembers of itself, such as the widths of its panels; nowhere
/// for long where nothing can be written in the data folder.
fn page_folder(data_folder: &Path, writable: bool) -> Option<PathBuf> {
    writable.then(|| data_folder.join("webview"))
}

fn create(app: &AppHandle, page_folder: Option<&Path>) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first() else {
        return Err(tauri::Error::WindowNotFound);
    };
    let window = WebviewWindowBuilder::from_config(app, config)?
        .incognito(page_folder.is_none())
        .data_directory(page_folder.map_or_else(std::env::temp_dir, Path::to_owned))
        .on_navigation(is_our_own)
        .build()?;
    #[cfg(target_os = "linux")]
    crate::spelling::enable(&window);
    reload_after_a_crash(&window)?;
    let closed = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            begin_closing(&closed);
        }
    });
    Ok(())
}

/// Clears the bin and brings the search up to date, now and then.
async fn keep_tidy(app: AppHandle) {
    loop {
        if let Ok(services) = app.state::<AppState>().services()
            && services.store.read_only().is_none()
            && let Err(error) = services.desk.tidy(jiff::Timestamp::now()).await
        {
            tracing::warn!(code = error.code(), "the desk could not be tidied");
        }
        tokio::time::sleep(TIDIED_EVERY).await;
    }
}

/// The window shows the app's own pages and nothing else, whatever a link says.
fn is_our_own(url: &tauri::Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http", Some("localhost")) => cfg!(debug_assertions) || cfg!(windows),
        _ => false,
    }
}

fn begin_closing(window: &WebviewWindow) {
    let state = window.state::<AppState>();
    if state.closing.swap(true, Ordering::SeqCst) {
        return;
    }
    if let Err(error) = window.emit(CLOSING, ()) {
        tracing::warn!(%error, "the window could not be told that it is closing");
    }
    let app = window.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(CLOSING_LIMIT).await;
        if app.state::<AppState>().closing.load(Ordering::SeqCst) {
            tracing::warn!("the window did not say that it had saved; closing");
            destroy(&app);
        }
    });
}

/// Ends the runs, with all they wrote on disk, and the window with them.
pub(crate) async fn finish_closing(app: &AppHandle) {
    if let Ok(services) = app.state::<AppState>().services() {
        if tokio::time::timeout(CLOSING_LIMIT, services.drafting.stop_all()).await.is_err() {
            tracing::error!("a run could not be saved before closing");
        }
        services.store.close().await;
    }
    destroy(app);
}

fn destroy(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN)
        && let Err(error) = window.destroy()
    {
        tracing::error!(%error, "the window could not be closed");
        app.exit(1);
    }
}

/// The page runs in a process of its own. When that one dies, the window would stay blank; loaded
/// anew, the page shows what was saved, which is all but the last moment.
#[cfg(target_os = "linux")]
fn reload_after_a_crash(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;

    window.with_webview(|webview| {
        webview.inner().connect_web_process_terminated(|view, reason| {
            tracing::error!(?reason, "the page's process has ended; it is loaded anew");
            view.reload();
        });
    })
}

#[cfg(not(target_os = "linux"))]
fn reload_after_a_crash(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// WebKitGTK draws nothing on some drivers when it shares buffers with the graphics card.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn prefer_shared_memory_rendering() {
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(VARIABLE).is_none() {
        // SAFETY: called first thing in `main`, before any other thread is started.
        unsafe { std::env::set_var(VARIABLE, "1") };
    }
}

#[cfg(not(target_os = "linux"))]
fn prefer_shared_memory_rendering() {}
