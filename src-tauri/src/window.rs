//! The window: opened on a data folder, and closed only when all it showed is saved.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tauri::{AppHandle, Emitter, Manager, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::{
    commands, folders, logging,
    state::{Services, StartError},
};

/// The one window's label, as the capability file names it.
const MAIN: &str = "main";

/// Broadcast when the user closes the window: it saves what it holds and answers with
/// `finish_closing`, or with `keep_open` when it can't.
const CLOSING: &str = "closing";

/// How long a page that says nothing is waited for, and then the runs: longer than a store that
/// another process keeps busy.
const CLOSING_LIMIT: Duration = Duration::from_secs(6);

/// How often the desk is tidied while the window is open.
const TIDIED_EVERY: Duration = Duration::from_secs(60);

/// What the window's commands work on.
pub(crate) struct AppState {
    /// The data folder, for Settings to show.
    pub(crate) data_folder: PathBuf,
    /// The services, or why there are none; the window opens all the same and says so.
    pub(crate) services: Result<Services, StartError>,
    closing: AtomicBool,
}

impl AppState {
    /// Lets a window that has been asked to close stay open.
    pub(crate) fn keep_open(&self) {
        self.closing.store(false, Ordering::SeqCst);
    }
}

/// Opens the window and runs until it is closed.
pub(crate) fn open(data_folder: Option<PathBuf>) -> ExitCode {
    prefer_shared_memory_rendering();
    // A second provider can't be installed; the first is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (data_folder, log, services) = match data_folder.or_else(folders::default_data_folder) {
        Some(folder) => {
            let log = logging::to_folder(&folder);
            let services = tauri::async_runtime::block_on(Services::open(&folder));
            (folder, log, services)
        }
        None => (PathBuf::new(), None, Err(StartError::NoDataFolder)),
    };
    if let Err(error) = &services {
        tracing::error!(%error, "the services could not be started");
    }
    let state =
        AppState { data_folder: data_folder.clone(), services, closing: AtomicBool::new(false) };
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
            tauri::async_runtime::spawn(keep_tidy(app.handle().clone()));
            Ok(create(app.handle(), &data_folder)?)
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

fn create(app: &AppHandle, data_folder: &Path) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first() else {
        return Err(tauri::Error::WindowNotFound);
    };
    let window = WebviewWindowBuilder::from_config(app, config)?
        .data_directory(data_folder.join("webview"))
        .on_navigation(is_our_own)
        .build()?;
    #[cfg(target_os = "linux")]
    crate::spelling::enable(&window);
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
        if let Ok(services) = &app.state::<AppState>().services
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
    if let Ok(services) = &app.state::<AppState>().services
        && tokio::time::timeout(CLOSING_LIMIT, services.drafting.stop_all()).await.is_err()
    {
        tracing::error!("a run could not be saved before closing");
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
