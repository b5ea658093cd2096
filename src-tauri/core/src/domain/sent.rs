//! What is sent to a provider, as the user sees it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A request as it goes over the wire, without the key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SentRequest {
    /// Where it goes; none where it stays on this computer. What its query holds is hidden but
    /// for the version of the interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub url: Option<String>,
    /// Its headers. In place of the key it says that there is one.
    pub headers: Vec<SentHeader>,
    /// Its exact body.
    pub body: String,
}

/// A header of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SentHeader {
    /// Its name in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}
