//! What a render writes to: the text, the marks that cut it into messages, and the limit on both.
//!
//! Marks are kept apart from the text, by position. A value that reads like a mark is therefore
//! only ever text: there is nothing to escape and nothing to guess.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use handlebars::Output;
use serde_json::{Map, Value};

use super::render_error::RenderProblem;
use crate::domain::prompt::Media;

/// The most text a prompt may have: more than any model reads.
pub(super) const MAX_TEXT: usize = 4 << 20;
/// The most steps a render may take. One step is a tag, a turn of a loop, or [`STEP_BYTES`] bytes
/// copied; this many take well under a second.
const MAX_STEPS: usize = 60_000;
const STEP_BYTES: usize = 512;

/// What copying a value costs, in bytes: each value has its own overhead, however little it holds.
pub(super) fn weight(value: &Value) -> usize {
    const EACH: usize = 64;
    EACH + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(entries) => entries.iter().map(|(key, item)| key.len() + weight(item)).sum(),
        _ => 0,
    }
}

/// Something that happens at a place in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// From here on this role speaks.
    Role(Speaker),
    /// Here the conversation so far belongs.
    History,
    /// Here a picture or another file belongs.
    Media(Media),
    /// Here something belongs that the runtime fills in, by its name.
    Section(String),
}

/// A role as a text names it, and what it says about the message.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Speaker {
    pub(super) name: String,
    pub(super) metadata: Map<String, Value>,
}

/// A text with its marks, in order of place.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) marks: Vec<(usize, Mark)>,
    steps: usize,
    failure: Option<RenderProblem>,
}

/// The page, shared by the helpers of one render.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedPage(Arc<Mutex<Page>>);

impl SharedPage {
    fn page(&self) -> MutexGuard<'_, Page> {
        // A panic elsewhere leaves the page as it was: no update of it is in two parts.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts work; an error means that the render has to end.
    pub(super) fn spend(&self, steps: usize, bytes: usize) -> Result<(), RenderStopped> {
        let mut page = self.page();
        page.steps = page.steps.saturating_add(steps).saturating_add(bytes / STEP_BYTES);
        if page.steps > MAX_STEPS {
            page.failure.get_or_insert(RenderProblem::TooMuchWork);
            return Err(RenderStopped);
        }
        Ok(())
    }

    pub(super) fn mark(&self, mark: Mark) {
        let mut page = self.page();
        let place = page.text.len();
        page.marks.push((place, mark));
    }

    /// Keeps why the render has to end.
    pub(super) fn fail(&self, problem: RenderProblem) -> RenderStopped {
        self.page().failure.get_or_insert(problem);
        RenderStopped
    }

    /// Ends the use of the page: what is on it, or why it had to end.
    pub(super) fn take(&self) -> Result<Page, RenderProblem> {
        let mut page = std::mem::take(&mut *self.page());
        match page.failure.take() {
            Some(problem) => Err(problem),
            None => Ok(page),
        }
    }
}

impl Output for SharedPage {
    fn write(&mut self, text: &str) -> Result<(), io::Error> {
        self.spend(1, text.len()).map_err(io::Error::other)?;
        let mut page = self.page();
        if page.text.len() + text.len() > MAX_TEXT {
            page.failure.get_or_insert(RenderProblem::TooLong);
            return Err(io::Error::other(RenderStopped));
        }
        page.text.push_str(text);
        Ok(())
    }
}

/// The render ends here; the page knows why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the render was stopped")]
pub(super) struct RenderStopped;

impl From<RenderStopped> for handlebars::RenderError {
    fn from(stopped: RenderStopped) -> Self {
        handlebars::RenderErrorReason::NestedError(Box::new(stopped)).into()
    }
}
