//! What a template becomes once the brief is filled in: messages with roles. The vocabulary is
//! Dotprompt's, and every provider speaks it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who a message is from, in Dotprompt's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Standing instructions.
    System,
    /// The person who asks.
    User,
    /// The model itself.
    Model,
    /// What a tool gave back.
    Tool,
}

impl Role {
    /// The role of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "system" => Some(Self::System),
            "user" => Some(Self::User),
            "model" => Some(Self::Model),
            "tool" => Some(Self::Tool),
            _ => None,
        }
    }
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Part {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A picture or another file, by its address.
    Media {
        /// Where it is and what it is.
        media: Media,
    },
}

/// A reference to a picture or another file. Nothing here fetches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// Its address, or a `data:` URL.
    pub url: String,
    /// Its MIME type, where the template says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub content_type: Option<String>,
}

/// One message to a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What is said, in order.
    pub content: Vec<Part>,
}

impl Message {
    /// A message of words alone.
    #[must_use]
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self { role, content: vec![Part::Text { text: text.into() }] }
    }

    /// The words of the message, its other parts left out.
    #[must_use]
    pub fn joined_text(&self) -> String {
        self.content
            .iter()
            .filter_map(|part| match part {
                Part::Text { text } => Some(text.as_str()),
                Part::Media { .. } => None,
            })
            .collect()
    }
}

/// How a model is asked to choose its words. What is `None` is left to the provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Sampling {
    /// From 0 (the likeliest word each time) up to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub temperature: Option<f32>,
    /// Only the likeliest words whose chances add up to this are chosen from: above 0, up to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub top_p: Option<f32>,
    /// Makes a run repeatable where the provider allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seed: Option<u32>,
    /// The most tokens the model may write.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub max_output_tokens: Option<u32>,
    /// The model stops before it writes any of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stop_sequences: Vec<String>,
}

/// A template with its variables filled in, ready to be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RenderedPrompt {
    /// In the order in which the model reads them.
    pub messages: Vec<Message>,
    /// What the template's `config` asks for.
    pub sampling: Sampling,
}
