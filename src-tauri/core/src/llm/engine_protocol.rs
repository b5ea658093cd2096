//! What the app and its engine process say to each other: one JSON object a line, requests on the
//! engine's standard input, replies on its standard output. Standard error is for its log.
//!
//! The engine completes one request at a time and holds one model. It ends when its standard
//! input does.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::event::{StopReason, TokenUsage};
use crate::domain::prompt::{Role, Sampling};

/// What the engine's process has to find in its environment, as it can't be set from inside.
///
/// - llama.cpp would start a debugger on itself before it aborts.
/// - Its threads wait for each other hundreds of times a token. Unless told not to, they wait
///   without letting go of the core: on two cores that others use too, two words a second came of
///   that instead of a dozen. A short wait is as fast on idle cores.
pub const ENGINE_ENVIRONMENT: [(&str, &str); 2] =
    [("GGML_NO_BACKTRACE", "1"), ("GOMP_SPINCOUNT", "1000")];

/// Names a request on the wire; the app counts up from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u64);

/// A message of words alone: all the engine can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineMessage {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub text: String,
}

/// What the app asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineRequest {
    /// Complete a prompt. A request that comes while another runs waits for it.
    Complete {
        /// Names it in the replies.
        id: RequestId,
        /// The GGUF file. Loaded, and another dropped, when it is not the one at hand.
        model_path: String,
        /// The prompt, put in the model's own chat template by the engine.
        messages: Vec<EngineMessage>,
        /// How to choose the words.
        sampling: Sampling,
        /// The JSON Schema that the answer has to fit; the engine holds the model to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        schema: Option<Value>,
    },
    /// Stop a request within 100 ms; it then ends with `Finished(Stopped)`.
    Cancel {
        /// Which.
        id: RequestId,
    },
    /// Load a model and say what it is, without completing anything.
    Inspect {
        /// Names it in the replies.
        id: RequestId,
        /// The GGUF file.
        model_path: String,
    },
}

impl EngineRequest {
    /// The request's name; of a cancel, that of the request it stops.
    #[must_use]
    pub const fn id(&self) -> RequestId {
        match self {
            Self::Complete { id, .. } | Self::Cancel { id } | Self::Inspect { id, .. } => *id,
        }
    }
}

/// What the engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineReply {
    /// The completion has begun: the model is loaded and has room to work.
    Started {
        /// Which.
        id: RequestId,
        /// What the model calls itself.
        model: String,
    },
    /// More text, whole characters only.
    Delta {
        /// Which.
        id: RequestId,
        /// The text.
        text: String,
    },
    /// The end of a completion. Nothing more comes for this id.
    Finished {
        /// Which.
        id: RequestId,
        /// Why.
        reason: StopReason,
        /// Tokens read (those kept from the request before counted as cached) and written.
        usage: TokenUsage,
    },
    /// What a model is. Nothing more comes for this id.
    Inspected {
        /// Which.
        id: RequestId,
        /// The name the file gives itself.
        name: Option<String>,
        /// How many tokens fit.
        context_length: u32,
    },
    /// The request failed. Nothing more comes for this id.
    Failed {
        /// Which.
        id: RequestId,
        /// What kind of failure.
        code: EngineFailure,
        /// What happened, in a sentence.
        message: String,
    },
}

impl EngineReply {
    /// The request that it answers.
    #[must_use]
    pub const fn id(&self) -> RequestId {
        match self {
            Self::Started { id, .. }
            | Self::Delta { id, .. }
            | Self::Finished { id, .. }
            | Self::Inspected { id, .. }
            | Self::Failed { id, .. } => *id,
        }
    }

    /// Whether nothing more comes for that request.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        match self {
            Self::Started { .. } | Self::Delta { .. } => false,
            Self::Finished { .. } | Self::Inspected { .. } | Self::Failed { .. } => true,
        }
    }
}

/// The ways a request to the engine can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineFailure {
    /// The model file is missing, broken or of no use.
    ModelUnusable,
    /// The prompt does not fit the model's window.
    PromptTooLong,
    /// The model could not go on.
    DecodingFailed,
}
