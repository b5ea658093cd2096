//! Where things are: the data folder, and the model that comes with the app.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The bundled model's file, as `tauri.conf.json` names it.
const BUNDLED_MODEL: &str = "models/SmolLM2-135M-Instruct.Q4_1.gguf";

/// Where an installed app keeps its resources, seen from the folder of the executable: beside it
/// in a build and on Windows, in `lib` of the same prefix from a Linux package, in the bundle on
/// macOS.
const RESOURCE_FOLDERS: [&str; 3] = [".", "../lib/Copydeck", "../Resources"];

/// The folder of this user's data where none is given: `copydeck` in the system's place for it.
/// `None` when the system knows no such place, as in a session without a home.
pub(crate) fn default_data_folder() -> Option<PathBuf> {
    dirs::data_dir().map(|folder| folder.join("copydeck"))
}

/// The bundled model's file, where it is there.
pub(crate) fn bundled_model(executable: &Path) -> Option<PathBuf> {
    let folder = executable.parent()?;
    RESOURCE_FOLDERS
        .iter()
        .map(|resources| folder.join(resources).join(BUNDLED_MODEL))
        .find(|file| file.is_file())
}

/// This executable, which is also the engine.
pub(crate) fn executable() -> std::io::Result<PathBuf> {
    env::current_exe()
}
