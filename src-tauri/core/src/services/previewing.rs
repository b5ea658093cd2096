//! Previews of drafts that are open: what the window shows while a text is written or streamed.
//!
//! A preview belongs to the window, not to the store: it shows the editor's text, saved or not,
//! and is let go of when the window closes it or opens too many.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::markdown::live::{LivePreview, OutOfStep, PreviewPatch, TextChange};

/// How many previews are kept; the one not used for the longest goes first.
const MOST: usize = 4;

/// The longest text that is previewed, in bytes: some thousand pages.
const LONGEST: usize = 8 * 1024 * 1024;

/// Which of the window's previews: the window counts them itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct PreviewId(pub u32);

/// What a preview is to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum PreviewUpdate {
    /// This text, whatever it showed before. The answer begins with nothing.
    Whole {
        /// The whole text.
        text: String,
    },
    /// The text that it shows, changed.
    Changes {
        /// The version that the changes are of.
        version: u32,
        /// In order, without overlaps.
        changes: Vec<TextChange>,
    },
}

/// Why a preview could not follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// It shows another text than the changes are of, or is gone: send the whole text.
    #[error("The preview has lost its place.")]
    OutOfStep,
    /// The text is too long.
    #[error("This draft is too long to preview: more than 8 MB of text.")]
    TooLong,
}

impl PreviewError {
    /// What the window acts on.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OutOfStep => "preview_out_of_step",
            Self::TooLong => "preview_too_long",
        }
    }
}

impl From<OutOfStep> for PreviewError {
    fn from(_: OutOfStep) -> Self {
        Self::OutOfStep
    }
}

/// The previews at hand, the last used at the end.
#[derive(Debug, Default)]
pub struct Previews(Mutex<Vec<(PreviewId, LivePreview)>>);

impl Previews {
    /// Brings a preview up to date, and says what to change of what is shown.
    ///
    /// # Errors
    /// When the text is too long, or the changes are not of the text that is shown.
    pub fn update(
        &self,
        id: PreviewId,
        update: PreviewUpdate,
    ) -> Result<PreviewPatch, PreviewError> {
        let mut previews = self.lock();
        let known = previews.iter().position(|(known, _)| *known == id);
        let known = known.map(|index| previews.remove(index).1);
        let (preview, patch) = match update {
            PreviewUpdate::Whole { text } => {
                if text.len() > LONGEST {
                    return Err(PreviewError::TooLong);
                }
                let preview = LivePreview::new(&text);
                let patch = preview.whole();
                (preview, patch)
            }
            PreviewUpdate::Changes { version, changes } => {
                let mut preview = known
                    .filter(|preview| preview.version() == version)
                    .ok_or(PreviewError::OutOfStep)?;
                let inserted: usize = changes.iter().map(|change| change.insert.len()).sum();
                if preview.text().len() + inserted > LONGEST {
                    return Err(PreviewError::TooLong);
                }
                let patch = preview.update(&changes)?;
                (preview, patch)
            }
        };
        if previews.len() >= MOST {
            previews.remove(0);
        }
        previews.push((id, preview));
        Ok(patch)
    }

    /// Lets a preview go.
    pub fn close(&self, id: PreviewId) {
        self.lock().retain(|(known, _)| *known != id);
    }

    /// A preview whose rendering panicked is not put back, so what is behind the lock is whole.
    fn lock(&self) -> MutexGuard<'_, Vec<(PreviewId, LivePreview)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draft::Utf16Offset;

    fn whole(text: &str) -> PreviewUpdate {
        PreviewUpdate::Whole { text: text.to_owned() }
    }

    fn append(version: u32, at: u32, insert: &str) -> PreviewUpdate {
        let place = Utf16Offset(at);
        let change = TextChange { from: place, to: place, insert: insert.to_owned() };
        PreviewUpdate::Changes { version, changes: vec![change] }
    }

    #[test]
    fn a_preview_follows_from_version_to_version() {
        let previews = Previews::default();
        let id = PreviewId(1);
        let first = previews.update(id, whole("Cold")).expect("shown");
        let second = previews.update(id, append(first.version, 4, " at mile")).expect("shown");
        assert_eq!(second.insert[0].html, "<p dir=\"auto\">Cold at mile</p>\n");
        let missed = previews.update(id, append(first.version, 4, "!"));
        assert_eq!(missed, Err(PreviewError::OutOfStep));
        assert_eq!(
            previews.update(id, append(second.version, 4, "!")),
            Err(PreviewError::OutOfStep)
        );
        assert!(previews.update(id, whole("Cold")).is_ok());
    }

    #[test]
    fn only_so_many_are_kept_and_a_closed_one_is_gone() {
        let previews = Previews::default();
        for id in 0..10 {
            previews.update(PreviewId(id), whole("Cold")).expect("shown");
        }
        assert_eq!(previews.lock().len(), MOST);
        let oldest = previews.update(PreviewId(0), append(1, 4, "!"));
        assert_eq!(oldest, Err(PreviewError::OutOfStep));
        previews.close(PreviewId(9));
        let closed = previews.update(PreviewId(9), append(1, 4, "!"));
        assert_eq!(closed, Err(PreviewError::OutOfStep));
    }

    #[test]
    fn a_text_too_long_to_lay_out_is_refused() {
        let previews = Previews::default();
        let text = "x".repeat(LONGEST + 1);
        assert_eq!(previews.update(PreviewId(1), whole(&text)), Err(PreviewError::TooLong));
    }
}
