//! Packs as this computer knows them: those installed, and those made here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::version::{ChangeSize, PackVersion};

/// An installed pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InstalledPack {
    /// Which pack.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Which version of it.
    pub version: PackVersion,
    /// Who publishes it.
    pub author: String,
    /// Under which terms.
    pub licence: String,
    /// What it is for.
    pub description: String,
    /// The key it was signed with, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<String>,
    /// How many items of it the library has.
    pub items: u32,
    /// How many of those the user has changed.
    pub edited: u32,
    /// When it came.
    #[ts(type = "string")]
    pub installed_at: Timestamp,
    /// When its version came.
    #[ts(type = "string")]
    pub updated_at: Timestamp,
}

/// The last version made here of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadePack {
    /// Its name, by which it is made again.
    pub name: String,
    /// Its identity.
    pub id: String,
    /// Which version.
    pub version: PackVersion,
    /// Its publisher.
    pub author: String,
    /// Its terms.
    pub licence: String,
    /// What it is for.
    pub description: String,
    /// The files in it: their hashes, and what each cannot do without.
    pub items: BTreeMap<String, MadeItem>,
}

/// An item of a pack that was made here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeItem {
    /// BLAKE3 of its text, in hexadecimal.
    pub hash: String,
    /// The fields of a template that have to be filled in.
    pub required: Vec<String>,
}

/// How much has changed from one set of items to the next; `None` when nothing has.
#[must_use]
pub fn change_between(
    before: &BTreeMap<String, MadeItem>,
    after: &BTreeMap<String, MadeItem>,
) -> Option<ChangeSize> {
    let gone = before.keys().filter(|name| !after.contains_key(*name)).map(|_| ChangeSize::Break);
    let here = after.iter().filter_map(|(name, item)| match before.get(name) {
        None => Some(ChangeSize::Addition),
        Some(old) if item.required.iter().any(|field| !old.required.contains(field)) => {
            Some(ChangeSize::Break)
        }
        Some(old) => (old.hash != item.hash).then_some(ChangeSize::Wording),
    });
    gone.chain(here).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(items: &[(&str, &str, &[&str])]) -> BTreeMap<String, MadeItem> {
        items
            .iter()
            .map(|(name, hash, required)| {
                let required = required.iter().map(|field| (*field).to_owned()).collect();
                ((*name).to_owned(), MadeItem { hash: (*hash).to_owned(), required })
            })
            .collect()
    }

    #[test]
    fn the_largest_change_counts() {
        let before = items(&[("a", "1", &["product"]), ("b", "1", &[])]);
        let change = |after: &[(&str, &str, &[&str])]| change_between(&before, &items(after));
        assert_eq!(change(&[("a", "1", &["product"]), ("b", "1", &[])]), None);
        assert_eq!(change(&[("a", "2", &["product"]), ("b", "1", &[])]), Some(ChangeSize::Wording));
        assert_eq!(
            change(&[("a", "2", &[]), ("b", "1", &[]), ("c", "1", &[])]),
            Some(ChangeSize::Addition)
        );
        assert_eq!(change(&[("a", "1", &["product"])]), Some(ChangeSize::Break));
        assert_eq!(
            change(&[("a", "2", &["product", "store"]), ("b", "1", &[]), ("c", "1", &[])]),
            Some(ChangeSize::Break)
        );
    }
}
