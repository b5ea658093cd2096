//! Prepares the app crate: Tauri's access lists and resources, which live under `src-tauri/` while
//! `tauri.conf.json` lies at the root, so every path that Tauri would guess is given here.

use std::{error::Error, path::Path};

use tauri_build::{AppManifest, Attributes};

/// The model that ships with the app, as `bundle.resources` in `tauri.conf.json` names it.
/// Tauri copies it beside the executable, where the engine finds it in every profile.
const BUNDLED_MODEL: &str = "src-tauri/models/SmolLM2-135M-Instruct.Q4_1.gguf";
/// What `frontendDist` names.
const BUILT_UI: &str = "ui/dist";

fn main() {
    if let Err(problem) = prepare() {
        // Cargo reads a message up to the end of its line.
        println!("cargo::error={}", format!("{problem:#}").replace('\n', " "));
        std::process::exit(1);
    }
}

fn prepare() -> Result<(), Box<dyn Error>> {
    // The patterns below are read by Tauri; it watches only the folders of its own layout.
    for watched in ["src-tauri/build.rs", "src-tauri/capabilities", "src-tauri/permissions"] {
        println!("cargo::rerun-if-changed={watched}");
    }

    if !Path::new(BUNDLED_MODEL).is_file() {
        return Err(format!("{BUNDLED_MODEL} is missing: `make setup` fetches it").into());
    }

    // The UI is embedded only in a build that does not look for the dev server.
    if std::env::var_os("CARGO_FEATURE_CUSTOM_PROTOCOL").is_some() {
        if !Path::new(BUILT_UI).join("index.html").is_file() {
            return Err(format!("{BUILT_UI} is missing: `make setup ui` builds it").into());
        }
        println!("cargo::rerun-if-changed={BUILT_UI}");
    }

    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/*.json")
        .app_manifest(AppManifest::new().permissions_path_pattern("src-tauri/permissions/*.toml"));
    tauri_build::try_build(attributes)?;
    Ok(())
}
