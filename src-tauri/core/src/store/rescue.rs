//! Copy that a damaged store can't take: kept as a file of its own, so that closing loses nothing.

use std::{fs, path::PathBuf};

use super::{Store, StoreError, backup::blocking, files};
use crate::domain::id::DraftId;

impl Store {
    /// Writes a draft's copy to `rescued/` in the data folder, in the place of what was rescued of
    /// it before. Gives the file; `None` for a store in memory.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub async fn rescue(
        &self,
        draft: DraftId,
        text: String,
    ) -> Result<Option<PathBuf>, StoreError> {
        let Some(files) = self.files.clone() else { return Ok(None) };
        blocking(move || {
            let unusable = |error| StoreError::in_folder(files.folder(), error);
            let folder = files.rescued();
            fs::create_dir_all(&folder).map_err(unusable)?;
            let file = folder.join(format!("{draft}.md"));
            let unfinished = file.with_extension("part");
            fs::write(&unfinished, text).map_err(unusable)?;
            files::rename_for_good(&unfinished, &file).map_err(unusable)?;
            Ok(Some(file))
        })
        .await
    }
}
