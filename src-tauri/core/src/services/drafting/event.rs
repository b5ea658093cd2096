//! What the drafting service tells whoever watches a run.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::{
    draft::Utf16Offset,
    fields::{again::Rewrite, rules::Flaw, values::FieldPath},
    id::{DraftId, RunId},
    run::{ProviderFailure, StopReason},
    usage::TokenUsage,
};

/// A message about a run. `seq` counts from 0 without a gap; one that is missing was lost on the
/// way, and the watcher asks for the run's whole text. The last message is `Finished` or
/// `Failed`, and there is exactly one of those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DraftingEvent {
    /// The run has begun. Sent before anything is asked of the provider.
    Started {
        /// Position in the run's messages.
        seq: u32,
        /// The run.
        run_id: RunId,
        /// The draft it writes to; none when nothing is saved.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        draft_id: Option<DraftId>,
        /// Who writes, as the user knows it.
        model_name: String,
        /// Whether nothing leaves this computer.
        on_this_computer: bool,
    },
    /// The provider failed before it wrote anything, and will be asked again. The wait can be
    /// stopped like the run itself.
    Retrying {
        /// Position in the run's messages.
        seq: u32,
        /// How long until then, in milliseconds.
        after_ms: u32,
        /// Why.
        reason: ProviderFailure,
        /// Which attempt comes next; the first one was 1.
        attempt: u32,
        /// Why, for the user: “OpenAI is busy.”
        message: String,
    },
    /// More text. At most one of these a frame, each under 8 KiB.
    Delta {
        /// Position in the run's messages.
        seq: u32,
        /// What comes after all that came before.
        text: String,
        /// The length of the run's text with this in it.
        length: Utf16Offset,
    },
    /// A text of copy in fields is complete; later words may take its place.
    Field {
        /// Position in the run's messages.
        seq: u32,
        /// Which text.
        path: FieldPath,
        /// What it says.
        value: String,
    },
    /// Some texts do not fit, and are asked for again.
    AskingAgain {
        /// Position in the run's messages.
        seq: u32,
        /// Which texts.
        paths: Vec<FieldPath>,
    },
    /// A text that did not fit, or was not there, has been written anew.
    Rewritten {
        /// Position in the run's messages.
        seq: u32,
        /// What takes the place of what.
        #[serde(flatten)]
        #[ts(flatten)]
        rewrite: Rewrite,
    },
    /// A text that does not fit after all. It stays as it is.
    Flawed {
        /// Position in the run's messages.
        seq: u32,
        /// Which text, and what is wrong with it.
        #[serde(flatten)]
        #[ts(flatten)]
        flaw: Flaw,
    },
    /// What the provider has counted.
    Usage {
        /// Position in the run's messages.
        seq: u32,
        /// The count so far; the last one stands.
        usage: TokenUsage,
    },
    /// The run ended in order. Its text is in the draft, on disk.
    Finished {
        /// Position in the run's messages.
        seq: u32,
        /// Why it ended.
        reason: StopReason,
        /// The draft it wrote to; none when nothing was to be saved.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        draft_id: Option<DraftId>,
        /// The length of the run's whole text.
        length: Utf16Offset,
    },
    /// The provider failed: the text before it stands, in the draft and on disk. Without a
    /// `failure` it was the store: the text is not on disk yet, and goes there once it can.
    Failed {
        /// Position in the run's messages.
        seq: u32,
        /// What kind of failure, by its code.
        code: String,
        /// What happened and what to do.
        message: String,
        /// The failure's category, for a provider's failure.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        failure: Option<ProviderFailure>,
        /// The length of the run's whole text.
        length: Utf16Offset,
    },
}
